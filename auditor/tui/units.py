"""How municipalities, centres and years are called."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from auditor.reference import municipalities
from auditor.results.matrix import By, Unit

if TYPE_CHECKING:
    from auditor.tui.screens.base import View
    from auditor.tui.session import Session


def unit_name(session: Session, unit: Unit) -> str:
    """Number and name of a municipality, the key of a centre, a year; words where the rows name none."""
    if unit.key is None:
        return session.t(f"tui.unitless.{unit.by.value}")
    if unit.by is By.MUNICIPALITY:
        return f"{unit.key} {municipality_name(session, unit.key)}"
    return unit.key


def municipality_name(session: Session, number: str) -> str:
    """The name of a municipality; words for a number that never was one."""
    known = municipalities.latest(number)
    return known.name if known else session.t("tui.municipalities.unknown")


def narrowed_crumb(view: View, name: str, unit: Unit | None) -> str:
    """The name of a view with the unit it is narrowed to, unless a view on the way here is of that very unit."""
    if unit is None:
        return name
    where = unit_name(view.session, unit)
    above = takewhile(lambda screen: screen is not view, view.app.screen_stack)
    return name if any(getattr(screen, "crumb", "") == where for screen in above) else f"{name} {where}"
