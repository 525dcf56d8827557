"""Values of parameters as rule files give them, in words."""

from __future__ import annotations

from auditor.locale import Translator
from auditor.model.ruleset import Parameter


def last_value(parameter: Parameter, t: Translator) -> str:
    """The value that a parameter has had since its last change, and since when."""
    last = parameter.values[-1]
    value = plain(last.value, t)
    return value if last.start is None else t("reports.prose.value_since", value=value, date=t.date(last.start))


def plain(value: object, t: Translator) -> str:
    """A value of a rule file as the language writes it, but without thousands set apart: it may be a year."""
    if isinstance(value, float):
        text = f"{value:g}"
        return text.replace(".", ",") if t.language == "nb" else text
    return str(value) if isinstance(value, int) else t.value(value)
