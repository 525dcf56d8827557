"""What errors break besides the rules they are planted for: single rows, groups that moved, and what counts others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import polars as pl

from auditor.engine import audit
from auditor.engine.group_lines import HOLDS, group_names
from auditor.engine.groups import judge_groups
from auditor.engine.prepare import Preparation
from auditor.model.extract import RAGGED, ROW, Extract, Manifest, RawTable, SourceFile, TablePart
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
Place = str | int
"""What a rule finds: a group, named as the audit names it, or the handle of a row."""
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


@cache
def counting_others(ruleset: str = DEFAULT) -> frozenset[str]:
    """The rules about rows that look up rows of other persons, as of a whole municipality: few rows do not tell them.

    Every field that names a person, or one row of a table of persons, is taken to lead to the row's own person.
    """
    known = known_rules(ruleset)
    of_persons = {name: table for name, table in known.tables.items() if table.person is not None}
    own = {table.person for table in of_persons.values()}
    own |= {table.key[0] for table in of_persons.values() if len(table.key) == 1}
    across = {
        (each.table, name)
        for each in known.lookups
        if each.from_table in of_persons and not own & set(each.key.values())
        for name in each.fields
    }
    return frozenset(
        rule.id
        for rule in known.rules
        if not rule.about_groups
        and any((table, name) in across for table, of in _reads(ruleset)[rule.id].items() for name in of)
    )


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

    Rules that count the rows of others have a say in :func:`of_groups`. ``done`` is the canvas as it is.
    """
    others = counting_others(canvas.ruleset)
    rules = [each for each in _speaking(canvas, errors) if not each.about_groups and each.id not in others]
    if not rules:
        return set()
    part = excerpt(known_rules(canvas.ruleset), rules)
    people = _people(canvas, errors)
    added = {(table, row): each for each in errors for table, rows in each.added.items() for row in rows}
    written = [name for name in part.tables if name in done.tables]
    rows_of = {name: np.flatnonzero(_concerned(canvas, done, name, people, added)) for name in written}
    result = audit(_extract(done, written, rows_of), part, reference_date=EXTRACT_DATE)
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


def _extract(
    done: Finished, tables: Iterable[str], rows_of: Mapping[str, np.typing.NDArray[np.int64]] | None = None
) -> Extract:
    """Tables, or some of their rows, as if read from files of so many rows."""
    raw, files = {}, []
    for name in tables:
        text = done.tables[name]
        broken: Bools = np.zeros(text.height, bool)
        broken[done.ragged[name]] = True
        frame = text.with_columns(pl.Series(RAGGED, broken))
        if rows_of is not None:
            frame = frame.select(pl.all().gather(pl.Series(rows_of[name], dtype=pl.UInt32)))
        raw[name] = RawTable(name, frame.with_row_index(ROW).lazy(), (), (TablePart(name, 0, 2),))
        files.append(SourceFile(name, "csv", 0, "", frame.height))
    return Extract(raw, Manifest("", tuple(files)))


def of_groups(canvas: Canvas, done: Finished, changed: Sequence[Error]) -> set[Error]:
    """The errors to take back so that rules about groups find what is planted and no more, after some have changed.

    A group that is no longer found because of the others is an error no more. One that is found too much is followed
    to the errors without which it would not be, and so is a row of a rule that counts the rows of others. ``done`` is
    the canvas as it is.
    """
    others = counting_others(canvas.ruleset)
    rules = [
        each
        for each in _speaking(canvas, changed)
        if (each.about_groups or each.id in others)
        and each.id not in unplanted(canvas.ruleset)
        and not _needs_previous(each)
    ]
    gone: set[Error] = set()
    tables = _prepared(done, excerpt(known_rules(canvas.ruleset), [each for each in rules if each.about_groups]))
    for rule in rules:
        found = _groups(rule, tables) if rule.about_groups else _rows(canvas, rule, done)
        planted: dict[Place, Error] = {
            each.key if each.row is None else each.row: error
            for error in canvas.errors
            for each in error.found
            if each.rule == rule.id
        }
        if rule.about_groups:
            gone |= {error for key, error in planted.items() if key not in found}
        strange = found - planted.keys()
        for place in sorted(strange - _found(canvas, rule, ()) if strange else (), key=str):
            gone |= _behind(canvas, rule, place, [each for each in canvas.errors if each not in gone])
    return gone


def _needs_previous(rule: Rule) -> bool:
    return isinstance(rule.condition, DriftCondition) and rule.condition.period is None


def _found(canvas: Canvas, rule: Rule, errors: Sequence[Error]) -> set[Place]:
    """What a rule about groups, or one that counts the rows of others, finds with these errors."""
    part = excerpt(known_rules(canvas.ruleset), (rule,))
    read = {
        name: canvas.typed[name].select(each for each in canvas.typed[name].columns if table.field(each) is not None)
        for name, table in part.tables.items()
        if name in canvas.typed
    }
    done = finish(read, errors)
    return _groups(rule, _prepared(done, part)) if rule.about_groups else _rows(canvas, rule, done)


def _prepared(done: Finished, part: RuleSet) -> Preparation:
    extract = _extract(done, [name for name in part.tables if name in done.tables])
    return Preparation(extract, part, EXTRACT_DATE, hold=True)


def _rows(canvas: Canvas, rule: Rule, done: Finished) -> set[Place]:
    """The handles of the rows that a rule finds when all rows are asked."""
    part = excerpt(known_rules(canvas.ruleset), (rule,))
    extract = _extract(done, [name for name in part.tables if name in done.tables])
    table = audit(extract, part, reference_date=EXTRACT_DATE).tables[rule.table]
    return set(done.handles[rule.table][table.findings["row"].to_numpy()].tolist())


def _groups(rule: Rule, tables: Preparation) -> set[Place]:
    """The groups that a rule finds, named as the audit names them."""
    lines = judge_groups(rule, tables, None)
    return set(lines.filter(~pl.col(HOLDS)).select(group_names(rule))["group"].to_list())


def _behind(canvas: Canvas, rule: Rule, place: Place, errors: Sequence[Error]) -> set[Error]:
    """A few errors without which a place would not be found: each is the last straw of those planted before it."""
    touching = [each for each in errors if _touch(changed_columns(canvas, (each,)), rule, canvas.ruleset)]
    others = [each for each in errors if each not in set(touching)]
    suspects = sorted(touching, key=lambda each: -len(each.people))
    gone: set[Error] = set()
    for _ in range(_MOST):
        few, many = 0, len(suspects)
        if place not in _found(canvas, rule, [*others, *suspects]):
            break
        while many - few > 1:
            middle = (few + many) // 2
            if place in _found(canvas, rule, [*others, *suspects[:middle]]):
                many = middle
            else:
                few = middle
        if not suspects:
            break
        gone.add(suspects.pop(many - 1))
    return gone
