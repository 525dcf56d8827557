"""What somebody can work out who has a report in all formats to be shared, knows the rules, and can do sums.

Everything shown is a known number (a rounded one a known range), everything else an unknown whole one. Sums, and what
rules say of each other, are equations; what can be at most something else is one with a spare unknown. An unknown is
safe where another world, with another value for it, shows exactly the same. Whether there is one, a solver of linear
programmes in whole numbers (HiGHS) says for certain.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from auditor.locale import Translator
from auditor.model.vocabulary import Dimension, RuleStatus, Severity
from auditor.privacy.cells import BASE, nearest
from auditor.reports import formats
from auditor.reports.interface import Report
from auditor.results import municipalities
from tests.reports.workbook import Sheets, cells

HIDDEN = ":"
_MOST = 100_000
"""More than any number in the tests."""


@dataclass
class World:
    """The true value of each number, which of them are shown, the least and most each can be, and the equations.

    ``within`` is how far what is shown may lie from the truth.
    """

    within: int = 0
    truth: dict[str, int] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    least: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)
    equations: list[dict[str, int]] = field(default_factory=list)

    def number(self, name: str, truth: int, text: str | None, least: int = 0) -> None:
        """A number of the reports: ``text`` is what they show; None is shown nowhere."""
        self.truth[name], self.least[name] = truth, least
        if text not in (None, HIDDEN):
            told = int(float(str(text)))
            assert abs(told - truth) <= self.within, (name, truth, text)
            if told and self.within:
                self.least[name], self.most[name] = max(least, told - self.within), told + self.within
            else:
                assert told == truth, (name, truth, text)
                self.shown.add(name)

    def equal(self, whole: str | None, parts: list[str], wholes: tuple[str, ...] = ()) -> None:
        """The parts add up to the whole, or to the wholes."""
        terms: dict[str, int] = defaultdict(int)
        for name in parts:
            terms[name] += 1
        for name in (*wholes, *([whole] if whole else [])):
            terms[name] -= 1
        assert sum(self.truth[name] * sign for name, sign in terms.items()) == 0, (whole, parts)
        self.equations.append(dict(terms))

    def at_most(self, part: str, wholes: list[str]) -> None:
        """A number is no more than others together."""
        spare = f"spare {len(self.equations)}"
        self.truth[spare] = sum(self.truth[each] for each in wholes) - self.truth[part]
        self.least[spare] = 0
        self.equal(None, [part, spare], tuple(wholes))

    def gives_away(self) -> list[str]:
        """The numbers from 1 to 4 (and changes by as much) that are shown, or have one value only."""
        small = [name for name, value in self.truth.items() if 0 < abs(value) < 5 and "spare" not in name]
        unsafe, left = (
            [name for name in small if name in self.shown],
            [name for name in small if name not in self.shown],
        )
        worlds = _Worlds(self)
        while left:
            name = left.pop(0)
            for sign in (1, -1):
                other = worlds.extreme(name, sign)
                if other[name] != self.truth[name]:
                    left = [each for each in left if other[each] == self.truth[each]]
                    break
            else:
                unsafe.append(name)
        return unsafe


class _Worlds:
    """All worlds that show the same as the true one, as a whole-numbered programme."""

    def __init__(self, world: World) -> None:
        self._names = list(world.truth)
        self._place = {name: place for place, name in enumerate(self._names)}
        sums = lil_matrix((max(len(world.equations), 1), len(self._names)))
        for row, terms in enumerate(world.equations):
            for name, sign in terms.items():
                sums[row, self._place[name]] = sign
        self._sums = LinearConstraint(sums.tocsr(), 0, 0)
        known = [(world.truth[name], name in world.shown) for name in self._names]
        low = [value if sure else world.least[name] for name, (value, sure) in zip(self._names, known, strict=True)]
        high = [
            value if sure else world.most.get(name, _MOST)
            for name, (value, sure) in zip(self._names, known, strict=True)
        ]
        self._bounds = Bounds(low, high)

    def extreme(self, name: str, sign: int) -> dict[str, int]:
        """The world with the least (1) or most (-1) that a number can be."""
        aim = np.zeros(len(self._names))
        aim[self._place[name]] = sign
        found = milp(aim, constraints=self._sums, bounds=self._bounds, integrality=np.ones(len(self._names)))
        assert found.success, found.message
        return dict(zip(self._names, map(round, found.x), strict=True))


def world(report: Report) -> World:
    """All that the formats to be shared show of a report, and what holds between the numbers."""
    texts = {
        name: formats.renderer(name, Translator("nb")).render(report) for name in formats.TO_SHARE if name != "xlsx"
    }
    book = formats.renderer("xlsx", Translator("nb")).render(report)
    assert isinstance(book, bytes)
    made, sheets = World(within=BASE // 2 if report.rounded else 0), cells(book)
    _municipalities(made, report, str(texts["csv"]))
    _rules(made, report, sheets)
    _units(made, report, str(texts["ttl"]))
    return made


def two(first: World, second: World, same: str | None = None) -> World:
    """Both together, and what every number that stands in both has changed by.

    The second may be the municipality ``same`` alone: its numbers are in both, and no number of it is above the whole.
    """
    made = World()
    for prefix, each in (("1 ", first), ("2 ", second)):
        made.truth |= {prefix + name: value for name, value in each.truth.items()}
        made.shown |= {prefix + name for name in each.shown}
        made.least |= {prefix + name: value for name, value in each.least.items()}
        made.most |= {prefix + name: value for name, value in each.most.items()}
        made.equations += [{prefix + name: sign for name, sign in terms.items()} for terms in each.equations]
    for name in first.truth.keys() & second.truth.keys():
        if not name.startswith("spare"):
            made.number(
                f"change {name}", second.truth[name] - first.truth[name], None, -sum(map(abs, second.truth.values()))
            )
            made.equal(f"2 {name}", [f"1 {name}", f"change {name}"])
            if same is not None and name.endswith(f" {same}"):
                made.equal(f"2 {name}", [f"1 {name}"])
            elif same is not None:
                made.at_most(f"2 {name}", [f"1 {name}"])
    return made


def _municipalities(made: World, report: Report, text: str) -> None:
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    true = {line["municipality"] or "": line for line in municipalities(report.result).iter_rows(named=True)}
    names = [each.key for each in Severity]
    sums = {name: sum(line[name] for line in true.values()) for name in [*names, "findings"]}
    for line in lines:
        code = line["municipality"]
        for name in [*names, "findings"]:
            made.number(f"{name} {code}", sums[name] if code == "*" else true[code][name], line[name], 1)
            if line[name] == "0":
                made.least[f"{name} {code}"] = 0
        made.equal(f"findings {code}", [f"{name} {code}" for name in names])
    for name in [*names, "findings"]:
        made.equal(f"{name} *", [f"{name} {code}" for code in true])
    if report.waived is not None:
        covered = report.waived.by_municipality
        made.number("waived *", report.waived.findings, None)
        for line in lines[:-1]:
            code = line["municipality"]
            made.number(f"waived {code}", covered.get(code or None, 0), line.get("waived", HIDDEN))
            made.number(f"open {code}", made.truth[f"findings {code}"] - made.truth[f"waived {code}"], None)
            made.equal(f"findings {code}", [f"waived {code}", f"open {code}"])
        made.equal("waived *", [f"waived {code}" for code in true])


def _rules(made: World, report: Report, sheets: Sheets) -> None:
    overview, (head, *lines) = sheets["Oversikt"], sheets["Kontroller"]
    rules = {line[0]: dict(zip(head, line, strict=False)) for line in lines}
    unknown = sum(each.unknown for each in report.result.outcomes)
    made.number("unknown *", unknown, next(row[1] for row in overview if row and row[0] == "Ikke kontrollerbar"))
    for name, table in report.result.tables.items():
        title = report.result.ruleset.tables[name].title.nb
        made.number(f"rows {name}", table.rows, next(row[1] for row in overview if row and row[0] == title))
    same: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    by_severity: dict[Severity, list[str]] = {each: [] for each in Severity}
    for rule, outcome in zip(report.result.ruleset.rules, report.result.outcomes, strict=True):
        if outcome.status is not RuleStatus.RAN:
            continue
        row, rid = rules[rule.id], rule.id
        told = made.truth[f"{rule.severity.key} *"] if f"{rule.severity.key} *" in made.shown else None
        made.number(f"found {rid}", outcome.found, row["Utslag"], 0 if told is None or row["Utslag"] == "0" else 1)
        made.number(f"checked {rid}", outcome.checked, row["Kontrollert"])
        made.number(f"unknown {rid}", outcome.unknown, row["Ikke kontrollerbar"])
        made.number(f"fine {rid}", outcome.checked - outcome.found, None)
        made.equal(f"checked {rid}", [f"found {rid}", f"fine {rid}"])
        by_severity[rule.severity].append(f"found {rid}")
        if report.waived is not None:
            waived = report.waived.by_rule.get(rid, 0)
            made.number(f"waived {rid}", waived, row.get("Unntatt", HIDDEN))
            made.number(f"open {rid}", outcome.found - waived, None)
            made.equal(f"found {rid}", [f"waived {rid}", f"open {rid}"])
        if not rule.about_groups:
            rows = report.result.tables[rule.table].rows
            made.number(f"outside {rid}", rows - outcome.checked - outcome.unknown, None)
            made.equal(f"rows {rule.table}", [f"{part} {rid}" for part in ("checked", "unknown", "outside")])
            same[rule.table, getattr(rule.condition, "when", None)].append(f"outside {rid}")
    for group in same.values():
        for other in group[1:]:
            if made.truth[group[0]] == made.truth[other]:
                made.equal(group[0], [other])
    for severity, found in by_severity.items():
        made.equal(f"{severity.key} *", found)
    ran = [each.rule_id for each in report.result.outcomes if each.status is RuleStatus.RAN]
    made.equal("unknown *", [f"unknown {rid}" for rid in ran])
    if report.waived is not None:
        made.equal("waived *", [f"waived {rid}" for rid in ran])


def _units(made: World, report: Report, text: str) -> None:
    """Rows with a finding; who reads a share is taken to know of how many rows it is."""
    values = dict(re.findall(r'^<#(\S+?)> a dqv:QualityMeasurement .*?dqv:value "([^"]+)"', _paragraphs(text), re.M))
    result = report.result
    for name, table in result.tables.items():
        rows = dict(table.population.select("municipality", "rows").iter_rows())
        for dimension in Dimension:
            about = [
                each
                for each in result.ruleset.rules
                if each.table == name and each.dimension is dimension and not each.about_groups
            ]
            about = [each for each in about if f"found {each.id}" in made.truth]
            if not about:
                continue
            places = {each.id: place for place, each in enumerate(result.ruleset.rules)}
            wanted = {places[each.id] for each in about}
            struck: dict[str | None, set[int]] = defaultdict(set)
            for rule, row, code in table.findings.select("rule", "row", "municipality").iter_rows():
                if rule in wanted:
                    struck[code].add(row)
            whole, start = f"units {name} {dimension.value}", f"{name}-{dimension.value}"
            total = sum(map(len, struck.values()))
            made.number(whole, total, values.get(f"{start}-count"))
            made.number(f"clean {whole}", table.rows - total, None)
            made.equal(f"rows {name}", [whole, f"clean {whole}"])
            made.at_most(whole, [f"found {each.id}" for each in about])
            for each in about:
                made.at_most(f"found {each.id}", [whole])
            severities = sorted({each.severity.key for each in about})
            parts = []
            for code, count in rows.items():
                part = f"{whole} in {code}"
                share = values.get(f"{name}-municipality-{code}-{dimension.value}") if code else None
                of = nearest(count) if report.rounded else count
                made.number(part, len(struck[code]), None if share is None else str(round(float(share) * of / 100)))
                made.number(f"clean {part}", count - len(struck[code]), None)
                made.number(f"all {part}", count, None if share is None else str(of))
                made.equal(f"all {part}", [part, f"clean {part}"])
                made.at_most(part, [f"{key} {code or ''}" for key in severities])
                parts.append(part)
            made.equal(whole, parts)


def _paragraphs(text: str) -> str:
    return "\n".join(each.replace("\n", " ") for each in text.split("\n\n"))
