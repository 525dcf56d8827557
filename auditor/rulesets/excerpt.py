"""The part of a rule set that some of its rules need: what is left out neither costs nor matters to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.model import rule as rules
from auditor.model.indicator import Indicator
from auditor.model.population import Population
from auditor.model.rule import Rule
from auditor.model.ruleset import Derivation, Lookup, RuleSet
from auditor.model.table import CentreFields, Table
from auditor.rulesets import sql as source
from auditor.rulesets.conditions import columns_of, further_intervals, interval_columns, tables_of

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""Where a message shows the value of a field."""


def excerpt(ruleset: RuleSet, chosen: Sequence[Rule], *, whole: bool = True) -> RuleSet:
    """``ruleset`` with ``chosen`` for rules, and only the tables, fields, look-ups and derivations these rest on.

    Rules come out the same on it as on the whole. Columns that name a row's person, date and municipality stay, but not
    with ``whole=False``, which is for reading only.
    """
    needed = Needed(ruleset, whole=whole)
    for rule in chosen:
        needed.rule(rule)
    return replace(
        _computing(ruleset, lambda table, name: name in needed.columns.get(table, ())),
        rules=tuple(chosen),
        populations={},
        indicators={},
        tables=_tables(needed),
    )


def for_rules(ruleset: RuleSet) -> RuleSet:
    """``ruleset`` with only the look-ups and derivations that its rules use or show, so that no audit pays for more."""
    needed = Needed(ruleset)
    for rule in ruleset.rules:
        needed.rule(rule)
        needed.add(rule.table, (*rule.context, *PLACEHOLDER.findall(rule.message.nb + (rule.message.en or ""))))
    return _computing(ruleset, lambda table, name: name in needed.columns.get(table, ()))


def for_population(ruleset: RuleSet, population: Population, *, whole: bool = True) -> RuleSet:
    """``ruleset`` without rules, and with what is looked up and derived for one population alone.

    With ``whole=False``, which is for reading only, it has no more tables and fields than that rests on.
    """
    needed = Needed(ruleset, whole=whole)
    needed.population(population)
    alone = replace(_computing(ruleset, lambda table, name: name in needed.columns.get(table, ())), rules=())
    return alone if whole else replace(alone, tables=_tables(needed))


def for_indicator(ruleset: RuleSet, indicator: Indicator) -> RuleSet:
    """``ruleset`` without rules, and with what is looked up and derived for one indicator alone."""
    needed = Needed(ruleset)
    needed.indicator(indicator)
    return replace(_computing(ruleset, lambda table, name: name in needed.columns.get(table, ())), rules=())


def for_fields(ruleset: RuleSet, fields: Mapping[str, Iterable[str]]) -> RuleSet:
    """``ruleset`` without rules, and with what is looked up and derived for these fields by table, for reading them."""
    needed = Needed(ruleset)
    for table, names in fields.items():
        needed.add(table, names)
    return replace(_computing(ruleset, lambda table, name: name in needed.columns.get(table, ())), rules=())


def _computing(ruleset: RuleSet, wanted: Callable[[str, str], bool]) -> RuleSet:
    """``ruleset`` with those derived and looked-up columns, by table and name, that are wanted."""
    return replace(
        ruleset,
        derivations=tuple(each for each in ruleset.derivations if wanted(each.table, each.name)),
        lookups=tuple(
            replace(each, fields=fields)
            for each in ruleset.lookups
            if (fields := {name: text for name, text in each.fields.items() if wanted(each.table, name)})
        ),
    )


def _tables(needed: Needed) -> dict[str, Table]:
    """The tables with a column that is needed, and of each only those."""
    declared = needed.ruleset.tables
    return {name: _narrowed(table, needed.columns[name]) for name, table in declared.items() if name in needed.columns}


def _narrowed(table: Table, columns: set[str]) -> Table:
    return replace(
        table,
        fields=tuple(each for each in table.fields if each.name in columns),
        centre=table.centre if table.centre in columns else None,
        centre_fields=CentreFields(),
        regime=table.regime if table.regime in columns else None,
        _by_name={},
    )


class Needed:
    """Columns by table, closed under what they are computed from.

    With ``whole`` each table keeps the columns that name its rows, their persons, dates and municipalities.
    """

    def __init__(self, ruleset: RuleSet, *, whole: bool = True) -> None:
        self.ruleset = ruleset
        self.whole = whole
        self.columns: dict[str, set[str]] = {}
        self.texts: dict[str, set[str]] = {}
        """By table, the SQL that is evaluated on its rows, apart from the rules' own conditions."""
        self._derivations: dict[tuple[str, str], Derivation] = {
            (each.table, each.name): each for each in ruleset.derivations
        }
        self._lookups: dict[tuple[str, str], Lookup] = {}
        for lookup in ruleset.lookups:
            for name in lookup.fields:
                self._lookups.setdefault((lookup.table, name), lookup)

    def rule(self, rule: Rule) -> None:
        """Everything one rule looks at."""
        for table in (rule.table, *tables_of(rule)):
            self.table(table)
        self.add(rule.table, (*columns_of(rule), *rule.blame))
        match rule.condition:
            case rules.ReferenceCondition() as condition:
                self.add(condition.to_table, condition.to_fields)
                self.sql(condition.to_table, condition.where)
            case rules.GapCondition() as condition:
                for intervals in further_intervals(condition):
                    self.add(intervals.table, interval_columns(intervals))
            case rules.ReconcileCondition() as condition:
                for total in (condition.left, condition.right):
                    self.add(total.table, condition.by)
                    self.sql(total.table, total.value)
                    self.sql(total.table, total.where)
        if rule.validity.by:
            self.add(rule.table, (rule.validity.by,))

    def population(self, population: Population) -> None:
        """Everything the steps of a population look at."""
        self.table(population.table)
        for step in population.steps:
            self.sql(population.table, step.keep)

    def indicator(self, indicator: Indicator) -> None:
        """Everything an indicator and its variants look at."""
        self.table(indicator.table)
        for text in (indicator.period, indicator.value):
            self.sql(indicator.table, text)
        for variant in indicator.readings():
            for text in (variant.within, variant.of, *(each.where for each in variant.exclude or ())):
                self.sql(indicator.table, text)
        self.add(indicator.table, indicator.correct)

    def table(self, name: str) -> None:
        """The columns a table needs for itself."""
        if name in self.columns or name not in self.ruleset.tables:
            return
        table = self.ruleset.tables[name]
        self.columns[name] = set()
        if not self.whole:
            return
        own = (table.person, table.municipality, table.date, *table.key, *(table.event or ()))
        self.add(name, [each for each in own if each is not None])

    def sql(self, table: str, text: str | None) -> None:
        """The columns of a table that a condition uses."""
        if text:
            self.texts.setdefault(table, set()).add(text)
            self.add(table, source.columns(text))

    def add(self, table: str, names: Iterable[str]) -> None:
        """Columns of a table, with what they come from."""
        self.table(table)
        for name in names:
            if name in self.columns.get(table, {name}):
                continue
            self.columns[table].add(name)
            if (table, name) in self._derivations:
                self.sql(table, self._derivations[table, name].sql)
            lookup = self._lookups.get((table, name))
            if lookup is not None:
                self.add(table, lookup.key)
                self.add(lookup.from_table, lookup.key.values())
                self.sql(lookup.from_table, lookup.fields[name])
                self.sql(lookup.from_table, lookup.where)
                self.add(lookup.from_table, [lookup.order.lstrip("-")] if lookup.order else [])
