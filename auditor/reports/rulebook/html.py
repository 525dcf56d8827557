"""A book as one HTML file that needs nothing else: no script, no remote part, readable on paper.

Every text goes through :func:`html.escape`; markup is written by this module alone. The policy in the head forbids
whatever is not in the file (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

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

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #f2f4f7; --line: #767c85; --link: #0b4f8a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --paper: #16181c; --soft: #24272c; --line: #8a8f98; --link: #8cc4ff; }
}
body { color: var(--ink); background: var(--paper); }
body { margin: 0 auto; max-width: 62rem; padding: 0 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: break-word; }
a { color: var(--link); }
.skip { position: absolute; left: -99rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip:focus { position: static; }
nav ul { columns: 16rem; padding-left: 1.2rem; }
article { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: .5rem; }
h2, h3, h4, h5 { line-height: 1.25; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .8rem 0; }
caption { text-align: left; font-style: italic; padding-bottom: .2rem; }
th, td { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--soft); }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
@media print {
  :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --soft: #f2f4f7; --line: #767c85; }
  body { max-width: none; font-size: 10pt; padding: 0; }
  nav, .skip { display: none; }
  article { break-before: page; border: 0; margin: 0; }
  .scroll { overflow: visible; }
  tr, dt, dd { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""


def html_file(book: Book) -> str:
    """The whole book: contents, then a section a chapter with an article a page."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _text(book.title)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(book.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        f'<a class="skip" href="#main">{_text(book.contents)}</a>',
        f"<header><h1>{title}</h1></header>",
        f'<nav aria-label="{_text(book.contents)}">',
        f"<h2>{_text(book.contents)}</h2>",
        "<ul>",
        *(f'<li><a href="#{_chapter(number)}">{_text(name)}</a></li>' for number, name in enumerate(book.groups)),
        "</ul>",
        "</nav>",
        '<main id="main">',
    ]
    for number, (name, pages) in enumerate(book.groups.items()):
        lines.append(f'<section aria-labelledby="{_chapter(number)}">')
        lines.append(f'<h2 id="{_chapter(number)}">{_text(name)}</h2>')
        for page in pages:
            lines.extend(_page(page))
        lines.append("</section>")
    return "\n".join([*lines, "</main>", "</body>", "</html>", ""])


def _chapter(number: int) -> str:
    return f"chapter-{number + 1}"


def page_id(page: str, anchor: str = "") -> str:
    """The id of a page or of a heading on it."""
    return (f"{page}--{anchor}" if anchor else page).replace("/", "-")


def _text(text: str) -> str:
    return escape(shown(text), quote=True)


def _page(page: Page) -> Iterator[str]:
    identity = page_id(page.name)
    yield f'<article id="{identity}" aria-labelledby="{identity}--title">'
    yield f'<h3 id="{identity}--title">{_text(page.title)}</h3>'
    for block in page.blocks:
        yield from _block(block, page.name)
    yield "</article>"


def _block(block: Block, here: str) -> Iterator[str]:
    match block:
        case Heading():
            level = min(block.level + 2, 6)
            mark = f' id="{page_id(here, block.anchor)}"' if block.anchor else ""
            yield f"<h{level}{mark}>{_text(block.text)}</h{level}>"
        case Paragraph():
            yield f"<p>{_line(block.line)}</p>"
        case Bullets():
            yield "<ul>"
            yield from (f"<li>{_line(each)}</li>" for each in block.lines)
            yield "</ul>"
        case Facts():
            yield "<dl>"
            for label, lines in block.pairs:
                yield f"<dt>{_text(label)}</dt>"
                yield from (f"<dd>{_line(each)}</dd>" for each in lines)
            yield "</dl>"
        case Grid():
            yield f'<div class="scroll" role="group" aria-label="{_text(block.caption)}" tabindex="0"><table>'
            yield f"<caption>{_text(block.caption)}</caption>"
            heads = "".join(f'<th scope="col">{_text(each)}</th>' for each in block.head)
            yield f"<thead><tr>{heads}</tr></thead>"
            yield "<tbody>"
            for row in block.rows:
                yield f"<tr>{''.join(f'<td>{_line(cell)}</td>' for cell in row)}</tr>"
            yield "</tbody>"
            yield "</table></div>"


def _line(line: Line) -> str:
    return "".join(_inline(each) for each in line)


def _inline(part: Inline) -> str:
    match part:
        case Link():
            return f'<a href="#{page_id(part.page, part.anchor)}">{_text(part.text)}</a>'
        case Code():
            return f"<code>{_text(part.text)}</code>"
        case Strong():
            return f"<strong>{_text(part.text)}</strong>"
        case _:
            return _text(part)
