"""Texts read as dates, numbers and yes or no: the common form of each type at first, then all the others."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

import polars as pl

from auditor.memory.dates import dates_of
from auditor.model.table import FieldType

DATE_FORMATS = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%Y%m%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%Y %H:%M",
)
_UNSEPARATED = {"DDMMYY": "%d%m%y", "DDMMYYYY": "%d%m%Y", "YYYYMMDD": "%Y%m%d"}
"""The forms a field may declare for its dates."""
_TRUE = ("ja", "j", "true", "sann", "1", "yes")
_FALSE = ("nei", "n", "false", "usann", "0", "no")
_YEAR_1000, _YEAR_9999 = dt.date(1000, 1, 1), dt.date(9999, 12, 31)
_DAY_1, _DAY_LAST = ((each - dt.date(1970, 1, 1)).days for each in (_YEAR_1000, _YEAR_9999))
"""The same as Polars counts days, in which asking for the least and the greatest costs next to nothing."""
_SAMPLE = 100

Reader = Callable[[pl.Series], pl.Series]
"""Gives texts as values, null where a text cannot be read."""


def _dated(texts: pl.Series, form: str) -> pl.Series:
    exact = dates_of(texts, form)
    if exact is not None:
        values, others = exact
        return values.scatter(others, _in_form(texts.gather(others), form)) if len(others) else values
    return _in_form(texts, form)


def _in_form(texts: pl.Series, form: str) -> pl.Series:
    kind = pl.Date if "%H" not in form else pl.Datetime("us")
    return _plausible(texts.str.strptime(kind, form, strict=False, exact=True).cast(pl.Date))


def _plausible(values: pl.Series) -> pl.Series:
    days = values.to_physical()
    if (days.min() or 0) >= _DAY_1 and (days.max() or 0) <= _DAY_LAST:  # type: ignore[operator]
        return values
    return values.set(~values.is_between(_YEAR_1000, _YEAR_9999).fill_null(value=True), None)


def _common_dates(texts: pl.Series) -> pl.Series:
    """Read in the form that most of the first texts have."""
    return _dated(texts, _form(texts.head(_SAMPLE).to_list()))


def _form(sample: Sequence[str | None]) -> str:
    """The form that most of a sample look like, the first of equals; those that do not are read in the others."""
    looks = Counter(_look(text) for text in sample if text is not None)
    return max(DATE_FORMATS, key=lambda form: looks[_look(form)])


_LOOKS = str.maketrans("0123456789", "0" * 10)
_PLACES = {"%Y": "0000", "%m": "00", "%d": "00", "%H": "00", "%M": "00", "%S": "00"}


def _look(text: str) -> str:
    """A text, or what one in a form looks like, with 0 for every digit."""
    for place, digits in _PLACES.items() if "%" in text else ():
        text = text.replace(place, digits)
    return text.translate(_LOOKS)


def _any_dates(texts: pl.Series) -> pl.Series:
    values = pl.Series([None], dtype=pl.Date).new_from_index(0, len(texts))
    rows = texts.is_not_null().arg_true()
    for each in DATE_FORMATS:
        if len(rows) == 0:
            break
        values = values.scatter(rows, _dated(texts.gather(rows), each))
        rows = (values.is_null() & texts.is_not_null()).arg_true()
    return values


def unseparated(form: str) -> tuple[Reader, Reader]:
    """Dates written as ``form`` says, or with separators in any of the usual ways; noughts alone are no date.

    Two digits of a year below 70 are those of 2000 to 2069.
    """
    pattern = _UNSEPARATED[form]

    def declared(texts: pl.Series) -> pl.Series:
        return _dated(texts.set(texts.str.len_bytes() != len(form), None), pattern)

    def other(texts: pl.Series) -> pl.Series:
        values = declared(texts)
        return values.zip_with(values.is_not_null(), _any_dates(texts.set(texts.str.contains(r"^\d+$"), None)))

    return declared, other


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


def _read_whole(texts: pl.Series) -> pl.Series:
    values = texts.cast(pl.Int64, strict=False)
    return values if values.null_count() == texts.null_count() else values.zip_with(values.is_not_null(), _whole(texts))


def _read_decimal(texts: pl.Series) -> pl.Series:
    values = _finite(texts)
    return values.zip_with(values.is_not_null(), _spelled_number(texts))


def _booleans(texts: pl.Series) -> pl.Series:
    return texts.str.to_lowercase().replace_strict(
        [*_TRUE, *_FALSE], [True] * len(_TRUE) + [False] * len(_FALSE), default=None, return_dtype=pl.Boolean
    )


READERS: dict[FieldType, tuple[Reader, Reader]] = {
    FieldType.DATE: (_common_dates, _any_dates),
    FieldType.INTEGER: (lambda texts: texts.cast(pl.Int64, strict=False), _read_whole),
    FieldType.DECIMAL: (_finite, _read_decimal),
    FieldType.BOOLEAN: (_booleans, _booleans),
}
"""How the common form of a type is read, and how all the others are."""
