"""Rules against municipalities, centres or years: where which rule finds how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from auditor.privacy.sanitise import sanitise
from auditor.results import matrix
from auditor.results.matrix import UNCHECKED, By, Grid, Unit
from auditor.tui.keys import Key
from auditor.tui.matrix import (
    NAME_NARROW,
    NAME_WIDE,
    UNITS,
    GridSource,
    by_word,
    cell_at,
    cell_in_words,
    grid_source,
    title_of,
)
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.base import WIDE, View
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class MatrixScreen(View):
    """One row a rule, one column a unit, or turned; Enter on a number opens what it counts."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("b", "by", "tui.key.matrix_by", show=True),
        Key("t", "turn", "tui.key.matrix_turn", show=True),
        Key("c", "share", "tui.key.matrix_share", show=True),
        Key("w", "sort_across", "tui.key.matrix_sort_across", show=True),
    )
    help_topic = "matrix"
    DEFAULT_CSS = """
    MatrixScreen #matrix-cell { height: 2; padding: 0 2; color: $text; background: $surface; }
    """

    @dataclass
    class Counted(Message):
        """A worker has counted the cells, or arranged those that were counted as another grid."""

        by: By
        cells: pl.DataFrame
        grid: Grid

    def __init__(self, by: By = By.MUNICIPALITY) -> None:
        super().__init__()
        self.by = by
        self.share = False
        self.turned = False
        self.grid: Grid | None = None
        self._cells: pl.DataFrame | None = None

    @property
    def crumb(self) -> str:
        """What rules are held against."""
        return self.session.t("tui.matrix.crumb", by=by_word(self.session, self.by))

    def body(self) -> Iterable[Widget]:
        """The grid, and a line about the number under the cursor."""
        t = self.session.t
        table = Browser(
            FrameSource(pl.DataFrame(schema={"name": pl.String}), [Column("name", "")]),
            name="matrix",
            empty=t("tui.matrix.loading"),
            help_topic="matrix",
            id="matrix",
        )
        title = title_of(self.session, self.by, self.share)
        yield Vertical(Section(title, table, id="matrix-section"), Static(id="matrix-cell", markup=False))

    def on_mount(self) -> None:
        """Count."""
        self.query_one(Browser).focus()
        self._count()

    @work(thread=True, exclusive=True, exit_on_error=False, group="matrix")
    def _count(self) -> None:
        audit, by, share, turned = self.session.audit, self.by, self.share, self.turned
        cells = self._cells if self._cells is not None else matrix.cells(audit, by)
        self.post_message(self.Counted(by, cells, matrix.grid(audit, cells, by, share=share, turned=turned)))

    @on(Counted)
    def _show(self, event: Counted) -> None:
        if event.by is not self.by:
            return
        self.grid, self._cells = event.grid, event.cells
        table = self.query_one(Browser)
        table.export_name = f"matrix-{self.by.value}"
        table.empty = self.session.t("tui.matrix.nothing", by=by_word(self.session, self.by))
        if event.grid.down and event.grid.across:
            first = not isinstance(table.source, GridSource)
            source = grid_source(self.session, event.grid, self.by, share=self.share, limit=self._name_limit)
            table.show(source)
            if first:
                table.begin()
        self.filters_changed()
        self.show_way()
        self._tell()

    def filters_changed(self) -> None:
        """Say how many rules and units are shown."""
        t = self.session.t
        shown = max(self.query_one(Browser).source.height - 1, 0)
        count = ""
        if self.grid is not None:
            others = len(self.grid.across)
            rules, units = (others, shown) if self.turned else (shown, others)
            count = f"{counted(t, 'tui.count.rules', rules)} · {counted(t, UNITS[self.by], units)}"
        title = title_of(self.session, self.by, self.share)
        self.query_one("#matrix-section", Section).head(title, count)

    @property
    def _name_limit(self) -> int:
        return NAME_WIDE if self.app.size.width >= WIDE else NAME_NARROW

    def on_resize(self) -> None:
        """Give the names the room there is."""
        table = self.query_one(Browser)
        if isinstance(table.source, GridSource):
            limits = {"name": self._name_limit}
            columns = [replace(each, limit=limits.get(each.name, each.limit)) for each in table.source.columns]
            table.show(table.source.with_columns(columns), table.cursor_row)

    # The cell under the cursor

    def _places(self) -> tuple[int, int] | None:
        """Where the cursor stands in the grid: down and across; columns without numbers stand for the totals."""
        table = self.query_one(Browser)
        record, column = table.record, table.current_column
        if self.grid is None or record is None or column is None or "place" not in record:
            return None
        return record["place"], int(column.name) if column.name.isdecimal() else 0

    def _cell(self) -> tuple[str | None, Unit | None] | None:
        """Rule and unit of the number under the cursor; None for the totals of either."""
        places = self._places()
        return cell_at(self.grid, self.by, *places) if places is not None and self.grid is not None else None

    @on(Table.Moved)
    @on(Table.MovedAcross)
    def _tell(self) -> None:
        """Say in words what the number under the cursor counts."""
        places = self._places()
        lines: tuple[str, ...] = ("",)
        if places is not None and self.grid is not None:
            lines = cell_in_words(self.session, self.grid, self.by, *places)
        self.query_one("#matrix-cell", Static).update(Content("\n".join(map(sanitise, lines))))

    @on(Table.Opened)
    def _open(self) -> None:
        cell = self._cell()
        if cell is None:
            return
        t, (rule, unit) = self.session.t, cell
        if rule is not None:
            places = self._places()
            if self.grid is not None and places is not None and not self.grid.counts(*places)[0]:
                self.notify(t("tui.toast.no_findings"), markup=False)
            else:
                open_findings(self, rule, unit)
        elif unit is None:
            self.app.push_screen(MunicipalityScreen())
        elif unit.by is By.MUNICIPALITY and unit.key is not None:
            self.app.push_screen(MunicipalityScreen(unit.key, municipality_name(self.session, unit.key)))
        else:
            self.notify(t("tui.matrix.choose_rule"), markup=False)

    # Other grids

    @work(exclusive=True)
    async def action_by(self) -> None:
        """Ask what rules are to be held against."""
        words = [by_word(self.session, by) for by in By]
        question = self.session.t("tui.choice.matrix_by")
        chosen = await self.app.push_screen_wait(ChoiceScreen(question, words, by_word(self.session, self.by)))
        if chosen is not None:
            self.by = list(By)[words.index(chosen)]
            self._cells = self.grid = None
            table = self.query_one(Browser)
            table.empty = self.session.t("tui.matrix.loading")
            table.show(FrameSource(pl.DataFrame(schema={"name": pl.String}), [Column("name", "")]))
            self._tell()
            self.show_way()
            self._count()

    def action_turn(self) -> None:
        """Let rows and columns change places."""
        self.turned = not self.turned
        self._count()

    def action_share(self) -> None:
        """Show shares of what was checked, or counts again."""
        self.share = not self.share
        self._count()

    def action_sort_across(self) -> None:
        """Sort the columns by the row under the cursor, the highest first; once more: as they came."""
        table = self.query_one(Browser)
        source, record = table.source, table.record
        if not isinstance(source, GridSource) or self.grid is None or record is None:
            self.notify(self.session.t("tui.toast.nothing_to_sort"), markup=False)
            return
        places = [str(place) for place in range(1, len(self.grid.across) + 1)]
        wanted = sorted(places, key=lambda place: -UNCHECKED if record[place] is None else -record[place])
        as_now = [column.name for column in source.columns if column.name in places] == wanted
        row = table.cursor_row
        table.show(source.across(places if as_now else wanted), row)
        self._tell()
