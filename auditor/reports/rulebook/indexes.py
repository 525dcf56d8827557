"""Ways into the rule book: by register and table, by paragraph of the law, by field, by dimension and by severity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.locale import Translator
from auditor.model.rule import Basis, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Dimension, Severity
from auditor.reports.explained import basis_in_words
from auditor.reports.rulebook.document import (
    Block,
    Bullets,
    Facts,
    Grid,
    Heading,
    Line,
    Link,
    Page,
    Paragraph,
    joined,
    slug,
)
from auditor.reports.rulebook.document import line as line_of
from auditor.reports.rulebook.indicator_pages import indicator_page_name
from auditor.reports.rulebook.population_pages import population_page_name
from auditor.reports.rulebook.rule_pages import rule_link, severity_in_words, table_page_name
from auditor.reports.rulebook.table_pages import rule_grid
from auditor.rulesets.uses import Uses

INDEXES = ("by-register", "by-law", "by-field", "by-dimension", "by-severity")
_LAWS = ("law", "regulation")
_PARAGRAPH = re.compile(r"\d+(?:\s+[a-z](?![\wæøå]))?")


def index_pages(ruleset: RuleSet, uses: Mapping[str, Uses], t: Translator) -> tuple[Page, ...]:
    """The index pages."""
    blocks = (
        _by_register(ruleset, t),
        _by_law(ruleset, t),
        _by_field(ruleset, uses, t),
        _by_dimension(ruleset, t),
        _by_severity(ruleset, t),
    )
    return tuple(
        Page(name, t(f"rulebook.index.{name.replace('-', '_')}"), tuple(made))
        for name, made in zip(INDEXES, blocks, strict=True)
    )


def front_page(ruleset: RuleSet, t: Translator) -> Page:
    """What the rule set is, and where to go on."""
    counts = {each: sum(rule.severity is each for rule in ruleset.rules) for each in sorted(Severity, reverse=True)}
    facts: list[tuple[str, tuple[Line, ...]]] = [
        (t("rulebook.front.name"), (line_of(ruleset.name),)),
        (t("rulebook.front.version"), (line_of(ruleset.version),)),
        (t("rulebook.front.registers"), (line_of(", ".join(ruleset.registers)),)),
        (t("rulebook.front.sources"), (line_of(", ".join(ruleset.sources)),)),
    ]
    if ruleset.builds_on:
        facts.append((t("rulebook.front.builds_on"), (line_of(", ".join(ruleset.builds_on)),)))
    severities = Grid(
        t("rulebook.front.severities"),
        (t("rulebook.column.severity"), t("rulebook.column.rules"), t("rulebook.column.meaning")),
        tuple(
            (
                line_of(t(f"reports.text.severity.{each.key}")),
                line_of(t.number(count)),
                line_of(t(f"rulebook.severity.{each.key}")),
            )
            for each, count in counts.items()
        ),
    )
    return Page(
        "index",
        t("rulebook.front.title", title=ruleset.title.in_language(t.language)),
        (
            Facts(tuple(facts)),
            severities,
            Heading(t("rulebook.front.find")),
            Bullets(
                (
                    *(line_of(Link(t(f"rulebook.index.{each.replace('-', '_')}"), each)) for each in INDEXES),
                    *([line_of(Link(t("rulebook.parameters.title"), "parameters"))] if ruleset.parameters else []),
                )
            ),
            Heading(t("rulebook.front.tables")),
            Bullets(
                tuple(
                    line_of(Link(f"{each.title.in_language(t.language)} ({each.name})", table_page_name(each.name)))
                    for each in ruleset.tables.values()
                )
            ),
            *_populations(ruleset, t),
            *_indicators(ruleset, t),
        ),
    )


def _indicators(ruleset: RuleSet, t: Translator) -> Iterator[Block]:
    if ruleset.indicators:
        yield Heading(t("rulebook.chapter.indicators"))
        yield Bullets(
            tuple(
                line_of(Link(f"{each.title.in_language(t.language)} ({each.name})", indicator_page_name(each.name)))
                for each in ruleset.indicators.values()
            )
        )


def _populations(ruleset: RuleSet, t: Translator) -> Iterator[Block]:
    if ruleset.populations:
        yield Heading(t("rulebook.chapter.populations"))
        yield Bullets(
            tuple(
                line_of(Link(f"{each.title.in_language(t.language)} ({each.name})", population_page_name(each.name)))
                for each in ruleset.populations.values()
            )
        )


def _by_register(ruleset: RuleSet, t: Translator) -> Iterator[Block]:
    """The rules of each rule set with its registers, by table; a rule made for a table stands where the table does."""
    parts: dict[str, dict[str, list[Rule]]] = {name: {} for name in ruleset.parts}
    for rule in ruleset.rules:
        file = rule.file or ruleset.tables[rule.table].file
        parts.setdefault(file.partition("/")[0], {}).setdefault(rule.table, []).append(rule)
    for name, tables in parts.items():
        if not tables:
            continue
        part = ruleset.parts.get(name)
        if part is not None:
            yield Heading(part.title.in_language(t.language))
            yield Paragraph(line_of(t("rulebook.index.registers", registers=", ".join(part.registers))))
        for table, rules in tables.items():
            yield Heading(ruleset.tables[table].title.in_language(t.language), level=3)
            yield rule_grid(rules, t("rulebook.table.rules_of", table=table), t)


def _by_dimension(ruleset: RuleSet, t: Translator) -> Iterator[Block]:
    for dimension in Dimension:
        title = t(f"reports.text.dimension.{dimension.value}")
        yield from _group(title, [rule for rule in ruleset.rules if rule.dimension is dimension], t)


def _by_severity(ruleset: RuleSet, t: Translator) -> Iterator[Block]:
    for severity in sorted(Severity, reverse=True):
        title = t(f"reports.text.severity.{severity.key}")
        yield from _group(title, [rule for rule in ruleset.rules if rule.severity is severity], t)


def _group(title: str, rules: Sequence[Rule], t: Translator) -> Iterator[Block]:
    if rules:
        heading = title[:1].upper() + title[1:]
        yield Heading(heading)
        yield rule_grid(rules, heading, t)


def _by_field(ruleset: RuleSet, uses: Mapping[str, Uses], t: Translator) -> Iterator[Block]:
    for table in ruleset.tables.values():
        rows = []
        for field in table.fields:
            using = [rule for rule in ruleset.rules if (table.name, field.name) in uses[rule.id].fields]
            if using:
                name = Link(field.name, table_page_name(table.name), slug(field.name))
                title = field.title.in_language(t.language)
                rows.append((line_of(name), line_of(title), joined([rule_link(rule) for rule in using])))
        if rows:
            heads = tuple(t(f"rulebook.column.{each}") for each in ("field", "title", "rules"))
            yield Heading(table.title.in_language(t.language))
            yield Grid(t("rulebook.table.fields_of", table=table.name), heads, tuple(rows))


def _by_law(ruleset: RuleSet, t: Translator) -> Iterator[Block]:
    """Laws and regulations by paragraph; what else rules rest on follows, by reference."""
    laws: dict[str, list[tuple[tuple[int, str], str, Rule]]] = {}
    others: dict[str, list[Rule]] = {}
    for rule in ruleset.rules:
        for basis in rule.basis:
            if basis.kind in _LAWS:
                law, paragraphs = paragraphs_of(basis)
                for order, text in paragraphs:
                    laws.setdefault(law, []).append((order, text, rule))
            else:
                rules = others.setdefault(basis_in_words(basis, t), [])
                if rule not in rules:
                    rules.append(rule)
    heads = tuple(t(f"rulebook.column.{each}") for each in ("paragraph", "rule", "title", "severity"))
    for law in sorted(laws):
        rows = tuple(
            (
                line_of(text),
                line_of(rule_link(rule)),
                line_of(rule.title.in_language(t.language)),
                line_of(severity_in_words(rule, t)),
            )
            for _, text, rule in sorted(laws[law], key=lambda each: each[0])
        )
        yield Heading(law[:1].upper() + law[1:])
        yield Grid(law, heads, rows)
    if others:
        title = t("rulebook.index.other_sources")
        yield Heading(title)
        rows_of = tuple(
            (line_of(text), joined([rule_link(each) for each in others[text]])) for text in sorted(others, key=_natural)
        )
        yield Grid(title, (t("rulebook.column.basis"), t("rulebook.column.rules")), rows_of)


def paragraphs_of(basis: Basis) -> tuple[str, list[tuple[tuple[int, str], str]]]:
    """A law and the paragraphs a reference names, each with what it is sorted by.

    ``integreringsloven §§ 13 og 14 a`` gives ``integreringsloven`` and ``§ 13``, ``§ 14 a``. A reference to a chapter
    or to the whole law stands before its paragraphs.
    """
    law, sign, rest = basis.reference.partition("§")
    if not sign:
        name, chapter, number = basis.reference.partition(" kapittel ")
        return name.strip(), [((0, number), f"{chapter.strip()} {number}".strip())]
    found = [" ".join(each.split()) for each in _PARAGRAPH.findall(rest)]
    if not found:
        return law.strip(), [((0, rest), f"§ {rest.strip('§ ')}")]
    return law.strip(), [((int(each.split()[0]), each), f"§ {each}") for each in found]


def _natural(text: str) -> list[tuple[int, str]]:
    """Sorts R9 before R10."""
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in re.split(r"(\d+)", text)]
