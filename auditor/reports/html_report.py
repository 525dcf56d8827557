"""The report as one HTML file, to be shared, printed and kept: overview, rules, municipalities, method, manifest.

Counts under 5, and what would reveal them, are ``:``; it holds no line of a file and no value of the data but
municipality numbers. It looks the same wherever it is opened, since nothing in it comes from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.locale import Translator
from auditor.model.vocabulary import RuleStatus
from auditor.reports.html_charts import Bar, bars
from auditor.reports.html_page import BREAK, Markup, element, facts, joined, page, section, table
from auditor.reports.html_quality import by_dimension, rates
from auditor.reports.interface import Renderer, Report
from auditor.reports.layout import GOOD_SIGN, SIGNS, UNKNOWN_SIGN
from auditor.reports.rule_words import RuleWords
from auditor.reports.shared_words import METHOD, SharedWords
from auditor.results.verdict import Verdict

if TYPE_CHECKING:
    from auditor.reports.shared_counts import RuleCounts

_STYLE = """
body { max-width: 80rem; }
p { max-width: 64rem; }
.about { min-width: 20rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem 2rem; }
@media print { .about { min-width: 17rem; } }
"""
_PARTS = ("overview", "rules", "municipalities", "method", "manifest")


class HtmlRenderer(Renderer):
    """Each part is a section of the page, and named in its contents."""

    name = "html"

    def __init__(self, t: Translator) -> None:
        self._t = t

    def render(self, report: Report) -> str:
        """The whole file."""
        words = SharedWords(report, self._t)
        contents = {
            "overview": _overview(words),
            "rules": _rules(words, RuleWords(report.result.ruleset, self._t)),
            "municipalities": _municipalities(words),
            "method": _method(words),
            "manifest": _manifest(words),
        }
        titles = [(name, words(f"html.part.{name}")) for name in _PARTS]
        sections = [section(name, title, *contents[name]) for name, title in titles]
        return page(words.title, self._t, sections, titles, _STYLE)


def _overview(words: SharedWords) -> Iterator[Markup]:
    assessment = words.report.summary.assessment
    bad = assessment.verdict in (Verdict.UNUSABLE, Verdict.NOTHING_READ)
    sign, tone = (GOOD_SIGN, "good") if assessment.good else ("✗", "error") if bad else ("!", "warning")
    yield element("p", element("strong", f"{sign} {words.verdict()}", class_=tone))
    for sentence in words.reservations():
        yield element("p", sentence)
    yield facts(words.basis())
    counts = words.counts.by_severity
    yield bars(
        "severities",
        words("html.chart"),
        "; ".join(f"{words.severity(severity)}: {_told(words, count)}" for severity, count in counts.items()),
        [Bar(words.severity(severity), count, words.count(count), severity.key) for severity, count in counts.items()],
    )
    rows = [[f"{SIGNS[severity]} {words.severity(severity)}", words.count(count)] for severity, count in counts.items()]
    rows.append([words("shared.all"), words.count(words.counts.findings)])
    rows.append([f"{UNKNOWN_SIGN} {words('text.unknown')}", words.count(words.counts.unknown)])
    head = [words("shared.column.severity"), words("shared.column.findings")]
    yield table("severities", words("html.by_severity"), head, rows, [1])
    rows = [[words.table(name), name, words.count(count)] for name, count in words.counts.rows.items()]
    if rows:
        head = [words(f"html.column.{name}") for name in ("table", "name", "rows")]
        yield table("tables", words("text.tables"), head, rows, [2])
    yield from by_dimension(words)


def _told(words: SharedWords, count: int | None) -> str:
    return words("html.is_hidden") if count is None else words.count(count)


def _rules(words: SharedWords, texts: RuleWords) -> Iterator[Markup]:
    ran = [each for each in words.counts.rules if each.outcome.status is RuleStatus.RAN]
    ordered = sorted(ran, key=lambda each: (-each.rule.severity, -(each.found or 0), each.rule.id))
    found = [each for each in ordered if each.found is None or each.found]
    silent = [each for each in ordered if each.found == 0]
    if found:
        beside = ("waived",) if words.counts.waives else ()
        names = ("rule", "title", "severity", "dimension", "findings", *beside, "checked", "share", "unknown")
        head = [words(f"shared.column.{name}") for name in names]
        lines = [_rule(words, texts, each) for each in found]
        yield table("found", words("html.found"), head, lines, range(4, len(head)))
    else:
        yield element("p", words("html.nothing_found"))
    if silent:
        yield element("p", words("html.silent", count=len(silent)))
        rows = [[each.rule.id, texts.title(each.rule), words.count(each.checked)] for each in silent]
        head = [words(f"shared.column.{name}") for name in ("rule", "title", "checked")]
        closed = element("summary", words("html.show_silent"))
        yield element("details", closed, table("silent", words("html.without"), head, rows, [2]))
    stopped = words.stopped()
    if stopped:
        head = [words("html.column.reason"), words("html.column.rules")]
        rows = [[reason, ", ".join(ids)] for reason, ids in stopped]
        yield table("stopped", words("text.stopped"), head, rows)
    notes = words.waiver_notes()
    if notes:
        yield element("h3", words("text.waivers"))
        yield element("ul", BREAK, joined((element("li", note) for note in notes), BREAK), BREAK)


def _rule(words: SharedWords, texts: RuleWords, counts: RuleCounts) -> list[str]:
    rule = counts.rule
    said = [element("div", f"{label}: {text}") for label, text in texts.labelled(rule)]
    about = element("div", element("strong", texts.title(rule)), *said, class_="about")
    return [
        rule.id,
        about,
        element("span", f"{SIGNS[rule.severity]} {words.severity(rule.severity)}", class_=rule.severity.key),
        words.dimension(rule.dimension),
        words.count(counts.found),
        *([words.count(counts.waived)] if words.counts.waives else []),
        words.count(counts.checked),
        words.share(counts.share),
        words.count(counts.unknown),
    ]


def _municipalities(words: SharedWords) -> Iterator[Markup]:
    places = words.counts.municipalities
    if not places:
        yield element("p", words("html.no_municipalities"))
        return
    waives = words.counts.waives
    rows = [
        [
            words.place(each) + ("" if each.valid or each.municipality is None else f" ({words('html.not_valid')})"),
            each.county or "",
            words.persons(each),
            *map(words.count, each.by_severity),
            words.count(each.findings),
            *([words.count(each.waived)] if waives else []),
            words.rate(each),
        ]
        for each in places
    ]
    sums = [*map(words.count, words.counts.by_severity.values()), words.count(words.counts.findings)]
    rows.append([words("shared.all"), "", "", *sums, *([""] if waives else []), ""])
    head = [
        words("shared.column.municipality"),
        words("html.column.county"),
        words("shared.column.persons"),
        *map(words.severity, words.counts.by_severity),
        words("shared.column.findings"),
        *([words("shared.column.waived")] if waives else []),
        words("text.column.per_100"),
    ]
    yield from rates(words)
    yield table("places", words("html.by_municipality"), head, rows, range(2, len(head)))


def _method(words: SharedWords) -> Iterator[Markup]:
    for name in METHOD:
        yield element("p", words(f"html.method.{name}"))


def _manifest(words: SharedWords) -> Iterator[Markup]:
    hashed = words.report.result.extract.manifest.mapping_sha256
    yield facts((label, element("code", value) if value == hashed else value) for label, value in words.manifest())
    head = [words(f"html.column.{name}") for name in ("file", "format", "bytes", "sha256")]
    rows = [
        [each.name, each.format, words.count(each.size), element("code", each.sha256)]
        for each in words.report.result.extract.manifest.files
    ]
    yield table("files", words("html.files"), head, rows, [2])
    problems = words.problems()
    if problems:
        items = joined((element("li", f"{SIGNS[severity]} {sentence}") for severity, sentence in problems), BREAK)
        yield element("h3", words("text.problems"))
        yield element("ul", BREAK, items, BREAK)
