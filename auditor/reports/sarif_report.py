"""The report as SARIF 2.1.0, for code scanning and editors: every rule with its help, every finding with its place.

There are no fingerprints: what would tell a row from others across runs is personal data, and a plain hash of it is
soon undone. For those who hold the data. Source: OASIS, Static Analysis Results Interchange Format 2.1.0, errata 01.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from auditor import __version__
from auditor.locale import Translator
from auditor.model.vocabulary import Severity
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.finding_list import group_findings, row_findings
from auditor.reports.interface import Renderer, Report
from auditor.reports.locations import place_from_here
from auditor.reports.rule_words import RuleWords
from auditor.reports.rulebook.markdown import escaped

if TYPE_CHECKING:
    from auditor.model.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LINE = '"startLine": '
SUPPRESSION = {"kind": "external", "status": "accepted"}
"""What a waiver is in SARIF's words."""
_SUPPRESSED = f'"suppressions": [{json.dumps(SUPPRESSION)}]'


class SarifRenderer(Renderer):
    """One run; a result a line."""

    name = "sarif"

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._masker = Masker(language=t.language)

    def render(self, report: Report) -> str:
        """The whole log."""
        words = RuleWords(report.result.ruleset, self._t)
        run = {
            "tool": {"driver": self._driver(report, words)},
            "language": self._t.language,
            "columnKind": "unicodeCodePoints",
            "invocations": [self._invocation(report, words)],
            "artifacts": [
                {"location": _artifact(report, file.name), "length": file.size, "hashes": {"sha-256": file.sha256}}
                for file in report.result.extract.manifest.files
            ],
            "properties": self._properties(report),
        }
        start = f'{{"$schema": {_compact(SCHEMA)}, "version": "2.1.0", "runs": [{_compact(run)[:-1]}, "results": [\n'
        return start + ",\n".join(self._results(report, words)) + "\n]}]}\n"

    def _driver(self, report: Report, words: RuleWords) -> dict[str, Any]:
        rules = [self._rule(rule, words) for rule in report.result.ruleset.rules]
        return {"name": "auditor", "version": __version__, "rules": rules}

    def _rule(self, rule: Rule, words: RuleWords) -> dict[str, Any]:
        parts = words.labelled(rule)
        return {
            "id": rule.id,
            "shortDescription": {"text": self._text(words.title(rule))},
            "fullDescription": {"text": self._text(words.message(rule))},
            "help": {
                "text": "\n".join(self._text(f"{label}: {text}") for label, text in parts),
                "markdown": "\n\n".join(f"**{escaped(label)}:** {escaped(text)}" for label, text in parts),
            },
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
            "properties": {
                "severity": rule.severity.key,
                "tags": [rule.dimension.value, f"table/{sanitise(rule.table)}"],
            },
        }

    def _invocation(self, report: Report, words: RuleWords) -> dict[str, Any]:
        """What went wrong on the way: the extract's problems, and rules that did not run."""
        result = report.result
        told: list[dict[str, Any]] = [
            {"level": LEVELS[each.severity], "message": self._message(self._t(each.key, **each.facts))}
            for each in result.problems
        ]
        told += [
            {"level": "error", "message": self._message(words.stopped(each)), "associatedRule": {"id": each.rule_id}}
            for each in result.outcomes
            if each.status.value in ("not_checkable", "failed")
        ]
        invocation: dict[str, Any] = {
            "executionSuccessful": report.judgement.complete,
            "toolExecutionNotifications": told,
        }
        if report.exit_code is not None:
            invocation["exitCode"] = report.exit_code
        return invocation

    def _properties(self, report: Report) -> dict[str, Any]:
        result = report.result
        waived = report.waived.by_rule if report.waived is not None else {}
        return {
            "ruleset": result.ruleset.name,
            "rulesetVersion": result.ruleset.version,
            "referenceDate": result.reference_date.isoformat(),
            "rules": {
                each.rule_id: {
                    "status": each.status.value,
                    "checked": each.checked,
                    "found": each.found,
                    "waived": waived.get(each.rule_id, 0),
                    "unknown": each.unknown,
                }
                for each in result.outcomes
            },
        }

    def _results(self, report: Report, words: RuleWords) -> Iterator[str]:
        index = {rule.id: place for place, rule in enumerate(report.result.ruleset.rules)}
        for found in row_findings(report):
            place = {"artifactLocation": _artifact(report, found.file), "region": {"startLine": 0}}
            about = self._result(found.rule, index, words.message(found.rule))
            whole = _compact({**about, "locations": [{"physicalLocation": place}]})
            before, after = whole.rsplit(_LINE + "0", 1)  # only the line differs between the findings of a file
            waived = f"{after[:-1]}, {_SUPPRESSED}}}"
            yield from (f"{before}{_LINE}{line}{waived if line in found.waived else after}" for line in found.lines)
        for group in group_findings(report):
            files = report.result.extract.tables[group.rule.table].parts
            location: dict[str, Any] = {"logicalLocations": [{"name": group.facts["group"]}]}
            if files:
                location = {"physicalLocation": {"artifactLocation": _artifact(report, files[0].file)}, **location}
            about = self._result(group.rule, index, f"{words.message(group.rule)} ({group.facts['group']})")
            suppressed = {"suppressions": [SUPPRESSION]} if group.facts["waived"] else {}
            yield _compact({**about, "locations": [location], **suppressed})

    def _result(self, rule: Rule, index: dict[str, int], message: str) -> dict[str, Any]:
        return {
            "ruleId": rule.id,
            "ruleIndex": index[rule.id],
            "level": LEVELS[rule.severity],
            "message": self._message(message),
        }

    def _message(self, text: str) -> dict[str, str]:
        """A message of plain text: braces and brackets would be placeholders and links."""
        escaped_text = self._text(text).replace("\\", "\\\\").replace("{", "{{").replace("}", "}}")
        return {"text": escaped_text.replace("[", "\\[").replace("]", "\\]")}

    def _text(self, text: str) -> str:
        return self._masker.text("none", text)


def _artifact(report: Report, file: str) -> dict[str, str]:
    return {"uri": quote(place_from_here(report.result, file), safe="/")}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
