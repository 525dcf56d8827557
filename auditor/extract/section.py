"""What the readers hand on: one file, archive member or sheet with its headers and a way to scan its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from auditor.model.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from auditor.model.extract import Problem, SourceFile


@dataclass(frozen=True, slots=True)
class Section:
    """One readable piece of an extract, before anybody knows which table it belongs to."""

    source: SourceFile
    stems: tuple[str, ...]
    """Names a table's file patterns may match: sheet name first, then the stem of the file."""
    headers: tuple[str, ...]
    frame: Callable[[int], pl.LazyFrame]
    """Rows numbered from the given number: ROW, one column a header and, for text, RAGGED."""
    numbers: int
    """How many row numbers the piece takes up; blank lines take one each, though they are no rows."""
    first_line: int
    line_jumps: tuple[tuple[int, int], ...] = ()
    """(row, line) pairs: this row of the piece stands on this line; one after each row that spans several lines."""
    ragged: bool = False
    """Whether the frame has a RAGGED column."""
    suspect_headers: tuple[str, ...] = ()
    """Headers of the columns where a question mark or U+FFFD may stand for a lost letter."""
    problems: tuple[Problem, ...] = field(default=())
    table: str = ""
    """The table by whose layout the lines were cut; empty where headers say what the columns are."""


class Progress:
    """What a reader in a thread tells the caller, and how the caller stops it."""

    def __init__(self) -> None:
        self.current = ""
        self._stop = Event()

    def stop(self) -> None:
        """Ask every reader to give up at its next step."""
        self._stop.set()

    def at(self, name: str) -> None:
        """Tell which file is being read; Cancelled where the caller asked to stop."""
        self.current = name
        if self._stop.is_set():
            raise Cancelled
