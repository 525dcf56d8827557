"""Identity numbers in columns: what each is, why it is none, whose birth date and sex it tells.

Every function takes an expression of text and gives an elementwise expression; missing values stay missing, values are
judged exactly as written (no trimming). The rules themselves are in :mod:`auditor.reference.identity_digits`.

>>> frame.select(identity.kind(pl.col("person_id")))

A number may be several things at once. ``kind`` names one, by this precedence: ``invalid``, ``incomplete`` (SSB's
suffixes 00100, 00200, 99999), ``synthetic`` (a test person whatever the type), then the number's own type.
``base_kind`` passes over ``synthetic``. Month + 40 without day + 40 is an ``h_number``, although Dolly's test persons
look the same; with day + 40 it can only be Dolly's. H-numbers are held to the check digits of a fødselsnummer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from auditor.memory.texts import text_bytes
from auditor.reference.identity_digits import (
    NO_DATE,
    Bytes,
    IdentityRules,
    Judged,
    Kind,
    Reason,
    Synthetic,
    judge_duf_numbers,
    judge_person_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FACTS",
    "KIND",
    "KIND_AND_BIRTH_DATE",
    "REASON",
    "SEX",
    "IdentityRules",
    "base_kind",
    "birth_date",
    "facts",
    "is_synthetic",
    "is_test_person",
    "kind",
    "kind_and_birth_date",
    "reason",
    "sex",
]

KIND = pl.Enum([each.name.lower() for each in Kind])
"""fodselsnummer, d_number, h_number, fh_number, duf, synthetic, incomplete, invalid."""
REASON = pl.Enum([each.name.lower() for each in Reason if each is not Reason.NONE])
"""not_digits, leading_zero, length, date, individual_number, check_digit, duf_year, duf_check_digit."""
SEX = pl.Enum(["kvinne", "mann"])
FACTS = pl.Struct(
    {"kind": KIND, "base_kind": KIND, "reason": REASON, "birth_date": pl.Date, "sex": SEX, "test_person": pl.Boolean}
)
_DEFAULT = IdentityRules()


def kind(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """What each number is (KIND)."""
    return _expression(number, rules, KIND, lambda judged: _coded(judged.kind, KIND))


def base_kind(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """What each number is, a test person's counted as the type it imitates (KIND, never ``synthetic``)."""
    return _expression(number, rules, KIND, lambda judged: _coded(judged.base, KIND))


def reason(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """Why a value is ``invalid`` (REASON); null for every other kind."""
    return _expression(number, rules, REASON, _reason)


def birth_date(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """The date a valid number carries (Date); null where it carries none: FH- and DUF numbers, incomplete ones.

    A D-number's date may be the day of registration instead. Numbers with a first check digit of the kind allotted from
    2032 do not tell the century, so they have no date here.
    """
    return _expression(number, rules, pl.Date(), _birth_date)


def sex(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """The sex a valid number tells: ``kvinne`` where the ninth digit is even, ``mann`` where it is odd."""
    return _expression(number, rules, SEX, _sex)


def is_synthetic(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """Whether a number certainly belongs to a test series (Boolean); false for what is no number, and for + 40."""
    return _expression(number, rules, pl.Boolean(), lambda judged: pl.Series(judged.synthetic == Synthetic.YES))


def is_test_person(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """Whether a number belongs to a test person (Boolean); null where an H-number cannot be told from Dolly's."""
    return _expression(number, rules, pl.Boolean(), _test_person)


KIND_AND_BIRTH_DATE = pl.Struct({"kind": KIND, "birth_date": pl.Date})


def kind_and_birth_date(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """Two of the facts (KIND_AND_BIRTH_DATE), for whoever needs both: the digits are then judged once."""
    return _expression(number, rules, KIND_AND_BIRTH_DATE, _kind_and_birth_date)


def facts(number: pl.Expr, rules: IdentityRules = _DEFAULT) -> pl.Expr:
    """Everything at once (FACTS), for whoever needs more than one of these: the digits are then read once."""
    return _expression(number, rules, FACTS, _facts)


def _expression(number: pl.Expr, rules: IdentityRules, dtype: Any, answer: Callable[[Judged], pl.Series]) -> pl.Expr:
    def evaluate(values: pl.Series) -> pl.Series:
        result = answer(_judge(values, rules)).alias(values.name)
        if not values.null_count():
            return result
        return pl.select(pl.when(values.is_not_null()).then(result)).to_series().alias(values.name)

    return number.cast(pl.String).map_batches(evaluate, return_dtype=dtype, is_elementwise=True)


def _judge(values: pl.Series, rules: IdentityRules) -> Judged:
    """Judge every value; what a missing one gets is of no meaning."""
    kept = text_bytes(values)
    if kept is not None and len(values):
        for length, judge in ((11, judge_person_numbers), (12, judge_duf_numbers)):
            others = np.flatnonzero(kept.lengths != length)
            if len(others) < len(values) // 2:
                judged = judge(np.array([kept.byte(place) for place in range(length)]), rules)
                if len(others):
                    judged.put(others, _judge_each_length(values.gather(others), rules))
                return judged
    return _judge_each_length(values, rules)


def _judge_each_length(values: pl.Series, rules: IdentityRules) -> Judged:
    lengths = values.str.len_bytes()
    judged = Judged.empty(len(values))
    judged.reason[:] = Reason.LENGTH
    for length, judge in ((11, judge_person_numbers), (12, judge_duf_numbers), (10, _judge_padded)):
        rows = (lengths == length).arg_true()
        if len(rows):
            judged.put(rows.to_numpy(), judge(_written(values.gather(rows), length), rules))
    other = (~lengths.is_in([10, 11, 12])).arg_true()
    if len(other):
        letters = ~values.gather(other).str.contains(r"^[0-9]*$")
        judged.reason[other.filter(letters).to_numpy()] = Reason.NOT_DIGITS
    return judged


def _judge_padded(written: Bytes, rules: IdentityRules) -> Judged:
    """Values of ten bytes are never valid; the reason says whether a zero in front would make them so."""
    zeros = np.full((1, written.shape[1]), ord("0"), np.uint8)
    padded = judge_person_numbers(np.vstack([zeros, written]), rules)
    judged = Judged.empty(written.shape[1])
    judged.reason[:] = np.where(padded.base == Kind.INVALID, np.uint8(Reason.LENGTH), np.uint8(Reason.LEADING_ZERO))
    judged.reason[padded.reason == Reason.NOT_DIGITS] = Reason.NOT_DIGITS
    return judged


def _written(values: pl.Series, length: int) -> Bytes:
    """Texts of ``length`` bytes each as (length, n) bytes, without going through Python objects."""
    array = values.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, length)).to_numpy()
    return np.ascontiguousarray(array.T)


def _coded(codes: Bytes, dtype: pl.Enum) -> pl.Series:
    return pl.Series(codes).cat.to(dtype)


def _nullable(codes: Bytes, missing: int) -> pl.Series:
    series = pl.Series(codes)
    return series.set(series == missing, None)


def _reason(judged: Judged) -> pl.Series:
    codes = _nullable(judged.reason, Reason.NONE)
    return (codes - 1).cat.to(REASON)


def _birth_date(judged: Judged) -> pl.Series:
    days = pl.Series(judged.days)
    return days.set(days == NO_DATE, None).cast(pl.Date)


def _sex(judged: Judged) -> pl.Series:
    return _nullable(judged.sex, 2).cat.to(SEX)


def _test_person(judged: Judged) -> pl.Series:
    return _nullable(judged.synthetic, Synthetic.UNCERTAIN).cast(pl.Boolean)


def _kind_and_birth_date(judged: Judged) -> pl.Series:
    return pl.DataFrame({"kind": _coded(judged.kind, KIND), "birth_date": _birth_date(judged)}).to_struct()


def _facts(judged: Judged) -> pl.Series:
    return pl.DataFrame(
        {
            "kind": _coded(judged.kind, KIND),
            "base_kind": _coded(judged.base, KIND),
            "reason": _reason(judged),
            "birth_date": _birth_date(judged),
            "sex": _sex(judged),
            "test_person": _test_person(judged),
        }
    ).to_struct()
