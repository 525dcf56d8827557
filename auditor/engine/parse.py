"""Reading raw text as the declared type, so that a value which cannot be read becomes a finding and not an exception.

Every field gives three columns: its value (null where there is none to see), ``__unknown`` (there is a value, but it is
hidden or unreadable) and ``__unreadable`` (it is the latter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from auditor.engine.no_value import HIDDEN, MISSING, nowhere, remembering, shown
from auditor.engine.typed_texts import READERS, Reader, unseparated
from auditor.memory.listed import found_in, numbers_of
from auditor.memory.texts import WORTH_IT, text_bytes
from auditor.model.ruleset import CodeList
from auditor.model.table import Field, FieldType
from auditor.reference.codes import all_codes
from auditor.rulesets.values import DTYPES, UNKNOWN, UNREADABLE

_CELL = "__cell:"
_VALUE, _CONCEALED, _ODD = "value", "hidden", "odd"


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
        read = _typed(unseparated(field.date_format) if field.date_format else READERS[field.type])
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


def _plain(texts: pl.Series) -> pl.Series:
    value, hidden = shown(texts)
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
        others, concealed = shown(unlike)
        return (_canonical(others, aliases) if aliases else others), concealed

    look = remembering(canonical)

    def read(texts: pl.Series) -> pl.Series:
        left = others_than_known(texts)
        hidden = nowhere(texts)
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
        none = nowhere(texts)
        if values.null_count() == texts.null_count():
            return _struct(texts.name, value=values, hidden=none, odd=none)
        left = (values.is_null() & texts.is_not_null()).arg_true()
        others, hidden = shown(texts.gather(left))
        found = rest(others)
        odd = found.is_null() & others.is_not_null()
        return _struct(
            texts.name,
            value=values.scatter(left, found),
            hidden=nowhere(texts).scatter(left, hidden),
            odd=none.scatter(left, odd),
        )

    return read
