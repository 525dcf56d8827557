"""An extract (*uttrekk*): the files somebody delivered, as tables of raw text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    import polars as pl

ROW = "__row"
"""Name of the column that numbers the rows of a table: UInt32, from 0, over all files of the table."""

RAGGED = "__ragged"
"""Name of the Boolean column, present for text files only, that is true where a line has too few or too many cells."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written."""

    encoding: str
    delimiter: str
    quote: str | None = '"'
    bom: bool = False
    newline: str = "\n"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells without reading that a file is as it was: size in bytes, last change, number on the disk."""

    path: Path
    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it was read; ``name`` is relative to the extract: ``a.csv``, ``a.zip!b.csv``, ``c.xlsx#sheet``."""

    name: str
    format: str
    size: int
    sha256: str
    rows: int | None = None
    dialect: Dialect | None = None
    stamp: Stamp | None = field(default=None, compare=False, repr=False)
    """Of a file whose rows are read from the disk when they are needed; None where they are held in memory."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """How a column was recognised: by ``name``, ``alias``, ``mapping`` (the user's file) or not at all (``none``)."""

    field: str
    header: str
    how: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the extract as a whole that a reader must know; rendered from the catalogues like an error."""

    severity: Severity
    key: str
    facts: Mapping[str, object]
    table: str | None = None


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows one file gives to a table: row ``first_row`` stands on line ``first_line`` of the file."""

    file: str
    first_row: int
    first_line: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table of an extract.

    ``frame`` has ROW first, then one column a field that was recognised (named as the field), then the columns nobody
    recognised (named by their header). Text files give String columns exactly as written, a missing cell as null and an
    empty one as null; Parquet and Excel may give typed columns. ``missing`` lists declared fields without a column.
    """

    name: str
    frame: pl.LazyFrame
    columns: tuple[ColumnMatch, ...]
    parts: tuple[TablePart, ...]
    missing: tuple[str, ...] = ()
    known: bool = True
    """False where no table of the rule set was recognised; the table is then shown but not checked."""
    put: tuple[tuple[str, str], ...] = ()
    """What is read in the place of what is written, as the mapping file says of centres: the written, and the read."""
    put_in: frozenset[str] = frozenset()
    """The fields where that is so."""

    def location(self, row: int) -> tuple[str, int]:
        """File name and line (or sheet row) of a row, both as a person counts them."""
        part = next(part for part in reversed(self.parts) if part.first_row <= row)
        return part.file, part.first_line + row - part.first_row


@dataclass(frozen=True, slots=True)
class Manifest:
    """What exactly was audited."""

    path: str
    files: tuple[SourceFile, ...]
    mapping_file: str | None = None
    mapping_sha256: str | None = None
    mapping_of_files: str = ""
    """What the mapping says of files and tables, and not of centres; equal where it says the same."""
    pseudonymous: tuple[str, ...] = ()
    """Names of the files that the mapping declares pseudonymous."""

    @property
    def name(self) -> str:
        """Name of the extract without its folder; a text of the user's machine, to be sanitised where it is shown."""
        return Path(self.path).name


@dataclass(frozen=True, slots=True)
class Extract:
    """Named tables with their manifest, and what went wrong on the way."""

    tables: Mapping[str, RawTable]
    manifest: Manifest
    problems: tuple[Problem, ...] = field(default=())

    def rows_of(self, table: str) -> int | None:
        """How many rows the files of a table have, where that is known without reading them again."""
        files = {part.file for part in self.tables[table].parts}
        counts = [each.rows for each in self.manifest.files if each.name in files]
        known = [each for each in counts if each is not None]
        return sum(known) if counts and len(known) == len(files) else None
