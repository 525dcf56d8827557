"""Checking that a rule set hangs together: every name is known and every condition compiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.model import rule as rules
from auditor.model.errors import RuleSetError
from auditor.model.indicator import Indicator
from auditor.model.population import Population
from auditor.model.rule import Rule
from auditor.model.ruleset import Derivation, Lookup, RuleSet
from auditor.model.table import FieldType, Table
from auditor.rulesets import sql as source
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, applies_to, columns_of, further_intervals, row_test
from auditor.rulesets.examples import RAGGED_KEY
from auditor.rulesets.excerpt import PLACEHOLDER
from auditor.rulesets.expressions import compile_aggregate, compile_condition, compile_value
from auditor.rulesets.scope import CHECK_DATE, OwnColumns, PreparedColumns, located, prepared_columns, scope_of
from auditor.rulesets.values import KIND, Scope


def check(ruleset: RuleSet) -> None:
    """RuleSetError, with file, line and rule, for the first thing in a rule set that cannot work."""
    prepared: dict[str, PreparedColumns] = {}
    known: OwnColumns = {}
    for table in ruleset.tables.values():
        _check_table(ruleset, table)
        _check_names(ruleset, table)
        prepared[table.name] = prepared_columns(ruleset, table, CHECK_DATE, known=known)
    extras: list[Derivation | Lookup] = [*ruleset.derivations, *ruleset.lookups]
    for each in extras:
        if each.table not in ruleset.tables:
            raise RuleSetError(
                "rulesets.unknown_table", file=each.file, line=str(each.line), rule="derive/lookup", table=each.table
            )
    for rule in ruleset.rules:
        try:
            _check_rule(ruleset, rule, prepared)
        except source.SqlError as error:
            raise located(error, rule.file, rule.line, rule.id) from None
    for population in ruleset.populations.values():
        try:
            _check_population(ruleset, population, prepared)
        except source.SqlError as error:
            raise located(error, population.file, population.line, population.name) from None

    for indicator in ruleset.indicators.values():
        try:
            _check_indicator(ruleset, indicator, prepared)
        except source.SqlError as error:
            raise located(error, indicator.file, indicator.line, indicator.name) from None


def check_indicators(ruleset: RuleSet, indicators: Sequence[Indicator]) -> None:
    """RuleSetError, with file and line, for the first of indicators beside a rule set that cannot work on it."""
    wanted = {each.table for each in indicators}
    prepared = {
        name: prepared_columns(ruleset, table, CHECK_DATE) for name, table in ruleset.tables.items() if name in wanted
    }
    for indicator in indicators:
        try:
            _check_indicator(ruleset, indicator, prepared)
        except source.SqlError as error:
            raise located(error, indicator.file, indicator.line, indicator.name) from None


def _check_indicator(ruleset: RuleSet, indicator: Indicator, prepared: dict[str, PreparedColumns]) -> None:
    if indicator.table not in ruleset.tables:
        raise source.SqlError("rulesets.sql_unknown_table", table=indicator.table)
    table = ruleset.tables[indicator.table]
    scope = scope_of(ruleset, table, prepared[table.name].all, CHECK_DATE)
    for text in (indicator.period, indicator.value):
        if text is not None and compile_value(text, scope).kind != "number":
            raise source.SqlError("rulesets.sql_not_number", sql=text)
    for variant in indicator.readings():
        for text in (variant.within, variant.of, *(each.where for each in variant.exclude or ())):
            if text is not None:
                compile_condition(text, scope)
    for name in indicator.correct:
        _demand(name, scope)


def _check_population(ruleset: RuleSet, population: Population, prepared: dict[str, PreparedColumns]) -> None:
    if population.table not in ruleset.tables:
        raise source.SqlError("rulesets.sql_unknown_table", table=population.table)
    table = ruleset.tables[population.table]
    scope = scope_of(ruleset, table, prepared[table.name].all, CHECK_DATE)
    for step in population.steps:
        compile_condition(step.keep, scope)


def _check_table(ruleset: RuleSet, table: Table) -> None:
    named = [table.person, table.municipality, table.centre, table.date, table.regime, *table.key, *(table.event or ())]
    centre = table.centre_fields
    named += [centre.name, centre.other_names, centre.type, centre.opened, centre.closed, *centre.keys]
    for name in named:
        if name is not None and table.field(name) is None and not _derived(ruleset, table, name):
            raise RuleSetError(
                "rulesets.table_field", file=table.file, line=str(table.line), table=table.name, field=name
            )
    for field in table.fields:
        place = {"file": table.file, "line": str(field.line)}
        if (field.type is FieldType.CODE) != (field.codes is not None):
            raise RuleSetError("rulesets.code_field", **place, table=table.name, field=field.name)
        if field.codes is not None and field.codes not in ruleset.code_lists:
            raise RuleSetError("rulesets.field_codes", **place, table=table.name, field=field.name, codes=field.codes)


def _check_names(ruleset: RuleSet, table: Table) -> None:
    """A column may come from one place only, or nobody could say which one a rule means."""
    seen: set[str] = set()
    columns = [(field.name, table.file, field.line) for field in table.fields]
    for lookup in ruleset.lookups:
        if lookup.table == table.name:
            columns += [(name, lookup.file, lookup.line) for name in lookup.fields]
    columns += [(each.name, each.file, each.line) for each in ruleset.derivations if each.table == table.name]
    for name, file, line in columns:
        if name in seen:
            raise RuleSetError("rulesets.column_twice", file=file, line=str(line), table=table.name, field=name)
        seen.add(name)


def _derived(ruleset: RuleSet, table: Table, name: str) -> bool:
    return any(each.table == table.name and each.name == name for each in ruleset.derivations)


def _check_rule(ruleset: RuleSet, rule: Rule, prepared: dict[str, PreparedColumns]) -> None:
    if rule.table not in ruleset.tables:
        raise source.SqlError("rulesets.sql_unknown_table", table=rule.table)
    table, columns = ruleset.tables[rule.table], prepared[rule.table].all
    scope = scope_of(ruleset, table, columns, CHECK_DATE)
    for name in (*rule.blame, *rule.context, *columns_of(rule)):
        _demand(name, scope)
    for text in (rule.message.nb, rule.message.en or ""):
        for name in PLACEHOLDER.findall(text):
            _demand(name, scope)
    if isinstance(rule.condition, ELEMENTWISE_KINDS):
        row_test(rule, scope, ruleset)
    else:
        applies_to(rule, scope)
    checker = _CHECKERS.get(type(rule.condition))
    if checker is not None:
        checker(ruleset, rule, scope, prepared)
    _check_examples(ruleset, rule, scope)


def _demand(name: str, scope: Scope) -> None:
    if name not in scope.columns:
        raise source.SqlError("rulesets.unknown_field", field=name)


def _own_scope(ruleset: RuleSet, table: str, prepared: dict[str, PreparedColumns]) -> Scope:
    if table not in ruleset.tables:
        raise source.SqlError("rulesets.sql_unknown_table", table=table)
    return scope_of(ruleset, ruleset.tables[table], prepared[table].own, CHECK_DATE)


def _check_reference(ruleset: RuleSet, rule: Rule, scope: Scope, prepared: dict[str, PreparedColumns]) -> None:
    condition = rule.condition
    assert isinstance(condition, rules.ReferenceCondition)
    there = _own_scope(ruleset, condition.to_table, prepared)
    if len(condition.fields) != len(condition.to_fields):
        raise source.SqlError("rulesets.reference_length")
    for here_name, there_name in zip(condition.fields, condition.to_fields, strict=True):
        _demand(there_name, there)
        _demand_alike(scope.columns[here_name], there.columns[there_name])
    if condition.where:
        compile_condition(condition.where, there)


def _check_intervals(ruleset: RuleSet, rule: Rule, scope: Scope, prepared: dict[str, PreparedColumns]) -> None:
    condition = rule.condition
    assert isinstance(condition, (rules.NoOverlapCondition, rules.GapCondition))
    _demand_dates(condition.start, condition.end, scope)
    further = further_intervals(condition) if isinstance(condition, rules.GapCondition) else ()
    for intervals in further:
        there = _own_scope(ruleset, intervals.table, prepared)
        if len(intervals.by) != len(condition.by):
            raise source.SqlError("rulesets.reference_length")
        for here_name, there_name in zip(condition.by, intervals.by, strict=True):
            _demand(there_name, there)
            _demand_alike(scope.columns[here_name], there.columns[there_name])
        for name in (intervals.start, intervals.end):
            _demand(name, there)
        _demand_dates(intervals.start, intervals.end, there)
        if intervals.where:
            compile_condition(intervals.where, there)


def _demand_dates(start: str, end: str, scope: Scope) -> None:
    for name in (start, end):
        if scope.columns[name] is not FieldType.DATE:
            raise source.SqlError("rulesets.interval_date", field=name)


def _demand_alike(here: FieldType, there: FieldType) -> None:
    if KIND[here] != KIND[there]:
        raise source.SqlError("rulesets.sql_types", left=KIND[here], right=KIND[there])


def _check_share(ruleset: RuleSet, rule: Rule, scope: Scope, prepared: dict[str, PreparedColumns]) -> None:
    condition = rule.condition
    assert isinstance(condition, rules.ShareCondition)
    compile_condition(condition.of, scope)
    if condition.within:
        compile_condition(condition.within, scope)
    of_groups = scope_of(
        ruleset, ruleset.tables[rule.table], {name: scope.columns[name] for name in condition.by}, CHECK_DATE
    )
    for limit in (condition.max_share, condition.min_share):
        if isinstance(limit, str) and compile_value(limit, of_groups).kind != "number":
            raise source.SqlError("rulesets.sql_not_number", sql=limit)
    for name in (*(condition.against or ()), *([condition.pool.by] if condition.pool else ())):
        _demand(name, of_groups)
    if condition.pool is not None and KIND[scope.columns[condition.pool.by]] != "number":
        raise source.SqlError("rulesets.period_field", field=condition.pool.by)


def _check_reconcile(ruleset: RuleSet, rule: Rule, scope: Scope, prepared: dict[str, PreparedColumns]) -> None:
    condition = rule.condition
    assert isinstance(condition, rules.ReconcileCondition)
    for total in (condition.left, condition.right):
        there = _own_scope(ruleset, total.table, prepared)
        value = compile_value(total.value, there)
        if value.kind != "number":
            raise source.SqlError("rulesets.sql_not_number", sql=total.value)
        if total.where:
            compile_condition(total.where, there)
        for name in condition.by:
            _demand(name, there)


def _check_drift(ruleset: RuleSet, rule: Rule, scope: Scope, prepared: dict[str, PreparedColumns]) -> None:
    condition = rule.condition
    assert isinstance(condition, rules.DriftCondition)
    own = _own_scope(ruleset, rule.table, prepared)
    for text in (condition.value, condition.per):
        if text:
            compile_aggregate(text, own)
    if condition.within:
        compile_condition(condition.within, own)
    if condition.period is not None:
        if condition.period not in condition.by:
            raise source.SqlError("rulesets.unknown_field", field=condition.period)
        if KIND[own.columns[condition.period]] != "number":
            raise source.SqlError("rulesets.period_field", field=condition.period)


_CHECKERS: dict[type, Callable[[RuleSet, Rule, Scope, dict[str, PreparedColumns]], None]] = {
    rules.ReferenceCondition: _check_reference,
    rules.NoOverlapCondition: _check_intervals,
    rules.GapCondition: _check_intervals,
    rules.ShareCondition: _check_share,
    rules.ReconcileCondition: _check_reconcile,
    rules.DriftCondition: _check_drift,
}


def _check_examples(ruleset: RuleSet, rule: Rule, scope: Scope) -> None:
    """Names in examples must be fields; only derived and looked-up columns cannot be given, since they are computed."""
    for example in (*rule.examples.fails, *rule.examples.passes, *rule.examples.unknown):
        for rows, table, further in (
            ((example.row,), rule.table, {RAGGED_KEY}),
            ((*example.rows, *example.previous), rule.table, {"times"}),
            *((rows, name, {"times"}) for name, rows in example.others.items()),
        ):
            described = ruleset.tables.get(table)
            if described is None:
                raise source.SqlError("rulesets.sql_unknown_table", table=table)
            for row in rows:
                for name in row.keys() - further:
                    if described.field(name) is None:
                        raise source.SqlError("rulesets.example_field", field=name)
                if not str(row.get("times", 1)).isdecimal():
                    raise source.SqlError("rulesets.example_times")
