"""Measurements, and what they are made on.

Machines differ, so what is told are medians and ratios of one run; the tests here only prove that what is compared
finds the same rows.
"""
