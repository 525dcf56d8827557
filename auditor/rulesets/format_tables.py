"""The rule-file format of data: tables with fields and codes, parameters, derived fields, look-ups, populations."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, StrictInt, StrictStr, model_validator

from auditor.rulesets.format_parts import BasisEntry, Name, Sql, Strict, TextEntry


class SinceEntry(Strict):
    """Since when something is registered, and the source that says so."""

    start: dt.date = Field(alias="from")
    source: StrictStr = Field(min_length=1)


class FieldEntry(Strict):
    """A column of a table."""

    name: Name
    type: Literal["text", "code", "integer", "decimal", "date", "boolean"]
    title: TextEntry
    description: TextEntry | None = None
    codes: Name | None = None
    aliases: list[StrictStr] = []
    personal: Literal["none", "id", "name", "free_text", "birth_date"] = "none"
    registers: TextEntry | None = None
    since: SinceEntry | None = None
    optional: bool = False
    context: bool = False
    quasi: bool = False
    position: StrictInt | None = Field(default=None, ge=1)
    width: StrictInt | None = Field(default=None, ge=1)
    date_format: Literal["DDMMYY", "DDMMYYYY", "YYYYMMDD"] | None = None

    @model_validator(mode="after")
    def _format_of_a_date(self) -> FieldEntry:
        if self.date_format is not None and self.type != "date":
            raise ValueError("date_format")
        return self


class CentreFieldsEntry(Strict):
    """Which fields of a table describe the reception centre that a row is about."""

    name: Name | None = None
    other_names: Name | None = None
    type: Name | None = None
    opened: Name | None = None
    closed: Name | None = None
    keys: list[Name] = []


class TableEntry(Strict):
    """A table of a register (SSB's filbeskrivelse)."""

    name: Name
    title: TextEntry
    description: TextEntry | None = None
    optional: bool = False
    key: list[Name] = []
    person: Name | None = None
    municipality: Name | None = None
    centre: Name | None = None
    centre_fields: CentreFieldsEntry | None = None
    date: Name | None = None
    event: tuple[Name, Name | None] | None = None
    regime: Name | None = None
    files: list[StrictStr] = []
    registers: TextEntry | None = None
    since: SinceEntry | None = None
    line_length: StrictInt | None = Field(default=None, ge=1)
    fields: list[FieldEntry] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_layout(self) -> TableEntry:
        laid_out = [each for each in self.fields if each.width is not None]
        if any(each.position is not None and each.width is None for each in self.fields):
            raise ValueError("position_width")
        if len(laid_out) not in (0, len(self.fields)) or (self.line_length is not None and not laid_out):
            raise ValueError("widths")
        ends = [0]
        for start, width in sorted(self.layout()):
            if start <= ends[-1]:
                raise ValueError("widths_apart")
            ends.append(start + width - 1)
        if self.line_length is not None and self.line_length < ends[-1]:
            raise ValueError("line_length")
        return self

    def layout(self) -> list[tuple[int, int]]:
        """Position and width of each field in a line of fixed width; without a position it follows the one before."""
        found: list[tuple[int, int]] = []
        for each in self.fields:
            if each.width is not None:
                position = each.position or (sum(found[-1]) if found else 1)
                found.append((position, each.width))
        return found


class CodeEntry(Strict):
    """One value of a code list, valid from (inclusive) to (exclusive); a name needs no label."""

    code: StrictStr = Field(min_length=1)
    label: TextEntry | None = None
    aliases: list[StrictStr] = []
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")
    has: dict[Name, StrictStr | StrictInt | float | dt.date] = {}


class CodeListEntry(Strict):
    """A code list: its own codes, or a list that the program carries."""

    name: Name
    title: TextEntry
    source: StrictStr
    reference: Literal["municipalities", "counties", "countries", "oslo_districts", "education_levels"] | None = None
    codes: list[CodeEntry] = []

    @model_validator(mode="after")
    def _codes_or_reference(self) -> CodeListEntry:
        if bool(self.codes) == bool(self.reference):
            raise ValueError("codes_or_reference")
        kinds: dict[str, type] = {}
        for name, value in ((name, value) for each in self.codes for name, value in each.has.items()):
            if kinds.setdefault(name, type(value)) is not type(value):
                raise ValueError("attribute_kinds")
        return self


class ParameterValueEntry(Strict):
    """A value from a date until the next one begins."""

    value: StrictInt | float | StrictStr | dt.date
    start: dt.date | None = Field(default=None, alias="from")


class ParameterEntry(Strict):
    """A number, text or date that rules share."""

    name: Name
    title: TextEntry
    basis: list[BasisEntry] = Field(min_length=1)
    values: list[ParameterValueEntry] = Field(min_length=1)


class DerivationEntry(Strict):
    """A computed field."""

    table: Name
    name: Name
    title: TextEntry
    sql: Sql
    deadline: bool = False


class LookupEntry(Strict):
    """Fields of another table by key; a value is a field there, or COUNT(*), SUM, MIN, MAX of one."""

    table: Name
    from_table: Name = Field(alias="from")
    key: dict[Name, Name] = Field(min_length=1)
    fields: dict[Name, StrictStr] = Field(min_length=1)
    where: Sql | None = None
    order: StrictStr | None = None


class PopulationStepEntry(Strict):
    """A row stays where ``keep`` is true, is removed where it is false, and cannot be decided where it is unknown."""

    title: TextEntry
    keep: Sql


class PopulationEntry(Strict):
    """A named part of a table: the rows that every step keeps."""

    name: Name
    title: TextEntry
    description: TextEntry | None = None
    basis: list[BasisEntry] = Field(min_length=1)
    table: Name
    steps: list[PopulationStepEntry] = Field(min_length=1)
