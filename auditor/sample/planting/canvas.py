"""A sample that errors are planted into: views to choose rows by, changes to their text, and a record of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.layout import LAYOUTS
from auditor.sample.planting.views import HANDLE, WHO
from auditor.sample.planting.views import views as views_of
from auditor.sample.writing import as_text, written

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


class Canvas:
    """Collects changes; nothing is changed until :meth:`finish`.

    A person (or a row without one) is used for one planting only, so that plantings cannot meet.
    """

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        draws: Draws,
        favoured: str | None = None,
        views: Mapping[str, pl.DataFrame] | None = None,
    ) -> None:
        """``views`` are those of the tables (:func:`~auditor.sample.planting.views.views`), if they are at hand."""
        self._typed = tables
        self._draws = draws
        self._favoured = favoured
        self.views = views_of(tables) if views is None else views
        self._used_people: Bools = np.zeros(tables["person"].height, bool)
        self._used_rows: dict[str, set[int]] = defaultdict(set)
        self._cells: dict[tuple[str, str], dict[int, str | None]] = defaultdict(dict)
        self._added: dict[str, list[dict[str, str | None]]] = defaultdict(list)
        self._removed: dict[str, set[int]] = defaultdict(set)
        self._ragged: dict[str, set[int]] = defaultdict(set)
        self._indexes: dict[tuple[str, str], tuple[Ints, Ints]] = {}
        self.planted: list[Planted] = []

    def candidates(self, rule: str, table: str, where: str, limit: int | None = None) -> pl.DataFrame:
        """Rows of a view that satisfy a condition (SQL) and whose person is free: in random order, at most ``limit``.

        Where a municipality is favoured, its persons come first and the other municipalities take turns.
        """
        whole = self.views[table]
        fits = whole.select(pl.sql_expr(where).fill_null(False).alias("fits"))["fits"]
        fits = fits if len(fits) == whole.height else fits.new_from_index(0, whole.height)
        people = whole[WHO].to_numpy()
        free = fits.to_numpy() & ((people < 0) | ~self._used_people[np.maximum(people, 0)])
        free[list(self._used_rows[table])] = False
        rows = np.flatnonzero(free)
        luck = self._draws.uniform(f"plant {rule} {table}", len(rows))
        where_now = next((name for name in ("p_kommunenummer", "kommunenummer") if name in whole.columns), None)
        if self._favoured is not None and where_now is not None:
            place = whole[where_now].gather(rows).fill_null("")
            turn = pl.DataFrame({"place": place, "luck": luck}).select(pl.col("luck").rank("ordinal").over("place"))
            luck = np.where((place == self._favoured).to_numpy(), luck, turn["luck"].to_numpy() + luck)
        chosen = pl.Series(rows[np.argsort(luck, kind="stable")[:limit]], dtype=pl.UInt32)
        return whole.select(pl.all().gather(chosen))

    def like(self, table: str, row: pl.DataFrame, where: str = "TRUE", by: str = WHO) -> list[int]:
        """Handles of the rows of a table that share a person (WHO) or programme (WHICH) with a row."""
        if (table, by) not in self._indexes:
            keys = self.views[table][by].to_numpy()
            order = np.argsort(keys, kind="stable")
            self._indexes[table, by] = (order, keys[order])
        order, keys = self._indexes[table, by]
        first, last = np.searchsorted(keys, [row[by][0], row[by][0] + 1])
        rows = self.views[table].select(pl.all().gather(pl.Series(order[first:last], dtype=pl.UInt32)))
        return rows.filter(pl.sql_expr(where))[HANDLE].to_list()

    def use(self, table: str, rows: pl.DataFrame) -> None:
        """Take rows, with their persons, out of what may be chosen."""
        people = rows[WHO].to_numpy()
        self._used_people[people[people >= 0]] = True
        self._used_rows[table].update(rows[HANDLE].to_list())

    def use_people(self, people: Iterable[int]) -> None:
        """Take persons out of what may be chosen."""
        self._used_people[[each for each in people if each >= 0]] = True

    def write(self, table: str, row: int, field: str, value: object) -> None:
        """Change one cell; texts are written as they are, other values as the file writes them."""
        self._cells[table, field][row] = written(value, LAYOUTS[table])

    def add(self, table: str, values: Mapping[str, object], like: int | None = None) -> int:
        """Add a row at the end, as a copy of another where one is given; its handle."""
        original = {} if like is None else self._typed[table].row(like, named=True)
        original |= values
        columns = self._typed[table].columns
        self._added[table].append({name: written(original.get(name), LAYOUTS[table]) for name in columns})
        return self._typed[table].height + len(self._added[table]) - 1

    def remove(self, table: str, rows: Iterable[int]) -> None:
        """Leave rows out."""
        self._removed[table].update(rows)

    def break_line(self, table: str, row: int) -> None:
        """Give a line a cell too many."""
        self._ragged[table].add(row)

    def expect(self, rule: str, table: str, row: int, what: str) -> None:
        """Note a finding about a row."""
        self.planted.append(Planted(rule, table, row, self._key(table, row), what))

    def expect_group(self, rule: str, table: str, group: str, what: str) -> None:
        """Note a finding about a group, named as the audit names it."""
        self.planted.append(Planted(rule, table, None, group, what))

    def standing(self, table: str, field: str) -> dict[int, str | None]:
        """What stands in a column when all has been changed so far, by the handles of the rows that stay."""
        cells = dict(enumerate(as_text(self._typed[table].select(field), LAYOUTS[table])[field].to_list()))
        cells |= {len(cells) + place: row[field] for place, row in enumerate(self._added[table])}
        cells |= self._cells.get((table, field), {})
        return {row: value for row, value in cells.items() if row not in self._removed[table]}

    def _key(self, table: str, row: int) -> str:
        name = TABLE_KEYS[table]
        height = self._typed[table].height
        value = self._typed[table][name][row] if row < height else self._added[table][row - height][name]
        changed = self._cells.get((table, name), {}).get(row, value)
        return "" if changed is None else str(changed)

    def finish(self) -> tuple[dict[str, pl.DataFrame], dict[str, list[int]], list[Planted]]:
        """The tables as text, the rows of each with a cell too many, and what was planted with final row numbers."""
        finished, ragged, rows_of = {}, {}, {}
        for name, frame in self._typed.items():
            text = as_text(frame, LAYOUTS[name])
            if self._added[name]:
                text = pl.concat([text, pl.DataFrame(self._added[name], schema=text.schema)])
            changes = {field: cells for (table, field), cells in self._cells.items() if table == name and cells}
            text = text.with_columns(
                text[field].scatter(list(cells), pl.Series(list(cells.values()), dtype=pl.String))
                for field, cells in changes.items()
            )
            stays = np.ones(text.height, bool)
            stays[list(self._removed[name])] = False
            rows_of[name] = np.cumsum(stays) - 1
            finished[name] = text.filter(pl.Series(stays))
            ragged[name] = sorted(int(rows_of[name][row]) for row in self._ragged[name])
        planted = [
            each
            if each.row is None
            else Planted(each.rule, each.table, int(rows_of[each.table][each.row]), each.key, each.what)
            for each in self.planted
        ]
        return finished, ragged, planted


def value_of(rows: pl.DataFrame, sql: str) -> object:
    """What a piece of SQL gives for the first row."""
    value: object = rows.head(1).select(pl.sql_expr(sql).alias("value"))["value"][0]
    return value
