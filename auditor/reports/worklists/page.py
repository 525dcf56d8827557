"""A worklist as one HTML page that needs nothing else, and the index of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.privacy.sanitise import sanitise
from auditor.reports import html_page as html
from auditor.reports.worklists.letter import FIGURES, LINES, Cell, Column, Letter, Line

_WIDE = "body { max-width: none; }\n#lines td:nth-of-type(3) { min-width: 20rem; }\n"


def write_html(letter: Letter) -> bytes:
    """The cover note, the lines and the key figures."""
    content = [html.element("p", paragraph) for paragraph in letter.note()]
    parts = [*_part(letter, "lines", LINES, letter.worklist.lines)]
    parts += _part(letter, "figures", FIGURES, letter.worklist.figures)
    places = [(identity, title) for identity, title, _ in parts]
    content += [markup for _, _, markup in parts]
    return html.page(letter.title, letter.t, content, places, _WIDE).encode()


def index_page(written: Sequence[tuple[Letter, Sequence[str]]]) -> bytes:
    """For the sender: which worklists there are, and how long they are. At least one."""
    first = written[0][0]
    t = first.t
    lines = sum(len(letter.worklist.lines) for letter, _ in written)
    title = first.text("index.title", extract=sanitise(first.result.extract.manifest.name))
    key = "index.note_one" if len(written) == 1 else "index.note"
    rows = [
        [
            letter.receiver,
            t.number(letter.worklist.persons),
            t.number(len(letter.worklist.lines)),
            html.joined((html.link(file, file) for file in files), ", "),
        ]
        for letter, files in written
    ]
    receiver = f"receiver_{first.worklist.unit.by.value}"
    heads = [first.text(f"index.{each}") for each in (receiver, "persons", "lines", "files")]
    note = html.element("p", first.text(key, lists=len(written), lines=lines, until=first.until))
    return html.page(title, t, [note, html.table("lists", title, heads, rows, numeric=(1, 2))]).encode()


def _part(
    letter: Letter, name: str, columns: Sequence[Column[Line]], lines: Sequence[Line]
) -> Iterator[tuple[str, str, html.Markup]]:
    """Identity, title and markup of a table with its heading; nothing where there are no lines."""
    if not lines:
        return
    title = letter.text(f"sheet.{name}")
    rows = [[_written(letter, column.cell(line, letter)) for column in columns] for line in lines]
    numeric = [place for place, column in enumerate(columns) if isinstance(column.cell(lines[0], letter), int)]
    heads = [letter.text(f"column.{column.key}") for column in columns]
    table = html.table(f"{name}-table", title, heads, rows, numeric)
    yield name, title, html.section(name, title, table)


def _written(letter: Letter, cell: Cell) -> str:
    return "" if cell is None else letter.t.number(cell) if isinstance(cell, int) else cell
