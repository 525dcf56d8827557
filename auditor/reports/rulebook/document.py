"""What pages are made of, whatever they are written as: headings, paragraphs, tables, lists and links between pages.

Texts are as their authors wrote them. The writers escape every one of them; nothing here is markup.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from auditor.privacy.sanitise import sanitise


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a page, or to a heading on it."""

    text: str
    page: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A text to be shown as it is written in a file."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """A text that stands out."""

    text: str


Inline: TypeAlias = str | Link | Code | Strong
Line: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a page: level 2 or below, the page's title being 1."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, each with what is said under it in one or more lines."""

    pairs: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what it shows, the heads of its columns, and rows of as many cells each."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """One page; ``name`` is its path without an ending (``rules/NIR-AVS-002``), unique in its book."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Pages in reading order; the first one leads to all others. ``groups`` name the pages of each chapter."""

    language: str
    title: str
    contents: str
    """What the list of chapters is called."""
    groups: Mapping[str, tuple[Page, ...]]

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages."""
        return tuple(page for pages in self.groups.values() for page in pages)


def slug(name: str) -> str:
    """``name`` as part of a path or anchor: itself where it is plain, else made plain and told apart by a digest."""
    plain = re.sub(r"[^\w.-]|\.{2,}", "-", name)[:80].lstrip(".")
    if plain == name and name:
        return name
    return f"{plain}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def shown(text: str) -> str:
    """``text`` on one line and without anything a reader could not see."""
    return sanitise(re.sub(r"[ \t\r\n]+", " ", text))


def line(*parts: Inline) -> Line:
    """A line of its parts."""
    return parts


def joined(parts: Sequence[Inline], between: str = ", ") -> Line:
    """Parts with a text between them."""
    made: list[Inline] = []
    for part in parts:
        made += [between, part] if made else [part]
    return tuple(made)
