"""Worklists that came back: which of their lines somebody has ticked off.

What comes back has been in others' hands. Files are read as deliveries are, with the same bounds; a line marks only
what its reference proves to be of this ledger (see :mod:`auditor.ledger.references`), and nothing else of it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from auditor.extract import open_extract
from auditor.extract.limits import Limits
from auditor.ledger.errors import LedgerError
from auditor.ledger.marks import About
from auditor.ledger.references import record_of
from auditor.locale import LANGUAGES, Translator
from auditor.model.errors import AuditorError
from auditor.model.extract import ROW, RawTable
from auditor.model.vocabulary import Severity

SUFFIXES = (".xlsx", ".csv")
TICKS = frozenset({"x", "j", "ja", "y", "yes", "ok", "v", "1", "true", "sant", "✓", "✔", "☑", "☒"})
NO_TICKS = frozenset({"", "0", "-", "n", "nei", "no", "false", "usant", "☐"})
LIMITS = Limits(columns=200, unpacked_bytes=256 * 1024**2, ratio_from_bytes=16 * 1024**2)
"""A worklist is small: far less than a delivery may be."""
_COLUMNS = ("done", "rule", "reference")


@dataclass(frozen=True)
class ReturnedFile:
    """One file: ``ticked`` findings, and lines that were ticked but could not be used, by the lines of the file."""

    name: str
    lines: int
    ticked: Sequence[About]
    foreign: Sequence[int]
    """Ticked, but the reference is none of this ledger."""
    unclear: Sequence[int]
    """What stands in the column to tick is neither a tick nor none."""


@dataclass(frozen=True)
class Refused:
    """A file that is no worklist, or cannot be read; ``key`` and ``facts`` are a sentence of the catalogue."""

    name: str
    key: str
    facts: dict[str, object]


def read_returned(
    folder: Path, key: bytes, tick: Callable[[str], None] = lambda name: None
) -> Iterator[ReturnedFile | Refused]:
    """The worklists of a folder (or the one that ``folder`` is), by name; pages and other files are passed over.

    LedgerError where there is no such folder, or no worklist in it. ``tick`` is told each file, and may raise.
    """
    files = [folder] if folder.is_file() else sorted(folder.iterdir()) if folder.is_dir() else []
    files = [each for each in files if each.suffix.lower() in SUFFIXES and not each.name.startswith((".", "~$"))]
    if not files:
        raise LedgerError("ledger.no_worklists", folder=folder.name)
    for file in files:
        tick(file.name)
        try:
            yield _read(file, key)
        except AuditorError as error:
            yield Refused(file.name, error.key, error.facts)


def _read(file: Path, key: bytes) -> ReturnedFile:
    if file.is_symlink() or not file.is_file():
        raise LedgerError("ledger.not_a_worklist", file=file.name)
    extract = open_extract(file, limits=LIMITS)
    found = [(table, titles) for table in extract.tables.values() if (titles := _titles(table)) is not None]
    if len(found) != 1:
        for problem in extract.problems:
            if problem.severity >= Severity.ERROR:
                raise AuditorError(problem.key, **problem.facts)
        raise LedgerError("ledger.not_a_worklist", file=file.name)
    table, titles = found[0]
    return _ticked(file.name, table, titles, key)


def _titles(table: RawTable) -> dict[str, str] | None:
    """The titles of the columns that matter, in the language the list was written in."""
    there = table.frame.collect_schema().names()
    for language in LANGUAGES:
        t = Translator(language)
        titles = {name: t(f"worklists.column.{name}") for name in _COLUMNS}
        if all(title in there for title in titles.values()):
            return titles
    return None


def _ticked(name: str, table: RawTable, titles: dict[str, str], key: bytes) -> ReturnedFile:
    cells = [
        pl.col(title).cast(pl.String).fill_null("").str.strip_chars().alias(name) for name, title in titles.items()
    ]
    frame = table.frame.select(ROW, *cells).collect()
    ticked: list[About] = []
    foreign, unclear = [], []
    for row, done, rule, given in frame.filter(pl.col("done") != "").select(ROW, *_COLUMNS).iter_rows():
        said = done.lower()
        if said in NO_TICKS:
            continue
        line = table.location(row)[1]
        record = record_of(key, rule, given)
        if said not in TICKS:
            unclear.append(line)
        elif record is None:
            foreign.append(line)
        else:
            ticked.append(About(rule, record))
    return ReturnedFile(name, frame.height, ticked, foreign, unclear)
