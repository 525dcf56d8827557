"""Help for what has the focus."""

from __future__ import annotations

from importlib import resources
from typing import ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Label, Markdown, Static

from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import session_of


@runtime_checkable
class Helpable(Protocol):
    """A widget or screen that a help text has been written for."""

    help_topic: str


def help_text(topic: str, language: str) -> str:
    """The help text of a topic, as Markdown; FileNotFoundError for a topic without one."""
    return (resources.files("auditor.tui") / "help" / language / f"{topic}.md").read_text(encoding="utf-8")


def topics_of(screen: Screen[object]) -> tuple[str, ...]:
    """The topics that explain where one is: the focused widget's first, then that of the screen."""
    found: list[str] = []
    node: Widget | None = screen.focused
    while node is not None:
        if isinstance(node, Helpable):
            found.append(node.help_topic)
            break
        node = node.parent if isinstance(node.parent, Widget) else None
    if isinstance(screen, Helpable) and screen.help_topic not in found:
        found.append(screen.help_topic)
    return tuple(found)


class HelpScreen(Guarded, Keyed, ModalScreen[None], inherit_bindings=False):
    """The help texts of some topics, and every key that works there."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("escape,f1,question_mark,q,enter", "close", "tui.key.close"),)

    def __init__(self, topics: tuple[str, ...], keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self.topics = topics
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The texts and the table of keys."""
        session = session_of(self)
        t = session.t
        texts = [help_text(topic, session.language).strip() for topic in self.topics]
        widest = max((cell_len(keys) for keys, _ in self._keys), default=0)
        lines = [Content.assemble((keys.ljust(widest + 3), "bold"), what) for keys, what in self._keys]
        with Vertical(classes="dialog help"):
            yield Label(Content(t("tui.help.title")), classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Markdown("\n\n".join(texts), open_links=False)
                yield Label(Content(t("tui.help.all_keys")), classes="help-heading")
                yield Static(Content("\n").join(lines), classes="help-keys")
            yield Label(Content(t("tui.help.keys")), classes="dialog-keys")

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss(None)


def keys_of(screen: Screen[object], display: dict[str, str]) -> list[tuple[str, str]]:
    """Every key that works now with what it does; keys that do the same stand together."""
    by_action: dict[str, tuple[list[str], Binding]] = {}
    for key, active in screen.active_bindings.items():
        if isinstance(active.node, Keyed) and active.binding.description:
            by_action.setdefault(active.binding.action, ([], active.binding))[0].append(key)
    return [
        (" ".join(dict.fromkeys(display.get(key, key) for key in keys)), binding.description)
        for keys, binding in by_action.values()
    ]
