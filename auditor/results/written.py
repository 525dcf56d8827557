"""Raw values as a reader's language writes them: dates and numbers that are written plainly; all others as they are."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from auditor.model.table import FieldType

if TYPE_CHECKING:
    from auditor.locale import Translator

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_DAY_FIRST = re.compile(r"(?:(\d{2})\.)?(\d{2})\.(\d{4})")

LONGEST_YEAR = 4
"""Digits."""


def written(text: str, kind: FieldType, t: Translator) -> str:
    """A raw value of a field as the language writes it; what is not an ISO date or a plain number stays as it is.

    Decimals stay as many as there are, so that nothing is rounded; whole numbers of four digits may be years, which
    have no thousands.
    """
    if kind is FieldType.DATE and _DATE.fullmatch(text):
        try:
            return t.date(dt.date.fromisoformat(text))
        except ValueError:
            return text
    if kind in (FieldType.INTEGER, FieldType.DECIMAL) and _NUMBER.fullmatch(text):
        whole, _, decimals = text.partition(".")
        if decimals:
            return t.decimal(float(text), len(decimals))
        return t.number(int(whole)) if len(whole) > LONGEST_YEAR else text
    return text


def needle(text: str, kind: FieldType) -> str:
    """What to look for in raw values of a field, where a reader looks for ``text`` as it is written on the screen."""
    if kind is FieldType.DATE:
        found = _DAY_FIRST.fullmatch(text.strip())
        return "-".join(part for part in reversed(found.groups()) if part) if found else text
    if kind in (FieldType.INTEGER, FieldType.DECIMAL):
        return re.sub(r"[\s\u00a0]", "", text).replace(",", ".")
    return text
