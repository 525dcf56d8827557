"""Asking for one line of text."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import session_of


class PromptScreen(Guarded, Keyed, ModalScreen[str | None], inherit_bindings=False):
    """A question with an input; Enter answers, Esc gives None."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("escape", "cancel", "tui.key.close"),)
    help_topic = "prompt"

    def __init__(self, question: str, answer: str = "") -> None:
        super().__init__()
        self._question = question
        self._answer = answer

    def compose(self) -> ComposeResult:
        """The question, its input and what the keys do."""
        with Vertical(classes="dialog"):
            yield Label(Content(self._question), classes="dialog-title")
            line = Input(self._answer, select_on_focus=True)
            line.cursor_blink = False
            yield line
            yield Label(Content(session_of(self).t("tui.prompt.keys")), classes="dialog-keys")

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip() or None)

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
