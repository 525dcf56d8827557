"""The page of an indicator: what it says, from where, its targets and breaks, and each way to reckon it."""

from __future__ import annotations

from auditor.locale import Translator
from auditor.model.indicator import Indicator, Target, Variant
from auditor.model.ruleset import RuleSet
from auditor.reports.explained import basis_in_words
from auditor.reports.indicators.words import Words
from auditor.reports.prose import Names, in_words, value_in_words
from auditor.reports.rulebook.document import Block, Code, Facts, Grid, Heading, Line, Link, Page, Paragraph, slug
from auditor.reports.rulebook.document import line as line_of
from auditor.reports.rulebook.rule_pages import table_page_name


def indicator_page_name(indicator: str) -> str:
    """The name of the page of an indicator."""
    return f"indicators/{slug(indicator)}"


def indicator_page(indicator: Indicator, ruleset: RuleSet, t: Translator) -> Page:
    """The page of one indicator; its conditions stand in words and as they are written."""
    language = t.language
    names = Names.of(ruleset, indicator.table, t)
    table = ruleset.tables[indicator.table].title.in_language(language)
    title = indicator.title.in_language(language)
    about = line_of(Link(f"{table} ({indicator.table})", table_page_name(indicator.table)))
    words = Words(indicator, t)
    facts = (
        (t("rulebook.indicator.table"), (about,)),
        (t("rulebook.indicator.source"), (line_of(indicator.source.in_language(language)),)),
        (t("rulebook.indicator.basis"), tuple(line_of(basis_in_words(each, t)) for each in indicator.basis)),
        (t("rulebook.indicator.period"), (line_of(value_in_words(indicator.period, names, t)),)),
        (t("rulebook.indicator.targets"), tuple(_target(each, words) for each in indicator.targets)),
        (
            t("rulebook.indicator.breaks"),
            tuple(line_of(f"{each.year}: {each.title.in_language(language)}") for each in indicator.breaks),
        ),
        (t("rulebook.indicator.correct"), tuple(line_of(names[each]) for each in indicator.correct)),
    )
    blocks: list[Block] = [
        Paragraph(line_of(indicator.description.in_language(language))),
        Facts(tuple(fact for fact in facts if fact[1])),
        Heading(t("rulebook.indicator.readings")),
    ]
    rows = tuple(_reading(each, indicator, names, t) for each in indicator.readings())
    heads = tuple(t(f"rulebook.indicator.column.{each}") for each in ("title", "within", "exclude", "measure", "sql"))
    blocks.append(Grid(t("rulebook.indicator.readings_of", title=title), heads, rows))
    return Page(indicator_page_name(indicator.name), f"{title} ({indicator.name})", tuple(blocks))


def _target(target: Target, words: Words) -> Line:
    years = f"{target.start}–{target.end}" if target.end is not None else f"{target.start}–"
    return line_of(f"{years}: {words.figure(target.value)}")


def _reading(variant: Variant, indicator: Indicator, names: Names, t: Translator) -> tuple[Line, ...]:
    if variant.of is not None:
        measure = in_words(variant.of, names, t)
    else:
        measure = value_in_words(indicator.value or "", names, t)
    excluded = "; ".join(each.title.in_language(t.language) for each in variant.exclude or ())
    return (
        line_of(variant.title.in_language(t.language)),
        line_of(in_words(variant.within or "", names, t)),
        line_of(excluded),
        line_of(measure),
        line_of(Code(" ".join((variant.of or indicator.measure).split()))),
    )
