"""Small changes of a rule: of its conditions, its dates, and the limits and keys of its kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from auditor.model import rule as kinds
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets.lint.conditions import _codes_of
from tests.rulebook.sql_mutants import mutants

_IDENTIFIERS = ("fodselsnummer", "d_number", "h_number", "fh_number", "duf", "synthetic")


@dataclass(frozen=True)
class Mutant:
    """A rule with one change; ``label`` says where and what."""

    label: str
    rule: Rule


def rule_mutants(rule: Rule, ruleset: RuleSet) -> list[Mutant]:
    """Every mutant of a rule."""
    made = _Maker(rule, ruleset)
    return [Mutant(label, changed) for label, changed in (*made.of_condition(), *made.of_validity())]


def another_code(ruleset: RuleSet, table: str) -> Callable[[str, str], str | None]:
    """Gives for a coded column of a table another code than the one given."""
    lists = _codes_of(ruleset, ruleset.tables[table])

    def another(column: str, code: str) -> str | None:
        known = lists.get(column)
        if known is None or not known.codes:
            return None
        codes = [each.code for each in known.codes]
        after = codes[codes.index(code) + 1 :] if code in codes else []
        return next((each for each in (*after, *codes) if each != code), None)

    return another


def parameter_kind(ruleset: RuleSet) -> Callable[[str], str]:
    """Gives for a parameter what it holds: number, date or text."""

    def kind(name: str) -> str:
        value = ruleset.parameters[name].values[0].value
        return "date" if isinstance(value, dt.date) else "text" if isinstance(value, str) else "number"

    return kind


def _replaced(item: Any, name: str, value: object) -> Any:
    return replace(item, **{name: value})


class _Maker:
    def __init__(self, rule: Rule, ruleset: RuleSet) -> None:
        self._rule, self._ruleset = rule, ruleset

    def _sql(self, name: str, text: str | None, table: str) -> Iterator[tuple[str, str | None]]:
        if not text:
            return
        if name in ("when", "within", "where"):
            yield f"without {name}", None
        for label, changed in mutants(text, another_code(self._ruleset, table), parameter_kind(self._ruleset)):
            yield f"{name}: {label}", changed

    def of_condition(self) -> Iterator[tuple[str, Rule]]:
        """Changes of the condition: each SQL part, then the fields of the kind."""
        condition: Any = self._rule.condition
        for name in ("when", "require", "within", "of", "where"):
            table = getattr(condition, "to_table", self._rule.table) if name == "where" else self._rule.table
            for label, changed in self._sql(name, getattr(condition, name, None), table):
                yield label, self._with(**{name: changed})
        yield from self._of_kind(condition)

    def _with(self, **changes: Any) -> Rule:
        return replace(self._rule, condition=replace(self._rule.condition, **changes))

    def _one_less(self, name: str, least: int = 1) -> Iterator[tuple[str, Rule]]:
        items = getattr(self._rule.condition, name)
        if len(items) > least:
            for item in items:
                yield f"{name} without {item}", self._with(**{name: tuple(each for each in items if each != item)})

    def _nudged(self, name: str, step: float, least: float = 0) -> Iterator[tuple[str, Rule]]:
        value = getattr(self._rule.condition, name)
        if value is None:
            return
        for way in (-step, step):
            if value + way >= least:
                yield f"{name} {way:+g}", self._with(**{name: round(value + way, 6)})

    def _of_kind(self, condition: Any) -> Iterator[tuple[str, Rule]]:
        match condition:
            case kinds.IdentifierCondition():
                yield from self._one_less("accepts")
                for kind in _IDENTIFIERS:
                    if kind not in condition.accepts:
                        yield f"accepts {kind}", self._with(accepts=(*condition.accepts, kind))
            case kinds.ReferenceCondition():
                yield "inverse turned", self._with(inverse=not condition.inverse)
                if len(condition.fields) > 1:
                    for place, name in enumerate(condition.fields):
                        fewer = [
                            tuple(each for other, each in enumerate(names) if other != place)
                            for names in (condition.fields, condition.to_fields)
                        ]
                        yield f"fields without {name}", self._with(fields=fewer[0], to_fields=fewer[1])
            case kinds.UniqueCondition():
                yield from self._one_less("fields")
                yield from self._one_less("differ", least=0)
            case kinds.NoOverlapCondition():
                yield from self._nudged("tolerance_days", 1)
                yield from self._one_less("by")
                yield "start and end turned", self._with(start=condition.end, end=condition.start)
            case kinds.GapCondition():
                yield from self._nudged("max_days", 1)
                yield from self._one_less("by")
                yield "start and end turned", self._with(start=condition.end, end=condition.start)
                for name in ("excused_by", "inside"):
                    yield from self._intervals(name, getattr(condition, name))
            case kinds.ShareCondition():
                yield from self._of_share(condition)
            case kinds.ReconcileCondition():
                yield from self._nudged("tolerance", 1)
                yield from self._nudged("tolerance_share", 0.01)
                yield from self._one_less("by")
                for side in ("left", "right"):
                    yield from self._total(side, getattr(condition, side))
            case kinds.DriftCondition():
                yield from self._nudged("max_change_share", 0.01)
                yield from self._nudged("min_value", 1)
                yield from self._one_less("by")
                if condition.hb is not None:
                    yield "without hb", self._with(hb=None)
                if condition.per is not None:
                    yield "without per", self._with(per=None)
                if condition.period is not None:
                    yield "without period", self._with(period=None)
                for aggregate in ("SUM(", "AVG("):
                    if condition.value.startswith(aggregate):
                        other = "AVG(" if aggregate == "SUM(" else "SUM("
                        yield f"value {other}", self._with(value=condition.value.replace(aggregate, other, 1))

    def _of_share(self, condition: kinds.ShareCondition) -> Iterator[tuple[str, Rule]]:
        for name in ("max_share", "min_share"):
            limit = getattr(condition, name)
            if isinstance(limit, str):
                for label, changed in self._sql(name, limit, self._rule.table):
                    yield label, self._with(**{name: changed})
            else:
                yield from self._nudged(name, 0.01)
        yield from self._nudged("max_count", 1)
        yield from self._nudged("min_rows", 1, 1)
        yield from self._one_less("by")
        if condition.certainty is not None and condition.against is None:
            yield "without certainty", self._with(certainty=None)
        if condition.against is not None:
            for side in ("high", "low", "both"):
                if side != condition.side:
                    yield f"side {side}", self._with(side=side)
            if condition.min_difference:
                yield from self._nudged("min_difference", 0.01)
            for name in condition.against:
                rest = tuple(each for each in condition.against if each != name)
                yield f"against without {name}", self._with(against=rest)
        if condition.pool is not None:
            yield "without pool", self._with(pool=None)
            for step in (-1, 1):
                pool = replace(condition.pool, periods=condition.pool.periods + step)
                yield f"pool {step:+d}", self._with(pool=pool)

    def _intervals(self, name: str, intervals: kinds.Intervals | None) -> Iterator[tuple[str, Rule]]:
        if intervals is None:
            return
        yield f"without {name}", self._with(**{name: None})
        turned = replace(intervals, start=intervals.end, end=intervals.start)
        yield f"{name} start and end turned", self._with(**{name: turned})
        for label, changed in self._sql("where", intervals.where, intervals.table):
            yield f"{name} {label}", self._with(**{name: replace(intervals, where=changed)})

    def _total(self, side: str, total: kinds.Total) -> Iterator[tuple[str, Rule]]:
        for name in ("value", "where"):
            for label, changed in self._sql(f"{name}", getattr(total, name), total.table):
                yield f"{side} {label}", self._with(**{side: _replaced(total, name, changed)})
        for absent in ("unknown", "zero", "skip"):
            if absent != total.absent:
                yield f"{side} absent {absent}", self._with(**{side: replace(total, absent=absent)})

    def of_validity(self) -> Iterator[tuple[str, Rule]]:
        """Each end of the validity one day earlier and later, and gone."""
        validity = self._rule.validity
        for name in ("start", "end"):
            date = getattr(validity, name)
            if date is None:
                continue
            for days in (-1, 1):
                moved = replace(validity, **{name: date + dt.timedelta(days)})
                yield f"valid {name} {days:+d} day", replace(self._rule, validity=moved)
            yield f"valid without {name}", replace(self._rule, validity=replace(validity, **{name: None}))
