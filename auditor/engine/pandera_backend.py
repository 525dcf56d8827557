"""A pandera backend that answers all checks of a schema in one scan, with pandera's own report.

For those who have pandera schemas and want no more::

    from auditor.engine.pandera_backend import fused

    fused(schema).validate(frame, lazy=True)

``fused`` takes a DataFrameSchema or a DataFrameModel and gives a schema that is the same but for its backend; nothing
is registered anywhere, and the given schema is left alone. It raises pandera's SchemaErrors (or, with ``lazy=False``,
its SchemaError) with the same ``failure_cases``, and returns what pandera returns: the coerced, filtered or reduced
frame.

Where it differs, it means to:

* A LazyFrame's data are checked, unless the validation depth is set to SCHEMA_ONLY.
* Where pandera 0.35 is wrong, it is right: see the table in ``tests/engine/fused/test_pandera_defects.py``.
* ``head``, ``tail`` and ``sample``, user-made types, nested schemas and columns that drop rows by themselves go to
  pandera's backend as they are, with its row numbers.
"""

from __future__ import annotations

import inspect
import traceback
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.api.base.error_handler import ErrorHandler, get_error_category
from pandera.api.polars.container import DataFrameSchema
from pandera.api.polars.model import DataFrameModel
from pandera.backends.polars.container import DataFrameSchemaBackend
from pandera.config import ValidationDepth, config_context, get_config_context, get_config_global
from pandera.errors import (
    FailureCaseMetadata,
    SchemaDefinitionError,
    SchemaError,
    SchemaErrorReason,
    SchemaErrors,
    SchemaWarning,
)

from auditor.engine.fuse import WHOLE_ROW, FusedPlan, FusedRule, NotFusable, fuse
from auditor.engine.fused.internals import CHECK_OUTPUT_KEY, schema_error
from auditor.engine.fused.report import row_error, simplified
from auditor.engine.fused.wide import Scan, failing_rows, flag

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW_NUMBER = "__row_number"
_ABOUT_THE_SCHEMA = (SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME, SchemaErrorReason.WRONG_DATATYPE)


def fused(schema: DataFrameSchema | type[DataFrameModel]) -> DataFrameSchema:
    """The same schema, validating in one scan."""
    if inspect.isclass(schema) and issubclass(schema, DataFrameModel):
        schema = schema.to_schema()
    if not isinstance(schema, DataFrameSchema):
        raise TypeError("fused() takes a pandera.polars DataFrameSchema or DataFrameModel")
    if isinstance(schema, _Fused):
        return schema
    cls = _fused_class(type(schema))
    twin: DataFrameSchema = cls.__new__(cls)
    twin.__dict__ = schema.__dict__.copy()
    return twin


class _Fused:
    """What a fused schema does otherwise than the schema it is made from."""

    @classmethod
    def get_backend(cls, check_obj: Any = None, check_type: type | None = None) -> FusedSchemaBackend:
        return FusedSchemaBackend()

    def validate(
        self,
        check_obj: Any,
        head: int | None = None,
        tail: int | None = None,
        sample: int | None = None,
        random_state: int | None = None,
        lazy: bool = False,
        inplace: bool = False,
    ) -> Any:
        """Validate a frame; see :func:`fused`."""
        if not get_config_context().validation_enabled:
            return check_obj
        asked = (
            get_config_context(validation_depth_default=None).validation_depth or get_config_global().validation_depth
        )
        with config_context(validation_depth=asked or ValidationDepth.SCHEMA_AND_DATA):
            return self.get_backend(check_obj).validate(
                check_obj,
                self,
                head=head,
                tail=tail,
                sample=sample,
                random_state=random_state,
                lazy=lazy,
                inplace=inplace,
            )

    def __reduce__(self) -> tuple[Any, ...]:
        cls = type(self).__mro__[2]
        return _restored, (cls, self.__dict__)


@cache
def _fused_class(cls: type[DataFrameSchema]) -> type[DataFrameSchema]:
    """A subclass that bears its parent's name, since the report calls a schema by the name of its class."""
    return type(cls.__name__, (_Fused, cls), {"__module__": cls.__module__, "__doc__": cls.__doc__})


def _restored(cls: type[DataFrameSchema], state: dict[str, Any]) -> DataFrameSchema:
    schema = cls.__new__(cls)
    schema.__dict__ = state
    return fused(schema)


class FusedSchemaBackend(DataFrameSchemaBackend):
    """Pandera's backend for Polars frames, with the checking done in one scan."""

    def validate(
        self,
        check_obj: Any,
        schema: Any,
        *,
        head: int | None = None,
        tail: int | None = None,
        sample: int | None = None,
        random_state: int | None = None,
        lazy: bool = False,
        inplace: bool = False,
    ) -> Any:
        """Validate a DataFrame or LazyFrame; SchemaErrors (or SchemaError) where it does not fit."""
        frame = check_obj.lazy()
        part = any(each is not None for each in (head, tail, sample))
        try:
            plan = None if part else fuse(schema, frame.collect_schema())
        except NotFusable:
            plan = None
        if plan is None:
            return super().validate(
                check_obj,
                schema,
                head=head,
                tail=tail,
                sample=sample,
                random_state=random_state,
                lazy=lazy,
                inplace=inplace,
            )
        if inplace:
            warnings.warn("setting inplace=True will have no effect.", stacklevel=2)
        if schema.drop_invalid_rows and not lazy:
            raise SchemaDefinitionError("When drop_invalid_rows is True, lazy must be set to True.")
        handler = ErrorHandler(lazy)
        invalid: list[pl.Expr] = []
        for error, cause in self.errors(plan, frame):
            handler.collect_error(get_error_category(error.reason_code), error.reason_code, error, original_exc=cause)
            invalid += _invalid_rows(error)
        return self.outcome(plan, check_obj, handler, invalid)

    def outcome(self, plan: FusedPlan, given: Any, handler: ErrorHandler, invalid: list[pl.Expr]) -> Any:
        """What pandera returns or raises once all errors are known."""
        drop = bool(handler.collected_errors) and plan.schema.drop_invalid_rows
        frame = given.lazy()
        if plan.structure.changes:
            frame = plan.prepare(frame, strict=not drop)
            frame = frame.drop(plan.structure.hidden) if drop else frame
        if drop and invalid:
            frame = frame.with_row_index(ROW_NUMBER).filter(~pl.any_horizontal(invalid)).drop(ROW_NUMBER)
        if handler.collected_errors and not drop:
            raise SchemaErrors(schema=plan.schema, schema_errors=handler.schema_errors, data=given)
        if isinstance(given, pl.DataFrame):
            return frame.collect() if plan.structure.changes or drop else given
        return frame

    def errors(self, plan: FusedPlan, given: pl.LazyFrame) -> Iterator[tuple[SchemaError, BaseException | None]]:
        """Every error in pandera's order, with the exception it came from where a check raised one."""
        depth = get_config_context().validation_depth
        entries: list[tuple[int, Any]] = [
            (each.place, each)
            for each in plan.scalars
            if depth != ValidationDepth.DATA_ONLY or each.error.reason_code not in _ABOUT_THE_SCHEMA
        ]
        failures = None
        if depth != ValidationDepth.SCHEMA_ONLY:
            failures = _Failures(plan, given)
            entries += [(rule.place, rule) for rule in plan.rules] + [(rule.place, rule) for rule, _ in plan.unfusable]
        for _, entry in sorted(entries, key=lambda each: each[0]):
            if not isinstance(entry, FusedRule):
                yield entry.error, None
            elif failures is not None and entry in failures.alone:
                yield from self.alone(entry, failures.checked)
            elif failures is not None:
                error = failures.error(entry)
                if error is not None and entry.warns_only:
                    warnings.warn(str(error), SchemaWarning, stacklevel=2)
                elif error is not None:
                    yield error, None

    def alone(self, rule: FusedRule, frame: pl.LazyFrame) -> Iterator[tuple[SchemaError, BaseException | None]]:
        """Run one check the way pandera does, its report included."""
        if rule.visible is not None:
            frame = frame.select(rule.visible)
        of_row = rule.key == WHOLE_ROW
        cause: BaseException | None = None
        try:
            arguments = () if of_row else (rule.key,)
            result = self.run_check(frame, rule.owner, rule.check_object, rule.number or 0, *arguments)
            if result.passed:
                return
            message, case, output, reason = (
                result.message,
                result.failure_cases,
                result.check_output,
                result.reason_code,
            )
        except Exception as raised:
            if of_row and isinstance(raised, SchemaDefinitionError):
                raise
            cause = raised
            case = f'{type(raised).__name__}("{raised.args[0]}")' if raised.args else f"{type(raised).__name__}()"
            message = f"Error while executing check function: {case}\n{traceback.format_exc()}" if of_row else case
            output, reason = None, SchemaErrorReason.CHECK_ERROR
        yield (
            schema_error(
                schema=rule.owner,
                data=None,
                message=message,
                failure_cases=case,
                check=rule.check_object,
                check_index=rule.number,
                check_output=output,
                reason_code=reason,
                column_name=None if of_row else rule.column,
            ),
            cause,
        )

    def failure_cases_metadata(self, schema_name: str, schema_errors: list[SchemaError]) -> FailureCaseMetadata:
        """Pandera's report of the errors."""
        return super().failure_cases_metadata(schema_name, simplified(schema_errors))


class _Failures:
    """The failing rows of a frame, found in one scan, and what is left to run alone."""

    def __init__(self, plan: FusedPlan, given: pl.LazyFrame) -> None:
        self._given = given
        self._whole = tuple(plan.prepared.names())
        numbered = plan.prepare(given.with_row_index(ROW_NUMBER), keep=(ROW_NUMBER,))
        columns = dict.fromkeys(rule.value for rule in plan.rules if rule.key != WHOLE_ROW)
        if any(rule.key == WHOLE_ROW for rule in plan.rules):
            columns |= dict.fromkeys(self._whole)
        scan = Scan(numbered, plan.rules, ROW_NUMBER, tuple(columns))
        self._failing, left_out = failing_rows(scan)
        self.checked = plan.prepare(given).drop(plan.structure.hidden)
        self.alone = {rule for rule, _ in plan.unfusable}.union(left_out)
        self._height: int | None = None

    @property
    def height(self) -> int:
        if self._height is None:
            self._height = int(self._given.select(pl.len()).collect(engine="streaming").item())
        return self._height

    def error(self, rule: FusedRule) -> SchemaError | None:
        if self._failing.is_empty():
            return None
        failing = self._failing.filter(pl.col(flag(rule)))
        if failing.is_empty():
            return None
        if rule.key == WHOLE_ROW:
            values = failing.select(self._whole)
        else:
            values = failing.select(pl.col(rule.value).alias(rule.key))
        return row_error(rule, failing[ROW_NUMBER], values, self.height)


def _invalid_rows(error: SchemaError) -> list[pl.Expr]:
    """Where an error makes a row invalid, for ``drop_invalid_rows``.

    An error about the columns makes none invalid; a check that has one answer for the whole frame makes all of them.
    """
    output = error.check_output
    if not isinstance(output, pl.DataFrame):
        return []
    if output.height == 1:
        return [pl.lit(not output[CHECK_OUTPUT_KEY].item())]
    rows = (~output[CHECK_OUTPUT_KEY]).arg_true()
    return [pl.col(ROW_NUMBER).is_in(rows.implode())]
