"""What a schema demands of a frame before any value is looked at, and the frame it then looks at."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.api.polars.components import Column
from pandera.backends.polars.container import DataFrameSchemaBackend
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaError, SchemaErrorReason

from auditor.engine.fused.casting import cast, castable
from auditor.engine.fused.internals import casts_plainly, polars_engine, schema_error
from auditor.engine.fused.recorder import NotFusable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pandera.api.polars.container import DataFrameSchema
    from pandera.backends.base import ColumnInfo

UNREADABLE = "__unreadable."
"""Prefix of the hidden Boolean columns that are true where a value could not be coerced."""
RAW = "__raw."
"""Prefix of the hidden columns that keep the value as it was before it was coerced."""
FLOATS = frozenset({pl.Float32, pl.Float64})
"""The types in which pandera counts NaN as missing."""


@dataclass(frozen=True)
class Component:
    """A column of the schema bound to a column of the frame."""

    column: Column
    """The schema's column under the frame's name, with the type that counts."""
    name: str
    declared: str
    """The name or pattern it has in the schema."""
    visible: tuple[str, ...] | None
    """The columns its checks see where they do not see all: pandera shows a pattern's check its own column only."""


@dataclass(frozen=True)
class Demand:
    """A demand on the frame as a whole that is not met, with pandera's error; ``declared`` names the column, if any."""

    declared: str | None
    check: str
    error: SchemaError


@dataclass(frozen=True)
class Structure:
    """How a frame of the schema ``given`` is made into the one that is checked, and what is wrong with it already."""

    given: pl.Schema
    prepared: pl.Schema
    demands: tuple[Demand, ...]
    """Unmet demands that pandera reports before anything else."""
    absent: tuple[Demand, ...]
    """Columns that are not there, reported next."""
    components: tuple[Component | Demand, ...]
    """The columns to check in pandera's order; a Demand where a pattern matches nothing."""
    coerced: Mapping[str, Any]
    """Column -> pandera type, only where the type changes."""
    added: Mapping[str, Column]
    defaults: tuple[tuple[str, Column], ...]

    @property
    def changes(self) -> bool:
        """Whether the checked frame is another one than the given."""
        return bool(self.coerced or self.added or self.defaults) or self.given.names() != self.prepared.names()

    @property
    def hidden(self) -> list[str]:
        """The columns of ours that a prepared frame has besides."""
        return [prefix + name for name in self.coerced for prefix in (RAW, UNREADABLE)]

    def prepare(self, frame: pl.LazyFrame, keep: Sequence[str] = (), strict: bool = False) -> pl.LazyFrame:
        """The frame to be checked: ``keep`` (columns the schema must not know of), then the prepared columns.

        Beside each coerced column come the hidden columns RAW and UNREADABLE. With ``strict`` there are none of them,
        and a value that cannot be coerced is an error when the frame is collected.
        """
        if not self.changes:
            return frame
        if not self.prepared:  # a selection of nothing would forget how many rows there are
            return frame.drop(self.given.names())
        columns: list[pl.Expr] = []
        hidden: list[pl.Expr] = []
        for name in self.prepared.names():
            value = pl.col(name)
            if name in self.added:
                value = _added(self.added[name])
            elif name in self.coerced:
                source, target = self.given[name], self.coerced[name].type
                if strict or castable(source, target):
                    value = cast(value, source, target, strict)
                else:
                    value = pl.lit(None).cast(target)
                hidden.append(pl.col(name).alias(RAW + name))
                hidden.append((pl.col(name).is_not_null() & value.is_null()).alias(UNREADABLE + name))
            columns.append(value.alias(name))
        frame = frame.select([*keep, *columns, *([] if strict else hidden)])
        for name, column in self.defaults:
            frame = frame.with_columns(_with_default(name, column, self.prepared.get(name)))
        return frame


def structure(schema: DataFrameSchema, given: pl.Schema) -> Structure:
    """Compare a schema with a frame's columns. NotFusable where the schema is of a kind only pandera itself can run."""
    _demand_fusable(schema)
    backend = DataFrameSchemaBackend()
    frame = pl.LazyFrame(schema=given)
    info = backend.collect_column_info(frame, schema)
    demands: list[Demand] = []
    added: dict[str, Column] = {}
    names = given.names()
    if info.absent_column_names and schema.add_missing_columns:
        unfilled = [each for each in info.absent_column_names if not _can_be_added(schema.columns[each])]
        if unfilled:
            demands += _refusal(backend.add_missing_columns, frame, schema, info, unfilled[0])
        else:
            added = {name: schema.columns[name] for name in info.absent_column_names}
            declared = [name for name in schema.columns if name in added or name in names]
            names = declared + [name for name in names if name not in schema.columns]
    demands += _refusal(backend.strict_filter_columns, frame, schema, info, None)
    if schema.strict == "filter" and not demands:
        names = [name for name in names if name in added or name in info.expanded_column_names]
    coerced = {
        name: dtype for name, dtype in _coercions(schema, names) if name not in added and given[name] != dtype.type
    }
    defaults = tuple(
        (name, column)
        for declared, column in schema.columns.items()
        if column.default is not None
        for name in _matches(column, declared, names)
    )
    draft = Structure(
        given, pl.Schema({name: given.get(name, pl.Null) for name in names}), (), (), (), coerced, added, defaults
    )
    try:
        exact = draft.prepare(frame).collect_schema()
    except Exception:
        raise NotFusable("default") from None
    prepared = pl.Schema({name: exact[name] for name in names})
    absent = tuple(
        Demand(str(result.failure_cases), str(result.check), _presence_error(schema, frame, result))
        for result in _presence(backend, frame, schema, info)
    )
    return replace(
        draft,
        prepared=prepared,
        demands=tuple(demands),
        absent=absent,
        components=tuple(_components(schema, prepared, info)),
    )


def _demand_fusable(schema: DataFrameSchema) -> None:
    columns = list(schema.columns.values())
    if schema.parsers or any(column.parsers for column in columns):
        raise NotFusable("parsers")
    if any(column.drop_invalid_rows for column in columns):
        raise NotFusable("column_drops_rows")
    for each in (schema, *columns):
        dtype = each.dtype
        if dtype is None:
            continue
        if type(dtype).__module__ != polars_engine.__name__ or dtype.auto_coerce:
            raise NotFusable("own_type")
        if (each.coerce or schema.coerce) and not casts_plainly(dtype):
            raise NotFusable("own_type")


def _can_be_added(column: Column) -> bool:
    return column.default is not None or bool(column.nullable)


def _added(column: Column) -> pl.Expr:
    value = column.default if isinstance(column.default, pl.Expr) else pl.lit(column.default)
    return value if column.dtype is None else value.cast(column.dtype.type)


def _with_default(name: str, column: Column, dtype: pl.DataType | None) -> pl.Expr:
    default = column.default
    if not isinstance(default, pl.Expr):
        default = pl.lit(default, dtype=None if column.dtype is None else column.dtype.type)
    value = pl.col(name)
    return (value.fill_nan(default) if dtype in FLOATS else value).fill_null(default)


def _refusal(
    parser: Callable[..., Any], frame: pl.LazyFrame, schema: DataFrameSchema, info: ColumnInfo, declared: str | None
) -> list[Demand]:
    """What pandera's own parser says against a frame, if anything."""
    try:
        parser(frame, schema, info)
    except SchemaError as error:
        return [Demand(declared, str(error.check), error)]
    return []


def _presence(backend: DataFrameSchemaBackend, frame: pl.LazyFrame, schema: DataFrameSchema, info: ColumnInfo) -> Any:
    with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):  # DATA_ONLY would silence it
        return backend.check_column_presence(frame, schema, info)


def _presence_error(schema: DataFrameSchema, frame: pl.LazyFrame, result: Any) -> SchemaError:
    error: SchemaError = schema_error(
        schema,
        data=frame,
        message=result.message,
        failure_cases=result.failure_cases,
        check=result.check,
        reason_code=result.reason_code,
    )
    return error


def _coercions(schema: DataFrameSchema, names: Sequence[str]) -> list[tuple[str, Any]]:
    """The columns to coerce and their types, later declarations winning as they do in pandera."""
    if schema.dtype is not None:
        return [(name, schema.dtype) for name in names] if schema.coerce else []
    found = {
        name: column.dtype
        for declared, column in schema.columns.items()
        if (schema.coerce or column.coerce) and column.dtype is not None
        for name in _matches(column, declared, names)
        if not (column.regex and name in schema.columns)
    }
    return list(found.items())


def _matches(column: Column, declared: str, names: Sequence[str]) -> list[str]:
    """The columns of the frame a column of the schema speaks of."""
    if not column.regex:
        return [declared] if declared in names else []
    return list(pl.LazyFrame(schema=dict.fromkeys(names, pl.Null)).select(pl.col(column.selector)).collect_schema())


def _components(schema: DataFrameSchema, prepared: pl.Schema, info: ColumnInfo) -> list[Component | Demand]:
    names = prepared.names()
    columns = schema.columns
    if not columns and schema.dtype is not None:
        columns = {name: Column(schema.dtype, name=name) for name in names}
    explicit = {name for name, column in columns.items() if not column.regex}
    found: list[Component | Demand] = []
    for declared, column in columns.items():
        if not column.regex:
            if declared in names and declared not in info.absent_column_names:
                found.append(Component(_bound(schema, column, declared), declared, declared, None))
            continue
        every = (
            [each for each in names if re.fullmatch(column.name or "", each)]
            if explicit
            else _matches(column, declared, names)
        )
        matched = [name for name in every if name not in explicit]
        if matched and explicit:  # pandera puts the first match last
            found += [
                Component(_bound(schema, column, name), name, declared, None) for name in (*matched[1:], matched[0])
            ]
        elif matched:
            found += [Component(_bound(schema, column, name), name, declared, (name,)) for name in matched]
        elif column.required:
            found.append(_no_match(column, declared, prepared))
    return found


def _bound(schema: DataFrameSchema, column: Column, name: str) -> Column:
    """The column of the schema as pandera would check it on the frame's column ``name``."""
    bound = copy.copy(column)
    bound.name = name
    bound.regex = False
    bound.coerce = False
    if schema.dtype is not None:
        bound.dtype = schema.dtype
    return bound


def _no_match(column: Column, declared: str, prepared: pl.Schema) -> Demand:
    error = schema_error(
        schema=column,
        data=None,
        message=(
            f"Column regex name='{column.selector}' did not match any columns in the dataframe. Update the regex "
            "pattern so that it matches at least one column."
        ),
        failure_cases=prepared.names(),
        check=f"no_regex_column_match('{column.selector}')",
        reason_code=SchemaErrorReason.INVALID_COLUMN_NAME,
    )
    return Demand(declared, "no_regex_column_match", error)
