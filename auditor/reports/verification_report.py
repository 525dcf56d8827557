"""Verified figures as lines of text or as JSON: what cannot be true of a report's own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from auditor.locale import Translator
from auditor.model.vocabulary import Severity
from auditor.privacy.sanitise import sanitise
from auditor.published.against import Agreement, Recomputed
from auditor.published.interval import INFINITY, Interval, exactly
from auditor.published.lint import Remark
from auditor.published.model import Computed, Outcome, Verdict, Verification
from auditor.published.numbers import Printed, decimals_of
from auditor.reports.json_report import dump
from auditor.reports.layout import GOOD_SIGN, SIGNS, UNKNOWN_SIGN, columns, wrapped

SCHEMA = "auditor-verification/1"
_MARGIN = "  "
NOTHING = "–"
_MOST_DIGITS = 8
_FIVE_DIGITS = 10_000
_WORDS = {"word": "ratio", "direction": "direction", "fact": "fact"}


def verification_lines(found: Verification, t: Translator, width: int, show_all: bool = False) -> Iterator[str]:
    """The findings, known ones with their reason, then what could not be checked, and how much was."""
    report = found.report
    title = f"{report.title.in_language(t.language)} ({report.name}; {report.source})"
    yield from wrapped(sanitise(title), width, rest=_MARGIN)
    yield ""
    for verdict in found.verdicts:
        if verdict.outcome is not Outcome.OK or show_all:
            yield from _lines(verdict, t, width)
    for key in found.stale:
        text = t("published.stale", line=str(report.known_lines[key]), claim=_name(*key))
        yield from wrapped(sanitise(text), width, f"{SIGNS[Severity.ERROR]} ", _MARGIN)
    if show_all or any(each.outcome is not Outcome.OK for each in found.verdicts) or found.stale:
        yield ""
    findings, unknown = found.of(Outcome.FINDING), found.of(Outcome.UNKNOWN)
    counts = {"claims": len(found.verdicts), "findings": len(findings), "new": len(found.new), "unknown": len(unknown)}
    yield from wrapped(t("published.summary", **counts), width)


def _lines(verdict: Verdict, t: Translator, width: int) -> Iterator[str]:
    sign = GOOD_SIGN
    if verdict.outcome is Outcome.FINDING:
        sign = SIGNS[Severity.INFO if verdict.known is not None else Severity.ERROR]
    elif verdict.outcome is Outcome.UNKNOWN:
        sign = UNKNOWN_SIGN
    head = f"{_name(verdict.claim, verdict.at)}  {verdict.place}".rstrip()
    yield from wrapped(sanitise(head), width, f"{sign} ", _MARGIN)
    if verdict.says is not None:
        yield from wrapped(sanitise(verdict.says.in_language(t.language)), width, _MARGIN, _MARGIN)
    if verdict.key:
        yield from wrapped(sanitise(sentence(verdict, t)), width, _MARGIN, _MARGIN)
    if verdict.known is not None and verdict.outcome is Outcome.FINDING:
        reason = verdict.known.reason.nb if t.language == "nb" else verdict.known.reason.en
        text = t("published.known", source=verdict.known.source, reason=reason)
        yield from wrapped(sanitise(text), width, _MARGIN, _MARGIN)


def _name(claim: str, at: str) -> str:
    return f"{claim} [{at}]" if at else claim


def sentence(verdict: Verdict, t: Translator) -> str:
    """Why the claim cannot be true, or why it could not be checked."""
    return t(f"published.finding.{verdict.key}", **{name: _said(name, fact, t) for name, fact in verdict.facts.items()})


def _said(name: str, fact: object, t: Translator) -> object:
    if isinstance(fact, Printed):
        return _printed(fact, t)
    if isinstance(fact, Computed):
        return computed(fact, t)
    return t(f"published.{_WORDS[name]}.{fact}") if name in ("word", "direction") else fact


def _printed(printed: Printed, t: Translator) -> str:
    """As it is printed; thousands are set apart from five digits on, since four may be a year."""
    text = printed.text
    if text.lstrip("-").isdigit():
        return _whole(int(text), t)
    return text.replace(" ", "\u00a0")


def _whole(number: int, t: Translator) -> str:
    return t.number(number) if abs(number) >= _FIVE_DIGITS else str(number)


def computed(number: Computed, t: Translator) -> str:
    """A computed number with one decimal more than the one it is held against; two ends where they differ."""
    value = number.value
    if value.exact and not number.percent and float(value.low).is_integer():
        return _whole(int(value.low), t)
    low, high = (_end(end, number.percent, number.decimals + 1, t) for end in (value.low, value.high))
    return low if low == high else t("published.between", low=low, high=high)


def _end(end: Fraction | float, percent: bool, digits: int, t: Translator) -> str:
    """One end, with more decimals where it would else be shown as zero."""
    if end in (INFINITY, -INFINITY):
        return "∞" if end > 0 else "−∞"
    value = float(end)
    shown = abs(value) * (100 if percent else 1)
    while 0 < shown < 10.0**-digits and digits < _MOST_DIGITS:
        digits += 1
    return t.percent(value, digits) if percent else t.decimal(value, digits)


AGREEMENT_SIGNS = {
    Agreement.AGREES: GOOD_SIGN,
    Agreement.POSSIBLE: "~",
    Agreement.DIFFERS: SIGNS[Severity.ERROR],
    Agreement.UNKNOWN: UNKNOWN_SIGN,
}


def recomputed_lines(found: Sequence[Recomputed], t: Translator, width: int) -> Iterator[str]:
    """Each recomputed figure beside the printed one, and how many agree."""
    heads = ("figure", "printed", "computed", "bounds", "rows", "place")
    rows = [("", *(t(f"published.against.{each}") for each in heads))]
    for each in found:
        printed = each.figure.printed
        figures = [_printed(printed, t), *(NOTHING if each.value is None else text for text in _computed(each, t))]
        sign = AGREEMENT_SIGNS[each.agreement]
        rows.append((sign, sanitise(each.figure.name), *figures, t.number(each.rows), sanitise(each.figure.place)))
    yield t("published.against.title")
    yield from columns(rows, width, 1, (2, 3, 4, 5))
    for each in found:
        if each.problem is not None:
            text = f"{each.figure.name}: {t(each.problem.key, **each.problem.facts)}"
            yield from wrapped(sanitise(text), width, f"{UNKNOWN_SIGN} ", _MARGIN)
    yield ""
    counts = {each.value: sum(one.agreement is each for one in found) for each in Agreement}
    yield from wrapped(t("published.against.summary", figures=len(found), **counts), width)


def _computed(each: Recomputed, t: Translator) -> list[str]:
    def shown(value: float) -> str:
        number = exactly(Fraction(value))
        return computed(Computed(number, each.figure.printed.percent, decimals_of(each.figure.printed)), t)

    value = shown(each.value or 0.0)
    if each.lowest is None or each.highest is None:
        return [value, t("published.against.no_bounds")]
    return [value, value if each.lowest == each.highest else f"{shown(each.lowest)}–{shown(each.highest)}"]


def remark_lines(remarks: Sequence[Remark], t: Translator, width: int) -> Iterator[str]:
    """What lint says, a line a remark with its place."""
    for each in remarks:
        text = t(f"published.lint.{each.key}", line=str(each.line), **each.facts)
        yield from wrapped(sanitise(text), width, f"{SIGNS[Severity.WARNING]} ", _MARGIN)


def verification_json(
    all_found: Sequence[Verification], t: Translator, recomputed: Sequence[Sequence[Recomputed]] | None = None
) -> str:
    """One JSON object with every claim of every report; keys and names do not follow the locale, sentences do.

    ``recomputed`` has the figures that an extract gives, in the order of the reports.
    """
    figures: Sequence[Sequence[Recomputed] | None] = recomputed or [None] * len(all_found)
    reports = [_report(each, t, more) for each, more in zip(all_found, figures, strict=True)]
    return dump({"schema": SCHEMA, "reports": reports})


def _report(found: Verification, t: Translator, recomputed: Sequence[Recomputed] | None) -> dict[str, Any]:
    report = found.report
    held = {} if recomputed is None else {"recomputed": [_recomputed(each) for each in recomputed]}
    return {
        "name": report.name,
        "title": {each: sanitise(report.title.in_language(each)) for each in ("nb", "en")},
        "source": sanitise(report.source),
        "file": sanitise(report.file),
        "claims": len(found.verdicts),
        "findings": len(found.of(Outcome.FINDING)),
        "new": len(found.new),
        "unknown": len(found.of(Outcome.UNKNOWN)),
        "stale": [{"claim": claim, "at": at or None} for claim, at in found.stale],
        "verdicts": [_verdict(each, t) for each in found.verdicts],
        **held,
    }


def _recomputed(each: Recomputed) -> dict[str, Any]:
    return {
        "figure": each.figure.name,
        "printed": each.figure.printed.text,
        "agreement": each.agreement.value,
        "rows": each.rows,
        "value": None if each.value is None else round(each.value, 10),
        "lowest": None if each.lowest is None else round(each.lowest, 10),
        "highest": None if each.highest is None else round(each.highest, 10),
        "problem": None if each.problem is None else {"key": each.problem.key, **each.problem.facts},
    }


def _verdict(verdict: Verdict, t: Translator) -> dict[str, Any]:
    known = verdict.known if verdict.outcome is Outcome.FINDING else None
    return {
        "claim": verdict.claim,
        "at": verdict.at or None,
        "kind": verdict.kind,
        "outcome": verdict.outcome.value,
        "place": sanitise(verdict.place) or None,
        "line": verdict.line,
        "key": verdict.key or None,
        "sentence": sanitise(sentence(verdict, t)) if verdict.key else None,
        "facts": {name: _fact(fact) for name, fact in verdict.facts.items()},
        "known": None if known is None else {"source": known.source, "reason": dict(known.reason)},
    }


def _fact(fact: object) -> Any:
    if isinstance(fact, Printed):
        return fact.text
    if isinstance(fact, Computed):
        return _bounds(fact.value)
    return fact


def _bounds(value: Interval) -> Mapping[str, float | None]:
    ends = {"low": value.low, "high": value.high}
    return {name: None if end in (INFINITY, -INFINITY) else round(float(end), 10) for name, end in ends.items()}
