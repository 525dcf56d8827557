"""What was read of worklists that came back, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.ledger.returned import Refused, ReturnedFile
from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import columns, wrapped

WIDTH = 80
_SHOWN = 5
"""Lines of a file that are named."""


def returned_lines(found: Sequence[ReturnedFile | Refused], fresh: int, t: Translator) -> Iterator[str]:
    """What is ticked in each file, what could not be used, and how many ticks are new to the ledger."""
    read = [each for each in found if isinstance(each, ReturnedFile)]
    if read:
        heads = tuple(t(f"ledger.returned.{name}") for name in ("file", "lines", "ticked"))
        rows = [heads, *((sanitise(each.name), t.number(each.lines), t.number(len(each.ticked))) for each in read)]
        yield from columns(rows, WIDTH, 0, [1, 2])
        yield ""
    yield from wrapped(t("ledger.returned.marked", ticked=sum(len(each.ticked) for each in read), fresh=fresh), WIDTH)
    for each in read:
        for name in ("foreign", "unclear"):
            lines: Sequence[int] = getattr(each, name)
            if lines:
                where = ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
                sentence = t(f"ledger.returned.{name}", file=each.name, count=len(lines), lines=where)
                yield from wrapped(sanitise(sentence), WIDTH, "! ", "  ")
    for refused in found:
        if isinstance(refused, Refused):
            yield from wrapped(sanitise(t(refused.key, **refused.facts)), WIDTH, "✗ ", "  ")
