"""The table that everything is measured on: 22 columns, 35 kinds of error in some 2 % of the rows, any number of rows.

``write(folder, rows, "parquet")`` streams to disk in blocks: 50 million rows need no more memory than one block.
The seed is fixed: the same rows in every format, and the first rows of a larger table are those of a smaller one.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from auditor.reference import municipalities
from auditor.reference.identity_digits import K1_WEIGHTS, K2_WEIGHTS
from tests.benchmarks.values import CAUSES, CENTRES, COUNTRIES, GROUNDS, LEVELS, SEXES, TABLE

BLOCK = 500_000
ERRORS = {
    "no_id": 2e-4, "same_id": 3e-4, "no_person": 3e-4, "no_digits": 8e-4, "checksum": 2e-3, "other_birth": 1e-3,
    "no_place": 4e-4, "no_number": 4e-4, "strange_place": 1e-3, "county": 6e-4, "strange_centre": 1e-3,
    "no_ground": 5e-4, "ground": 8e-4, "sex": 4e-4, "country": 6e-4, "no_birth": 3e-4, "old_birth": 4e-4,
    "no_settled": 4e-4, "settled_early": 5e-4, "no_start": 4e-4, "start_early": 1e-3, "end_early": 1e-3,
    "cause": 5e-4, "no_cause": 1.5e-3,
    "state": 4e-4, "no_end": 8e-4, "no_hours": 6e-4, "hours": 8e-4, "level": 4e-4, "education": 5e-4, "leave": 5e-4,
    "case": 7e-4, "amount": 5e-4, "registered": 3e-4, "same_person": 2e-4,
}  # fmt: skip
"""Share of the rows that each kind of error is put into."""


def places() -> list[str]:
    """The municipality numbers of 2024, which is 357."""
    return [each.code for each in municipalities.municipalities(dt.date(2024, 6, 1))]


def write(folder: Path, rows: int, kind: str) -> None:
    """The table and the two it refers to, as ``csv`` or ``parquet`` files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_one = pl.DataFrame.write_parquet if kind == "parquet" else _write_csv
    write_one(pl.DataFrame({"kommunenummer": places()}).with_columns(navn="Kommune " + pl.col("kommunenummer")),
              folder / f"kommuner.{kind}")  # fmt: skip
    write_one(pl.DataFrame({"mottak_id": CENTRES}).with_columns(navn="Mottak " + pl.col("mottak_id")),
              folder / f"mottak.{kind}")  # fmt: skip
    path = folder / f"{TABLE}.{kind}"
    parts = path.with_suffix(".parts")
    parts.mkdir()
    _write_parts(parts, rows, kind)
    if kind == "parquet":
        whole = pl.scan_parquet(parts / "*.parquet", glob=True)
        whole.sink_parquet(path, compression="zstd", row_group_size=250_000)
    else:
        with path.open("wb") as file:
            for part in sorted(parts.iterdir()):
                with part.open("rb") as written:
                    shutil.copyfileobj(written, file, 1 << 22)
    shutil.rmtree(parts)


def _write_parts(parts: Path, rows: int, kind: str) -> None:
    """A file for each block, on all processors where there are several blocks."""
    firsts = range(0, rows, BLOCK)
    one = partial(_write_part, parts, rows, kind)
    if len(firsts) == 1:
        one(0)
        return
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(one, firsts))


def _write_part(parts: Path, rows: int, kind: str, first: int) -> None:
    frame = block(first, min(BLOCK, rows - first))
    path = parts / f"{first:010}.{kind}"
    if kind == "parquet":
        frame.write_parquet(path, compression="lz4", row_group_size=250_000)
    else:
        _write_csv(frame, path, header=first == 0)


def _write_csv(frame: pl.DataFrame, target: Path, header: bool = True) -> None:
    frame.write_csv(target, separator=";", include_header=header, datetime_format="%Y-%m-%d %H:%M:%S")


def _days(text: str) -> int:
    return int(np.datetime64(text, "D").astype(int))


def _identity_numbers(draw: np.random.Generator, birth: np.ndarray) -> np.ndarray:
    """Digits of valid identity numbers for birth days, with individual numbers of the right series."""
    days = birth.astype("datetime64[D]")
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(int) + 1
    digits = np.empty((len(birth), 11), np.int64)
    for place, pair in ((0, day), (2, month), (4, year % 100)):
        digits[:, place], digits[:, place + 1] = pair // 10, pair % 10
    left = np.arange(len(birth))
    while len(left):
        number = draw.integers(0, 500, len(left)) + np.where(year[left] >= 2000, 500, 0)
        digits[left, 6], digits[left, 7], digits[left, 8] = number // 100, number // 10 % 10, number % 10
        first = -(digits[left, :9] @ np.array(K1_WEIGHTS[:9])) % 11
        digits[left, 9] = first
        second = -(digits[left, :10] @ np.array(K2_WEIGHTS[:10])) % 11
        digits[left, 10] = second
        left = left[(first == 10) | (second == 10)]
    return digits


def block(first: int, rows: int) -> pl.DataFrame:
    """Rows ``first`` to ``first + rows``; ``first`` is a multiple of BLOCK."""
    draw = np.random.default_rng((20250101, first))
    chosen = np.random.default_rng(2).pareto(1.2, len(places())) + 0.1
    weights = chosen / chosen.sum()

    def picked(values: list[str], shares: list[float] | None = None) -> pl.Series:
        return pl.Series(values, dtype=pl.String).gather(
            pl.Series(draw.choice(len(values), rows, p=shares).astype(np.uint32))
        )

    birth = draw.integers(_days("1955-01-01"), _days("2006-12-31"), rows)
    settled = draw.integers(_days("2008-01-01"), _days("2024-06-30"), rows)
    start = settled + draw.integers(0, 180, rows)
    end = start + draw.integers(30, 900, rows)
    ended = draw.random(rows) < 0.6
    wrong = {name: draw.random(rows) < share for name, share in ERRORS.items()}
    wrong["no_digits"] &= ~wrong["no_person"]
    wrong["checksum"] &= ~(wrong["no_digits"] | wrong["no_person"])
    for name in ("other_birth", "old_birth"):  # one fault a number, so that all engines can tell it
        wrong[name] &= ~(wrong["checksum"] | wrong["no_digits"])
    digits = _identity_numbers(draw, birth)
    bad = wrong["checksum"]
    digits[bad, 10] = (digits[bad, 10] + 1 + draw.integers(0, 8, int(bad.sum()))) % 10
    born = np.where(wrong["other_birth"], birth + 400, birth)
    born = np.where(wrong["old_birth"], _days("1899-05-05"), born)
    settled = np.where(wrong["settled_early"], born - 30, settled)
    start = np.where(wrong["start_early"], settled - draw.integers(1, 400, rows), start)
    for values in (digits, born, settled, start):  # the person and the start of the row before, once more
        values[wrong["same_person"]] = np.roll(values, 1, axis=0)[wrong["same_person"]]
    end = np.where(wrong["end_early"], start - draw.integers(1, 300, rows), end)
    number = first + np.arange(rows)
    place = pl.Series(places()).gather(pl.Series(draw.choice(len(weights), rows, p=weights).astype(np.uint32)))
    frame = pl.DataFrame(
        {
            "id": np.where(wrong["same_id"], np.maximum(number - 1000, 0), number) + 1_000_000,
            "digits": digits @ (10 ** np.arange(10, -1, -1, dtype=np.int64)),
            "place": place,
            "birth": born,
            "settled": settled,
            "start": start,
            "end": end,
            "ended": ended,
            "norwegian": np.round(draw.gamma(3, 180, rows).clip(0, 2900), 1),
            "timer_samfunn": np.round(draw.gamma(2, 25, rows), 1),
            "education": draw.integers(0, 9, rows),
            "leave": draw.poisson(6, rows),
            "amount": np.round(draw.normal(210_000, 40_000, rows).clip(0, 480_000), 2),
            "case": draw.integers(1, 999_999, rows),
            "registered": draw.integers(_days("2010-01-01") * 86400, _days("2025-06-30") * 86400, rows),
            "chance": draw.random(rows),
            "centre": picked(CENTRES),
            "level": picked(LEVELS),
            "cause": picked(CAUSES),
            "ground": picked(GROUNDS, [0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05]),
            "sex": picked(SEXES),
            "country": picked(COUNTRIES),
            "open_state": picked(["AKTIV", "PERMISJON"], [0.9, 0.1]),
            "ended_state": picked(["AVSLUTTET", "AVBRUTT"], [0.8, 0.2]),
            **{f"is_{name}": marks for name, marks in wrong.items()},
        }
    )
    return _columns(frame)


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    c, when = pl.col, pl.when
    written = c("digits").cast(pl.String).str.zfill(11)
    slack = c("place").is_in(places()[::60])

    def date(name: str) -> pl.Expr:
        return c(name).cast(pl.Int32).cast(pl.Date)

    def unless(error: str, value: pl.Expr | str) -> pl.Expr:
        return when(~c(f"is_{error}")).then(c(value) if isinstance(value, str) else value)

    return frame.select(
        unless("no_id", "id").alias("deltaker_id"),
        unless("no_person", when("is_no_digits").then(written.str.slice(0, 9) + "X1").otherwise(written)).alias(
            "person_id"
        ),
        unless(
            "no_place",
            when("is_no_number").then("K" + c("place").str.slice(1))
            .when("is_strange_place").then(c("place").str.slice(0, 2) + "99")
            .otherwise("place"),
        ).alias("kommunenummer"),
        when("is_county").then(pl.lit("99")).otherwise(c("place").str.slice(0, 2)).alias("fylke"),
        when(c("chance") >= when(slack).then(0.35).otherwise(0.10))
        .then(when("is_strange_centre").then(pl.lit("M9999")).otherwise("centre"))
        .alias("mottak_id"),
        unless("no_ground", when("is_ground").then(pl.lit("UKJENT")).otherwise("ground")).alias("oppholdsgrunnlag"),
        when("is_sex").then(pl.lit("X")).otherwise("sex").alias("kjonn"),
        when("is_country").then(pl.lit("xx")).otherwise("country").alias("statsborgerskap"),
        unless("no_birth", date("birth")).alias("fodselsdato"),
        unless("no_settled", date("settled")).alias("bosettingsdato"),
        unless("no_start", date("start")).alias("start_dato"),
        when(c("ended") & ~c("is_no_end")).then(date("end")).alias("slutt_dato"),
        when(c("ended") & c("is_cause")).then(pl.lit("Z99")).when(c("ended") & ~c("is_no_cause")).then("cause")
        .alias("avslutningsarsak"),
        when("is_state").then(pl.lit("UKJENT")).when("ended").then("ended_state").otherwise("open_state").alias("status"),
        unless("no_hours", when("is_hours").then(-c("norwegian") - 1).otherwise("norwegian")).alias("timer_norsk"),
        "timer_samfunn",
        when("is_level").then(pl.lit("D9")).when(c("chance") * 7 % 1 >= 0.3).then("level").alias("norsk_niva"),
        when("is_education").then(12).otherwise("education").cast(pl.Int64).alias("utdanningsniva"),
        when("is_leave").then(-5).otherwise("leave").cast(pl.Int64).alias("permisjon_dager"),
        when("is_case").then("S-" + c("case").cast(pl.String))
        .otherwise((2010 + c("case") % 15).cast(pl.String) + "/" + c("case").cast(pl.String)).alias("saksnummer"),
        when("is_amount").then(c("amount") + 1e6).otherwise("amount").alias("stonad_belop"),
        when("is_registered").then(c("registered") + 86400 * 3650).otherwise("registered")
        .cast(pl.Int64).mul(1_000_000).cast(pl.Datetime("us")).alias("registrert_tid"),
    )  # fmt: skip
