"""A book as Markdown files, one a page, with links between them: CommonMark, and tables as GitHub and GitLab read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, relpath

from auditor.reports.rulebook.document import (
    Block,
    Book,
    Bullets,
    Code,
    Facts,
    Grid,
    Heading,
    Inline,
    Line,
    Link,
    Page,
    Paragraph,
    Strong,
    shown,
)

_SPECIAL = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=[\w#]))")
_LEADING = re.compile(r"^(\s*)([-+=#]|\d+[.)](?=\s|$))")


def markdown_files(book: Book) -> dict[str, str]:
    """The text of each file by its path."""
    return {f"{page.name}.md": "\n".join(_page(page)) + "\n" for page in book.pages}


def escaped(text: str) -> str:
    """``text`` as plain text of Markdown: nothing in it is taken for markup or HTML."""
    return _LEADING.sub(_without_meaning, _SPECIAL.sub(r"\\\1", shown(text)))


def _without_meaning(start: re.Match[str]) -> str:
    mark = start[2]
    return f"{start[1]}\\{mark}" if len(mark) == 1 else f"{start[1]}{mark[:-1]}\\{mark[-1]}"


def _page(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.title)}"
    for block in page.blocks:
        yield ""
        yield from _block(block, page.name)


def _block(block: Block, here: str) -> Iterator[str]:
    match block:
        case Heading():
            if block.anchor:
                yield f'<a id="{block.anchor}"></a>'
                yield ""
            yield f"{'#' * block.level} {escaped(block.text)}"
        case Paragraph():
            yield _line(block.line, here)
        case Bullets():
            for each in block.lines:
                yield f"- {_line(each, here)}"
        case Facts():
            for number, (label, lines) in enumerate(block.pairs):
                if number:
                    yield ""
                if len(lines) == 1:
                    yield f"**{escaped(label)}:** {_line(lines[0], here)}"
                else:
                    yield f"**{escaped(label)}:**"
                    yield ""
                    for each in lines:
                        yield f"- {_line(each, here)}"
        case Grid():
            yield f"*{escaped(block.caption)}*"
            yield ""
            yield _row([escaped(each) for each in block.head])
            yield _row(["---"] * len(block.head))
            for row in block.rows:
                yield _row([_line(cell, here) for cell in row])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\|", cell) for cell in cells) + " |"


def _line(line: Line, here: str) -> str:
    return "".join(_inline(each, here) for each in line)


def _inline(part: Inline, here: str) -> str:
    match part:
        case Link():
            target = relpath(f"{part.page}.md", dirname(here) or ".")
            anchor = f"#{part.anchor}" if part.anchor else ""
            return f"[{escaped(part.text)}](<{target}{anchor}>)"
        case Code():
            return _code(shown(part.text))
        case Strong():
            return f"**{escaped(part.text)}**"
        case _:
            return escaped(part)


def _code(text: str) -> str:
    """A code span with more backticks around it than it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"
