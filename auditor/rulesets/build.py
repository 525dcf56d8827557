"""From what stands in rule files to the nouns of the model."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import rule as rules
from auditor.model.errors import RuleSetError
from auditor.model.population import Population, PopulationStep
from auditor.model.rule import Basis, Rule, Validity
from auditor.model.ruleset import Code, CodeList, Derivation, Lookup, Parameter, ParameterValue
from auditor.model.table import CentreFields, Field, FieldType, Personal, Since, Table
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity
from auditor.rulesets import format_parts, format_rules, format_tables
from auditor.rulesets.examples import ExampleFormError, examples
from auditor.rulesets.sql import columns_in_order
from auditor.rulesets.yaml_source import Document, Path_


def text(entry: format_parts.TextEntry) -> Text:
    """A text of the model."""
    return Text(entry.nb, entry.en)


def table(entry: format_tables.TableEntry, document: Document, path: Path_) -> Table:
    """A table description of the model."""
    layout = entry.layout()
    places = layout or [(0, 0)] * len(entry.fields)
    return Table(
        name=entry.name,
        title=text(entry.title),
        fields=tuple(
            _field(each, entry, place, document.line((*path, "fields", i)))
            for i, (each, place) in enumerate(zip(entry.fields, places, strict=True))
        ),
        key=tuple(entry.key),
        person=entry.person,
        municipality=entry.municipality,
        centre=entry.centre,
        centre_fields=_centre_fields(entry.centre_fields),
        date=entry.date,
        files=tuple(entry.files),
        event=entry.event,
        regime=entry.regime,
        description=text(entry.description) if entry.description else None,
        since=_since(entry.since),
        optional=entry.optional,
        line_length=entry.line_length or max((position + width - 1 for position, width in layout), default=0),
        file=document.file,
        line=document.line(path),
    )


def _centre_fields(entry: format_tables.CentreFieldsEntry | None) -> CentreFields:
    if entry is None:
        return CentreFields()
    return CentreFields(entry.name, entry.other_names, entry.type, entry.opened, entry.closed, tuple(entry.keys))


def _since(entry: format_tables.SinceEntry | None) -> Since | None:
    return Since(entry.start, entry.source) if entry else None


def _field(entry: format_tables.FieldEntry, of: format_tables.TableEntry, place: tuple[int, int], line: int) -> Field:
    registers = entry.registers or (None if entry.personal == "id" or entry.name in of.key else of.registers)
    return Field(
        name=entry.name,
        type=FieldType(entry.type),
        title=text(entry.title),
        description=text(entry.description) if entry.description else None,
        codes=entry.codes,
        aliases=tuple(entry.aliases),
        personal=Personal(entry.personal),
        registers=text(registers) if registers else None,
        since=_since(entry.since),
        optional=entry.optional,
        context=entry.context,
        quasi=entry.quasi,
        position=place[0],
        width=place[1],
        date_format=entry.date_format,
        line=line,
    )


def code_list(entry: format_tables.CodeListEntry, document: Document, path: Path_) -> CodeList:
    """A code list of the model."""
    codes = tuple(
        Code(
            each.code,
            text(each.label) if each.label else Text(each.code, each.code),
            tuple(each.aliases),
            each.start,
            each.end,
            each.has,
        )
        for each in entry.codes
    )
    return CodeList(
        entry.name, text(entry.title), codes, entry.source, entry.reference, document.file, document.line(path)
    )


def parameter(entry: format_tables.ParameterEntry, document: Document, path: Path_) -> Parameter:
    """A parameter of the model, its values in order of date."""
    values = sorted(entry.values, key=lambda each: (each.start is not None, each.start))
    return Parameter(
        entry.name,
        text(entry.title),
        tuple(ParameterValue(each.value, each.start) for each in values),
        basis(entry.basis),
        document.file,
        document.line(path),
    )


def derivation(entry: format_tables.DerivationEntry, document: Document, line: int) -> Derivation:
    """A derived field of the model."""
    return Derivation(entry.table, entry.name, entry.sql, text(entry.title), entry.deadline, document.file, line)


def lookup(entry: format_tables.LookupEntry, document: Document, line: int) -> Lookup:
    """A look-up of the model."""
    return Lookup(entry.table, entry.from_table, entry.key, entry.fields, entry.where, entry.order, document.file, line)


def population(entry: format_tables.PopulationEntry, document: Document, path: Path_) -> Population:
    """A population of the model."""
    return Population(
        name=entry.name,
        title=text(entry.title),
        basis=basis(entry.basis),
        table=entry.table,
        steps=tuple(PopulationStep(text(each.title), each.keep) for each in entry.steps),
        description=text(entry.description) if entry.description else None,
        file=document.file,
        line=document.line(path),
    )


def rule(entry: format_rules.RuleBase, theme: str, document: Document, line: int) -> Rule:
    """A rule of the model; RuleSetError where its examples are not of the form the kind needs."""
    condition = _condition(entry)
    try:
        shown = examples(entry.examples, about_groups=isinstance(condition, rules.GROUP_KINDS))
    except ExampleFormError:
        raise RuleSetError("rulesets.example_form", file=document.file, line=str(line), rule=entry.id) from None
    return Rule(
        id=entry.id,
        title=text(entry.title),
        table=entry.table,
        condition=condition,
        severity=Severity.from_key(entry.severity),
        dimension=Dimension(entry.dimension),
        message=text(entry.message),
        remedy=text(entry.remedy),
        basis=basis(entry.basis),
        examples=shown,
        blame=tuple(entry.blame) or _default_blame(condition),
        context=tuple(entry.context),
        validity=Validity(entry.valid.start, entry.valid.end, entry.valid.by),
        why=text(entry.why) if entry.why else None,
        theme=theme,
        file=document.file,
        line=line,
    )


def basis(entries: Iterable[format_parts.BasisEntry]) -> tuple[Basis, ...]:
    """The sources of a rule, a parameter, a population or an indicator."""
    found = []
    for entry in entries:
        ((kind, reference),) = entry.model_dump(exclude_none=True).items()
        found.append(Basis(kind, reference))
    return tuple(found)


def _condition(entry: format_rules.RuleBase) -> rules.Condition:
    match entry:
        case format_rules.RowRule():
            return rules.RowCondition(entry.require, entry.when)
        case format_rules.CodeListRule():
            return rules.CodeListCondition(entry.field, entry.codes or "", entry.when)
        case format_rules.IdentifierRule():
            return rules.IdentifierCondition(entry.field, tuple(entry.accepts), entry.when)
        case format_rules.RowShapeRule():
            return rules.RowShapeCondition()
        case format_rules.ReferenceRule():
            return rules.ReferenceCondition(
                tuple(entry.fields), entry.to.table, tuple(entry.to.fields), entry.to.where, entry.when, entry.inverse
            )
        case format_rules.UniqueRule():
            return rules.UniqueCondition(tuple(entry.fields), entry.when, tuple(entry.differ))
        case format_rules.NoOverlapRule():
            return rules.NoOverlapCondition(tuple(entry.by), entry.start, entry.end, entry.tolerance_days, entry.when)
        case format_rules.GapRule():
            return rules.GapCondition(
                tuple(entry.by),
                entry.start,
                entry.end,
                entry.max_days,
                entry.when,
                _intervals(entry.excused_by),
                _intervals(entry.inside),
            )
        case format_rules.ShareRule():
            return rules.ShareCondition(
                by=tuple(entry.by),
                of=entry.of,
                within=entry.within,
                max_share=entry.max_share,
                min_share=entry.min_share,
                max_count=entry.max_count,
                min_rows=entry.min_rows,
                certainty=entry.certainty,
                against=() if entry.against == "all" else tuple(entry.against) if entry.against else None,
                side=entry.side,
                min_difference=entry.min_difference,
                pool=rules.Pool(entry.pool.by, entry.pool.periods) if entry.pool else None,
            )
        case format_rules.ReconcileRule():
            left, right = (
                rules.Total(side.table, side.value, side.where, side.absent) for side in (entry.left, entry.right)
            )
            return rules.ReconcileCondition(tuple(entry.by), left, right, entry.tolerance, entry.tolerance_share)
        case format_rules.DriftRule():
            return rules.DriftCondition(
                by=tuple(entry.by),
                value=entry.value,
                max_change_share=entry.max_change_share or 0.0,
                min_value=entry.min_value,
                per=entry.per,
                within=entry.within,
                period=entry.period,
                hb=rules.HidiroglouBerthelot(entry.hb.u, entry.hb.a, entry.hb.c) if entry.hb else None,
            )
    raise AssertionError(type(entry))


def _intervals(entry: format_rules.IntervalsEntry | None) -> rules.Intervals | None:
    return rules.Intervals(entry.table, tuple(entry.by), entry.start, entry.end, entry.where) if entry else None


def _default_blame(condition: rules.Condition) -> tuple[str, ...]:
    match condition:
        case rules.RowCondition():
            return columns_in_order(condition.require)
        case rules.CodeListCondition() | rules.IdentifierCondition() | rules.ParseCondition():
            return (condition.field,)
        case rules.ReferenceCondition() | rules.UniqueCondition():
            return condition.fields
        case rules.NoOverlapCondition() | rules.GapCondition():
            return (condition.start, condition.end)
        case rules.ShareCondition():
            return columns_in_order(condition.of)
        case rules.ReconcileCondition():
            return columns_in_order(condition.left.value)
        case rules.DriftCondition():
            return columns_in_order(condition.value)
    return ()
