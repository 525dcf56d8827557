"""The coverage matrix as lines of text or as JSON: each rule of the sources with what covers it, and totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise
from auditor.reports.json_report import dump
from auditor.reports.layout import columns, left, wrapped
from auditor.rulesets.coverage import STATES, Source, SourceRule, all_rules, totals

SCHEMA = "auditor-coverage/1"
SIGNS = {"covered": "✓", "partly": "~", "planned": "○", "no_data": "?"}
"""Signs of the states; every other one is ``-``."""
_COLUMNS = ("covered", "partly", "planned", "no_data", "not_a_rule")
_MARGIN = 11


def coverage_lines(sources: Sequence[Source], chosen: Sequence[SourceRule], t: Translator, width: int) -> Iterator[str]:
    """Each chosen rule with what covers it, by source, and the totals of the chosen ones."""
    titles = {source.name: source.title.in_language(t.language) for source in sources}
    for name, rules in groupby(chosen, key=lambda rule: rule.source):
        yield from wrapped(sanitise(f"{name}  {titles[name]}"), width, rest="  ")
        for rule in rules:
            start = f"  {left(SIGNS.get(rule.state, '-'), 2)}{left(rule.id, _MARGIN - 5)} "
            if len(rule.id) > _MARGIN - 5:
                yield sanitise(f"  {left(SIGNS.get(rule.state, '-'), 2)}{rule.id}")
                start = ""
            start = start or " " * _MARGIN
            yield from wrapped(sanitise(f"[{rule.about}] {rule.says}"), width, start, " " * _MARGIN)
            for said in _said(rule, t):
                yield from wrapped(sanitise(said), width, " " * _MARGIN, " " * (_MARGIN + 2))
        yield ""
    yield from _table(t("coverage.source"), ((name, _of(chosen, source=name)) for name in titles), chosen, t, width)
    yield ""
    subjects = sorted({rule.about for rule in chosen})
    yield from _table(t("coverage.about"), ((name, _of(chosen, about=name)) for name in subjects), chosen, t, width)
    yield ""
    yield from wrapped(t("coverage.other_note"), width)
    yield t("coverage.shown", shown=len(chosen), total=sum(1 for _ in all_rules(sources)))


def _said(rule: SourceRule, t: Translator) -> Iterator[str]:
    """What covers a rule, what is left, or why it is not covered."""
    state = t(f"coverage.state.{rule.state}")
    if rule.covered_by:
        yield ", ".join(rule.covered_by)
        if rule.program:
            yield t("coverage.program", program=rule.program)
        if rule.reason:
            yield t("coverage.left", reason=rule.reason)
    elif rule.issue is not None:
        yield t("coverage.planned", state=state, issue=str(rule.issue), reason=rule.reason)
    elif rule.see:
        key = "coverage.see_because" if rule.reason else "coverage.see_also"
        yield t(key, state=state, names=list(rule.see), reason=rule.reason)
    else:
        yield t("coverage.not_covered", state=state, reason=rule.reason)


def _of(rules: Iterable[SourceRule], source: str = "", about: str = "") -> list[SourceRule]:
    return [rule for rule in rules if source in ("", rule.source) and about in ("", rule.about)]


def _table(
    head: str, groups: Iterable[tuple[str, list[SourceRule]]], chosen: Sequence[SourceRule], t: Translator, width: int
) -> list[str]:
    """Numbers of rules by group and state; groups without a rule are left out."""
    rows = [[head, t("coverage.count"), *(t(f"coverage.state.{each}") for each in _COLUMNS), t("coverage.other")]]
    for name, rules in (*groups, (t("coverage.all"), chosen)):
        found = totals(rules)
        shown = [found[each] for each in _COLUMNS]
        if rules:
            rows.append([name, *(t.number(each) for each in (len(rules), *shown, len(rules) - sum(shown)))])
    return columns(rows, width, 0, numeric=range(1, len(rows[0])))


def coverage_json(chosen: Sequence[SourceRule]) -> str:
    """The chosen rules and their totals as one JSON object; keys and states do not follow the locale."""
    sources = list(dict.fromkeys(rule.source for rule in chosen))
    subjects = sorted({rule.about for rule in chosen})
    return dump(
        {
            "schema": SCHEMA,
            "by_source": [{"source": name, **_counts(_of(chosen, source=name))} for name in sources],
            "by_set": [{"set": name, **_counts(_of(chosen, about=name))} for name in subjects],
            "rules": [_entry(rule) for rule in chosen],
        }
    )


def _counts(rules: Sequence[SourceRule]) -> dict[str, int]:
    found = totals(rules)
    return {"rules": len(rules), **{state: found[state] for state in STATES}}


def _entry(rule: SourceRule) -> dict[str, object]:
    return {
        "source": rule.source,
        "id": rule.id,
        "set": rule.about,
        "says": rule.says,
        "state": rule.state,
        "covered_by": list(rule.covered_by),
        "cited_by": list(rule.cited_by),
        "see": list(rule.see),
        "issue": rule.issue,
        "reason": rule.reason or None,
        "program": rule.program or None,
    }
