"""The profile as lines of text, for who holds the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.locale import Translator
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import UNKNOWN_SIGN, columns, wrapped
from auditor.reports.profile.figures import Figures, Figuring, Words
from auditor.results.profile.whole import Profile, TableProfile


def profile_lines(profile: Profile, t: Translator, width: int) -> Iterator[str]:
    """Each table with the completeness and the values of its fields, and what is remarkable; relations at the end."""
    figuring = Figuring(profile.ruleset, shared=False)
    words = Words(t, Masker(language=t.language), figuring)
    name = profile.extract.manifest.name
    yield from wrapped(sanitise(words("title", name=name, tables=len(profile.tables))), width)
    yield from wrapped(f"{words('states')} {words('range')}", width)
    for table in profile.tables:
        yield ""
        yield from _table(table, figuring.of(table), words, t, width)
    if profile.relations:
        yield ""
        yield words("relations")
        for each in profile.relations:
            yield from wrapped(sanitise(words.relation(each)), width, "  ", "  ")
    for name in profile.unknown:
        yield from wrapped(sanitise(words("unknown_table", table=name)), width, f"{UNKNOWN_SIGN} ", "  ")


def _table(table: TableProfile, lines: Sequence[Figures], words: Words, t: Translator, width: int) -> Iterator[str]:
    title = table.table.title.in_language(t.language)
    yield from wrapped(
        sanitise(words("table", title=title, table=table.table.name, rows=table.completeness.rows)), width
    )
    heads: tuple[str, ...] = ("field", "missing", "complete", "mean", "sd", "hidden", "not_applicable")
    rows = [tuple(words(f"column.{each}") for each in heads)]
    for each in lines:
        states = each.states
        figures = (words.number(states[name]) for name in ("missing", "hidden", "not_applicable"))
        missing, hidden, other = figures
        measures = (words.measure(each.mean), words.measure(each.sd))
        rows.append((sanitise(each.field.name), missing, words.share(each.complete), *measures, hidden, other))
    yield from columns(rows, width, 0, range(1, len(heads)))
    yield ""
    heads = ("field", "type", "distinct", "values")
    rows = [tuple(words(f"column.{each}") for each in heads)]
    for each in lines:
        kind = words(f"type.{each.field.type.value}")
        rows.append((sanitise(each.field.name), kind, words.number(each.distinct), words.values(each)))
    yield from columns(_cut(rows, width), width, 0, (2,))
    said = words.observations(table, lines)
    if said:
        yield ""
        for sentence in said:
            yield from wrapped(sanitise(sentence), width, "▸ ", "  ")


def _cut(rows: Sequence[tuple[str, ...]], width: int) -> list[tuple[str, ...]]:
    """The rows with as much of the last column as fits."""
    from auditor.reports.layout import cells, cut

    before = sum(max(cells(row[place]) for row in rows) + 2 for place in range(len(rows[0]) - 1))
    return [(*row[:-1], cut(row[-1], max(width - before, 12))) for row in rows]
