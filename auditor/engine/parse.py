"""Reading raw text as the declared type, so that a value which cannot be read becomes a finding and not an exception.

Every field gives three columns: its value (null where there is none to see), ``__unknown`` (there is a value, but it is
hidden or unreadable) and ``__unreadable`` (it is the latter).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.dates import dates_of
from auditor.memory.listed import found_in, numbers_of
from auditor.memory.texts import WHOLE, WORTH_IT, TextBytes, text_bytes
from auditor.model.ruleset import CodeList
from auditor.model.table import Field, FieldType
from auditor.reference.codes import all_codes
from auditor.rulesets.values import DTYPES, UNKNOWN, UNREADABLE

MISSING = ("", ".", "..", "Ikke tilgjengelig")
"""How Norwegian register files write that there is no value (IMDi and SSB: ``.`` missing, ``..`` not available)."""

HIDDEN = (
    *(":", "Prikket", "Prikket (<5)", "Anonymisert", "Skjult"),
    *(f"<{blank}{limit}" for limit in range(1, 100) for blank in ("", " ")),
)
"""How they write that there is one which may not be shown."""

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
_TOKENS = pl.Series([*MISSING, *HIDDEN]).implode()
_FEW_IN = 32
"""Texts among which one of another length is looked at by itself."""
_BLANK, _BEYOND_ASCII = np.uint8(0x20), np.uint8(0x80)
"""A cell that neither begins nor ends below the one or from the other on has no white space around it."""
_BYTES = [each.encode() for each in (*MISSING, *HIDDEN) if each]
_WORDS = sorted({int.from_bytes(each[:4], "little") for each in _BYTES if each[:1].isalpha()})
_SIGNS = sorted({each[0] for each in _BYTES if not each[:1].isalpha()})
"""What stands for no value begins with one of these, as a number of four bytes or one."""


_CELL = "__cell:"
_VALUE, _CONCEALED, _ODD = "value", "hidden", "odd"
Reader = Callable[[pl.Series], pl.Series]
Look = Callable[[pl.Series], tuple[pl.Series, pl.Series]]
"""Gives texts as values, and where there is a hidden one."""
_A_FEW, _REMEMBERED = 500, 4096
"""Texts of a batch that are looked at one by one, and how many of them are remembered."""


def parse_fields(
    frame: pl.LazyFrame, fields: Sequence[Field], code_lists: Mapping[str, CodeList], keep: Sequence[str] = ()
) -> pl.LazyFrame:
    """The columns ``keep`` and three columns for each of ``fields`` that the frame has.

    Each spelled field is read once, as a struct of what its three columns need: the value as one reads it most often at
    first, and only what that leaves over is taken apart.
    """
    schema = frame.collect_schema()
    present = [field for field in fields if field.name in schema]
    direct = {field.name: _as_it_is(field, schema[field.name]) for field in present}
    cells = [_cell(field, code_lists) for field in present if direct[field.name] is None]
    columns = [column for field in present for column in _columns(field, direct[field.name])]
    return frame.with_columns(cells).select(*keep, *columns)


def typed_fields(fields: Sequence[Field], schema: pl.Schema) -> frozenset[str]:
    """The fields that come with their type in columns of these types."""
    return frozenset(
        each.name for each in fields if each.name in schema and _as_it_is(each, schema[each.name]) is not None
    )


def written(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column of an extract as text that is read as the same: a moment as its day."""
    column = pl.col(name)
    return (column.dt.date() if dtype.base_type() == pl.Datetime else column).cast(pl.String)


def _as_it_is(field: Field, dtype: pl.DataType) -> pl.Expr | None:
    """The column itself where it is typed already, so that there is no text to read."""
    column, target = pl.col(field.name), DTYPES[field.type]
    if dtype == target and target != pl.String:
        return column.fill_nan(None) if dtype == pl.Float64 else column
    if field.type is FieldType.DATE and dtype.base_type() == pl.Datetime:
        return column.dt.date()
    if dtype.is_integer() and field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        return column.cast(target)
    return None


def _columns(field: Field, direct: pl.Expr | None) -> list[pl.Expr]:
    """Value, unknown and unreadable."""
    name = field.name
    cell = pl.col(_CELL + name).struct
    no = pl.lit(False)
    if direct is not None:
        value, unknown, unreadable = direct, no, no
    elif field.type in (FieldType.TEXT, FieldType.CODE):
        value, unknown, unreadable = cell.field(_VALUE), cell.field(_CONCEALED), no
    else:
        value, unreadable = cell.field(_VALUE), cell.field(_ODD)
        unknown = cell.field(_CONCEALED) | unreadable
    return [value.alias(name), unknown.alias(name + UNKNOWN), unreadable.alias(name + UNREADABLE)]


def _cell(field: Field, code_lists: Mapping[str, CodeList]) -> pl.Expr:
    """A spelled field as a struct: value, whether it is hidden, and for typed fields whether it is unreadable."""
    codes = code_lists.get(field.codes) if field.codes else None
    shape: dict[str, Any] = {_VALUE: DTYPES[field.type](), _CONCEALED: pl.Boolean()}
    if field.type not in (FieldType.TEXT, FieldType.CODE):
        read = _typed(_unseparated(field.date_format) if field.date_format else _READERS[field.type])
        shape[_ODD] = pl.Boolean()
    elif codes is not None:
        read = _coded(codes)
    else:
        read = _plain
    if field.date_format:
        read = _without(read, "0" * len(field.date_format))
    cell = pl.col(field.name).cast(pl.String).map_batches(read, return_dtype=pl.Struct(shape), is_elementwise=True)
    return cell.alias(_CELL + field.name)


def _without(read: Reader, nothing: str) -> Reader:
    """The same where the text ``nothing`` stands for no value."""
    return lambda texts: read(texts.set(texts == nothing, None))


def _struct(name: str, **columns: pl.Series) -> pl.Series:
    return pl.DataFrame(columns).to_struct(name)


def _nowhere(texts: pl.Series) -> pl.Series:
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(texts))


def _remembering(look: Look) -> Look:
    """The same, where a few texts, mostly the same in every batch, are each looked at once."""

    @lru_cache(maxsize=_REMEMBERED)
    def one(text: str | None) -> tuple[str | None, bool]:
        value, hidden = look(pl.Series([text], dtype=pl.String))
        return value[0], bool(hidden[0])

    def each(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
        if len(texts) > _A_FEW:
            return look(texts)
        values, hidden = zip(*map(one, texts.to_list()), strict=True) if len(texts) else ((), ())
        return pl.Series(texts.name, values, dtype=pl.String), pl.Series(hidden, dtype=pl.Boolean)

    return each


def _shown(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Stripped texts without those that stand for a missing or hidden value, and where there is a hidden one.

    Most texts begin and end with something that tells at once that there is nothing to do.
    """
    doubtful = _doubtful(texts)
    if doubtful is None:
        return _looked_at(texts)
    hidden = _nowhere(texts)
    if not len(doubtful):
        return texts, hidden
    before = texts.gather(doubtful)
    after, concealed = _looked_at_again(before)
    if not before.equals(after):
        texts = texts.clone().scatter(doubtful, after)
    return texts, hidden.scatter(doubtful, concealed) if concealed.any() else hidden


def _doubtful(texts: pl.Series) -> pl.Series | None:
    """The places of texts that may have blanks around them or stand for no value; None where that takes as long."""
    if len(texts) < WORTH_IT:
        return None
    kept = text_bytes(texts)
    if kept is None:
        return None
    first, (last, doubtful) = kept.byte(0).copy(), _ends(kept)
    for outer in (first, last):
        doubtful |= (outer - _BLANK - 1) >= _BEYOND_ASCII - _BLANK - 1  # below the least wraps around
    for sign in _SIGNS:
        doubtful |= first == sign
    for word in _WORDS:
        doubtful |= kept.begins == word
    if texts.null_count():
        doubtful &= texts.is_not_null().to_numpy()
    found = np.flatnonzero(doubtful) if doubtful.any() else np.empty(0, np.int64)
    return pl.Series(found, dtype=pl.UInt32) if len(found) < len(texts) // 2 else None


def _ends(kept: TextBytes) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """The last byte of each text, and for which texts it is none; most columns have texts of one length."""
    length = int(kept.lengths[len(kept.lengths) // 2])
    if 0 < length <= WHOLE:
        others = kept.lengths != length
        if np.count_nonzero(others) * _FEW_IN < len(others):
            return kept.byte(length - 1).copy(), others
    return kept.last, kept.lengths > WHOLE


def _looked_at(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    texts = texts.str.strip_chars()
    if not texts.is_in(_TOKENS).any():
        return texts, _nowhere(texts)
    hidden = texts.is_in(HIDDEN).fill_null(value=False)
    return texts.set(hidden | texts.is_in(MISSING), None), hidden


_looked_at_again = _remembering(_looked_at)


def _plain(texts: pl.Series) -> pl.Series:
    value, hidden = _shown(texts)
    return _struct(texts.name, value=value, hidden=hidden)


def _coded(codes: CodeList) -> Reader:
    """Aliases, and codes in another case, as the code they stand for; a value that is no code stays as written."""
    names = {alias.casefold(): each.code for each in codes.codes for alias in (*each.aliases, each.code)}
    aliases = {alias: code for alias, code in names.items() if alias != code}
    written = {each.code for each in codes.codes} | (all_codes(codes.reference) if codes.reference else set())
    plain = {code for code in written if code == code.strip() and aliases.get(code.lower(), code) == code}
    plain -= {*MISSING, *HIDDEN}
    known, numbers = pl.Series(sorted(plain), dtype=pl.String).implode(), numbers_of(plain)

    def others_than_known(texts: pl.Series) -> pl.Series:
        kept = text_bytes(texts) if numbers is not None and len(texts) >= WORTH_IT else None
        if kept is None or numbers is None:
            return _left(texts, texts.is_in(known))
        others = ~found_in(kept, numbers)
        if texts.null_count():
            others &= texts.is_not_null().to_numpy()
        return pl.Series(np.flatnonzero(others), dtype=pl.UInt32)

    def canonical(unlike: pl.Series) -> tuple[pl.Series, pl.Series]:
        others, concealed = _shown(unlike)
        return (_canonical(others, aliases) if aliases else others), concealed

    look = _remembering(canonical)

    def read(texts: pl.Series) -> pl.Series:
        left = others_than_known(texts)
        hidden = _nowhere(texts)
        if not len(left):
            return _struct(texts.name, value=texts, hidden=hidden)
        unlike = texts.gather(left)
        others, concealed = look(unlike)
        if not others.equals(unlike):
            texts = texts.clone().scatter(left, others)
        return _struct(texts.name, value=texts, hidden=hidden.scatter(left, concealed) if concealed.any() else hidden)

    return read


def _left(texts: pl.Series, done: pl.Series) -> pl.Series:
    """The places of the texts that are not ``done``; missing ones always are."""
    return (~done).arg_true() if done.null_count() == texts.null_count() else (~done & texts.is_not_null()).arg_true()


def _canonical(texts: pl.Series, names: Mapping[str, str]) -> pl.Series:
    """What ``names`` says for each text in small letters; everything else as written."""
    said = texts.str.to_lowercase().replace_strict(
        list(names), list(names.values()), default=None, return_dtype=pl.String
    )
    return said.zip_with(said.is_not_null(), texts)


def _typed(readers: tuple[Reader, Reader]) -> Reader:
    """Read the common form first; strip, recognise what stands for no value, and try the costlier forms on the rest."""
    first, rest = readers

    def read(texts: pl.Series) -> pl.Series:
        values = first(texts)
        nowhere = _nowhere(texts)
        if values.null_count() == texts.null_count():
            return _struct(texts.name, value=values, hidden=nowhere, odd=nowhere)
        left = (values.is_null() & texts.is_not_null()).arg_true()
        others, hidden = _shown(texts.gather(left))
        found = rest(others)
        odd = found.is_null() & others.is_not_null()
        return _struct(
            texts.name,
            value=values.scatter(left, found),
            hidden=_nowhere(texts).scatter(left, hidden),
            odd=nowhere.scatter(left, odd),
        )

    return read


_SAMPLE = 100


def _dated(texts: pl.Series, form: str) -> pl.Series:
    exact = dates_of(texts, form)
    if exact is not None:
        values, others = exact
        return values.scatter(others, _in_form(texts.gather(others), form)) if len(others) else values
    return _in_form(texts, form)


def _in_form(texts: pl.Series, form: str) -> pl.Series:
    kind = pl.Date if "%H" not in form else pl.Datetime("us")
    return texts.str.strptime(kind, form, strict=False, exact=True).cast(pl.Date)


def _plausible(values: pl.Series) -> pl.Series:
    days = values.to_physical()
    if (days.min() or 0) >= _DAY_1 and (days.max() or 0) <= _DAY_LAST:  # type: ignore[operator]
        return values
    return values.set(~values.is_between(_YEAR_1000, _YEAR_9999).fill_null(value=True), None)


def _common_dates(texts: pl.Series) -> pl.Series:
    """Read in the form that most of the first texts have."""
    return _plausible(_dated(texts, _form(texts.head(_SAMPLE).drop_nulls())))


def _form(sample: pl.Series) -> str:
    """The form that reads most of a sample, the first of equals; none is tried after one that reads it all."""
    best, least = DATE_FORMATS[0], len(sample)
    for each in DATE_FORMATS:
        if least == 0:
            break
        unread = _dated(sample, each).null_count()
        if unread < least:
            best, least = each, unread
    return best


def _any_dates(texts: pl.Series) -> pl.Series:
    values = pl.Series([None], dtype=pl.Date).new_from_index(0, len(texts))
    rows = texts.is_not_null().arg_true()
    for each in DATE_FORMATS:
        if len(rows) == 0:
            break
        values = values.scatter(rows, _dated(texts.gather(rows), each))
        rows = (values.is_null() & texts.is_not_null()).arg_true()
    return _plausible(values)


def _unseparated(form: str) -> tuple[Reader, Reader]:
    """Dates written as ``form`` says, or with separators in any of the usual ways; noughts alone are no date.

    Two digits of a year below 70 are those of 2000 to 2069.
    """
    pattern = _UNSEPARATED[form]

    def declared(texts: pl.Series) -> pl.Series:
        return _plausible(_dated(texts.set(texts.str.len_bytes() != len(form), None), pattern))

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


_READERS: dict[FieldType, tuple[Reader, Reader]] = {
    FieldType.DATE: (_common_dates, _any_dates),
    FieldType.INTEGER: (lambda texts: texts.cast(pl.Int64, strict=False), _read_whole),
    FieldType.DECIMAL: (_finite, _read_decimal),
    FieldType.BOOLEAN: (_booleans, _booleans),
}
"""How the common form of a type is read, and how all the others are."""
