"""Walking through the pages: a prompt that takes a number or a letter, and an end of input that is no error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from auditor.locale import LANGUAGES
from auditor.privacy.sanitise import sanitise
from auditor.tui import recent
from auditor.tui.failures import sentence
from auditor.tui.plain.page import WINDOW, Done, Opened, Page, PageMaker, Question, line_at, write_page
from auditor.tui.plain.pages import Pages

if TYPE_CHECKING:
    from auditor.tui.session import Session

WIDEST = 100


class Step:
    """A page on the way, and where the windows of its lists begin."""

    def __init__(self, make: PageMaker, page: Page | None = None) -> None:
        self.make = make
        self.page = page if page is not None else make()
        self.starts = [0] * len(self.page.lists)

    def renew(self) -> None:
        """Make the page anew, because it is written otherwise now; the pages before it have been."""
        self.page = self.make()
        if len(self.starts) != len(self.page.lists):
            self.starts = [0] * len(self.page.lists)
        self.starts = [
            start if start < listing.source.height else 0
            for start, listing in zip(self.starts, self.page.lists, strict=True)
        ]

    def open(self, place: int, row: int) -> Opened:
        """What a line of a list opens."""
        listing = self.page.lists[place]
        return listing.open(listing.source.record(row))

    def turn(self, pages: int) -> bool:
        """Move the windows of lists that are longer than one; whether there was anything to move."""
        before = list(self.starts)
        for place, listing in enumerate(self.page.lists):
            start = self.starts[place] + pages * WINDOW
            if 0 <= start < listing.source.height:
                self.starts[place] = start
        return before != self.starts


class Walk:
    """One sitting in the plain mode."""

    help_topic = "plain"

    def __init__(self, session: Session, asked: TextIO, answered: TextIO) -> None:
        self.session = session
        self._in, self._out = asked, answered
        self._pages = Pages(session)
        self._way: list[Step] = []
        self._go: dict[str, Callable[[], Page]] = {
            "a": self._pages.municipalities,
            "y": self._pages.counties,
            "r": self._pages.rules,
            "d": self._pages.delivery,
            "f": self._pages.fields,
            "i": self._pages.indicators,
            "o": self._pages.rulebook,
            "c": self._pages.centres,
            "w": self._pages.history,
            "k": self._pages.corrections,
            "x": self._pages.matrices,
            "s": self._pages.settings,
            "h": self._pages.help,
            "?": self._pages.help,
        }

    def run(self) -> None:
        """Show the overview and follow the answers until ``q`` or the end of input."""
        self._enter(self._pages.overview)
        while True:
            answer = self.ask(self.session.t("tui.plain.prompt"))
            if answer is None or answer.lower() == "q":
                return
            try:
                self._follow(answer.strip().lower())
            except Exception as error:
                self.say(sentence(error, self.session.t))

    def choose(self) -> recent.Recent | None:
        """Ask for an extract: one opened before, by its number, or a path; None where nothing is answered."""
        t, entries = self.session.t, recent.load(self.session.state_dir)
        self.say(t("tui.open.recent") if entries else t("tui.plain.nothing_recent"))
        for number, each in enumerate(entries, 1):
            self.say(sanitise(f"{number}. {each.path.name}; {each.path.parent}; {each.rules}"))
        answer = self.ask(t("tui.plain.which_extract"))
        if not answer or answer.lower() == "q":
            return None
        if answer.isdecimal() and 1 <= int(answer) <= len(entries):
            return entries[int(answer) - 1]
        return recent.Recent(Path(answer).expanduser(), self.session.request.rules)

    def say(self, *lines: str) -> None:
        """Write lines."""
        self._out.write("\n".join(lines) + "\n")
        self._out.flush()

    def ask(self, question: str) -> str | None:
        """The answer to a question; None at the end of input."""
        self._out.write(f"\n{question} ")
        self._out.flush()
        answer = self._in.readline()
        if not self._in.isatty():
            self._out.write("\n")
        return answer.strip() if answer else None

    def _enter(self, make: PageMaker) -> None:
        self._way.append(Step(make))
        self._show()

    def _show(self) -> None:
        step = self._way[-1]
        width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
        way = [each.page.crumb for each in self._way]
        self.say("", *write_page(step.page, way, step.starts, self.session.t, width))

    def _follow(self, answer: str) -> None:
        t, step = self.session.t, self._way[-1]
        if answer.isdecimal():
            self._open(int(answer))
        elif answer in ("b", "") and len(self._way) > 1:
            self._way.pop()
            self._show()
        elif answer in ("b", ""):
            self.say(t("tui.plain.first_page"))
        elif answer in ("n", "p"):
            if step.turn(1 if answer == "n" else -1):
                self._show()
            else:
                self.say(t("tui.plain.no_more"))
        elif answer == "l":
            self.session.speak(LANGUAGES[1 - LANGUAGES.index(self.session.language)])
            self._renew()
        elif answer == "m":
            if self.session.may_show_ids:
                self.session.toggle_ids()
                self._renew()
            else:
                self.say(t("tui.toast.ids_not_allowed"))
        elif answer in step.page.further:
            self._lead_to(step.page.further[answer])
        elif answer in self._go:
            self._enter(self._go[answer])
        else:
            self.say(t("tui.plain.not_understood"))

    def _open(self, number: int) -> None:
        step = self._way[-1]
        found = line_at(step.page, step.starts, number) if number else None
        if found is None:
            self.say(self.session.t("tui.plain.no_such_number"))
            return
        place, row = found
        self._lead_to(lambda: step.open(place, row))

    def _lead_to(self, open_: Callable[[], Opened]) -> None:
        """Follow a way on; what is made anew later is made the same way, without asking again."""
        opened = open_()
        if isinstance(opened, Question):
            question, answer = opened, self.ask(sanitise(opened.text))
            if answer is not None:
                self._lead_to(lambda: question.answered(answer))
        elif isinstance(opened, Done):
            del self._way[max(len(self._way) - opened.back, 1) :]
            self._renew()
            self.say("", sanitise(opened.sentence))
        elif isinstance(opened, str):
            self.say(sanitise(opened))
        else:
            page = opened

            def again() -> Page:
                made = open_()
                return made if isinstance(made, Page) else page

            self._way.append(Step(again, page))
            self._show()

    def _renew(self) -> None:
        for step in self._way:
            step.renew()
        self._show()
