"""Rules that follow from a table's description alone: readable values and whole lines."""

from __future__ import annotations

from auditor.locale import Translator
from auditor.model.rule import Basis, Example, Examples, ParseCondition, RowShapeCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Table
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity

PARSED_TYPES = (FieldType.DATE, FieldType.INTEGER, FieldType.DECIMAL, FieldType.BOOLEAN)
_READABLE = {FieldType.DATE: "2024-01-31", FieldType.INTEGER: "12", FieldType.DECIMAL: "12,5", FieldType.BOOLEAN: "ja"}
_TRANSLATORS = (Translator("nb"), Translator("en"))


def format_rule_id(table: str, field: str) -> str:
    """Id of the rule that a field's values are readable as its type."""
    return f"FORMAT.{table}.{field}"


def shape_rule_id(table: str) -> str:
    """Id of the rule that a table's lines have as many cells as its header."""
    return f"SHAPE.{table}"


def generated_rules(ruleset: RuleSet) -> tuple[Rule, ...]:
    """Format and shape rules for all tables of a rule set."""
    made: list[Rule] = []
    written = {rule.table for rule in ruleset.rules if isinstance(rule.condition, RowShapeCondition)}
    for table in ruleset.tables.values():
        if table.name not in written:
            made.append(_shape_rule(table))
        made.extend(_format_rule(table, field) for field in table.fields if field.type in PARSED_TYPES)
    return tuple(made)


def _text(key: str, titles: Text | None = None, **facts: object) -> Text:
    nb, en = (
        translator(key, **({"field": titles.in_language(translator.language)} if titles else {}), **facts)
        for translator in _TRANSLATORS
    )
    return Text(nb, en)


def _format_rule(table: Table, field: Field) -> Rule:
    kind = field.type.value
    written = f"{kind}_as" if field.date_format else kind
    return Rule(
        id=format_rule_id(table.name, field.name),
        title=_text(f"rulesets.generated.format_{kind}_title", field.title),
        table=table.name,
        condition=ParseCondition(field.name),
        severity=Severity.ERROR,
        dimension=Dimension.VALIDITY,
        message=_text(f"rulesets.generated.format_{written}_message", field.title, form=field.date_format or ""),
        remedy=_text("rulesets.generated.format_remedy"),
        basis=(Basis("ours", "filbeskrivelse"),),
        examples=Examples(
            fails=(Example({field.name: "?x?"}, {}),),
            passes=(Example({field.name: _READABLE[field.type]}, {}), Example({field.name: None}, {})),
            unknown=(Example({field.name: ":"}, {}),),
        ),
        blame=(field.name,),
        theme="format",
        generated=True,
    )


def _shape_rule(table: Table) -> Rule:
    kind = "line" if table.line_length else "shape"
    return Rule(
        id=shape_rule_id(table.name),
        title=_text(f"rulesets.generated.{kind}_title"),
        table=table.name,
        condition=RowShapeCondition(),
        severity=Severity.ERROR,
        dimension=Dimension.VALIDITY,
        message=_text(f"rulesets.generated.{kind}_message", length=table.line_length),
        remedy=_text(f"rulesets.generated.{kind}_remedy"),
        basis=(Basis("ours", "filbeskrivelse") if table.line_length else Basis("standard", "RFC 4180"),),
        examples=Examples(fails=(), passes=()),
        blame=(),
        theme="format",
        generated=True,
    )
