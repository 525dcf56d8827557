"""Each kind of claim: silent on what was truly rounded, whatever it was, and loud on what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, pstdev, stdev
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.published.writing import outcome

GROUPS = [{"rows": "n1", "value": "m1"}, {"rows": "n2", "value": "m2"}]
Claim = Mapping[str, Any]
FIGURES: dict[str, Any] = {
    "n": 200, "a": 150, "b": 50, "c": 49, "andel": "75 %", "andel_feil": "74 %", "mangler": 41, "rate": "79,5 %",
    "rate_feil": "79,9 %", "n1": 150, "n2": 50, "m1": "0,40", "m2": "0,60", "m": "0,45", "m_feil": "0,50",
    "n13": 13, "grim": "77 %", "grim_feil": "76 %", "p50": "0,500", "sd": "0,500", "sd_feil": "0,400",
    "snitt": "3,0", "sd_stor": "2,5", "sd_liten": "1,9", "en": "0,04", "to": "0,02", "tre": "0,027",
    "r1": "10,0", "r2": "10,4", "r3": "11,0", "p_lav": "0,040", "p_hoy": "0,060", "t": "-2,227", "p_t": "0,026",
    "p_feil": "0,022", "sju": "<50 %", "atte": "~50 %", "ni": "77 %", "ti": "78 %", "skjult": ":",
}  # fmt: skip
FIGURES["base1"] = {"value": 1, "place": "s. 1", "about": {"base": "alle"}}
FIGURES["base2"] = {"value": 2, "place": "s. 1", "about": {"base": "alle"}}
FIGURES["base3"] = {"value": 3, "place": "s. 1", "about": {"base": "noen"}}
HOLDING: list[Claim] = [
    {"kind": "equation", "holds": "a + b = n"},
    {"kind": "equation", "holds": "sju < andel"},
    {"kind": "sum", "parts": ["a", "b"], "total": "n"},
    {"kind": "sum", "parts": ["ni", "grim_feil"], "total": "153 %"},
    {"kind": "share", "part": "a", "whole": "n", "share": "andel"},
    {"kind": "completeness", "missing": "mangler", "rows": "n", "rate": "rate"},
    {"kind": "weighted_mean", "groups": GROUPS, "total": "m"},
    {"kind": "grim", "value": "grim", "rows": "n13"},
    {"kind": "grim", "value": "grim_feil", "rows": "n13", "items": 7},
    {"kind": "deviation", "mean": "p50", "deviation": "sd", "rows": "n", "binary": True},
    {"kind": "deviation", "mean": "snitt", "deviation": "sd_liten", "rows": "n", "low": 1, "high": 5},
    {"kind": "ratio", "of": "en", "to": "to", "word": "half"},
    {"kind": "ratio", "of": "en", "to": "tre", "word": "two_thirds"},
    {"kind": "same", "figures": ["sju", "atte"]},
    {"kind": "classes", "classes": [[None, 23], [24, 34], [35, None]]},
    {"kind": "monotone", "values": ["r1", "r2", "r3"], "direction": "rising"},
    {"kind": "monotone", "values": ["r3", "r2", "r1"], "direction": "falling", "strict": True},
    {"kind": "significant", "among": ["p_lav", "p_hoy"], "only": ["p_lav"]},
    {"kind": "p_value", "statistic": "t", "p": "p_t"},
    {"kind": "difference", "differ": True, "groups": [{"rows": "n", "value": "andel"}, {"rows": "n", "value": "m1"}]},
    {"kind": "difference", "differ": False, "groups": [{"rows": "n", "value": "ni"}, {"rows": "n", "value": "ti"}]},
    {"kind": "comparable", "figures": ["base1", "base2"], "by": ["base"]},
    {"kind": "citations", "cited": ["Tabell 1"], "present": ["Tabell 1", "Tabell 2"]},
]
BROKEN: list[tuple[Claim, str]] = [
    ({"kind": "equation", "holds": "a + c = n"}, "equation"),
    ({"kind": "sum", "parts": ["a", "c"], "total": "n"}, "sum"),
    ({"kind": "sum", "parts": ["andel", "ni"], "total": "100 %"}, "sum"),
    ({"kind": "share", "part": "a", "whole": "n", "share": "andel_feil"}, "share"),
    ({"kind": "completeness", "missing": "mangler", "rows": "n", "rate": "rate_feil"}, "completeness"),
    ({"kind": "weighted_mean", "groups": GROUPS, "total": "m_feil"}, "weighted_mean"),
    ({"kind": "grim", "value": "grim_feil", "rows": "n13"}, "grim"),
    ({"kind": "deviation", "mean": "p50", "deviation": "sd_feil", "rows": "n", "binary": True}, "deviation_binary"),
    ({"kind": "deviation", "mean": "snitt", "deviation": "sd_stor", "rows": "n", "low": 1, "high": 5}, "deviation"),
    ({"kind": "ratio", "of": "en", "to": "tre", "word": "half"}, "ratio"),
    ({"kind": "same", "figures": ["ni", "ti"]}, "same"),
    ({"kind": "classes", "classes": [[1, 49], [40, 99]]}, "classes_overlap"),
    ({"kind": "classes", "classes": [[None, 23], [25, 34]]}, "classes_gap"),
    ({"kind": "classes", "classes": [[None, 1], [1, 2], [3, None]], "step": 0}, "classes_gap"),
    ({"kind": "monotone", "values": ["r1", "r3", "r2"], "direction": "rising"}, "monotone"),
    ({"kind": "monotone", "values": ["b", "n2"], "direction": "rising", "strict": True}, "monotone"),
    ({"kind": "significant", "among": ["p_lav", "p_hoy"], "only": []}, "significant_is"),
    ({"kind": "significant", "among": ["p_hoy"], "only": ["p_hoy"]}, "significant_is_not"),
    ({"kind": "p_value", "statistic": "t", "p": "p_feil"}, "p_value"),
    ({"kind": "difference", "differ": False, "groups": [{"rows": "n", "value": "andel"}, {"rows": "n", "value": "m1"}]},
     "difference_is"),
    ({"kind": "difference", "differ": True, "groups": [{"rows": "n", "value": "ni"}, {"rows": "n", "value": "ti"}]},
     "difference_is_not"),
    ({"kind": "comparable", "figures": ["base1", "base2", "base3"], "by": ["base"]}, "comparable"),
    ({"kind": "citations", "cited": ["Tabell 7"], "present": ["Tabell 1"]}, "citations"),
]  # fmt: skip


@pytest.mark.parametrize("claim", HOLDING, ids=lambda claim: claim["kind"])
def test_silent_on_what_can_be(tmp_path: Path, claim: Claim) -> None:
    """No finding within rounding."""
    assert outcome(tmp_path, FIGURES, claim) == "ok"


@pytest.mark.parametrize(("claim", "key"), BROKEN, ids=lambda each: each if isinstance(each, str) else "")
def test_loud_on_what_cannot_be(tmp_path: Path, claim: Claim, key: str) -> None:
    """A finding with its own sentence."""
    assert outcome(tmp_path, FIGURES, claim) == key


def test_every_kind_is_shown_both_ways() -> None:
    """Nothing here that is not in the format, and nothing in the format that is not here."""
    from auditor.published.checks import CHECKS

    kinds = {str(model.model_fields["kind"].annotation).split("'")[1] for model in CHECKS}
    assert {claim["kind"] for claim in HOLDING} == {claim["kind"] for claim, _ in BROKEN} == kinds


@pytest.mark.parametrize("claim", [{"kind": "sum", "parts": ["a", "skjult"], "total": "n"},
                                   {"kind": "equation", "holds": "skjult = n"}])  # fmt: skip
def test_what_is_hidden_is_not_checkable(tmp_path: Path, claim: Claim) -> None:
    """Never green."""
    assert outcome(tmp_path, FIGURES, claim) == "unknown"


def rounded(value: float, decimals: int) -> str:
    """A number as a report prints it."""
    return f"{value:.{decimals}f}".replace(".", ",")


@given(
    st.lists(st.integers(0, 1), min_size=2, max_size=60),
    st.lists(st.integers(0, 1), min_size=2, max_size=60),
    st.integers(0, 4),
    st.booleans(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_computed_from_data_is_never_a_finding(
    tmp_path: Path, one: list[int], other: list[int], decimals: int, sample: bool
) -> None:
    """Figures that are truly computed from rows and rounded pass every arithmetic claim about them."""
    both = one + other
    spread = stdev(both) if sample else pstdev(both)
    figures = {
        "n1": len(one), "n2": len(other), "n": len(both), "hits": sum(both), "none": len(both) - sum(both),
        "m1": rounded(fmean(one), decimals), "m2": rounded(fmean(other), decimals),
        "m": rounded(fmean(both), decimals), "sd": rounded(spread, decimals),
        "rate": rounded(100 * fmean(both), decimals) + " %", "rest": rounded(100 - 100 * fmean(both), decimals) + " %",
        "rounded_n": f"~{len(one)}",
    }  # fmt: skip
    vague = [{"rows": "rounded_n", "value": "m1"}, {"rows": "n2", "value": "m2"}]
    claims: list[Claim] = [
        {"kind": "weighted_mean", "groups": GROUPS, "total": "m"},
        {"kind": "weighted_mean", "groups": vague, "total": "m"},
        {"kind": "share", "part": "hits", "whole": "n", "share": "rate"},
        {"kind": "completeness", "missing": "none", "rows": "n", "rate": "rate"},
        {"kind": "grim", "value": "m", "rows": "n"},
        {"kind": "deviation", "mean": "m", "deviation": "sd", "rows": "n", "binary": True},
        {"kind": "deviation", "mean": "m", "deviation": "sd", "rows": "n", "low": 0, "high": 1},
        {"kind": "sum", "parts": ["rate", "rest"], "total": "100 %"},
        {"kind": "equation", "holds": "n * rate = hits"},
        {"kind": "same", "figures": ["m", "rate"]},
    ]
    from tests.published.writing import verdicts

    assert [each.key for each in verdicts(tmp_path, figures, *claims) if each.key] == []
