"""What of a personal value may be seen without ``--show-ids``.

Kinds are those of :class:`auditor.model.table.Personal`:

- ``id``: of a fødselsnummer, D- or H-number the six digits of the date (``010190•••••``), of a DUF number the year
  (``2023••••••••``), of any other register key of six characters or more the last two, of a shorter one nothing;
- ``name``: the initials of at most three words;
- ``birth_date``: the year, where the value is written as a date; otherwise nothing;
- ``free_text``: nothing but its length;
- ``none``: everything, except that digits written like an identity number are masked wherever they stand;
- any other kind, such as a column nobody has declared: nothing.

How long a key or text is can be seen; a missing value stays missing, since that is what most findings are about.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from auditor.locale import Translator
from auditor.privacy.sanitise import for_values, sanitise

if TYPE_CHECKING:
    import polars as pl

BULLET = "•"
HIDDEN_VALUE = BULLET * 3
_LONGEST_KEY = 40
_LONGEST_PLACE = 4
_SHORTEST_NAME = 2
_PERSON_NUMBER = re.compile(r"(?:[0-2456][0-9]|[37][01])[0-9]{9}")
_DUF_NUMBER = re.compile(r"(?:19|20)[0-9]{10}")
_LIKE_A_NUMBER = re.compile(r"(?<!\d)(?:\d{6}[ \u00a0-]?\d{5}|\d{4}[ \u00a0-]?\d{6}[ \u00a0-]?\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"((?:18|19|20)[0-9]{2})(?:-?[0-9]{2}-?[0-9]{2})(?:[T ].*)?", re.DOTALL)
_YEAR_LAST = re.compile(r"[0-9]{1,2}[./-][0-9]{1,2}[./-]((?:18|19|20)[0-9]{2})")


@cache
def _translator(language: str) -> Translator:
    return Translator(language)


def mask(value: str, personal: str, show: bool = False, language: str = "nb") -> str:
    """What of ``value`` may be seen; all of it with ``show``. The result is not sanitised: see :class:`Masker`."""
    if show or not value:
        return value
    if personal == "none":
        return _LIKE_A_NUMBER.sub(lambda found: _masked_id(re.sub(r"\D", "", found[0])), value)
    if personal == "id":
        return _masked_id(value)
    if personal == "name":
        return _initials(value)
    if personal == "birth_date":
        year = _YEAR_FIRST.fullmatch(value.strip()) or _YEAR_LAST.fullmatch(value.strip())
        return f"{year[1]}-{BULLET * 2}-{BULLET * 2}" if year else HIDDEN_VALUE
    if personal == "free_text":
        return _translator(language)("privacy.hidden_text", length=len(value))
    return HIDDEN_VALUE


@dataclass(frozen=True, slots=True)
class Masker:
    """The door screens and reports use: masks, then sanitises."""

    show_ids: bool = False
    language: str = "nb"

    def text(self, personal: str, value: object, limit: int | None = None) -> str:
        """One value as it may be shown; empty for a missing one."""
        if value is None:
            return ""
        written = value.isoformat() if isinstance(value, dt.date) else str(value)
        return sanitise(mask(written, personal, self.show_ids, self.language), limit)

    def expr(self, personal: str, value: pl.Expr, limit: int | None = None) -> pl.Expr:
        """A column as it may be shown; elementwise, String, missing values stay missing."""
        from auditor.privacy.sanitise import sanitise_expr

        if self.show_ids:
            return sanitise_expr(value, limit)
        plain = r"^[\x20-\x7E\u00A0-\u00AC\u00AE-\u02FF]{0,10}$" if personal == "none" else r"^$"
        return for_values(value, lambda each: self.text(personal, each, limit), limit, plain)


def as_place(value: pl.Expr) -> pl.Expr:
    """A municipality as it may be told to anybody: up to four characters from a digit on, or two of any kind; else •••.

    A name or an identity number that stands in its field is longer.
    """
    import polars as pl

    length = value.str.len_bytes()
    may_be = (length <= _SHORTEST_NAME) | ((length <= _LONGEST_PLACE) & (value < ":"))
    return pl.when(may_be | value.is_null()).then(value).otherwise(pl.lit(HIDDEN_VALUE))


def _masked_id(value: str) -> str:
    if _PERSON_NUMBER.fullmatch(value):
        return value[:6] + BULLET * 5
    if _DUF_NUMBER.fullmatch(value):
        return value[:4] + BULLET * 8
    if len(value) > _LONGEST_KEY:
        return HIDDEN_VALUE
    return BULLET * (len(value) - 2) + value[-2:] if len(value) >= 6 else BULLET * len(value)


def _initials(value: str) -> str:
    words = [word for word in value.split() if word[0].isalpha()]
    return " ".join(f"{word[0]}." for word in words[:3]) or HIDDEN_VALUE
