"""What is told of a run under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EarlyFinding:
    """A failing row that is told of before the run is done: the rule, the row's ROW, and where, if one may tell."""

    rule_id: str
    row: int
    municipality: str | None


@dataclass(frozen=True)
class Progress:
    """How far a run is: the table in hand, its rows and findings so far, and the tables done of all.

    ``first`` are the first failing rows of the table, a few of each rule, by row.
    """

    table: str
    rows: int
    findings: int
    tables_done: int
    tables: int
    first: tuple[EarlyFinding, ...] = ()


Listener = Callable[[Progress], None]

FirstRow = tuple[int, int, str | None]
"""Row, place of the rule in the result, and municipality."""
Tell = Callable[[int, int, list[FirstRow]], None]
"""Is told rows, findings and first failing rows of the table in hand."""
