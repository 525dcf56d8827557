"""The terminal interface. Textual is imported when it is started, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from auditor.model.audit import AuditResult


def drawable() -> bool:
    """Whether the screens can be shown: in a browser, or in a terminal that is not ``TERM=dumb``."""
    import os
    import sys

    if os.environ.get("AUDITOR_SERVED"):
        return True
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") != "dumb"


def run_plain(
    path: Path | None,
    rules: str,
    language: str,
    show_ids: bool,
    reference_date: dt.date,
    audit: Callable[[Path, str], AuditResult],
    ledger: Path | None = None,
    corrections: Path | None = None,
    spoken: bool = True,
) -> int:
    """Walk through the views as text, by questions on stdout and answers from stdin, and return exit code 0.

    ``audit`` audits an extract by a rule set. Without a ``path`` the reader is asked for one. For the rest see
    :func:`run_app`.
    """
    import sys
    from dataclasses import replace

    from auditor import results, system
    from auditor.extract.held import held
    from auditor.ledger.place import ledger_place
    from auditor.tui import recent, settings
    from auditor.tui.failures import sentence
    from auditor.tui.logbook import Logbook
    from auditor.tui.plain.walk import Walk
    from auditor.tui.session import Request, Session

    place = ledger_place(ledger)
    book = Logbook(place) if place is not None else None
    request = Request(path, rules, reference_date, corrections=corrections)
    folder = system.user_folder("config")
    found = settings.load(folder)
    session = Session(
        request,
        language if spoken else found.settings.language or language,
        may_show_ids=show_ids,
        state_dir=system.user_folder("state"),
        config_dir=folder,
        settings=found.settings,
        logbook=book,
    )
    walk = Walk(session, sys.stdin, sys.stdout)
    if found.trouble is not None:
        walk.say(sentence(found.trouble, session.t))
    chosen = walk.choose() if path is None else recent.Recent(path, rules)
    if chosen is None:
        return 0
    session.request = session.request.of(chosen.path).with_rules(chosen.rules)
    audited = audit(chosen.path, chosen.rules)
    session.result = replace(audited, extract=held(audited.extract))
    session.reader = results.RowReader(session.result)
    if book is not None:
        book.follow_if_possible(session.result)
    if book is not None and book.trouble is not None:
        walk.say(sentence(book.trouble, session.t))
    recent.remember(session.state_dir, recent.Recent(chosen.path.absolute(), chosen.rules))
    walk.run()
    return 0


def run_app(
    path: Path | None,
    rules: str,
    language: str,
    show_ids: bool,
    reference_date: dt.date,
    mapping: Path | None,
    previous: Path | None = None,
    ledger: Path | None = None,
    corrections: Path | None = None,
    watch: bool = False,
    spoken: bool = True,
) -> int:
    """Show the screens and return the exit code: 0 after an ordinary end, 1 where the program had to stop.

    ``path`` is the extract to begin with (None: let the reader choose), ``rules`` a rule set's name or path,
    ``language`` nb or en. ``show_ids`` allows the reader to show identity numbers by a key; the screens begin with
    them masked all the same. ``ledger`` keeps waivers, marks and runs; None: the one of the user's data folder.
    ``corrections`` is the file for proposed ones; None: one in the user's own folder. With ``watch`` the extract is
    audited again whenever its files change. Where nobody asked for the language (``spoken``), that of the settings goes
    before it. Where the terminal cannot show them (see :func:`drawable`), :func:`run_plain` is the way.
    """
    from auditor import system
    from auditor.ledger.place import ledger_place
    from auditor.tui import settings
    from auditor.tui.app import AuditorApp
    from auditor.tui.logbook import Logbook
    from auditor.tui.session import Request, Session

    folder, place = system.user_folder("config"), ledger_place(ledger)
    found = settings.load(folder)
    session = Session(
        Request(path, rules, reference_date, mapping, previous, corrections),
        language if spoken else found.settings.language or language,
        may_show_ids=show_ids,
        state_dir=system.user_folder("state"),
        config_dir=folder,
        settings=found.settings,
        trouble=found.trouble,
        logbook=Logbook(place) if place is not None else None,
        watch=watch,
    )
    app = AuditorApp(session)
    system.when_ended(app.end, app.lose_terminal)
    app.run()
    return app.return_code or 0
