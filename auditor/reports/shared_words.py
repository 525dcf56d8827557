"""What reports to be shared say in words, the same in each of their formats; texts are neither escaped nor wrapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import __version__, results
from auditor.model.vocabulary import RuleStatus
from auditor.privacy.cells import BASE, HIDDEN, is_small, nearest
from auditor.privacy.masking import Masker
from auditor.reports.rounding import rounded_counts, rounded_units
from auditor.reports.shared_counts import SharedCounts, shared_counts
from auditor.reports.shared_units import DimensionUnits, dimension_units
from auditor.reports.waiver_words import notes
from auditor.results.verdict import ReasonKind

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.model.extract import Problem
    from auditor.model.vocabulary import Dimension, Severity
    from auditor.reports.interface import Report
    from auditor.reports.shared_counts import MunicipalityCounts

METHOD = ("what", "outcomes", "severities", "hidden", "persons")
"""What a reader must know of how the numbers came about: parts of keys of ``reports.html.method``."""
_OF_FILES_AND_RULES = (ReasonKind.UNREAD, ReasonKind.STOPPED)
"""Reasons that count files and rules, not rows."""


class SharedWords:
    """Sentences and cells of one report in the language of ``t``."""

    def __init__(self, report: Report, t: Translator) -> None:
        self.report = report
        self._safe = shared_counts(report)
        self.counts: SharedCounts = rounded_counts(self._safe) if report.rounded else self._safe
        self._t = t
        self.language = t.language
        self._masker = Masker(language=t.language)

    def __call__(self, key: str, **facts: object) -> str:
        """A text of the area ``reports``."""
        return self._t(f"reports.{key}", **facts)

    def units(self) -> Iterator[DimensionUnits]:
        """Rows with a finding, by table and dimension."""
        for each in dimension_units(self.report.result, self._safe):
            yield rounded_units(each) if self.report.rounded else each

    @property
    def title(self) -> str:
        """What was audited."""
        path = self.report.result.extract.manifest.path
        return self("shared.title", name=Path(path).name or path)

    def basis(self) -> list[tuple[str, str]]:
        """By what, as of when and how narrowly it was audited: labels and values."""
        report, result = self.report, self.report.result
        title = result.ruleset.title.in_language(self._t.language)
        pairs = [
            ("ruleset", self("text.by", title=title, version=result.ruleset.version)),
            ("as_of", self._t.date(result.reference_date)),
        ]
        if result.municipalities:
            pairs.append(("only_municipalities", ", ".join(result.municipalities)))
        if report.only_tables:
            pairs.append(("only_tables", ", ".join(report.only_tables)))
        if report.previous:
            pairs.append(("previous", report.previous))
        run, total = report.summary.rules_run, report.summary.rules_total
        pairs.append(("rules_run", self("shared.of", part=run, total=total)))
        return [(self(f"shared.label.{name}"), value) for name, value in pairs]

    def manifest(self) -> list[tuple[str, str]]:
        """What exactly was run: labels and values."""
        result = self.report.result
        pairs = [
            (self("html.column.program"), f"auditor {__version__}"),
            (self("shared.label.ruleset"), f"{result.ruleset.name} {result.ruleset.version}"),
            (self("shared.label.as_of"), result.reference_date.isoformat()),
            (self("html.column.engine"), result.engine),
        ]
        if result.extract.manifest.mapping_sha256 is not None:
            pairs.append((self("html.column.mapping"), result.extract.manifest.mapping_sha256))
        if self.report.exit_code is not None:
            pairs.append((self("html.column.exit_code"), str(self.report.exit_code)))
        return pairs

    def verdict(self) -> str:
        """Whether the delivery can be used, without a count."""
        return results.verdict_sentence(self.report.summary.assessment, self._t)

    def reservations(self) -> list[str]:
        """What a reader must know before trusting the numbers: what is not complete, and that some are hidden."""
        ruleset = self.report.result.ruleset
        said = [
            results.reason_sentence(reason, ruleset, self._t)
            for reason in self.report.summary.assessment.reasons
            if reason.kind in _OF_FILES_AND_RULES
        ]
        if self.counts.hides:
            said.append(self("shared.hidden", sign=HIDDEN))
        if self.report.rounded:
            said.append(self("shared.rounded", base=BASE))
        return said

    def severity(self, severity: Severity) -> str:
        """The word of a severity."""
        return self(f"text.severity.{severity.key}")

    def dimension(self, dimension: Dimension) -> str:
        """The word of a dimension."""
        return self(f"text.dimension.{dimension.value}")

    def count(self, count: int | None) -> str:
        """A count as the language writes it; ``:`` where it is hidden."""
        return HIDDEN if count is None else self._t.number(count)

    def share(self, share: float | None) -> str:
        """A share in per cent; nothing where it is not told. A few of many are never none, nor all but a few all."""
        if share is None:
            return ""
        least = 0.001
        if 0 < share < least:
            return "<" + self._t.percent(least)
        return ">" + self._t.percent(1 - least) if 1 - least < share < 1 else self._t.percent(share)

    def table(self, name: str) -> str:
        """The title of a table, its name where the rule set does not describe it."""
        described = self.report.result.ruleset.tables.get(name)
        return described.title.in_language(self.language) if described is not None else name

    def name(self, place: MunicipalityCounts) -> str:
        """Name of a municipality, or that there is none."""
        return place.name or self("text.unknown_municipality" if place.municipality else "text.no_municipality")

    def place(self, place: MunicipalityCounts) -> str:
        """Number and name of a municipality, or that there is none."""
        return f"{place.municipality or ''} {self.name(place)}".strip()

    def persons(self, place: MunicipalityCounts) -> str:
        """Persons of a municipality; nothing where none can be counted."""
        return "" if place.no_persons else self.count(place.persons)

    def rate(self, place: MunicipalityCounts) -> str:
        """Findings per 100 persons; nothing where it is not told."""
        return "" if place.per_100 is None else self._t.decimal(place.per_100)

    def stopped(self) -> list[tuple[str, Sequence[str]]]:
        """Why rules that should have run could not, with their ids; most rules first."""
        reasons: dict[str, list[str]] = {}
        for outcome in self.report.result.outcomes:
            if outcome.status in (RuleStatus.NOT_CHECKABLE, RuleStatus.FAILED):
                reason = self("text.no_reason") if outcome.reason is None else self.sentence(outcome.reason)
                reasons.setdefault(reason, []).append(outcome.rule_id)
        return sorted(reasons.items(), key=lambda each: -len(each[1]))

    def waiver_notes(self) -> list[str]:
        """Waivers that expired or are of no use, without their owners."""
        waived = self.report.waived
        return list(notes(waived, self._t, owners=False)) if waived is not None else []

    def problems(self) -> list[tuple[Severity, str]]:
        """What is wrong with the extract as a whole, worst first, but for the reasons of rules."""
        told = {reason for reason, _ in self.stopped()}
        ordered = sorted(self.report.result.problems, key=lambda each: -each.severity)
        sentences = dict.fromkeys((each.severity, self.sentence(each)) for each in ordered)
        return [(severity, sentence) for severity, sentence in sentences if sentence not in told]

    def sentence(self, problem: Problem) -> str:
        """A problem in words: small counts, and those that leave few, hidden; digits like identity numbers masked."""
        counts = [value for value in problem.facts.values() if type(value) is int]
        facts = {name: self._fact(value, counts) for name, value in problem.facts.items()}
        return self._masker.text("none", self._t(problem.key, **facts))

    def _fact(self, value: object, counts: Sequence[int]) -> object:
        if type(value) is not int:
            return value
        if is_small(value) or any(is_small(whole - value) for whole in counts):
            return HIDDEN
        return nearest(value) if self.report.rounded else value
