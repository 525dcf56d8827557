"""The examples of the rule book notice every small change of every rule, but for the listed exceptions.

A sixteenth of the rules is drawn by their ids; AUDITOR_MUTATION=<number> draws others, AUDITOR_MUTATION=all takes all.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest

from auditor.engine.examples import outcome, run_examples
from auditor.model.rule import RowCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import load
from auditor.rulesets import sql as source
from tests.rulebook.equivalence import Prover
from tests.rulebook.exceptions import EXCEPTIONS
from tests.rulebook.judging import Judge
from tests.rulebook.mutation import Checked, check_rules, written_rules
from tests.rulebook.rule_mutants import rule_mutants
from tests.rulebook.sql_mutants import mutants, written
from tests.small import write_ruleset

SETS = ("samlet", "statistikk")
CHOICE = os.environ.get("AUDITOR_MUTATION", "1")


@cache
def ruleset(name: str) -> RuleSet:
    """A bundled rule set, read once."""
    return load(name)


def drawn(name: str, share: int) -> list[Rule]:
    """One in ``share`` of the rules of a set, or all where that was asked for."""
    rules = written_rules(ruleset(name))
    if CHOICE == "all":
        return rules
    return [rule for rule in rules if crc32(f"{rule.id} {CHOICE}".encode()) % share == 0]


@cache
def checked(name: str) -> tuple[Checked, ...]:
    """The drawn rules of a set, judged."""
    return tuple(check_rules(ruleset(name), drawn(name, 16)))


@pytest.mark.parametrize("name", SETS)
def test_the_examples_notice_every_change_but_the_listed_ones(name: str) -> None:
    """What survives has a reason; a new rule needs examples at each of its limits."""
    results = checked(name)
    assert sum(each.mutants for each in results) > len(results)
    survivors = [(each.rule, mutant.label) for each in results for mutant in each.survivors]
    assert [each for each in survivors if each not in EXCEPTIONS] == []


@pytest.mark.parametrize("name", SETS)
def test_every_exception_is_still_needed(name: str) -> None:
    """An example that kills it, or a condition that is gone, takes the exception with it."""
    rules = [each for each in written_rules(ruleset(name)) if each.id in {rule for rule, _ in EXCEPTIONS}]
    survivors = {(each.rule, mutant.label) for each in check_rules(ruleset(name), rules) for mutant in each.survivors}
    assert {each for each in EXCEPTIONS if each[0] in {rule.id for rule in rules}} <= survivors


def test_every_exception_is_about_a_rule_there_is() -> None:
    """Nothing is excused for a rule that nobody has."""
    known = {rule.id for name in SETS for rule in ruleset(name).rules}
    assert {rule for rule, _ in EXCEPTIONS} <= known


@pytest.mark.parametrize("name", SETS)
def test_the_frame_of_all_examples_says_what_the_engine_says(name: str) -> None:
    """Rules as they are written by all their examples, and some of their mutants by each example alone."""
    chance = random.Random(name)
    for rule in drawn(name, 32):
        judge = Judge(rule, ruleset(name))
        wanted = tuple(each.got for each in run_examples(ruleset(name), [rule.id]))
        assert judge.verdicts([rule]) == [wanted]
        if isinstance(rule.condition, RowCondition):
            made = [each.rule for each in rule_mutants(rule, ruleset(name))]
            for version in chance.sample(made, min(2, len(made))):
                (got,) = judge.verdicts([version])
                place = chance.randrange(len(judge.examples))
                assert got is None or got[place] == outcome(ruleset(name), version, judge.examples[place])


def of(sql: str) -> set[str]:
    """The mutants of a condition."""
    return {
        text for _, text in mutants(sql, lambda column, code: "B" if column == "kode" else None, lambda _: "number")
    }


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("a < 3", {"(a <= 3)", "(a >= 3)", "a < 2", "a < 4"}),
        ("kode = 'A'", {"(kode <> 'A')", "kode = 'B'"}),
        ("fritekst = 'A'", {"(fritekst <> 'A')", "fritekst = 'Ax'"}),
        ("a IS NULL", {"(a IS NOT NULL)"}),
        ("d >= DATE '2021-01-01'", {"d >= CAST('2020-12-31' AS DATE)", "d >= CAST('2021-01-02' AS DATE)"}),
        ("kode IN ('A', 'C')", {"(kode IN ('C'))", "(kode IN ('A'))", "(NOT kode IN ('A', 'C'))"}),
        ("ja AND NOT nei", {"(NOT nei)", "(ja)", "((ja) OR (NOT nei))", "ja AND nei", "(NOT ja) AND NOT nei"}),
        ("a > 1 AND b AND c", {"((b) AND (c))", "((a > 1) AND (c))", "((a > 1) AND (b))"}),
        ("COALESCE(a, 0) > 1", {"a > 1", "0 > 1"}),
        ("a <= parameter('p')", {"a <= (PARAMETER('p') + 1)", "a <= (PARAMETER('p') - 1)"}),
        ("days_between(a, b) > 0", {"DAYS_BETWEEN(b, a) > 0"}),
        ("a BETWEEN 1 AND 2", {"(a > 1 AND a <= 2)", "(a >= 1 AND a < 2)", "(NOT a BETWEEN 1 AND 2)"}),
        ("CASE WHEN a = 1 THEN 2 WHEN a = 2 THEN 3 ELSE 4 END = 2", {"CASE WHEN a = 2 THEN 3 ELSE 4 END = 2"}),
    ],
)
def test_the_changes_that_are_tried(sql: str, wanted: set[str]) -> None:
    """Comparisons, constants, codes, null tests, members, connectives, defaults, parameters and turned dates."""
    found = of(sql)
    assert {each.replace(" ", "") for each in wanted} <= {each.replace(" ", "") for each in found}
    assert sql not in found


@pytest.mark.parametrize("name", SETS)
def test_every_condition_can_be_written_anew(name: str) -> None:
    """A change that cannot be read back would not be tried, and no one would see it."""
    found = ruleset(name)
    texts = [each.sql for each in found.derivations] + [each.where for each in found.lookups if each.where]
    for rule in written_rules(found):
        parts = (getattr(rule.condition, part, None) for part in ("when", "require", "of", "within", "where"))
        texts += [part for part in parts if isinstance(part, str)]
    assert len(texts) > 50
    for text in texts:
        source.parse(written(source.parse(text)))


def test_no_change_is_tried_twice() -> None:
    """Each part of a chain is left out once, not once a bracket."""
    made = [text for _, text in mutants("a = 1 AND b = 2 AND c = 3", lambda *_: None, lambda _: "number")]
    assert len(made) == len(set(made)) == 2 + 3 + 3 + 6


@pytest.fixture
def small(tmp_path: Path) -> RuleSet:
    """The rule set ``liten``."""
    return load(write_ruleset(tmp_path / "liten"))


def with_condition(ruleset: RuleSet, require: str, when: str | None = None) -> Rule:
    """A rule of ``liten`` with another condition."""
    rule = ruleset.rule("L-DAT-001")
    assert rule is not None
    return replace(rule, condition=RowCondition(require, when))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("slutt_dato >= start_dato", None), ("NOT slutt_dato < start_dato", None), True),
        (("timer > 3", None), ("timer >= 4", None), True),
        (("timer > 3", None), ("timer > 4", None), False),
        (("timer > 3", "timer IS NOT NULL"), ("timer > 3", None), False),
        (("timer > 3", "timer IS NOT NULL AND timer > 1"), ("timer > 3", "timer > 1 AND timer IS NOT NULL"), True),
        (("timer IS NULL OR timer > 3", None), ("COALESCE(timer, 5) > 3", None), True),
        (
            ("months_between(start_dato, slutt_dato) > 1", None),
            ("months_between(start_dato, slutt_dato) > 0", None),
            False,
        ),
    ],
)
def test_the_prover_claims_only_what_is_so(
    small: RuleSet, one: tuple[str, str | None], other: tuple[str, str | None], same: bool
) -> None:
    """Two conditions are the same in all three values for every row, or it does not say so."""
    first, second = (with_condition(small, *each) for each in (one, other))
    assert Prover(small).same(first, second) is same


def test_a_rule_with_poor_examples_is_told(small: RuleSet) -> None:
    """``L-INF-001`` has both sides of its limit; ``L-AND-001`` has not."""
    results = {each.rule: each for each in check_rules(small, written_rules(small))}
    assert [mutant.label for mutant in results["L-INF-001"].survivors] == ["without when"]
    assert "max_share -0.01" in {mutant.label for mutant in results["L-AND-001"].survivors}
