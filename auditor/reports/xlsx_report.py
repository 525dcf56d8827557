"""The report as a spreadsheet, to be shared, filtered and sorted: overview, rules, municipalities, method, manifest.

Counts under 5, and what would reveal them, are ``:``, as in the HTML report; it has no line for single findings, since
lines can be counted. Numbers are numbers, shares too; what is hidden is text, and sorts apart from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.locale import Translator
from auditor.model.vocabulary import Dimension
from auditor.privacy.cells import HIDDEN
from auditor.reports.interface import Renderer, Report
from auditor.reports.layout import SIGNS
from auditor.reports.rule_words import RuleWords
from auditor.reports.shared_units import Units, whole_units
from auditor.reports.shared_words import METHOD, SharedWords
from auditor.reports.spreadsheet import DECIMAL, PER_CENT, WHOLE, Cell, Heading, Spreadsheet

Block = list[Sequence[Cell]]


class XlsxRenderer(Renderer):
    """A sheet for each part of the HTML report, and one for the quality of its tables."""

    name = "xlsx"

    def __init__(self, t: Translator) -> None:
        self._t = t

    def render(self, report: Report) -> bytes:
        """The whole workbook."""
        words = SharedWords(report, self._t)
        book = Spreadsheet(words.title, report.result.reference_date)
        book.facts(words("html.part.overview"), words.title, _overview(words))
        book.table(words("html.part.rules"), _rule_headings(words), list(_rules(words, self._t)))
        book.table(words("xlsx.quality"), *_quality(words))
        places, sums = _municipalities(words)
        book.table(words("html.part.municipalities"), _place_headings(words), places, sums)
        book.note(
            words("html.part.method"), words("html.part.method"), [words(f"html.method.{each}") for each in METHOD]
        )
        book.facts(words("html.part.manifest"), words("html.part.manifest"), _manifest(words))
        return book.content()


def _overview(words: SharedWords) -> Iterator[Block]:
    yield [[words.verdict()], *([sentence] for sentence in words.reservations())]
    yield [list(pair) for pair in words.basis()]
    counts = words.counts
    yield [
        [words("shared.column.severity"), words("shared.column.findings")],
        *([f"{SIGNS[each]} {words.severity(each)}", _cell(count)] for each, count in counts.by_severity.items()),
        [words("shared.all"), _cell(counts.findings)],
        [words("shared.column.unknown"), _cell(counts.unknown)],
    ]
    yield [
        [words(f"html.column.{name}") for name in ("table", "rows")],
        *([words.table(name), _cell(count)] for name, count in counts.rows.items()),
    ]


def _rule_headings(words: SharedWords) -> list[Heading]:
    columns = (
        ("rule", 14, None),
        ("title", 40, None),
        ("severity", 14, None),
        ("dimension", 14, None),
        ("findings", 10, WHOLE),
        *((("waived", 10, WHOLE),) if words.counts.waives else ()),
        ("checked", 12, WHOLE),
        ("share", 9, PER_CENT),
        ("unknown", 12, WHOLE),
    )
    said = [Heading(words(f"shared.column.{name}"), width, numbers) for name, width, numbers in columns]
    table = Heading(words("html.column.table"), 24)
    about = [Heading(words(f"xlsx.{name}"), width) for name, width in (("status", 18), ("message", 60), ("remedy", 40))]
    return [*said[:2], table, *said[2:], *about]


def _rules(words: SharedWords, t: Translator) -> Iterator[list[Cell]]:
    texts = RuleWords(words.report.result.ruleset, t)
    for each in sorted(words.counts.rules, key=lambda each: (-each.rule.severity, each.rule.id)):
        rule = each.rule
        yield [
            rule.id,
            texts.title(rule),
            words.table(rule.table),
            words.severity(rule.severity),
            words.dimension(rule.dimension),
            _cell(each.found),
            *([_cell(each.waived)] if words.counts.waives else []),
            _cell(each.checked),
            each.share,
            _cell(each.unknown),
            words(f"xlsx.is_{each.outcome.status.value}"),
            texts.message(rule),
            texts.remedy(rule),
        ]


def _quality(words: SharedWords) -> tuple[list[Heading], list[list[Cell]]]:
    """Tables by dimension: the share of rows with a finding; empty where the dimension has no rule for the table."""
    units = whole_units(words.units())
    heads = [Heading(words("html.column.table"), 44), Heading(words("html.column.rows"), 12, WHOLE)]
    heads += [Heading(words.dimension(each), 16, PER_CENT) for each in Dimension]
    rows: list[list[Cell]] = [
        [words.table(name), _cell(words.counts.rows[name]), *(_share(found.get(each)) for each in Dimension)]
        for name, found in units.items()
    ]
    return heads, rows


def _share(units: Units | None) -> Cell:
    if units is None:
        return None
    return HIDDEN if units.per_cent is None else units.per_cent / 100


def _place_headings(words: SharedWords) -> list[Heading]:
    return [
        Heading(words("xlsx.number"), 10),
        Heading(words("shared.column.municipality"), 30),
        Heading(words("html.column.county"), 22),
        Heading(words("shared.column.persons"), 10, WHOLE),
        *(Heading(words.severity(each), 13, WHOLE) for each in words.counts.by_severity),
        Heading(words("shared.column.findings"), 10, WHOLE),
        *([Heading(words("shared.column.waived"), 10, WHOLE)] if words.counts.waives else []),
        Heading(words("text.column.per_100"), 12, DECIMAL),
    ]


def _municipalities(words: SharedWords) -> tuple[list[list[Cell]], list[Cell]]:
    lines: list[list[Cell]] = [
        [
            each.municipality or "",
            words.name(each) + ("" if each.valid or each.municipality is None else f" ({words('html.not_valid')})"),
            each.county or "",
            None if each.no_persons else _cell(each.persons),
            *map(_cell, each.by_severity),
            _cell(each.findings),
            *([_cell(each.waived)] if words.counts.waives else []),
            each.per_100,
        ]
        for each in words.counts.municipalities
    ]
    counts = words.counts
    return lines, [words("shared.all"), "", "", "", *map(_cell, counts.by_severity.values()), _cell(counts.findings)]


def _manifest(words: SharedWords) -> Iterator[Block]:
    yield [list(pair) for pair in words.manifest()]
    files: Block = [[words(f"html.column.{name}") for name in ("file", "format", "bytes", "sha256")]]
    for each in words.report.result.extract.manifest.files:
        files.append([each.name, each.format, each.size, each.sha256])
    yield files
    problems = words.problems()
    if problems:
        yield [[words("text.problems")], *([f"{SIGNS[severity]} {sentence}"] for severity, sentence in problems)]
    notes = words.waiver_notes()
    if notes:
        yield [[words("text.waivers")], *([note] for note in notes)]
    stopped = words.stopped()
    if stopped:
        yield [[words("text.stopped")], *([reason, ", ".join(ids)] for reason, ids in stopped)]


def _cell(count: int | None) -> Cell:
    return HIDDEN if count is None else count
