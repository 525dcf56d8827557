"""The format ``auditor-published/1``: the figures of a report, what it says of them, and which misprints are known.

A reference is the name of a figure, or table, row and column: ``t1.dager.missing``. In a claim that is made ``for``
several rows or columns, ``*`` in a reference stands for each of them. The JSON Schema in ``rules/schema`` is made from
these models.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictInt, StrictStr, model_validator

from auditor.published.expressions import ExpressionError, parse
from auditor.published.numbers import read_printed
from auditor.rulesets.format_parts import Name, Sql, Strict, TextEntry

FORMAT = "auditor-published/1"


def _printed(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError("decimal_text")  # noqa: TRY004 - pydantic tells of a ValueError alone
    if isinstance(value, str):
        try:
            read_printed(value)
        except ValueError:
            raise ValueError("printed_number") from None
    return value


Printed = Annotated[StrictInt | StrictStr, BeforeValidator(_printed)]
"""A number as it is printed: a whole number is a count and exact, text keeps the decimals it was rounded to."""
Reference = Annotated[
    StrictStr, Field(pattern=r"^(\*|[a-zæøå][a-z0-9_æøå]*)(\.(\*|[a-zæøå][a-z0-9_æøå]*)){0,2}$", max_length=200)
]
Operand = Annotated[StrictInt | StrictStr, BeforeValidator(lambda value: value)]
"""A reference, or a number that holds by definition and is therefore exact: ``100 %``."""
Word = Annotated[StrictStr, Field(min_length=1, max_length=300)]
Level = Annotated[float, Field(gt=0, lt=1)]


def _comparison(value: Any) -> Any:
    if isinstance(value, str):
        try:
            parse(value.replace(".*", ".x"))
        except ExpressionError:
            raise ValueError("comparison") from None
    return value


Comparison = Annotated[StrictStr, Field(min_length=3, max_length=1000), BeforeValidator(_comparison)]


class FigureEntry(Strict):
    """A number of the text, of a figure or of a table that holds no other."""

    value: Printed
    place: Word | None = None
    about: dict[Name, Word] = Field(default_factory=dict)


class TableEntry(Strict):
    """A printed table: rows by name, each with a cell for every column; null where nothing is printed."""

    name: Name
    title: TextEntry | None = None
    place: Word | None = None
    columns: list[Name] = Field(min_length=1)
    percent: bool | list[Name] = False
    about: dict[Name, Word] = Field(default_factory=dict)
    rows: dict[Name, list[Printed | None]] = Field(min_length=1)


class ClaimBase(Strict):
    """What all claims have."""

    name: Name
    says: TextEntry | None = None
    place: Word | None = None
    each: list[Name] = Field(default=[], alias="for")


class EquationClaim(ClaimBase):
    """A comparison of sums, differences, products and quotients."""

    kind: Literal["equation"]
    holds: Comparison


class SumClaim(ClaimBase):
    """Parts that make up a total; a complement is two parts of 100 %."""

    kind: Literal["sum"]
    parts: list[Reference] = Field(min_length=2)
    total: Operand


class ShareClaim(ClaimBase):
    """A count of a whole is a share."""

    kind: Literal["share"]
    part: Reference
    whole: Reference
    share: Reference


class CompletenessClaim(ClaimBase):
    """The share of rows that are not missing."""

    kind: Literal["completeness"]
    missing: Reference
    rows: Reference
    rate: Reference


class GroupEntry(Strict):
    """A group's mean, share or rate and how many it is of."""

    rows: Reference
    value: Reference


class WeightedMeanClaim(ClaimBase):
    """The mean of all is the mean of the groups, each weighted by its rows."""

    kind: Literal["weighted_mean"]
    groups: list[GroupEntry] = Field(min_length=2)
    total: Reference


class GrimClaim(ClaimBase):
    """A mean of whole numbers, or a share, that this many rows can give (GRIM)."""

    kind: Literal["grim"]
    value: Reference
    rows: Reference
    items: StrictInt = Field(default=1, ge=1)


class DeviationClaim(ClaimBase):
    """A standard deviation that values between two bounds with this mean can have; of 0 and 1, exactly one."""

    kind: Literal["deviation"]
    mean: Reference
    deviation: Reference
    rows: Reference
    binary: bool = False
    low: Operand | None = None
    high: Operand | None = None

    @model_validator(mode="after")
    def _bounds(self) -> DeviationClaim:
        if self.binary == (self.low is not None) or (self.low is None) != (self.high is None):
            raise ValueError("binary_or_bounds")
        return self


class RatioClaim(ClaimBase):
    """A word of the text for how one number relates to another."""

    kind: Literal["ratio"]
    of: Reference
    to: Reference
    word: Literal["half", "third", "quarter", "two_thirds", "three_quarters", "double", "triple", "four_times"]


class SameClaim(ClaimBase):
    """One and the same number, printed in several places: text against table, table against table."""

    kind: Literal["same"]
    figures: list[Reference] = Field(min_length=2)


class ClassesClaim(ClaimBase):
    """Classes that follow each other without a gap and without overlap; null is an open end."""

    kind: Literal["classes"]
    classes: list[tuple[StrictInt | None, StrictInt | None]] = Field(min_length=2)
    step: StrictInt = Field(default=1, ge=0)


class MonotoneClaim(ClaimBase):
    """A sequence that only rises or only falls; ``strict`` where it may not stand still."""

    kind: Literal["monotone"]
    values: list[Reference] = Field(min_length=2)
    direction: Literal["rising", "falling"]
    strict: bool = False


class SignificantClaim(ClaimBase):
    """Of these p-values exactly those named are below the level."""

    kind: Literal["significant"]
    among: list[Reference] = Field(min_length=1)
    only: list[Reference]
    level: Level = 0.05


class PValueClaim(ClaimBase):
    """A two-sided p-value follows from its statistic, which is normal for the many rows of such reports."""

    kind: Literal["p_value"]
    statistic: Reference
    p: Reference


class DifferenceClaim(ClaimBase):
    """Two shares differ, or do not, by more than chance explains (two-proportion z-test, two-sided)."""

    kind: Literal["difference"]
    groups: list[GroupEntry] = Field(min_length=2, max_length=2)
    differ: bool
    level: Level = 0.05


class ComparableClaim(ClaimBase):
    """Numbers that the text holds together are of the same base, period, unit or method."""

    kind: Literal["comparable"]
    figures: list[Reference] = Field(min_length=2)
    by: list[Name] = Field(min_length=1)


class CitationsClaim(ClaimBase):
    """Tables, figures and sections that the text cites are in the report."""

    kind: Literal["citations"]
    cited: list[Word] = Field(min_length=1)
    present: list[Word] = Field(min_length=1)


Claim = Annotated[
    EquationClaim | SumClaim | ShareClaim | CompletenessClaim | WeightedMeanClaim | GrimClaim | DeviationClaim
    | RatioClaim | SameClaim | ClassesClaim | MonotoneClaim | SignificantClaim | PValueClaim | DifferenceClaim
    | ComparableClaim | CitationsClaim,
    Field(discriminator="kind"),
]  # fmt: skip
PRINTED = "printed"
"""The claim that no file makes and every file is held to: what looks like a number is one."""


class KnownEntry(Strict):
    """A finding that the report is known to give, and why it is one."""

    claim: Name
    at: Word | None = None
    source: Word
    reason: TextEntry


class RecomputeEntry(Strict):
    """How a figure is computed from an extract: a share, a mean, a deviation or a count of rows of a table."""

    figure: Reference
    table: Name
    population: Name | None = None
    within: Sql | None = None
    share: Sql | None = None
    mean: Sql | None = None
    deviation: Sql | None = None
    count: bool = False
    between: tuple[float, float] | None = None
    tolerance: Printed | None = None

    @model_validator(mode="after")
    def _one(self) -> RecomputeEntry:
        if sum(bool(each) for each in (self.share, self.mean, self.deviation, self.count)) != 1:
            raise ValueError("one_measure")
        return self


class PublishedFile(Strict):
    """A file of ``rules/published``."""

    format: Literal["auditor-published/1"]
    report: Annotated[StrictStr, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: TextEntry
    source: Word
    figures: dict[Name, FigureEntry] = Field(default_factory=dict)
    tables: list[TableEntry] = Field(default_factory=list)
    claims: list[Claim] = Field(min_length=1)
    known: list[KnownEntry] = Field(default_factory=list)
    rules: Name = "indicators"
    recompute: list[RecomputeEntry] = Field(default_factory=list)
