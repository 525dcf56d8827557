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
class GapCondition:
    """At most ``max_days`` may pass between the end of one interval of a ``by`` group and the start of the next."""

    by: tuple[str, ...]
    start: str
    end: str
    max_days: int
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ShareCondition:
    """Per ``by`` group, at most ``max_share`` and ``max_count`` of the rows in ``within`` may be in ``of``.

    Groups with fewer than ``min_rows`` rows are not judged. A limit that is None does not count.
    """

    by: tuple[str, ...]
    of: str
    within: str | None = None
    max_share: float | None = None
    max_count: int | None = None
    min_rows: int = 1


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
class DriftCondition:
    """Per ``by`` group, ``value`` (an aggregate in SQL) may not change by more than the limits since last delivery."""

    by: tuple[str, ...]
    value: str
    max_change_share: float
    min_value: float = 0.0


@dataclass(frozen=True, slots=True)
class ParseCondition:
    """``field`` must be readable as its declared type. Made by the program for every typed field."""

    field: str


@dataclass(frozen=True, slots=True)
class RowShapeCondition:
    """Each line of a text file must have as many cells as the header. Made by the program for every table."""


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
