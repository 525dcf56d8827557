"""The page of a population: whom it is about, why, and the steps that leave rows out."""

from __future__ import annotations

from auditor.locale import Translator
from auditor.model.population import Population
from auditor.model.ruleset import RuleSet
from auditor.reports.explained import basis_in_words
from auditor.reports.prose import Names, in_words
from auditor.reports.rulebook.document import Block, Code, Facts, Grid, Heading, Link, Page, Paragraph, slug
from auditor.reports.rulebook.document import line as line_of
from auditor.reports.rulebook.rule_pages import table_page_name


def population_page_name(population: str) -> str:
    """The name of the page of a population."""
    return f"populations/{slug(population)}"


def population_page(population: Population, ruleset: RuleSet, t: Translator) -> Page:
    """The page of one population; each step stands in words and as it is written."""
    language = t.language
    names = Names.of(ruleset, population.table, t)
    table = ruleset.tables[population.table].title.in_language(language)
    blocks: list[Block] = []
    if population.description is not None:
        blocks.append(Paragraph(line_of(population.description.in_language(language))))
    about = line_of(Link(f"{table} ({population.table})", table_page_name(population.table)))
    basis = tuple(line_of(basis_in_words(each, t)) for each in population.basis)
    blocks.append(Facts(((t("rulebook.population.table"), (about,)), (t("rulebook.population.basis"), basis))))
    blocks.append(Heading(t("rulebook.population.steps")))
    rows = tuple(
        (
            line_of(t.number(number)),
            line_of(step.title.in_language(language)),
            line_of(in_words(step.keep, names, t)),
            line_of(Code(" ".join(step.keep.split()))),
        )
        for number, step in enumerate(population.steps, 1)
    )
    heads = tuple(t(f"rulebook.population.column.{each}") for each in ("step", "title", "keep", "sql"))
    title = population.title.in_language(language)
    blocks.append(Grid(t("rulebook.population.steps_of", title=title), heads, rows))
    return Page(population_page_name(population.name), f"{title} ({population.name})", tuple(blocks))
