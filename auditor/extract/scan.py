"""One pass over a text file: hash, encoding and structure."""

from __future__ import annotations

import codecs
import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.extract.structure import BadQuoteError, Structure, StructureScanner
from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from auditor.extract.limits import Limits
    from auditor.extract.section import Progress
    from auditor.extract.sources import Source

_CHUNK = 1 << 22
_THREAD_FROM = 1 << 24


@dataclass(frozen=True, slots=True)
class TextScan:
    """The outcome of one pass."""

    sha256: str
    size: int
    utf8: bool
    structure: Structure


def scan_text(
    source: Source,
    structure: Structure,
    delimiter: str,
    quote: str | None,
    eol: str,
    header_offset: int,
    header_lines: int,
    limits: Limits,
    progress: Progress,
) -> TextScan:
    """Hash a text file, try it as UTF-8, and measure the records after the first ``header_offset`` bytes.

    Quotes that do not follow RFC 4180 leave ``structure.bad_quote`` set; the caller decides. NUL bytes are refused.
    """
    scanner = StructureScanner(source.name, structure, delimiter, quote, eol, header_lines + 1, limits)
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    utf8, quotes_good, size, skip = True, True, 0, header_offset
    with source.open() as stream, ThreadPoolExecutor(1) as pool:
        hashing: Future[None] | None = None
        while chunk := stream.read(_CHUNK):
            progress.at(source.name)
            size += len(chunk)
            if hashing is not None:
                hashing.result()
            if source.size > _THREAD_FROM:
                hashing = pool.submit(digest.update, chunk)
            else:
                digest.update(chunk)
            if b"\0" in chunk:
                raise ExtractError("extract.nul_bytes", file=source.name)
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            data = chunk[skip:]
            skip = max(skip - len(chunk), 0)
            if data and quotes_good:
                try:
                    scanner.feed(data)
                except BadQuoteError:
                    quotes_good = False
        if hashing is not None:
            hashing.result()
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    if quotes_good:
        try:
            scanner.finish()
        except BadQuoteError:
            quotes_good = False
    if not quotes_good and structure.bad_quote is None:
        structure.bad_quote = structure.records + structure.embedded
    return TextScan(source.sha256 or digest.hexdigest(), size, utf8, structure)
