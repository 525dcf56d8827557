"""What the examples of a rule say of many changed versions of it at once.

The examples of the rule as it is written are prepared once; conditions on single rows are then judged together on one
frame that holds the row of every example. Kinds that look at several rows run on the engine, each
mutant and example by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from auditor.engine.examples import EXAMPLE_DATE, outcome
from auditor.engine.worlds import worlds
from auditor.model import rule as kinds
from auditor.model.errors import AuditorError
from auditor.model.rule import Example, Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets.conditions import row_test
from auditor.rulesets.excerpt import excerpt
from auditor.rulesets.values import Scope

ON_ONE_FRAME = (kinds.RowCondition, kinds.CodeListCondition, kinds.IdentifierCondition)
_VERDICT = {True: "passes", False: "fails", None: "unknown"}


def all_examples(rule: Rule) -> tuple[Example, ...]:
    """Examples that fail, pass and cannot be told, in that order."""
    return (*rule.examples.fails, *rule.examples.passes, *rule.examples.unknown)


class Judge:
    """Judges versions of one rule by its examples; None for a version that does not compile."""

    def __init__(self, rule: Rule, ruleset: RuleSet, examples: Sequence[Example] | None = None) -> None:
        self.rule, self.ruleset = rule, ruleset
        self.examples = all_examples(rule) if examples is None else tuple(examples)
        self.alone = excerpt(ruleset, (rule,))
        self._frames: list[tuple[list[int], pl.DataFrame, Scope]] = []
        if isinstance(rule.condition, ON_ONE_FRAME):
            self._prepare()

    def _prepare(self) -> None:
        for date in sorted({each.on or EXAMPLE_DATE for each in self.examples}):
            places = [place for place, each in enumerate(self.examples) if (each.on or EXAMPLE_DATE) == date]
            apart = worlds(self.rule, self.alone, [self.examples[place] for place in places], date)
            frame = apart.own(apart.tables.frame(self.rule.table)).collect()
            self._frames.append((places, frame, apart.tables.scope(self.rule.table)))

    def verdicts(self, versions: Sequence[Rule]) -> list[tuple[str, ...] | None]:
        """For each version what it says of each example."""
        if isinstance(self.rule.condition, ON_ONE_FRAME):
            return self._together(versions)
        return [self._alone(version) for version in versions]

    def notices(self, versions: Sequence[Rule], wanted: Sequence[str]) -> list[bool | None]:
        """For each version whether some example tells it from ``wanted``; None for one that does not compile."""
        if isinstance(self.rule.condition, ON_ONE_FRAME):
            return [None if each is None else each != tuple(wanted) for each in self._together(versions)]
        return [self._noticed_alone(version, wanted) for version in versions]

    def _together(self, versions: Sequence[Rule]) -> list[tuple[str, ...] | None]:
        found: list[list[str] | None] = [[""] * len(self.examples) for _ in versions]
        for places, frame, scope in self._frames:
            tests: dict[int, pl.Expr] = {}
            for number, version in enumerate(versions):
                try:
                    tests[number] = row_test(version, scope, self.ruleset).outcome
                except AuditorError:
                    found[number] = None
            for number, holds in _judged(frame, tests).items():
                verdicts = found[number]
                if verdicts is not None:
                    for place, verdict in zip(places, holds, strict=True):
                        verdicts[place] = verdict
        return [None if each is None else tuple(each) for each in found]

    def _alone(self, version: Rule) -> tuple[str, ...] | None:
        try:
            return tuple(outcome(self.ruleset, version, each) for each in self.examples)
        except AuditorError:
            return None

    def _noticed_alone(self, version: Rule, wanted: Sequence[str]) -> bool | None:
        try:
            return any(
                outcome(self.ruleset, version, each) != want for each, want in zip(self.examples, wanted, strict=True)
            )
        except AuditorError:
            return None


def _judged(frame: pl.DataFrame, tests: Mapping[int, pl.Expr]) -> dict[int, list[str]]:
    """Each test on every row; where together they raise, each alone."""
    try:
        judged = frame.select([test.alias(str(number)) for number, test in tests.items()])
    except pl.exceptions.PolarsError:
        if len(tests) == 1:
            return {number: ["error"] * frame.height for number in tests}
        return {
            number: verdicts
            for each, test in tests.items()
            for number, verdicts in _judged(frame, {each: test}).items()
        }
    # A test without columns is one value for all rows.
    return {
        number: [_VERDICT[each] for each in _filled(judged[str(number)].to_list(), frame.height)] for number in tests
    }


def _filled(values: list[bool | None], height: int) -> Iterable[bool | None]:
    return values * height if len(values) == 1 and height != 1 else values
