"""Compiling a pandera schema to Polars expressions, so that one scan of a frame answers all its checks.

``fuse(schema, frame.collect_schema())`` gives a :class:`FusedPlan`: pandera's rules in the order of pandera's own
report, each with an expression that is true where a row fails. What cannot be said a row at a time stays with pandera.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.errors import SchemaError, SchemaErrorReason

from auditor.engine.fused.internals import schema_error
from auditor.engine.fused.recorder import WHOLE_ROW, NotFusable, passing
from auditor.engine.fused.structure import FLOATS, RAW, UNREADABLE, Component, Demand, Structure, structure
from auditor.rulesets.slots import RuleKind, Slot, check_name, unique_groups, unique_slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandera.api.checks import Check
    from pandera.api.polars.container import DataFrameSchema

__all__ = [
    "RAW",
    "UNREADABLE",
    "WHOLE_ROW",
    "FusedPlan",
    "FusedRule",
    "NotFusable",
    "RuleKind",
    "SchemaFinding",
    "Slot",
    "fuse",
]


@dataclass(frozen=True, eq=False)
class FusedRule:
    """One rule about rows: a check, or what pandera checks by itself."""

    place: int
    """Where it stands in pandera's report, counted over rules, unfusable rules and findings about the schema."""
    kind: RuleKind
    slot: Slot
    context: str
    """``schema_context`` of the report: the class of the owner."""
    column: str | None
    """``column`` of the report: the column's name, or the schema's for rules about the frame."""
    check: str
    """``check`` of the report: the check's ``error``, or its name."""
    number: int | None
    key: str
    """The column it looks at; WHOLE_ROW where its failure case is the row."""
    owner: Any
    """The pandera Column or DataFrameSchema it belongs to."""
    fails: pl.Expr | None = None
    """True where a row fails and never null; None for uniqueness and for what cannot be fused."""
    passes: pl.Expr | None = None
    """What a check says, null where it cannot say; None for everything that is not a fused check."""
    unique: tuple[str, ...] | None = None
    """The columns no two rows may agree in. Nulls count as values, as they do in pandera."""
    check_object: Check | None = None
    visible: tuple[str, ...] | None = None
    """The columns the check may see; None for all."""

    @property
    def warns_only(self) -> bool:
        """Whether a failure is a warning that does not make the frame invalid."""
        return self.check_object is not None and bool(self.check_object.raise_warning)

    @property
    def value(self) -> str:
        """The column that holds the failure case in the prepared frame."""
        return RAW + self.key if self.kind is RuleKind.COERCE else self.key


@dataclass(frozen=True)
class SchemaFinding:
    """Something wrong with the frame's columns, types or order rather than with its rows."""

    place: int
    slot: Slot
    error: SchemaError

    @property
    def check(self) -> str:
        """``check`` of the report."""
        return str(self.error.check)

    @property
    def failure_case(self) -> str:
        """``failure_case`` of the report: the type or column that is wrong."""
        return str(self.error.failure_cases)


@dataclass(frozen=True)
class FusedPlan:
    """A schema compiled for frames of one schema."""

    schema: DataFrameSchema
    structure: Structure
    rules: tuple[FusedRule, ...]
    unfusable: tuple[tuple[FusedRule, str], ...]
    """Rules that run on pandera's backend alone, with a catalogue key that says why."""
    scalars: tuple[SchemaFinding, ...]

    @property
    def prepared(self) -> pl.Schema:
        """The columns that are checked, after adding, filtering, coercing and filling in defaults."""
        return self.structure.prepared

    def prepare(self, frame: pl.LazyFrame, keep: Sequence[str] = (), strict: bool = False) -> pl.LazyFrame:
        """The frame the expressions are about; see :meth:`Structure.prepare`."""
        return self.structure.prepare(frame, keep, strict)


def fuse(schema: DataFrameSchema, frame_schema: pl.Schema) -> FusedPlan:
    """Compile ``schema`` for frames with the columns ``frame_schema`` (without columns of ours).

    NotFusable where the schema as a whole needs pandera's backend: parsers (which pandera refuses), types of the user's
    own or nested schemas, columns that drop rows by themselves. Check functions are called once, with a stand-in.
    """
    built = structure(schema, pl.Schema(frame_schema))
    if not built.prepared and (schema.checks or schema.unique):
        raise NotFusable("no_columns")
    return _Compiler(schema, built).plan()


class _Compiler:
    def __init__(self, schema: DataFrameSchema, built: Structure) -> None:
        self.schema = schema
        self.structure = built
        self.rules: list[FusedRule] = []
        self.unfusable: list[tuple[FusedRule, str]] = []
        self.scalars: list[SchemaFinding] = []

    @property
    def place(self) -> int:
        return len(self.rules) + len(self.unfusable) + len(self.scalars)

    def plan(self) -> FusedPlan:
        self.demands(self.structure.demands)
        for name, dtype in self.structure.coerced.items():
            self.coercion(name, dtype)
        self.demands(self.structure.absent)
        self.frame_unique()
        for component in self.structure.components:
            if isinstance(component, Demand):
                self.demands([component])
            else:
                self.component(component)
        for number, check in enumerate(self.schema.checks):
            self.check(check, number, None, self.schema, WHOLE_ROW, None)
        return FusedPlan(self.schema, self.structure, tuple(self.rules), tuple(self.unfusable), tuple(self.scalars))

    def demands(self, demands: Sequence[Demand]) -> None:
        for each in demands:
            self.scalars.append(SchemaFinding(self.place, (each.declared, each.check, None), each.error))

    def coercion(self, name: str, dtype: Any) -> None:
        bound = [each for each in self.structure.components if isinstance(each, Component) and each.name == name]
        declared, owner = (bound[0].declared, bound[0].column) if bound else (name, self.schema)
        self.rules.append(
            FusedRule(
                self.place,
                RuleKind.COERCE,
                (declared, RuleKind.COERCE.value, None),
                type(owner).__name__,
                name,
                f"coerce_dtype('{dtype}')",
                None,
                name,
                owner,
                pl.col(UNREADABLE + name),
            )
        )

    def frame_unique(self) -> None:
        for number, group in enumerate(unique_groups(self.schema)):
            known = tuple(name for name in group if name in self.structure.prepared)
            if not known:
                continue
            kind = RuleKind.FRAME_UNIQUE
            slot = unique_slot(self.schema, number)
            context, name = type(self.schema).__name__, self.schema.name
            self.rules.append(
                FusedRule(self.place, kind, slot, context, name, kind.value, None, WHOLE_ROW, self.schema, unique=known)
            )

    def component(self, component: Component) -> None:
        column, name = component.column, component.name
        dtype = self.structure.prepared[name]
        context = type(column).__name__
        if not column.nullable:
            null = pl.col(name).is_null()
            if dtype in FLOATS:
                null = null | pl.col(name).is_nan().fill_null(False)
            kind, slot = RuleKind.NOT_NULL, (component.declared, RuleKind.NOT_NULL.value, None)
            null = self.readable(null, name)
            self.rules.append(FusedRule(self.place, kind, slot, context, name, kind.value, None, name, column, null))
        if column.unique:
            kind, slot = RuleKind.UNIQUE, (component.declared, RuleKind.UNIQUE.value, None)
            self.rules.append(
                FusedRule(self.place, kind, slot, context, name, kind.value, None, name, column, unique=(name,))
            )
        self.dtype(component, dtype)
        for number, check in enumerate(column.checks):
            self.check(check, number, component.declared, column, name, component.visible)

    def dtype(self, component: Component, found: pl.DataType) -> None:
        wanted = component.column.dtype
        if wanted is None:
            return
        column = PolarsData(pl.LazyFrame(schema={component.name: found}), component.name)
        if wanted.check(found, column):
            return
        error = schema_error(
            component.column,
            data=None,
            message=f"expected column '{component.name}' to have type {wanted}, got {found}",
            failure_cases=str(found),
            check=f"dtype('{wanted}')",
            reason_code=SchemaErrorReason.WRONG_DATATYPE,
            column_name=component.name,
        )
        self.scalars.append(SchemaFinding(self.place, (component.declared, RuleKind.DTYPE.value, None), error))

    def check(
        self, check: Check, number: int, declared: str | None, owner: Any, key: str, visible: tuple[str, ...] | None
    ) -> None:
        slot = (declared, check_name(check), number)
        identifier = check.error if check.error is not None else check.name if check.name is not None else str(check)
        rule = FusedRule(
            self.place,
            RuleKind.CHECK,
            slot,
            type(owner).__name__,
            owner.name,
            identifier,
            number,
            key,
            owner,
            check_object=check,
            visible=visible,
        )
        prepared = self.structure.prepared
        seen = prepared if visible is None else pl.Schema({name: prepared[name] for name in visible})
        try:
            passes = passing(check, key, seen)
        except NotFusable as refusal:
            self.unfusable.append((rule, refusal.reason))
            return
        fails = self.readable((~passes).fill_null(not check.ignore_na), key)
        self.rules.append(FusedRule(**{**vars(rule), "fails": fails, "passes": passes}))

    def readable(self, fails: pl.Expr, key: str) -> pl.Expr:
        """A value that could not be coerced has its finding already."""
        return fails & ~pl.col(UNREADABLE + key) if key in self.structure.coerced else fails
