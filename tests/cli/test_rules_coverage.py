"""``auditor rules coverage`` prints the matrix of source rules, and totals that add up."""

from __future__ import annotations

import json

import pytest

from auditor.rulesets.coverage import STATES, all_rules, load_coverage
from tests.cli.conftest import Run

EVERY = list(all_rules(load_coverage()))


def test_one_source_says_what_covers_each_rule(run: Run) -> None:
    """Covered and partly covered rules in words, in both languages."""
    ended = run("rules", "coverage", "--source", "seed-001")
    assert ended.code == 0
    lines = ended.out.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("  ✓ R90"))
    assert lines[place + 1].strip() == "NIR-AVS-001, NIR-AVS-002"
    assert "Gjenstår: NIR-statistikk før 2017" in ended.out
    assert "S0-01" not in ended.out
    assert "Left: " in run("rules", "coverage", "--source", "seed-001", "--lang", "en").out


def test_no_line_is_wider_than_the_terminal(run: Run) -> None:
    """80 cells where there is no terminal."""
    assert max(map(len, run("rules", "coverage").out.splitlines())) <= 80


def test_json_holds_every_rule_and_adds_up(run: Run) -> None:
    """The totals per source and per rule set are those of the list."""
    content = json.loads(run("rules", "coverage", "--format", "json").out)
    assert len(content["rules"]) == len(EVERY)
    for totals in ("by_source", "by_set"):
        assert sum(each["rules"] for each in content[totals]) == len(EVERY)
        for each in content[totals]:
            assert sum(each[state] for state in STATES) == each["rules"]
    covered = next(each for each in content["rules"] if (each["source"], each["id"]) == ("seed-001", "R90"))
    assert covered["covered_by"] == ["NIR-AVS-001", "NIR-AVS-002"]
    assert covered["reason"] is None


@pytest.mark.parametrize("state", STATES)
def test_filters_show_what_was_asked_for(run: Run, state: str) -> None:
    """By state, by rule set, and both."""
    wanted = {rule.key for rule in EVERY if rule.state == state}
    content = json.loads(run("rules", "coverage", "--format", "json", "--status", state).out)
    assert {f"{each['source']} {each['id']}" for each in content["rules"]} == wanted
    content = json.loads(run("rules", "coverage", "--format", "json", "--status", state, "--rules", "nir,mottak").out)
    assert {each["set"] for each in content["rules"]} <= {"nir", "mottak"}
    assert len(content["rules"]) == sum(rule.state == state and rule.about in ("nir", "mottak") for rule in EVERY)


def test_the_number_shown_is_told(run: Run) -> None:
    """So that a filter is never taken for the whole."""
    found = sum(rule.state == "superseded" for rule in EVERY)
    ended = run("rules", "coverage", "--status", "superseded")
    assert ended.out.splitlines()[-1] == f"{found} av {len(EVERY)} regler vises."


@pytest.mark.parametrize("option", [("--rules", "nirr"), ("--source", "seed-9"), ("--status", "x"), ("--format", "x")])
def test_unknown_words_are_2(run: Run, option: tuple[str, str]) -> None:
    """With the words that are known."""
    ended = run("rules", "coverage", *option)
    assert ended.code == 2
    assert option[0] in ended.err
