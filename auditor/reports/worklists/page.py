"""A worklist as one HTML page that needs nothing else: no script, no remote part, readable on paper and by ear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise
from auditor.reports.worklists.letter import FIGURES, LINES, Cell, Column, Letter, Line

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem auto; padding: 0 1rem; max-width: 90rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2rem }
main > p { max-width: 45rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid; padding: .3rem .5rem; text-align: left; vertical-align: top }
td.number { text-align: right; white-space: nowrap }
a:focus, .wide:focus { outline: 3px solid; outline-offset: 2px }
@media print { body { font-size: 9pt; margin: 0; max-width: none } thead { display: table-header-group }
tr { break-inside: avoid } .wide { overflow: visible } }
"""


def write_html(letter: Letter) -> bytes:
    """The cover note, the lines and the key figures."""
    body = [f"<p>{_text(paragraph)}</p>" for paragraph in letter.note()]
    body += _section(letter, "sheet.lines", LINES, letter.worklist.lines)
    body += _section(letter, "sheet.figures", FIGURES, letter.worklist.figures)
    return page(letter.t, letter.title, body)


def index_page(written: Sequence[tuple[Letter, Sequence[str]]]) -> bytes:
    """For the sender: which worklists there are, and how long they are. At least one."""
    first = written[0][0]
    t, result = first.t, first.result
    extract = sanitise(Path(result.extract.manifest.path).name)
    lines = sum(len(letter.worklist.lines) for letter, _ in written)
    key = "index.note_one" if len(written) == 1 else "index.note"
    heads = [first.text(f"index.{each}") for each in ("receiver", "persons", "lines", "files")]
    rows: list[list[Cell | _Markup]] = [
        [letter.receiver, letter.worklist.persons, len(letter.worklist.lines), _links(files)]
        for letter, files in written
    ]
    title = first.text("index.title", extract=extract)
    note = first.text(key, lists=len(written), lines=lines, until=first.until)
    return page(t, title, [f"<p>{_text(note)}</p>", *_table(t, title, heads, rows)])


def page(t: Translator, title: str, body: Iterable[str]) -> bytes:
    """A whole page around ``body``, which is markup; everything else is text."""
    head = [
        "<!doctype html>",
        f'<html lang="{t.language}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">',
        f"<title>{_text(title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        f"<body><main>\n<h1>{_text(title)}</h1>",
    ]
    return ("\n".join([*head, *body, "</main></body>\n</html>"]) + "\n").encode()


class _Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def _links(files: Sequence[str]) -> _Markup:
    return _Markup(", ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in files))


def _section(letter: Letter, name: str, columns: Sequence[Column[Line]], lines: Sequence[Line]) -> Iterator[str]:
    if not lines:
        return
    title = letter.text(name)
    yield f"<h2>{_text(title)}</h2>"
    heads = [letter.text(f"column.{column.key}") for column in columns]
    rows = ([column.cell(line, letter) for column in columns] for line in lines)
    yield from _table(letter.t, title, heads, rows)


def _table(t: Translator, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A table that can be scrolled with the keyboard where the window is narrow."""
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{_text(title)}"><table>'
    yield "<thead><tr>" + "".join(f'<th scope="col">{_text(each)}</th>' for each in heads) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(_cell(t, cell) for cell in row) + "</tr>"
    yield "</tbody></table></div>"


def _cell(t: Translator, cell: Cell) -> str:
    if isinstance(cell, _Markup):
        return f"<td>{cell}</td>"
    if isinstance(cell, int):
        return f'<td class="number">{t.number(cell)}</td>'
    return f"<td>{_text(cell or '')}</td>"


def _text(text: str) -> str:
    return escape(sanitise(text))
