"""The profile as one HTML file, to be shared: small counts hidden, and of values only codes of their lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.locale import Translator
from auditor.privacy.cells import suppress
from auditor.privacy.masking import Masker
from auditor.reports.html_charts import Bar, bars
from auditor.reports.html_page import Markup, element, facts, joined, page, section, table
from auditor.reports.profile.figures import Figures, Figuring, Words, may_tell
from auditor.results.profile.completeness import STATES
from auditor.results.profile.values import NUMBERS
from auditor.results.profile.whole import Profile, TableProfile

_STYLE = "\nbody { max-width: 80rem; }\np { max-width: 64rem; }\n"
_MOST_BARS = 24


def profile_page(profile: Profile, t: Translator) -> str:
    """The whole file: a section a table, then the relations, then what was read."""
    figuring = Figuring(profile.ruleset, shared=True)
    words = Words(t, Masker(language=t.language), figuring)
    sections = [
        section(each.table.name, each.table.title.in_language(t.language), *_table(each, figuring.of(each), words))
        for each in profile.tables
    ]
    places = [(each.table.name, each.table.title.in_language(t.language)) for each in profile.tables]
    relations = [each for each in profile.relations if may_tell(each, figuring)]
    if relations:
        said = element("ul", joined(element("li", words.relation(each)) for each in relations))
        sections.append(section("relations", words("relations"), said))
        places.append(("relations", words("relations")))
    files = [(each.name, f"SHA-256 {each.sha256}") for each in profile.extract.manifest.files]
    sections.append(section("files", words("files"), facts(files)))
    places.append(("files", words("files")))
    title = words("title", name=profile.extract.manifest.name, tables=len(profile.tables))
    lead = [element("p", f"{words('states')} {words('percentiles')}"), element("p", words("shared"))]
    return page(title, t, [*lead, *sections], places, _STYLE)


def _table(profiled: TableProfile, lines: Sequence[Figures], words: Words) -> Iterator[Markup]:
    name = profiled.table.name
    heads: tuple[str, ...] = (
        "field",
        "missing",
        "complete",
        "mean",
        "sd",
        "hidden",
        "unreadable",
        "not_applicable",
        "filled",
    )
    rows: list[tuple[str, ...]] = []
    for each in lines:
        counts = {state: words.number(each.states[state]) for state in STATES}
        measures = (words.measure(each.mean), words.measure(each.sd))
        rest = (counts[state] for state in ("hidden", "unreadable", "not_applicable", "filled"))
        rows.append((each.field.name, counts["missing"], words.share(each.complete), *measures, *rest))
    caption = words("caption.completeness", rows=words.number(profiled.completeness.rows))
    yield table(f"{name}-completeness", caption, _heads(words, heads), rows, range(1, len(heads)))
    heads = ("field", "type", "distinct", "values")
    rows = []
    for each in lines:
        kind = words(f"type.{each.field.type.value}")
        rows.append((each.field.name, kind, words.number(each.distinct), words.values(each)))
    yield table(f"{name}-values", words("caption.values"), _heads(words, heads), rows, (2,))
    said = words.observations(profiled, lines)
    if said:
        yield element("ul", joined(element("li", sentence) for sentence in said))
    for each in lines:
        if each.distribution.type in NUMBERS and each.distribution.heaps and each.told:
            yield _bars(name, each, words)


def _heads(words: Words, names: Sequence[str]) -> list[str]:
    return [words(f"column.{each}") for each in names]


def _bars(table_name: str, figures: Figures, words: Words) -> Markup:
    """Numbers that pile up, as a picture; bars of hidden counts have no length."""
    bins = figures.distribution.bins(_MOST_BARS)
    lines = []
    for each, count in zip(bins, suppress([each.count for each in bins]).counts, strict=True):
        start, stop = (words.value(figures.field, bound) for bound in (each.start, each.stop))
        tone = "warning" if each.heaps else "info"
        lines.append(Bar(f"{start}–{stop}", None if count is None else float(count), words.number(count), tone))
    title = words("caption.heaps", field=figures.field.name)
    return bars(f"{table_name}-{figures.field.name}", title, title, lines)
