"""What the benchmark compares is right before it is fast: the rules do what they say, and others find the same rows."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from auditor.engine.examples import run_examples
from auditor.rulesets import load
from tests.benchmarks import data
from tests.benchmarks.comparing import DifferenceError, Given, compare
from tests.benchmarks.contestants import auditor_, hand, pandera_
from tests.benchmarks.contestants.protocol import Answer, Task
from tests.benchmarks.rulefiles import MANY, write_ruleset

ROWS = 20_000


@pytest.mark.parametrize("count", [36, MANY])
def test_the_rules_do_what_their_examples_say(tmp_path: Path, count: int) -> None:
    """Both rule sets, and there are as many rules as is said."""
    ruleset = load(write_ruleset(tmp_path, count))
    assert sum(not rule.generated for rule in ruleset.rules) == count
    assert [each for each in run_examples(ruleset) if not each.as_wanted] == []


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_others_find_the_same_rows(tmp_path: Path, kind: str) -> None:
    """auditor, pandera's own backend and Polars by hand, from either kind of file; every check finds something."""
    data.write(tmp_path / "x", ROWS, kind)
    task = Task(tmp_path / "x", kind, write_ruleset(tmp_path / "rules"))
    reference = _given("hand", hand.run(task))
    assert all(reference.said["counts"].values())
    compare(reference, _given("auditor", auditor_.run(task)))
    compare(reference, _given("pandera", pandera_.run(task)))


def test_a_difference_is_told(tmp_path: Path) -> None:
    """A row less, or the same number of other rows."""
    data.write(tmp_path / "x", ROWS, "parquet")
    answer = _given("hand", hand.run(Task(tmp_path / "x", "parquet", tmp_path)))
    assert answer.rows is not None
    shifted = answer.rows.with_columns(pl.col("row") + 1)
    fewer = {**answer.said["counts"], "NULL-PERSONID": 0}
    for other in (Given("x", answer.said, shifted), Given("x", {**answer.said, "counts": fewer}, None)):
        with pytest.raises(DifferenceError):
            compare(answer, other)


def _given(name: str, answer: Answer) -> Given:
    assert answer.rows is not None
    said = {"counts": answer.counts, "shares": answer.shares, "nulls_repeat": answer.nulls_repeat}
    return Given(name, said, answer.rows())
