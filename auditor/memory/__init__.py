"""The memory of a column as numpy arrays, for what would cost several times as much by Polars' own functions."""
