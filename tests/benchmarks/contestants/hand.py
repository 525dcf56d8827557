"""Polars as an expert would write it for these checks alone: a narrow pass for the keys, a wide one for the rest."""

from __future__ import annotations

import polars as pl

from tests.benchmarks.checks import UNIQUE
from tests.benchmarks.contestants.protocol import NULLS_REPEAT, Answer, Task, listed, shares


def run(task: Task) -> Answer:
    """Failing rows with all their columns, counts, counts a municipality, shares."""
    frame = task.scan().with_row_index("row")
    keys = frame.select(
        "row", "deltaker_id", pl.when(pl.col("person_id").is_not_null() & pl.col("start_dato").is_not_null())
        .then(pl.struct("person_id", "start_dato").hash()).alias("pair")
    ).collect(engine="streaming")  # fmt: skip
    repeated = {
        check: keys["row"].filter(_again(keys[name]))
        for check, name in zip(UNIQUE, ("deltaker_id", "pair"), strict=True)
    }
    del keys
    flags = [(~check.holds).fill_null(value=False).alias(check.id) for check in task.checks]
    flags += [pl.col("row").is_in(rows.implode()).alias(check) for check, rows in repeated.items()]
    names = [check.id for check in task.checks] + list(UNIQUE)
    failing = (
        frame.select("row", pl.exclude("row"), *flags).filter(pl.any_horizontal(names)).collect(engine="streaming")
    )
    pairs = failing.filter("UNIQUE-PERSON-START")
    true = pairs.filter(pairs.select("person_id", "start_dato").is_duplicated())["row"]
    failing = failing.with_columns(pl.col("row").is_in(true.implode()).alias("UNIQUE-PERSON-START"))
    failing.group_by("kommunenummer").agg(pl.col(names).sum())
    counts = failing.select(pl.col(names).sum()).row(0, named=True)

    def rows() -> pl.DataFrame:
        parts = {name: failing["row"].filter(failing[name]) for name in names}
        for name, fields in UNIQUE.items():
            parts[name + NULLS_REPEAT] = _with_nulls(frame, fields)
        return listed(parts)

    return Answer(counts, rows, shares(frame))


def _with_nulls(frame: pl.LazyFrame, fields: tuple[str, ...]) -> pl.Series:
    """The rows that repeat a key with a part missing, for comparing with those who take that for a repetition."""
    some = frame.filter(pl.any_horizontal([pl.col(field).is_null() for field in fields])).select("row", *fields)
    collected = some.collect(engine="streaming")
    return collected["row"].filter(collected.select(fields).is_duplicated())


def _again(key: pl.Series) -> pl.Series:
    ordered = key.drop_nulls().sort()
    return key.is_in(ordered.filter(ordered == ordered.shift(1)).unique().implode()).fill_null(value=False)
