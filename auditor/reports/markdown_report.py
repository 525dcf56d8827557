"""The report as Markdown, to be shared: for a merge request, a job summary or a wiki. Counts under 5 are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.locale import Translator
from auditor.reports.interface import Renderer, Report
from auditor.reports.layout import SIGNS
from auditor.reports.rulebook.markdown import escaped
from auditor.reports.shared_words import SharedWords


class MarkdownRenderer(Renderer):
    """CommonMark with tables as GitHub and GitLab read them."""

    name = "md"

    def __init__(self, t: Translator) -> None:
        self._t = t

    def render(self, report: Report) -> str:
        """Verdict, severities, rules, municipalities, and what could not be checked."""
        words = SharedWords(report, self._t)
        parts = [_head(words), _severities(words), _rules(words), _municipalities(words), _waivers(words)]
        parts.append(_stopped(words))
        blocks = ["\n".join(lines) for lines in map(list, [*parts, _problems(words)]) if lines]
        return "\n\n".join(blocks) + "\n"


def _head(words: SharedWords) -> Iterator[str]:
    yield f"# {escaped(words.title)}"
    yield ""
    yield f"**{escaped(words.verdict())}**"
    for sentence in words.reservations():
        yield ""
        yield escaped(sentence)
    yield ""
    for label, value in words.basis():
        yield f"- {escaped(label)}: {escaped(value)}"
    if words.report.exit_code is not None:
        yield f"- {escaped(words('text.exit_code', code=str(words.report.exit_code)))}"


def _severities(words: SharedWords) -> Iterator[str]:
    rows = [
        [f"{SIGNS[severity]} {words.severity(severity)}", words.count(count)]
        for severity, count in words.counts.by_severity.items()
    ]
    rows.append([words("shared.all"), words.count(words.counts.findings)])
    rows.append([words("text.unknown"), words.count(words.counts.unknown)])
    yield from table([words("text.by_severity"), words("text.column.findings")], rows, numeric=[1])


def _rules(words: SharedWords) -> Iterator[str]:
    ran = [each for each in words.counts.rules if each.found is None or each.found]
    shown = [each for each in ran if each.found is not None]
    if not ran:
        return
    yield f"## {escaped(words('shared.rules'))}"
    yield ""
    rows = [
        [
            each.rule.id,
            each.rule.title.in_language(words.language),
            f"{SIGNS[each.rule.severity]} {words.severity(each.rule.severity)}",
            words.count(each.found),
            *([words.count(each.waived)] if words.counts.waives else []),
            words.count(each.checked),
            words.share(each.share),
        ]
        for each in sorted(shown, key=lambda each: (-each.rule.severity, -(each.found or 0), each.rule.id))
    ]
    if rows:
        beside = ("waived",) if words.counts.waives else ()
        names = ("rule", "title", "severity", "findings", *beside, "checked", "share")
        yield from table([words(f"shared.column.{name}") for name in names], rows, numeric=range(3, len(names)))
    if len(ran) > len(shown):
        if rows:
            yield ""
        yield escaped(words("shared.hidden_rules", count=len(ran) - len(shown)))


def _municipalities(words: SharedWords) -> Iterator[str]:
    places = words.counts.municipalities
    if not places:
        return
    yield f"## {escaped(words('shared.municipalities'))}"
    yield ""
    severities = list(words.counts.by_severity)
    rows = [
        [
            words.place(each),
            words.persons(each),
            *map(words.count, (*each.by_severity, each.findings)),
            *([words.count(each.waived)] if words.counts.waives else []),
        ]
        for each in places
    ]
    beside = [words("text.column.waived")] if words.counts.waives else []
    sums = [*words.counts.by_severity.values(), words.counts.findings]
    rows.append([words("shared.all"), "", *map(words.count, sums), *("" for _ in beside)])
    head = [words("shared.column.municipality"), words("shared.column.persons")]
    head += [*map(words.severity, severities), words("text.column.findings"), *beside]
    yield from table(head, rows, numeric=range(1, len(head)))


def _waivers(words: SharedWords) -> Iterator[str]:
    notes = words.waiver_notes()
    if notes:
        yield f"## {escaped(words('text.waivers'))}"
        yield ""
        yield from (f"- {escaped(note)}" for note in notes)


def _stopped(words: SharedWords) -> Iterator[str]:
    reasons = words.stopped()
    if reasons:
        yield f"## {escaped(words('text.stopped'))}"
        yield ""
        for reason, ids in reasons:
            yield f"- {escaped(reason)} {escaped(', '.join(ids))}"


def _problems(words: SharedWords) -> Iterator[str]:
    problems = words.problems()
    if problems:
        yield f"## {escaped(words('text.problems'))}"
        yield ""
        for severity, sentence in problems:
            yield f"- {SIGNS[severity]} {escaped(sentence)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] | range) -> Iterator[str]:
    """The lines of a table; the columns ``numeric`` stand to the right."""
    yield _row(head)
    yield "| " + " | ".join("---:" if place in numeric else "---" for place in range(len(head))) + " |"
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"
