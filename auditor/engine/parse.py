"""Reading raw text as the declared type, so that a value which cannot be read becomes a finding and not an exception.

Every field gives three columns: its value (null where there is none to see), ``__unknown`` (there is a value, but it is
hidden or unreadable) and ``__unreadable`` (it is the latter).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from auditor.model.ruleset import CodeList
from auditor.model.table import Field, FieldType
from auditor.rulesets.values import UNKNOWN, UNREADABLE

MISSING = ("", ".", "..", "Ikke tilgjengelig")
"""How Norwegian register files write that there is no value (IMDi and SSB: ``.`` missing, ``..`` not available)."""

HIDDEN = (":", "Prikket", "Prikket (<5)", "Anonymisert", "Skjult")
"""How they write that there is one which may not be shown; besides ``<5`` and the like."""

_HIDDEN_PATTERN = r"^<\s?\d{1,2}$"
DATE_FORMATS = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%Y%m%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M",
)
_TRUE = ("ja", "j", "true", "sann", "1", "yes")
_FALSE = ("nei", "n", "false", "usann", "0", "no")

TARGET = {
    FieldType.TEXT: pl.String,
    FieldType.CODE: pl.String,
    FieldType.INTEGER: pl.Int64,
    FieldType.DECIMAL: pl.Float64,
    FieldType.DATE: pl.Date,
    FieldType.BOOLEAN: pl.Boolean,
}


@dataclass(frozen=True)
class Parsed:
    """The three expressions of a field over its raw column."""

    value: pl.Expr
    unknown: pl.Expr
    unreadable: pl.Expr


def written(raw: pl.Expr) -> pl.Expr:
    """The raw text without outer blanks (no-break space included), null where it says that there is no value."""
    text = raw.str.strip_chars()
    return pl.when(~text.is_in(MISSING)).then(text)


def is_hidden(text: pl.Expr) -> pl.Expr:
    """Whether a written text says that the value is hidden; null for null."""
    return text.is_in(HIDDEN) | text.str.contains(_HIDDEN_PATTERN)


def parse(field: Field, dtype: pl.DataType, codes: CodeList | None) -> Parsed:
    """The expressions that read the column named ``field.name`` of type ``dtype`` as the field's type."""
    column = pl.col(field.name)
    target = TARGET[field.type]
    if dtype == target and target != pl.String:
        if dtype == pl.Float64:
            column = column.fill_nan(None)
        return Parsed(column, pl.lit(False), pl.lit(False))
    if field.type is FieldType.DATE and dtype.base_type() == pl.Datetime:
        return Parsed(column.dt.date(), pl.lit(False), pl.lit(False))
    if dtype.is_integer() and field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        return Parsed(column.cast(target), pl.lit(False), pl.lit(False))
    if dtype != pl.String:
        column = column.cast(pl.String)
    text = written(column)
    if field.type in (FieldType.TEXT, FieldType.CODE):
        hidden = is_hidden(text).fill_null(False)
        value: pl.Expr = pl.when(~hidden).then(text)
        if codes is not None:
            value = _canonical(value, codes)
        return Parsed(value, hidden, pl.lit(False))
    value = text.map_batches(_READERS[field.type], return_dtype=target(), is_elementwise=True)
    return Parsed(value, value.is_null() & text.is_not_null(), value.is_null() & ~is_hidden(text).fill_null(True))


def _canonical(value: pl.Expr, codes: CodeList) -> pl.Expr:
    """Aliases, and the codes in another case, as the code they stand for; everything else as written."""
    names = {alias.casefold(): each.code for each in codes.codes for alias in (*each.aliases, each.code)}
    names = {alias: code for alias, code in names.items() if alias != code}
    if not names:
        return value
    lowered = value.str.to_lowercase()
    replaced = lowered.replace_strict(list(names), list(names.values()), default=None, return_dtype=pl.String)
    return pl.coalesce(replaced, value)


def _stepwise(
    first: Callable[[pl.Series], pl.Series], rest: Callable[[pl.Series], pl.Series]
) -> Callable[[pl.Series], pl.Series]:
    """Read the common form first; the costlier forms only where that gave nothing."""

    def read(texts: pl.Series) -> pl.Series:
        values = first(texts)
        left = values.is_null() & texts.is_not_null()
        if not left.any():
            return values
        rows = left.arg_true()
        return values.scatter(rows, rest(texts.gather(rows)))

    return read


def _dates(texts: pl.Series) -> pl.Series:
    for each in DATE_FORMATS:
        left = texts.str.strptime(pl.Date if "%H" not in each else pl.Datetime("us"), each, strict=False, exact=True)
        if left.null_count() < len(left):
            break
    values = left.cast(pl.Date)
    rows = (values.is_null() & texts.is_not_null()).arg_true()
    for each in DATE_FORMATS:
        if len(rows) == 0:
            break
        kind = pl.Date if "%H" not in each else pl.Datetime("us")
        values = values.scatter(
            rows, texts.gather(rows).str.strptime(kind, each, strict=False, exact=True).cast(pl.Date)
        )
        rows = (values.is_null() & texts.is_not_null()).arg_true()
    plausible = values.dt.year().is_between(1000, 9999)
    return values.set(~plausible.fill_null(True), None)


def _spelled_number(texts: pl.Series) -> pl.Series:
    """Numbers with thousands set apart by blanks or dots and a decimal comma."""
    bare = texts.str.replace_all(r"[\s\u{a0}\u{202f}]", "").str.replace(r"^\+", "").str.replace(r"^\u{2212}", "-")
    comma = bare.str.replace_all(r"\.(\d{3})", "$1").str.replace(",", ".", literal=True)
    chosen = (
        bare.to_frame("bare")
        .select(pl.when(pl.col("bare").str.contains(",", literal=True)).then(comma).otherwise(pl.col("bare")))
        .to_series()
    )
    return _finite(chosen.set(~chosen.str.contains(r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$").fill_null(False), None))


def _finite(texts: pl.Series) -> pl.Series:
    values = texts.cast(pl.Float64, strict=False)
    return values.set(~values.is_finite().fill_null(True), None)


def _whole(texts: pl.Series) -> pl.Series:
    values = _spelled_number(texts)
    whole = (values == values.round(0)) & (values.abs() < 2**53)
    return values.set(~whole.fill_null(True), None).cast(pl.Int64)


def _booleans(texts: pl.Series) -> pl.Series:
    return texts.str.to_lowercase().replace_strict(
        [*_TRUE, *_FALSE], [True] * len(_TRUE) + [False] * len(_FALSE), default=None, return_dtype=pl.Boolean
    )


_READERS: dict[FieldType, Callable[[pl.Series], pl.Series]] = {
    FieldType.DATE: _dates,
    FieldType.INTEGER: _stepwise(lambda texts: texts.cast(pl.Int64, strict=False), _whole),
    FieldType.DECIMAL: _stepwise(_finite, _spelled_number),
    FieldType.BOOLEAN: _booleans,
}


def parse_expressions(field: Field, dtype: pl.DataType, codes: CodeList | None) -> list[pl.Expr]:
    """The three named columns of a field."""
    parsed = parse(field, dtype, codes)
    return [
        parsed.value.alias(field.name),
        parsed.unknown.alias(field.name + UNKNOWN),
        parsed.unreadable.alias(field.name + UNREADABLE),
    ]
