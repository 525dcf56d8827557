"""Worklists: for each municipality (or centre) what is wrong in its records, most important first, and how it compares.

A worklist holds nothing of another municipality but shares of the whole extract, and of these none that would tell a
small count of the others. Lists by centre hold what stands on rows that name the centre; what names none is in the
lists of municipalities alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import polars as pl

from auditor.extract.steady import steady
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.table import Personal, Table
from auditor.model.vocabulary import Severity
from auditor.privacy.cells import is_small
from auditor.privacy.masking import Masker
from auditor.results.finding_changes import Naming, findings_by_key
from auditor.results.keys import KEY
from auditor.results.matrix import By, Unit, cells, place_of_unit, units_of_rows
from auditor.results.messages import message, placeholders
from auditor.results.places import located
from auditor.results.reader import RowReader
from auditor.results.tables import municipalities
from auditor.results.unit_facts import persons_of_units, unit_names
from auditor.results.waiving import Waived, marked, waived_groups

_CLOSE = (2, 28)
"""The register's yearly close: what is corrected by then counts in the year's figures (IMDi)."""


@dataclass(frozen=True)
class WorkLine:
    """One finding to correct, ``number`` of its list from 1.

    ``record`` and ``person`` are keys as they may be shown; findings about groups have neither, nor file and line.
    """

    number: int
    severity: Severity
    rule_id: str
    title: str
    table: str
    record: str
    person: str
    message: str
    remedy: str
    file: str
    line: int | None
    reference: str = ""
    """What the sender knows the finding by; empty where it has none."""


@dataclass(frozen=True)
class KeyFigure:
    """A rule here and in the whole extract; shares of what could be checked, None where that is nothing.

    ``country`` is None as well where the others' part of it is a small count.
    """

    severity: Severity
    rule_id: str
    title: str
    found: int
    checked: int
    share: float | None
    country: float | None


@dataclass(frozen=True)
class Worklist:
    """What one municipality or centre has to do; the key of the unit is None for rows that name no municipality."""

    unit: Unit
    name: str | None
    persons: int
    lines: Sequence[WorkLine]
    figures: Sequence[KeyFigure]
    waived: int = 0
    """Findings that are not among the lines, because somebody answers for them."""

    def count(self, severity: Severity) -> int:
        """Lines of one severity."""
        return sum(each.severity is severity for each in self.lines)


def next_close(date: dt.date) -> dt.date:
    """The first 28 February from ``date`` on."""
    close = dt.date(date.year, *_CLOSE)
    return close if date <= close else dt.date(date.year + 1, *_CLOSE)


def worklists(
    result: AuditResult,
    language: str,
    masker: Masker,
    least: Severity = Severity.WARNING,
    only: Collection[str] = (),
    by: By = By.MUNICIPALITY,
    refer: Naming | None = None,
    waived: Waived | None = None,
) -> Iterator[Worklist]:
    """By key the worklists of municipalities or centres (of ``only`` some) with a finding of ``least`` or worse.

    ``refer`` puts what the sender knows findings by in the place of the keys of records; ``waived`` findings are left
    out.
    """
    rules = {place: each for place, each in enumerate(result.ruleset.rules) if each.severity >= least}
    with steady(result.extract):
        lines, left_out = _lines(result, rules, language, masker, by, refer, waived)
        about = _about(result, by)
        figures = _figures(result, rules, language, lines.keys(), by)
    for key in sorted(lines, key=lambda each: (each is None, each or "")):
        if not only or key in only:
            yield Worklist(Unit(by, key), *about.get(key, (None, 0)), lines[key], figures.get(key, []), left_out[key])


def _about(result: AuditResult, by: By) -> dict[str | None, tuple[str | None, int]]:
    """Name and persons of each unit."""
    if by is By.MUNICIPALITY:
        known = municipalities(result).select("municipality", "name", "persons")
        return {key: (name, persons) for key, name, persons in known.iter_rows()}
    names, persons = unit_names(result, by), persons_of_units(result, by)
    return {key: (names.get(key), persons.get(key, 0)) for key in (*names, *persons)}


def _lines(
    result: AuditResult,
    rules: Mapping[int, Rule],
    language: str,
    masker: Masker,
    by: By,
    refer: Naming | None,
    waived: Waived | None,
) -> tuple[dict[str | None, list[WorkLine]], Counter[str | None]]:
    """Lines by unit, the most serious first, then by rule, file and line; and how many are left out as waived."""
    left_out: Counter[str | None] = Counter()
    covered = waived_groups(waived)
    placed: dict[str | None, list[tuple[tuple[int, int], WorkLine]]] = defaultdict(list)
    reader = RowReader(result)
    known = _references(result, rules, refer)
    groups = result.group_findings.with_row_index("place").sort("rule", "group", nulls_last=True)
    for line in groups.iter_rows(named=True):
        rule, unit = rules.get(line["rule"]), _unit_of_group(result, line, by)
        if rule is not None and unit != _NOWHERE and line["place"] in covered:
            left_out[unit] += 1
        elif rule is not None and unit != _NOWHERE:
            total = _total(result, rule, language, known.get((None, line["place"]), ""))
            placed[unit].append(((-rule.severity, line["rule"]), total))
    for name, table_result in result.tables.items():
        raw, described = result.extract.tables.get(name), result.ruleset.tables.get(name)
        if raw is None or described is None:
            continue
        found = _in_units(result, name, table_result.findings.filter(pl.col("rule").is_in(list(rules))), by)
        found = marked(found, waived)
        left_out.update(found.filter("waived")["unit"])
        found = found.filter(~pl.col("waived"))
        if not found.height:
            continue
        used = [rules[place] for place in found["rule"].unique().to_list()]
        values = reader.read(name, found["row"].unique().sort(), _fields(described, used))
        written = dict(zip(values[ROW], values.drop(ROW).iter_rows(named=True), strict=True))
        columns = ("rule", "row", "unit", "file", "line")
        for place, row, unit, file, line in located(raw, found).select(columns).iter_rows():
            rule = rules[place]
            work = _line(rule, described, written[row], file, line, language, masker, known.get((place, row), ""))
            placed[unit].append(((-rule.severity, place), work))
    lines = {
        code: [
            replace(line, number=number)
            for number, (_, line) in enumerate(sorted(each, key=lambda pair: pair[0]), start=1)
        ]
        for code, each in placed.items()
    }
    return lines, left_out


_NOWHERE = ""
"""The unit of what belongs to none."""


def _unit_of_group(result: AuditResult, line: Mapping[str, Any], by: By) -> str | None:
    if by is By.MUNICIPALITY:
        return cast("str | None", line["municipality"])
    place = place_of_unit(result, line["rule"], by)
    return _NOWHERE if place is None else line["keys"][place] or _NOWHERE


def _in_units(result: AuditResult, table: str, found: pl.DataFrame, by: By) -> pl.DataFrame:
    """The findings of a table with the ``unit`` they belong to, without those that belong to none."""
    if by is By.MUNICIPALITY:
        return found.with_columns(pl.col("municipality").cast(pl.String).alias("unit"))
    units = units_of_rows(result, table, by) if found.height else None
    if units is None:
        return found.clear().with_columns(pl.lit("").alias("unit"))
    inside = units.filter(pl.col("unit").is_not_null(), pl.col(ROW).is_in(found["row"].unique().implode()))
    return found.join(inside.collect(engine="streaming"), left_on="row", right_on=ROW, how="inner")


def _references(result: AuditResult, rules: Collection[int], refer: Naming | None) -> dict[tuple[int | None, int], str]:
    """What each finding is known by: by rule and row, or by None and its place among findings about groups."""
    if refer is None:
        return {}
    named = findings_by_key(result, refer, rules).drop_nulls(KEY).select("rule", "row", "group", KEY)
    return {(rule, row) if group is None else (None, group): key for rule, row, group, key in named.iter_rows()}


def _fields(table: Table, rules: Sequence[Rule]) -> list[str]:
    named = [*table.key, *([table.person] if table.person else [])]
    return list(dict.fromkeys([*named, *(name for rule in rules for name in placeholders(rule))]))


def _line(
    rule: Rule,
    table: Table,
    values: Mapping[str, str | None],
    file: str,
    line: int,
    language: str,
    masker: Masker,
    reference: str,
) -> WorkLine:
    return WorkLine(
        number=0,
        severity=rule.severity,
        rule_id=rule.id,
        title=rule.title.in_language(language),
        table=table.title.in_language(language),
        record=" / ".join(_shown(table, name, values, masker) for name in table.key if name != table.person),
        person=_shown(table, table.person, values, masker) if table.person else "",
        message=message(rule, values, language, masker, table),
        remedy=rule.remedy.in_language(language),
        file=file,
        line=line,
        reference=reference,
    )


def _shown(table: Table, name: str, values: Mapping[str, str | None], masker: Masker) -> str:
    field = table.field(name)
    return masker.text(field.personal.value if field else Personal.NONE.value, values.get(name))


def _total(result: AuditResult, rule: Rule, language: str, reference: str) -> WorkLine:
    table = result.ruleset.tables[rule.table]
    return WorkLine(
        number=0,
        severity=rule.severity,
        rule_id=rule.id,
        title=rule.title.in_language(language),
        table=table.title.in_language(language),
        record="",
        person="",
        message=message(rule, None, language, None, table),
        remedy=rule.remedy.in_language(language),
        file="",
        line=None,
        reference=reference,
    )


def _figures(
    result: AuditResult, rules: Mapping[int, Rule], language: str, wanted: Collection[str | None], by: By
) -> dict[str | None, list[KeyFigure]]:
    """Rules about rows that found something here, most serious first; by centre the whole is all centres."""
    counted = cells(result, by)
    figures: dict[str | None, list[KeyFigure]] = defaultdict(list)
    order = sorted(rules, key=lambda place: (-rules[place].severity, place))
    by_rule = {key[0]: frame for key, frame in counted.group_by("rule")}
    for place in order:
        frame, rule = by_rule.get(place), rules[place]
        if frame is None or rule.about_groups:
            continue
        all_found, all_checked = (int(frame[name].sum()) for name in ("found", "checked"))
        for code, checked, found in frame.select("unit", "checked", "found").iter_rows():
            if not found or code not in wanted:
                continue
            others, rest = all_found - found, all_checked - checked
            tells = is_small(others) or is_small(rest - others) or not rest
            figures[code].append(
                KeyFigure(
                    severity=rule.severity,
                    rule_id=rule.id,
                    title=rule.title.in_language(language),
                    found=found,
                    checked=checked,
                    share=found / checked if checked else None,
                    country=None if tells or not all_checked else all_found / all_checked,
                )
            )
    return figures
