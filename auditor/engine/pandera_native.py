"""Pandera's own backend as the reference: what it finds, as columns, with rules that raise kept apart from findings."""

from __future__ import annotations

import copy
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.api.checks import Check
from pandera.api.polars.components import Column
from pandera.api.polars.container import DataFrameSchema
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors, SchemaWarning

from auditor.engine.fused.internals import CHECK_OUTPUT_KEY
from auditor.engine.fused.recorder import WHOLE_ROW
from auditor.rulesets.slots import RuleKind, check_name, unique_groups, unique_slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.rulesets.slots import Slot

FAILURES = pl.Schema({"column": pl.String, "check": pl.String, "number": pl.Int32, "row": pl.UInt32})
ERRORS = pl.Schema({"column": pl.String, "check": pl.String, "number": pl.Int32, "error": pl.String})


@dataclass(frozen=True)
class NativeReport:
    """What pandera says about a frame.

    ``failures`` has one row a rule and row: ``column``, ``check`` and ``number`` name the rule as a Slot does, ``row``
    is its position in the frame, null where the rule is about the frame as a whole. ``errors`` has one row a rule that
    could not be evaluated, with the class of the exception (never its text, which may quote the data).
    """

    failures: pl.DataFrame
    errors: pl.DataFrame


@dataclass(frozen=True)
class Alone:
    """One check run by itself: the rows that fail, or that the whole frame does, or the class of what it raised."""

    rows: pl.Series
    whole_frame: bool = False
    error: str | None = None


def run_native(schema: DataFrameSchema, frame: pl.DataFrame | pl.LazyFrame) -> NativeReport:
    """Validate a frame with pandera's own backend and read the report.

    Checks that only warn are reported like the others, and every group of ``unique`` is. Where pandera cannot write its
    report (a check that answers with a single False beside one that names rows makes it raise), each rule is run with a
    copy of the schema that has no other.
    """
    schema = _loud(schema)
    found: list[tuple[Slot, SchemaError]] = []
    data = frame.lazy().collect()
    groups = unique_groups(schema)
    if len(groups) > 1:
        found += [
            (unique_slot(schema, number), error)
            for number, group in enumerate(groups)
            for error in _repeated(group, data)
        ]
        schema = _changed(schema, unique=None)
    try:
        found += [(_slot(schema, error), error) for error in _validate(schema, data)]
    except Exception:
        for rule, alone in _one_by_one(schema, data.columns):
            try:
                errors = _validate(alone, data)
            except Exception as raised:
                found.append((rule, _raised(alone, raised)))
            else:
                found += [(rule, error) for error in errors if _slot(alone, error)[:2] == rule[:2]]
    failures: list[pl.DataFrame] = []
    raised_by: list[tuple[str | None, str, int | None, str]] = []
    for slot, error in found:
        if error.reason_code == SchemaErrorReason.CHECK_ERROR:
            raised_by.append((*slot, str(error.failure_cases).partition("(")[0]))
            continue
        rows = _failing_rows(error, data.height)
        column, check, number = (pl.lit(value, dtype) for value, dtype in zip(slot, FAILURES.dtypes(), strict=False))
        failures.append(rows.to_frame().select(column=column, check=check, number=number, row=pl.col("row")))
    return NativeReport(
        pl.concat(failures) if failures else pl.DataFrame(schema=FAILURES),
        pl.DataFrame(raised_by, schema=ERRORS, orient="row"),
    )


def run_alone(check: Check, frame: pl.LazyFrame, key: str) -> Alone:
    """Run one check on pandera's backend: one collect of its mask. ``key`` is a column or WHOLE_ROW."""
    nothing = pl.Series("row", [], dtype=pl.UInt32)
    try:
        result = check(frame, None if key == WHOLE_ROW else key)
        passes = result.check_output.collect()[CHECK_OUTPUT_KEY]
        height = int(frame.select(pl.len()).collect(engine="streaming").item())
    except Exception as raised:
        return Alone(nothing, error=type(raised).__name__)
    if result.failure_cases is None or (len(passes) == 1 and height != 1):
        return Alone(nothing, whole_frame=not passes.all())
    if len(passes) != height:
        return Alone(nothing, error="ShapeError")
    return Alone((~passes).arg_true().alias("row").cast(pl.UInt32))


def _validate(schema: DataFrameSchema, data: pl.DataFrame) -> list[SchemaError]:
    try:
        with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA), warnings.catch_warnings():
            warnings.simplefilter("ignore", SchemaWarning)
            schema.validate(data, lazy=True)
    except SchemaErrors as errors:
        return list(errors.schema_errors)
    return []


def _repeated(group: tuple[str, ...], data: pl.DataFrame) -> list[SchemaError]:
    return _validate(DataFrameSchema(unique=list(group)), data)


def _raised(schema: DataFrameSchema, raised: Exception) -> SchemaError:
    make: Any = SchemaError
    error: SchemaError = make(
        schema, None, "", failure_cases=type(raised).__name__, reason_code=SchemaErrorReason.CHECK_ERROR
    )
    return error


def _loud(schema: DataFrameSchema) -> DataFrameSchema:
    """A copy that fails where the schema only warns, and reports rows where it drops them."""
    loud = copy.copy(schema)
    loud.drop_invalid_rows = False
    loud.checks = [_loud_check(check) for check in schema.checks]
    loud.columns = {}
    for name, column in schema.columns.items():
        loud.columns[name] = _changed(
            column, checks=[_loud_check(check) for check in column.checks], drop_invalid_rows=False
        )
    return loud


def _loud_check(check: Check) -> Check:
    loud: Check = _changed(check, raise_warning=False)
    return loud


def _changed(thing: Any, **attributes: Any) -> Any:
    twin = copy.copy(thing)
    for name, value in attributes.items():
        setattr(twin, name, value)
    return twin


def _one_by_one(schema: DataFrameSchema, present: Sequence[str]) -> Iterator[tuple[Slot, DataFrameSchema]]:
    """Copies of a schema with one rule each, in pandera's order, for a frame with the columns ``present``."""
    silent = {name: _changed(column, checks=[], nullable=True, unique=False) for name, column in schema.columns.items()}
    bare = _changed(schema, columns=silent, checks=[], unique=None)
    # Without its type no column breaks another rule; what changes the values needs it.
    untyped = {
        name: column if _needs_type(schema, column, name in present) else _changed(column, dtype=None)
        for name, column in silent.items()
    }
    plain = _changed(bare, columns=untyped)
    # An unmet demand is a scalar, too, and would crash the report again: ask for nothing that may not be there.
    lenient = {
        name: column
        if schema.add_missing_columns and (column.default is not None or schema.columns[name].nullable)
        else _changed(column, required=False)
        for name, column in plain.columns.items()
    }
    plain = _changed(plain, columns=lenient, strict="filter" if schema.strict == "filter" else False, ordered=False)
    for demand in (RuleKind.ONLY_DECLARED, RuleKind.ORDERED):
        yield (None, demand.value, None), bare
    as_nullable = {name: _changed(each, nullable=schema.columns[name].nullable) for name, each in silent.items()}
    for name in schema.columns:
        yield (name, RuleKind.MISSING_DEFAULT.value, None), _changed(bare, columns=as_nullable)
        for demand in (RuleKind.COERCE, RuleKind.PRESENT, RuleKind.PATTERN_MATCHES):
            yield (name, demand.value, None), bare
    if schema.unique:
        yield (None, RuleKind.FRAME_UNIQUE.value, None), _changed(plain, unique=schema.unique)
    for name, column in schema.columns.items():
        one = plain.columns

        def only(part: Column, name: str = name, one: dict[str, Column] = one) -> DataFrameSchema:
            changed: DataFrameSchema = _changed(plain, columns={**one, name: part})
            return changed

        if not column.nullable:
            yield (name, RuleKind.NOT_NULL.value, None), only(_changed(one[name], nullable=False))
        if column.unique:
            yield (name, RuleKind.UNIQUE.value, None), only(_changed(one[name], unique=True))
        yield (name, RuleKind.DTYPE.value, None), only(_changed(one[name], dtype=column.dtype))
        for number, check in enumerate(column.checks):
            yield (name, check_name(check), number), only(_changed(one[name], checks=[check]))
    for number, check in enumerate(schema.checks):
        yield (None, check_name(check), number), _changed(plain, checks=[check])


def _needs_type(schema: DataFrameSchema, column: Column, present: bool) -> bool:
    added = schema.add_missing_columns and not present
    return bool(schema.coerce or column.coerce or added) or column.default is not None


def _slot(schema: DataFrameSchema, error: SchemaError) -> Slot:
    """The place in the schema that an error of its report comes from."""
    check = error.check
    column = isinstance(error.schema, Column)
    declared = _declared(schema, str(error.schema.name)) if column else None
    if isinstance(check, Check):
        return declared, check_name(check), error.check_index
    name = str(check).partition("(")[0]
    if name in (RuleKind.PRESENT.value, RuleKind.MISSING_DEFAULT.value):
        declared = str(error.failure_cases)
    elif name == RuleKind.COERCE.value and isinstance(error.failure_cases, pl.DataFrame):
        declared = _declared(schema, error.failure_cases.columns[0])
    return declared, name, None


def _declared(schema: DataFrameSchema, name: str) -> str:
    """The declaration a column of the frame falls under: its own, or the pattern it matches."""
    if name in schema.columns:
        return name
    patterns = [each for each, column in schema.columns.items() if column.regex and re.fullmatch(each, name)]
    return patterns[0] if patterns else name


def _failing_rows(error: SchemaError, height: int) -> pl.Series:
    """The rows of an error; a single null where it is about the whole frame."""
    output = error.check_output
    if isinstance(output, pl.DataFrame) and isinstance(error.failure_cases, pl.DataFrame) and output.height == height:
        return (~output[CHECK_OUTPUT_KEY].fill_null(False)).arg_true().alias("row").cast(pl.UInt32)
    return pl.Series("row", [None], dtype=pl.UInt32)
