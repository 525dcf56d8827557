"""Whether the first record of a table can be its header."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from auditor.model.errors import ExtractError
from auditor.model.extract import RAGGED, ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.extract.limits import Limits

_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}\.\d{1,2}\.\d{4}")
_NUMBER = re.compile(r"[-+]?\d[\d\s.,]*%?")
_LONG_NUMBER = re.compile(r"\d{5,}")
_IDENTITY = re.compile(r"\d{9,}|\d{6}[ \u00a0-]\d{5}")
_SHOWN_POSITIONS = 20
_ROWS_TO_BE_SURE = 5


def clean_headers(texts: Sequence[str]) -> list[str]:
    """Headers without the spaces and line breaks around and within them that are only layout.

    ``*`` and ``^...$`` would mean several columns to Polars wherever they are named, so they get their position added.
    """
    headers = [" ".join(text.replace("\ufeff", "").split()) for text in texts]
    return [
        f"{header} ({position})" if header == "*" or (header.startswith("^") and header.endswith("$")) else header
        for position, header in enumerate(headers, 1)
    ]


def check_headers(
    name: str, headers: Sequence[str], sample: Sequence[Sequence[str | None]], limits: Limits, *, pinned: bool = False
) -> None:
    """ExtractError where the headers cannot name columns.

    ``sample`` are the first rows below; ``pinned`` says that the user named the header's line, which settles whether it
    is one. Headers may be data where a file has none, so refusals tell positions, never their text.
    """
    if len(headers) > limits.columns:
        raise ExtractError("extract.too_many_columns", file=name, columns=len(headers), limit=limits.columns)
    # U+FFFD and unreadable letters do not matter here, but control characters would name columns nobody can type.
    if any(unicodedata.category(letter) == "Cc" for header in headers for letter in header):
        raise ExtractError("extract.binary", file=name)
    blank = [position for position, header in enumerate(headers, 1) if not header]
    repeated = _repeated(headers)
    if not pinned:
        rows = _header_like_rows(headers, sample)
        if rows and (blank or repeated or rows > 1 or _plainly_names(sample)):
            raise ExtractError("extract.several_header_rows", file=name, rows=rows + 1, repeated=len(repeated))
        if len(repeated) > 2 and len(repeated) * 2 > len(headers):
            raise ExtractError("extract.several_header_rows", file=name, rows=1, repeated=len(repeated))
        if _is_data(headers):
            raise ExtractError("extract.no_header", file=name)
    if blank:
        raise ExtractError("extract.blank_headers", file=name, columns=_positions(blank))
    if repeated:
        raise ExtractError("extract.repeated_headers", file=name, columns=_positions(repeated))
    reserved = [position for position, header in enumerate(headers, 1) if header in (ROW, RAGGED)]
    if reserved:
        raise ExtractError("extract.reserved_headers", file=name, columns=_positions(reserved))


def _positions(positions: Sequence[int]) -> str:
    shown = ", ".join(map(str, positions[:_SHOWN_POSITIONS]))
    return shown if len(positions) <= _SHOWN_POSITIONS else f"{shown} … ({len(positions)})"


def _repeated(headers: Sequence[str]) -> list[int]:
    seen: set[str] = set()
    repeated = []
    for position, header in enumerate(headers, 1):
        if header and header in seen:
            repeated.append(position)
        seen.add(header)
    return repeated


def _is_data(headers: Sequence[str]) -> bool:
    """Dates or long numbers are never names; years are, so short numbers count only where there is nothing else."""
    filled = [header for header in headers if header]
    if any(_DATE.fullmatch(header) or _LONG_NUMBER.fullmatch(header) or _IDENTITY.search(header) for header in filled):
        return True
    return bool(filled) and all(_NUMBER.fullmatch(header) for header in filled)


def _is_words(cell: str | None) -> bool:
    return bool(cell) and any(letter.isalpha() for letter in cell or "") and not _NUMBER.fullmatch((cell or "").strip())


def _is_number(cell: str | None) -> bool:
    return bool(cell) and bool(_NUMBER.fullmatch((cell or "").strip()))


def _number_columns(rows: Sequence[Sequence[str | None]], width: int) -> list[int]:
    """Columns that hold several numbers and hardly a word."""
    found = []
    for column in range(width):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        if sum(map(_is_number, cells)) >= 2 and sum(map(_is_words, cells)) * 10 <= len(cells):
            found.append(column)
    return found


def _header_like_rows(headers: Sequence[str], sample: Sequence[Sequence[str | None]]) -> int:
    """How many of the first rows hold words, not seen further down, in the columns that hold numbers further down."""
    for rows in (3, 2, 1):
        below = sample[rows:]
        if len(below) < 2:
            continue
        numbers = _number_columns(below, len(headers))
        if len(numbers) < 2:
            continue
        words_below = {cell for row in below for cell in row if _is_words(cell)}
        if all(_names(row, numbers, words_below) for row in sample[:rows]):
            return rows
    return 0


def _names(row: Sequence[str | None], columns: Sequence[int], words_below: set[str | None]) -> bool:
    cells = [row[column] for column in columns if column < len(row)]
    named = [cell for cell in cells if _is_words(cell) and cell not in words_below]
    return len(named) >= 2 and len(named) * 10 >= len(columns) * 8


def _plainly_names(sample: Sequence[Sequence[str | None]]) -> bool:
    """Without any other sign, one row of words is a second header only above many rows and with no digit in it."""
    return len(sample) > _ROWS_TO_BE_SURE and not any(letter.isdigit() for cell in sample[0] for letter in cell or "")
