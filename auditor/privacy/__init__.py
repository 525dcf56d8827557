"""The only doors out for values of the data: sanitising, masking, pseudonyms, small cells and private files.

Imports nothing of the program but its errors and texts; Polars is imported by the column functions when they are
called.
"""
