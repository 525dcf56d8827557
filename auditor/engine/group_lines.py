"""The columns that every judged group has beside the fields it is grouped by."""

from __future__ import annotations

import polars as pl

HOLDS = "__holds"
"""Whether it is in order; null where nobody can tell."""
ROWS, COUNT = "__rows", "__count"
"""How many rows it has, and how many of them count."""
VALUE, LIMIT, EXPECTED = "__value", "__limit", "__expected"
"""What was found, the limit it was held against, and what was expected."""
LOW, HIGH = "__low", "__high"
"""The interval that chance leaves for the value."""
FIRST = "__first"
"""The first period it takes up, where periods are pooled."""
WHERE = "__where"
"""Its municipality."""
NO_NUMBER = pl.lit(None, dtype=pl.Float64)
OPTIONAL = {COUNT: pl.Int64, LOW: pl.Float64, HIGH: pl.Float64, FIRST: pl.Int64}
"""Columns that only some kinds have a value for."""
