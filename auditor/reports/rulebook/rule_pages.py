"""The page of a rule: a registrar who reads this page and no other knows what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.locale import Translator
from auditor.model.rule import Example, Rule
from auditor.model.ruleset import Parameter, RuleSet
from auditor.reports.explained import Explained, basis_in_words
from auditor.reports.layout import SIGNS
from auditor.reports.parameter_values import plain
from auditor.reports.rulebook.computed import computed_grid
from auditor.reports.rulebook.document import (
    Block,
    Code,
    Facts,
    Grid,
    Heading,
    Inline,
    Line,
    Link,
    Page,
    Paragraph,
    Strong,
    slug,
)
from auditor.reports.rulebook.document import line as line_of
from auditor.rulesets.excerpt import PLACEHOLDER
from auditor.rulesets.uses import Uses

FIRST_EXAMPLES = 2
"""So many examples of an outcome that need several tables stand before the rule's SQL, the rest after it."""


def rule_page_name(rule_id: str) -> str:
    """Where the page of a rule is."""
    return f"rules/{slug(rule_id)}"


def table_page_name(table: str) -> str:
    """Where the page of a table is."""
    return f"tables/{slug(table)}"


def rule_link(rule: Rule) -> Link:
    """A rule's id, leading to its page."""
    return Link(rule.id, rule_page_name(rule.id))


def severity_in_words(rule: Rule, t: Translator) -> str:
    """Sign and word of a severity."""
    return f"{SIGNS[rule.severity]} {t(f'reports.text.severity.{rule.severity.key}')}"


def rule_page(rule: Rule, ruleset: RuleSet, uses: Uses, t: Translator) -> Page:
    """The page of one rule."""
    return Page(
        rule_page_name(rule.id),
        f"{rule.id} {rule.title.in_language(t.language)}",
        tuple(_RulePage(rule, ruleset, uses, t).blocks()),
    )


class _RulePage:
    def __init__(self, rule: Rule, ruleset: RuleSet, uses: Uses, t: Translator) -> None:
        self._rule, self._ruleset, self._uses, self._t = rule, ruleset, uses, t
        self._said = Explained(rule, ruleset, t)

    def _label(self, name: str) -> str:
        label = self._t(f"reports.explain.label_{name}")
        return label[:1].upper() + label[1:]

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"rulebook.rule.{key}", **facts)

    def blocks(self) -> Iterator[Block]:
        """What to do first, then what is asked and why, then how it is written and shown."""
        rule, said, t = self._rule, self._said, self._t
        yield Paragraph(
            line_of(
                Strong(severity_in_words(rule, t)),
                " · ",
                t(f"reports.text.dimension.{rule.dimension.value}"),
                *self._theme(),
            )
        )
        yield Heading(self._text("what_to_do"))
        yield Facts(
            (
                (self._label("message"), (self._message(),)),
                (self._label("remedy"), (line_of(rule.remedy.in_language(t.language)),)),
                (self._text("how_sure"), (line_of(self._t(f"rulebook.advice.{rule.severity.key}")),)),
                *([(self._label("fields"), tuple(map(self._field, rule.blame)))] if rule.blame else []),
            )
        )
        yield Heading(self._text("what_is_checked"))
        facts = [(self._label("given"), line_of(said.given))]
        if said.when:
            facts.append((self._label("when"), line_of(said.when)))
        facts.append((self._label("then"), line_of(said.then)))
        facts.append((self._label("valid"), line_of(said.validity or self._text("always"))))
        yield Facts(tuple((label, (text,)) for label, text in facts))
        yield from self._rests_on()
        yield Heading(self._label("why"))
        if rule.why is not None:
            yield Paragraph(line_of(rule.why.in_language(t.language)))
        yield Facts(((self._label("law"), tuple(line_of(basis_in_words(each, t)) for each in rule.basis)),))
        yield from self._examples()
        yield from self._written()
        yield from self._more_examples()

    def _theme(self) -> Line:
        rule = self._rule
        table = Link(self._table_title(rule.table), table_page_name(rule.table))
        theme = (" · ", self._t("reports.explain.theme", theme=rule.theme)) if rule.theme else ()
        return (*theme, " · ", table)

    def _table_title(self, table: str) -> str:
        described = self._ruleset.tables.get(table)
        return described.title.in_language(self._t.language) if described is not None else table

    def _message(self) -> Line:
        """The message with the titles of fields where their values will stand."""
        parts = PLACEHOLDER.split(self._rule.message.in_language(self._t.language))
        made: list[Inline] = [
            Strong(self._said.field(part)[0]) if number % 2 else part for number, part in enumerate(parts)
        ]
        return tuple(each for each in made if each != "")

    def _field(self, name: str) -> Line:
        title, registers = self._said.field(name)
        table = self._ruleset.tables.get(self._rule.table)
        known = table is not None and table.field(name) is not None
        shown = Link(title, table_page_name(self._rule.table), slug(name)) if known else title
        who = self._t("reports.explain.registered_by", who=registers) if registers is not None else ""
        return line_of(shown, " (", Code(name), ")", who)

    def _groups(self) -> Iterator[tuple[str, Sequence[Example], Sequence[Example]]]:
        """By outcome: a caption, the examples of one row alone, and those that other rows belong to."""
        examples = self._rule.examples
        for key, given in (("fails", examples.fails), ("passes", examples.passes), ("unknown", examples.unknown)):
            alone = [each for each in given if each.row and not each.others]
            together = [each for each in given if not each.row or each.others]
            yield self._t(f"reports.explain.examples_{key}"), alone, together

    def _examples(self) -> Iterator[Block]:
        """Examples of one row alone stand in one table, and the first few of the others in tables of their own."""
        if self._rule.examples.fails:
            yield Heading(self._text("examples"))
        for caption, alone, together in self._groups():
            if alone:
                yield self._grid(caption, [each.row for each in alone])
            for example in together[:FIRST_EXAMPLES]:
                yield from self._example(caption, example)

    def _more_examples(self) -> Iterator[Block]:
        """The other examples, for those who ask about a limit."""
        rest = [(caption, together[FIRST_EXAMPLES:]) for caption, _, together in self._groups()]
        if any(examples for _, examples in rest):
            yield Heading(self._text("more_examples"))
        for caption, examples in rest:
            for example in examples:
                yield from self._example(caption, example)

    def _example(self, caption: str, example: Example) -> Iterator[Block]:
        yield self._grid(caption, [example.row] if example.row else example.rows)
        for table, rows in example.others.items():
            yield self._grid(self._t("reports.explain.with", table=table), rows)
        if example.previous:
            yield self._grid(self._t("reports.explain.previous"), example.previous)

    def _grid(self, caption: str, rows: Sequence[Mapping[str, object]]) -> Block:
        lines = self._said.example_rows(rows)
        if not lines[0]:
            return Paragraph(line_of(f"{caption} {self._t('reports.explain.no_rows')}"))
        return Grid(caption, tuple(lines[0]), tuple(tuple(line_of(cell) for cell in row) for row in lines[1:]))

    def _rests_on(self) -> Iterator[Block]:
        """The limits behind what is asked, and how what is asked about is found or computed."""
        parameters = [self._ruleset.parameters[name] for name in self._uses.parameters]
        if parameters:
            yield parameter_grid(parameters, self._text("parameters"), self._t)
        computed = computed_grid(self._uses.columns, self._rule.table, self._ruleset, self._text("computed"), self._t)
        if computed is not None:
            yield computed

    def _written(self) -> Iterator[Block]:
        rule = self._rule
        facts = [(name, (line_of(Code(text)),)) for name, text in self._said.sql()]
        if rule.file:
            place = self._t("reports.explain.place", file=rule.file, line=str(rule.line))
            facts.append((self._label("where"), (line_of(place),)))
        if facts:
            yield Heading(self._text("how_written"))
            yield Facts(tuple(facts))


def parameter_grid(parameters: Sequence[Parameter], caption: str, t: Translator) -> Grid:
    """Parameters with the values they had from each date."""
    rows = [
        (
            line_of(parameter.title.in_language(t.language)),
            line_of(Code(parameter.name)),
            line_of(t.date(value.start) if value.start else ""),
            line_of(plain(value.value, t)),
            line_of("; ".join(basis_in_words(each, t) for each in parameter.basis)),
        )
        for parameter in parameters
        for value in parameter.values
    ]
    heads = ("title", "name", "from", "value", "basis")
    return Grid(caption, tuple(t(f"rulebook.column.{each}") for each in heads), tuple(rows))
