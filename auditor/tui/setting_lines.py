"""The settings as lines that the screen and the plain mode show, and what each of them can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from textual.theme import BUILTIN_THEMES

from auditor.locale import LANGUAGES
from auditor.privacy.sanitise import sanitise
from auditor.tui.settings import DENSITIES, FILE
from auditor.tui.source import FrameSource
from auditor.tui.theme import THEMES
from auditor.tui.values import text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

SCHEMA = dict.fromkeys(("name", "title", "value", "about"), pl.String)
NAMES = ("language", "theme", "density", "show_ids", "columns", "resume")
THEME_NAMES = tuple(dict.fromkeys((*(each.name for each in THEMES), *sorted(BUILTIN_THEMES))))
"""The program's own first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a setting can have, and what it is called."""

    value: Any
    title: str
    settles: bool = True
    """Whether choosing it changes anything."""


def choices(session: Session, name: str) -> list[Choice]:
    """What a setting can be."""
    t = session.t
    if name == "language":
        return [Choice(each, t(f"settings.language_{each}")) for each in LANGUAGES]
    if name == "theme":
        return [Choice(each, each) for each in THEME_NAMES]
    if name == "density":
        return [Choice(each, t(f"settings.density_{each}")) for each in DENSITIES]
    if name == "columns":
        return [Choice(None, t("settings.columns_keep"), settles=False), Choice({}, t("settings.columns_forget"))]
    return [Choice(False, t(f"settings.{name}_no")), Choice(True, t(f"settings.{name}_yes"))]


def theme_of(session: Session) -> str:
    """The colours that are chosen; the program's own where none are, or none that there are."""
    wanted = session.settings.theme
    return wanted if wanted in THEME_NAMES else THEME_NAMES[0]


def value_of(session: Session, name: str) -> str:
    """What a setting is now, in words."""
    t = session.t
    if name == "columns":
        tables = len(session.settings.columns)
        return t("settings.columns_none") if not tables else t("settings.columns_some", count=tables)
    own = {"language": session.language, "theme": theme_of(session)}
    now = own[name] if name in own else getattr(session.settings, name)
    return next((each.title for each in choices(session, name) if each.value == now), str(now))


def settings_source(session: Session) -> FrameSource:
    """One row a setting."""
    t = session.t
    lines = [
        {
            "name": name,
            "title": t(f"settings.{name}"),
            "value": value_of(session, name),
            "about": t(f"settings.{name}_about"),
        }
        for name in NAMES
    ]
    columns = (
        text_column(t, "title", "settings.column.title", frozen=True, limit=30),
        text_column(t, "value", "settings.column.value", first=True, limit=34, tone=lambda value: "strong"),
        text_column(t, "about", "settings.column.about", wide=True, expand=True, limit=70, tone=lambda value: "muted"),
    )
    return FrameSource(pl.DataFrame(lines, schema=SCHEMA), columns)


def where_kept(session: Session) -> str:
    """Which file the settings are kept in, or that they are not."""
    folder = session.config_dir
    if folder is None:
        return session.t("settings.nowhere")
    return sanitise(session.t("settings.kept", file=str(folder / FILE)))
