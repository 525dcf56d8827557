"""The change log between two versions of a rule set, as SSB writes its own: removed, added, changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from auditor.locale import Translator
from auditor.model.rule import Basis, Validity
from auditor.model.ruleset import Code, ParameterValue, RuleSet
from auditor.model.table import FieldType, Personal
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity
from auditor.privacy.sanitise import sanitise
from auditor.reports.explained import basis_in_words
from auditor.reports.layout import wrapped
from auditor.reports.parameter_values import plain
from auditor.reports.rulebook.document import shown
from auditor.reports.rulebook.markdown import escaped
from auditor.rulesets.diff import ADDED, CHANGED, KINDS, REMOVED, Aspect, Change, RuleSetDiff

_HOWS = (REMOVED, ADDED, CHANGED)


def change_log_text(diff: RuleSetDiff, t: Translator, width: int = 80) -> str:
    """The change log for a terminal or a mail."""
    return "\n".join(_text_lines(_Log(diff, t), width)) + "\n"


def change_log_markdown(diff: RuleSetDiff, t: Translator) -> str:
    """The change log as Markdown."""
    return "\n".join(_markdown_lines(_Log(diff, t))) + "\n"


def _text_lines(log: _Log, width: int) -> Iterator[str]:
    yield from wrapped(shown(log.title), width)
    yield from wrapped(shown(log.summary), width)
    for how, kinds in log.sections():
        yield ""
        yield how.upper()
        for kind, changes in kinds:
            yield f"  {kind}"
            for change in changes:
                yield from wrapped(shown(log.name(change)), width, "    ", "      ")
                for aspect in change.aspects:
                    label, was, now = log.aspect(aspect)
                    yield from wrapped(shown(label), width, "      ", "        ")
                    for sign, value in (("-", was), ("+", now)):
                        if value:
                            yield from wrapped(shown(value), width, f"        {sign} ", "          ")


def _markdown_lines(log: _Log) -> Iterator[str]:
    yield f"# {escaped(log.title)}"
    yield ""
    yield escaped(log.summary)
    for how, kinds in log.sections():
        yield ""
        yield f"## {escaped(how)}"
        for kind, changes in kinds:
            yield ""
            yield f"### {escaped(kind)}"
            yield ""
            for change in changes:
                yield f"- {escaped(log.name(change))}"
                for aspect in change.aspects:
                    label, was, now = log.aspect(aspect)
                    values = log.from_to(escaped(was), escaped(now)) if was or now else ""
                    yield f"  - {escaped(label)}{': ' if values else ''}{values}"


class _Log:
    """What both forms of the log say."""

    def __init__(self, diff: RuleSetDiff, t: Translator) -> None:
        self._diff, self._t = diff, t
        self._values: dict[type, Callable[..., str]] = {
            Text: self._text_value,
            Severity: lambda each: t(f"reports.text.severity.{each.key}"),
            Dimension: lambda each: t(f"reports.text.dimension.{each.value}"),
            FieldType: lambda each: t(f"rulebook.table.type.{each.value}"),
            Personal: lambda each: str(each.value),
            Basis: lambda each: basis_in_words(each, t),
            Validity: self._validity,
            ParameterValue: self._parameter_value,
            Code: lambda each: f"{each.label.in_language(t.language)}{self._period(each.start, each.end)}",
            bool: lambda each: t("rulebook.log.yes" if each else "rulebook.log.no"),
            dt.date: t.date,
        }

    @property
    def title(self) -> str:
        return self._t("rulebook.log.title", title=self._diff.new.title.in_language(self._t.language))

    @property
    def summary(self) -> str:
        counts = {how: sum(each.how == how for each in self._diff.changes) for how in _HOWS}
        key = "summary" if self._diff.changes else "none"
        return self._t(f"rulebook.log.{key}", old=_version(self._diff.old), new=_version(self._diff.new), **counts)

    def sections(self) -> Iterator[tuple[str, list[tuple[str, tuple[Change, ...]]]]]:
        """For each way of changing that occurs, its changes by kind."""
        for how in _HOWS:
            kinds = [(self._t(f"rulebook.log.kind.{kind}"), self._diff.of(how, kind)) for kind in KINDS]
            found = [(title, changes) for title, changes in kinds if changes]
            if found:
                yield self._t(f"rulebook.log.{how}"), found

    def name(self, change: Change) -> str:
        """What changed, with its title."""
        return f"{change.name}  {change.title.in_language(self._t.language)}" if change.title else change.name

    def aspect(self, aspect: Aspect) -> tuple[str, str, str]:
        """What about it changed, and what it was and is; empty where there was or is nothing."""
        label = self._t(f"rulebook.log.aspect.{aspect.name}", subject=aspect.subject)
        was, now = self._value(aspect.old), self._value(aspect.new)
        if isinstance(aspect.old, Text) and isinstance(aspect.new, Text) and was == now:
            label = f"{label} ({self._t('rulebook.log.other_language')})"
            other = "nb" if self._t.language == "en" else "en"
            was, now = aspect.old.in_language(other), aspect.new.in_language(other)
        return label, was, now

    def from_to(self, was: str, now: str) -> str:
        """Both values in one line."""
        nothing = self._t("rulebook.log.nothing")
        return self._t("rulebook.log.from_to", was=was or nothing, now=now or nothing)

    def _value(self, value: object) -> str:
        if value is None:
            return ""
        if type(value) in self._values:
            return self._values[type(value)](value)
        if isinstance(value, tuple):
            parts = [self._pair(each) if _is_pair(each) else self._value(each) for each in value]
            return ("; " if any(" " in part for part in parts) else ", ").join(parts)
        return plain(value, self._t) if isinstance(value, (int, float)) else str(value)

    def _pair(self, pair: tuple[str, object]) -> str:
        return f"{pair[0]}: {self._value(pair[1])}"

    def _text_value(self, text: Text) -> str:
        return text.in_language(self._t.language)

    def _period(self, start: dt.date | None, end: dt.date | None) -> str:
        parts = [
            self._t(f"reports.explain.{key}", date=date)
            for key, date in (("valid_from", start), ("valid_to", end))
            if date is not None
        ]
        return f" ({' '.join(parts)})" if parts else ""

    def _validity(self, validity: Validity) -> str:
        period = self._period(validity.start, validity.end).strip(" ()") or self._t("rulebook.rule.always")
        return period + (self._t("reports.explain.valid_by", field=validity.by) if validity.by else "")

    def _parameter_value(self, value: ParameterValue) -> str:
        return f"{plain(value.value, self._t)}{self._period(value.start, None)}"


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)


def _version(ruleset: RuleSet) -> str:
    return sanitise(f"{ruleset.name} {ruleset.version}")
