"""Indicators in every format they are told in, one renderer a module."""
