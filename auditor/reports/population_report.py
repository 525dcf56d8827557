"""Populations as lines of text or as JSON: a waterfall of what each step removes, cannot decide and leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from auditor.locale import Translator
from auditor.model.extract import Extract
from auditor.model.population import PopulationResult, Waterfall
from auditor.model.ruleset import RuleSet
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.explained import basis_in_words
from auditor.reports.json_report import dump
from auditor.reports.layout import UNKNOWN_SIGN, cells, columns, wrapped

SCHEMA = "auditor-population/1"
_MARGIN = "  "


def population_lines(results: Sequence[PopulationResult], ruleset: RuleSet, t: Translator, width: int) -> Iterator[str]:
    """Each population with its waterfall, and one line a municipality where they were counted."""
    for place, result in enumerate(results):
        if place:
            yield ""
        yield from _Waterfall(result, ruleset, t, width).lines()


class _Waterfall:
    def __init__(self, result: PopulationResult, ruleset: RuleSet, t: Translator, width: int) -> None:
        self._result, self._ruleset, self._t, self._width = result, ruleset, t, width
        self._masker = Masker()

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"population.{key}", **facts)

    def _number(self, value: int | None) -> str:
        return "" if value is None else self._t.number(value)

    def lines(self) -> Iterator[str]:
        """What it is, the steps, what is left, and what could not be told."""
        population, language = self._result.population, self._t.language
        yield from wrapped(sanitise(f"{population.title.in_language(language)} ({population.name})"), self._width)
        basis = "; ".join(basis_in_words(each, self._t) for each in population.basis)
        facts = self._text("about", table=population.table, date=self._result.reference_date, basis=basis)
        yield from wrapped(sanitise(facts), self._width)
        if population.description is not None:
            yield from wrapped(sanitise(population.description.in_language(language)), self._width)
        yield ""
        whole = self._result.whole
        yield from self._steps(whole)
        yield ""
        key = "left_between" if whole.unknown else "left"
        yield from wrapped(self._text(key, left=whole.left, most=whole.at_most), self._width)
        for problem in self._result.problems:
            said = self._masker.text("none", self._t(problem.key, **problem.facts))
            yield from wrapped(said, self._width, f"{UNKNOWN_SIGN} ", "  ")
        if self._result.municipalities:
            yield ""
            yield from self._places()

    def _heads(self, *names: str) -> tuple[str, ...]:
        persons = ("persons",) if self._result.whole.persons is not None else ()
        return tuple(self._text(f"column.{name}") for name in (*names, *persons))

    def _persons(self, persons: int | None) -> tuple[str, ...]:
        return () if self._result.whole.persons is None else (self._number(persons),)

    def _steps(self, whole: Waterfall) -> Iterator[str]:
        rows: list[tuple[str, ...]] = [("", *self._heads("into", "removed", "unknown", "left"))]
        rows.append((self._text("all"), "", "", "", self._number(whole.rows), *self._persons(whole.persons)))
        for number, (step, count) in enumerate(zip(self._result.population.steps, whole.steps, strict=False), 1):
            title = f"{number} {sanitise(step.title.in_language(self._t.language))}"
            figures = (count.into, count.removed, count.unknown, count.left)
            rows.append((title, *map(self._number, figures), *self._persons(count.persons)))
        yield from columns(list(self._tall(rows)), self._width, 0, range(1, len(rows[0])))

    def _tall(self, rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """Rows whose first column goes on below where it is too long, since a title that is cut says another thing."""
        figures = sum(max(cells(row[place]) for row in rows) + 2 for place in range(1, len(rows[0])))
        for title, *rest in rows:
            first, *more = wrapped(title, self._width - figures, "", _MARGIN) if title else [""]
            yield (first, *rest)
            for line in more:
                yield (line, *("" for _ in rest))

    def _places(self) -> Iterator[str]:
        from auditor.reference.municipalities import latest

        rows: list[tuple[str, ...]] = [
            (self._text("by_municipality"), *self._heads("into", "removed", "unknown", "left"))
        ]
        for code, each in self._result.municipalities.items():
            shown = self._text("no_municipality") if code is None else self._masker.text("none", code)
            known = latest(code) if code is not None else None
            name = f"{shown} {known.name}" if known is not None else shown
            figures = (each.rows, each.removed, each.unknown, each.left)
            persons = each.steps[-1].persons if each.steps else each.persons
            rows.append((name, *map(self._number, figures), *self._persons(persons)))
        yield from columns(rows, self._width, 0, range(1, len(rows[0])))


def population_json(results: Sequence[PopulationResult], ruleset: RuleSet, extract: Extract) -> str:
    """One JSON object; the same input gives the same bytes, and no value of the data but municipality numbers."""
    masker = Masker()
    return dump(
        {
            "schema": SCHEMA,
            "rule_set": {"name": ruleset.name, "version": ruleset.version},
            "files": [{"name": sanitise(each.name), "sha256": each.sha256} for each in extract.manifest.files],
            "populations": [_population(each, masker) for each in results],
        }
    )


def _population(result: PopulationResult, masker: Masker) -> dict[str, Any]:
    population = result.population
    return {
        "name": population.name,
        "title": {"nb": population.title.nb, "en": population.title.in_language("en")},
        "table": population.table,
        "reference_date": result.reference_date.isoformat(),
        "basis": [{each.kind: each.reference} for each in population.basis],
        "complete": not result.problems,
        "problems": [{"key": each.key, **each.facts} for each in result.problems],
        "steps": [
            {"title": {"nb": each.title.nb, "en": each.title.in_language("en")}, "keep": " ".join(each.keep.split())}
            for each in population.steps
        ],
        **_figures(result.whole),
        "municipalities": [
            {"municipality": None if code is None else masker.text("none", code), **_figures(each)}
            for code, each in result.municipalities.items()
        ],
    }


def _figures(waterfall: Waterfall) -> dict[str, Any]:
    return {
        "rows": waterfall.rows,
        "persons": waterfall.persons,
        "left": waterfall.left,
        "at_most": waterfall.at_most,
        "counts": [
            {"in": each.into, "removed": each.removed, "unknown": each.unknown, "left": each.left,
             "persons": each.persons}
            for each in waterfall.steps
        ],
    }  # fmt: skip
