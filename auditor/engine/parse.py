"""Reading raw text as the declared type, so that a value which cannot be read becomes a finding and not an exception.

Every field gives three columns: its value (null where there is none to see), ``__unknown`` (there is a value, but it is
hidden or unreadable) and ``__unreadable`` (it is the latter).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from auditor.model.ruleset import CodeList
from auditor.model.table import Field, FieldType
from auditor.reference.lookup import translated
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
_TRUE = ("ja", "j", "true", "sann", "1", "yes")
_FALSE = ("nei", "n", "false", "usann", "0", "no")


_TEXT, _MISSING, _HIDDEN = "__text:", "__missing:", "__hidden:"


def parse_fields(
    frame: pl.LazyFrame, fields: Sequence[Field], code_lists: Mapping[str, CodeList], keep: Sequence[str] = ()
) -> pl.LazyFrame:
    """The columns ``keep`` and three columns for each of ``fields`` that the frame has.

    The work is staged, one projection a step, because Polars computes an expression anew wherever it stands.
    """
    schema = frame.collect_schema()
    present = [field for field in fields if field.name in schema]
    direct = {field.name: _as_it_is(field, schema[field.name]) for field in present}
    spelled = [field for field in present if direct[field.name] is None]
    readable = [field for field in spelled if field.type not in (FieldType.TEXT, FieldType.CODE)]
    texts = [pl.col(each.name).cast(pl.String).str.strip_chars().alias(_TEXT + each.name) for each in spelled]
    states = [
        pl.col(_TEXT + each.name).is_in(tokens).alias(kind + each.name)
        for each in spelled
        for kind, tokens in ((_MISSING, MISSING), (_HIDDEN, HIDDEN))
    ]
    seen = {each.name: ~(pl.col(_MISSING + each.name) | pl.col(_HIDDEN + each.name)) for each in spelled}
    plain = [pl.when(seen[each.name]).then(pl.col(_TEXT + each.name)).alias(_TEXT + each.name) for each in spelled]
    read = [
        pl.col(_TEXT + each.name)
        .map_batches(_READERS[each.type], return_dtype=DTYPES[each.type](), is_elementwise=True)
        .alias(each.name)
        for each in readable
    ]
    columns = [
        column for field in present for column in _columns(field, direct[field.name], _codes_of(field, code_lists))
    ]
    return frame.with_columns(texts).with_columns(states).with_columns(plain).with_columns(read).select(*keep, *columns)


def _codes_of(field: Field, code_lists: Mapping[str, CodeList]) -> CodeList | None:
    return code_lists.get(field.codes) if field.codes else None


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


def _columns(field: Field, direct: pl.Expr | None, codes: CodeList | None) -> list[pl.Expr]:
    """Value, unknown and unreadable; a text that is neither missing nor hidden but gave no value is unreadable."""
    name = field.name
    hidden = pl.col(_HIDDEN + name).fill_null(False)
    text = pl.col(_TEXT + name)
    no = pl.lit(False)
    if direct is not None:
        value, unknown, unreadable = direct, no, no
    elif field.type in (FieldType.TEXT, FieldType.CODE):
        value, unknown, unreadable = (_canonical(text, codes) if codes is not None else text), hidden, no
    else:
        unreadable = pl.col(name).is_null() & text.is_not_null()
        value, unknown = pl.col(name), hidden | unreadable
    return [value.alias(name), unknown.alias(name + UNKNOWN), unreadable.alias(name + UNREADABLE)]


def _canonical(value: pl.Expr, codes: CodeList) -> pl.Expr:
    """Aliases, and the codes in another case, as the code they stand for; everything else as written."""
    names = {alias.casefold(): each.code for each in codes.codes for alias in (*each.aliases, each.code)}
    names = {alias: code for alias, code in names.items() if alias != code}
    if not names:
        return value
    return pl.coalesce(translated(value.str.to_lowercase(), names), value)


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
