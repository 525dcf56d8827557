"""Laying text out in a terminal: widths are cells, not characters."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from typing import ClassVar

from auditor.model.vocabulary import Severity
from auditor.results.verdict import ReasonKind

SIGNS = {Severity.FATAL: "✗✗", Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
"""Signs of the severities, so that nothing is said by colour alone."""
UNKNOWN_SIGN = "?"
GOOD_SIGN = "✓"
ELLIPSIS = "…"
SPARKS = "▁▂▃▄▅▆▇█"
REASON_SIGNS = {
    ReasonKind.FATAL: SIGNS[Severity.FATAL],
    ReasonKind.UNREAD: UNKNOWN_SIGN,
    ReasonKind.STOPPED: UNKNOWN_SIGN,
    ReasonKind.ERRORS: SIGNS[Severity.ERROR],
    ReasonKind.UNKNOWN: UNKNOWN_SIGN,
}
"""What a reason is about, by its sign."""


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, the last of them … where something is left out."""
    if cells(text) <= width:
        return text
    kept = ""
    for each in text:
        if cells(kept + each) > width - 1:
            break
        kept += each
    return kept.rstrip() + ELLIPSIS if width > 0 else ""


def left(text: str, width: int) -> str:
    """``text`` cut or filled to ``width`` cells, at the left."""
    short = cut(text, width)
    return short + " " * (width - cells(short))


def right(text: str, width: int) -> str:
    """``text`` filled to ``width`` cells, at the right; numbers are never cut."""
    return " " * (width - cells(text)) + text


def bar(value: float, most: float, width: int) -> str:
    """A bar of ``width`` cells for ``most``, at least one cell for anything at all; the number belongs beside it."""
    if value <= 0 or most <= 0:
        return ""
    return "▪" * max(min(round(width * value / most), width), 1)


def sparkline(values: Sequence[float | None]) -> str:
    """A cell a value, from the lowest sign for none to the highest for the most; a blank where there is no value."""
    most = max((each for each in values if each is not None), default=0.0)
    steps = len(SPARKS) - 1
    return "".join(
        " " if each is None else SPARKS[0 if each <= 0 else max(round(steps * each / most), 1)] for each in values
    )


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """``text`` in lines of at most ``width`` cells, with ``first`` before the first line and ``rest`` before others.

    No-break spaces hold together what they stand between.
    """
    return textwrap.wrap(
        text, max(width, 20), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ) or [first.rstrip()]


def columns(rows: Sequence[Sequence[str]], width: int, grow: int, numeric: Sequence[int] = ()) -> list[str]:
    """Rows as aligned columns, two blanks apart, in at most ``width`` cells: column ``grow`` gives way."""
    if not rows:
        return []
    widths = [max(cells(row[place]) for row in rows) for place in range(len(rows[0]))]
    spare = width - sum(widths) - 2 * (len(widths) - 1)
    widths[grow] = max(widths[grow] + min(spare, 0), 8)
    lines = []
    for row in rows:
        parts = [
            right(text, size) if place in numeric else left(text, size)
            for place, (text, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(parts).rstrip())
    return lines


class Style:
    """Colours of the terminal's own palette; nothing where colour is off."""

    _CODES: ClassVar[Mapping[str, str]] = {
        "bold": "1",
        "dim": "2",
        "fatal": "1;31",
        "error": "31",
        "warning": "33",
        "info": "36",
        "good": "32",
    }

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, tone: str) -> str:
        """``text`` in a tone, which adds nothing to its width."""
        return f"\x1b[{self._CODES[tone]}m{text}\x1b[0m" if self._on and text else text
