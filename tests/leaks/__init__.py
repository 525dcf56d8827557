"""Unique values planted in every personal column, and a hunt for them in all that the program writes."""
