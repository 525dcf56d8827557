"""What a change of one field of one record would do to the findings on its person's records, without a new audit.

Judged anew are the rules that look at the field, on the rows of the person, in memory. What a rule says of other
persons, or of groups, totals and whole tables, is not: those rules are named instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from auditor.engine.narrow import judge
from auditor.engine.parse import written
from auditor.engine.prepare import Preparation
from auditor.engine.surroundings import Surroundings, by_person, links_of, surroundings
from auditor.extract.steady import steady
from auditor.model import rule as rules
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, further_intervals, row_test
from auditor.rulesets.dating import date_column, uses_row_date
from auditor.rulesets.excerpt import Needed, excerpt

Outcomes = Mapping[tuple[str, str, int], bool | None]
"""By rule, table and row: true, false (a finding), or null where the rule cannot tell."""


@dataclass(frozen=True)
class Change:
    """What becomes of the findings when a field has another value: (rule, table, row)."""

    gone: tuple[tuple[str, str, int], ...]
    new: tuple[tuple[str, str, int], ...]
    untold: tuple[tuple[str, str, int], ...]
    """Findings that are none any more because the rule can no longer tell."""


class RecordCheck:
    """Changes of one field of one record. Making it scans the files; asking it does not."""

    def __init__(self, result: AuditResult, table: str, row: int, field: str) -> None:
        self.table, self.row, self.field = table, row, field
        looking = _looking_at(result, table, field)
        self._ruleset = excerpt(result.ruleset, looking)
        with steady(result.extract):
            around = surroundings(result, table, row, links_of(self._ruleset, looking))
        self._own = around.own
        self._rules = tuple(rule for rule in looking if self._can_judge(rule, result.ruleset, around))
        judged = {rule.id for rule in self._rules}
        self.not_checked: tuple[str, ...] = tuple(rule.id for rule in looking if rule.id not in judged)
        """Rules that look at the field, but whose verdict needs more than the person's records."""
        self._ruleset = excerpt(result.ruleset, self._rules)
        self._tables = Preparation(around.extract, self._ruleset, result.reference_date, hold=True)
        self._raw = around.extract.tables[table]
        self._frame = self._raw.frame.collect()

    @property
    def possible(self) -> bool:
        """Whether the record was delivered with the field."""
        return self.field in self._frame.columns

    def change(self, value: str | None) -> Change:
        """What the findings would be with ``value`` in the field; None for an empty one."""
        after = self._outcomes(self._tables.with_frame(self.table, self._with(value)))
        before = self.before
        failed = {key for key, holds in before.items() if holds is False}
        fails = {key for key, holds in after.items() if holds is False}
        none = failed - fails
        untold = {key for key in none if key in after and after[key] is None}
        return Change(tuple(sorted(none - untold)), tuple(sorted(fails - failed)), tuple(sorted(untold)))

    @cached_property
    def before(self) -> Outcomes:
        """How the rules judge the rows as they are."""
        return self._outcomes(self._tables)

    def _with(self, value: str | None) -> pl.LazyFrame:
        here = pl.col(ROW) == self.row
        as_it_is = written(self.field, self._frame.schema[self.field])
        changed = pl.when(here).then(pl.lit(value, pl.String)).otherwise(as_it_is)
        return self._frame.with_columns(changed.alias(self.field)).lazy()

    def _outcomes(self, tables: Preparation) -> Outcomes:
        found: dict[tuple[str, str, int], bool | None] = {}
        for table, chosen in self._by_table.items():
            own = pl.col(ROW).is_in(self._own[table].implode())
            each = self._tests[table]
            if each:
                frame = tables.frame(table, tuple(rule for rule in chosen if rule.id in each))
                for line in frame.filter(own).select(ROW, **each).collect().iter_rows(named=True):
                    found.update(((name, table, line[ROW]), line[name]) for name in each)
            for rule in chosen:
                if rule.id not in each:
                    judged = judge(tables.frame_of(rule), rule, tables.scope(table), tables, "in-memory")
                    for row, holds in judged.filter(own).iter_rows():
                        found[rule.id, table, row] = holds
        return found

    @cached_property
    def _tests(self) -> Mapping[str, Mapping[str, pl.Expr]]:
        """By table and rule, what tells whether a row is right, for rules that look at one row at a time."""
        return {
            table: {
                rule.id: row_test(rule, self._tables.scope(table), self._ruleset).outcome
                for rule in chosen
                if isinstance(rule.condition, ELEMENTWISE_KINDS)
            }
            for table, chosen in self._by_table.items()
        }

    @cached_property
    def _by_table(self) -> Mapping[str, Sequence[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self._rules:
            found.setdefault(rule.table, []).append(rule)
        return found

    def _can_judge(self, rule: Rule, whole: RuleSet, around: Surroundings) -> bool:
        """Whether the rows at hand are all that the rule looks at, for every value of the field."""
        if rule.about_groups or rule.table not in self._own or whole.schemas:
            return False
        persons = {name: table.person for name, table in whole.tables.items()}
        if self.field == persons[self.table]:
            return False
        person = persons[rule.table]
        if isinstance(rule.condition, rules.UniqueCondition) and person not in rule.condition.fields:
            return False
        if (
            isinstance(rule.condition, rules.NoOverlapCondition | rules.GapCondition)
            and person not in rule.condition.by
        ):
            return False
        if isinstance(rule.condition, rules.GapCondition):
            further = further_intervals(rule.condition)
            if any(persons[each.table] not in each.by and each.table not in around.whole for each in further):
                return False
        alone = excerpt(whole, (rule,))
        for link in links_of(alone, (rule,)):
            closed = link.there in around.whole or by_person(whole, link)
            keys_here = {here for here, _ in link.pairs} if link.here == self.table else set()
            if not closed and self.field in keys_here | _behind(alone, link.here, keys_here):
                return False
            if link.there == self.table and link.here not in self._own:
                return False
        return True


def _behind(ruleset: RuleSet, table: str, names: set[str]) -> set[str]:
    """The fields that derived ones among ``names`` are made of."""
    needed = Needed(ruleset, whole=False)
    needed.add(table, names)
    return needed.columns.get(table, set())


def _looking_at(result: AuditResult, table: str, field: str) -> tuple[Rule, ...]:
    """The rules that ran and whose verdict may depend on a field of a table."""
    ran = {each.rule_id for each in result.outcomes if each.status is RuleStatus.RAN}
    dating = field == result.ruleset.tables[table].date
    found = []
    for rule in result.ruleset.rules:
        if rule.id not in ran:
            continue
        needed = Needed(result.ruleset, whole=False)
        needed.rule(rule)
        columns = needed.columns.get(table)
        if columns is not None and (field in columns or (dating and _hangs_on_date(rule, table, needed))):
            found.append(rule)
    return tuple(found)


def _hangs_on_date(rule: Rule, table: str, needed: Needed) -> bool:
    """Whether what a rule looks at in a table is what holds at the date of its rows, without naming that date."""
    ruleset = needed.ruleset
    if rule.table == table and date_column(rule, ruleset) == ruleset.tables[table].date:
        return True
    texts = needed.texts.get(table, ())
    return any(uses_row_date(each, ruleset.parameters, ruleset.code_lists) for each in texts)
