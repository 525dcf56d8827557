"""The page of a table (*filbeskrivelse*): its fields, what they mean, who registers them, and which rules ask them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from auditor.locale import Translator
from auditor.model.rule import Rule
from auditor.model.ruleset import Code as CodeEntry
from auditor.model.ruleset import CodeList, RuleSet
from auditor.model.table import Field, Personal, Since, Table
from auditor.reports.rulebook.document import (
    Block,
    Code,
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
from auditor.reports.rulebook.rule_pages import rule_link, severity_in_words, table_page_name
from auditor.rulesets.uses import Uses


def list_anchor(codes: str) -> str:
    """The anchor of a code list on the page of a table."""
    return f"codes-{slug(codes)}"


def table_page(table: Table, ruleset: RuleSet, uses: Mapping[str, Uses], t: Translator) -> Page:
    """The page of one table; ``uses`` says of each rule what it rests on."""
    title = f"{table.title.in_language(t.language)} ({table.name})"
    return Page(table_page_name(table.name), title, tuple(_TablePage(table, ruleset, uses, t).blocks()))


class _TablePage:
    def __init__(self, table: Table, ruleset: RuleSet, uses: Mapping[str, Uses], t: Translator) -> None:
        self._table, self._ruleset, self._t = table, ruleset, t
        self._rules = [
            (rule, {field for of, field in uses[rule.id].fields if of == table.name}) for rule in ruleset.rules
        ]

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"rulebook.table.{key}", **facts)

    def _column(self, *names: str) -> tuple[str, ...]:
        return tuple(self._t(f"rulebook.column.{each}") for each in names)

    def blocks(self) -> Iterator[Block]:
        """What the table is, its fields in short, each field, its rules, and the code lists it uses."""
        table, language = self._table, self._t.language
        if table.description is not None:
            yield Paragraph(line_of(table.description.in_language(language)))
        yield Facts(tuple(self._about()))
        yield Heading(self._text("fields"))
        yield Grid(
            self._text("fields_of", table=table.name),
            self._column(
                "field", *(["position"] if table.line_length else []), "title", "type", "codes", "registers", "since"
            ),
            tuple(self._short(each) for each in table.fields),
        )
        for field in table.fields:
            yield Heading(f"{field.title.in_language(language)} ({field.name})", 3, slug(field.name))
            yield Facts(tuple(self._field(field)))
        yield from self._derived()
        own = [rule for rule, _ in self._rules if rule.table == table.name]
        if own:
            yield Heading(self._text("rules"))
            yield rule_grid(own, self._text("rules_of", table=table.name), self._t)
        for name in dict.fromkeys(each.codes for each in table.fields if each.codes):
            yield from self._code_list(self._ruleset.code_lists[name])

    def _about(self) -> Iterator[tuple[str, tuple[Line, ...]]]:
        table = self._table
        named = (
            ("key", table.key),
            ("person", (table.person,)),
            ("municipality", (table.municipality,)),
            ("date", (table.date,)),
        )
        for key, names in named:
            shown = [Code(name) for name in names if name]
            if shown:
                yield self._text(key), (joined(shown),)
        if table.files:
            yield self._text("files"), (joined([Code(each) for each in table.files]),)
        if table.line_length:
            told = self._text("line_length_told", length=table.line_length)
            yield self._text("line_length"), (line_of(told),)
        if table.since is not None:
            yield self._text("since"), (line_of(self._since(table.since)),)
        if table.optional:
            yield self._text("optional"), (line_of(self._text("table_optional")),)

    def _since(self, since: Since) -> str:
        return self._text("since_told", date=self._t.date(since.date), source=since.source)

    def _type(self, field: Field) -> str:
        return self._text(f"type.{field.type.value}")

    def _position(self, field: Field) -> str:
        """Where a field stands in a line of fixed width, as a file description says it."""
        key = "position_and_format" if field.date_format else "position_told"
        end = field.position + field.width - 1
        place = str(end) if field.width == 1 else f"{field.position}–{end}"
        return self._text(key, place=place, format=field.date_format or "")

    def _codes(self, field: Field) -> Line:
        if field.codes is None:
            return ()
        title = self._ruleset.code_lists[field.codes].title.in_language(self._t.language)
        return line_of(Link(title, table_page_name(self._table.name), list_anchor(field.codes)))

    def _short(self, field: Field) -> tuple[Line, ...]:
        language = self._t.language
        return (
            line_of(Link(field.name, table_page_name(self._table.name), slug(field.name))),
            *((line_of(self._position(field)),) if self._table.line_length else ()),
            line_of(field.title.in_language(language)),
            line_of(self._type(field)),
            self._codes(field),
            line_of(field.registers.in_language(language) if field.registers else ""),
            line_of(self._t.date(field.since.date) if field.since else self._text("since_unknown_short")),
        )

    def _field(self, field: Field) -> Iterator[tuple[str, tuple[Line, ...]]]:
        t = self._t
        if field.description is not None:
            yield self._text("meaning"), (line_of(field.description.in_language(t.language)),)
        yield t("rulebook.column.type"), (line_of(self._type(field)),)
        if field.codes:
            yield t("rulebook.column.codes"), (self._codes(field),)
        if field.registers is not None:
            yield t("rulebook.column.registers"), (line_of(field.registers.in_language(t.language)),)
        unknown = self._text("since_unknown")
        yield t("rulebook.column.since"), (line_of(self._since(field.since) if field.since else unknown),)
        if field.aliases:
            yield self._text("aliases"), (joined([Code(each) for each in field.aliases]),)
        if field.personal is not Personal.NONE:
            yield self._text("personal"), (line_of(self._text(f"personal_{field.personal.value}")),)
        if field.optional:
            yield self._text("optional"), (line_of(self._text("field_optional")),)
        using = [rule for rule, fields in self._rules if field.name in fields]
        shown = joined([rule_link(rule) for rule in using]) if using else line_of(self._text("no_rule"))
        yield self._text("used_by"), (shown,)

    def _derived(self) -> Iterator[Block]:
        rows = [
            (
                line_of(Code(each.name)),
                line_of(each.title.in_language(self._t.language)),
                line_of(Code(" ".join(each.sql.split()))),
            )
            for each in self._ruleset.derivations
            if each.table == self._table.name
        ]
        if rows:
            yield Heading(self._text("derived"))
            yield Grid(
                self._text("derived_of", table=self._table.name), self._column("field", "title", "sql"), tuple(rows)
            )

    def _code_list(self, codes: CodeList) -> Iterator[Block]:
        title = codes.title.in_language(self._t.language)
        yield Heading(self._text("code_list", title=title), 2, list_anchor(codes.name))
        yield Facts(((self._text("source"), (line_of(codes.source),)),))
        if codes.reference is not None:
            yield Paragraph(line_of(self._text("reference", count=len(_codes_ever(codes.reference)))))
            return
        attributes = tuple(dict.fromkeys(name for each in codes.codes for name in each.attributes))
        names = ("code", "label", "aliases", "from", "to", *(("attributes",) if attributes else ()))
        rows = tuple(self._code(each)[: len(names)] for each in codes.codes)
        yield Grid(title, self._column(*names), rows)

    def _code(self, code: CodeEntry) -> tuple[Line, ...]:
        t = self._t
        return (
            line_of(Code(code.code)),
            line_of(code.label.in_language(t.language)),
            joined([Code(each) for each in code.aliases]),
            line_of(t.date(code.start) if code.start else ""),
            line_of(t.date(code.end) if code.end else ""),
            line_of(", ".join(f"{name}: {self._value(value)}" for name, value in code.attributes.items())),
        )

    def _value(self, value: str | int | float | dt.date) -> str:
        return self._t.date(value) if isinstance(value, dt.date) else str(value)


def rule_grid(rules: Sequence[Rule], caption: str, t: Translator) -> Grid:
    """Rules with their titles and severities."""
    heads = ("rule", "title", "severity", "dimension")
    return Grid(
        caption,
        tuple(t(f"rulebook.column.{each}") for each in heads),
        tuple(
            (
                line_of(rule_link(rule)),
                line_of(rule.title.in_language(t.language)),
                line_of(severity_in_words(rule, t)),
                line_of(t(f"reports.text.dimension.{rule.dimension.value}")),
            )
            for rule in rules
        ),
    )


def _codes_ever(reference: str) -> frozenset[str]:
    from auditor.reference.codes import all_codes

    return all_codes(reference)
