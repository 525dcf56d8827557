"""Rules (*kontroller*): a condition with everything a person needs around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity


@dataclass(frozen=True, slots=True)
class RowCondition:
    """Finding where ``when`` is true and ``require`` is false; not checkable where either is unknown (SQL's null)."""

    require: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class CodeListCondition:
    """``field`` must hold a code of ``codes`` that is valid at the rule's date; a missing value is not looked at."""

    field: str
    codes: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class IdentifierCondition:
    """``field`` must hold an identity number of one of the ``accepts`` kinds.

    Kinds are those of :mod:`auditor.reference.identity`: fodselsnummer, d_number, h_number, fh_number, duf, synthetic.
    """

    field: str
    accepts: tuple[str, ...]
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceCondition:
    """``fields`` must exist as ``to_fields`` in ``to_table``; rows with a missing part are not looked at.

    ``inverse`` turns it round: the row must *not* be found there.
    """

    fields: tuple[str, ...]
    to_table: str
    to_fields: tuple[str, ...]
    where: str | None = None
    """A condition on the other table's rows."""
    when: str | None = None
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class UniqueCondition:
    """No two rows may agree in all ``fields``; rows with a missing part are not looked at.

    With ``differ``, only rows that differ in at least one of those fields are held against each other, so that the same
    row twice can be left to the rule about its key; a missing value there is a value like others.
    """

    fields: tuple[str, ...]
    when: str | None = None
    differ: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoOverlapCondition:
    """The intervals of one ``by`` group may not overlap by more than ``tolerance_days``; an empty end is open."""

    by: tuple[str, ...]
    start: str
    end: str
    tolerance_days: int = 0
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals of another table, matched on its fields ``by`` in the order of the rule's own; an empty end is open."""

    table: str
    by: tuple[str, ...]
    start: str
    end: str
    where: str | None = None
    """A condition on that table's rows."""


@dataclass(frozen=True, slots=True)
class GapCondition:
    """At most ``max_days`` may pass between the end of one interval of a ``by`` group and the start of the next.

    Intervals of ``excused_by`` fill gaps as the group's own do, but are not judged and end none. ``inside`` is the one
    interval of the group that the others lie in: only days in it count, and the time from its first day to the first
    interval and from the last one to its last day (the reference date where it is open) are gaps, too, found on the
    first and the last interval. The days before and after it count as covered, so that one n days late has a gap
    of n + 1, as one that begins n + 1 days after the end of another has.
    """

    by: tuple[str, ...]
    start: str
    end: str
    max_days: int
    when: str | None = None
    excused_by: Intervals | None = None
    inside: Intervals | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """How small groups are joined: up to ``periods`` earlier values of the whole-number field ``by``."""

    by: str
    periods: int


@dataclass(frozen=True, slots=True)
class ShareCondition:
    """Per ``by`` group, the share p = k/n of the n rows in ``within`` that are in ``of`` has a limit.

    The limits, each of which may be broken by itself; one that is None does not count:

    - ``max_share``, ``min_share``: a number, or SQL over the group's fields (a dated parameter).
    - ``max_count``: k may not be larger.
    - ``against``: p may not lie too far from the share P of all rows (``()``), or of those that agree in the fields it
      names. This is a funnel plot (Spiegelhalter 2005, Statistics in Medicine 24:1185-1202): the limits are
      P ± max(``min_difference``, z √(P(1-P)/n + τ²)), on the ``side`` ``high``, ``low`` or ``both``.

    ``certainty`` is that of a two-sided interval, z its quantile: 0.95 gives 1.96, 0.998 gives 3.09. With it, a fixed
    share is only broken where Wilson's interval for p (Wilson 1927) lies wholly beyond it.

    τ² is the variance between groups that have a practice of their own, estimated from the judged groups by the
    moments of z-scores winsorised at a tenth on either side. It is added, not multiplied (Spiegelhalter's two ways),
    since practices differ however large a municipality is: a factor would leave the largest beyond the limits for
    differences that all others have, and widen those of the smallest for what chance explains already.

    Groups with fewer than ``min_rows`` rows take up earlier periods (``pool``), the last period first, so that every
    row counts once; those still smaller have no verdict, nor have comparisons of fewer than :data:`LEAST_GROUPS`.

    Rows of which it cannot be told are in ``of`` or not, at worst and at best: found where even the best case breaks a
    limit, unknown where only some would. P and τ² are of the rows that can be told.
    """

    by: tuple[str, ...]
    of: str
    within: str | None = None
    max_share: float | str | None = None
    max_count: int | None = None
    min_rows: int = 1
    min_share: float | str | None = None
    certainty: float | None = None
    against: tuple[str, ...] | None = None
    side: str = "both"
    min_difference: float = 0.0
    pool: Pool | None = None


LEAST_GROUPS = 5
"""Fewer groups say nothing of what is usual among them."""


@dataclass(frozen=True, slots=True)
class Total:
    """One side of a reconciliation: the sum of ``value`` (SQL) over the rows of ``table`` that satisfy ``where``."""

    table: str
    value: str
    where: str | None = None
    absent: str = "unknown"
    """What a group without rows here is: ``unknown`` (not checkable), ``zero`` (a total of 0) or ``skip`` (no case)."""


@dataclass(frozen=True, slots=True)
class ReconcileCondition:
    """Per ``by`` group, two totals must agree within ``tolerance`` (absolute) or ``tolerance_share`` (of the right).

    A group with an unknown (hidden or unreadable) part is not checkable.
    """

    by: tuple[str, ...]
    left: Total
    right: Total
    tolerance: float = 0.0
    tolerance_share: float = 0.0


@dataclass(frozen=True, slots=True)
class HidiroglouBerthelot:
    """Limits that follow how all groups changed (Hidiroglou & Berthelot 1986, Survey Methodology 12:73-83).

    With r = now/before and the median R of all r, a change is s = r/R - 1 where r ≥ R and 1 - R/r else, and its
    weight e = s · m^u, m being the larger of the two values (for a rate: of the two numbers it is a rate of). With the
    quartiles Q1, Q2, Q3 of all e (linear, as R's type 7), e may lie from Q2 - c·max(Q2 - Q1, |a·Q2|) to
    Q2 + c·max(Q3 - Q2, |a·Q2|); where Q2 is 0, ``a`` stands for a·Q2. Symbols and defaults are those of SSB's
    package Kostra (``Hb``): pU, pA, pC.
    """

    u: float = 0.5
    a: float = 0.05
    c: float = 20.0


@dataclass(frozen=True, slots=True)
class DriftCondition:
    """Per ``by`` group, ``value`` (an aggregate in SQL) may not change by more than the limits since last delivery.

    ``per`` makes it a rate, value/per. With ``period`` (a whole-number field of ``by``) each period is compared with
    the one before in the same delivery instead. Only rows in ``within`` count. A change up to ``max_change_share`` is
    none; without ``hb`` every larger one is found, with it those outside its limits.

    A group that vanished has the value 0. Groups that are new, or below ``min_value`` on both sides (``per``, where it
    is a rate), are not judged; with ``hb`` nor are those where either value is 0 or less, nor any where fewer than
    :data:`LEAST_GROUPS` are left. Where half or more did not change, the limits are those of the ones that did (as SSB
    does). A group with a value that cannot be seen is unknown and left out of the medians.
    """

    by: tuple[str, ...]
    value: str
    max_change_share: float = 0.0
    min_value: float = 0.0
    per: str | None = None
    within: str | None = None
    period: str | None = None
    hb: HidiroglouBerthelot | None = None


@dataclass(frozen=True, slots=True)
class ParseCondition:
    """``field`` must be readable as its declared type. Made by the program for every typed field."""

    field: str


@dataclass(frozen=True, slots=True)
class RowShapeCondition:
    """Each line of a text file must have as many cells as the header, or be as long as the table's layout says.

    Made by the program for every table that no rule file has one for.
    """


@dataclass(frozen=True, slots=True)
class SchemaCondition:
    """One check of a foreign pandera schema: its place there, not its content."""

    column: str | None
    check: str
    number: int | None


RowKind: TypeAlias = (
    RowCondition
    | CodeListCondition
    | IdentifierCondition
    | ReferenceCondition
    | UniqueCondition
    | NoOverlapCondition
    | GapCondition
    | ParseCondition
    | RowShapeCondition
    | SchemaCondition
)
GroupKind: TypeAlias = ShareCondition | ReconcileCondition | DriftCondition
Condition: TypeAlias = RowKind | GroupKind
GROUP_KINDS = (ShareCondition, ReconcileCondition, DriftCondition)


@dataclass(frozen=True, slots=True)
class Validity:
    """From when (inclusive) until when (exclusive) a rule holds, and which field dates a row for it."""

    start: dt.date | None = None
    end: dt.date | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a rule exists: ``kind`` is law, regulation, seed, standard, imdi, ssb or ours; ``reference`` the place."""

    kind: str
    reference: str


@dataclass(frozen=True, slots=True)
class Example:
    """Raw values that show a rule fire, stay silent or find itself unable to check."""

    row: Mapping[str, object]
    """The row in question; empty for rules about groups."""
    others: Mapping[str, tuple[Mapping[str, object], ...]]
    """Further rows, by table, that it is seen with."""
    rows: tuple[Mapping[str, object], ...] = ()
    """All rows, for rules about groups; the key ``times`` repeats one."""
    previous: tuple[Mapping[str, object], ...] = ()
    """The rows of the previous delivery, for drift."""
    on: dt.date | None = None
    """The reference date, where the example needs a certain one."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples both ways; ``unknown`` ones must come out as not checkable."""

    fails: tuple[Example, ...]
    passes: tuple[Example, ...]
    unknown: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, with its texts, its reasons and the place it is written."""

    id: str
    title: Text
    table: str
    condition: Condition
    severity: Severity
    dimension: Dimension
    message: Text
    remedy: Text
    basis: tuple[Basis, ...]
    examples: Examples
    blame: tuple[str, ...]
    """The fields to look at first."""
    context: tuple[str, ...] = ()
    """Further fields to show beside a finding."""
    validity: Validity = Validity()
    why: Text | None = None
    theme: str = ""
    file: str = ""
    line: int = 0
    generated: bool = False
    """Made by the program from a table description rather than written in a rule file."""

    @property
    def about_groups(self) -> bool:
        """Whether findings are about groups of rows (a municipality, a centre, a total) instead of single rows."""
        return isinstance(self.condition, GROUP_KINDS)
