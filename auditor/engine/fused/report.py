"""The errors pandera would have raised, built from the failing rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.errors import SchemaErrorReason

from auditor.engine.fused.internals import CHECK_OUTPUT_KEY, schema_error
from auditor.engine.fused.recorder import WHOLE_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandera.errors import SchemaError

    from auditor.engine.fuse import FusedRule

_REASONS = {
    "coerce_dtype": SchemaErrorReason.DATATYPE_COERCION,
    "multiple_fields_uniqueness": SchemaErrorReason.DUPLICATES,
    "not_nullable": SchemaErrorReason.SERIES_CONTAINS_NULLS,
    "field_uniqueness": SchemaErrorReason.SERIES_CONTAINS_DUPLICATES,
    "check": SchemaErrorReason.DATAFRAME_CHECK,
}


def row_error(rule: FusedRule, rows: pl.Series, values: pl.DataFrame, height: int) -> SchemaError:
    """The error of a rule about rows: ``rows`` their numbers among ``height``, ``values`` their failure cases."""
    passes = pl.repeat(True, height, eager=True).scatter(rows, False).alias(CHECK_OUTPUT_KEY)
    limit = None if rule.check_object is None else rule.check_object.n_failure_cases
    values = values if limit is None else values.limit(limit)
    error: SchemaError = schema_error(
        schema=rule.owner,
        data=None,
        message=_message(rule, values),
        failure_cases=values,
        check=rule.check if rule.check_object is None else rule.check_object,
        check_index=rule.number,
        check_output=passes.to_frame(),
        reason_code=_REASONS[rule.kind.value],
        column_name=None if rule.key == WHOLE_ROW else rule.column,
    )
    return error


def _message(rule: FusedRule, values: pl.DataFrame) -> str:
    """Pandera's own sentence."""
    if rule.check_object is not None:
        examples = values.head().rows(named=True)
        return (
            f"{rule.context} '{rule.column}' failed validator number {rule.number}: {rule.check_object} "
            f"failure case examples: {examples}"
        )
    match rule.kind.value:
        case "not_nullable":
            return f"non-nullable column '{rule.key}' contains null values"
        case "field_uniqueness":
            return f"column '{rule.key}' not unique:\n{values}"
        case "multiple_fields_uniqueness":
            return f"columns '{rule.unique}' not unique:\n{values}"
        case _:
            return f"Error while coercing '{rule.key}' to type {rule.owner.dtype}"


_SAME_IN_PYTHON = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.Float64)


def _as_python_would(name: str, dtype: pl.DataType) -> pl.Expr | None:
    """A column as it is after a way through Python objects, which is pandera's; None where that is not known."""
    if dtype in _SAME_IN_PYTHON or dtype in (pl.String, pl.Boolean, pl.Date, pl.Null):
        return pl.col(name)
    if dtype == pl.Float32:
        return pl.col(name).cast(pl.Float64)
    if isinstance(dtype, (pl.Categorical, pl.Enum)):
        return pl.col(name).cast(pl.String)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None and dtype.time_unit in ("ms", "us"):
        return pl.col(name).cast(pl.Datetime("us"))
    return None


def simplified(errors: Sequence[SchemaError]) -> list[SchemaError]:
    """The errors with whole rows written as JSON in one go and, where pandera could not join them, values as text.

    Pandera makes a Python object of every failing row, and cannot report a scalar beside a row.
    """
    mixed = len({_kind(each) for each in errors}) > 1
    return [_replaced(each, mixed) for each in errors]


def _kind(error: SchemaError) -> str:
    case = error.failure_cases
    return "text" if isinstance(case, (pl.DataFrame, str)) else type(case).__name__


def _replaced(error: SchemaError, mixed: bool) -> SchemaError:
    case: Any = error.failure_cases
    if isinstance(case, pl.DataFrame):
        fields = [_as_python_would(name, dtype) for name, dtype in case.schema.items()]
        if case.width < 2 or any(each is None for each in fields):
            return error
        case = case.select(pl.struct(fields).struct.json_encode().alias("failure_case"))
    elif mixed and not isinstance(case, str):
        case = str(case)
    else:
        return error
    result: SchemaError = schema_error(
        schema=error.schema,
        data=None,
        message=str(error),
        failure_cases=case,
        check=error.check,
        check_index=error.check_index,
        check_output=error.check_output,
        reason_code=error.reason_code,
        column_name=error.column_name,
    )
    return result
