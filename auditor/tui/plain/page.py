"""A view as text: paragraphs, and lists whose lines can be opened by their number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import GOOD_SIGN, SIGNS, UNKNOWN_SIGN, wrapped
from auditor.tui.source import FrameSource

if TYPE_CHECKING:
    from auditor.locale import Translator

Record = Mapping[str, Any]
Explained = tuple[str, Sequence[tuple[str, str]]]
"""A heading and labelled paragraphs, as the pane of a view shows them."""
NONE_AT_ALL = "·"
"""How the screens write a count of zero, which is read aloud as a zero."""
BULLET = "●"
"""What a timeline draws before an event."""
WINDOW = 20
"""Lines of a list that are read at once."""


@dataclass(frozen=True)
class Done:
    """Something was done: what to say of it, and how many pages one goes back for it."""

    sentence: str
    back: int = 1


@dataclass(frozen=True)
class Question:
    """What must be written before there is anything to open."""

    text: str
    answered: Callable[[str], Opened]


@dataclass(frozen=True)
class Listing:
    """A list, and what its lines open."""

    title: str
    source: FrameSource
    empty: str
    open: Callable[[Record], Opened]


@dataclass(frozen=True)
class Page:
    """What one view says."""

    crumb: str
    paragraphs: Sequence[str]
    lists: Sequence[Listing] = ()
    further: Mapping[str, Callable[[], Opened]] = field(default_factory=dict)
    """Letters that lead on from this page alone; a paragraph says so."""


Opened: TypeAlias = "Page | Question | Done | str"
"""What one is led to: a page, or a sentence that says why there is none."""


PageMaker = Callable[[], Page]
"""Makes a page anew, in the language of the session and with values masked as they are at the time."""


def explained(heading: str, parts: Sequence[tuple[str, str]]) -> list[str]:
    """An explanation as paragraphs; empty ones are left out."""
    return [heading, *(f"{label}: {text}" if label else text for label, text in parts if text)]


def words_of_signs(t: Translator) -> dict[str, str]:
    """Signs that stand alone in a cell, as words that can be read aloud."""
    words = {sign: t(f"tui.severity.{severity.key}") for severity, sign in SIGNS.items()}
    return {**words, UNKNOWN_SIGN: t("tui.plain.sign_unknown"), GOOD_SIGN: t("tui.plain.sign_good")}


def line_of(source: FrameSource, row: int, t: Translator) -> str:
    """A row as a line: the cells in the order of their columns, each after its title; what draws is left out."""
    words = words_of_signs(t)
    said = []
    for column, cell in zip(source.columns, source.window(row, row + 1)[0], strict=True):
        text = sanitise(cell.text).strip()
        if column.drawn or not text or text == BULLET:
            continue
        if not column.title:
            said.append(words.get(text, text))
            continue
        text = t.number(0) if text == NONE_AT_ALL else text
        said.append(text if column.expand else f"{sanitise(column.title)}: {text}")
    return "; ".join(said)


def write_page(page: Page, way: Sequence[str], starts: Sequence[int], t: Translator, width: int) -> list[str]:
    """The lines of a page. ``starts`` says with which line of each list its window begins.

    Lines of all lists are numbered through, so that a number names one line of the page.
    """
    lines = wrapped(" > ".join(map(sanitise, way)), width)
    for paragraph in page.paragraphs:
        for part in paragraph.split("\n"):
            lines += wrapped(sanitise(part), width)
    number = 0
    for listing, start in zip(page.lists, starts, strict=True):
        height = listing.source.height
        stop = min(start + WINDOW, height)
        lines += ["", *wrapped(sanitise(listing.title), width)]
        if not height:
            lines += wrapped(sanitise(listing.empty), width)
        elif height > WINDOW:
            lines += wrapped(t("tui.plain.window", first=start + 1, last=stop, count=height), width)
        for row in range(start, stop):
            number += 1
            lines += wrapped(line_of(listing.source, row, t), width, f"{number}. ", "   ")
    return lines


def line_at(page: Page, starts: Sequence[int], number: int) -> tuple[int, int] | None:
    """The list and its row that a number on the page stands for."""
    for place, (listing, start) in enumerate(zip(page.lists, starts, strict=True)):
        shown = min(start + WINDOW, listing.source.height) - start
        if number <= shown:
            return place, start + number - 1
        number -= shown
    return None
