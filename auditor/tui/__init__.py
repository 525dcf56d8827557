"""The terminal interface. Textual is imported when it is started, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


def run_app(
    path: Path | None,
    rules: str,
    language: str,
    show_ids: bool,
    reference_date: dt.date,
    mapping: Path | None,
    previous: Path | None = None,
) -> int:
    """Show the screens and return the exit code: 0 after an ordinary end, 1 where the program had to stop.

    ``path`` is the extract to begin with (None: let the reader choose), ``rules`` a rule set's name or path,
    ``language`` nb or en. ``show_ids`` allows the reader to show identity numbers by a key; the screens begin with
    them masked all the same. AuditorError where there is no terminal.
    """
    import sys

    from auditor.model.errors import AuditorError

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AuditorError("tui.terminal.missing")

    from pathlib import Path

    import platformdirs

    from auditor.tui.app import AuditorApp
    from auditor.tui.session import Request, Session

    session = Session(
        Request(path, rules, reference_date, mapping, previous),
        language,
        may_show_ids=show_ids,
        state_dir=Path(platformdirs.user_state_dir("auditor", appauthor=False)),
    )
    app = AuditorApp(session)
    app.run()
    return app.return_code or 0
