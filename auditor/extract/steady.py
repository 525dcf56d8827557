"""Whether the files of an extract are still what they were when it was opened.

Rows are read from where they lie whenever somebody needs them, so a file that is written to meanwhile would give the
rows of one delivery the numbers of another.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.model.errors import Cancelled, ExtractError
from auditor.model.extract import Extract, SourceFile, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.extract.sources import Source

_CHUNK = 1 << 22


def stamp_of(source: Source) -> Stamp | None:
    """The stamp of a file as it is now; None for what is held in memory, and for a file that is not there."""
    return _stamp(source.path) if source.path is not None and source.data is None else None


@contextmanager
def steady(*extracts: Extract | None) -> Iterator[None]:
    """Reads extracts in its block. ExtractError afterwards, or in the place of an error, where a file was changed."""
    try:
        yield
    except Cancelled:
        raise
    except Exception:
        _refuse_changed(extracts)
        raise
    _refuse_changed(extracts)


def _refuse_changed(extracts: tuple[Extract | None, ...]) -> None:
    files = [file for each in extracts if each is not None for file in each.manifest.files]
    changed = [file.name for file in files if _is_changed(file)]
    if changed:
        raise ExtractError("extract.changed", files=changed) from None


def _is_changed(file: SourceFile) -> bool:
    """Whether the bytes are others: a file that was only touched, or moved to another disk and back, is the same."""
    if file.stamp is None or _stamp(file.stamp.path) == file.stamp:
        return False
    try:
        digest = hashlib.sha256()
        with file.stamp.path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return True
    return digest.hexdigest() != file.sha256


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(path, status.st_size, status.st_mtime_ns, status.st_ino)
