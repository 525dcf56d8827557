"""The pages of the matrix: rules against municipalities, centres or years, one row or one column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from auditor.results import matrix
from auditor.results.matrix import TOTAL, By, Grid
from auditor.tui.matrix import UNITS, GridSource, by_word, cell_at, cell_in_words, grid_source, title_of
from auditor.tui.plain.finding_pages import findings_page, rules_page
from auditor.tui.plain.page import Listing, Opened, Page, Record
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import counted, text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

BY = dict.fromkeys(("by", "title"), pl.String)
LINE = {"name": pl.String, "found": pl.String, "share": pl.String, "heat": pl.String, "across": pl.Int64}


def matrices_page(session: Session) -> Page:
    """What rules can be held against."""
    t = session.t
    frame = pl.DataFrame(
        {"by": [by.value for by in By], "title": [by_word(session, by).capitalize() for by in By]}, schema=BY
    )
    source = FrameSource(frame, [Column("title", "")])
    listing = Listing(t("tui.choice.matrix_by"), source, "", lambda record: matrix_page(session, By(record["by"])))
    return Page(t("tui.key.matrix"), [], [listing])


def matrix_page(session: Session, by: By) -> Page:
    """The totals of rules and of units; each leads to its row of the matrix."""
    t, audit = session.t, session.audit
    cells = matrix.cells(audit, by)
    lists = []
    for turned in (False, True):
        counts, shares = (matrix.grid(audit, cells, by, share=share, turned=turned) for share in (False, True))
        sources = grid_source(session, counts, by), grid_source(session, shares, by, share=True)
        count = counted(t, UNITS[by] if turned else "tui.count.rules", len(counts.down))
        named = [each for each in sources[0].columns if each.name == TOTAL or not each.name.isdecimal()]
        totals = FrameSource(sources[0].frame, named)
        if not counts.down or not counts.across:
            totals = FrameSource(pl.DataFrame(schema={"name": pl.String}), [Column("name", "")])
        empty = t("tui.matrix.nothing", by=by_word(session, by))
        lists.append(Listing(count, totals, empty, _Row(session, by, counts, *sources)))
    return Page(t("tui.matrix.crumb", by=by_word(session, by)), [title_of(session, by)], lists)


class _Row:
    """Opens a row of the matrix: one line a number, with its share and how hot it is."""

    def __init__(self, session: Session, by: By, grid: Grid, counts: GridSource, shares: GridSource) -> None:
        self.session = session
        self.by = by
        self.grid = grid
        self.counts, self.shares = counts, shares

    def __call__(self, record: Record) -> Page:
        """The page of a row."""
        session, t, down = self.session, self.session.t, record["place"]
        what, line = cell_in_words(session, self.grid, self.by, down, 0)
        source = self._numbers(down)
        kind = "tui.count.rules" if self.grid.turned else UNITS[self.by]
        title = counted(t, kind, source.height - 1)
        listing = Listing(title, source, "", lambda each: self._open(down, each["across"]))
        return Page(record["name"], [what, line], [listing])

    def _numbers(self, down: int) -> FrameSource:
        """The numbers of a row with the names of their columns, the total first; those without rows are left out."""
        t, levels = self.session.t, self.grid.levels.row(down)
        columns = [column for column in self.counts.columns if column.name.isdecimal()]
        places = [self.counts.columns.index(column) for column in columns]
        # The cells without the signs of heat, which stand in a column of their own here.
        found, share = (FrameSource.window(each, down, down + 1, places)[0] for each in (self.counts, self.shares))
        lines = [
            {
                "name": column.title,
                "found": number.text,
                "share": part.text,
                "heat": t(f"tui.heat.level_{level}") if level else "",
                "across": int(column.name),
            }
            for column, number, part, level in zip(columns, found, share, levels, strict=True)
            if number.text
        ]
        shown = (
            Column("name", "", expand=True, limit=44),
            text_column(t, "found", "tui.column.found"),
            text_column(t, "share", "tui.column.share"),
            Column("heat", ""),
        )
        return FrameSource(pl.DataFrame(lines, schema=LINE), shown)

    def _open(self, down: int, across: int) -> Opened:
        """What a number counts."""
        session, t = self.session, self.session.t
        rule, unit = cell_at(self.grid, self.by, down, across)
        if rule is not None:
            found = self.grid.counts(down, across)[0]
            return findings_page(session, rule, unit) if found else t("tui.toast.no_findings")
        if unit is None:
            return rules_page(session)
        if unit.by is By.MUNICIPALITY and unit.key is not None:
            return rules_page(session, unit.key, municipality_name(session, unit.key))
        return t("tui.matrix.choose_rule")
