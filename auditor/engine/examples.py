"""Running the examples of rules: every rule is shown to fire, to stay silent, and to admit when it cannot tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.engine import groups
from auditor.engine.failures import POLARS_FAILS
from auditor.engine.group_lines import HOLDS
from auditor.engine.prepare import Preparation
from auditor.engine.table_pass import run
from auditor.engine.worlds import extract_of, worlds
from auditor.model.errors import EngineError
from auditor.model.extract import ROW
from auditor.model.rule import Example, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, row_test
from auditor.rulesets.excerpt import excerpt

EXAMPLE_DATE = dt.date(2024, 12, 31)
"""The reference date of examples that name none."""


@dataclass(frozen=True)
class ExampleResult:
    """What became of one example; ``wanted`` and ``got`` are fails, passes, unknown or error."""

    rule: str
    wanted: str
    number: int
    got: str

    @property
    def as_wanted(self) -> bool:
        """Whether the rule did what its author says."""
        return self.wanted == self.got


def run_examples(ruleset: RuleSet, rule_ids: Iterable[str] | None = None) -> Iterator[ExampleResult]:
    """The result of every example of every rule (or of some), in file order."""
    chosen = None if rule_ids is None else set(rule_ids)
    for rule in ruleset.rules:
        if chosen is None or rule.id in chosen:
            yield from _examples_of(rule, excerpt(ruleset, (rule,)))


def outcome(ruleset: RuleSet, rule: Rule, example: Example) -> str:
    """``fails``, ``passes`` or ``unknown`` for the example's row or groups; ``error`` where the rule raises."""
    return _outcome(excerpt(ruleset, (rule,)), rule, example)


def _examples_of(rule: Rule, alone: RuleSet) -> Iterator[ExampleResult]:
    examples = rule.examples
    wanted = [
        (kind, number, example)
        for kind, given in (("fails", examples.fails), ("passes", examples.passes), ("unknown", examples.unknown))
        for number, example in enumerate(given, 1)
    ]
    together: dict[dt.date, list[int]] = {}
    if isinstance(rule.condition, ELEMENTWISE_KINDS):
        for place, (_, _, example) in enumerate(wanted):
            together.setdefault(example.on or EXAMPLE_DATE, []).append(place)
    got: dict[int, str] = {}
    for date, places in together.items():
        got.update(zip(places, _verdicts(alone, rule, [wanted[place][2] for place in places], date), strict=True))
    for place, (kind, number, example) in enumerate(wanted):
        yield ExampleResult(rule.id, kind, number, got[place] if place in got else _outcome(alone, rule, example))


def _outcome(alone: RuleSet, rule: Rule, example: Example) -> str:
    date = example.on or EXAMPLE_DATE
    if rule.about_groups:
        rows = {rule.table: example.rows, **_others(example, rule, example.rows)}
        now = Preparation(extract_of(alone, rows), alone, date)
        before = (
            Preparation(extract_of(alone, {rule.table: example.previous}), alone, date) if example.previous else None
        )
        try:
            holds = groups.judge_groups(rule, now, before)[HOLDS]
        except (*POLARS_FAILS, EngineError):
            return "error"
        return "fails" if not holds.all(ignore_nulls=True) else "unknown" if holds.null_count() else "passes"
    if isinstance(rule.condition, ELEMENTWISE_KINDS):
        return _verdicts(alone, rule, [example], date)[0]
    rows = {rule.table: (example.row,), **_others(example, rule, (example.row,))}
    tables = Preparation(extract_of(alone, rows), alone, date)
    passed = run(tables, rule.table, [rule], {rule.id: 0}, "fused", (), lambda *told: None, None)
    if passed.outcomes[rule.id].status is not RuleStatus.RAN:
        return "error"
    if 0 in passed.result.findings["row"]:
        return "fails"
    return "unknown" if passed.outcomes[rule.id].unknown else "passes"


def _verdicts(alone: RuleSet, rule: Rule, examples: Sequence[Example], date: dt.date) -> list[str]:
    """What an elementwise rule says of the row of each example; together, and one by one where that raises."""
    apart = worlds(rule, alone, examples, date)
    test = row_test(apart.rule, apart.tables.scope(rule.table), alone)
    try:
        frame = apart.tables.frame(rule.table, (apart.rule,)).select(ROW, test.outcome.alias("holds"))
        return [_VERDICT[holds] for holds in apart.own(frame).collect()["holds"]]
    except POLARS_FAILS:
        if len(examples) == 1:
            return ["error"]
        return [verdict for each in examples for verdict in _verdicts(alone, rule, [each], date)]


_VERDICT = {True: "passes", False: "fails", None: "unknown"}


def _others(
    example: Example, rule: Rule, rows: Sequence[Mapping[str, object]]
) -> dict[str, tuple[Mapping[str, object], ...]]:
    others = {name: tuple(given) for name, given in example.others.items()}
    if rule.table in others:
        others[rule.table] = (*rows, *others[rule.table])
    return others
