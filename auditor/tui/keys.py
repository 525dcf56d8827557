"""Keys whose descriptions are texts of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from auditor.tui.session import session_of

if TYPE_CHECKING:
    from textual.binding import BindingsMap


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that do one thing, and the catalogue key of what they do."""

    keys: str
    action: str
    text: str
    show: bool = False
    display: str | None = None
    priority: bool = False


class Keyed:
    """A widget or screen that declares ``KEYS``, which inherit as Textual's BINDINGS do."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    _bindings: BindingsMap

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        t = session_of(self).t
        for kind in reversed(type(self).__mro__):
            for key in kind.__dict__.get("KEYS", ()):
                self._bindings.bind(key.keys, key.action, t(key.text), key.show, key.display, key.priority)

    def relabel(self) -> None:
        """Write the descriptions again, because the language is another."""
        t = session_of(self).t
        for kind in type(self).__mro__:
            for key in kind.__dict__.get("KEYS", ()):
                for bindings in self._bindings.key_to_bindings.values():
                    bindings[:] = [
                        replace(each, description=t(key.text)) if each.action == key.action else each
                        for each in bindings
                    ]
