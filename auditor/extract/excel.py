"""Workbooks: every sheet a possible table, cells as the text a person means by them."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import fastexcel
import polars as pl

from auditor.extract.archive import check_zip_container
from auditor.extract.headers import check_headers, clean_headers
from auditor.extract.section import Progress, Section
from auditor.extract.sheet_bounds import check_bounds, column_number
from auditor.extract.sources import damage_refused
from auditor.model.errors import ExtractError
from auditor.model.extract import ROW, Problem, SourceFile
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.extract.limits import Limits
    from auditor.extract.mapping import FileMapping
    from auditor.extract.sources import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00$"
_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(.*?)</c>', re.DOTALL)
_ERROR_TEXT = re.compile(rb"<v[^>]*>([^<]{1,20})</v>")
_SAMPLE_ROWS = 200
_NO_ZIP = (zipfile.BadZipFile, zlib.error, LookupError, RuntimeError, OSError, ValueError, EOFError)
"""What a damaged archive raises; the workbook's own reader then says that it is damaged."""


def read_workbook(
    source: Source, options: Callable[[str], FileMapping], limits: Limits, progress: Progress
) -> Iterator[Section | ExtractError]:
    """The sheets of a workbook that hold anything, each as a section or as the reason why it is none.

    Whole numbers come without decimals, dates as ISO dates (with the time where there is one), text as it is, cells in
    error (``#REF!``) as that text. ExtractError for the whole workbook where it is damaged or encrypted.
    """
    progress.at(source.name)
    data = source.read()
    sha256 = hashlib.sha256(data).hexdigest()
    book = _open(source, data, limits)
    blind = source.suffix not in (".xlsx", ".xlsm")
    for number, sheet in enumerate(book.sheet_names):
        name = f"{source.name}#{sheet}"
        progress.at(name)
        chosen = options(name)
        if chosen.ignore or (chosen.sheet is not None and chosen.sheet.casefold() != sheet.casefold()):
            continue
        try:
            content = _sheet_content(data, number)
            check_bounds(name, content, limits)
            cells = _cells(name, book, number, content)
            if cells.height:
                section = _section(source, name, sheet, cells, chosen, sha256, limits, len(book.sheet_names) == 1)
                notice = Problem(Severity.INFO, "extract.error_cells_unknown", {"file": name})
                yield replace(section, problems=(*section.problems, notice)) if blind else section
        except ExtractError as error:
            yield error


def _open(source: Source, data: bytes, limits: Limits) -> fastexcel.ExcelReader:
    if not data:
        raise ExtractError("extract.empty_file", file=source.name)
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise ExtractError("extract.encrypted", file=source.name)
    if data.startswith(b"PK"):
        _refuse_encrypted(source, data)
        check_zip_container(source, data, limits)
    with damage_refused(source.name, "Excel"):
        try:
            return fastexcel.read_excel(data)
        except fastexcel.FastExcelError as error:
            # The foreign text is only looked at, never shown.
            hidden = "password" in str(error).lower() or "encrypt" in str(error).lower()
            key = "extract.encrypted" if hidden else "extract.damaged"
            raise ExtractError(key, **({"file": source.name} | ({} if hidden else {"format": "Excel"}))) from None


def _refuse_encrypted(source: Source, data: bytes) -> None:
    with suppress(*_NO_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            hidden = any(info.flag_bits & 0x1 for info in archive.infolist())
            if not hidden and "META-INF/manifest.xml" in archive.namelist():
                with archive.open("META-INF/manifest.xml") as manifest:
                    hidden = b"encryption-data" in manifest.read(1 << 22)
        if hidden:
            raise ExtractError("extract.encrypted", file=source.name)


def _cells(name: str, book: fastexcel.ExcelReader, number: int, content: bytes) -> pl.DataFrame:
    """All cells of a sheet as text, from its first row on; columns c0, c1 ... from the first used one."""
    with damage_refused(name, "Excel", fastexcel.FastExcelError, pl.exceptions.PolarsError):
        sheet = book.load_sheet(number, header_row=None, skip_rows=0, dtypes="string")
        frame = sheet.to_polars()
        first = sheet.available_columns()[0].absolute_index if frame.width else 0
    frame.columns = [f"c{place}" for place in range(frame.width)]
    frame = frame.with_columns(pl.all().str.replace(_MIDNIGHT, "$1"))
    errors = [(row, column - first, text) for row, column, text in _error_cells(content)]
    if errors:
        frame = _with_errors(frame, errors)
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _with_errors(frame: pl.DataFrame, errors: list[tuple[int, int, str]]) -> pl.DataFrame:
    by_column: dict[int, tuple[list[int], list[str]]] = {}
    for row, column, text in errors:
        if 0 <= row < frame.height and 0 <= column < frame.width:
            rows, texts = by_column.setdefault(column, ([], []))
            rows.append(row)
            texts.append(text)
    return frame.with_columns(
        frame.to_series(column).scatter(rows, texts) for column, (rows, texts) in by_column.items()
    )


def _error_cells(content: bytes) -> Iterator[tuple[int, int, str]]:
    """(row, column, text) of the cells in error, from 0; the reader gives them as empty, so .xlsx is asked itself."""
    if b't="e"' in content:
        for column, row, body in _ERROR_CELL.findall(content):
            text = _ERROR_TEXT.search(body)
            if text:
                yield int(row) - 1, column_number(column), text.group(1).decode("ascii", "replace")


def _sheet_content(data: bytes, number: int) -> bytes:
    """The XML of a sheet, empty where there is none."""
    if data.startswith(b"PK"):
        with (
            suppress(*_NO_ZIP, StopIteration, ElementTree.ParseError),
            zipfile.ZipFile(io.BytesIO(data)) as archive,
        ):
            part = _sheet_part(archive, number)
            return archive.read(part) if part else b""
    return b""


def _sheet_part(archive: zipfile.ZipFile, number: int) -> str | None:
    if "xl/workbook.xml" not in archive.namelist():
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target") or "" for link in links}
    sheets = [node for node in book.iter() if node.tag.endswith("}sheet")]
    wanted = next(value for key, value in sheets[number].attrib.items() if key.endswith("}id"))
    target = targets[wanted]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _section(
    source: Source,
    name: str,
    sheet: str,
    cells: pl.DataFrame,
    options: FileMapping,
    sha256: str,
    limits: Limits,
    only: bool,
) -> Section:
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    before = options.lines_before_header
    where = filled.slice(before).arg_max() if filled.slice(before).any() else None
    if where is None:
        raise ExtractError("extract.empty_file", file=name)
    header_row = before + where
    body = cells.slice(header_row + 1)
    used = [
        column
        for column in cells.columns
        if cells[column][header_row] is not None or body[column].null_count() < body.height
    ]
    headers = clean_headers([cells[column][header_row] or "" for column in used])
    numbered = body.select(used).with_row_index(ROW).filter(filled.slice(header_row + 1))
    blank = body.height - numbered.height
    sample = numbered.head(_SAMPLE_ROWS).select(used).rows()
    # A single filled cell above a wider table is the sheet's title.
    if len(headers) > 2 and sum(map(bool, headers)) == 1 and not options.pins_header:
        raise ExtractError("extract.title_lines", file=name)
    check_headers(name, headers, sample, limits, pinned=options.pins_header)
    frame = numbered.rename(dict(zip(used, headers, strict=True)))
    facts = {"file": name}
    problems = []
    if not numbered.height:
        problems.append(Problem(Severity.WARNING, "extract.header_only", facts))
    last = int(numbered[ROW][-1]) if numbered.height else -1
    inner = last + 1 - numbered.height
    if blank and inner:
        first = int(filled.slice(header_row + 1).arg_min() or 0) + header_row + 2
        problems.append(Problem(Severity.INFO, "extract.blank_lines", {**facts, "lines": inner, "first": str(first)}))

    def scan(first_row: int) -> pl.LazyFrame:
        return frame.lazy().with_columns(pl.col(ROW) + first_row)

    return Section(
        source=SourceFile(name, source.suffix.lstrip("."), source.size, sha256, numbered.height),
        stems=(sheet, source.stem) if only else (sheet,),
        headers=tuple(headers),
        frame=scan,
        numbers=last + 1,
        first_line=header_row + 2,
        suspect_headers=_suspect_headers(frame),
        problems=tuple(problems),
    )


def _suspect_headers(frame: pl.DataFrame) -> tuple[str, ...]:
    texts = frame.select(pl.exclude(ROW))
    marked = texts.select(pl.all().str.contains(r"[?\x{FFFD}]").any()).row(0)
    return tuple(header for header, found in zip(texts.columns, marked, strict=True) if found)
