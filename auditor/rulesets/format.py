"""The rule-file format, as pydantic models: what may be written, and what is demanded.

Every file of a rule set but ``ruleset.yaml`` is a :class:`RuleFile`; ``ruleset.yaml`` is a :class:`RuleSetFile`. The
JSON Schemas in ``rules/schema`` are made from these models (see :mod:`auditor.rulesets.json_schema`).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictInt, StrictStr, Tag, model_validator

from auditor.rulesets.format_parts import BasisEntry, Name, Sql, Strict, TextEntry
from auditor.rulesets.indicator_format import IndicatorEntry

ShareLimit = Annotated[
    Annotated[float, Field(ge=0, le=1), Tag("number")] | Annotated[Sql, Tag("sql")],
    Discriminator(lambda limit: "sql" if isinstance(limit, str) else "number"),
]


class FieldEntry(Strict):
    """A column of a table."""

    name: Name
    type: Literal["text", "code", "integer", "decimal", "date", "boolean"]
    title: TextEntry
    codes: Name | None = None
    aliases: list[StrictStr] = []
    personal: Literal["none", "id", "name", "free_text", "birth_date"] = "none"
    registers: TextEntry | None = None
    since: dt.date | None = None
    optional: bool = False
    context: bool = False
    quasi: bool = False


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
    fields: list[FieldEntry] = Field(min_length=1)


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


class ValidEntry(Strict):
    """From when (inclusive) to when (exclusive) a rule holds, dated by a field."""

    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")
    by: Name | None = None


class ExamplesEntry(Strict):
    """Rows that show a rule fire, stay silent, or find itself unable to check."""

    fails: list[dict[str, Any]] = Field(min_length=1)
    passes: list[dict[str, Any]] = Field(min_length=1)
    unknown: list[dict[str, Any]] = []


class TargetEntry(Strict):
    """Where a reference points to."""

    table: Name
    fields: list[Name] = Field(min_length=1)
    where: Sql | None = None


class TotalEntry(Strict):
    """One side of a reconciliation: the sum of ``value`` over the rows of ``table`` that satisfy ``where``."""

    table: Name
    value: Sql
    where: Sql | None = None
    absent: Literal["unknown", "zero", "skip"] = "unknown"


class RuleBase(Strict):
    """What every rule has."""

    id: Annotated[StrictStr, Field(pattern=r"^[A-ZÆØÅ][A-ZÆØÅ0-9]*(-[A-ZÆØÅ0-9]+)+$")]
    title: TextEntry
    table: Name
    severity: Literal["info", "warning", "error", "fatal"]
    dimension: Literal["completeness", "consistency", "accuracy", "currentness", "validity"]
    message: TextEntry
    why: TextEntry | None = None
    remedy: TextEntry
    basis: list[BasisEntry] = Field(min_length=1)
    blame: list[Name] = []
    context: list[Name] = []
    valid: ValidEntry = ValidEntry()
    examples: ExamplesEntry


class RowRule(RuleBase):
    """``when`` true and ``require`` false is a finding."""

    kind: Literal["row"] = "row"
    when: Sql | None = None
    require: Sql


class CodeListRule(RuleBase):
    """The value must be a code of the list, valid at the row's date."""

    kind: Literal["code_list"]
    field: Name
    codes: Name | None = None
    when: Sql | None = None


class IdentifierRule(RuleBase):
    """The value must be an identity number of an accepted kind."""

    kind: Literal["identifier"]
    field: Name
    accepts: list[Literal["fodselsnummer", "d_number", "h_number", "fh_number", "duf", "synthetic", "incomplete"]] = (
        Field(min_length=1)
    )
    when: Sql | None = None


class ReferenceRule(RuleBase):
    """The values must (or with ``inverse`` must not) be found in another table."""

    kind: Literal["reference"]
    fields: list[Name] = Field(min_length=1)
    to: TargetEntry
    inverse: bool = False
    when: Sql | None = None


class UniqueRule(RuleBase):
    """No two rows may agree in all the fields; with ``differ``, none that differ in one of those."""

    kind: Literal["unique"]
    fields: list[Name] = Field(min_length=1)
    differ: list[Name] = []
    when: Sql | None = None


class NoOverlapRule(RuleBase):
    """The intervals of a group may not overlap."""

    kind: Literal["no_overlap"]
    by: list[Name] = Field(min_length=1)
    start: Name
    end: Name
    tolerance_days: StrictInt = 0
    when: Sql | None = None


class IntervalsEntry(Strict):
    """Intervals of another table."""

    table: Name
    by: list[Name] = Field(min_length=1)
    start: Name
    end: Name
    where: Sql | None = None


class GapRule(RuleBase):
    """The intervals of a group may not lie further apart than a number of days."""

    kind: Literal["gap"]
    by: list[Name] = Field(min_length=1)
    start: Name
    end: Name
    max_days: StrictInt
    when: Sql | None = None
    excused_by: IntervalsEntry | None = None
    inside: IntervalsEntry | None = None


class PoolEntry(Strict):
    """Which earlier periods a small group takes up."""

    by: Name
    periods: StrictInt = Field(ge=1)


class ShareRule(RuleBase):
    """The share, or number, of rows per group has a limit."""

    kind: Literal["share"]
    by: list[Name] = Field(min_length=1)
    of: Sql
    within: Sql | None = None
    max_share: ShareLimit | None = None
    min_share: ShareLimit | None = None
    max_count: StrictInt | None = Field(default=None, ge=0)
    min_rows: StrictInt = Field(default=1, ge=1)
    certainty: float | None = Field(default=None, gt=0, lt=1)
    against: (
        Annotated[
            Annotated[Literal["all"], Tag("all")] | Annotated[list[Name], Field(min_length=1), Tag("fields")],
            Discriminator(lambda given: "all" if isinstance(given, str) else "fields"),
        ]
        | None
    ) = None
    side: Literal["high", "low", "both"] = "both"
    min_difference: float = Field(default=0, ge=0, le=1)
    pool: PoolEntry | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> ShareRule:
        if (self.max_share, self.min_share, self.max_count, self.against) == (None, None, None, None):
            raise ValueError("share_limit")
        if self.against is not None and self.certainty is None:
            raise ValueError("share_certainty")
        return self


class ReconcileRule(RuleBase):
    """Two totals must agree per group."""

    kind: Literal["reconcile"]
    by: list[Name] = Field(min_length=1)
    left: TotalEntry
    right: TotalEntry
    tolerance: float = Field(default=0, ge=0)
    tolerance_share: float = Field(default=0, ge=0)


class HbEntry(Strict):
    """Parameters of Hidiroglou and Berthelot's method."""

    u: float = Field(default=0.5, ge=0, le=1)
    a: float = Field(default=0.05, ge=0, le=1)
    c: float = Field(default=20, gt=0)


class DriftRule(RuleBase):
    """An aggregate may not change too much since the previous delivery or period."""

    kind: Literal["drift"]
    by: list[Name] = Field(min_length=1)
    value: Sql
    per: Sql | None = None
    within: Sql | None = None
    period: Name | None = None
    max_change_share: float | None = Field(default=None, gt=0)
    min_value: float = 0
    hb: HbEntry | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> DriftRule:
        if self.max_change_share is None and self.hb is None:
            raise ValueError("drift_limit")
        return self


RuleEntry = (
    RowRule
    | CodeListRule
    | IdentifierRule
    | ReferenceRule
    | UniqueRule
    | NoOverlapRule
    | GapRule
    | ShareRule
    | ReconcileRule
    | DriftRule
)
RULE_KINDS: dict[str, type[RuleBase]] = {
    "row": RowRule,
    "code_list": CodeListRule,
    "identifier": IdentifierRule,
    "reference": ReferenceRule,
    "unique": UniqueRule,
    "no_overlap": NoOverlapRule,
    "gap": GapRule,
    "share": ShareRule,
    "reconcile": ReconcileRule,
    "drift": DriftRule,
}


def _with_default_kind(entry: Any) -> Any:
    return {"kind": "row", **entry} if isinstance(entry, dict) else entry


class RuleFile(Strict):
    """Any file of a rule set but ``ruleset.yaml``: tables, lists, parameters, computed fields, populations, rules."""

    theme: StrictStr = ""
    tables: list[TableEntry] = []
    code_lists: list[CodeListEntry] = []
    parameters: list[ParameterEntry] = []
    derive: list[DerivationEntry] = []
    lookup: list[LookupEntry] = []
    populations: list[PopulationEntry] = []
    indicators: list[IndicatorEntry] = []
    rules: list[Annotated[RuleEntry, Field(discriminator="kind")]] = []

    @model_validator(mode="before")
    @classmethod
    def _kinds(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("rules"), list):
            return {**data, "rules": [_with_default_kind(each) for each in data["rules"]]}
        return data


class RuleSetFile(Strict):
    """``ruleset.yaml``."""

    name: Name
    version: StrictStr
    title: TextEntry
    registers: list[StrictStr] = Field(min_length=1)
    sources: list[StrictStr] = Field(min_length=1)
    builds_on: list[Name] = []
