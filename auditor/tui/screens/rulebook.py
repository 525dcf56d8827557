"""The rule book: what each rule asks, why, by what law, where it fires; and rules switched off for this sitting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from auditor import results
from auditor.model.rule import Rule
from auditor.results.matrix import By, Unit
from auditor.tui.keys import Key
from auditor.tui.open_findings import open_findings, refusal
from auditor.tui.rulebook import Switched, explanation_lines, fires_source, matching, rulebook_source, switched
from auditor.tui.screens.base import View
from auditor.tui.screens.municipality import explain_rule
from auditor.tui.screens.prompt import PromptScreen
from auditor.tui.source import FrameSource
from auditor.tui.values import counted, rule_title
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class _Switching(View):
    """A view in which a rule can be switched off, and on again: all counts follow."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("a", "switch", "book.key.switch", show=True),)

    @dataclass
    class Done(Message):
        """A worker has counted without the rules that are off."""

        rule: str
        switched: Switched

    def chosen_rule(self) -> str | None:
        """The rule to switch."""
        raise NotImplementedError

    def show_switched(self) -> None:
        """Show what has changed."""

    def action_switch(self) -> None:
        """Switch the rule off for this sitting, or on again."""
        rule = self.chosen_rule()
        if rule is not None:
            self._switch(rule)

    @work(thread=True, exclusive=True, exit_on_error=False, group="switch")
    def _switch(self, rule: str) -> None:
        self.post_message(self.Done(rule, switched(self.session, rule)))

    @on(Done)
    def _switched(self, event: Done) -> None:
        session = self.session
        session.switch(event.switched.off, event.switched.result, event.switched.summary)
        self.up_to_date()
        self.show_switched()
        self.show_way()
        key = "book.switched_off" if event.rule in session.off else "book.switched_on"
        self.notify(session.t(key, rule=event.rule), markup=False)


class _Book(Browser, inherit_bindings=False):
    """The list of rules, in which one looks for words in all texts and not only in those of the columns."""

    @dataclass
    class Searched(Message):
        """Somebody wants to search."""

    def action_search(self) -> None:  # type: ignore[override]
        """Let the screen ask for words."""
        self.post_message(self.Searched())


class RulebookScreen(_Switching):
    """One row a rule; the pane explains it; Enter shows all of it and where it fires."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("i", "toggle_pane", "tui.key.toggle_pane"),)
    help_topic = "rulebook"

    def __init__(self, needle: str = "") -> None:
        super().__init__()
        self.needle = needle

    @property
    def crumb(self) -> str:
        """The book, and what is looked for in it."""
        t = self.session.t
        return t("book.crumb") + (f" «{self.needle}»" if self.needle else "")

    def body(self) -> Iterable[Widget]:
        """Rules and explanation."""
        t = self.session.t
        source = rulebook_source(self.session, () if self.needle else matching(self.session, ""))
        book = _Book(source, name="rulebook", empty=t("book.nothing"), help_topic="rulebook", id="book")
        yield Vertical(
            Section(t("book.title"), book, id="book-section"),
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Begin in the list."""
        self.filters_changed()
        self.query_one(Browser).focus()
        self._explain()
        if self.needle:
            self._narrow()

    @work(exclusive=True, group="search")
    async def _narrow(self) -> None:
        """Show the rules with those words; the texts of all are put together in a thread."""
        rules = await asyncio.to_thread(matching, self.session, self.needle)
        table = self.query_one(Browser)
        table.show(rulebook_source(self.session, rules).arranged_as(table.frame_source))
        self.filters_changed()
        self.show_way()
        self._explain()

    def filters_changed(self) -> None:
        """Say how many rules are shown."""
        count = counted(self.session.t, "tui.count.rules", self.query_one(Browser).source.height)
        self.query_one("#book-section", Section).head(self.session.t("book.title"), count)

    def chosen_rule(self) -> str | None:
        """The one under the cursor."""
        record = self.query_one(Browser).record
        return record["rule"] if record is not None else None

    def show_switched(self) -> None:
        """Signs and counts have changed."""
        table = self.query_one(Browser)
        source = rulebook_source(self.session, matching(self.session, self.needle))
        table.show(source.arranged_as(table.frame_source), table.cursor_row)
        self._explain()

    @work(exclusive=True, group="ask")
    async def _ask(self) -> None:
        t = self.session.t
        answer = await self.app.push_screen_wait(PromptScreen(t("book.search"), self.needle))
        if answer is None and not self.needle:
            return
        self.needle = answer or ""
        self._made_with = ((), {"needle": self.needle})
        self._narrow()

    @on(_Book.Searched)
    def _search(self) -> None:
        """Ask for words; an empty answer shows all rules again."""
        self._ask()

    @on(Table.Moved)
    def _explain(self) -> None:
        pane, record = self.query_one(Explanation), self.query_one(Browser).record
        if record is None:
            pane.explain(self.session.t("tui.municipality.nothing"), [])
        else:
            pane.explain(*explain_rule(self.session, line_of(self.session.audit, record["rule"]), None))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self.app.push_screen(RuleScreen(record["rule"]))


class RuleScreen(_Switching):
    """All of one rule, with examples; below, where it fires: Enter shows its rows there."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("r", "rows", "book.key.rows", show=True),)
    help_topic = "rule"
    DEFAULT_CSS = """
    RuleScreen {
        & #rule-text { height: auto; padding: 0 1; }
        & #text-section { height: 3fr; }
        & #fires-section { height: 2fr; min-height: 7; }
    }
    """

    def __init__(self, rule_id: str) -> None:
        super().__init__()
        self.rule_id = rule_id

    @property
    def rule(self) -> Rule:
        """The rule."""
        rule = self.session.audit.ruleset.rule(self.rule_id)
        assert rule is not None
        return rule

    @property
    def crumb(self) -> str:
        """Its id."""
        return self.rule_id

    def body(self) -> Iterable[Widget]:
        """Explanation above, municipalities below."""
        session = self.session
        fires = Browser(
            FrameSource(pl.DataFrame(), ()),
            name=f"{self.rule_id}-municipalities",
            empty=session.t("book.fires_nowhere"),
            help_topic="rule",
            id="fires",
        )
        text = VerticalScroll(Static(id="rule-text", markup=False), can_focus=True)
        yield Vertical(
            Section(rule_title(session, self.rule, self.rule_id), text, id="text-section"),
            Section(session.t("book.fires"), fires, id="fires-section"),
        )

    def on_mount(self) -> None:
        """Begin where it fires."""
        self.show_switched()
        table = self.query_one(Browser)
        table.begin()
        table.focus()

    def on_resize(self) -> None:
        """Examples stand in columns, whose lines are as long as there is room."""
        self._explain()

    def _explain(self) -> None:
        lines = explanation_lines(self.session, self.rule, max(self.app.size.width - 6, 40))
        self.query_one("#rule-text", Static).update(Content("\n".join(lines)))

    def chosen_rule(self) -> str | None:
        """The one shown."""
        return self.rule_id

    def show_switched(self) -> None:
        """Text and counts."""
        t = self.session.t
        self._explain()
        source = fires_source(self.session, self.rule)
        self.query_one(Browser).show(source)
        count = counted(t, "tui.count.municipalities", source.height) if source.height else ""
        self.query_one("#fires-section", Section).head(t("book.fires"), count)

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            open_findings(self, self.rule_id, Unit(By.MUNICIPALITY, record["unit"]))

    def action_rows(self) -> None:
        """All of its findings."""
        sentence = refusal(self.session, self.rule_id)
        if sentence is not None:
            self.notify(sentence, markup=False, severity="warning")
        else:
            open_findings(self, self.rule_id, None)


def line_of(audit: Any, rule_id: str) -> dict[str, Any]:
    """A rule's line among the rules of the whole extract."""
    lines = results.rules(audit).filter(pl.col("rule") == rule_id)
    return lines.row(0, named=True)
