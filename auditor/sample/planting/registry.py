"""All planters, and how many errors each is to plant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from auditor.rulesets.loading import DEFAULT
from auditor.sample.planting import (
    centres,
    courses,
    deadlines,
    early_training,
    endings,
    exams,
    formats,
    goals,
    groups,
    integrity,
    links,
    lost_rows,
    measures,
    persons,
    plans,
    programmes,
    settlement,
    shares,
    training,
    training_dates,
    training_deadlines,
    whole_groups,
)
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.neighbours import plantings
from auditor.sample.planting.specs import Custom, Planter, plant

PLANTERS: dict[str, Planter] = {
    each.rule: each
    for module in (
        exams,
        lost_rows,
        whole_groups,
        groups,
        shares,
        centres,
        persons,
        programmes,
        courses,
        goals,
        measures,
        plans,
        endings,
        deadlines,
        training,
        training_deadlines,
        training_dates,
        early_training,
        settlement,
        links,
        integrity,
        formats,
    )
    for each in module.PLANTERS
}
UNPLANTED: dict[str, str] = {
    "BOS-KOM-003": "tells how soon persons were settled: the sample's settlements miss the goal as the real ones did",
    "BOS-KOM-004": "tells how soon persons were settled: each settlement planted late (BOS-BOS-008) moves it",
}
"""Rules of the default rule set that no planter speaks to, with the reason."""
ONLY_ASKED = frozenset({"NIR-PER-003"})
"""Rules that are planted where they are asked for: a finding for nearly every person would drown the others."""
WEIGHTS: dict[str, float] = {
    "NIR-AVS-002": 8, "NIR-DAT-001": 3, "NIR-DAT-012": 4, "NIR-ASY-001": 6, "NIR-ASY-002": 4, "NIR-LOV-006": 4,
    "NIR-LOV-007": 4, "NIR-FRI-001": 4, "NIR-FRI-002": 3, "NIR-FRI-003": 3, "NIR-NOR-006": 4, "NIR-OPP-010": 3,
    "MOT-OPP-001": 5, "MOT-OPP-002": 3, "MOT-OPP-011": 3, "MOT-KOB-001": 3, "NIR-INN-004": 3, "NIR-INN-002": 2,
}  # fmt: skip
"""How much oftener than others some errors are; the rest count 1."""
_ONCE = ("FORMAT.", "SHAPE.")
_FEW = frozenset(
    {
        "NIR-PER-001",
        "MOT-REG-001",
        *(each.rule for each in (*groups.PLANTERS, *shares.PLANTERS, *whole_groups.PLANTERS, *lost_rows.PLANTERS)),
    }
)


@cache
def planters(ruleset: str = DEFAULT) -> Mapping[str, Planter]:
    """Every planter for a sample of this rule set, by rule."""
    return {**PLANTERS, **{each.rule: each for each in plantings(ruleset).planters}}


@cache
def unplanted(ruleset: str = DEFAULT) -> Mapping[str, str]:
    """The rules of a sample of this rule set that no planter speaks to, with the reason."""
    return {**UNPLANTED, **plantings(ruleset).unplanted}


def counts(total: int, ruleset: str = DEFAULT) -> dict[str, int]:
    """How many errors of each rule, for about so many in all; at least one of each."""
    known = planters(ruleset)
    weights = {rule: WEIGHTS.get(rule, 1.0) for rule in known}
    few = _FEW | {each.rule for each in plantings(ruleset).planters if isinstance(each, Custom)}
    some = [rule for rule in known if not rule.startswith(_ONCE) and rule not in few]
    share = max(total - len(known), 0) / sum(weights[rule] for rule in some)
    return {rule: 1 + (int(share * weights[rule]) if rule in some else 0) for rule in known if rule not in ONLY_ASKED}


def plant_all(canvas: Canvas, wanted: Mapping[str, int]) -> dict[str, int]:
    """Plant errors of the rules wanted, those that need whole groups first; how many each came to."""
    known = planters(canvas.ruleset)
    order = sorted(wanted, key=lambda rule: _turn(known[rule]))
    return {rule: plant(canvas, known[rule], wanted[rule]) for rule in order if wanted[rule]}


def planted_last(rule: str, ruleset: str = DEFAULT) -> bool:
    """Whether what is found of a rule depends on all that others have changed."""
    return _turn(planters(ruleset)[rule]) > 0


def _turn(planter: Planter) -> int:
    """First, in between or last."""
    return int(planter.last) - int(planter.first) if isinstance(planter, Custom) else 0
