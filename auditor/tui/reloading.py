"""The extract that is shown, audited once more: by a mapping that has changed, or because its files have."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.tui.loading import Loaded, load
from auditor.tui.rulebook import Switched, without

if TYPE_CHECKING:
    from auditor.engine import Progress
    from auditor.tui.session import Session


@dataclass(frozen=True, slots=True)
class Reloaded:
    """Another audit of the extract: with all rules, and as it is seen while some of them are off."""

    whole: Loaded
    seen: Switched


def reload(session: Session, cancel: threading.Event, progress: Callable[[Progress], None]) -> Reloaded:
    """Audit the extract of the session again, where something has changed; call it off the UI thread.

    Raises Cancelled when ``cancel`` is set, and the errors of :func:`auditor.tui.loading.load`.
    """
    whole = load(
        session.request,
        lambda file: None,
        lambda found, ruleset: None,
        progress,
        cancel,
        session.logbook,
        session.whole,
    )
    off = session.off
    seen = without(session, whole.result, off) if off else Switched(off, whole.result, whole.summary)
    return Reloaded(whole, seen)


def show_reloaded(session: Session, again: Reloaded) -> None:
    """Show the new audit; rules that are off stay off, also one that was switched while it was made."""
    off, seen = session.off, again.seen
    if off != seen.off:
        seen = without(session, again.whole.result, off)
    session.show(again.whole.result, again.whole.reader, again.whole.summary)
    if seen.off:
        session.switch(seen.off, seen.result, seen.summary)
