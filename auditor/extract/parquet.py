"""Parquet files: scanned, with their own types."""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING

import polars as pl

from auditor.extract.headers import check_headers, clean_headers
from auditor.extract.section import Progress, Section
from auditor.extract.sources import damage_refused
from auditor.extract.steady import stamp_of
from auditor.model.errors import ExtractError
from auditor.model.extract import ROW, Problem, SourceFile
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from auditor.extract.limits import Limits
    from auditor.extract.mapping import FileMapping
    from auditor.extract.sources import Source

os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")  # reading ahead takes 200 MB, and a disk needs none
_CHUNK = 1 << 22
_READ_THROUGH = 1 << 26
"""Files up to this size are read through when opened; in larger ones a damaged page shows when it is read."""


def hash_source(source: Source, progress: Progress) -> str:
    """SHA-256 of the delivered bytes."""
    digest = hashlib.sha256()
    with source.open() as stream:
        while chunk := stream.read(_CHUNK):
            progress.at(source.name)
            digest.update(chunk)
    return digest.hexdigest()


def read_parquet(source: Source, options: FileMapping, limits: Limits, progress: Progress) -> Section:
    """A Parquet file as a section; ExtractError where it is damaged or holds lists, structs or bytes."""
    progress.at(source.name)
    stamp = stamp_of(source)
    sha256 = hash_source(source, progress)

    def scan(first_row: int) -> pl.LazyFrame:
        data = io.BytesIO(source.data) if source.data is not None else source.path
        assert data is not None
        frame = pl.scan_parquet(
            data, row_index_name=ROW, row_index_offset=first_row, glob=False, hive_partitioning=False
        )
        frame = frame.rename(renamed)
        return frame.with_columns(pl.col(texts).cast(pl.String)) if texts else frame

    with damage_refused(source.name, "Parquet", pl.exceptions.PolarsError, OSError):
        plain = pl.scan_parquet(
            io.BytesIO(source.data) if source.data is not None else source.path or "",
            glob=False,
            hive_partitioning=False,
        )
        schema = plain.collect_schema()
        rows = plain.select(pl.len()).collect(engine="streaming").item()
        if source.size <= _READ_THROUGH and not any(kind.is_nested() for kind in schema.dtypes()):
            plain.select(pl.all().null_count()).collect(engine="streaming")
    headers = tuple(clean_headers(schema.names()))
    renamed = {old: new for old, new in zip(schema.names(), headers, strict=True) if old != new}
    if not headers:
        raise ExtractError("extract.empty_file", file=source.name)
    check_headers(source.name, headers, (), limits, pinned=True)
    nested = [str(n) for n, kind in enumerate(schema.dtypes(), 1) if kind.is_nested() or kind in (pl.Binary, pl.Object)]
    if nested:
        raise ExtractError("extract.nested_columns", file=source.name, columns=", ".join(nested))
    kinds = zip(headers, schema.dtypes(), strict=True)
    texts = [name for name, kind in kinds if kind in (pl.Categorical, pl.Enum)]
    problems = () if rows else (Problem(Severity.WARNING, "extract.header_only", {"file": source.name}),)
    return Section(
        source=SourceFile(source.name, "parquet", source.size, sha256, rows, stamp=stamp),
        stems=(source.stem,),
        headers=headers,
        frame=scan,
        numbers=rows,
        first_line=1,
        problems=problems,
    )
