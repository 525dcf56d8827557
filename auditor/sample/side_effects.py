"""What errors break besides the rules they are planted for: single rows, and groups that moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import polars as pl

from auditor.engine import audit
from auditor.engine.group_lines import HOLDS, group_names
from auditor.engine.groups import judge_groups
from auditor.engine.prepare import Preparation
from auditor.model.extract import RAGGED, ROW, Extract, Manifest, RawTable
from auditor.model.rule import DriftCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import load
from auditor.rulesets.excerpt import Needed, excerpt
from auditor.rulesets.loading import DEFAULT
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.draws import Bools
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.finished import Finished, finish
from auditor.sample.planting.journal import Error
from auditor.sample.planting.registry import unplanted

Columns = Mapping[str, frozenset[str]]
"""Columns by table."""
_MOST = 10
"""Errors that are taken back, one by one, for a single group."""


@cache
def known_rules(ruleset: str = DEFAULT) -> RuleSet:
    """The rule set that errors are known of."""
    return load(ruleset)


@cache
def _reads(ruleset: str) -> Mapping[str, Columns]:
    """The columns that each rule's outcome rests on."""
    found: dict[str, Columns] = {}
    for rule in known_rules(ruleset).rules:
        needed = Needed(known_rules(ruleset))
        needed.rule(rule)
        found[rule.id] = {name: frozenset(columns) for name, columns in needed.columns.items()}
    return found


def touched(columns: Columns, ruleset: str = DEFAULT) -> list[Rule]:
    """The rules that read something of what has changed."""
    return [rule for rule in known_rules(ruleset).rules if _touch(columns, rule, ruleset)]


def _touch(columns: Columns, rule: Rule, ruleset: str) -> bool:
    read = _reads(ruleset)[rule.id]
    return any(not of or of & columns[name] for name, of in read.items() if name in columns)


def _speaking(canvas: Canvas, errors: Iterable[Error]) -> list[Rule]:
    """The rules that errors can touch, but for those about registers that the sample has not."""
    return [
        rule
        for rule in touched(changed_columns(canvas, errors), canvas.ruleset)
        if _reads(canvas.ruleset)[rule.id].keys() <= canvas.typed.keys()
    ]


def changed_columns(canvas: Canvas, errors: Iterable[Error]) -> dict[str, frozenset[str]]:
    """The columns that errors change; rows more or less, or broken ones, change every column of their table."""
    found: dict[str, set[str]] = {}
    for error in errors:
        for table, name in error.cells:
            found.setdefault(table, set()).add(name)
        for rows_of in (error.added, error.removed, error.ragged):
            for table, rows in rows_of.items():
                if rows:
                    found.setdefault(table, set()).update(canvas.typed[table].columns)
    return {table: frozenset(names) for table, names in found.items()}


def of_rows(canvas: Canvas, done: Finished, errors: Sequence[Error]) -> set[Error]:
    """The errors among ``errors`` for whose persons a rule about rows finds something that is not planted.

    ``done`` is the canvas as it is.
    """
    rules = [each for each in _speaking(canvas, errors) if not each.about_groups]
    if not rules:
        return set()
    part = excerpt(known_rules(canvas.ruleset), rules)
    people = _people(canvas, errors)
    added = {(table, row): each for each in errors for table, rows in each.added.items() for row in rows}
    written = [name for name in part.tables if name in done.tables]
    rows_of = {name: np.flatnonzero(_concerned(canvas, done, name, people, added)) for name in written}
    tables = {name: _raw(done, name, rows_of[name]) for name in written}
    result = audit(Extract(tables, Manifest("", ())), part, reference_date=EXTRACT_DATE)
    planted = {(each.rule, each.table, each.row) for each in done.planted}
    owner = {who: error for error in errors for who in error.people}
    touching = {place: error for error in errors for place in error.rows()}
    bad = set()
    for name, passed in result.tables.items():
        for number, row in passed.findings.select("rule", "row").iter_rows():
            place = int(rows_of[name][row])
            if (result.rule_ids[number], name, place) in planted:
                continue
            handle = int(done.handles[name][place])
            error = touching.get((name, handle)) or owner.get(_who(canvas, name, handle))
            if error is not None:
                bad.add(error)
    return bad


def _who(canvas: Canvas, table: str, handle: int) -> int:
    people = canvas.people(table)
    return int(people[handle]) if handle < len(people) else -1


def _people(canvas: Canvas, errors: Iterable[Error]) -> set[int]:
    """The persons of errors, and those whose rows they change."""
    people = {who for each in errors for who in each.people}
    return people | {_who(canvas, table, row) for each in errors for table, row in each.rows()}


def _concerned(
    canvas: Canvas, done: Finished, table: str, people: set[int], added: Collection[tuple[str, int]]
) -> Bools:
    """Which rows are of these persons, of nobody, or added for them."""
    handles, who = done.handles[table], canvas.people(table)
    chosen: Bools = np.zeros(canvas.typed["person"].height + 1, bool)
    chosen[[-1, *people]] = True
    old = handles < len(who)
    found: Bools = np.zeros(len(handles), bool)
    found[old] = chosen[who[handles[old]]]
    found[~old] = [(table, handle) in added for handle in handles[~old].tolist()]
    return found


def _raw(done: Finished, table: str, rows: np.typing.NDArray[np.int64] | None = None) -> RawTable:
    """A table, or some of its rows, as if read from a file."""
    text = done.tables[table]
    broken: Bools = np.zeros(text.height, bool)
    broken[done.ragged[table]] = True
    frame = text.with_columns(pl.Series(RAGGED, broken))
    if rows is not None:
        frame = frame.select(pl.all().gather(pl.Series(rows, dtype=pl.UInt32)))
    return RawTable(table, frame.with_row_index(ROW).lazy(), (), ())


def of_groups(canvas: Canvas, done: Finished, changed: Sequence[Error]) -> set[Error]:
    """The errors to take back so that rules about groups find what is planted and no more, after some have changed.

    A group that is no longer found because of the others is an error no more. One that is found too much is followed
    to the errors without which it would not be. ``done`` is the canvas as it is.
    """
    rules = [
        each
        for each in _speaking(canvas, changed)
        if each.about_groups and each.id not in unplanted(canvas.ruleset) and not _needs_previous(each)
    ]
    gone: set[Error] = set()
    part = excerpt(known_rules(canvas.ruleset), rules)
    tables = _prepared(done, part)
    for rule in rules:
        found = _groups(rule, tables)
        planted = {each.key: error for error in canvas.errors for each in error.found if each.rule == rule.id}
        gone |= {error for key, error in planted.items() if key not in found}
        strange = found - planted.keys()
        for group in sorted(strange - _found(canvas, rule, ()) if strange else ()):
            gone |= _behind(canvas, rule, group, [each for each in canvas.errors if each not in gone])
    return gone


def _needs_previous(rule: Rule) -> bool:
    return isinstance(rule.condition, DriftCondition) and rule.condition.period is None


def _found(canvas: Canvas, rule: Rule, errors: Sequence[Error]) -> set[str]:
    """The groups that a rule finds with these errors, named as the audit names them."""
    part = excerpt(known_rules(canvas.ruleset), (rule,))
    read = {
        name: canvas.typed[name].select(each for each in canvas.typed[name].columns if table.field(each) is not None)
        for name, table in part.tables.items()
        if name in canvas.typed
    }
    return _groups(rule, _prepared(finish(read, errors), part))


def _prepared(done: Finished, part: RuleSet) -> Preparation:
    extract = Extract({name: _raw(done, name) for name in part.tables if name in done.tables}, Manifest("", ()))
    return Preparation(extract, part, EXTRACT_DATE, hold=True)


def _groups(rule: Rule, tables: Preparation) -> set[str]:
    """The groups that a rule finds, named as the audit names them."""
    lines = judge_groups(rule, tables, None)
    return set(lines.filter(~pl.col(HOLDS)).select(group_names(rule))["group"].to_list())


def _behind(canvas: Canvas, rule: Rule, group: str, errors: Sequence[Error]) -> set[Error]:
    """A few errors without which a group would not be found: each is the last straw of those planted before it."""
    touching = [each for each in errors if _touch(changed_columns(canvas, (each,)), rule, canvas.ruleset)]
    others = [each for each in errors if each not in set(touching)]
    suspects = sorted(touching, key=lambda each: -len(each.people))
    gone: set[Error] = set()
    for _ in range(_MOST):
        few, many = 0, len(suspects)
        if group not in _found(canvas, rule, [*others, *suspects]):
            break
        while many - few > 1:
            middle = (few + many) // 2
            if group in _found(canvas, rule, [*others, *suspects[:middle]]):
                many = middle
            else:
                few = middle
        if not suspects:
            break
        gone.add(suspects.pop(many - 1))
    return gone
