"""What the mapping file says about reception centres: other keys and names of those in the extract's own register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CentreMapping:
    """What is said of one centre of the register (``[centres.<key>]``)."""

    keys: tuple[str, ...] = ()
    """Other keys that mean it."""
    names: tuple[str, ...] = ()
    """Other names it is written with; they also find the centre of a row that has a name but no key."""
    rejected: tuple[str, ...] = ()
    """Keys and names that somebody has judged not to mean it."""

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing left of it."""
        return not (self.keys or self.names or self.rejected)


Centres = Mapping[str, CentreMapping]


def folded(name: str) -> str:
    """A name as names are compared: without case and blanks around it."""
    return name.strip().lower()


def said_twice(centres: Centres) -> str | None:
    """A key or name that is said to mean two centres; None where there is none."""
    meant: dict[tuple[str, str], str] = {}
    for centre, said in centres.items():
        told = [("key", key.strip()) for key in said.keys] + [("name", folded(name)) for name in said.names]
        for each in told:
            if meant.setdefault(each, centre) != centre:
                return each[1]
    return None
