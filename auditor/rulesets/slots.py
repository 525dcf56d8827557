"""The rules of a pandera schema, each by its place there."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandera.api.checks import Check
    from pandera.api.polars.container import DataFrameSchema

Slot: TypeAlias = tuple[str | None, str, int | None]
"""A rule's place in a schema: declared column (None for the frame), kind or name of the check, number."""


class RuleKind(str, Enum):
    """What a rule of a schema asks, by pandera's own word for it."""

    MISSING_DEFAULT = "add_missing_has_default"
    ONLY_DECLARED = "column_in_schema"
    ORDERED = "column_ordered"
    COERCE = "coerce_dtype"
    PRESENT = "column_in_dataframe"
    PATTERN_MATCHES = "no_regex_column_match"
    FRAME_UNIQUE = "multiple_fields_uniqueness"
    NOT_NULL = "not_nullable"
    UNIQUE = "field_uniqueness"
    DTYPE = "dtype"
    CHECK = "check"


def check_name(check: Check) -> str:
    """What kind of check it is: the registered name where there is one, and never the values it was made with."""
    return check.registry_name or check.name or "check"


def unique_groups(schema: DataFrameSchema) -> list[tuple[str, ...]]:
    """The groups of columns that must be unique together."""
    unique = schema.unique or []
    if not unique:
        return []
    return [tuple(unique)] if all(isinstance(each, str) for each in unique) else [tuple(each) for each in unique]


def unique_slot(schema: DataFrameSchema, number: int) -> Slot:
    """The place of a group of unique columns; numbered only where there are several."""
    return None, RuleKind.FRAME_UNIQUE.value, number if len(unique_groups(schema)) > 1 else None


def slots(schema: DataFrameSchema) -> Iterator[tuple[Slot, RuleKind, Check | None]]:
    """Every rule a schema can give a finding for, in the order of pandera's report."""
    for name, column in schema.columns.items():
        if schema.add_missing_columns and column.required and column.default is None and not column.nullable:
            yield (name, RuleKind.MISSING_DEFAULT.value, None), RuleKind.MISSING_DEFAULT, None
    if schema.strict is True:
        yield (None, RuleKind.ONLY_DECLARED.value, None), RuleKind.ONLY_DECLARED, None
    if schema.ordered:
        yield (None, RuleKind.ORDERED.value, None), RuleKind.ORDERED, None
    for name, column in schema.columns.items():
        if (column.coerce or schema.coerce) and (column.dtype or schema.dtype) is not None:
            yield (name, RuleKind.COERCE.value, None), RuleKind.COERCE, None
    for name, column in schema.columns.items():
        if column.required and not schema.add_missing_columns and not column.regex:
            yield (name, RuleKind.PRESENT.value, None), RuleKind.PRESENT, None
    for number in range(len(unique_groups(schema))):
        yield unique_slot(schema, number), RuleKind.FRAME_UNIQUE, None
    for name, column in schema.columns.items():
        if column.regex and column.required:
            yield (name, RuleKind.PATTERN_MATCHES.value, None), RuleKind.PATTERN_MATCHES, None
        if not column.nullable:
            yield (name, RuleKind.NOT_NULL.value, None), RuleKind.NOT_NULL, None
        if column.unique:
            yield (name, RuleKind.UNIQUE.value, None), RuleKind.UNIQUE, None
        if (column.dtype or schema.dtype) is not None:
            yield (name, RuleKind.DTYPE.value, None), RuleKind.DTYPE, None
        for number, check in enumerate(column.checks):
            yield (name, check_name(check), number), RuleKind.CHECK, check
    for number, check in enumerate(schema.checks):
        yield (None, check_name(check), number), RuleKind.CHECK, check
