"""The pages of the settings: each with its value, and the values it can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from auditor.tui.plain.page import Done, Listing, Opened, Page, Record
from auditor.tui.setting_lines import choices, settings_source, where_kept
from auditor.tui.source import Column, FrameSource

if TYPE_CHECKING:
    from auditor.tui.session import Session


def settings_page(session: Session) -> Page:
    """All settings; each leads to what it can be."""
    listing = Listing(
        session.t("settings.crumb"), settings_source(session), "", lambda record: _choices_page(session, record)
    )
    return Page(session.t("settings.crumb"), [where_kept(session)], [listing])


def _choices_page(session: Session, setting: Record) -> Page:
    offered = choices(session, setting["name"])
    source = FrameSource(pl.DataFrame({"title": [each.title for each in offered]}), [Column("title", "")])

    def opened(record: Record) -> Opened:
        chosen = next(each for each in offered if each.title == record["title"])
        if chosen.settles:
            if setting["name"] == "language":
                session.speak(chosen.value)
            session.settle(**{setting["name"]: chosen.value})
        line = next(each for each in settings_source(session).records(0, 99) if each["name"] == setting["name"])
        return Done(f"{line['title']}: {line['value']}")

    now = f"{setting['title']}: {setting['value']}"
    listing = Listing(session.t("settings.choose"), source, "", opened)
    return Page(setting["title"], [now, setting["about"]], [listing])
