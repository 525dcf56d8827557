"""The summary a person reads in ten seconds: plain text that says the same with and without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import results
from auditor.locale import Translator
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.group_values import in_words, label
from auditor.reports.interface import Renderer, Report
from auditor.reports.layout import (
    GOOD_SIGN,
    REASON_SIGNS,
    SIGNS,
    UNKNOWN_SIGN,
    Style,
    bar,
    cells,
    columns,
    left,
    wrapped,
)
from auditor.reports.waiver_words import notes
from auditor.results.verdict import Verdict

if TYPE_CHECKING:
    from auditor.model.extract import Problem

SHOWN_RULES = 10
SHOWN_GROUPS = 6
SHOWN_MUNICIPALITIES = 5
SHOWN_IDS = 4
SHOWN_REASONS = 6
SHOWN_PROBLEMS = 8
SHOWN_TOGETHER = 2
BAR = 10
"""Cells of the longest bar."""


class TextRenderer(Renderer):
    """``where`` says where the full result lies, a line each; ``width`` is that of the terminal, in cells."""

    name = "text"

    def __init__(self, t: Translator, width: int = 80, colour: bool = False, where: Sequence[str] = ()) -> None:
        self._t = t
        self._width = max(width, 60)
        self._style = Style(colour)
        self._where = where
        self._masker = Masker(show_ids=False, language=t.language)

    def render(self, report: Report) -> str:
        """Verdict first, then what is behind it, then what to do next."""
        parts = [
            self._head(report),
            self._verdict(report),
            self._first(report),
            self._counts(report),
            self._tables(report),
            self._rules(report),
            self._groups(report),
            self._municipalities(report),
            self._waivers(report),
            self._stopped(report),
            self._problems(report),
            self._end(report),
        ]
        return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"

    def _text(self, key: str, **facts: object) -> str:
        return sanitise(self._t(f"reports.text.{key}", **facts))

    def _number_of(self, key: str, count: int, **facts: object) -> str:
        """A sentence with a count in it; the languages have a form of their own for one."""
        return self._text(f"{key}_one" if count == 1 else key, count=count, **facts)

    def _heading(self, *names: str) -> str:
        return self._style(self._text(*names), "bold")

    # What was audited

    def _head(self, report: Report) -> Iterator[str]:
        result = report.result
        name = sanitise(Path(result.extract.manifest.path).name or result.extract.manifest.path)
        yield self._style(self._text("head", name=name), "bold")
        title = result.ruleset.title.in_language(self._t.language)
        facts = [
            self._text("by", title=title, version=result.ruleset.version),
            self._text("as_of", date=result.reference_date),
        ]
        if result.municipalities:
            facts.append(self._text("only_municipalities", codes=list(result.municipalities)))
        if report.only_tables:
            facts.append(self._text("only_tables", tables=list(report.only_tables)))
        if report.previous:
            facts.append(self._text("previous", name=report.previous))
        if result.engine != "fused":
            facts.append(self._text("engine", engine=result.engine))
        yield from self._flowed(facts)

    def _flowed(self, facts: Sequence[str]) -> Iterator[str]:
        """Facts with · between, broken into lines between facts."""
        line = ""
        for fact in facts:
            longer = f"{line} · {fact}" if line else fact
            if line and cells(longer) > self._width:
                yield line
                longer = fact
            line = longer
        yield from wrapped(line, self._width)

    def _verdict(self, report: Report) -> Iterator[str]:
        """Whether the delivery can be used, and why (not)."""
        summary, t, waived = report.summary, self._t, report.waived
        assessment = summary.assessment
        bad = assessment.verdict in (Verdict.UNUSABLE, Verdict.NOTHING_READ)
        sign = GOOD_SIGN if assessment.good else "✗" if bad else "!"
        tone = "good" if assessment.good else "error" if bad else "warning"
        for line in wrapped(results.verdict_sentence(assessment, t), self._width, f"{sign} ", "  "):
            yield self._style(line, tone)
        for reason in assessment.reasons:
            sentence = sanitise(results.reason_sentence(reason, report.result.ruleset, t))
            yield from wrapped(sentence, self._width, left(REASON_SIGNS[reason.kind], 3), "   ")
        rows = sum(rows for _, rows, _ in summary.tables)
        yield from self._flowed(
            [
                self._number_of("tables_read", len(summary.tables), rows=rows),
                self._text("rules_run", run=summary.rules_run, total=summary.rules_total),
                self._number_of("findings", summary.findings),
                *([self._text("waived", count=waived.findings)] if waived is not None and waived.findings else []),
            ]
        )

    def _first(self, report: Report) -> Iterator[str]:
        """What to correct first, and what to correct together."""
        summary = report.summary
        said = []
        if summary.first_to_correct is not None:
            said.append(results.cause_sentence(summary.first_to_correct, self._t))
        said += [
            results.together_sentence(pair, report.result.ruleset, self._t)
            for pair in summary.together[:SHOWN_TOGETHER]
        ]
        if said:
            yield self._heading("first")
        for sentence in said:
            yield from wrapped(sanitise(sentence), self._width, "▸ ", "  ")

    def _counts(self, report: Report) -> Iterator[str]:
        """Severities and dimensions side by side."""
        summary = report.summary
        severities = [
            (left(SIGNS[each], 3) + self._text(f"severity.{each.key}"), summary.by_severity.get(each, 0), each.key)
            for each in sorted(Severity, reverse=True)
        ]
        severities.append((left(UNKNOWN_SIGN, 3) + self._text("unknown"), summary.unknown, "dim"))
        waived = [*report.waived.by_severity.values(), 0] if report.waived is not None else [0] * len(severities)
        cell = self._waived_cell if any(waived) else lambda count: ""
        lefts = [
            line.rstrip()
            for line in columns(
                [(w, self._t.number(n), cell(k)) for (w, n, _), k in zip(severities, waived, strict=True)], 46, 0, [1]
            )
        ]
        most = max(each.found for each in summary.dimensions)
        dimensions = [
            (
                self._text(f"dimension.{each.dimension.value}"),
                self._t.number(each.found),
                bar(each.found, most, BAR),
            )
            for each in summary.dimensions
        ]
        rights = columns(dimensions, 38, 0, [1])
        first = max(cells(line) for line in lefts) + (3 if any(waived) else 6)
        yield self._style(left(self._text("by_severity"), first) + self._text("by_dimension"), "bold")
        for (_, count, tone), one, other in zip(severities, lefts, rights, strict=True):
            yield self._style(left(one, first), tone if count else "dim") + other

    def _tables(self, report: Report) -> Iterator[str]:
        if not report.summary.tables:
            return
        declared = report.result.ruleset.tables
        rows = [("", "", self._text("column.rows"), self._text("column.findings"))]
        for name, count, found in report.summary.tables:
            title = declared[name].title.in_language(self._t.language) if name in declared else ""
            shown = sanitise(name), sanitise(title) if title != name else ""
            rows.append((*shown, self._t.number(count), self._t.number(found)))
        yield from self._table(self._text("tables"), rows, grow=1, numeric=[2, 3])

    def _table(
        self, title: str, rows: Sequence[tuple[str, ...]], grow: int, numeric: Sequence[int], tones: Sequence[str] = ()
    ) -> Iterator[str]:
        head, *lines = columns([(title, *rows[0][1:]), *rows[1:]], self._width, grow, numeric)
        yield self._style(head, "bold")
        for place, line in enumerate(lines):
            yield self._style(line, tones[place]) if tones else line

    # What is wrong

    def _rules(self, report: Report) -> Iterator[str]:
        worst = report.summary.worst_rules[:SHOWN_RULES]
        if not worst:
            return
        waived = report.waived.by_rule if report.waived is not None else {}
        shown = any(line.rule in waived for line in worst)
        heads = [*([self._text("column.waived")] if shown else []), self._text("column.share")]
        rows: list[tuple[str, ...]] = [("", "", self._text("column.findings"), *heads)]
        for line in worst:
            title = self._title(report, line.rule)
            share = self._share(line.share) if line.share is not None else ""
            sign = left(SIGNS[line.severity], 3)
            beside = [self._t.number(waived.get(line.rule, 0))] if shown else []
            rows.append((sign + line.rule, title, self._t.number(line.found), *beside, share))
        tones = [line.severity.key for line in worst]
        with_findings = sum(1 for each in report.result.outcomes if each.found)
        yield from self._table(self._text("worst_rules"), rows, grow=1, numeric=[2, 3, 4], tones=tones)
        if with_findings > len(worst):
            yield self._style(self._number_of("more_rules", with_findings - len(worst)), "dim")

    def _waived_cell(self, count: int) -> str:
        return self._text("waived_beside", count=count) if count else ""

    def _share(self, share: float) -> str:
        """A share as per cent: a few of many are never none, and all but a few never all."""
        least = 0.001
        if 0 < share < least:
            return "<" + self._t.percent(least)
        return ">" + self._t.percent(1 - least) if 1 - least < share < 1 else self._t.percent(share)

    def _title(self, report: Report, rule_id: str) -> str:
        rule = report.result.ruleset.rule(rule_id)
        return sanitise(rule.title.in_language(self._t.language)) if rule is not None else rule_id

    def _groups(self, report: Report) -> Iterator[str]:
        """Findings about groups, gravest first: how many of how many, and how sure that is."""
        result = report.result
        lines = [(result.ruleset.rules[line["rule"]], line) for line in result.group_findings.iter_rows(named=True)]
        if not lines:
            return
        lines.sort(key=lambda each: (-each[0].severity, each[0].id, each[1]["group"] or ""))
        yield self._heading("groups")
        told = ""
        for rule, line in lines[:SHOWN_GROUPS]:
            if rule.id != told:
                title = f"{rule.id}  {self._title(report, rule.id)}"
                for text in wrapped(title, self._width, left(SIGNS[rule.severity], 3), "   "):
                    yield self._style(text, rule.severity.key)
                told = rule.id
            found = f"{label(line, rule, result, self._masker)} · {sanitise(in_words(line, rule, self._t))}"
            yield from wrapped(found, self._width, "   ", "     ")
        if len(lines) > SHOWN_GROUPS:
            yield self._style(self._number_of("more_groups", len(lines) - SHOWN_GROUPS), "dim")

    def _municipalities(self, report: Report) -> Iterator[str]:
        worst = report.summary.worst_municipalities[:SHOWN_MUNICIPALITIES]
        if not worst:
            return
        waived = report.waived.by_municipality if report.waived is not None else {}
        shown = any(line.municipality in waived for line in worst)
        heads = [self._text("column.waived")] if shown else []
        rows: list[tuple[str, ...]] = [("", self._text("column.findings"), *heads, self._text("column.per_100"))]
        for line in worst:
            code = self._masker.text("none", line.municipality) if line.municipality else ""
            name = line.name or self._text("no_municipality" if not line.municipality else "unknown_municipality")
            per_100 = self._t.decimal(line.per_100) if line.per_100 is not None else ""
            beside = [self._t.number(waived.get(line.municipality, 0))] if shown else []
            rows.append((f"{code} {name}".strip(), self._t.number(line.findings), *beside, per_100))
        if all(line.per_100 is None for line in worst):
            rows = [row[:-1] for row in rows]
        yield from self._table(self._text("worst_municipalities"), rows, grow=0, numeric=[1, 2, 3])

    def _waivers(self, report: Report) -> Iterator[str]:
        """Waivers that expired or are of no use."""
        said = list(notes(report.waived, self._t)) if report.waived is not None else []
        if said:
            yield self._heading("waivers")
        for sentence in said:
            yield from wrapped(sentence, self._width, "! ", "  ")

    # What is not known

    def _stopped(self, report: Report) -> Iterator[str]:
        """Rules that should have run and could not, by what they lack."""
        reasons: dict[str, list[str]] = {}
        for outcome in report.result.outcomes:
            if outcome.status in (RuleStatus.NOT_CHECKABLE, RuleStatus.FAILED):
                reason = self._sentence(outcome.reason) if outcome.reason else self._text("no_reason")
                reasons.setdefault(reason, []).append(outcome.rule_id)
        if not reasons:
            return
        yield self._heading("stopped")
        most = sorted(reasons.items(), key=lambda each: -len(each[1]))
        for reason, ids in most[:SHOWN_REASONS]:
            yield from wrapped(reason, self._width, f"{UNKNOWN_SIGN} ", "  ")
            shown = ", ".join(ids[:SHOWN_IDS])
            more = self._number_of("more_ids", len(ids) - SHOWN_IDS) if len(ids) > SHOWN_IDS else ""
            yield from wrapped(self._number_of("stopped_rules", len(ids), ids=shown) + more, self._width, "  ", "  ")
        left_out = most[SHOWN_REASONS:]
        if left_out:
            rules = sum(len(ids) for _, ids in left_out)
            yield self._style(self._number_of("more_reasons", len(left_out), rules=rules), "dim")

    def _problems(self, report: Report) -> Iterator[str]:
        told = {self._sentence(each.reason) for each in report.result.outcomes if each.reason is not None}
        problems = sorted(report.result.problems, key=lambda each: -each.severity)
        sentences = dict.fromkeys((self._sentence(each), each.severity) for each in problems)
        left_over = [(text, severity) for text, severity in sentences if text not in told]
        if not left_over:
            return
        yield self._heading("problems")
        for sentence, severity in left_over[:SHOWN_PROBLEMS]:
            for line in wrapped(sentence, self._width, f"{SIGNS[severity]} ", "  "):
                yield self._style(line, severity.key)
        if len(left_over) > SHOWN_PROBLEMS:
            yield self._style(self._number_of("more_problems", len(left_over) - SHOWN_PROBLEMS), "dim")

    def _sentence(self, problem: Problem) -> str:
        return self._masker.text("none", self._t(problem.key, **problem.facts))

    # What follows

    def _end(self, report: Report) -> Iterator[str]:
        judgement = report.judgement
        word = self._text(f"severity.{judgement.fail_on.key}")
        if judgement.failing:
            key = "fails" if judgement.complete else "fails_incomplete"
            sentence = self._number_of(key, judgement.findings, level=word, rules=len(judgement.failing))
        elif not judgement.complete:
            sentence = self._text("not_complete", level=word)
        else:
            sentence = self._text("passes", level=word)
        if judgement.max_share:
            sentence += " " + self._text("max_share", share=self._t.percent(judgement.max_share))
        if judgement.baseline is not None:
            accepted = judgement.baseline
            sentence += " " + self._text("baseline", count=accepted.findings, gone=accepted.gone)
        if judgement.unsettled:
            sentence += " " + self._text("unsettled")
        if report.exit_code is not None:
            sentence += " " + self._text("exit_code", code=str(report.exit_code))
        yield from wrapped(sentence, self._width)
        yield from self._where  # commands to copy are not broken into lines
