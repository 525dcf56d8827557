"""Mutated input through every door by which data, rules or kept files come in."""
