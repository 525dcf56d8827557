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
    for table in ruleset.tables.values():
        made.append(_shape_rule(table))
        made.extend(_format_rule(table, field) for field in table.fields if field.type in PARSED_TYPES)
    return tuple(made)


def _text(key: str, titles: Text | None = None) -> Text:
    nb, en = (
        translator(key, **({"field": titles.in_language(translator.language)} if titles else {}))
        for translator in _TRANSLATORS
    )
    return Text(nb, en)


def _format_rule(table: Table, field: Field) -> Rule:
    kind = field.type.value
    return Rule(
        id=format_rule_id(table.name, field.name),
        title=_text(f"rulesets.generated.format_{kind}_title", field.title),
        table=table.name,
        condition=ParseCondition(field.name),
        severity=Severity.ERROR,
        dimension=Dimension.VALIDITY,
        message=_text(f"rulesets.generated.format_{kind}_message", field.title),
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
    return Rule(
        id=shape_rule_id(table.name),
        title=_text("rulesets.generated.shape_title"),
        table=table.name,
        condition=RowShapeCondition(),
        severity=Severity.ERROR,
        dimension=Dimension.VALIDITY,
        message=_text("rulesets.generated.shape_message"),
        remedy=_text("rulesets.generated.shape_remedy"),
        basis=(Basis("standard", "RFC 4180"),),
        examples=Examples(fails=(), passes=()),
        blame=(),
        theme="format",
        generated=True,
    )
