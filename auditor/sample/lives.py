"""What happens after settlement: moving, leaving the country and returning, dying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from auditor.sample import population as kinds
from auditor.sample.days import Days, keep
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.places import Places
from auditor.sample.population import People

STAYS, MOVES, DIES, EMIGRATES, RETURNS = range(5)
_SHARES = (0.806, 0.13, 0.015, 0.032, 0.017)
_SETTLING_IN = 150
"""Days after settlement before anything happens, so that a programme has begun."""


@dataclass(frozen=True)
class Lives:
    """One event at most a person; days are NaT where it has not come."""

    event: Ints
    on: Days
    back: Days
    """Return to Norway."""
    chain: Ints
    """Where the person lives on the last day."""
    registered: Days
    """Entered in the population register of the municipality."""

    def left_on(self, event: int) -> Days:
        """Days of one kind of event."""
        return keep(self.on, self.event == event)

    @property
    def stopped(self) -> Bools:
        """Whether something interrupted life in the municipality of settlement."""
        found: Bools = ~np.isnat(self.on)
        return found


def lives(draws: Draws, who: People, places: Places, until: np.datetime64) -> Lives:
    """Draw events that lie between settlement and ``until``."""
    size = who.size
    event = draws.pick("event", size, _SHARES)
    on = who.settled + draws.whole("event day", size, _SETTLING_IN, 2600)
    happened = (on <= until) & (event != STAYS)
    event = np.where(happened, event, STAYS)
    on = keep(on, happened)
    back = keep(on + draws.whole("abroad", size, 60, 240), event == RETURNS)
    late = back > until
    event = np.where(late, EMIGRATES, event)
    back = keep(back, ~late)
    chain = np.where(event == MOVES, places.move(draws, "destination", who.home), who.home)
    one_then = (event == MOVES) & (places.code(who.home, on) == places.code(chain, on))
    event, on, chain = np.where(one_then, STAYS, event), keep(on, ~one_then), np.where(one_then, who.home, chain)
    registered = who.base + draws.whole("registered", size, 0, 20)
    registered = np.where(np.isin(who.ground, (kinds.LABOUR, kinds.EEA)), who.base, registered)
    return Lives(event, on, back, chain, keep(registered, registered <= until))
