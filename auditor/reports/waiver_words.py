"""What reports say of waivers, the same in each of their formats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.results.waiving import Waived, Waiver


def notes(waived: Waived, t: Translator, owners: bool = True) -> Iterator[str]:
    """A sentence for each waiver that expired or is of no use; without its owner where the file is to be shared."""
    for each in waived.expired:
        yield _note("expired", each, t, owners)
    for each in waived.unused:
        yield _note("unused", each, t, owners)


def _note(state: str, waiver: Waiver, t: Translator, owners: bool) -> str:
    owner = f" ({waiver.owner})" if owners else ""
    return sanitise(
        t(f"ledger.run.{state}", number=waiver.id, rule=waiver.rule, owner=owner, date=t.date(waiver.expires))
    )


def entries(waived: Waived) -> dict[str, Any]:
    """The waivers as plain data: what they cover, and those that must be settled."""
    return {
        "day": waived.day.isoformat(),
        "findings": waived.findings,
        "expired": [_entry(each) for each in waived.expired],
        "unused": [_entry(each) for each in waived.unused],
    }


def _entry(waiver: Waiver) -> dict[str, Any]:
    return {
        "number": waiver.id,
        "rule": sanitise(waiver.rule),
        "about": "record" if waiver.record is not None else "municipality",
        "municipality": waiver.municipality,
        "reason": waiver.reason,
        "owner": sanitise(waiver.owner),
        "expires": waiver.expires.isoformat(),
    }
