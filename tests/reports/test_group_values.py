"""What was found about a group is told with how many of how many, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor import rulesets
from auditor.locale import Translator
from auditor.model.rule import (
    Condition,
    DriftCondition,
    HidiroglouBerthelot,
    ReconcileCondition,
    Rule,
    ShareCondition,
    Total,
)
from auditor.reports.group_values import in_words, writers
from tests.small import write_ruleset

NOTHING: dict[str, Any] = dict.fromkeys(("count", "value", "limit", "expected", "low", "high"))


@pytest.fixture
def rule(tmp_path: Path) -> Rule:
    """A rule about groups."""
    return next(each for each in rulesets.load(write_ruleset(tmp_path / "liten")).rules if each.about_groups)


SHARE = ShareCondition(("kommunenummer",), "aarsak IS NULL", max_share=0.25, certainty=0.95)
CASES: list[tuple[Condition, dict[str, Any], str]] = [
    (
        SHARE,
        {"rows": 1200, "count": 540, "value": 0.45, "limit": 0.25, "low": 0.422, "high": 0.4785},
        "540 of 1,200 · 45.0% (between 42.2% and 47.9%) · limit 25.0%",
    ),
    (
        replace(SHARE, max_share=None, against=(), certainty=0.998),
        {"rows": 100, "count": 45, "value": 0.45, "limit": 0.3, "expected": 0.2, "low": 0.3, "high": 0.6},
        "45 of 100 · 45.0% (between 30.0% and 60.0%) · limit 30.0% · expected 20.0%",
    ),
    (
        replace(SHARE, certainty=None),
        {"rows": 2, "count": 1, "value": 0.5, "limit": 0.25},
        "1 of 2 · 50.0% · limit 25.0%",
    ),
    (
        ShareCondition(("kommunenummer",), "aarsak IS NULL", max_count=3),
        {"rows": 50, "count": 4, "value": 4.0, "limit": 3.0},
        "4 of 50 · limit 3",
    ),
    (
        DriftCondition(("kommunenummer",), "COUNT(*)", max_change_share=0.5),
        {"rows": 151, "value": 151.0, "limit": 0.5, "expected": 100.0},
        "151 · limit 50.0% · expected 100",
    ),
    (
        DriftCondition(("kommunenummer",), "COUNT(*)", max_change_share=0.5, hb=HidiroglouBerthelot()),
        {"rows": 151, "value": 151.0, "limit": float("inf"), "expected": 100.0, "low": 60.0, "high": float("inf")},
        "151 · expected 100",
    ),
    (
        DriftCondition(("kommunenummer",), "COUNT(*)", max_change_share=0.5, hb=HidiroglouBerthelot()),
        {"rows": 151, "value": 151.5, "limit": 120.0, "expected": 100.0, "low": 60.0, "high": 120.0},
        "151.500 (between 60 and 120) · limit 120 · expected 100",
    ),
    (
        ReconcileCondition(("kommunenummer",), Total("program", "1"), Total("person", "1")),
        {"rows": 7, "value": 7.0, "limit": 0.0, "expected": 9.0},
        "7 · limit 0 · expected 9",
    ),
]


@pytest.mark.parametrize(("condition", "line", "told"), CASES)
def test_a_group_in_words(rule: Rule, condition: Condition, line: dict[str, Any], told: str) -> None:
    """Shares as per cent with their interval, changes and totals as numbers, and nothing for what is not known."""
    assert in_words({**NOTHING, **line}, replace(rule, condition=condition), Translator("en")) == told


def test_numbers_are_written_as_the_language_does(rule: Rule) -> None:
    """Decimal comma and no-break space in bokmål."""
    write = writers(replace(rule, condition=SHARE), Translator("nb"))
    assert write["value"](0.4567) == "45,7\u00a0%"
    assert write["low"](None) == ""
