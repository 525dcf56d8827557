"""What all views have in common: the way here at the top, the keys at the bottom, Esc back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import Session, session_of
from auditor.tui.values import counted
from auditor.tui.widgets.breadcrumbs import Breadcrumbs
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.keybar import Keybar
from auditor.tui.widgets.table import Table

WIDE = 110
"""From this width on, a view has two columns."""
LEAST_WIDTH, LEAST_HEIGHT = 50, 12
"""A smaller terminal has no room for a table."""


class View(Guarded, Keyed, Screen[None], inherit_bindings=False):
    """A view of the audit. Subclasses say what stands between the two lines."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("escape", "back", "tui.key.back", show=True),
        Key("tab", "app.focus_next", "tui.key.next_pane"),
        Key("shift+tab", "app.focus_previous", "tui.key.previous_pane"),
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    help_topic = "overview"
    _broken = False
    _made_with: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *arguments: Any, **options: Any) -> Self:
        """Keep what the view is made with, so that it can be made anew."""
        view = super().__new__(cls)
        view._made_with = (arguments, options)
        return view

    def __init__(self) -> None:
        super().__init__()
        self._edition = session_of(self).edition
        self.begin_at: dict[str, int] = {}
        """Rows on which the cursors of its tables begin, by the names of the tables."""

    @property
    def session(self) -> Session:
        """The session of the app."""
        return session_of(self.app)

    @property
    def crumb(self) -> str:
        """What the breadcrumbs call this view."""
        return ""

    def body(self) -> Iterable[Widget]:
        """What stands between the two lines."""
        return ()

    def compose(self) -> ComposeResult:
        """Breadcrumbs, body, keys; a body that fails is told about, and Esc leads back."""
        yield Breadcrumbs()
        try:
            yield from self.body()
        except Exception as error:
            self.failed(error)
            self._broken = True
        yield Keybar()
        yield Static(classes="too-small", markup=False)

    def on_resize(self) -> None:
        """Say so where there is no room for the view."""
        width, height = self.app.size
        small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        if self.has_class("-too-small") and not small and self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)
        self.set_class(small, "-too-small")
        if small:
            facts = {"width": width, "height": height, "least_width": LEAST_WIDTH, "least_height": LEAST_HEIGHT}
            self.query_one(".too-small", Static).update(Content(self.session.t("tui.state.too_small", **facts)))

    def failed(self, error: Exception) -> None:
        """Report a failure, but not those that follow from a body that failed."""
        if not self._broken:
            super().failed(error)

    def renewed(self) -> View:
        """The same view of what is shown by now, with its cursors where they are."""
        arguments, options = self._made_with
        view = type(self)(*arguments, **options)
        view.begin_at = self.cursors()
        return view

    def cursors(self) -> dict[str, int]:
        """The rows under the cursors of its tables, by the names of the tables."""
        return {table.export_name: table.cursor_row for table in self.query(Browser) if table.source.height}

    @property
    def outdated(self) -> bool:
        """Whether what it shows has changed since it was made."""
        return self._edition != self.session.edition

    def up_to_date(self) -> None:
        """It shows all that has changed by now, and need not be made anew."""
        self._edition = self.session.edition

    def on_screen_resume(self) -> None:
        """Say where one is; what has changed meanwhile is shown."""
        if self.outdated:
            self.app.switch_screen(self.renewed())
        else:
            self.show_way()

    @on(Table.Moved)
    def _keep_cursor(self, event: Table.Moved) -> None:
        """Rows that come later have their cursor where it was, too."""
        if isinstance(event.table, Browser) and self.begin_at:
            row = self.begin_at.pop(event.table.export_name, None)
            if row is not None and event.row == 0:
                event.table.cursor_row = row

    def show_way(self) -> None:
        """Say where one is, which filters are set, and whether identity numbers are shown."""
        trail = tuple(view.crumb for view in self.app.screen_stack if isinstance(view, View) and view.crumb)
        focused = self.focused if isinstance(self.focused, Browser) else next(iter(self.query(Browser)), None)
        session = self.session
        notes = [counted(session.t, "book.note", len(session.off))] if session.off else []
        notes += [session.t("tui.note.ids_shown")] if session.masker.show_ids else []
        if session.proposals is not None and session.proposals.entries:
            notes.append(session.t("corrections.note", count=len(session.proposals.entries)))
        note = " · ".join(notes)
        self.query_one(Breadcrumbs).show(trail, focused.described_filters() if focused else (), note)

    @on(Browser.Filtered)
    def _filtered(self) -> None:
        self.show_way()
        self.filters_changed()

    def on_descendant_focus(self) -> None:
        """The filters shown are those of the focused table."""
        if self.app.screen is self:
            self.show_way()

    def filters_changed(self) -> None:
        """For views that count the rows shown."""

    def refresh_values(self) -> None:
        """Write all values again, because they may be seen differently now."""
        for table in self.query(Browser):
            table.refresh_values()
        self.show_way()

    def action_toggle_pane(self) -> None:
        """Hide the explanation, or show it again, in views that have one."""
        self.query_one(".panes").toggle_class("-alone")
        if self.focused is None or isinstance(self.focused, Explanation):
            self.query_one(Browser).focus()

    def action_back(self) -> None:
        """Back to where one came from."""
        if len(self.app.screen_stack) > 2:
            self.dismiss(None)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            for table in self.query(Browser):
                if not table.source.height:
                    table.empty = self.session.t("tui.state.failed")
            self.app_report(event.worker.error)

    def app_report(self, error: BaseException) -> None:
        """Let the app tell about an exception."""
        app: Any = self.app
        app.report(error)
