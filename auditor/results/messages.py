"""What to do about a finding, in a sentence: a rule's message with the values of the row, through the privacy door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from auditor.locale import Translator
from auditor.model.rule import Rule
from auditor.model.table import FieldType, Personal, Table
from auditor.results.written import written

if TYPE_CHECKING:
    from auditor.privacy.masking import Masker

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


DERIVED = FieldType.DATE
"""What derived values are written as: their dates are ISO dates, and everything else stays as it is."""


def placeholders(rule: Rule) -> tuple[str, ...]:
    """Names of the fields that a rule's message shows."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(rule.message.nb)))


def message(
    rule: Rule,
    values: Mapping[str, str | None] | None,
    language: str,
    masker: Masker | None,
    table: Table | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """The message of ``rule`` for one row.

    ``values`` are the row's raw texts by field; without them (or without a ``masker``, the only door for them) each
    field stands by its title instead: that of ``table``, or of ``titles`` for what is derived and looked up. A missing
    value is said to be missing; dates and numbers are written as the language does.
    """
    translator = Translator(language)

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        field = table.field(name) if table is not None else None
        if values is None or masker is None or name not in values:
            title = field.title.in_language(language) if field is not None else (titles or {}).get(name, name)
            quoted = match.string[: match.start()].endswith(("«", "“", '"'))
            return title if quoted else translator("results.field_title", title=title)
        value = values[name]
        if value is None or not value.strip():
            return translator("results.missing_value")
        personal = field.personal if field is not None else Personal.NONE
        return written(masker.text(personal.value, value), field.type if field is not None else DERIVED, translator)

    return _PLACEHOLDER.sub(fill, rule.message.in_language(language))
