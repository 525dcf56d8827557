"""A table whose rules are a foreign pandera schema, brought into the same shape of result as any other table."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from auditor.engine.census import Headcount, census_of
from auditor.engine.gathered import Gathered, Totals
from auditor.engine.municipality_codes import municipality_codes
from auditor.engine.narrowing import rows_of
from auditor.engine.pandera_audit import SchemaOutcome, as_declared, audit_schema_table
from auditor.engine.prepare import Preparation
from auditor.engine.progress import Tell
from auditor.engine.rows import MUNICIPALITY, RowPlan, place_of, run_rows
from auditor.engine.table_pass import Passed
from auditor.engine.totals import totals, whole_table_finding
from auditor.model.audit import RuleOutcome, TableResult
from auditor.model.extract import RAGGED, ROW, Problem
from auditor.model.rule import ParseCondition, RowShapeCondition, Rule, SchemaCondition
from auditor.model.vocabulary import RuleStatus, Severity


def run(
    tables: Preparation,
    table: str,
    rules: Sequence[Rule],
    places: Mapping[str, int],
    engine: str,
    municipalities: tuple[str, ...],
    progress: Tell,
    cancel: threading.Event | None,
) -> Passed:
    """Judge every row of a table by its schema, and by the rules that follow from its description."""
    schema = tables.ruleset.schemas[table]
    raw = tables.extract.tables[table].frame
    typed, unreadable = as_declared(schema, raw)
    own = [rule for rule in rules if isinstance(rule.condition, SchemaCondition)]
    gathered = Gathered(Totals(len(places)))
    described = tables.ruleset.tables[table]
    municipality = described.municipality if described.municipality in raw.collect_schema() else None
    plans = [plan for rule in rules if (plan := _description_plan(rule, places[rule.id], unreadable)) is not None]
    run_rows(raw, municipality, plans, gathered, progress, cancel)
    audited = audit_schema_table(
        schema,
        typed,
        own,
        engine,
        cancel.is_set if cancel else None,
        lambda rows: progress(gathered.rows, rows, gathered.found.first()),
    )
    wheres = _municipalities(raw, municipality)
    everywhere = np.bincount(municipality_codes(wheres[MUNICIPALITY])) if wheres.height else np.zeros(1, np.int64)
    outcomes = {rule.id: _described(rule, places[rule.id], gathered) for rule in rules if rule not in own}
    for place, (rule, outcome) in enumerate(zip(own, audited.outcomes, strict=True)):
        outcomes[rule.id] = _outcome(rule, outcome)
        if outcome.status is RuleStatus.RAN:
            rows = audited.findings.filter(pl.col("rule") == place)["row"]
            _count(gathered, places[rule.id], rows, wheres, everywhere)
    whole = [
        whole_table_finding(places[rule.id], table, audited.rows)
        for rule, outcome in zip(own, audited.outcomes, strict=True)
        if outcome.whole_table
    ]
    counted = _headcount(tables, table, municipalities)
    result = TableResult(table, counted.rows, counted.persons, gathered.found.frame(), totals(gathered), counted.frame)
    return Passed(outcomes, result, whole)


def _headcount(tables: Preparation, table: str, municipalities: tuple[str, ...]) -> Headcount:
    described, columns = tables.ruleset.tables[table], tables.columns(table).own
    census, gathered = census_of(described, columns), Gathered(Totals(0))
    municipality = described.municipality if described.municipality in columns else None
    only = rows_of(tables, table, municipalities)
    frame = tables.own(table) if only is None else tables.own(table).filter(only)
    run_rows(frame, municipality, (), gathered, census=census)
    return census.headcount(gathered.names())


def _description_plan(rule: Rule, place: int, unreadable: Mapping[str, pl.Expr]) -> RowPlan | None:
    match rule.condition:
        case ParseCondition(field) if field in unreadable:
            return RowPlan(place, ~unreadable[field], pl.col(field).is_not_null(), f"written:{field}")
        case RowShapeCondition():
            return RowPlan(place, ~pl.col(RAGGED), None, "")
    return None


def _municipalities(raw: pl.LazyFrame, municipality: str | None) -> pl.DataFrame:
    return raw.select(ROW, place_of(municipality).alias(MUNICIPALITY)).collect(engine="streaming").sort(ROW)


def _count(gathered: Gathered, place: int, rows: pl.Series, wheres: pl.DataFrame, everywhere: np.ndarray) -> None:
    totals_ = gathered.totals
    totals_.reserve(len(everywhere))
    totals_.checked[place, : len(everywhere)] += everywhere
    if len(rows):
        found = wheres.filter(pl.col(ROW).is_in(rows.implode()))
        codes = municipality_codes(found[MUNICIPALITY])
        totals_.found[place, : len(everywhere)] += np.bincount(codes, minlength=len(everywhere))
        gathered.found.add(place, found[ROW].to_numpy(), codes)


def _described(rule: Rule, place: int, gathered: Gathered) -> RuleOutcome:
    counts = gathered.totals
    return RuleOutcome(
        rule.id, RuleStatus.RAN, int(counts.checked[place].sum()), int(counts.found[place].sum()), 0, engine="fused"
    )


def _outcome(rule: Rule, outcome: SchemaOutcome) -> RuleOutcome:
    reason = None
    if outcome.reason is not None:
        column = getattr(rule.condition, "column", None) or "-"
        reason = Problem(
            Severity.ERROR, outcome.reason, {"rule": rule.id, "table": rule.table, "field": column}, rule.table
        )
    return RuleOutcome(rule.id, outcome.status, outcome.checked, outcome.found, 0, reason=reason, engine=outcome.engine)
