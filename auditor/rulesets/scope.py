"""Which columns a table has once it is prepared: its fields, what is looked up, what is derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from auditor.model.errors import RuleSetError
from auditor.model.ruleset import Derivation, Lookup, RuleSet
from auditor.model.table import FieldType, Table
from auditor.rulesets import sql as source
from auditor.rulesets.dating import uses_row_date
from auditor.rulesets.expressions import compile_aggregate, compile_condition, compile_value
from auditor.rulesets.values import TYPE_OF_KIND, Scope, Value

CHECK_DATE = dt.date(2000, 1, 1)
"""Any date will do where a condition is only checked, not evaluated."""


def scope_of(ruleset: RuleSet, table: Table, columns: Mapping[str, FieldType], reference_date: dt.date) -> Scope:
    """A scope over ``columns`` with the lists and parameters of the rule set."""
    return Scope(columns, table.date, reference_date, ruleset.parameters, ruleset.code_lists)


@dataclass
class PreparedColumns:
    """The columns of one prepared table.

    ``own`` are its fields and the derivations that need nothing but them; ``all`` adds look-ups and the derivations
    that use those. ``lacking`` says of every column that cannot be had which field or table is not there.
    """

    own: dict[str, FieldType] = field(default_factory=dict)
    all: dict[str, FieldType] = field(default_factory=dict)
    own_derivations: list[Derivation] = field(default_factory=list)
    late_derivations: list[Derivation] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)
    derived: dict[str, Value] = field(default_factory=dict)
    """What each derivation was compiled to."""


OwnColumns = dict[str, PreparedColumns]
"""By table, what it has without look-ups; kept by a caller who asks for several tables of one extract."""


def prepared_columns(
    ruleset: RuleSet,
    table: Table,
    reference_date: dt.date,
    present: Mapping[str, Collection[str]] | None = None,
    known: OwnColumns | None = None,
) -> PreparedColumns:
    """Columns of ``table`` when the extract has the fields ``present`` says of each table (all, where it is None).

    ``known`` is what former calls with the same rule set, date and ``present`` found out.
    """
    known = {} if known is None else known
    own = _own_columns(ruleset, table, reference_date, present, known)
    prepared = replace(own, all=dict(own.own), lacking=dict(own.lacking), derived=dict(own.derived))
    prepared.late_derivations, prepared.lookups = [], []
    for lookup in ruleset.lookups:
        if lookup.table == table.name:
            _add_lookup(ruleset, lookup, prepared, reference_date, present, known)
    for derivation in ruleset.derivations:
        if derivation.table == table.name and derivation.name not in prepared.all:
            kind = _derived_kind(ruleset, table, derivation, prepared, reference_date)
            if kind is not None:
                prepared.all[derivation.name] = kind
                prepared.late_derivations.append(derivation)
    return prepared


def _own_columns(
    ruleset: RuleSet,
    table: Table,
    reference_date: dt.date,
    present: Mapping[str, Collection[str]] | None,
    known: OwnColumns,
) -> PreparedColumns:
    if table.name in known:
        return known[table.name]
    prepared = known[table.name] = PreparedColumns()
    fields = None if present is None else present.get(table.name, ())
    for each in table.fields:
        if fields is None or each.name in fields:
            prepared.own[each.name] = each.type
        else:
            prepared.lacking[each.name] = each.name
    later = _looked_up_names(ruleset, table)
    for derivation in ruleset.derivations:
        if derivation.table != table.name:
            continue
        if _used(ruleset, table, derivation) & later:
            later.add(derivation.name)
            continue
        prepared.all = prepared.own
        kind = _derived_kind(ruleset, table, derivation, prepared, reference_date)
        if kind is not None:
            prepared.own[derivation.name] = kind
            prepared.own_derivations.append(derivation)
    return prepared


def _used(ruleset: RuleSet, table: Table, derivation: Derivation) -> set[str]:
    """The columns that a derived one rests on; with the one that dates rows, where a dated value is taken."""
    used = set(source.columns(derivation.sql))
    if table.date and uses_row_date(derivation.sql, ruleset.parameters, ruleset.code_lists):
        used.add(table.date)
    return used


def _looked_up_names(ruleset: RuleSet, table: Table) -> set[str]:
    return {name for lookup in ruleset.lookups if lookup.table == table.name for name in lookup.fields}


def _derived_kind(
    ruleset: RuleSet, table: Table, derivation: Derivation, prepared: PreparedColumns, reference_date: dt.date
) -> FieldType | None:
    used = _used(ruleset, table, derivation)
    lacking = sorted(used & prepared.lacking.keys())
    if lacking:
        prepared.lacking[derivation.name] = prepared.lacking[lacking[0]]
        return None
    try:
        if table.date in used - prepared.all.keys():
            raise source.SqlError("rulesets.dated_before_date", field=derivation.name, date=table.date)
        value = compile_value(derivation.sql, scope_of(ruleset, table, prepared.all, reference_date))
    except source.SqlError as error:
        raise located(error, derivation.file, derivation.line, derivation.name) from None
    prepared.derived[derivation.name] = value
    return TYPE_OF_KIND[value.kind]


def _add_lookup(
    ruleset: RuleSet,
    lookup: Lookup,
    prepared: PreparedColumns,
    reference_date: dt.date,
    present: Mapping[str, Collection[str]] | None,
    known: OwnColumns,
) -> None:
    there = ruleset.tables.get(lookup.from_table)
    if there is None:
        raise RuleSetError(
            "rulesets.unknown_table", file=lookup.file, line=str(lookup.line), rule="lookup", table=lookup.from_table
        )
    if present is not None and lookup.from_table not in present:
        prepared.lacking.update(dict.fromkeys(lookup.fields, lookup.from_table))
        return
    columns = _own_columns(ruleset, there, reference_date, present, known)
    scope = scope_of(ruleset, there, columns.own, reference_date)
    needed = set(lookup.key.values()) | (source.columns(lookup.where) if lookup.where else set())
    needed |= {lookup.order.lstrip("-")} if lookup.order else set()
    missing_here = sorted(set(lookup.key) & prepared.lacking.keys())
    missing_there = sorted(needed & columns.lacking.keys())
    if missing_here or missing_there:
        gone = missing_here[0] if missing_here else f"{there.name}.{missing_there[0]}"
        prepared.lacking.update(dict.fromkeys(lookup.fields, gone))
        return
    try:
        for name in lookup.key:
            if name not in prepared.all:
                raise source.SqlError("rulesets.unknown_field", field=name)
        for name in needed:
            if name not in columns.own:
                raise source.SqlError("rulesets.unknown_field", field=name)
        if lookup.where:
            compile_condition(lookup.where, scope)
        for name, wanted in lookup.fields.items():
            gone_there = sorted(source.columns(wanted) & columns.lacking.keys())
            if gone_there:
                prepared.lacking[name] = f"{there.name}.{gone_there[0]}"
                continue
            prepared.all[name] = lookup_type(wanted, columns.own, scope)
    except source.SqlError as error:
        raise located(error, lookup.file, lookup.line, "lookup") from None
    prepared.lookups.append(lookup)


def lookup_type(wanted: str, columns: Mapping[str, FieldType], scope: Scope) -> FieldType:
    """Type of a looked-up field: that of the field there, or of the aggregate."""
    if wanted in columns:
        return columns[wanted]
    _, value = compile_aggregate(wanted, scope)
    if value is None or wanted.upper().startswith("COUNT"):
        return FieldType.INTEGER
    return TYPE_OF_KIND[value.kind]


def located(error: RuleSetError, file: str, line: int, rule: str) -> RuleSetError:
    """The same error with the place it was found; its sentence is one that names a place."""
    return RuleSetError("rulesets.condition", file=file, line=str(line), rule=rule, reason=error)
