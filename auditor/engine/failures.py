"""What Polars raises where a column, a rule or a file gives out: its own errors, and panics of its Rust code."""

from __future__ import annotations

import polars as pl

POLARS_FAILS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What evaluating may raise. A panic is no ``Exception``; in the one pass of a table it mostly means the file."""
READING_FAILS = (*POLARS_FAILS, OSError)
"""The same where files are read on the way."""
