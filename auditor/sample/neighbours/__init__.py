"""Registers beside those of the default rule set, consistent with it person for person.

The sample of ``integrering`` comes first and is never changed by them. Each register is a :class:`Neighbour` in a
module of its own, named as its rule set, and is drawn from the persons and programmes that are there. Its random
streams bear its name, so that a register more never changes another's data.

To add the register of a rule set ``nav``:

1. ``rules/nav`` builds on ``integrering`` (and on the sets whose tables its rules read too); one word in ``builds_on``
   of ``rules/samlet/ruleset.yaml`` makes it part of the whole.
2. ``auditor/sample/neighbours/nav.py`` has a ``NEIGHBOUR``: its tables with key and layout, and a function that draws
   them from :class:`Surroundings`. Person keys are those of ``tables["person"]``. Nothing may be found in what it
   draws, neither by its own rules nor by any other of ``samlet``. It is one word in :data:`NEIGHBOURS`.
3. ``auditor/sample/planting/neighbours/nav.py`` has ``PLANTERS``, and ``UNPLANTED`` with a reason for a rule that
   cannot have any; it is one line in that package. Values that cannot be read and lines that are too long are planted
   for every table without further ado, in rows that :attr:`Neighbour.spoil` may narrow.
4. ``auditor sample --rules samlet`` (or ``--rules nav``) writes it, and ``tests/sample/test_neighbours.py`` holds all
   of it to silence where nothing is planted and to exactly what is planted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from auditor.rulesets import load
from auditor.rulesets.loading import DEFAULT
from auditor.sample.draws import Draws
from auditor.sample.neighbours import jobbsjansen, nav, samlet, tilskudd, tilsyn, undersokelse, utfall
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written
from auditor.sample.world import World

__all__ = ["NEIGHBOURS", "RULE_SETS", "Neighbour", "Surroundings", "Tables", "Written", "beside", "linked"]

NEIGHBOURS: tuple[Neighbour, ...] = (
    utfall.NEIGHBOUR,
    nav.NEIGHBOUR,
    tilskudd.NEIGHBOUR,
    tilsyn.NEIGHBOUR,
    jobbsjansen.NEIGHBOUR,
    undersokelse.NEIGHBOUR,
    samlet.NEIGHBOUR,
)
"""Every register beside the default ones, those that others come after first."""
RULE_SETS: tuple[str, ...] = (DEFAULT, *(each.name for each in NEIGHBOURS))
"""The rule sets that a sample can be of."""


def beside(ruleset: str) -> tuple[Neighbour, ...]:
    """The registers that belong to a sample of this rule set: those whose tables it knows."""
    if ruleset == DEFAULT:
        return ()
    known = load(ruleset).tables
    return tuple(each for each in NEIGHBOURS if each.tables.keys() <= known.keys())


def linked(world: World, neighbours: Iterable[Neighbour], seed: int, until: dt.date) -> World:
    """The extract with the tables of further registers."""
    tables, drawn = dict(world.tables), dict[str, Tables]()
    for each in neighbours:
        before = {name: frame for other in each.after for name, frame in drawn[other].items()}
        given = Surroundings({**world.tables, **before}, world.places, until)
        drawn[each.name] = each.draw(Draws(seed, each.name), given)
        tables |= drawn[each.name]
    return World(tables, world.places)
