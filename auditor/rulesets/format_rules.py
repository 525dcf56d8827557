"""The rule-file format of rules: what each kind may say, and what every rule must."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictInt, StrictStr, Tag, model_validator

from auditor.rulesets.format_parts import BasisEntry, Name, Sql, Strict, TextEntry

ShareLimit = Annotated[
    Annotated[float, Field(ge=0, le=1), Tag("number")] | Annotated[Sql, Tag("sql")],
    Discriminator(lambda limit: "sql" if isinstance(limit, str) else "number"),
]


class ValidEntry(Strict):
    """From when (inclusive) to when (exclusive) a rule holds, dated by a field."""

    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")
    by: Name | None = None


class SharedEntry(Strict):
    """What every example of a rule has, so that each tells only what is its own."""

    row: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    others: dict[Name, list[dict[str, Any]]] = Field(default={}, alias="with")


class ExamplesEntry(Strict):
    """Rows that show a rule fire, stay silent, or find itself unable to check."""

    shared: SharedEntry | None = None
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


class RowShapeRule(RuleBase):
    """The line must be as long as the layout says, or have as many cells as the header."""

    kind: Literal["row_shape"]


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
    | RowShapeRule
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
    "row_shape": RowShapeRule,
    "reference": ReferenceRule,
    "unique": UniqueRule,
    "no_overlap": NoOverlapRule,
    "gap": GapRule,
    "share": ShareRule,
    "reconcile": ReconcileRule,
    "drift": DriftRule,
}
