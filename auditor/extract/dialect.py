"""How a text file is written, read off its first lines."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = ("\t", ";", "|", ",")
"""What the cells of a text file may be set apart by, in order of preference."""
NO_DELIMITER = "\x1f"
"""What a file of one column is split by: a character that text files do not hold."""
_MAGIC = (
    (b"PK\x03\x04", "zip/xlsx"),
    (b"PK\x05\x06", "zip/xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\0", "sqlite"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
)
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26}) + b"\x7f"
_SAMPLE_RECORDS = 200
_ONE_COLUMN_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Head:
    """The first records of a text file; cells are Latin-1 text, byte for character, until the encoding is known."""

    delimiter: str
    quote: str
    newline: str
    records: tuple[tuple[str, ...], ...]
    """The header and the records after it that are complete."""
    header_offset: int
    """Bytes before the data: byte order mark, lines before the header, and the header."""
    header_lines: int
    """Lines before the data."""


def byte_order_mark(head: bytes) -> tuple[str, int] | None:
    """The encoding a byte order mark tells and the mark's length, or None."""
    return next(((name, len(mark)) for mark, name in _BOMS if head.startswith(mark)), None)


def refuse_binary(name: str, head: bytes) -> None:
    """ExtractError where a file called text holds something else."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise ExtractError("extract.not_text", file=name, format=kind)
    if b"\0" in head:
        raise ExtractError("extract.nul_bytes", file=name)
    sample = head[: 1 << 16]
    if len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 100:
        raise ExtractError("extract.binary", file=name)


def detect_newline(head: bytes) -> str:
    r"""``\r\n``, ``\n`` or, for files without any line feed, ``\r``."""
    first = head.find(b"\n")
    if first < 0:
        return "\r" if b"\r" in head else "\n"
    return "\r\n" if head[max(first - 1, 0) : first] == b"\r" else "\n"


def read_head(
    name: str, head: bytes, *, whole: bool, bom: int, delimiter: str | None, skip_lines: int, pinned: bool
) -> Head:
    """The dialect and the first records of a text file.

    ``whole`` says that ``head`` is the whole file; ``skip_lines`` lines come before the header; ``pinned`` that the
    user named the header's line, so that no guess about titles is made. Errors: ``extract.empty_file``,
    ``extract.fixed_width``, ``extract.title_lines``.
    """
    newline = detect_newline(head)
    eol = newline[-1]
    text = head[bom:].decode("latin-1")
    lines = text.split(eol)
    skipped = skip_lines
    if not pinned and lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter = delimiter or lines[0].strip()[4]
        skipped = 1
    while skipped < len(lines) - 1 and not lines[skipped].strip():
        skipped += 1
    start = sum(len(line) + 1 for line in lines[:skipped])
    body = text[start:]
    if not body.strip():
        raise ExtractError("extract.empty_file", file=name)
    if not whole:
        body = body[: body.rfind(eol) + 1]
        if not body:
            raise ExtractError("extract.line_too_long", file=name, line=str(skipped + 1), limit=len(head))
    quote = _detect_quote(body.partition(eol)[0])
    if delimiter is None:
        delimiter = _detect_delimiter(name, body, eol, quote, pinned)
    records, header = _records(body, eol, delimiter, quote)
    return Head(
        delimiter,
        quote,
        newline,
        tuple(records),
        bom + start + len(header),
        skipped + header.count(eol) + (not header.endswith(eol)),
    )


def _records(body: str, eol: str, delimiter: str, quote: str) -> tuple[list[tuple[str, ...]], str]:
    """The first records, and the text of the first one with its line break."""
    consumed = 0
    ends: list[int] = []

    def feed() -> Iterator[str]:
        nonlocal consumed
        position = 0
        while position < len(body):
            end = body.find(eol, position) + 1 or len(body)
            consumed = end
            # The csv module ends a record at any carriage return, so only the real line ends may reach it.
            line = body[position:end].removesuffix(eol).removesuffix("\r")
            yield line.replace("\r", " ").replace("\n", " ") + "\n"
            position = end

    reader = csv.reader(feed(), delimiter=delimiter, quotechar=quote)
    records = []
    try:
        for record in reader:
            ends.append(consumed)
            records.append(tuple(record) or ("",))
            if len(records) > _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    if not records:
        line = body.partition(eol)[0]
        return [tuple(line.split(delimiter))], body[: len(line) + 1]
    return records, body[: ends[0]]


def _detect_quote(first_line: str) -> str:
    line = first_line.strip()
    if '"' not in line and len(line) > 2 and line[0] == line[-1] == "'":
        return "'"
    return '"'


def _detect_delimiter(name: str, body: str, eol: str, quote: str, pinned: bool) -> str:
    best: tuple[bool, bool, int, float, int] | None = None
    found = NO_DELIMITER
    titles = False
    for priority, delimiter in enumerate(reversed(DELIMITERS)):
        records, _ = _records(body, eol, delimiter, quote)
        widths = [len(record) for record in records if any(record)]
        header = len(records[0])
        if not widths or max(widths) < 2:
            continue
        (width, times), *_ = sorted(Counter(widths).items(), key=lambda item: (-item[1], -item[0]))
        share = times / len(widths)
        if header == 1:
            titles = titles or (width > 2 and share >= 0.8 and len(widths) >= 3)
            continue
        # A trailing delimiter on every line makes the lines one wider than the header.
        fits = width in (header, header + 1)
        rank = (fits and share >= 0.8, fits, header, share, priority)
        if best is None or rank > best:
            best, found = rank, delimiter
    if best is not None and (best[1] or not titles):
        return found
    if titles and not pinned:
        raise ExtractError("extract.title_lines", file=name)
    if best is not None:
        return found
    _refuse_fixed_width(name, body, eol)
    return NO_DELIMITER


def _refuse_fixed_width(name: str, body: str, eol: str) -> None:
    lines = [line.removesuffix("\r") for line in body.split(eol)[:_SAMPLE_RECORDS]]
    lines = [line for line in lines if line.strip()]
    lengths = {len(line) for line in lines}
    if len(lines) >= 2 and len(lengths) == 1 and next(iter(lengths)) > _ONE_COLUMN_LIMIT:
        raise ExtractError("extract.fixed_width", file=name, length=next(iter(lengths)))
