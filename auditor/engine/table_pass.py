"""All row rules of one table of a rule set: the one pass, then the narrow ones."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import polars as pl

from auditor.engine.census import Census, census_of
from auditor.engine.gate import failed
from auditor.engine.gathered import Gathered, Totals
from auditor.engine.keys import Keys
from auditor.engine.narrow import NARROW_KINDS, finish_keys, run_narrow
from auditor.engine.narrowing import rows_of
from auditor.engine.prepare import Preparation
from auditor.engine.progress import Tell
from auditor.engine.rows import RowPlan, run_rows
from auditor.engine.share_counts import ShareCounts
from auditor.engine.shares import share_counts
from auditor.engine.totals import totals
from auditor.model.audit import RuleOutcome, TableResult
from auditor.model.errors import Cancelled
from auditor.model.rule import IdentifierCondition, Rule, UniqueCondition
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, RowTest, row_test, tables_of
from auditor.rulesets.sharing import share_parts
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope

_FAILS = "__fails_"


@dataclass(frozen=True)
class Passed:
    """What the passes over one table gave."""

    outcomes: Mapping[str, RuleOutcome]
    result: TableResult
    group_lines: Sequence[pl.DataFrame] = ()
    """Findings that speak of the whole table."""
    counted: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """The groups of rules about shares, by rule, where their rows were counted on the way."""


def run(
    tables: Preparation,
    table: str,
    rules: Sequence[Rule],
    places: Mapping[str, int],
    engine: str,
    municipalities: tuple[str, ...],
    progress: Tell,
    cancel: threading.Event | None,
    later: Sequence[Rule] = (),
) -> Passed:
    """Judge every row of a table by ``rules``; ``places`` gives each rule's index in the result.

    ``later`` are rules about groups of the table's rows, which are spared another reading of it.
    """
    scope = tables.scope(table)
    elementwise = [rule for rule in rules if isinstance(rule.condition, ELEMENTWISE_KINDS)]
    broken = {rule.id for rule in elementwise if not tables.can_be_asked(rule)}
    elementwise = [rule for rule in elementwise if rule.id not in broken]
    narrow = [rule for rule in rules if isinstance(rule.condition, NARROW_KINDS)]
    frame = tables.frame(table, tuple(elementwise))
    only = rows_of(tables, table, municipalities)
    described = tables.ruleset.tables[table]
    municipality = described.municipality if described.municipality in scope.columns else None
    census = census_of(described, scope.columns)
    gathered = Gathered(Totals(len(places)))
    narrowed = frame if only is None else frame.filter(only)
    on_the_way = _OnTheWay(tables, table, narrow, later, places) if only is None and engine == "fused" else _OnTheWay()
    try:
        broken |= _elementwise(
            tables,
            table,
            elementwise,
            places,
            engine,
            narrowed,
            municipality,
            gathered,
            progress,
            cancel,
            census,
            on_the_way,
        )
    except pl.exceptions.PolarsError:
        raising = _broken(elementwise, scope, tables, narrowed)
        if not raising and not on_the_way:
            raise
        sound = [rule for rule in elementwise if rule.id not in raising]
        gathered, census = Gathered(Totals(len(places))), census_of(described, scope.columns)
        on_the_way = _OnTheWay()
        broken |= raising | _elementwise(
            tables, table, sound, places, engine, narrowed, municipality, gathered, progress, cancel, census, on_the_way
        )
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(census.headcount, gathered.names())
        for keys in on_the_way.keys:
            finish_keys(keys, tables.frame_of_keys(keys.rule), gathered, tables.engine(table))
        for rule in narrow:
            if rule in on_the_way.unique:
                continue
            if cancel is not None and cancel.is_set():
                raise Cancelled
            try:
                run_narrow(tables.frame_of(rule), rule, places[rule.id], scope, gathered, tables)
            except pl.exceptions.PolarsError:
                broken.add(rule.id)
    outcomes = {rule.id: _outcome(rule, places[rule.id], gathered, engine, rule.id in broken) for rule in rules}
    counted = counting.result()
    result = TableResult(table, counted.rows, counted.persons, gathered.found.frame(), totals(gathered), counted.frame)
    return Passed(outcomes, result, counted=on_the_way.counted())


class _OnTheWay:
    """What the one pass takes along for rules that need more than one row, so that the table is not read again."""

    def __init__(
        self,
        tables: Preparation | None = None,
        table: str = "",
        narrow: Sequence[Rule] = (),
        later: Sequence[Rule] = (),
        places: Mapping[str, int] | None = None,
    ) -> None:
        self.unique = [rule for rule in narrow if isinstance(rule.condition, UniqueCondition)]
        others = [rule for rule in narrow if rule not in self.unique]
        self.keys: list[Keys] = []
        self.shares: list[ShareCounts] = []
        self.keep: frozenset[str] = frozenset()
        if tables is not None and places is not None:
            self.keys = [Keys(rule, places[rule.id], tables.scope(table)) for rule in self.unique]
            self.shares = [share_counts(rule, tables, places[rule.id]) for rule in later]
            self.keep = tables.worth_keeping(table, others, [each.rule for each in self.keys if not each.exact])

    def __bool__(self) -> bool:
        return bool(self.keys or self.shares)

    def counted(self) -> dict[str, pl.DataFrame]:
        """The groups of each rule about shares, where there was a row at all."""
        return {each.rule.id: each.groups() for each in self.shares if each.counted}


def _elementwise(
    tables: Preparation,
    table: str,
    rules: Sequence[Rule],
    places: Mapping[str, int],
    engine: str,
    frame: pl.LazyFrame,
    municipality: str | None,
    gathered: Gathered,
    progress: Tell,
    cancel: threading.Event | None,
    census: Census,
    on_the_way: _OnTheWay,
) -> set[str]:
    """All rules in one pass, or as a schema on pandera's own backend; gives the rules that raised.

    The expressions of the one pass are those of the schema's checks, without the way through pandera.
    """
    identifiers = [rule.condition.field for rule in rules if isinstance(rule.condition, IdentifierCondition)]
    frame, scope = share_parts(frame, tables.scope(table), _conditions(rules), identifiers)
    tests = {rule.id: row_test(rule, scope, tables.ruleset) for rule in rules}
    outcomes = {id_: test.outcome for id_, test in tests.items()}
    raised: set[str] = set()
    if engine == "pandera":
        frame, outcomes, raised = _native(tables, table, scope, frame, rules, tests)
    plans = [
        RowPlan(places[rule.id], None if test.passes else outcomes[rule.id], test.applies, test.applies_key)
        for rule in rules
        for test in (tests[rule.id],)
    ]
    among = tables.engine(table, *(each for rule in rules for each in tables_of(rule)))
    columns = [name + part for name in sorted(on_the_way.keep) for part in ("", UNKNOWN, UNREADABLE)]
    kept = run_rows(
        frame,
        municipality,
        plans,
        gathered,
        progress,
        cancel,
        census,
        among,
        columns,
        on_the_way.keys,
        on_the_way.shares,
    )
    if kept.width:
        tables.keep(table, on_the_way.keep, kept)
    return raised


def _conditions(rules: Sequence[Rule]) -> list[str]:
    texts = (getattr(rule.condition, name, None) for rule in rules for name in ("when", "require"))
    return [text for text in texts if text]


def _native(
    tables: Preparation,
    table: str,
    scope: Scope,
    frame: pl.LazyFrame,
    rules: Sequence[Rule],
    tests: Mapping[str, RowTest],
) -> tuple[pl.LazyFrame, dict[str, pl.Expr], set[str]]:
    """pandera's verdict on the collected table, as the outcome of each rule, and the rules that raised.

    pandera says which rows fail; that a rule cannot tell is asked of the rule itself, since pandera lets it pass.
    """
    from auditor.engine.pandera_native import run_native
    from auditor.rulesets.schemas import table_schema

    schema = table_schema(tables.ruleset, table, scope, rules)
    collected = frame.collect(engine="streaming")
    report = run_native(schema, collected)
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    named = {check: rows["row"] for (check,), rows in report.failures.partition_by("check", as_dict=True).items()}
    marks = [position.is_in(named[rule.id].implode()).alias(_FAILS + rule.id) for rule in rules if rule.id in named]
    outcomes: dict[str, pl.Expr] = {}
    for rule in rules:
        fails = pl.col(_FAILS + rule.id) if rule.id in named else pl.lit(False)
        outcomes[rule.id] = pl.when(fails).then(False).when(tests[rule.id].outcome.is_not_null()).then(True)
    return collected.with_columns(marks).lazy(), outcomes, set(report.errors["check"])


def _broken(rules: Sequence[Rule], scope: Scope, tables: Preparation, frame: pl.LazyFrame) -> set[str]:
    """Which rules raise when each is evaluated alone."""
    broken = set()
    for rule in rules:
        try:
            frame.select(row_test(rule, scope, tables.ruleset).outcome.sum()).collect(engine="streaming")
        except pl.exceptions.PolarsError:
            broken.add(rule.id)
    return broken


def _outcome(rule: Rule, place: int, gathered: Gathered, engine: str, broken: bool) -> RuleOutcome:
    if broken:
        return failed(rule)
    counts = gathered.totals
    narrow = isinstance(rule.condition, NARROW_KINDS)
    return RuleOutcome(
        rule.id,
        RuleStatus.RAN,
        checked=int(counts.checked[place].sum()),
        found=int(counts.found[place].sum()),
        unknown=int(counts.unknown[place].sum()),
        engine="narrow" if narrow else engine,
    )
