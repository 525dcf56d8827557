"""Charts as SVG inside a page: bars with their numbers written beside them, and the same told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.reports.html_page import BREAK, Markup, element, joined

WIDTH, HEIGHT, LABEL, VALUE = 400, 26, 130, 70
"""Of the chart, a bar's line, and the space for labels and numbers, in units of the picture."""
_ABOVE = 20
"""Height of a label that stands on a line of its own."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a bar stands for, its length (None: not told), its number in words, and the class that colours it."""

    label: str
    length: float | None
    number: str
    tone: str


def bars(identity: str, title: str, description: str, lines: Sequence[Bar], above: bool = False) -> Markup:
    """A figure of horizontal bars, of which the longest fills the space; ``description`` is for who cannot see it.

    Long labels stand ``above`` their bars, so that they can be read on a narrow screen.
    """
    longest = max((each.length or 0.0 for each in lines), default=0.0) or 1.0
    start, height = (0, HEIGHT + _ABOVE) if above else (LABEL, HEIGHT)
    room = WIDTH - start - VALUE
    parts: list[str] = [
        element("title", title, id=f"{identity}-title"),
        element("desc", description, id=f"{identity}-desc"),
    ]
    for place, each in enumerate(lines):
        middle = (place + 1) * height - HEIGHT / 2
        size = room * (each.length or 0.0) / longest
        length = max(size, 1.0) if each.length else 0.0
        parts.append(element("text", each.label, x="0", y=f"{middle + 5 - (_ABOVE if above else 0):g}"))
        parts.append(
            element(
                "rect",
                x=f"{start}",
                y=f"{middle - 8:g}",
                width=f"{length:.1f}",
                height="16",
                class_=each.tone,
            )
        )
        parts.append(element("text", each.number, x=f"{start + length + 6:.1f}", y=f"{middle + 5:g}"))
    picture = element(
        "svg",
        BREAK,
        joined(parts, BREAK),
        BREAK,
        viewBox=f"0 0 {WIDTH} {max(len(lines), 1) * height}",
        role="img",
        aria_labelledby=f"{identity}-title {identity}-desc",
    )
    return element("figure", element("figcaption", title), picture)


def told(lines: Sequence[Bar]) -> str:
    """The bars in words, as a description."""
    return "; ".join(f"{each.label}: {each.number}" for each in lines)
