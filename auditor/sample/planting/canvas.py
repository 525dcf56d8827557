"""A sample that errors are planted into: views to choose rows by, changes to their text, and a record of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import polars as pl

from auditor.rulesets.loading import DEFAULT
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.files import FILES, KEYS
from auditor.sample.planting.finished import Finished, finish
from auditor.sample.planting.journal import Error, Planted, together
from auditor.sample.planting.views import HANDLE, WHO, View
from auditor.sample.planting.views import views as views_of
from auditor.sample.writing import as_text, written

_BLOCK = 20_000
"""Rows that are looked at together where a few of a large table are wanted."""


class Canvas:
    """Collects changes, error by error; nothing is changed until :meth:`finish`.

    A person (or a row without one) is used for one error only, so that errors cannot meet.
    """

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        draws: Draws,
        favoured: str | None = None,
        views: Mapping[str, View] | None = None,
        ruleset: str = DEFAULT,
    ) -> None:
        """``views`` are those of the tables (:func:`~auditor.sample.planting.views.views`), if they are at hand.

        ``ruleset`` is the rule set whose rules are planted and may be broken.
        """
        self.typed = tables
        self.ruleset = ruleset
        self._draws = draws
        self._favoured = favoured
        self.views = views_of(tables) if views is None else views
        self._used_people: Bools = np.zeros(tables["person"].height, bool)
        self._used_rows: dict[str, set[int]] = defaultdict(set)
        self._indexes: dict[tuple[str, str], tuple[Ints, Ints]] = {}
        self._people: dict[str, Ints] = {}
        self._heights = {name: frame.height for name, frame in tables.items()}
        self._errors: list[Error] = []
        self._keys: dict[tuple[str, int], str | None] = {}
        self._finished: Finished | None = None
        self._begun: Counter[str] = Counter()

    @property
    def errors(self) -> list[Error]:
        """The errors planted so far that have not been taken back."""
        return self._errors

    @property
    def planted(self) -> list[Planted]:
        """All findings expected so far."""
        return [each for error in self._errors for each in error.found]

    def begin(self, rule: str) -> int:
        """From here on, changes and expectations are those of a new error; how many the rule has had with it."""
        self._finished = None
        self._errors.append(Error(rule))
        self._begun[rule] += 1
        return self._begun[rule]

    def take_back(self, errors: Collection[Error]) -> None:
        """Leave errors out again; their persons stay out of what may be chosen."""
        self._finished = None
        self._errors = [each for each in self._errors if each not in errors]

    @property
    def _error(self) -> Error:
        """The error at hand, which is about to change."""
        self._finished = None
        return self._errors[-1]

    def candidates(self, rule: str, table: str, where: str, limit: int | None = None) -> pl.DataFrame:
        """Rows of a view that satisfy a condition (SQL) and whose person is free: in random order, at most ``limit``.

        Where a municipality is favoured, its persons come first and the other municipalities take turns.
        """
        whole = self.views[table]
        if limit is not None and self._favoured is None and whole.height > 2 * _BLOCK:
            rows = self._some(rule, table, where, limit)
        else:
            rows = np.flatnonzero(self._fitting(table, where, whole.select(*_needed(where))))
        luck = self._draws.uniform(f"plant {rule} {table}", len(rows))
        where_now = next((name for name in ("p_kommunenummer", "kommunenummer") if name in whole.columns), None)
        if self._favoured is not None and where_now is not None:
            place = whole.rows(rows, [where_now])[where_now].fill_null("")
            turn = pl.DataFrame({"place": place, "luck": luck}).select(pl.col("luck").rank("ordinal").over("place"))
            luck = np.where((place == self._favoured).to_numpy(), luck, turn["luck"].to_numpy() + luck)
        chosen = pl.Series(rows[np.argsort(luck, kind="stable")[:limit]], dtype=pl.UInt32)
        return whole.rows(chosen)

    def free(self, table: str, rows: pl.DataFrame, where: str = "TRUE") -> pl.DataFrame:
        """Those rows of a view that satisfy a condition and whose person is free."""
        return rows.filter(pl.Series(self._fitting(table, where, rows)))

    def _fitting(self, table: str, where: str, rows: pl.DataFrame) -> Bools:
        """Which rows of a view satisfy a condition and have a person who is free."""
        fits = rows.select(pl.sql_expr(where).fill_null(False).alias("fits"))["fits"]
        fits = fits if len(fits) == rows.height else fits.new_from_index(0, rows.height)
        people = rows[WHO].to_numpy()
        used: Bools = np.zeros(self._heights[table], bool)
        used[list(self._used_rows[table])] = True
        unused: Bools = ((people < 0) | ~self._used_people[np.maximum(people, 0)]) & ~used[rows[HANDLE].to_numpy()]
        fitting: Bools = unused & fits.to_numpy()
        return fitting

    def _some(self, rule: str, table: str, where: str, limit: int) -> Ints:
        """Enough of the rows that fit, from all over the table, without a look at every row."""
        view = self.views[table]
        step = -(-view.height // _BLOCK)
        found: list[Ints] = []
        for start in self._draws.order(f"look {rule} {table}", step).tolist():
            block = np.arange(start, view.height, step)
            found.append(block[self._fitting(table, where, view.rows(block, _needed(where)))])
            if sum(map(len, found)) >= limit:
                break
        return np.sort(np.concatenate(found))

    def like(self, table: str, row: pl.DataFrame, where: str = "TRUE", by: str = WHO) -> list[int]:
        """Handles of the rows of a table that share a person (WHO) or programme (WHICH) with a row."""
        if (table, by) not in self._indexes:
            keys = self.views[table][by].to_numpy()
            order = np.argsort(keys, kind="stable")
            self._indexes[table, by] = (order, keys[order])
        order, keys = self._indexes[table, by]
        first, last = np.searchsorted(keys, [row[by][0], row[by][0] + 1])
        rows = self.views[table].rows(order[first:last], _needed(where))
        return rows.filter(pl.sql_expr(where))[HANDLE].to_list()

    def people(self, table: str) -> Ints:
        """The person of each row that the table has without errors, by handle; -1 for none."""
        if table not in self._people:
            self._people[table] = self.views[table][WHO].to_numpy()
        return self._people[table]

    def use(self, table: str, rows: pl.DataFrame) -> None:
        """Take rows, with their persons, out of what may be chosen; the persons are those of the error at hand."""
        self._used_rows[table].update(rows[HANDLE].to_list())
        self.use_people(rows[WHO].to_list())

    def use_people(self, people: Iterable[int]) -> None:
        """Take persons out of what may be chosen; they are those of the error at hand."""
        known = [each for each in people if each >= 0]
        self._used_people[known] = True
        self._error.people.update(known)

    def write(self, table: str, row: int, field: str, value: object) -> None:
        """Change one cell; texts are written as they are, other values as the file writes them."""
        text = written(value, FILES[table])
        self._error.cells[table, field][row] = text
        if field == KEYS[table]:
            self._keys[table, row] = text

    def add(self, table: str, values: Mapping[str, object], like: int | None = None) -> int:
        """Add a row at the end, as a copy of another where one is given; its handle."""
        original = {} if like is None else self.typed[table].row(like, named=True)
        original |= values
        new = self._heights[table]
        self._heights[table] += 1
        columns = self.typed[table].columns
        self._error.added[table][new] = {name: written(original.get(name), FILES[table]) for name in columns}
        self._keys[table, new] = self._error.added[table][new][KEYS[table]]
        return new

    def remove(self, table: str, rows: Iterable[int]) -> None:
        """Leave rows out."""
        self._error.removed[table].update(rows)

    def break_line(self, table: str, row: int) -> None:
        """Give a line a cell too many."""
        self._error.ragged[table].add(row)

    def expect(self, rule: str, table: str, row: int, what: str) -> None:
        """Note a finding about a row."""
        self._error.found.append(Planted(rule, table, row, self._key(table, row), what))

    def expect_group(self, rule: str, table: str, group: str, what: str) -> None:
        """Note a finding about a group, named as the audit names it."""
        self._error.found.append(Planted(rule, table, None, group, what))

    def standing(self, table: str, field: str) -> dict[int, str | None]:
        """What stands in a column when all has been changed so far, by the handles of the rows that stay."""
        changes = together(self._errors)
        cells = dict(enumerate(as_text(self.typed[table].select(field), FILES[table])[field].to_list()))
        cells |= {handle: row[field] for handle, row in changes.added[table].items()}
        cells |= changes.cells.get((table, field), {})
        return {row: value for row, value in cells.items() if row not in changes.removed[table]}

    def _key(self, table: str, row: int) -> str:
        place = (table, row)
        value = self._keys[place] if place in self._keys else self.typed[table][KEYS[table]][row]
        return "" if value is None else str(value)

    def finish(self) -> Finished:
        """The tables as they are with all errors, as text; made once as long as nothing changes."""
        if self._finished is None:
            self._finished = finish(self.typed, self._errors)
        return self._finished


def _needed(where: str) -> list[str]:
    """The columns that a condition and what becomes of its rows ask for."""
    return [*pl.sql_expr(where).meta.root_names(), WHO, HANDLE]


def value_of(rows: pl.DataFrame, sql: str) -> object:
    """What a piece of SQL gives for the first row."""
    value: object = rows.head(1).select(pl.sql_expr(sql).alias("value"))["value"][0]
    return value
