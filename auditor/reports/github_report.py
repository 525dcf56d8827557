"""Annotations of GitHub Actions: a workflow command a rule, at the place of its first finding, worst rules first.

GitHub shows ten annotations of a level in a step and drops the rest without a word, so that no more are written, and
the last one says what is left out. Source: GitHub Docs, "Workflow commands for GitHub Actions", and the escaping of
actions/toolkit (core/src/command.ts). For those who hold the data: it tells files and lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.locale import Translator
from auditor.model.audit import RuleOutcome
from auditor.model.rule import Rule
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.privacy.masking import Masker
from auditor.reports.finding_list import group_findings, row_findings
from auditor.reports.interface import Renderer, Report
from auditor.reports.locations import place_from_here
from auditor.reports.rule_words import RuleWords
from auditor.reports.waiver_words import notes

SHOWN = 10
"""Annotations of one level that GitHub keeps of one step."""
COMMANDS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


class GithubRenderer(Renderer):
    """For stdout of a step; nothing found and nothing missed is an empty text."""

    name = "github"

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._masker = Masker(language=t.language)

    def render(self, report: Report) -> str:
        """All commands, a line each."""
        return "".join(f"{line}\n" for line in self._lines(report))

    def _lines(self, report: Report) -> Iterator[str]:
        room = {"error": SHOWN, "warning": SHOWN, "notice": SHOWN - 1}  # the last notice tells what is left out
        if not report.judgement.complete:
            room["error"] -= 1
            yield self._command("error", self._incomplete(report), title=self._t("reports.programs.incomplete_title"))
        if report.waived is not None:
            for note in notes(report.waived, self._t):
                command = "error" if report.judgement.unsettled else "warning"
                if room[command] > 1:
                    room[command] -= 1
                    yield self._command(command, note, title=self._t("reports.text.waivers"))
        places = _first_places(report)
        words = RuleWords(report.result.ruleset, self._t)
        left_out: list[RuleOutcome] = []
        for rule, outcome in _found(report):
            waived = report.waived.by_rule.get(rule.id, 0) if report.waived is not None else 0
            command = COMMANDS[rule.severity] if waived < outcome.found else "notice"
            if not room[command]:
                left_out.append(outcome)
                continue
            room[command] -= 1
            where: dict[str, str] = {}
            if rule.id in places:
                file, line = places[rule.id]
                where = {"file": place_from_here(report.result, file), **({} if line is None else {"line": str(line)})}
            counted = words.counted(outcome) + (
                f" {self._t('reports.programs.waived', count=waived)}" if waived else ""
            )
            said = f"{counted} {words.message(rule)} {words.remedy(rule)}"
            yield self._command(command, said, **where, title=f"{rule.id} {words.title(rule)}")
        if left_out:
            count = sum(each.found for each in left_out)
            yield self._command("notice", self._t("reports.programs.left_out", rules=len(left_out), count=count))

    def _incomplete(self, report: Report) -> str:
        stopped = [each for each in report.result.outcomes if each.status in _STOPPED]
        sentences = [self._t("reports.programs.incomplete")]
        if stopped:
            sentences.append(self._t("reports.programs.stopped", ids=[each.rule_id for each in stopped]))
        problems = [each for each in report.result.problems if each.severity >= Severity.ERROR]
        return " ".join([*sentences, *(self._t(each.key, **each.facts) for each in problems)])

    def _command(self, command: str, message: str, **properties: str) -> str:
        given = ",".join(f"{name}={self._text(value).translate(_PROPERTY)}" for name, value in properties.items())
        return f"::{command}{' ' if given else ''}{given}::{self._text(message).translate(_DATA)}"

    def _text(self, text: str) -> str:
        return self._masker.text("none", text)


_STOPPED = (RuleStatus.NOT_CHECKABLE, RuleStatus.FAILED)


def _found(report: Report) -> list[tuple[Rule, RuleOutcome]]:
    """Rules with findings, worst first."""
    result = report.result
    pairs = [each for each in zip(result.ruleset.rules, result.outcomes, strict=True) if each[1].found]
    return sorted(pairs, key=lambda each: (-each[0].severity, -each[1].found, each[0].id))


def _first_places(report: Report) -> dict[str, tuple[str, int | None]]:
    """File and line of the first finding of each rule; of one about groups the first file of its table."""
    places: dict[str, tuple[str, int | None]] = {}
    for found in row_findings(report):
        places.setdefault(found.rule.id, (found.file, found.lines[0]))
    for group in group_findings(report):
        parts = report.result.extract.tables[group.rule.table].parts
        if parts:
            places.setdefault(group.rule.id, (parts[0].file, None))
    return places
