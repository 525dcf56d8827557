"""Counting populations: what each step removes, what cannot be decided, and what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from auditor.engine.failures import READING_FAILS
from auditor.engine.lacking import lacking
from auditor.engine.prepare import Preparation
from auditor.extract.steady import steady
from auditor.model.errors import EngineError
from auditor.model.extract import Extract, Problem
from auditor.model.population import Population, PopulationResult, StepCount, Waterfall
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets.excerpt import for_population
from auditor.rulesets.expressions import compile_condition


def count_population(
    extract: Extract,
    ruleset: RuleSet,
    population: Population,
    *,
    reference_date: dt.date,
    by_municipality: bool = False,
) -> PopulationResult:
    """The waterfall of a population over the rows of its table, as a whole and, if asked for, per municipality.

    Three-valued as rules are: a row goes on where ``keep`` is true. A step that needs a table or a field the extract
    lacks decides nothing, which is a problem of the result. EngineError where the extract can no longer be read.
    """
    tables = Preparation(extract, for_population(ruleset, population), reference_date)
    table = tables.ruleset.tables[population.table]
    if table.name not in tables.present:
        problem = Problem(Severity.ERROR, "engine.table_missing", {"table": table.name}, table.name)
        return PopulationResult(population, reference_date, Waterfall(0, None, ()), {}, (problem,))
    own = tables.columns(table.name).own
    person = table.person if table.person in own else None
    place = table.municipality if table.municipality in own else None
    lacks = [lacking(step.keep, tables, table.name) for step in population.steps]
    keeps = [
        pl.lit(None, dtype=pl.Boolean) if lack else compile_condition(step.keep, tables.scope(table.name)).expr
        for step, lack in zip(population.steps, lacks, strict=True)
    ]
    frame = _marked(tables.frame(table.name), keeps)
    wanted = list(_counts(len(keeps), pl.col(person) if person else None))
    with steady(extract):
        try:
            whole = frame.select(wanted).collect(engine="streaming")
            places = pl.DataFrame()
            if by_municipality and place:
                by = pl.col(place).cast(pl.String).alias(_PLACE)
                places = frame.group_by(by).agg(wanted).sort(_PLACE, nulls_last=True).collect(engine="streaming")
        except READING_FAILS:
            raise EngineError("engine.table_unreadable", table=table.name) from None
    return PopulationResult(
        population,
        reference_date,
        _waterfall(whole.row(0, named=True), len(keeps)),
        {row[_PLACE]: _waterfall(row, len(keeps)) for row in places.iter_rows(named=True)},
        tuple(each for place, each in enumerate(lacks) if each is not None and each not in lacks[:place]),
    )


_PLACE = "__place"
_KEPT = "__kept_"
_KEEPS = "__keeps_"


def _marked(frame: pl.LazyFrame, keeps: Sequence[pl.Expr]) -> pl.LazyFrame:
    """The frame with what each step says of a row, and whether all steps up to it keep the row."""
    frame = frame.with_columns(pl.lit(True).alias(f"{_KEPT}0"))
    for step, keep in enumerate(keeps):
        kept = (pl.col(f"{_KEPT}{step}") & keep).fill_null(False)
        frame = frame.with_columns(keep.alias(f"{_KEEPS}{step}"), kept.alias(f"{_KEPT}{step + 1}"))
    return frame


def _counts(steps: int, person: pl.Expr | None) -> Iterator[pl.Expr]:
    """Rows and persons of all, and of each step what reaches it, what it removes, cannot decide, and leaves."""
    for number in range(steps + 1):
        kept = pl.col(f"{_KEPT}{number}")
        yield kept.sum().cast(pl.Int64).alias(f"left_{number}")
        if person is not None:
            yield person.filter(kept).drop_nulls().n_unique().cast(pl.Int64).alias(f"persons_{number}")
    for number in range(steps):
        reached, keeps = pl.col(f"{_KEPT}{number}"), pl.col(f"{_KEEPS}{number}")
        yield (reached & ~keeps).sum().cast(pl.Int64).alias(f"removed_{number + 1}")
        yield (reached & keeps.is_null()).sum().cast(pl.Int64).alias(f"unknown_{number + 1}")


def _waterfall(row: Mapping[str, Any], steps: int) -> Waterfall:
    return Waterfall(
        row["left_0"],
        row.get("persons_0"),
        tuple(
            StepCount(
                into=row[f"left_{number - 1}"],
                removed=row[f"removed_{number}"],
                unknown=row[f"unknown_{number}"],
                left=row[f"left_{number}"],
                persons=row.get(f"persons_{number}"),
            )
            for number in range(1, steps + 1)
        ),
    )
