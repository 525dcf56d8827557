"""Measurements. Nothing here is a test: machines differ, so what is told are medians and ratios of one run."""
