"""What each planted error changes, so that any of them can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

TABLE_KEYS = {
    "person": "person_id", "bosetting": "bosetting_id", "anmodning": "kommunenummer", "personstatus": "person_id",
    "flytting": "flytting_id", "mottak": "mottak_id", "mottaksopphold": "opphold_id", "kartlegging": "kartlegging_id",
    "introduksjonsprogram": "program_id", "permisjon": "permisjon_id", "tiltak": "tiltak_id", "plan": "plan_id",
    "norskopplaering": "opplaering_id", "asylnorsk": "asylnorsk_id", "prove": "prove_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """One expected finding: about a row (a handle until the tables are finished), or about a group where it is None."""

    rule: str
    table: str
    row: int | None
    key: str
    what: str


@dataclass(eq=False, slots=True)
class Error:
    """One error of a rule: the persons it is about, what is changed for it, and what is then found."""

    rule: str
    people: set[int] = field(default_factory=set)
    cells: dict[tuple[str, str], dict[int, str | None]] = field(default_factory=lambda: defaultdict(dict))
    """By table and field, the new text of rows."""
    added: dict[str, dict[int, dict[str, str | None]]] = field(default_factory=lambda: defaultdict(dict))
    """By table, further rows by their handles."""
    removed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    ragged: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    found: list[Planted] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, int]]:
        """The rows, by table and handle, that are no longer as they were or that something is found about."""
        for (table, _), cells in self.cells.items():
            yield from ((table, row) for row in cells)
        for rows_of in (self.added, self.removed, self.ragged):
            for table, rows in rows_of.items():
                yield from ((table, row) for row in rows)
        yield from ((each.table, each.row) for each in self.found if each.row is not None)


@dataclass(frozen=True)
class Changes:
    """What many errors change together."""

    cells: dict[tuple[str, str], dict[int, str | None]]
    added: dict[str, dict[int, dict[str, str | None]]]
    removed: dict[str, set[int]]
    ragged: dict[str, set[int]]


def together(errors: Iterable[Error]) -> Changes:
    """The changes of all errors, in their order."""
    cells: dict[tuple[str, str], dict[int, str | None]] = defaultdict(dict)
    added: dict[str, dict[int, dict[str, str | None]]] = defaultdict(dict)
    removed: dict[str, set[int]] = defaultdict(set)
    ragged: dict[str, set[int]] = defaultdict(set)
    for each in errors:
        for place, texts in each.cells.items():
            cells[place].update(texts)
        for table, rows in each.added.items():
            added[table].update(rows)
        for table, gone in each.removed.items():
            removed[table] |= gone
        for table, broken in each.ragged.items():
            ragged[table] |= broken
    return Changes(cells, added, removed, ragged)
