"""The matrix of rules against municipalities, centres or years, as the screen and the plain mode show it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.cells import cell_len

from auditor.model.vocabulary import Severity
from auditor.privacy.sanitise import sanitise
from auditor.results.matrix import TOTAL, UNCHECKED, By, Grid, Unit
from auditor.tui.source import Cell, Column, FrameSource
from auditor.tui.units import unit_name
from auditor.tui.values import SIGNS, UNKNOWN_SIGN, counted, number, percent, rule_title, severity_tone, text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

HEAT_SIGNS = ("", "░", "▒", "▓")
"""Signs of the levels of heat, so that nothing is said by colour alone."""
NARROWEST, WIDEST = 8, 12
"""How wide a column of numbers is, at least and at most."""
TOTALS = 11
"""How wide the column of totals is."""
NAME_NARROW, NAME_WIDE = 24, 44
"""How wide the column of names may be, in a narrow and a wide terminal."""
UNITS = {
    By.MUNICIPALITY: "tui.count.municipalities",
    By.CENTRE: "tui.count.centres",
    By.YEAR: "tui.count.years",
}


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


def grid_source(session: Session, grid: Grid, by: By, *, share: bool = False, limit: int = NAME_WIDE) -> GridSource:
    """The grid with names beside its places; ``share`` says that its numbers are shares, ``limit`` bounds the names."""
    t = session.t
    named = [called(session, grid, by, place) for place in range(len(grid.down) + 1)]
    grid = replace(grid, values=grid.values.with_columns(pl.Series("name", named, dtype=pl.String)))
    write = percent(t) if share else number(t)

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
            file=None if share else filed,
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
    title = by_word(session, by).capitalize() if grid.turned else t("tui.column.rule")
    heads = [(key or "") if grid.turned else unit_name(session, Unit(by, key)) for key in grid.across]
    columns = [
        *(() if grid.turned else (sign,)),
        Column("name", title, frozen=True, limit=limit),
        numbers(TOTAL, t("tui.matrix.total")),
        *(numbers(str(place), head) for place, head in enumerate(heads, 1)),
    ]
    return GridSource(grid, columns)


def by_word(session: Session, by: By) -> str:
    """What rules are held against."""
    return session.t(f"tui.matrixby.{by.value}")


def title_of(session: Session, by: By, share: bool = False) -> str:
    """What a matrix shows."""
    what = session.t("tui.matrix.share" if share else "tui.matrix.count")
    return session.t("tui.matrix.title", what=what, by=by_word(session, by))


def called(session: Session, grid: Grid, by: By, place: int) -> str:
    """What a row is called."""
    if place == 0:
        return session.t("tui.matrix.total")
    key = grid.down[place - 1]
    return unit_name(session, Unit(by, key)) if grid.turned else _rule(session, key or "")


def cell_at(grid: Grid, by: By, down: int, across: int) -> tuple[str | None, Unit | None]:
    """Rule and unit of a number by its places; None for the totals of either."""
    below = grid.down[down - 1] if down else None
    beside = grid.across[across - 1] if across else None
    rule, unit = (beside, below) if grid.turned else (below, beside)
    known = down if grid.turned else across
    return rule, Unit(by, unit) if known else None


def cell_in_words(session: Session, grid: Grid, by: By, down: int, across: int) -> tuple[str, str]:
    """What a number counts, and how much it is of what was checked."""
    t = session.t
    rule, unit = cell_at(grid, by, down, across)
    found, checked, unknown = grid.counts(down, across)
    where = unit_name(session, unit) if unit else t("tui.matrix.everywhere")
    what = _rule(session, rule) if rule else t("tui.matrix.all_rules")
    share = percent(t)(found / checked) if checked else ""
    of = "tui.matrix.of_checked" if by is By.MUNICIPALITY else "tui.matrix.of_rows"
    line = t(of, found=found, checked=checked, share=share) if checked else counted(t, "tui.count.findings", found)
    if unknown:
        line += " " + t("tui.matrix.unknown", unknown=unknown)
    return f"{where} · {what}", line


def _rule(session: Session, rule_id: str) -> str:
    return rule_title(session, session.audit.ruleset.rule(rule_id), rule_id)
