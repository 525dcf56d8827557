"""Published figures recomputed from an extract: agreeing, explained by what is missing, differing, not computable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.model.errors import RuleSetError
from auditor.published.against import Agreement, Recomputed, against
from tests.engine.extracts import extract
from tests.indicators import rules
from tests.published.writing import loaded

DATE = dt.date(2024, 12, 31)
CLAIM = {"kind": "equation", "holds": "a = a"}
ROWS = [
    {"program_id": name, "person_id": name, "kommunenummer": "0301", "start_dato": "2020-01-01",
     "slutt_dato": end, "aarsak": cause, "timer": hours}
    for name, end, cause, hours in (
        ("A", "2023-01-01", "Arbeid", 100), ("B", "2023-01-01", "Arbeid", 200), ("C", "2023-01-01", "Flyttet", 300),
        ("D", "2023-01-01", None, None), ("E", None, None, 700), ("F", ":", "Arbeid", 100),
    )
]  # fmt: skip
ENDED = {"table": "program", "within": "slutt_dato IS NOT NULL"}


def recomputed(folder: Path, printed: object, how: Mapping[str, Any], rows: Any = None) -> Recomputed:
    """One figure against the rows."""
    report = loaded(folder, {"a": printed}, CLAIM, rules="liten", recompute=[{"figure": "a", **how}])
    (found,) = against(report, extract(rules(), program=ROWS if rows is None else rows), rules(), DATE)
    return found


@pytest.mark.parametrize(
    ("printed", "how", "agreement"),
    [
        ("67 %", {"share": "aarsak = 'Arbeid'"}, Agreement.AGREES),
        ("65 %", {"share": "aarsak = 'Arbeid'"}, Agreement.POSSIBLE),
        ("80 %", {"share": "aarsak = 'Arbeid'"}, Agreement.POSSIBLE),
        ("45 %", {"share": "aarsak = 'Arbeid'"}, Agreement.DIFFERS),
        ("45 %", {"share": "aarsak = 'Arbeid'", "tolerance": "5 pp"}, Agreement.POSSIBLE),
        ("64 %", {"share": "aarsak = 'Arbeid'", "tolerance": "3 pp"}, Agreement.AGREES),
        (4, {"count": True}, Agreement.AGREES),
        (5, {"count": True}, Agreement.POSSIBLE),
        (6, {"count": True}, Agreement.DIFFERS),
        ("200", {"mean": "timer"}, Agreement.AGREES),
        ("210", {"mean": "timer"}, Agreement.DIFFERS),
        ("210", {"mean": "timer", "between": [0, 600]}, Agreement.POSSIBLE),
        ("81,6", {"deviation": "timer"}, Agreement.AGREES),
        (":", {"count": True}, Agreement.UNKNOWN),
    ],
)
def test_a_figure_and_an_extract(tmp_path: Path, printed: object, how: dict[str, Any], agreement: Agreement) -> None:
    """Two of three known causes are work; a cause, hours and an end are missing."""
    assert recomputed(tmp_path, printed, {**ENDED, **how}).agreement is agreement


def test_numbers_by_hand(tmp_path: Path) -> None:
    """The share over what is known, and its bounds."""
    found = recomputed(tmp_path, "67 %", {**ENDED, "share": "aarsak = 'Arbeid'"})
    assert (found.rows, found.value) == (4, pytest.approx(2 / 3))
    assert (found.lowest, found.highest) == (pytest.approx(2 / 4), pytest.approx(4 / 5))
    assert recomputed(tmp_path, 4, {**ENDED, "count": True}).highest == 5


def test_an_extract_without_rows_or_columns_is_no_agreement(tmp_path: Path) -> None:
    """Not computable, and why."""
    assert recomputed(tmp_path, "1", {**ENDED, "mean": "timer"}, []).agreement is Agreement.UNKNOWN
    report = loaded(
        tmp_path, {"a": 1}, CLAIM, rules="liten", recompute=[{"figure": "a", "table": "program", "mean": "timer"}]
    )
    without = extract(rules(), without={"program": ["timer"]}, program=ROWS)
    (found,) = against(report, without, rules(), DATE)
    assert found.agreement is Agreement.UNKNOWN
    assert found.problem is not None
    assert found.problem.facts == {"table": "program", "field": "timer"}


@pytest.mark.parametrize(
    ("how", "key"),
    [
        ({"table": "program", "share": "arsak = 'Arbeid'"}, "rulesets.condition"),
        ({"table": "programmer", "count": True}, "rulesets.condition"),
        ({"table": "program", "count": True, "population": "alle"}, "published.no_such_population"),
        ({"table": "program", "count": True, "mean": "timer"}, "rulesets.format"),
    ],
)
def test_a_definition_that_does_not_fit_is_told_with_its_place(tmp_path: Path, how: dict[str, Any], key: str) -> None:
    """File and line of the entry."""
    with pytest.raises(RuleSetError) as caught:
        recomputed(tmp_path, "1", how)
    assert caught.value.key == key
    assert caught.value.facts["file"] == "liten.yaml"
    assert int(str(caught.value.facts["line"])) > 1


@pytest.mark.parametrize("name", ["seed-000", "seed-002", "seed-004a"])
def test_the_definitions_of_the_reports_fit_the_rule_set(name: str) -> None:
    """Every condition compiles on the tables of the rule set that the file names."""
    from auditor.published import load_report
    from auditor.published.loading import find
    from auditor.rulesets import load

    report = load_report(find(name))
    ruleset = load(report.rules)
    found = against(report, extract(ruleset, person=[]), ruleset, DATE)
    assert len(found) == len(report.recomputations) > 0
    assert all(each.agreement is not Agreement.POSSIBLE for each in found)
