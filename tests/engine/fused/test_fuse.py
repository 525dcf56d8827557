"""Which checks are fused, which are not, and in what order rules come."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl
import polars.selectors as cs
import pytest

from auditor.engine.fuse import NotFusable, RuleKind, fuse

FRAME = pl.Schema({"i": pl.Int64(), "f": pl.Float64(), "s": pl.String()})


def _swallows(data: Any) -> Any:
    try:
        data.lazyframe.collect()
    except Exception:
        return data.lazyframe.select(pl.col("i").is_not_null())
    return True


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda d: d.lazyframe.select(pl.col("i").sum() > 1), "aggregate"),
        (lambda d: d.lazyframe.select(pl.lit(True)), "aggregate"),
        (lambda d: d.lazyframe.select(pl.len() > 1), "aggregate"),
        (lambda d: d.lazyframe.select(pl.col("i").head(3) > 1), "length"),
        (lambda d: d.lazyframe.select(pl.col("i").drop_nulls() > 1), "length"),
        (lambda d: d.lazyframe.select(pl.col("i").unique() > 1), "length"),
        (lambda d: d.lazyframe.select(pl.col("i").filter(pl.col("i").is_null()).is_null()), "length"),
        (lambda d: d.lazyframe.select(pl.col("i").map_batches(lambda s: s.head(3) > 1, pl.Boolean)), "length"),
        (lambda d: d.lazyframe.select(pl.col("i").map_batches(lambda s: s.is_null().filter(s.is_null()))), "length"),
        (lambda d: d.lazyframe.select(pl.col("i") + 1), "not_boolean"),
        (lambda d: d.lazyframe.select(pl.col("nowhere") > 1), "raises"),
        (lambda d: d.lazyframe.select(pl.col("i") > 1, pl.col("i") > 2), "raises"),
        (lambda d: d.lazyframe.group_by("s").len(), "frame_method"),
        (lambda d: d.lazyframe.select("i").with_columns(x=1), "frame_method"),
        (lambda d: d.lazyframe.collect().lazy(), "frame_method"),
        (lambda d: None, "frame_method"),
        (lambda d: True, "scalar"),
        (lambda d: 1 / 0, "raises"),
        (_swallows, "frame_method"),
        (lambda d: d.lazyframe.select(cs.numeric().map_elements(lambda x: x > 1, pl.Boolean)), "wildcard"),
    ],
)
def test_what_is_no_row_rule_stays_with_pandera(function: Any, reason: str) -> None:
    """Each way of not giving one value a row is seen, whatever a few rows of nulls would make of it."""
    plan = fuse(pa.DataFrameSchema({"i": pa.Column(int, pa.Check(function), nullable=True)}), FRAME)
    assert [why for _, why in plan.unfusable] == [f"pandera.unfusable.{reason}"]
    assert plan.rules == ()


@pytest.mark.parametrize(
    ("function", "failing"),
    [
        (lambda d: d.lazyframe.select(pl.col("i") > 1), [0]),
        (lambda d: d.lazyframe.select(pl.col("i") > pl.col("i").mean()), [0, 1]),
        (lambda d: d.lazyframe.select([pl.col("i") > 1, pl.col("f") > 1]), [0, 2]),
        (lambda d: d.lazyframe.select(a=pl.col("i") > 1, b=pl.lit(True)), [0]),
        (lambda d: d.lazyframe.select(pl.col("i").is_first_distinct()), []),
        (lambda d: d.lazyframe.select(cs.numeric() > 1), [0, 2]),
        (lambda d: d.lazyframe.select(pl.nth(0) > 1), [0]),
        (lambda d: d.lazyframe.select(pl.all_horizontal(pl.all().is_not_null())), [2]),
        (lambda d: d.lazyframe.lazy().select(pl.col(d.lazyframe.columns[0]) > 1), [0]),
        (lambda d: d.lazyframe.select(pl.col("i") > 1) if isinstance(d.lazyframe, pl.LazyFrame) else None, [0]),
        (lambda d: d.lazyframe.select(pl.col("i").map_elements(lambda x: x > 1, pl.Boolean)), [0]),
    ],
)
def test_row_rules_are_fused(function: Any, failing: list[int]) -> None:
    """A row rule in any of its forms becomes an expression, blind to columns that are not the schema's."""
    plan = fuse(pa.DataFrameSchema({"i": pa.Column(int, pa.Check(function), nullable=True)}), FRAME)
    assert plan.unfusable == ()
    frame = pl.DataFrame({"__row": [7, 8, 9], "i": [1, 2, 3], "f": [2.0, 2.0, 1.0], "s": ["a", "b", None]}).lazy()
    (rule,) = plan.rules
    assert rule.fails is not None
    fails = frame.select(fails=rule.fails).collect()["fails"]
    assert fails.null_count() == 0
    assert fails.arg_true().to_list() == failing


def test_rules_come_in_the_order_of_the_report() -> None:
    """Places run through rules, unfusable rules and findings about the schema alike."""
    schema = pa.DataFrameSchema(
        {
            "f": pa.Column(str, [pa.Check.gt(1), pa.Check.unique_values_eq([1])], unique=True),
            "i": pa.Column(float, coerce=True),
            "borte": pa.Column(),
        },
        checks=pa.Check(lambda d: d.lazyframe.select(pl.col("i") > 1), error="hele raden"),
        unique=["i", "s"],
    )
    plan = fuse(schema, FRAME)
    entries = {rule.place: rule.slot for rule in (*plan.rules, *(rule for rule, _ in plan.unfusable))}
    entries |= {each.place: each.slot for each in plan.scalars}
    assert [entries[place] for place in range(len(entries))] == [
        ("i", "coerce_dtype", None),
        ("borte", "column_in_dataframe", None),
        (None, "multiple_fields_uniqueness", None),
        ("f", "not_nullable", None),
        ("f", "field_uniqueness", None),
        ("f", "dtype", None),
        ("f", "greater_than", 0),
        ("f", "unique_values_eq", 1),
        ("i", "not_nullable", None),
        (None, "<lambda>", 0),
    ]
    assert plan.rules[-1].check == "hele raden"
    assert plan.rules[0].kind is RuleKind.COERCE
    assert plan.prepared["i"] == pl.Float64


class _OwnType(pa.DataFrameModel):
    x: int


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (pa.DataFrameSchema({"i": pa.Column(int, drop_invalid_rows=True)}), "column_drops_rows"),
        (pa.DataFrameSchema({"s": pa.Column(_OwnType)}), "own_type"),
        (pa.DataFrameSchema(strict="filter", checks=pa.Check(lambda d: True)), "no_columns"),
    ],
)
def test_schemas_only_pandera_can_run(schema: pa.DataFrameSchema, reason: str) -> None:
    """A schema that cannot be compiled says why."""
    with pytest.raises(NotFusable) as refusal:
        fuse(schema, FRAME)
    assert refusal.value.reason == f"pandera.unfusable.{reason}"
