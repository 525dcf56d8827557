"""What a contestant is given and what it has to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from tests.benchmarks.checks import KEYS, MAX_SHARE, MIN_ROWS, Check, row_checks
from tests.benchmarks.values import COLUMNS, TABLE

NULLS_REPEAT = "+NULLS"
"""Added to the id of a unique check for the rows that repeat a key with a missing part."""


@dataclass(frozen=True)
class Task:
    """A folder with the three files of one kind (``csv`` or ``parquet``), and the folder of the rule set."""

    folder: Path
    kind: str
    ruleset: Path

    @property
    def path(self) -> Path:
        """The file of the large table."""
        return self.folder / f"{TABLE}.{self.kind}"

    def side(self, table: str) -> Path:
        """The file of a small table."""
        return self.folder / f"{table}.{self.kind}"

    def scan(self) -> pl.LazyFrame:
        """The large table with its types."""
        if self.kind == "parquet":
            return pl.scan_parquet(self.path)
        return pl.scan_csv(self.path, separator=";", schema=COLUMNS)

    def read(self) -> pl.DataFrame:
        """The large table in memory."""
        if self.kind == "parquet":
            return pl.read_parquet(self.path)
        return pl.read_csv(self.path, separator=";", schema=COLUMNS)

    @cached_property
    def checks(self) -> list[Check]:
        """The checks of single rows."""
        keys = {}
        for column, table in KEYS.items():
            path = self.side(table)
            frame = (
                pl.read_parquet(path)
                if self.kind == "parquet"
                else pl.read_csv(path, separator=";", infer_schema=False)
            )
            keys[column] = frame[column].to_list()
        return row_checks(keys)


@dataclass(frozen=True)
class Answer:
    """Failing rows of each check; ``rows`` lists them (``check``, ``row``), where it can, for comparing only.

    ``shares`` are the municipalities where too many rows lack a centre; None where the contestant cannot say it.
    """

    counts: Mapping[str, int]
    rows: Callable[[], pl.DataFrame] | None = None
    shares: Sequence[str] | None = None
    nulls_repeat: bool = False
    """Whether two rows without a key count as repeating it."""
    facts: Mapping[str, object] = field(default_factory=dict)


def shares(frame: pl.LazyFrame) -> list[str]:
    """The municipalities with too large a share, for contestants whose own checks cannot say it."""
    found = (
        frame.group_by("kommunenummer")
        .agg(pl.len().alias("rows"), pl.col("mottak_id").is_null().mean().alias("share"))
        .filter(pl.col("kommunenummer").is_not_null(), pl.col("share") > MAX_SHARE, pl.col("rows") >= MIN_ROWS)
    )
    return sorted(found.collect(engine="streaming")["kommunenummer"].to_list())


def listed(parts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Row numbers by check as one frame."""
    frames = [
        pl.DataFrame({"row": rows.cast(pl.UInt32)}).select(pl.lit(check).alias("check"), "row")
        for check, rows in parts.items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema={"check": pl.String, "row": pl.UInt32})
