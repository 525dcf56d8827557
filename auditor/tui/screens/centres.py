"""Reception centres that do not fit the register of them, and which centre each may mean."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor.extract.centre_file import decided, mapping_file
from auditor.extract.centre_mapping import Centres
from auditor.extract.mapping import write_centres
from auditor.privacy.sanitise import sanitise
from auditor.results import centre_candidates
from auditor.results.centres import Case, CentreCases
from auditor.tui.centres import CASES_WITH_BEST, candidates_source, cases_source, open_cases
from auditor.tui.keys import Key
from auditor.tui.reloading import Reloaded, reload, show_reloaded
from auditor.tui.screens.base import View
from auditor.tui.source import FrameSource
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class CentresScreen(View):
    """The cases above, the centres that the one under the cursor may mean below.

    A decision is written into the mapping file at once, and what looks at centres is audited again by it.
    """

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("a", "accept", "centres.key.accept", show=True),
        Key("x", "reject", "centres.key.reject", show=True),
        Key("z", "undo", "centres.key.undo", show=True),
    )
    help_topic = "centres"

    @dataclass
    class Read(Message):
        """A worker has looked through the stays."""

        cases: CentreCases
        lines: pl.DataFrame
        centres: Centres

    @dataclass
    class Compared(Message):
        """A worker has found the centres that a case may mean."""

        case: Case
        source: FrameSource

    @dataclass
    class Rechecked(Message):
        """A worker has audited the extract by the mapping as it is now."""

        again: Reloaded

    def __init__(self) -> None:
        super().__init__()
        self.cases: CentreCases | None = None
        self.centres: Centres = {}
        self.before: list[Centres] = []
        """What the mapping said before each decision made here, for undoing it."""
        self._cancel = threading.Event()
        self._checking = False
        self._file: Path | None = None

    @property
    def crumb(self) -> str:
        """The centres."""
        return self.session.t("centres.crumb")

    def body(self) -> Iterable[Widget]:
        """Cases and candidates."""
        session = self.session
        t = session.t
        cases = Browser(
            cases_source(session, pl.DataFrame(schema=CASES_WITH_BEST)),
            name="centres",
            empty=t("centres.reading"),
            help_topic="centres",
            id="cases",
        )
        nobody = FrameSource(pl.DataFrame(schema=centre_candidates.CANDIDATES), ())
        candidates = Browser(nobody, name="candidates", empty="", help_topic="centres", id="candidates")
        yield Vertical(
            Section(t("centres.title"), cases, id="cases-section"),
            Section(t("centres.candidates"), candidates, id="candidates-section"),
        )

    def on_mount(self) -> None:
        """Look through the stays."""
        self.query_one("#cases").focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False, group="read")
    def _read(self) -> None:
        session = self.session
        cases = open_cases(session)
        centres = decided(session.audit.extract)
        lines = centre_candidates.best_of_each(cases, centres)
        self.post_message(self.Read(cases, lines, centres))

    @on(Read)
    def _show(self, event: Read) -> None:
        session, t = self.session, self.session.t
        self.cases, self.centres = event.cases, event.centres
        table = self.query_one("#cases", Browser)
        there = event.cases.register is not None
        table.empty = t("centres.lead_none" if there else "centres.no_register")
        row = min(table.cursor_row, max(event.lines.height - 1, 0))
        table.show(cases_source(session, event.lines), row)
        self.filters_changed()
        self._compare()

    def filters_changed(self) -> None:
        """Say how many cases are shown."""
        t = self.session.t
        count = self.query_one("#cases", Browser).source.height
        self.query_one("#cases-section", Section).head(t("centres.title"), counted(t, "centres.count", count))

    @property
    def case(self) -> Case | None:
        """The case under the cursor."""
        record = self.query_one("#cases", Browser).record
        return Case.of(record) if record is not None else None

    @on(Table.Moved, "#cases")
    def _compare(self) -> None:
        case = self.case
        if self.cases is not None and case is not None:
            self._find(self.cases, case, self.centres)
        elif self.cases is not None:
            self._show_candidates(candidates_source(self.session, self.cases, None, {}))

    @work(thread=True, exclusive=True, exit_on_error=False, group="compare")
    def _find(self, cases: CentreCases, case: Case, centres: Centres) -> None:
        self.post_message(self.Compared(case, candidates_source(self.session, cases, case, centres)))

    @on(Compared)
    def _show_compared(self, event: Compared) -> None:
        if event.case == self.case:
            self._show_candidates(event.source)

    def _show_candidates(self, source: FrameSource) -> None:
        t = self.session.t
        table = self.query_one("#candidates", Browser)
        table.empty = t("centres.not_decided") if self.case is not None else ""
        table.show(source)
        count = counted(t, "centres.count_candidates", source.height) if source.height else ""
        self.query_one("#candidates-section", Section).head(t("centres.candidates"), count)

    @on(Table.Opened, "#cases")
    def _choose(self) -> None:
        """To the centres it may be."""
        self.query_one("#candidates").focus()

    @on(Table.Opened, "#candidates")
    def _take(self) -> None:
        self.action_accept()

    # Decisions

    def action_accept(self) -> None:
        """The case means the centre under the cursor."""
        self._decide(accept=True)

    def action_reject(self) -> None:
        """It does not."""
        self._decide(accept=False)

    def action_undo(self) -> None:
        """Take the last decision back."""
        if self._checking:
            self._say("centres.busy")
        elif not self.before:
            self._say("centres.nothing_to_undo")
        else:
            self._write(self.before.pop())

    def _decide(self, *, accept: bool) -> None:
        case, record = self.case, self.query_one("#candidates", Browser).record
        if case is None or record is None:
            self._say("centres.no_case")
            return
        refused = centre_candidates.refusal(case, record["centre"])
        if self._checking or refused is not None:
            self._say("centres.busy" if self._checking else refused or "")
            return
        decide = centre_candidates.accepted if accept else centre_candidates.rejected
        before = self.centres
        if self._write(decide(before, case, record["centre"])):
            self.before.append(before)

    def _write(self, centres: Centres) -> bool:
        try:
            file = mapping_file(self.session.audit.extract)
            write_centres(file, centres)
        except Exception as error:
            self.app_report(error)
            return False
        self._file, self.centres, self._checking = file, centres, True
        self.query_one("#cases-section", Section).head(self.session.t("centres.rechecking"))
        self._recheck()
        return True

    @work(thread=True, exclusive=True, exit_on_error=False, group="recheck")
    def _recheck(self) -> None:
        self.post_message(self.Rechecked(reload(self.session, self._cancel, lambda now: None)))

    @on(Rechecked)
    def _show_rechecked(self, event: Rechecked) -> None:
        session = self.session
        before = sum(each.found for each in session.audit.outcomes)
        show_reloaded(session, event.again)
        now = sum(each.found for each in session.audit.outcomes)
        self.up_to_date()
        self._checking = False
        how = "same" if now == before else "fewer" if now < before else "more"
        file = sanitise(self._file.name) if self._file else ""
        how += "_one" if abs(now - before) == 1 else ""
        text = session.t(f"centres.rechecked_{how}", count=abs(now - before), file=file)
        self.notify(sanitise(text), markup=False)
        self._read()

    def app_report(self, error: BaseException) -> None:
        """A check that failed leaves the audit as it was."""
        self._checking = False
        super().app_report(error)

    def _say(self, key: str) -> None:
        self.notify(self.session.t(key), markup=False, severity="warning")
