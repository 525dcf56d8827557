"""The fused schema as a user of pandera meets it."""

from __future__ import annotations

import copy
import pickle
import warnings
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
from pandera.api.parsers import Parser
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaDefinitionError, SchemaError, SchemaErrors, SchemaWarning
from polars.testing import assert_frame_equal

from auditor.engine.pandera_backend import fused


class Deltaker(pa.DataFrameModel):
    """A model with what models have."""

    person: str = pa.Field(unique=True)
    timer: int = pa.Field(ge=0, nullable=True, coerce=True)

    @pa.check("timer")
    def whole_weeks(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805 - pandera makes it a class method
        """Hours come in tens."""
        return data.lazyframe.select(pl.col(data.key) % 10 == 0)


FRAME = pl.DataFrame({"person": ["a", "b", "a", None], "timer": ["10", "-5", None, "30"]})


def test_a_model_in_three_lines() -> None:
    """A DataFrameModel with a check method gives the failing rows of every rule."""
    with pytest.raises(SchemaErrors) as errors:
        fused(Deltaker).validate(FRAME, lazy=True)
    report = errors.value.failure_cases.select("column", "check", "index").rows()
    assert report == [
        ("person", "not_nullable", 3),
        ("person", "field_uniqueness", 0),
        ("person", "field_uniqueness", 2),
        ("timer", "greater_than_or_equal_to(0)", 1),
        ("timer", "whole_weeks", 1),
    ]
    with pytest.raises(SchemaErrors) as theirs:
        Deltaker.validate(FRAME, lazy=True)
    assert_frame_equal(theirs.value.failure_cases, errors.value.failure_cases)


def test_nothing_is_registered() -> None:
    """The given schema and all others go on as before."""
    schema = pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(1))})
    twin = fused(schema)
    assert fused(twin) is twin
    assert type(schema) is pa.DataFrameSchema
    assert isinstance(twin, pa.DataFrameSchema)
    assert type(schema.get_backend(FRAME)) is not type(twin.get_backend(FRAME))
    assert schema.validate(pl.LazyFrame({"a": [0]})).collect().height == 1


def test_it_can_be_copied_and_pickled() -> None:
    """Decorators copy schemas and processes send them."""
    twin = fused(pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(1))}, name="t"))
    for each in (copy.copy(twin), copy.deepcopy(twin), pickle.loads(pickle.dumps(twin))):
        with pytest.raises(SchemaErrors):
            each.validate(pl.LazyFrame({"a": [0]}), lazy=True)


def test_the_decorators_use_it() -> None:
    """check_input checks a LazyFrame's data with a fused schema."""

    @pa.check_input(fused(pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(1))})))
    def rows(frame: pl.LazyFrame) -> int:
        return frame.collect().height

    assert rows(pl.LazyFrame({"a": [2, 3]})) == 2
    with pytest.raises(SchemaError):
        rows(pl.LazyFrame({"a": [2, 1]}))


def test_depths() -> None:
    """SCHEMA_ONLY looks at no data, DATA_ONLY at no types, and disabled validation at nothing."""
    schema = fused(pa.DataFrameSchema({"a": pa.Column(str, pa.Check.gt(1)), "b": pa.Column(int)}))
    frame = pl.DataFrame({"a": [0, 2]})
    for depth, checks in (
        (ValidationDepth.SCHEMA_ONLY, ["column_in_dataframe", "dtype('String')"]),
        (ValidationDepth.DATA_ONLY, ["greater_than(1)"]),
        (ValidationDepth.SCHEMA_AND_DATA, ["column_in_dataframe", "dtype('String')", "greater_than(1)"]),
    ):
        with config_context(validation_depth=depth), pytest.raises(SchemaErrors) as errors:
            schema.validate(frame, lazy=True)
        assert errors.value.failure_cases["check"].to_list() == checks
    with config_context(validation_enabled=False):
        assert schema.validate(frame) is frame


def test_schema_only_does_not_hide_what_cannot_be_coerced() -> None:
    """Where data are not looked at, a bad value is an error when the frame is collected, not a null."""
    schema = fused(pa.DataFrameSchema({"a": pa.Column(int, coerce=True)}))
    with config_context(validation_depth=ValidationDepth.SCHEMA_ONLY):
        frame = schema.validate(pl.LazyFrame({"a": ["1", "x"]}))
    with pytest.raises(pl.exceptions.InvalidOperationError):
        frame.collect()


def test_what_is_returned() -> None:
    """Coerced, filtered, filled and reduced, in the kind of frame that was given."""
    schema = fused(
        pa.DataFrameSchema(
            {"b": pa.Column(float, pa.Check.gt(1), coerce=True), "c": pa.Column(str, default="-")},
            strict="filter",
            add_missing_columns=True,
            drop_invalid_rows=True,
        )
    )
    frame = pl.DataFrame({"a": [1, 2, 3, 4], "b": ["1", "2", "x", None]})
    expected = pl.DataFrame({"b": [2.0], "c": ["-"]})
    assert_frame_equal(schema.validate(frame, lazy=True), expected)
    result = schema.validate(frame.lazy(), lazy=True)
    assert isinstance(result, pl.LazyFrame)
    assert_frame_equal(result.collect(), expected)
    with pytest.raises(SchemaDefinitionError):
        schema.validate(frame)


def test_a_valid_frame_comes_back_untouched() -> None:
    """The very same object, as with pandera."""
    frame = pl.DataFrame({"a": [1]})
    assert fused(pa.DataFrameSchema({"a": pa.Column(int)})).validate(frame) is frame


def test_warnings_warn() -> None:
    """A check with raise_warning does not make the frame invalid."""
    schema = fused(pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(1, raise_warning=True))}))
    with pytest.warns(SchemaWarning, match="greater_than"):
        schema.validate(pl.DataFrame({"a": [0]}), lazy=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        schema.validate(pl.DataFrame({"a": [2]}), lazy=True)


def test_parts_of_a_frame_go_to_pandera() -> None:
    """head looks at the first rows only, and numbers them as pandera does."""
    schema = pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(1))})
    frame = pl.DataFrame({"a": [5, 0, 0]})
    assert fused(schema).validate(frame, head=1).equals(frame)
    with pytest.raises(SchemaErrors):
        fused(schema).validate(frame, head=2, lazy=True)


def test_parsers_are_refused_as_pandera_does() -> None:
    """A schema only pandera can run reaches pandera."""
    schema = fused(pa.DataFrameSchema({"a": pa.Column(int)}, parsers=Parser(lambda frame: frame)))
    with pytest.raises(NotImplementedError):
        schema.validate(pl.DataFrame({"a": [1]}))


def test_a_rule_that_only_breaks_on_the_data(tmp_path: Path) -> None:
    """A function that raises on some value is an error of that check alone, also in a scan of a file."""
    schema = pa.DataFrameSchema(
        {
            "a": pa.Column(int, [pa.Check(lambda x: 1 // x > 0, element_wise=True, name="divides"), pa.Check.gt(1)]),
        }
    )
    frame = pl.DataFrame({"a": [2, 0]})
    frame.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(SchemaErrors) as errors:
        fused(schema).validate(pl.scan_parquet(tmp_path / "a.parquet"), lazy=True)
    report = errors.value.failure_cases.select("check", "index").rows()
    assert report == [("divides", None), ("greater_than(1)", 1)]
    assert errors.value.error_counts == {"CHECK_ERROR": 1, "DATAFRAME_CHECK": 1}


def test_null_keys_and_hash_collisions() -> None:
    """Repeated null keys are duplicates, and rows that only share a hash are not."""
    frame = pl.DataFrame({"a": [None, None, "x", "y", "x"], "b": [1, 1, 2, 3, 3]})
    with pytest.raises(SchemaErrors) as errors:
        fused(pa.DataFrameSchema(unique=["a", "b"])).validate(frame.lazy(), lazy=True)
    assert errors.value.failure_cases["index"].to_list() == [0, 1]
    assert errors.value.failure_cases["failure_case"].to_list() == ['{"a":null,"b":1}'] * 2
