"""What is measured: which contestants on which files, how often."""

from __future__ import annotations

from dataclasses import dataclass

OURS = "auditor_"
MEASURE = "scan"
OWN = ("scan", "auditor_", "hand")
"""Contestants that run where auditor is installed; the others are the peers."""
WORDS = {
    "scan": ("bare scan of every column", "nothing"),
    "scan:text": ("bare scan of every cell as text", "nothing"),
    "auditor_": ("**auditor**", "failing rows, rule × municipality, not checkable"),
    "auditor_:many": ("**auditor, 300 rules**", "the same"),
    "auditor_:all": ("**auditor, a rule that fails on every row**", "the same"),
    "hand": ("Polars by hand", "failing rows, rule × municipality"),
    "pandera_": ("pandera", "failing rows"),
    "pandera_:lazy": ("pandera on a LazyFrame", "failing rows"),
    "duckdb_": ("DuckDB", "failing rows, rule × municipality"),
    "duckdb_:many": ("DuckDB, 300 rules", "the same"),
    "dataframely_": ("dataframely", "failing rows"),
    "pointblank_": ("pointblank", "counts"),
    "pointblank_:rows": ("pointblank with extracts", "failing rows"),
}
"""Contestant -> what it is called and what it gives back."""


@dataclass(frozen=True)
class Case:
    """A table of so many rows in files of one kind; ``rounds`` are measured, after one that compares the answers."""

    rows: int
    kind: str
    contestants: tuple[str, ...]
    rounds: int
    peer_rounds: int | None = None
    """Rounds that the peers take part in; all of them where it is None."""
    compared: bool = True
    """Whether to compare the answers; where not, the largest table of this kind stands for it."""

    def taking_part(self, number: int) -> tuple[str, ...]:
        """Who is measured in a round (from 0), in turn: who comes first in one round comes last in the next."""
        turn = self.contestants[number % 2 :] + self.contestants[: number % 2]
        if self.peer_rounds is None or number < self.peer_rounds:
            return turn
        return tuple(name for name in turn if name.partition(":")[0] in OWN)

    @property
    def title(self) -> str:
        """As a heading."""
        return f"{self.rows / 1e6:g} M rows, {'Parquet' if self.kind == 'parquet' else 'CSV'}"


_ALL = ("hand", "pandera_", "duckdb_", "dataframely_", "pointblank_")
QUICK = (
    Case(1_000_000, "parquet", (MEASURE, OURS, *_ALL, "pointblank_:rows", "auditor_:many", "duckdb_:many"), 5),
    Case(1_000_000, "csv", (MEASURE, "scan:text", OURS, *_ALL, "pandera_:lazy"), 5),
)
FULL = (
    *QUICK,
    Case(
        10_000_000,
        "parquet",
        (MEASURE, OURS, *_ALL, "pointblank_:rows", "auditor_:many", "auditor_:all"),
        3,
        peer_rounds=2,
    ),
    Case(10_000_000, "csv", (MEASURE, "scan:text", OURS, "hand", "pandera_", "duckdb_", "dataframely_"), 3, 2),
    Case(50_000_000, "parquet", (MEASURE, OURS), 1, compared=False),
)
