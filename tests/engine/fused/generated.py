"""Generated frames and schemas, and what a validation of one by the other comes to."""

from __future__ import annotations

import datetime as dt
import os
import string
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pandera.errors import SchemaError, SchemaErrors

EXAMPLES = int(os.environ.get("AUDITOR_EXAMPLES", "60"))
thorough = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

CODES = ["A1", "B2", "æøå"]
_TEXT = st.one_of(
    st.sampled_from(["", "A1", "B2", "æøå", "Æ", "0301", "12", "x" * 40, "a\nb", '"q"']),
    st.text(string.ascii_letters + "æøåÆØÅ 019", max_size=30),
)
_KINDS: dict[str, tuple[pl.DataType, st.SearchStrategy[Any]]] = {
    "i": (pl.Int64(), st.sampled_from([-5, 0, 1, 2, 3, 2**40])),
    "k": (pl.Int8(), st.integers(-3, 3)),
    "u": (pl.UInt32(), st.integers(0, 4)),
    "f": (pl.Float64(), st.sampled_from([float("nan"), 0.0, -0.0, 0.5, 1.0, 2.25, float("inf")])),
    "w": (pl.Float32(), st.sampled_from([float("nan"), 0.0, 0.5, 1.0, 0.1])),
    "s": (pl.String(), _TEXT),
    "l": (pl.String(), st.sampled_from(["y" * 13, "y" * 400, "z"])),
    "d": (pl.Date(), st.dates(dt.date(1999, 12, 29), dt.date(2000, 1, 3))),
    "t": (pl.Datetime("us"), st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2000, 1, 1, 0, 0, 1))),
    "b": (pl.Boolean(), st.booleans()),
    "c": (pl.Categorical(), st.sampled_from(CODES)),
    "e": (pl.Enum(CODES), st.sampled_from(CODES)),
    "v": (pl.Int32(), st.none()),
}
NUMBERS, TEXTS, TIMES = "ikufw", "sl", "dt"


@st.composite
def frames(draw: st.DrawFn, min_columns: int = 1) -> pl.DataFrame:
    """A frame of up to 14 rows, sometimes empty, sometimes of several chunks."""
    names = draw(st.lists(st.sampled_from(list(_KINDS)), min_size=min_columns, max_size=5, unique=True))
    height = draw(st.sampled_from([0, 1, 2, 5, 14]))
    columns = []
    for name in names:
        dtype, values = _KINDS[name]
        cells = draw(st.lists(st.one_of(st.none(), values, values, values), min_size=height, max_size=height))
        columns.append(pl.Series(name, cells, dtype=dtype))
    frame = pl.DataFrame(columns)
    if height > 1 and draw(st.booleans()):
        return pl.concat([frame.head(height // 2), frame.tail(height - height // 2)], rechunk=False)
    return frame


def _value(name: str) -> st.SearchStrategy[Any]:
    _dtype, values = _KINDS[name]
    return st.just(1) if name == "v" else values


@st.composite
def column_checks(draw: st.DrawFn, name: str, others: list[str]) -> pa.Check:
    """A check for a column: built in or the user's own, some of which cannot be fused, and some of which raise."""
    options: dict[str, Any] = {"ignore_na": draw(st.booleans())}
    if draw(st.integers(0, 5)) == 0:
        options["error"] = "egen feil"
    if draw(st.integers(0, 7)) == 0:
        options["n_failure_cases"] = draw(st.integers(1, 3))
    if draw(st.integers(0, 9)) == 0:
        options["raise_warning"] = True
    value = _value(name)
    other = draw(st.sampled_from(others))
    own: list[Callable[[], pa.Check]] = [
        lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(d.key).is_not_null()), name="not_null", **options),
        lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(d.key) == pl.col(d.key).max()), name="max"),
        lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(d.key).is_first_distinct()), name="first", **options),
        lambda: pa.Check(
            lambda d: d.lazyframe.select(
                a=pl.col(d.key).is_null() | pl.col(other).is_not_null(), b=pl.col(other).is_null()
            ),
            name="two_outputs",
            **options,
        ),
        lambda: pa.Check(lambda x: x != 1 and x != "A1", element_wise=True, name="by_element", **options),
        lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(d.key).count() > 1), name="aggregate", **options),
        lambda: pa.Check(lambda d: d.lazyframe.select(pl.col("nowhere") > 1), name="raises", **options),
        lambda: pa.Check(lambda d: d.lazyframe.with_columns(x=pl.col(d.key).is_null()).select("x"), name="two_steps"),
        lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(d.key).is_null()).collect().lazy(), name="collects"),
    ]
    builtin: list[Callable[[], pa.Check]] = [
        lambda: pa.Check.equal_to(draw(value), **options),
        lambda: pa.Check.not_equal_to(draw(value), **options),
        lambda: pa.Check.isin(draw(st.lists(value, min_size=1, max_size=3)), **options),
        lambda: pa.Check.notin(draw(st.lists(value, max_size=3)), **options),
        lambda: pa.Check.unique_values_eq(draw(st.lists(value, max_size=3)), **options),
    ]
    if name in NUMBERS + TIMES:
        low, high = sorted([draw(value.filter(lambda x: x == x)) for _ in range(2)])
        builtin += [
            lambda: pa.Check.greater_than(low, **options),
            lambda: pa.Check.greater_than_or_equal_to(low, **options),
            lambda: pa.Check.less_than(high, **options),
            lambda: pa.Check.less_than_or_equal_to(high, **options),
        ]
        if low < high:
            bounds = {"include_min": draw(st.booleans()), "include_max": draw(st.booleans())}
            builtin.append(lambda: pa.Check.in_range(low, high, **bounds, **options))
    if name in TEXTS + "ce":  # on categories some of these raise, as they should
        builtin += [
            lambda: pa.Check.str_matches(draw(st.sampled_from([r"\d+", "^[A-Z]", "y+$", "(?i)æ"])), **options),
            lambda: pa.Check.str_contains(draw(st.sampled_from([r"\d", "ø", "z"])), **options),
            lambda: pa.Check.str_startswith(draw(st.sampled_from(["A", "", "y"])), **options),
            lambda: pa.Check.str_endswith(draw(st.sampled_from(["1", "å"])), **options),
            lambda: pa.Check.str_length(*draw(st.sampled_from([(1, 3), (None, 12), (13, None)])), **options),
        ]
    make: Any = draw(st.sampled_from([*builtin, *builtin, *own]))
    check: pa.Check = make()
    return check


@st.composite
def frame_checks(draw: st.DrawFn, names: list[str]) -> pa.Check:
    """A check for rows as wholes."""
    options: dict[str, Any] = {"ignore_na": draw(st.booleans())}
    if draw(st.integers(0, 7)) == 0:
        options["n_failure_cases"] = draw(st.integers(1, 3))
    first, second = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    make: Any = draw(
        st.sampled_from(
            [
                lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(first).is_null() | pl.col(second).is_not_null())),
                lambda: pa.Check(lambda d: d.lazyframe.select(pl.all().is_not_null()), name="all_there", **options),
                lambda: pa.Check(lambda d: d.lazyframe.select(pl.any_horizontal(pl.all().is_null())), name="any"),
                lambda: pa.Check(lambda d: d.lazyframe.select(pl.struct(pl.all()).is_unique()), name="is_unique"),
                lambda: pa.Check(lambda d: d.lazyframe.select(pl.col(first).len().over(second) < 3), name="over"),
                lambda: pa.Check(lambda x: x is not None and x != 1, element_wise=True, name="each", **options),
                lambda: pa.Check(lambda d: d.lazyframe.select(pl.len() > 3), name="aggregate", **options),
                lambda: pa.Check(lambda d: d.lazyframe.select("nowhere"), name="raises", **options),
            ]
        )
    )
    check: pa.Check = make()
    return check


_OTHER_TYPES = {
    "i": pl.Float64,
    "f": pl.Float32,
    "k": pl.Int64,
    "s": pl.Categorical,
    "b": pl.Int8,
    "d": pl.Datetime("us"),
}


@st.composite
def schemas(draw: st.DrawFn, frame: pl.DataFrame) -> pa.DataFrameSchema:
    """A schema for (most of) a frame."""
    names = frame.columns
    columns: dict[str, pa.Column] = {}
    for name in draw(st.permutations(names)) if draw(st.integers(0, 3)) == 0 else names:
        if draw(st.integers(0, 9)) == 0:
            continue
        kind: Any = draw(st.sampled_from([None, frame.schema[name], frame.schema[name], _OTHER_TYPES.get(name)]))
        columns[name] = pa.Column(
            kind,
            draw(st.lists(column_checks(name, names), max_size=3)),
            nullable=draw(st.booleans()),
            unique=draw(st.integers(0, 3)) == 0,
            coerce=kind is not None and draw(st.integers(0, 3)) == 0,
            required=draw(st.booleans()),
            default=1 if name == "i" and kind == pl.Int64() and draw(st.integers(0, 3)) == 0 else None,
        )
    if draw(st.integers(0, 5)) == 0:
        columns["ikke_der"] = pa.Column(
            pl.String, pa.Check.isin(["x"]), required=draw(st.booleans()), nullable=draw(st.booleans())
        )
    if columns and draw(st.integers(0, 5)) == 0:
        columns["^[a-k]$"] = pa.Column(
            None, pa.Check.isin([1]), regex=True, required=False, nullable=draw(st.booleans())
        )
    drop = draw(st.integers(0, 7)) == 0
    together = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
    return pa.DataFrameSchema(
        columns,
        checks=draw(st.lists(frame_checks(names), max_size=2)),
        unique=None if drop else draw(st.one_of(st.none(), together)),  # pandera drops no duplicates
        strict=draw(st.sampled_from([False, False, True, "filter"] if set(columns) & set(names) else [False, True])),
        ordered=draw(st.integers(0, 3)) == 0,
        add_missing_columns=draw(st.integers(0, 3)) == 0,
        drop_invalid_rows=drop,
        name=draw(st.sampled_from([None, "tabell"])),
    )


_PLAN = "\n\nResolved plan until failure"
"""Where the text of a Polars error begins to quote the query plan, which is another for another backend."""


@dataclass
class Outcome:
    """What a validation gave: a frame, or a report; or that it crashed."""

    frame: pl.DataFrame | None = None
    report: pl.DataFrame | None = None
    counts: dict[str, int] | None = None
    message: Any = None
    crash: str | None = None


def outcome(schema: pa.DataFrameSchema, frame: Any, lazy: bool = True) -> Outcome:
    """Validate and take down what came of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Outcome(frame=schema.validate(frame, lazy=lazy).lazy().collect())
        except SchemaErrors as errors:
            return Outcome(
                report=_without_plans(errors.failure_cases), counts=errors.error_counts, message=errors.message
            )
        except SchemaError as error:
            return Outcome(message=(str(error).partition(_PLAN)[0], str(error.check), error.check_index))
        except Exception as error:
            return Outcome(crash=f"{type(error).__module__}.{type(error).__name__}")


def _without_plans(report: pl.DataFrame) -> pl.DataFrame:
    """A report whose exception texts do not quote the query plan."""
    if report.schema["failure_case"] != pl.String:
        return report
    return report.with_columns(pl.col("failure_case").str.replace(f"(?s){_PLAN}.*", ""))
