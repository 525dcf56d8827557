"""The numbers of a report as files to be shared may show them: counts under 5, and what would give them away, hidden.

Two tables are shown. Municipalities by severity, with all sums: :func:`~auditor.privacy.cells.suppress_table`. Rules,
whose counts add up to the sums of their severities: where such a sum is shown, its rules are a row of counts with a
total; where it is hidden, so are all its rules, none left out, so that they say nothing of it.

The rows of a table are, for each rule, those with a finding, those without, those that could not be judged, and those
that the rule is not about. Who reads the rule knows more of the last than is shown, and rules with the same ``when``
are about the same rows. So none of the four may be small and follow from the others: a finding that almost all rows
have is hidden like a small one, and how many were checked stands or falls with how many could not be.

Beside them stand only counts that add up to nothing shown. Shares and rates are given where both their parts are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.model.vocabulary import RuleStatus, Severity
from auditor.privacy.cells import is_small, suppress, suppress_table
from auditor.privacy.masking import Masker

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult, RuleOutcome
    from auditor.model.rule import Rule
    from auditor.reports.interface import Report

SEVERITIES = tuple(sorted(Severity, reverse=True))


@dataclass(frozen=True, slots=True)
class MunicipalityCounts:
    """A municipality that the extract names; None is hidden, but ``municipality`` None stands for rows without one.

    ``persons`` is also None where the extract has no persons to count.
    """

    municipality: str | None
    name: str | None
    county: str | None
    valid: bool
    persons: int | None
    no_persons: bool
    by_severity: tuple[int | None, ...]
    """In the order of SEVERITIES."""
    findings: int | None
    waived: int | None = None
    """Findings that a waiver covers."""

    @property
    def per_100(self) -> float | None:
        """Findings per 100 persons; None where it would tell a hidden count, or there are no persons."""
        return None if self.findings is None or not self.persons else 100 * self.findings / self.persons


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """What a rule found of how many it checked, and how many it could not; None is hidden."""

    rule: Rule
    outcome: RuleOutcome
    found: int | None
    checked: int | None
    unknown: int | None
    waived: int | None = None
    """Findings that a waiver covers."""

    @property
    def share(self) -> float | None:
        """Found of checked; None where it would tell a hidden count, or nothing was checked."""
        return None if self.found is None or not self.checked else self.found / self.checked


@dataclass(frozen=True, slots=True)
class SharedCounts:
    """All counts that may be shared; None is hidden."""

    by_severity: Mapping[Severity, int | None]
    findings: int | None
    unknown: int | None
    rows: Mapping[str, int | None]
    """By table."""
    rules: Sequence[RuleCounts]
    """In the order of the rule set."""
    municipalities: Sequence[MunicipalityCounts]
    """By number, so that the order tells nothing of the counts; rows without one last."""
    waives: bool = False
    """Whether waivers cover anything, so that their counts are to be shown."""

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        counts = [self.findings, self.unknown, *self.by_severity.values(), *self.rows.values()]
        counts += [count for each in self.rules for count in (each.found, each.checked, each.unknown)]
        for each in self.municipalities:
            counts += [each.findings, *each.by_severity, 0 if each.no_persons else each.persons]
        return None in counts


def shared_counts(report: Report) -> SharedCounts:
    """The counts of a report, with what must be hidden hidden."""
    result = report.result
    rows_of_rules = {each: _Row(result, each) for each in SEVERITIES}
    covered_at = report.waived.by_municipality if report.waived is not None else {}
    telling = [each for each, row in rows_of_rules.items() if row.tells]
    by_severity, findings, places = _municipalities(result, telling, covered_at)
    unknown = suppress([each.unknown for each in result.outcomes], also=_judged_by_few(result))
    found = _found(result, rows_of_rules, by_severity)
    covered = report.waived.by_rule if report.waived is not None else {}
    waived = _waived(
        [covered.get(each, 0) for each in result.rule_ids], [each.found for each in result.outcomes], found
    )
    rules = [
        RuleCounts(rule, outcome, count, None if hidden is None else _primary(outcome.checked), hidden, part)
        for rule, outcome, count, hidden, part in zip(
            result.ruleset.rules, result.outcomes, found, unknown.counts, waived, strict=True
        )
    ]
    rows = {name: _primary(each.rows) for name, each in result.tables.items()}
    waives = report.waived is not None and report.waived.findings > 0
    return SharedCounts(by_severity, findings, unknown.total, rows, rules, places, waives)


def _waived(waived: Sequence[int], found: Sequence[int], shown: Sequence[int | None]) -> list[int | None]:
    """How much of what was ``found``, and is ``shown``, waivers cover: as a table of two columns, covered and open,
    whose sums a reader is taken to know. Where such a sum would have to be hidden and is shown, nothing is told.
    """
    safe = suppress_table([[part, whole - part] for part, whole in zip(waived, found, strict=True)])
    known = zip(safe.row_totals, shown, strict=True)
    if None in (*safe.column_totals, safe.total) or any(safed is None and told for safed, told in known):
        return [0 if told == 0 else None for told in shown]
    return [None if told is None else cells[0] for cells, told in zip(safe.cells, shown, strict=True)]


def _primary(count: int) -> int | None:
    return None if is_small(count) else count


class _Row:
    """The rules of a severity that ran, as a row of counts with a total."""

    def __init__(self, result: AuditResult, severity: Severity) -> None:
        pairs = enumerate(zip(result.ruleset.rules, result.outcomes, strict=True))
        ran = [
            (place, outcome)
            for place, (rule, outcome) in pairs
            if rule.severity is severity and outcome.status is RuleStatus.RAN
        ]
        self.places = [place for place, _ in ran]
        counts = [outcome.found for _, outcome in ran]
        almost_all = [
            number
            for number, (_, outcome) in enumerate(ran)
            if outcome.found and is_small(outcome.checked - outcome.found)
        ]
        self.safe = suppress(counts, also=almost_all)

    @property
    def tells(self) -> bool:
        """Whether the sum of the severity would tell a hidden count."""
        return self.safe.total is None


def _municipalities(
    result: AuditResult, hidden: Sequence[Severity], covered: Mapping[str | None, int]
) -> tuple[dict[Severity, int | None], int | None, list[MunicipalityCounts]]:
    """Sums by severity, the sum of all, and the lines; the sums of ``hidden`` severities would tell too much."""
    from auditor import results

    masker = Masker()
    frame = results.municipalities(result).sort("municipality", nulls_last=True)
    lines = list(frame.iter_rows(named=True))
    if not lines:
        return dict.fromkeys(SEVERITIES, 0), 0, []
    safe = suppress_table(
        [[line[each.key] for each in SEVERITIES] for line in lines],
        totals=[SEVERITIES.index(each) for each in hidden],
    )
    waived = _waived(
        [covered.get(line["municipality"], 0) for line in lines],
        [line["findings"] for line in lines],
        safe.row_totals,
    )
    places = [
        MunicipalityCounts(
            None if line["municipality"] is None else masker.text("none", line["municipality"]),
            line["name"],
            line["county"],
            line["valid"],
            _primary(line["persons"] or 0) if line["persons"] is not None else None,
            line["persons"] is None,
            cells,
            total,
            part,
        )
        for line, cells, total, part in zip(lines, safe.cells, safe.row_totals, waived, strict=True)
    ]
    return dict(zip(SEVERITIES, safe.column_totals, strict=True)), safe.total, places


def _found(result: AuditResult, rows: Mapping[Severity, _Row], sums: Mapping[Severity, int | None]) -> list[int | None]:
    """What each rule found; nothing of a severity whose sum is hidden."""
    found: list[int | None] = [each.found for each in result.outcomes]
    for severity, row in rows.items():
        for place, count in zip(row.places, row.safe.counts, strict=True):
            found[place] = None if sums[severity] is None else count
    return found


def _judged_by_few(result: AuditResult) -> list[int]:
    """The rules that are about few rows, or about all but few: what they checked is not shown."""
    few = []
    for place, (rule, outcome) in enumerate(zip(result.ruleset.rules, result.outcomes, strict=True)):
        table = result.tables.get(rule.table)
        if outcome.status is RuleStatus.RAN and table is not None and not rule.about_groups:
            outside = table.rows - outcome.checked - outcome.unknown
            if is_small(outcome.checked) or is_small(outside):
                few.append(place)
    return few
