"""Planters for the registers beside the default ones, a module for each, named as its rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.rulesets import load
from auditor.sample.neighbours import beside
from auditor.sample.planting.formats import spoilers
from auditor.sample.planting.neighbours import jobbsjansen, nav, samlet, tilskudd, tilsyn, undersokelse, utfall
from auditor.sample.planting.specs import Planter

__all__ = ["Plantings", "plantings"]


@dataclass(frozen=True)
class Plantings:
    """What can be planted of one rule set's own rules, and why the others cannot."""

    planters: tuple[Planter, ...]
    unplanted: Mapping[str, str]


_PLANTINGS = {
    "utfall": Plantings(utfall.PLANTERS, utfall.UNPLANTED),
    "nav": Plantings(nav.PLANTERS, nav.UNPLANTED),
    "tilskudd": Plantings(tilskudd.PLANTERS, tilskudd.UNPLANTED),
    "tilsyn": Plantings(tilsyn.PLANTERS, tilsyn.UNPLANTED),
    "jobbsjansen": Plantings(jobbsjansen.PLANTERS, jobbsjansen.UNPLANTED),
    "undersokelse": Plantings(undersokelse.PLANTERS, undersokelse.UNPLANTED),
    "samlet": Plantings(samlet.PLANTERS, samlet.UNPLANTED),
}


def plantings(ruleset: str) -> Plantings:
    """Everything that a sample of this rule set can have planted besides what a default sample can."""
    found: list[Planter] = []
    unplanted: dict[str, str] = {}
    for each in beside(ruleset):
        found.extend(_PLANTINGS[each.name].planters)
        unplanted |= _PLANTINGS[each.name].unplanted
        for name in each.tables:
            found.extend(spoilers(load(ruleset).tables[name], each.spoil.get(name, "TRUE")))
    return Plantings(tuple(found), unplanted)
