"""Where somebody was: extract, rule set and the way through the views, so that the next sitting can go on there.

What is kept names views, rules, municipality numbers, years, keys of centres and places of cursors: nothing of a row.
A person is not gone back to, but the row among those of the rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_folder, write_private

if TYPE_CHECKING:
    from auditor.tui.screens.base import View
    from auditor.tui.session import Session

FILE = "resume.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """A view on the way: its sort, what it is narrowed to, and where its cursors are."""

    view: str
    narrowed: Mapping[str, Any]
    cursors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Way:
    """An extract, its rule set, and the views opened one from another after its overview."""

    path: Path
    rules: str
    stops: tuple[Stop, ...]


def remember(state_dir: Path | None, way: Way) -> None:
    """Keep a way, mode 0600; a folder that cannot be written to is no reason to stop anybody from leaving."""
    if state_dir is None:
        return
    stops = [{"view": each.view, "narrowed": each.narrowed, "cursors": each.cursors} for each in way.stops]
    told = {"version": VERSION, "path": str(way.path), "rules": way.rules, "stops": stops}
    try:
        private_folder(state_dir)
        write_private(state_dir / FILE, json.dumps(told, ensure_ascii=False, indent=1) + "\n", overwrite=True)
    except (OSError, PrivacyError):
        return


def recall(state_dir: Path | None) -> Way | None:
    """The way that was kept last; None where there is none that can be read."""
    if state_dir is None:
        return None
    try:
        told = json.loads((state_dir / FILE).read_text(encoding="utf-8"))
        if told["version"] != VERSION:
            return None
        stops = tuple(
            Stop(
                str(each["view"]),
                dict(each["narrowed"]),
                {str(name): int(row) for name, row in each["cursors"].items()},
            )
            for each in told["stops"]
        )
        return Way(Path(told["path"]), str(told["rules"]), stops)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None


def way_of(session: Session, stack: Sequence[Any]) -> Way | None:
    """The way from the overview on, as far as it can be gone again; None where no audit is seen."""
    from auditor.tui.screens.base import View

    if session.request.path is None or session.result is None:
        return None
    stops: list[Stop] = []
    for view in stack:
        if not isinstance(view, View):
            continue
        kind = type(view).__name__
        if kind not in _WRITERS:
            if stops:
                break
            continue
        stops.append(Stop(kind, _WRITERS[kind](view), view.cursors()))
    return Way(session.request.path.absolute(), session.request.rules, tuple(stops)) if stops else None


def views_of(session: Session, way: Way) -> list[View]:
    """The views of a way, from the overview on; it ends where the rules or the extract no longer have what it names."""
    views: list[View] = []
    for stop in way.stops:
        try:
            view = _READERS[stop.view](session, stop.narrowed)
        except (KeyError, ValueError, TypeError):
            break
        if view is None:
            break
        view.begin_at = dict(stop.cursors)
        views.append(view)
    return views


def _nothing(view: Any) -> dict[str, Any]:
    return {}


def _rule(view: Any) -> dict[str, Any]:
    unit = view.unit
    return {"rule": view.rule.id, "by": unit.by.value if unit else None, "key": unit.key if unit else None}


def _rules(view: Any) -> dict[str, Any]:
    only = [view.only.kind, view.only.key, view.only.title] if view.only else None
    return {"municipality": view.municipality, "name": view.municipality_name, "only": only}


_WRITERS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "OverviewScreen": _nothing,
    "MunicipalitiesScreen": _nothing,
    "MunicipalityScreen": _rules,
    "RowsScreen": _rule,
    "GroupsScreen": _rule,
    "MatrixScreen": _nothing,
    "CentresScreen": _nothing,
    "ProposalsScreen": _nothing,
    "DeliveryScreen": _nothing,
    "FieldsScreen": _nothing,
    "IndicatorsScreen": _nothing,
    "HistoryScreen": _nothing,
}


def _made(module: str, name: str) -> Callable[[Session, Mapping[str, Any]], View | None]:
    """Makes a view that is narrowed to nothing."""

    def make(session: Session, narrowed: Mapping[str, Any]) -> View | None:
        from importlib import import_module

        view: View = getattr(import_module(f"auditor.tui.screens.{module}"), name)()
        return view

    return make


def _made_rules(session: Session, narrowed: Mapping[str, Any]) -> View | None:
    from auditor.tui.screens.municipality import MunicipalityScreen, RuleFilter

    only = RuleFilter(*map(str, narrowed["only"])) if narrowed["only"] else None
    return MunicipalityScreen(narrowed["municipality"], narrowed["name"], only)


def _made_findings(session: Session, narrowed: Mapping[str, Any]) -> View | None:
    from auditor.results.matrix import By, Unit
    from auditor.tui.open_findings import refusal
    from auditor.tui.screens.groups import GroupsScreen
    from auditor.tui.screens.rows import RowsScreen

    rule = session.audit.ruleset.rule(narrowed["rule"])
    if rule is None or refusal(session, rule.id) is not None:
        return None
    unit = Unit(By(narrowed["by"]), narrowed["key"]) if narrowed["by"] else None
    return GroupsScreen(rule, unit) if rule.about_groups else RowsScreen(rule, unit)


_READERS: Mapping[str, Callable[[Session, Mapping[str, Any]], View | None]] = {
    "OverviewScreen": _made("overview", "OverviewScreen"),
    "MunicipalitiesScreen": _made("municipalities", "MunicipalitiesScreen"),
    "MunicipalityScreen": _made_rules,
    "RowsScreen": _made_findings,
    "GroupsScreen": _made_findings,
    "MatrixScreen": _made("matrix", "MatrixScreen"),
    "CentresScreen": _made("centres", "CentresScreen"),
    "ProposalsScreen": _made("proposals", "ProposalsScreen"),
    "DeliveryScreen": _made("delivery", "DeliveryScreen"),
    "FieldsScreen": _made("fields", "FieldsScreen"),
    "IndicatorsScreen": _made("indicators", "IndicatorsScreen"),
    "HistoryScreen": _made("history", "HistoryScreen"),
}
