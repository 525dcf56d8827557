"""Rules that the data suggests, with what supports each and what goes against it.

Drafts are counted by the engine itself, as if they were rules: what is said of one is what it would find.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.engine import audit
from auditor.model.rule import Basis, Examples, Rule
from auditor.model.text import Text
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.results import tables
from auditor.results.profile.drafts import LEAST_ROWS, MOST_EXCEPTIONS, Draft, drafts
from auditor.results.profile.known import known_by
from auditor.results.profile.whole import Profile


@dataclass(frozen=True)
class Suggestion:
    """A draft that holds: rows it could judge, those against it, and where these are (number and count, most first).

    ``known`` is a rule of the rule set that says the same.
    """

    draft: Draft
    checked: int
    exceptions: int
    municipalities: tuple[tuple[str | None, int], ...]
    known: str | None


def suggestions(profile: Profile, reference_date: dt.date, cancel: threading.Event | None = None) -> list[Suggestion]:
    """The drafts with enough support and few exceptions, by table; those with the fewest exceptions first."""
    tried = list(drafts(profile))
    rules = tuple(_rule(number, draft) for number, draft in enumerate(tried))
    result = audit(
        profile.extract,
        replace(profile.ruleset, rules=rules, populations={}),
        reference_date=reference_date,
        cancel=cancel or threading.Event(),
    )
    found = []
    totals = tables.totals(result).filter(pl.col("found") > 0)
    for number, (draft, outcome) in enumerate(zip(tried, result.outcomes, strict=True)):
        holds = outcome.checked >= LEAST_ROWS and outcome.found <= MOST_EXCEPTIONS * outcome.checked
        if outcome.status is RuleStatus.RAN and holds:
            places = totals.filter(pl.col("rule") == number).sort("found", "municipality", descending=[True, False])
            where = tuple(places.select("municipality", pl.col("found").cast(pl.Int64)).iter_rows())
            found.append(Suggestion(draft, outcome.checked, outcome.found, where, known_by(draft, profile.ruleset)))
    return _without_weaker(found)


def _without_weaker(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Without what others say already: the best supported reason why a field is due is enough, and of dates in a row
    those next to each other. What a rule is known to say stays."""
    reasons: dict[tuple[str, str], Suggestion] = {}
    for each in found:
        if each.draft.kind in ("due", "due_of"):
            place = (each.draft.table, each.draft.fields[0])
            if place not in reasons or _support(each) > _support(reasons[place]):
                reasons[place] = each
    orders = {(each.draft.table, *each.draft.fields) for each in found if each.draft.kind == "order"}
    kept = []
    for each in found:
        draft = each.draft
        if draft.kind in ("due", "due_of") and reasons[draft.table, draft.fields[0]] is not each:
            continue
        if draft.kind == "order" and each.known is None and _between(draft, orders):
            continue
        kept.append(each)
    order = {name: place for place, name in enumerate(dict.fromkeys(each.draft.table for each in kept))}
    return sorted(kept, key=lambda each: (order[each.draft.table], each.exceptions / each.checked, each.draft.kind))


def _support(each: Suggestion) -> tuple[bool, int]:
    return each.known is not None, each.checked


def _between(draft: Draft, orders: Collection[tuple[str, ...]]) -> bool:
    """Whether another date lies between the two, so that their order follows from two others."""
    first, last = draft.fields
    follows = {later for table, earlier, later in orders if table == draft.table and earlier == first}
    return any((draft.table, each, last) in orders for each in follows if each != last)


def _rule(number: int, draft: Draft) -> Rule:
    """The draft as a rule that can be counted; its texts matter to nobody."""
    nothing = Text(draft.kind)
    return Rule(
        f"DRAFT-{number}",
        nothing,
        draft.table,
        draft.condition,
        Severity.INFO,
        draft.dimension,
        nothing,
        nothing,
        (Basis("ours", ""),),
        Examples((), ()),
        draft.blame or draft.fields[:1],
    )
