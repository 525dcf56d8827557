"""Worklists: for each municipality what is wrong in its own records, most important first, and how it compares.

A worklist holds nothing of another municipality but shares of the whole extract, and of these none that would tell a
small count of the others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.table import Personal, Table
from auditor.model.vocabulary import Severity
from auditor.privacy.cells import is_small
from auditor.privacy.masking import Masker
from auditor.results.messages import message, placeholders
from auditor.results.places import located
from auditor.results.reader import RowReader
from auditor.results.tables import municipalities, totals

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
    """What one municipality has to do; ``municipality`` is None for rows that name none."""

    municipality: str | None
    name: str | None
    persons: int
    lines: Sequence[WorkLine]
    figures: Sequence[KeyFigure]

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
) -> Iterator[Worklist]:
    """By number the worklists of municipalities (of ``only`` some) with a finding of severity ``least`` or worse."""
    rules = {place: each for place, each in enumerate(result.ruleset.rules) if each.severity >= least}
    lines = _lines(result, rules, language, masker)
    here = {each["municipality"]: each for each in municipalities(result).iter_rows(named=True)}
    figures = _figures(result, rules, language, lines.keys())
    for code in sorted(lines, key=lambda each: (each is None, each or "")):
        if only and code not in only:
            continue
        about = here.get(code, {})
        yield Worklist(code, about.get("name"), about.get("persons", 0), lines[code], figures.get(code, []))


def _lines(
    result: AuditResult, rules: Mapping[int, Rule], language: str, masker: Masker
) -> dict[str | None, list[WorkLine]]:
    """Lines by municipality; the most serious first, then in the order of the rules, files and lines."""
    placed: dict[str | None, list[tuple[tuple[int, int], WorkLine]]] = defaultdict(list)
    reader = RowReader(result)
    for line in result.group_findings.sort("rule", "group", nulls_last=True).iter_rows(named=True):
        rule = rules.get(line["rule"])
        if rule is not None:
            placed[line["municipality"]].append(((-rule.severity, line["rule"]), _total(result, rule, language)))
    for name, table_result in result.tables.items():
        raw, described = result.extract.tables.get(name), result.ruleset.tables.get(name)
        found = table_result.findings.filter(pl.col("rule").is_in(list(rules)))
        if raw is None or described is None or not found.height:
            continue
        used = [rules[place] for place in found["rule"].unique().to_list()]
        values = reader.read(name, found["row"].unique().sort(), _fields(described, used))
        written = dict(zip(values[ROW], values.drop(ROW).iter_rows(named=True), strict=True))
        columns = ("rule", "row", "municipality", "file", "line")
        for place, row, code, file, line in located(raw, found).select(columns).iter_rows():
            rule = rules[place]
            work = _line(rule, described, written[row], file, line, language, masker)
            placed[code].append(((-rule.severity, place), work))
    return {
        code: [
            replace(line, number=number)
            for number, (_, line) in enumerate(sorted(each, key=lambda pair: pair[0]), start=1)
        ]
        for code, each in placed.items()
    }


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
    )


def _shown(table: Table, name: str, values: Mapping[str, str | None], masker: Masker) -> str:
    field = table.field(name)
    return masker.text(field.personal.value if field else Personal.NONE.value, values.get(name))


def _total(result: AuditResult, rule: Rule, language: str) -> WorkLine:
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
    )


def _figures(
    result: AuditResult, rules: Mapping[int, Rule], language: str, wanted: Collection[str | None]
) -> dict[str | None, list[KeyFigure]]:
    """Rules about rows that found something here, most serious first."""
    counted = totals(result).group_by("rule", "municipality").agg(pl.col("checked", "found").sum().cast(pl.Int64))
    figures: dict[str | None, list[KeyFigure]] = defaultdict(list)
    order = sorted(rules, key=lambda place: (-rules[place].severity, place))
    by_rule = {key[0]: frame for key, frame in counted.group_by("rule")}
    for place in order:
        frame, rule, outcome = by_rule.get(place), rules[place], result.outcomes[place]
        if frame is None or rule.about_groups:
            continue
        for code, checked, found in frame.select("municipality", "checked", "found").iter_rows():
            if not found or code not in wanted:
                continue
            others, rest = outcome.found - found, outcome.checked - checked
            tells = is_small(others) or is_small(rest - others) or not rest
            figures[code].append(
                KeyFigure(
                    severity=rule.severity,
                    rule_id=rule.id,
                    title=rule.title.in_language(language),
                    found=found,
                    checked=checked,
                    share=found / checked if checked else None,
                    country=None if tells or not outcome.checked else outcome.found / outcome.checked,
                )
            )
    return figures
