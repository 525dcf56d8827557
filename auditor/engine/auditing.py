"""The audit: an extract and a rule set in, findings and totals out."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Sequence

import polars as pl

from auditor.engine import group_lines, groups, table_pass
from auditor.engine.failures import POLARS_FAILS, READING_FAILS
from auditor.engine.gate import Gate, failed, gate
from auditor.engine.lost_zeros import lost_zeros
from auditor.engine.prepare import Preparation
from auditor.engine.progress import EarlyFinding, FirstRow, Listener, Progress
from auditor.engine.reuse import Earlier, Taken, earlier_of, joined
from auditor.engine.singled_out import singled_out
from auditor.engine.totals import empty_group_findings
from auditor.extract.steady import steady
from auditor.memory.heap import keep_freed_memory
from auditor.model.audit import AuditResult, RuleOutcome, TableResult
from auditor.model.errors import Cancelled, EngineError
from auditor.model.extract import Extract
from auditor.model.rule import Rule, ShareCondition
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.excerpt import excerpt, for_rules

ENGINES = ("fused", "pandera")


def audit(
    extract: Extract,
    ruleset: RuleSet,
    *,
    reference_date: dt.date,
    municipalities: Sequence[str] = (),
    engine: str = "fused",
    previous: Extract | None = None,
    only_tables: Sequence[str] = (),
    earlier: AuditResult | None = None,
    progress: Listener | None = None,
    cancel: threading.Event | None = None,
) -> AuditResult:
    """Apply every rule of ``ruleset`` to ``extract``.

    ``municipalities`` narrows the run to rows of those municipalities, and in tables without one to persons who
    have a row there. ``engine`` is ``fused`` (one streaming pass a table) or ``pandera`` (pandera's own backend, the
    reference). ``previous`` is the delivery that drift rules compare with. ``only_tables`` names the tables the
    delivery is meant to hold; rules that need another are then not applicable instead of not checkable. Of an
    ``earlier`` audit of the extract, what no changed file has a say in is taken over.

    A rule that cannot be evaluated becomes an outcome, not an exception. Raises Cancelled when ``cancel`` is set,
    EngineError when the extract can no longer be read, and ExtractError when its files were changed meanwhile.
    """
    if engine not in ENGINES:
        raise EngineError("engine.unknown_engine", engine=engine, available=list(ENGINES))
    keep_freed_memory()
    began = time.perf_counter()
    run = _Run(extract, ruleset, reference_date, tuple(municipalities), engine, previous, frozenset(only_tables))
    run.progress, run.cancel = progress, cancel
    known = earlier_of(earlier, extract, ruleset, (reference_date, engine, run.municipalities))
    if known is not None:
        run.take_over(known)
    with steady(extract, previous):
        run.carry_out()
    return run.result(time.perf_counter() - began)


class _Run:
    """One audit under way."""

    def __init__(
        self,
        extract: Extract,
        ruleset: RuleSet,
        reference_date: dt.date,
        municipalities: tuple[str, ...],
        engine: str,
        previous: Extract | None,
        only_tables: frozenset[str],
    ) -> None:
        self.extract, self.ruleset, self.engine = extract, ruleset, engine
        self.reference_date, self.municipalities = reference_date, municipalities
        computed = for_rules(ruleset)
        self.tables = Preparation(extract, computed, reference_date, hold=True)
        self.previous = Preparation(previous, computed, reference_date, hold=True) if previous is not None else None
        self.judged = self.tables
        """The tables as the rules that are judged need them."""
        self.gate: Gate = gate(self.tables, self.previous, only_tables)
        self.places = {rule.id: place for place, rule in enumerate(ruleset.rules)}
        self.outcomes: dict[str, RuleOutcome] = dict(self.gate.stopped)
        self.results: dict[str, TableResult] = {}
        self.group_lines: list[pl.DataFrame] = []
        self.counted: dict[str, pl.DataFrame] = {}
        """Groups of rules about shares whose rows the pass over their table counted."""
        self.earlier: Earlier | None = None
        self.progress: Listener | None = None
        self.cancel: threading.Event | None = None

    def take_over(self, earlier: Earlier) -> None:
        """Judge only what an earlier audit does not tell, on tables as those rules alone need them."""
        self.earlier = earlier
        left = [each for each in self.ruleset.rules if each.id not in self.outcomes and not self._keeps(each)]
        described = {each.table for each in left} & self.ruleset.schemas.keys()
        anew = [each for each in self.ruleset.rules if each in left or each.table in described]
        self.judged = Preparation(self.extract, excerpt(self.ruleset, anew), self.reference_date, hold=True)

    def carry_out(self) -> None:
        present = [name for name in self.ruleset.tables if name in self.tables.present]
        for done, table in enumerate(present):
            self._table(table, done, len(present))
        for rule in self.ruleset.rules:
            if rule.about_groups and rule.id not in self.outcomes:
                self._stop_if_cancelled()
                self._group_rule(rule)
        self.gate.problems.extend(singled_out(self.tables))

    def _stop_if_cancelled(self) -> None:
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled

    def _table(self, table: str, done: int, of: int) -> None:
        self._stop_if_cancelled()

        def tell(rows: int, findings: int, failing: list[FirstRow]) -> None:
            if self.progress is not None:
                ids = self.ruleset.rules
                first = tuple(EarlyFinding(ids[place].id, row, where) for row, place, where in failing)
                self.progress(Progress(table, rows, findings, done, of, first))

        tell(0, 0, [])
        rules = [
            each for each in self.ruleset.rules_of(table) if each.id not in self.outcomes and not each.about_groups
        ]
        rules, kept = self._take_over(table, rules)
        if kept is not None and not rules:
            self.results[table] = kept.result
            self.gate.problems.extend(kept.notices or ())
            return
        later = [
            each
            for each in self.ruleset.rules_of(table)
            if each.id not in self.outcomes and isinstance(each.condition, ShareCondition) and not self._keeps(each)
        ]
        tables = self.judged if table in self.judged.ruleset.tables else self.tables
        try:
            if table in self.ruleset.schemas:
                from auditor.engine import schema_tables

                passed = schema_tables.run(
                    tables, table, rules, self.places, self.engine, self.municipalities, tell, self.cancel
                )
            else:
                passed = table_pass.run(
                    tables, table, rules, self.places, self.engine, self.municipalities, tell, self.cancel, later
                )
            notices = kept.notices if kept is not None else None
            self.gate.problems.extend(lost_zeros(self.tables, table) if notices is None else notices)
        except READING_FAILS:
            raise EngineError("engine.table_unreadable", table=table) from None
        self.outcomes.update(passed.outcomes)
        self.group_lines.extend(passed.group_lines)
        self.counted.update(passed.counted)
        self.results[table] = passed.result if kept is None else joined(kept.result, passed.result)

    def _take_over(self, table: str, rules: list[Rule]) -> tuple[list[Rule], Taken | None]:
        """The rules of a table that are to be judged, and what is taken over where it has the rows it had."""
        earlier = self.earlier
        if earlier is None or not earlier.has_rows_of(table):
            return rules, None
        anew = [each for each in rules if not self._keeps(each)]
        if anew and table in self.ruleset.schemas:
            return rules, None
        kept = [each for each in rules if each not in anew]
        self.outcomes.update({each.id: earlier.outcome(each) for each in kept})
        self.group_lines.append(earlier.lines(kept))
        return anew, earlier.taken(table, kept)

    def _keeps(self, rule: Rule) -> bool:
        """Whether a rule's part of the earlier audit is taken over."""
        return self.earlier is not None and self.earlier.keeps(rule, self.tables.ruleset)

    def _group_rule(self, rule: Rule) -> None:
        if self.earlier is not None and self._keeps(rule):
            self.outcomes[rule.id] = self.earlier.outcome(rule)
            self.group_lines.append(self.earlier.lines([rule]))
            return
        try:
            lines = groups.judge_groups(rule, self.judged, self.previous, self.counted.get(rule.id))
        except POLARS_FAILS:
            self.outcomes[rule.id] = failed(rule)
            return
        if self.municipalities:
            lines = lines.filter(pl.col(group_lines.WHERE).is_in(self.municipalities))
        holds = lines[group_lines.HOLDS]
        found = lines.filter(~pl.col(group_lines.HOLDS))
        self.outcomes[rule.id] = RuleOutcome(
            rule.id,
            RuleStatus.RAN,
            checked=len(holds) - holds.null_count(),
            found=found.height,
            unknown=holds.null_count(),
            engine="groups",
        )
        self.group_lines.append(_group_findings(rule, self.places[rule.id], found))

    def result(self, seconds: float) -> AuditResult:
        """The result, with a count for every rule of the rule set."""
        ids = tuple(each.id for each in self.ruleset.rules)
        return AuditResult(
            extract=self.extract,
            ruleset=self.ruleset,
            reference_date=self.reference_date,
            engine=self.engine,
            rule_ids=ids,
            outcomes=tuple(self.outcomes[each] for each in ids),
            tables=self.results,
            group_findings=pl.concat([empty_group_findings(), *self.group_lines]),
            problems=(*self.extract.problems, *self.gate.problems),
            municipalities=self.municipalities,
            seconds=seconds,
        )


def _group_findings(rule: Rule, place: int, found: pl.DataFrame) -> pl.DataFrame:
    by = rule.condition.by  # type: ignore[union-attr]
    return found.select(
        pl.lit(place, dtype=pl.UInt16).alias("rule"),
        pl.lit(rule.table).alias("table"),
        pl.col(group_lines.WHERE).cast(pl.String).alias("municipality"),
        group_lines.group_names(rule),
        pl.concat_list([pl.col(name).cast(pl.String) for name in by]).alias("keys"),
        pl.col(group_lines.ROWS).cast(pl.UInt32).alias("rows"),
        pl.col(group_lines.COUNT).cast(pl.UInt32).alias("count"),
        pl.col(group_lines.VALUE).alias("value"),
        pl.col(group_lines.LIMIT).alias("limit"),
        pl.col(group_lines.EXPECTED).alias("expected"),
        pl.col(group_lines.LOW).alias("low"),
        pl.col(group_lines.HIGH).alias("high"),
    )
