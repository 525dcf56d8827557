"""The report as JUnit XML, as test reports of CI systems are read: a suite a table, a case a rule.

A rule fails where the run fails by it (``--fail-on``, ``--max-share``); what it found below that is told in the output
of its suite. A rule that could not be run is skipped, one that broke down is an error. The last suite has a case
which is an error where the run is not complete, and with waivers one for those of no use: so all is green exactly where
the exit code is 0.

Held to the schema of Ant and the looser one of Jenkins. There is no clock in it: times are 0, the date is that of the
audit's reference. For those who hold the data: it tells files and lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from auditor.locale import Translator
from auditor.model.audit import RuleOutcome
from auditor.model.rule import Rule
from auditor.model.vocabulary import RuleStatus
from auditor.privacy.masking import Masker
from auditor.reports.finding_list import group_findings, row_findings
from auditor.reports.interface import Renderer, Report
from auditor.reports.rule_words import RuleWords
from auditor.reports.waiver_words import notes


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    kind: str = ""
    """``failure``, ``error``, ``skipped`` or nothing."""
    sort: str = ""
    message: str = ""
    lines: Sequence[str] = ()


class JunitRenderer(Renderer):
    """A suite for each table of the rule set, in its order, and one for the extract."""

    name = "junit"

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._masker = Masker(language=t.language)

    def render(self, report: Report) -> str:
        """The whole document."""
        result = report.result
        words = RuleWords(result.ruleset, self._t)
        places = _places(report)
        tables: dict[str, list[tuple[Rule, RuleOutcome]]] = {}
        for rule, outcome in zip(result.ruleset.rules, result.outcomes, strict=True):
            tables.setdefault(rule.table, []).append((rule, outcome))
        suites = [
            (
                table,
                [self._case(rule, outcome, report, words, places) for rule, outcome in rules],
                [_told(outcome, report) for _, outcome in rules],
            )
            for table, rules in tables.items()
        ]
        suites.append(("extract", [self._whole(report), *self._waivers(report)], []))
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
        for number, (table, members, told) in enumerate(suites):
            lines.extend(self._suite(report, number, table, members, told))
        return "\n".join([*lines, "</testsuites>", ""])

    def _suite(
        self, report: Report, number: int, table: str, cases: Sequence[_Case], told: Iterable[str]
    ) -> Iterator[str]:
        result = report.result
        package = f"auditor.{result.ruleset.name}"
        about = self._attributes(
            name=table,
            package=package,
            id=number,
            hostname="localhost",
            timestamp=f"{result.reference_date.isoformat()}T00:00:00",
            **_sums(cases),
        )
        yield f"<testsuite {about}>"
        yield "<properties>"
        for name, value in (("ruleset", result.ruleset.name), ("version", result.ruleset.version)):
            yield f"<property {self._attributes(name=name, value=value)}/>"
        yield "</properties>"
        for case in cases:
            start = f"<testcase {self._attributes(name=case.name, classname=f'{package}.{table}', time='0')}"
            if not case.kind:
                yield f"{start}/>"
                continue
            yield f"{start}>"
            sort = {} if case.kind == "skipped" else {"type": case.sort}
            text = "\n".join(map(self._text, case.lines))
            yield f"<{case.kind} {self._attributes(message=case.message, **sort)}>{text}</{case.kind}>"
            yield "</testcase>"
        yield "<system-out>" + "\n".join(map(self._text, told)) + "</system-out>"
        yield "<system-err></system-err>"
        yield "</testsuite>"

    def _case(
        self, rule: Rule, outcome: RuleOutcome, report: Report, words: RuleWords, places: dict[str, list[str]]
    ) -> _Case:
        if outcome.status is RuleStatus.FAILED:
            return _Case(rule.id, "error", outcome.status.value, words.stopped(outcome))
        if outcome.status is not RuleStatus.RAN:
            return _Case(rule.id, "skipped", message=words.stopped(outcome))
        if rule.id not in report.judgement.failing:
            return _Case(rule.id)
        message = f"{words.title(rule)}. {words.counted(outcome)}"
        lines = [f"{label}: {text}" for label, text in words.labelled(rule)]
        return _Case(rule.id, "failure", rule.severity.key, message, [*lines, *places.get(rule.id, ())])

    def _whole(self, report: Report) -> _Case:
        problems = [self._t(each.key, **each.facts) for each in report.result.problems]
        if report.judgement.complete:
            return _Case("complete")
        return _Case("complete", "error", "incomplete", self._t("reports.programs.incomplete"), problems)

    def _waivers(self, report: Report) -> Iterator[_Case]:
        """A case of its own where waivers were asked for, which fails where those of no use fail the run."""
        if report.waived is None:
            return
        if not report.judgement.unsettled:
            yield _Case("waivers")
            return
        yield _Case(
            "waivers", "failure", "waivers", self._t("reports.text.unsettled"), list(notes(report.waived, self._t))
        )

    def _attributes(self, **given: object) -> str:
        return " ".join(f'{name}="{self._text(str(value))}"' for name, value in given.items())

    def _text(self, text: str) -> str:
        return escape(self._masker.text("none", text), {'"': "&quot;"})


def _sums(cases: Sequence[_Case]) -> dict[str, object]:
    kinds = [case.kind for case in cases]
    return {
        "tests": len(cases),
        "failures": kinds.count("failure"),
        "errors": kinds.count("error"),
        "skipped": kinds.count("skipped"),
        "time": "0",
    }


def _told(outcome: RuleOutcome, report: Report) -> str:
    waived = report.waived.by_rule.get(outcome.rule_id, 0) if report.waived is not None else 0
    return (
        f"{outcome.rule_id} status={outcome.status.value} checked={outcome.checked} found={outcome.found} "
        f"waived={waived} unknown={outcome.unknown}"
    )


def _places(report: Report) -> dict[str, list[str]]:
    """Where the findings of each rule are: a line a file, a line a group."""
    places: dict[str, list[str]] = {}
    for found in row_findings(report):
        lines = ", ".join(map(str, found.lines))
        places.setdefault(found.rule.id, []).append(f"{found.file}: {lines}")
    for group in group_findings(report):
        places.setdefault(group.rule.id, []).append(str(group.facts["group"]))
    return places
