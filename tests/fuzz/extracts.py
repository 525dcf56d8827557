"""Doors by which data come in: files of every kind, the mapping beside them, and a delivery that is audited whole."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import xlsxwriter

from auditor import rulesets
from auditor.extract import open_extract
from auditor.extract.mapping import format_mapping, parse_mapping
from auditor.model.table import Table
from auditor.reports import formats
from tests.fuzz.door import DAY, Door, command, seen_through, tables, work
from tests.fuzz.mutators import by_bytes, by_text, in_gzip, in_tail, in_zip
from tests.small import FLAWED, PERSONS, write_extract

LINES = "0301A-1     xx0012000\n4601Åse     xx0000500\n1103        xx       \n"
ROWS = [line.split(";") for line in FLAWED.splitlines()]


@cache
def _form() -> tuple[Table, ...]:
    return tuple(rulesets.load("kostra").tables.values())


def _workbook(rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("program")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_number(len(rows), 6, 3.5)
        sheet.write_datetime(len(rows), 3, dt.datetime(2024, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(len(rows), 5, "=1/0", None, "#DIV/0!")
    return made.getvalue()


@cache
def _zip_seeds() -> tuple[bytes, ...]:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("program.csv", FLAWED)
        archive.writestr("auditor.toml", "pseudonymous = false\n")
        archive.writestr("sub/person.csv", PERSONS)
    return (made.getvalue(),)


def _parquet(frame: pl.DataFrame, **options: object) -> bytes:
    made = io.BytesIO()
    frame.write_parquet(made, **options)  # type: ignore[arg-type]
    return made.getvalue()


@cache
def _csv_seeds() -> tuple[bytes, ...]:
    quoted = "\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS) + "\n"
    return (
        FLAWED.encode(),
        FLAWED.replace(";", ",").encode("utf-8-sig"),
        FLAWED.replace(";", "\t").replace("\n", "\r\n").encode("utf-16"),
        FLAWED.replace("Flyttet", "Flåttet").encode("cp1252"),
        quoted.replace("Flyttet", 'Fly""t\ntet').encode(),
        quoted.encode("utf-32"),
        FLAWED.replace("\n", "\r").encode(),
    )


@cache
def _parquet_seeds() -> tuple[bytes, ...]:
    frame = pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row")
    typed = frame.with_columns(
        pl.col("start_dato").str.to_date(),
        pl.col("timer").cast(pl.Int32, strict=False),
        pl.col("aarsak").cast(pl.Categorical),
    )
    strange = typed.with_columns(
        t=pl.lit(dt.datetime(2024, 1, 1)),
        u=pl.lit(b"x"),
        v=pl.concat_list("timer"),
        w=pl.lit(1.5).cast(pl.Decimal(10, 2)),
    )
    return (
        _parquet(frame),
        _parquet(typed, compression="snappy"),
        _parquet(typed, compression="uncompressed", row_group_size=2),
        _parquet(strange),
    )


def _extract(name: str, known: Callable[[], tuple[Table, ...]] = tables) -> Callable[[bytes, Path], None]:
    def enter(data: bytes, folder: Path) -> None:
        (folder / name).write_bytes(data)
        seen_through(open_extract(folder / name, known()))

    return enter


def _audited(data: bytes, folder: Path) -> None:
    """A delivery is audited, and all formats are made of it: every one, or none and a refusal."""
    write_extract(folder / "x", FLAWED)
    (folder / "x" / "program.csv").write_bytes(data)
    asked = [word for form in formats.NAMES for word in ("--format", f"{form}:{folder / form}")]
    try:
        command("check", folder / "x", "--rules", work() / "liten", "--reference-date", DAY.isoformat(), *asked)
    finally:
        made = {each.name for each in folder.iterdir()} - {"x"}
        assert made in (set(), set(formats.NAMES)), f"part of what was asked for: {sorted(made)}"


def _profiled(data: bytes, folder: Path) -> None:
    (folder / "program.csv").write_bytes(data)
    command("profile", folder / "program.csv", "--rules", work() / "liten", "--reference-date", DAY.isoformat())


def _mapping(data: bytes, folder: Path) -> None:
    told_by = parse_mapping(data, "auditor.toml", tables())
    again = parse_mapping(format_mapping(told_by).encode(), "auditor.toml", tables())
    assert again == told_by, "a mapping that is written is not the one that was read"
    (folder / "auditor.toml").write_bytes(data)
    (folder / "program.csv").write_text(FLAWED, encoding="utf-8")
    seen_through(open_extract(folder, tables()))


MAPPING = (
    'pseudonymous = false\n[tables.program]\nfiles = ["program*"]\n[tables.program.columns]\nslutt_dato = "Slutt"\n'
    '[tables.program.repairs]\nkommunenummer = "pad_zeros:4"\n'
    '[files."program.csv"]\ntable = "program"\ndelimiter = ";"\nencoding = "cp1252"\n'
    "skip_rows = 0\nheader_row = 1\nignore = false\n"
    '[centres."Bodø mottak"]\nkeys = ["7"]\nnames = ["Bodø IM"]\nrejected = ["x"]\n'
)

DOORS = (
    Door("csv", _csv_seeds, by_text, _extract("program.csv")),
    Door("csv_bytes", _csv_seeds, by_bytes, _extract("program.txt")),
    Door(
        "fixed",
        cache(lambda: (LINES.encode(), LINES.encode("cp1252"), (b"0301" + b" 1234567" * 13 + b"   \n") * 3)),
        by_text,
        _extract("skjema_11b.dat", _form),
    ),
    Door("xlsx", cache(lambda: (_workbook(ROWS),)), in_zip(by_text), _extract("program.xlsx")),
    Door(
        "xls",
        cache(lambda: (_workbook(ROWS), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))),
        by_bytes,
        _extract("program.xls"),
    ),
    Door("parquet", _parquet_seeds, in_tail, _extract("program.parquet")),
    Door("zip", _zip_seeds, in_zip(by_text), _extract("x.zip")),
    Door("gzip", cache(lambda: (gzip.compress(FLAWED.encode()),)), in_gzip(by_text), _extract("program.csv.gz")),
    Door("audit", _csv_seeds, by_text, _audited),
    Door("profile", _csv_seeds, by_text, _profiled),
    Door("mapping", lambda: (MAPPING.encode(),), by_text, _mapping),
)
