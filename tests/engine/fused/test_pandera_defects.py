"""Where the fused backend means to differ from pandera 0.35, and that it does.

==  ==========================================================================  ========================================
no  pandera                                                                     fused
==  ==========================================================================  ========================================
1   SchemaErrors cannot be made from a scalar False (or a list of columns)      the scalar is reported as text beside
    beside failing rows: Polars' SchemaError comes out instead                  the rows
2   coercion stops at the first bad column, under the name of no column         each bad value of each column, by column
3   coercion lists nulls as values that cannot be coerced                       a null is no finding of coercion
4   after a failed coercion all checks run on the values as they were           on the values that could be coerced
5   text is never coerced to a date or timestamp (Polars 2 has no such cast)    ISO 8601 is read
6   a required column that is absent and coerced raises ColumnNotFoundError     it is reported as absent
7   only the first failing group of ``unique=[[...], [...]]`` is reported       every group is
8   where all columns are patterns, the report names the pattern                the report names the column
9   a pattern that matches declared columns only raises its error alone         it stands in the report
10  ``drop_invalid_rows`` keeps rows that fail ``unique`` of the frame          they are dropped
11  a LazyFrame's data are not checked                                          they are, unless told SCHEMA_ONLY
12  a default for an optional column that is absent raises                      there is nothing to fill
==  ==========================================================================  ========================================

``head``, ``tail`` and ``sample`` go to pandera, which removes duplicates and reorders rows before it numbers them.
"""

from __future__ import annotations

import datetime as dt

import pandera.polars as pa
import polars as pl
import pytest
from pandera.config import ValidationDepth, config_context

from auditor.engine.pandera_backend import fused
from tests.engine.fused.generated import Outcome, outcome

FRAME = pl.DataFrame({"a": ["1", "x", None], "b": [1, 2, 3]})
OVER_TWO = pa.Check.gt(2)


def _both(schema: pa.DataFrameSchema, frame: pl.DataFrame = FRAME) -> tuple[Outcome, Outcome]:
    return outcome(schema, frame), outcome(fused(schema), frame)


def _rows(result: Outcome, *columns: str) -> list[tuple[object, ...]]:
    assert result.report is not None, result
    return result.report.select(columns or ("failure_case", "column", "check", "index")).rows()


@pytest.mark.parametrize(
    ("schema", "scalar"),
    [
        (
            pa.DataFrameSchema({"b": pa.Column(int, OVER_TWO)}, checks=pa.Check(lambda _: False, name="total")),
            ("False", None, "total", None),
        ),
        (
            pa.DataFrameSchema({"b": pa.Column(int, OVER_TWO), "^zz$": pa.Column(regex=True)}),
            ("['a', 'b']", "^zz$", "no_regex_column_match('^zz$')", None),
        ),
    ],
)
def test_1_a_scalar_beside_rows(schema: pa.DataFrameSchema, scalar: tuple[object, ...]) -> None:
    """Pandera crashes; ours reports both."""
    theirs, ours = _both(schema)
    assert theirs.crash == "polars.exceptions.SchemaError"
    assert _rows(ours) == [("1", "b", "greater_than(2)", 0), ("2", "b", "greater_than(2)", 1), scalar]


def test_2_coercion_names_every_column() -> None:
    """Pandera reports the first bad column under no name; ours reports both columns by name."""
    frame = pl.DataFrame({"a": ["1", "x"], "b": ["y", "2"]})
    theirs, ours = _both(pa.DataFrameSchema({name: pa.Column(int, coerce=True) for name in "ab"}), frame)
    coerced = [row for row in _rows(theirs) if str(row[2]).startswith("coerce_dtype")]
    assert [(value, column) for value, column, _, _ in coerced] == [("x", None)]
    assert _rows(ours) == [("x", "a", "coerce_dtype('Int64')", 1), ("y", "b", "coerce_dtype('Int64')", 0)]


def test_3_a_null_can_be_coerced() -> None:
    """Pandera lists the null of a nullable column beside the bad value; ours lists the bad value."""
    theirs, ours = _both(pa.DataFrameSchema({"a": pa.Column(int, coerce=True, nullable=True)}))
    assert [row[3] for row in _rows(theirs) if str(row[2]).startswith("coerce_dtype")] == [1, 2]
    assert _rows(ours) == [("x", "a", "coerce_dtype('Int64')", 1)]


def test_4_checks_run_on_what_could_be_coerced() -> None:
    """Pandera compares text with a number and reports an error; ours checks the two values that are numbers."""
    schema = pa.DataFrameSchema({"a": pa.Column(int, pa.Check.gt(1, ignore_na=False), coerce=True, nullable=True)})
    frame = pl.DataFrame({"a": ["1", "x", "3"]})
    theirs, ours = _both(schema, frame)
    assert "CHECK_ERROR" in (theirs.counts or {})
    assert _rows(ours) == [("x", "a", "coerce_dtype('Int64')", 1), ("1", "a", "greater_than(1)", 0)]


@pytest.mark.parametrize(
    ("dtype", "text", "value"),
    [
        (pl.Date, "2024-02-29", dt.date(2024, 2, 29)),
        (pl.Datetime("us"), "2024-02-29 10:11:12", dt.datetime(2024, 2, 29, 10, 11, 12)),
        (pl.Datetime("us"), "2024-02-29T10:11:12.5", dt.datetime(2024, 2, 29, 10, 11, 12, 500_000)),
        (pl.Datetime("us"), "2024-02-29", dt.datetime(2024, 2, 29)),
        (pl.Time, "10:11:12", dt.time(10, 11, 12)),
    ],
)
def test_5_text_is_coerced_to_dates(dtype: pl.DataType, text: str, value: object) -> None:
    """Pandera fails a good date; ours reads it, and fails what is none."""
    schema = pa.DataFrameSchema({"a": pa.Column(dtype, coerce=True, nullable=True)})
    theirs, ours = _both(schema, pl.DataFrame({"a": [text, None]}))
    if dtype != pl.Time:
        assert theirs.frame is None
    assert ours.frame is not None
    assert ours.frame["a"].to_list() == [value, None]
    assert [row[3] for row in _rows(outcome(fused(schema), pl.DataFrame({"a": [text, "2024-02-30"]})))] == [1]


def test_6_an_absent_column_is_reported_even_if_coerced() -> None:
    """Pandera raises ColumnNotFoundError; ours reports the column."""
    theirs, ours = _both(pa.DataFrameSchema({"zz": pa.Column(int, coerce=True)}))
    assert theirs.crash == "polars.exceptions.ColumnNotFoundError"
    assert _rows(ours) == [("zz", None, "column_in_dataframe", None)]


def test_7_every_group_of_unique_columns_is_reported() -> None:
    """Pandera stops at the first failing group."""
    schema = pa.DataFrameSchema(unique=[["a"], ["b"]])  # type: ignore[list-item]
    theirs, ours = _both(schema, pl.DataFrame({"a": [1, 1, 2], "b": [5, 6, 6]}))
    assert [row[3] for row in _rows(theirs)] == [0, 1]
    assert [row[3] for row in _rows(ours)] == [0, 1, 1, 2]


def test_8_a_pattern_reports_the_column() -> None:
    """Pandera names the pattern, so that one cannot tell which column failed."""
    theirs, ours = _both(pa.DataFrameSchema({"^[ab]$": pa.Column(regex=True)}))
    assert [row[1] for row in _rows(theirs)] == ["^[ab]$"]
    assert [row[1] for row in _rows(ours)] == ["a"]


def test_9_a_pattern_without_a_column_of_its_own_is_in_the_report() -> None:
    """Pandera raises one SchemaError in spite of lazy=True."""
    theirs, ours = _both(pa.DataFrameSchema({"^b$": pa.Column(regex=True), "b": pa.Column(int, OVER_TWO)}))
    assert theirs.report is None
    assert theirs.message is not None
    assert [row[2] for row in _rows(ours)] == ["no_regex_column_match('^b$')", "greater_than(2)", "greater_than(2)"]


def test_10_duplicates_are_invalid_rows() -> None:
    """Pandera hands back the duplicates it was told to drop."""
    theirs, ours = _both(pa.DataFrameSchema(unique=["a"], drop_invalid_rows=True), pl.DataFrame({"a": [1, 1, 2]}))
    assert theirs.frame is not None
    assert theirs.frame["a"].to_list() == [1, 1, 2]
    assert ours.frame is not None
    assert ours.frame["a"].to_list() == [2]


def test_11_lazyframes_are_checked() -> None:
    """Pandera lets the data of a LazyFrame pass; ours looks at them, unless the user has said not to."""
    schema = pa.DataFrameSchema({"b": pa.Column(int, OVER_TWO)})
    assert outcome(schema, FRAME.lazy()).frame is not None
    assert [row[3] for row in _rows(outcome(fused(schema), FRAME.lazy()))] == [0, 1]
    with config_context(validation_depth=ValidationDepth.SCHEMA_ONLY):
        assert outcome(fused(schema), FRAME.lazy()).frame is not None


def test_12_a_default_for_an_absent_optional_column() -> None:
    """Pandera raises ColumnNotFoundError; ours has nothing to fill."""
    theirs, ours = _both(pa.DataFrameSchema({"zz": pa.Column(int, default=1, required=False)}))
    assert theirs.crash == "polars.exceptions.ColumnNotFoundError"
    assert ours.frame is not None
    assert ours.frame.equals(FRAME)
