"""A table that can be searched, filtered, sorted, copied from and exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.message import Message

from auditor.privacy.sanitise import sanitise
from auditor.tui.export import ask_and_export
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key
from auditor.tui.screens.prompt import PromptScreen
from auditor.tui.session import session_of
from auditor.tui.source import FrameSource, RowSource
from auditor.tui.widgets.table import Table

MARK = "✓"
MOST_COPIED = 10_000
"""Rows that are copied at once; more of them belong in a file."""


class Browser(Guarded, Table, inherit_bindings=False):
    """A Table over a frame. What looks at every row runs in a worker."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("slash,s", "search", "tui.key.search", show=True, display="s"),
        Key("n", "find(True)", "tui.key.find_next"),
        Key("N,shift+n", "find(False)", "tui.key.find_previous"),
        Key("f", "filter", "tui.key.filter", show=True),
        Key("u", "unfilter", "tui.key.unfilter"),
        Key("o", "sort", "tui.key.sort", show=True),
        Key("O,shift+o", "sort_further", "tui.key.sort_further"),
        Key("v", "mark", "tui.key.mark"),
        Key("V,shift+v", "mark_all", "tui.key.mark_all"),
        Key("y", "copy", "tui.key.copy"),
        Key("e", "export", "tui.key.export", show=True),
    )

    @dataclass
    class Arranged(Message):
        """A worker has sorted or filtered the rows of ``base``."""

        base: FrameSource
        source: FrameSource

    @dataclass
    class Found(Message):
        """A worker has looked for a text."""

        base: FrameSource
        row: int | None

    @dataclass
    class Filtered(Message):
        """Other filters are set now."""

        table: Browser

    def __init__(
        self,
        source: FrameSource,
        *,
        name: str,
        empty: str = "",
        help_topic: str = "table",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(source, empty=empty, id=id)
        self.export_name = name
        self.help_topic = help_topic
        self.needle = ""
        self._marked: set[int] = set()

    @property
    def frame_source(self) -> FrameSource:
        """The rows shown."""
        assert isinstance(self.source, FrameSource)
        return self.source

    @property
    def record(self) -> dict[str, Any] | None:
        """The values of the row under the cursor."""
        return self.frame_source.record(self.cursor_row) if self.source.height else None

    def described_filters(self) -> tuple[str, ...]:
        """The filters as a reader sees them: title and value as it is written in the column."""
        missing = session_of(self).t("tui.value.missing")
        described = []
        for each in self.frame_source.filters:
            column = self.frame_source.column(each.column)
            described.append(f"{column.title} = {column.write(each.value) or missing}")
        return tuple(described)

    def refresh_values(self) -> None:
        """Write all values again, because they may be seen differently now."""
        self.show(self.source, self.cursor_row)

    def action_sort(self) -> None:
        """Sort by the column of the cursor; again: the other way round."""
        if self.current_column:
            self._arrange("sorted", self.current_column.name)

    def action_sort_further(self) -> None:
        """Sort those that are equal so far by the column of the cursor."""
        if self.current_column:
            self._arrange("sorted", self.current_column.name, True)

    def action_filter(self) -> None:
        """Show only rows with the value under the cursor; again: take the filter away."""
        if self.current_column and self.record is not None:
            name = self.current_column.name
            self._arrange("filtered", name, self.record[name])

    def action_unfilter(self) -> None:
        """Take away the filter that was set last."""
        if self.frame_source.filters:
            self._arrange("unfiltered")
        else:
            self._say("tui.toast.no_filter")

    @work(exclusive=True)
    async def action_search(self) -> None:
        """Ask for a text and go to the next row that contains it."""
        t = session_of(self).t
        text = await self.app.push_screen_wait(PromptScreen(t("tui.prompt.search"), self.needle))
        if text:
            self.needle = text
            self._find(self.frame_source, text, self.cursor_row, True)

    def action_find(self, forward: bool) -> None:
        """Go to the next or previous row that contains what was searched for."""
        if self.needle:
            self._find(self.frame_source, self.needle, self.cursor_row + (1 if forward else -1), forward)
        else:
            self.action_search()

    def sign(self, row: int) -> str:
        """A tick beside the rows that are marked."""
        return MARK if self._marked and self.frame_source.place(row) in self._marked else " "

    def show(self, source: RowSource, row: int = 0) -> None:
        """Show other rows; marks stay on rows of the same frame."""
        before = self.source
        if not (isinstance(source, FrameSource) and isinstance(before, FrameSource) and source.frame is before.frame):
            self._marked.clear()
        super().show(source, row)

    def chosen(self, column: str) -> list[Any]:
        """The values of the marked rows that are shown, else of the row under the cursor, in one column."""
        source = self.frame_source
        places = [place for place in source.places() if place in self._marked]
        if not places and source.height:
            places = [source.place(self.cursor_row)]
        return source.frame[column].gather(places).to_list()

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go to the next."""
        if self.source.height:
            self._marked ^= {self.frame_source.place(self.cursor_row)}
            self.refresh()
            self.cursor_row += 1

    def action_mark_all(self) -> None:
        """Mark every row that is shown; once more: none."""
        everything = set(self.frame_source.places().to_list())
        self._marked = set() if everything <= self._marked else everything
        self.refresh()

    def action_copy(self) -> None:
        """Copy the cell under the cursor as it is shown, or the rows that are marked."""
        if self._marked:
            self._copy_rows()
        elif self.source.height and self.current_column:
            self.app.copy_to_clipboard(sanitise(self.cell(self.cursor_row, self.cursor_column).text))
            self._say("tui.toast.copied", column=self.current_column.title)

    def _copy_rows(self) -> None:
        """Copy the marked rows that are shown, with titles and tabs between the cells."""
        source = self.frame_source
        rows = [row for row, place in enumerate(source.places()) if place in self._marked]
        if len(rows) > MOST_COPIED:
            self._say("tui.toast.too_many_to_copy", most=MOST_COPIED)
            return
        places = [place for place, column in enumerate(source.columns) if column.title and not column.drawn]
        lines = [[source.columns[place].title for place in places]]
        for row in rows:
            lines += [[cell.text for cell in line] for line in source.window(row, row + 1, places)]
        self.app.copy_to_clipboard("\n".join("\t".join(map(sanitise, line)) for line in lines))
        self._say("tui.toast.copied_rows_one" if len(rows) == 1 else "tui.toast.copied_rows", count=len(rows))

    @work(exclusive=True)
    async def action_export(self) -> None:
        """Write what is shown to a file."""
        await ask_and_export(self.app, self.export_name, self.frame_source)

    @on(Table.HeaderClicked)
    def _sort_by_header(self, event: Table.HeaderClicked) -> None:
        event.stop()
        self._arrange("sorted", event.column)

    def _arrange(self, how: str, *arguments: Any) -> None:
        self._arrange_in_worker(self.frame_source, how, arguments)

    @work(thread=True, exclusive=True, exit_on_error=False, group="arrange")
    def _arrange_in_worker(self, base: FrameSource, how: str, arguments: tuple[Any, ...]) -> None:
        self.post_message(self.Arranged(base, getattr(base, how)(*arguments)))

    @work(thread=True, exclusive=True, exit_on_error=False, group="find")
    def _find(self, base: FrameSource, text: str, start: int, forward: bool) -> None:
        self.post_message(self.Found(base, base.find(text, start, forward)))

    @on(Arranged)
    def _show_arranged(self, event: Arranged) -> None:
        if event.base is self.source:
            changed = event.source.filters != event.base.filters
            self.show(event.source)
            if changed:
                self.post_message(self.Filtered(self))

    @on(Found)
    def _show_found(self, event: Found) -> None:
        if event.base is not self.source:
            return
        if event.row is None:
            self._say("tui.toast.not_found")
        else:
            self.cursor_row = event.row

    def _say(self, key: str, **facts: object) -> None:
        self.app.notify(sanitise(session_of(self).t(key, **facts)), markup=False)
