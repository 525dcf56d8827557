"""The share of small changes that the examples of the rule book notice: ``python -m tests.rulebook.mutation [NAME]``.

Each written rule is changed in one place at a time (:mod:`tests.rulebook.rule_mutants`). A mutant is *killed* when some
example of the rule comes out differently; it is *equivalent* when no row could tell it from the original
(:mod:`tests.rulebook.equivalence`), and then it does not count. What is left *survived*: the examples would not notice.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import load
from tests.rulebook.equivalence import Prover
from tests.rulebook.judging import Judge
from tests.rulebook.rule_mutants import Mutant, rule_mutants


@dataclass(frozen=True)
class Checked:
    """What became of the mutants of one rule."""

    rule: str
    severity: str
    mutants: int
    """Those that compile and are not equivalent."""
    equivalent: int
    survivors: tuple[Mutant, ...]


def check_rules(ruleset: RuleSet, rules: Iterable[Rule]) -> Iterator[Checked]:
    """The mutants of each rule against its own examples."""
    prover = Prover(ruleset)
    for rule in rules:
        yield check_rule(rule, ruleset, prover)


def check_rule(rule: Rule, ruleset: RuleSet, prover: Prover) -> Checked:
    """The mutants of one rule against its own examples."""
    judge = Judge(rule, ruleset)
    (wanted,) = judge.verdicts([rule])
    assert wanted is not None
    made = rule_mutants(rule, ruleset)
    noticed = judge.notices([each.rule for each in made], wanted)
    alive = [each for each, seen in zip(made, noticed, strict=True) if seen is False]
    equivalent = {each.label for each in alive if prover.same(rule, each.rule)}
    survivors = tuple(each for each in alive if each.label not in equivalent)
    counted = sum(seen is not None for seen in noticed) - len(equivalent)
    return Checked(rule.id, rule.severity.key, counted, len(equivalent), survivors)


def written_rules(ruleset: RuleSet) -> list[Rule]:
    """The rules that somebody wrote."""
    return [rule for rule in ruleset.rules if not rule.generated]


def main(names: list[str]) -> None:
    """Print a table of rules with survivors, and the share killed by severity."""
    listed = "--list" in names
    for name in [each for each in names if not each.startswith("-")] or ["samlet", "statistikk"]:
        ruleset = load(name)
        results = list(check_rules(ruleset, written_rules(ruleset)))
        print(f"{name}\n{'rule':<14}{'severity':<10}{'mutants':>8}{'equivalent':>12}{'survivors':>11}")
        for each in results:
            if each.survivors or not listed:
                print(
                    f"{each.rule:<14}{each.severity:<10}{each.mutants:>8}{each.equivalent:>12}{len(each.survivors):>11}"
                )
            if listed:
                for mutant in each.survivors:
                    print(f"    {mutant.label}")
        for severity in ("fatal", "error", "warning", "info"):
            _print_share(severity, [each for each in results if each.severity == severity])
        _print_share("all", results)


def _print_share(label: str, results: list[Checked]) -> None:
    total, alive = sum(each.mutants for each in results), sum(len(each.survivors) for each in results)
    if total:
        print(f"{label:<10}{total - alive:>6} of {total} killed, {(total - alive) / total:.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
