"""Looking for planted values in all that a folder holds, however it is packed."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl


def contents(path: Path) -> Iterator[str]:
    """What a file says: its bytes as they are, what is packed in it, and its name."""
    yield path.name
    data = path.read_bytes()
    yield data.decode("utf-8", "surrogateescape")
    if b"\0" in data:
        yield data.decode("utf-16-le", "replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name + archive.read(name).decode("utf-8", "replace")
    elif data.startswith(b"PAR1"):
        yield pl.read_parquet(io.BytesIO(data)).write_ndjson() + str(pl.read_parquet_metadata(io.BytesIO(data)))
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data).decode("utf-8", "replace")


def found_in(text: str, markers: Iterable[str]) -> list[str]:
    """The markers that a text holds, also where letters are written as JSON, Turtle or percent codes."""
    lower = text.lower()
    return sorted(each for each in markers if each.lower() in lower)


def leaks(folder: Path, markers: Iterable[str], beside: Iterable[Path] = ()) -> list[str]:
    """File and marker of everything found below a folder, but for what stands in ``beside``."""
    left_out = [each.resolve() for each in beside]
    wanted, told = frozenset(markers), []
    for path in sorted(folder.rglob("*")):
        if not any(path.resolve().is_relative_to(each) for each in left_out):
            texts = contents(path) if path.is_file() else (path.name,)
            found = {each for text in texts for each in found_in(text, wanted)}
            told += [f"{path.relative_to(folder)}: {each}" for each in sorted(found)]
    return told
