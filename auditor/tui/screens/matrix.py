"""Rules against municipalities, centres or years: where which rule finds how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import polars as pl
from rich.cells import cell_len
from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from auditor.model.vocabulary import Severity
from auditor.privacy.sanitise import sanitise
from auditor.results import matrix
from auditor.results.matrix import TOTAL, UNCHECKED, By, Grid, Unit
from auditor.tui.keys import Key
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.base import WIDE, View
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.source import Cell, Column, FrameSource
from auditor.tui.units import municipality_name, unit_name
from auditor.tui.values import SIGNS, UNKNOWN_SIGN, counted, number, percent, rule_title, severity_tone, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

HEAT_SIGNS = ("", "░", "▒", "▓")
"""Signs of the levels of heat, so that nothing is said by colour alone."""
NARROWEST, WIDEST = 8, 12
"""How wide a column of numbers is, at least and at most."""
TOTALS = 11
"""How wide the column of totals is."""
FINDINGS = "tui.count.findings"
UNITS = {
    By.MUNICIPALITY: "tui.count.municipalities",
    By.CENTRE: "tui.count.centres",
    By.YEAR: "tui.count.years",
}
NAME_NARROW, NAME_WIDE = 24, 44
"""How wide the column of names may be, in a narrow and a wide terminal."""


class GridSource(FrameSource):
    """A FrameSource whose numbers carry the heat that lies beside them."""

    def __init__(self, grid: Grid, columns: Sequence[Column]) -> None:
        super().__init__(grid.values, columns, pinned=1)
        self._levels = grid.levels

    def window(self, start: int, stop: int, places: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        """The cells as a FrameSource writes them, with sign and tone of their heat."""
        cells = super().window(start, stop, places)
        columns = self.columns if places is None else [self.columns[place] for place in places]
        hot = [place for place, column in enumerate(columns) if column.name in self._levels.columns]
        levels = self._slice(self._levels, start, stop).select([columns[place].name for place in hot])
        if not hot:
            return cells
        heated = []
        for row, marks in zip(cells, levels.iter_rows(), strict=True):
            line = list(row)
            for place, level in zip(hot, marks, strict=True):
                if level:
                    line[place] = Cell(f"{HEAT_SIGNS[level]} {row[place].text}", f"heat-{level}")
            heated.append(tuple(line))
        return heated

    def across(self, names: Sequence[str]) -> GridSource:
        """The same rows with the columns of numbers in this order."""
        other = copy(self)
        fixed = tuple(column for column in self.columns if column.name not in names)
        other.columns = (*fixed, *(self.column(name) for name in names))
        return other


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
        return self.session.t("tui.matrix.crumb", by=self._by_word(self.by))

    def _by_word(self, by: By) -> str:
        return self.session.t(f"tui.matrixby.{by.value}")

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
        yield Vertical(Section(self._title(), table, id="matrix-section"), Static(id="matrix-cell", markup=False))

    def on_mount(self) -> None:
        """Count."""
        self.query_one(Browser).focus()
        self._count()

    def _title(self) -> str:
        what = self.session.t("tui.matrix.share" if self.share else "tui.matrix.count")
        return self.session.t("tui.matrix.title", what=what, by=self._by_word(self.by))

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
        table.empty = self.session.t("tui.matrix.nothing", by=self._by_word(self.by))
        if event.grid.down and event.grid.across:
            first = not isinstance(table.source, GridSource)
            table.show(self._fill(event.grid))
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
        self.query_one("#matrix-section", Section).head(self._title(), count)

    def _fill(self, grid: Grid) -> GridSource:
        """The grid with names beside its places."""
        session = self.session
        t = session.t
        names = [self._called(grid, place) for place in range(len(grid.down) + 1)]
        grid = replace(grid, values=grid.values.with_columns(pl.Series("name", names, dtype=pl.String)))
        write = percent(t) if self.share else number(t)

        def written(value: Any) -> str:
            return UNKNOWN_SIGN if value == UNCHECKED else write(value)

        def filed(value: Any) -> str:
            return "" if value is None else UNKNOWN_SIGN if value == UNCHECKED else str(value)

        def numbers(name: str, title: str) -> Column:
            total = name == TOTAL
            return Column(
                name,
                title,
                numeric=True,
                frozen=total,
                first=name == "1",
                width=TOTALS if total else min(max(cell_len(sanitise(title)), NARROWEST), WIDEST),
                write=written,
                file=None if self.share else filed,
                tone=lambda value: "strong" if total else "" if value and value != UNCHECKED else "muted",
            )

        sign = text_column(
            t,
            "severity",
            "tui.column.sign",
            lambda v: SIGNS[Severity(v)] if v else "",
            frozen=True,
            tone=severity_tone,
        )
        title = self._by_word(self.by).capitalize() if grid.turned else t("tui.column.rule")
        name = Column("name", title, frozen=True, limit=self._name_limit)
        columns = [
            *(() if grid.turned else (sign,)),
            name,
            numbers(TOTAL, t("tui.matrix.total")),
            *(numbers(str(place), self._head(grid, key)) for place, key in enumerate(grid.across, 1)),
        ]
        return GridSource(grid, columns)

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

    def _called(self, grid: Grid, place: int) -> str:
        """What a row is called."""
        if place == 0:
            return self.session.t("tui.matrix.total")
        key = grid.down[place - 1]
        return unit_name(self.session, Unit(self.by, key)) if grid.turned else self._rule(key or "")

    def _head(self, grid: Grid, key: str | None) -> str:
        """What a column is called."""
        return (key or "") if grid.turned else unit_name(self.session, Unit(self.by, key))

    def _rule(self, rule_id: str) -> str:
        return rule_title(self.session, self.session.audit.ruleset.rule(rule_id), rule_id)

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
        if places is None or self.grid is None:
            return None
        down, across = places
        below = self.grid.down[down - 1] if down else None
        beside = self.grid.across[across - 1] if across else None
        rule, unit = (beside, below) if self.grid.turned else (below, beside)
        known = across if not self.grid.turned else down
        return rule, Unit(self.by, unit) if known else None

    @on(Table.Moved)
    @on(Table.MovedAcross)
    def _tell(self) -> None:
        """Say in words what the number under the cursor counts."""
        cell, places = self._cell(), self._places()
        line = ""
        if cell is not None and places is not None and self.grid is not None:
            t, (rule, unit) = self.session.t, cell
            found, checked, unknown = self.grid.counts(*places)
            where = unit_name(self.session, unit) if unit else t("tui.matrix.everywhere")
            what = self._rule(rule) if rule else t("tui.matrix.all_rules")
            line = f"{where} · {what}\n"
            share = percent(t)(found / checked) if checked else ""
            of = "tui.matrix.of_checked" if self.by is By.MUNICIPALITY else "tui.matrix.of_rows"
            line += t(of, found=found, checked=checked, share=share) if checked else counted(t, FINDINGS, found)
            if unknown:
                line += " " + t("tui.matrix.unknown", unknown=unknown)
        self.query_one("#matrix-cell", Static).update(Content("\n".join(map(sanitise, line.split("\n")))))

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
        words = [self._by_word(by) for by in By]
        question = self.session.t("tui.choice.matrix_by")
        chosen = await self.app.push_screen_wait(ChoiceScreen(question, words, self._by_word(self.by)))
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
