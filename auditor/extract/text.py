"""Text files: CSV, TSV and the like, scanned lazily and cell for cell as written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from auditor.extract.dialect import NO_DELIMITER, Head, byte_order_mark, read_head, refuse_binary
from auditor.extract.encoding import WINDOWS, canonical, count_utf8_letters, transcode
from auditor.extract.fixed_width import cut, line_head
from auditor.extract.headers import check_headers, clean_headers
from auditor.extract.scan import TextScan, scan_text
from auditor.extract.section import Progress, Section
from auditor.extract.steady import stamp_of
from auditor.extract.structure import Structure
from auditor.model.errors import ExtractError
from auditor.model.extract import RAGGED, ROW, Dialect, Problem, SourceFile
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from auditor.extract.layout import Layouts
    from auditor.extract.limits import Limits
    from auditor.extract.mapping import FileMapping
    from auditor.extract.sources import Source

_HEAD_BYTES = 1 << 20
_MAX_JUMPS = 10_000


def read_text(source: Source, options: FileMapping, layouts: Layouts, limits: Limits, progress: Progress) -> Section:
    """A text file as a section.

    UTF-8 (with or without a byte order mark) is scanned from where it lies. UTF-16 and UTF-32 are told by their mark;
    whatever else is not UTF-8 is windows-1252. Those are decoded to UTF-8 in memory, never on disk.
    """
    progress.at(source.name)
    original, stamp = source, stamp_of(source)
    head, whole = _head(source, limits)
    if not head:
        raise ExtractError("extract.empty_file", file=source.name)
    mark = byte_order_mark(head)
    encoding = options.encoding or (mark[0] if mark else None)
    if mark is not None and encoding is not None and mark[0].startswith(canonical(encoding)):
        encoding = mark[0]
    wide = encoding is not None and canonical(encoding) not in ("utf-8", "cp1252", "ascii")
    sha256: str | None = None
    mixed = 0
    if wide and encoding is not None:
        decoded, sha256 = transcode(source, encoding, mark[1] if mark else 0, progress)
        source = source.with_data(decoded, sha256)
        head, whole = decoded[:_HEAD_BYTES], len(decoded) <= _HEAD_BYTES
        if not head:
            raise ExtractError("extract.empty_file", file=source.name)
    refuse_binary(source.name, head)
    bom = 0 if wide or mark is None else mark[1]
    layout = None if options.delimiter or options.pins_header else layouts.of(source, head[bom:], whole=whole)
    if layout is not None:
        header = line_head(head, bom)
    else:
        header = read_head(
            source.name,
            head,
            whole=whole,
            bom=bom,
            delimiter=options.delimiter,
            skip_lines=options.lines_before_header,
            pinned=options.pins_header,
        )
    names = list(header.records[0])
    while len(names) > 1 and not names[-1].strip():
        names.pop()
    surplus = len(header.records[0]) - len(names)
    scan, quote = _scan(source, header, len(names), surplus, limits, progress)
    if wide:
        used = encoding or ""
    else:
        used = _encoding(source, encoding, scan)
        if used == WINDOWS:
            mixed = 0 if options.encoding else count_utf8_letters(source)
            decoded, _ = transcode(source, WINDOWS, 0, progress)
            source = source.with_data(decoded, scan.sha256)
    cell_encoding = "utf-8" if wide or used == "utf-8" else WINDOWS
    names = [_decode(name, cell_encoding) for name in names]
    sample = [[_decode(cell, cell_encoding) for cell in record[: len(names)]] for record in header.records[1:]]
    names = clean_headers(names)
    structure = scan.structure
    blank = structure.blank_numbers()
    if surplus and not structure.trailing and len(structure.ragged_numbers()):
        names += [""] * surplus
    check_headers(source.name, names, sample, limits, pinned=options.pins_header)
    dialect = Dialect(
        encoding=used,
        delimiter="" if header.delimiter == NO_DELIMITER else header.delimiter,
        quote=quote,
        bom=mark is not None,
        newline=header.newline,
    )
    file = SourceFile(
        name=source.name,
        format="csv.gz" if source.packed else "csv",
        size=original.size if not original.packed else source.size,
        sha256=sha256 or scan.sha256,
        rows=structure.records - len(blank),
        dialect=dialect,
        stamp=stamp if source.data is None else None,
    )
    section = Section(
        source=file,
        stems=(source.stem,),
        headers=tuple(names),
        frame=_frame(source, header, tuple(names), quote, structure),
        numbers=structure.records,
        first_line=header.header_lines + 1,
        line_jumps=tuple(
            (record, header.header_lines + 1 + record + lines) for record, lines in structure.jumps[:_MAX_JUMPS]
        ),
        ragged=True,
        suspect_headers=tuple(names[n] for n in sorted(structure.suspect_columns) if n < len(names)),
        problems=tuple(_problems(source, header, structure, mixed)),
    )
    return cut(section, layout) if layout is not None else section


def _head(source: Source, limits: Limits) -> tuple[bytes, bool]:
    """The first bytes, at least one line unless it is beyond the limit, and whether that is all."""
    with source.open() as stream:
        head = b""
        while more := stream.read(_HEAD_BYTES):
            head += more
            lines = b"\n" in head or b"\r" in head
            if len(head) >= _HEAD_BYTES and lines:
                return head, not stream.read(1)
            if len(head) > limits.line_bytes and not lines:
                if b"\0" in head[:4096] and byte_order_mark(head) is None:
                    raise ExtractError("extract.nul_bytes", file=source.name)
                raise ExtractError("extract.line_too_long", file=source.name, line="1", limit=limits.line_bytes)
        return head, True


def _decode(cell: str, encoding: str) -> str:
    return cell.encode("latin-1").decode(encoding, errors="replace")


def _encoding(source: Source, asked: str | None, scan: TextScan) -> str:
    """The encoding of a file that is not wide; the user's word goes before what the bytes look like."""
    if asked is not None and canonical(asked) == "cp1252":
        return WINDOWS
    if scan.utf8:
        return "utf-8"
    if asked is not None:
        transcode(source, asked, 0, Progress())
    return WINDOWS


def _scan(
    source: Source, header: Head, columns: int, surplus: int, limits: Limits, progress: Progress
) -> tuple[TextScan, str | None]:
    """Measure the records; where quotes are used irregularly, measure again with quotes as plain characters.

    That reading is taken only where it makes every line as wide as the header, so that no cell has been cut in two.
    """

    def measure(quote: str | None) -> TextScan:
        return scan_text(
            source,
            Structure(columns, surplus or 1),
            header.delimiter,
            quote,
            header.newline[-1],
            header.header_offset,
            header.header_lines,
            limits,
            progress,
        )

    scan = measure(header.quote)
    if scan.structure.bad_quote is None:
        return scan, header.quote if scan.structure.quoted else None
    line = str(scan.structure.bad_quote + header.header_lines + 1)
    plain = measure(None)
    if len(plain.structure.ragged_numbers()):
        raise ExtractError("extract.bad_quotes", file=source.name, line=line)
    plain.structure.bad_quote = scan.structure.bad_quote
    return plain, None


def _frame(
    source: Source, header: Head, names: tuple[str, ...], quote: str | None, structure: Structure
) -> Callable[[int], pl.LazyFrame]:
    data: Path | bytes = source.data if source.data is not None else source.path or Path()
    blank = pl.Series(structure.blank_numbers(), dtype=pl.UInt32)
    ragged = pl.Series(structure.ragged_numbers(), dtype=pl.UInt32)
    lenient = structure.bad_quote is not None
    mark = header.quote

    def scan(first_row: int) -> pl.LazyFrame:
        frame = pl.scan_csv(
            data,
            has_header=False,
            skip_lines=header.header_lines,
            schema=dict.fromkeys(names, pl.String),
            separator=header.delimiter,
            quote_char=quote,
            eol_char=header.newline[-1],
            row_index_name=ROW,
            row_index_offset=first_row,
            missing_columns="insert",
            extra_columns="ignore",
            empty_string_is_null=True,
            raise_if_empty=False,
            glob=False,
        )
        if len(blank):
            frame = frame.filter(~pl.col(ROW).is_in((blank + first_row).implode()))
        if lenient:
            frame = frame.with_columns(_unquoted(name, mark) for name in names)
        if structure.empty_quotes or lenient:
            frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)
        flag = pl.col(ROW).is_in((ragged + first_row).implode()) if len(ragged) else pl.lit(value=False)
        return frame.with_columns(flag.alias(RAGGED))

    return scan


def _unquoted(name: str, mark: str) -> pl.Expr:
    """A cell without the quotes around it, doubled ones within it made single."""
    cell = pl.col(name)
    wrapped = cell.str.starts_with(mark) & cell.str.ends_with(mark) & (cell.str.len_bytes() > 1)
    inner = cell.str.strip_prefix(mark).str.strip_suffix(mark).str.replace_all(mark * 2, mark, literal=True)
    return pl.when(wrapped).then(inner).otherwise(cell).alias(name)


def _problems(source: Source, header: Head, structure: Structure, mixed: int) -> list[Problem]:
    problems = []
    blank = structure.blank_numbers()
    if len(blank):
        first = int(blank[0])
        line = header.header_lines + 1 + first + max((n for record, n in structure.jumps if record <= first), default=0)
        facts: dict[str, object] = {"file": source.name, "lines": len(blank), "first": str(line)}
        problems.append(Problem(Severity.INFO, "extract.blank_lines", facts))
    if structure.records == len(blank):
        problems.append(Problem(Severity.WARNING, "extract.header_only", {"file": source.name}))
    if structure.bad_quote is not None:
        line = header.header_lines + 1 + structure.bad_quote
        facts = {"file": source.name, "line": str(line)}
        problems.append(Problem(Severity.WARNING, "extract.irregular_quotes", facts))
    if mixed:
        problems.append(Problem(Severity.WARNING, "extract.mixed_encoding", {"file": source.name, "places": mixed}))
    elif structure.double_encoded:
        facts = {"file": source.name, "places": structure.double_encoded}
        problems.append(Problem(Severity.WARNING, "extract.double_encoded", facts))
    if len(structure.jumps) > _MAX_JUMPS:
        row = str(structure.jumps[_MAX_JUMPS][0])
        problems.append(Problem(Severity.INFO, "extract.lines_approximate", {"file": source.name, "row": row}))
    return problems
