"""Finding the files of an extract and getting at their bytes."""

from __future__ import annotations

import io
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAPPING_NAME = "auditor.toml"
TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".dat"})
EXCEL_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
PARQUET_SUFFIXES = frozenset({".parquet", ".pq"})
_ADVICE = {
    ".pdf": "document",
    ".doc": "document",
    ".docx": "document",
    ".odt": "document",
    ".rtf": "document",
    ".html": "document",
    ".htm": "document",
    ".xml": "data",
    ".json": "data",
    ".sas7bdat": "statistics",
    ".xpt": "statistics",
    ".sav": "statistics",
    ".por": "statistics",
    ".dta": "statistics",
    ".rds": "statistics",
    ".rdata": "statistics",
    ".feather": "statistics",
    ".mdb": "database",
    ".accdb": "database",
    ".sqlite": "database",
    ".db": "database",
    ".dbf": "database",
    ".7z": "archive",
    ".rar": "archive",
    ".tar": "archive",
    ".tgz": "archive",
    ".bz2": "archive",
    ".xz": "archive",
    ".zst": "archive",
    ".gz": "archive",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One delivered file, or one member of an archive whose bytes are held in memory.

    ``name`` is relative to the extract; ``data`` is None for a file that is read from ``path``.
    """

    name: str
    size: int
    path: Path | None = None
    data: bytes | None = None
    sha256: str | None = None
    """Hash of the delivered bytes where ``data`` was unpacked from them."""
    packed: str = ""
    """``gzip`` where ``path`` must be unpacked before reading."""

    @property
    def suffix(self) -> str:
        """The file type by its name, lower case, without ``.gz``."""
        name = PurePosixPath(self.name.rpartition("!")[2])
        if self.packed or (name.suffix.lower() == ".gz" and name.with_suffix("").suffix):
            name = name.with_suffix("")
        return name.suffix.lower()

    @property
    def stem(self) -> str:
        """The file name without folders and type."""
        name = PurePosixPath(self.name.rpartition("!")[2]).name
        for suffix in (".gz", self.suffix):
            if suffix and name.lower().endswith(suffix):
                name = name[: -len(suffix)]
        return name

    def with_data(self, data: bytes, sha256: str | None = None) -> Source:
        """The same source read from memory."""
        return replace(self, data=data, sha256=sha256 or self.sha256)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes as a stream; ExtractError where the system refuses them."""
        if self.data is not None:
            yield io.BytesIO(self.data)
            return
        assert self.path is not None
        with translated(self.name), self.path.open("rb", buffering=0) as stream:
            yield stream

    def read(self) -> bytes:
        """All bytes at once."""
        if self.data is not None:
            return self.data
        with self.open() as stream:
            return stream.read()


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Turns errors of the file system into ours."""
    try:
        yield
    except FileNotFoundError:
        raise ExtractError("extract.vanished", file=name) from None
    except PermissionError:
        raise ExtractError("extract.not_permitted", file=name) from None
    except OSError:
        raise ExtractError("extract.unreadable", file=name) from None


@contextmanager
def damage_refused(name: str, file_format: str, *kinds: type[Exception]) -> Iterator[None]:
    """Turns what a foreign reader raises at a damaged file into ``extract.damaged``; its text may hold values.

    A panic of a Rust library is no Exception in Python and goes by its name alone.
    """
    try:
        yield
    except kinds:
        raise ExtractError("extract.damaged", file=name, format=file_format) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ExtractError("extract.damaged", file=name, format=file_format) from None


def unsupported(source: Source) -> ExtractError:
    """The refusal for a file type nobody can read here, with what to export instead."""
    advice = _ADVICE.get(source.suffix)
    if advice is None:
        return ExtractError("extract.unsupported", file=source.name)
    return ExtractError(f"extract.unsupported_{advice}", file=source.name)


def find_files(path: Path) -> list[Source]:
    """The files of a folder and the folders below it, in the order of their names; or the single file itself.

    Hidden files, lock files (``~$``) and the mapping file are left out, and so is whatever is neither file nor folder.
    A folder that a symbolic link leads back to is entered once. Errors: ``extract.not_found``,
    ``extract.not_permitted``.
    """
    try:
        mode = path.stat().st_mode
    except PermissionError:
        raise ExtractError("extract.not_permitted", file=path.name) from None
    except OSError:
        raise ExtractError("extract.not_found", file=str(path)) from None
    if not stat.S_ISDIR(mode):
        if not stat.S_ISREG(mode):
            raise ExtractError("extract.not_a_file", file=path.name)
        return [_source(path, path.name)]
    return sorted(_walk(path, path, set()), key=lambda source: (source.name.casefold(), source.name))


def _walk(root: Path, folder: Path, seen: set[tuple[int, int]]) -> Iterator[Source]:
    with translated(folder.name):
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name == MAPPING_NAME:
            continue
        name = Path(entry.path).relative_to(root).as_posix()
        try:
            mode = entry.stat().st_mode
        except OSError:
            yield Source(name, 0, Path(entry.path))
            continue
        if stat.S_ISDIR(mode):
            yield from _walk(root, Path(entry.path), seen)
        elif stat.S_ISREG(mode):
            yield _source(Path(entry.path), name)


def _source(path: Path, name: str) -> Source:
    with translated(name):
        size = path.stat().st_size
    packed = "gzip" if path.suffix.lower() == ".gz" and Path(path.stem).suffix.lower() in TEXT_SUFFIXES else ""
    return Source(name, size, path, packed=packed)
