"""A sentence that must be read before going on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from auditor.privacy.sanitise import sanitise
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import session_of


class MessageScreen(Guarded, Keyed, ModalScreen[None], inherit_bindings=False):
    """A title and a sentence; Enter or Esc closes it."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter,escape", "close", "tui.key.close"),)
    help_topic = "message"

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.heading = title
        self.sentence = sanitise(sentence)

    def compose(self) -> ComposeResult:
        """Title, sentence and what the keys do."""
        with Vertical(classes="dialog error"):
            yield Label(Content(f"✗ {self.heading}"), classes="dialog-title")
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(Content(self.sentence))
            yield Label(Content(session_of(self).t("tui.failure.keys")), classes="dialog-keys")

    def action_close(self) -> None:
        """Close the message."""
        self.dismiss(None)
