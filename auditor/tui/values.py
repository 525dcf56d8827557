"""How values are written on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from auditor import results
from auditor.model.table import FieldType
from auditor.model.vocabulary import Severity
from auditor.privacy.sanitise import sanitise
from auditor.results.written import written
from auditor.tui.source import Column, plain

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.model.rule import Basis, Rule
    from auditor.tui.session import Session

SIGNS = {Severity.FATAL: "✗✗", Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
"""Signs of the severities, so that nothing is said by colour alone."""
UNKNOWN_SIGN = "?"
"""Sign of what could not be checked."""


def severity_tone(severity: int | None) -> str:
    """The tone of a severity."""
    return "" if severity is None else Severity(severity).key


def severity_word(t: Translator, severity: int) -> str:
    """The sign of a severity with its word."""
    return f"{SIGNS[Severity(severity)]} {t('tui.severity.' + Severity(severity).key)}"


def number(t: Translator) -> Callable[[Any], str]:
    """Writes whole numbers; nothing for a missing one, a dot for none at all, so that zeros do not shout."""
    return lambda value: "" if value is None else ("·" if value == 0 else t.number(int(value)))


def percent(t: Translator) -> Callable[[Any], str]:
    """Writes shares as per cent; one too small to be written is told from none at all."""

    def write(value: Any) -> str:
        if value is None:
            return ""
        if 0 < value < 0.0005:
            return "<" + t.percent(0.001)
        return ">" + t.percent(0.999) if 0.9995 <= value < 1 else t.percent(float(value))

    return write


def decimal(t: Translator) -> Callable[[Any], str]:
    """Writes decimal numbers."""
    return lambda value: "" if value is None else t.decimal(float(value))


def titles(session: Session) -> Callable[[Any], str]:
    """Writes the titles of rules for their ids."""
    return lambda rule_id: rule_title(session, session.audit.ruleset.rule(rule_id), rule_id)


def masked(
    session: Session, personal: str, sign: str = "", kind: FieldType = FieldType.TEXT, looked_at: bool = False
) -> Callable[[Any], str]:
    """Writes raw values of a field as they may be seen at the time, and as the language writes values of the kind.

    ``sign`` is put before them; with it, or in a field that is ``looked_at``, a missing one is shown as a word.
    """
    before = f"{sign} " if sign else ""
    missing = session.t("tui.value.missing")

    def write(value: Any) -> str:
        if value is None:
            return before + missing if sign or looked_at else ""
        return before + written(session.masker.text(personal, str(value)), kind, session.t)

    return write


def counted(t: Translator, key: str, count: int) -> str:
    """A number of things in words, which differ for one."""
    return t(key + "_one" if count == 1 else key, count=count)


def count_column(t: Translator, name: str, title: str, tone: str = "", **options: Any) -> Column:
    """A column of whole numbers, in a tone where there is anything to count."""
    return Column(
        name,
        t(title),
        short=_short(t, title),
        numeric=True,
        write=number(t),
        tone=lambda v: tone if v else "muted",
        **options,
    )


def text_column(t: Translator, name: str, title: str, write: Callable[[Any], str] = plain, **options: Any) -> Column:
    """A column of texts."""
    return Column(name, t(title), short=_short(t, title), write=write, **options)


def _short(t: Translator, title: str) -> str:
    try:
        return t(title + "_short")
    except KeyError:
        return ""


def instruction(session: Session, rule: Rule) -> str:
    """What a rule tells a reader to do, without a row: fields stand by their titles."""
    declared = session.audit.ruleset.tables.get(rule.table)
    return results.message(rule, None, session.language, None, declared, session.titles(rule.table))


def law(t: Translator, basis: tuple[Basis, ...]) -> str:
    """Where a rule comes from, law first."""
    order = ("law", "regulation", "standard", "imdi", "ssb", "seed", "ours")
    ranked = sorted(basis, key=lambda each: order.index(each.kind) if each.kind in order else len(order))
    return "; ".join(_basis(t, each) for each in ranked)


def _basis(t: Translator, basis: Basis) -> str:
    if basis.kind in ("law", "regulation"):
        return basis.reference
    try:
        return t("tui.basis." + basis.kind, reference=basis.reference)
    except KeyError:
        return basis.reference


def rule_title(session: Session, rule: Rule | None, rule_id: str) -> str:
    """The title of a rule; its id where the rule set has none."""
    return sanitise(session.text(rule.title)) if rule else rule_id
