"""What every HTML file of the program is made of: one page that needs nothing else, readable by all and on paper.

Text becomes markup only through :func:`escaped`, which sanitises it first: every helper calls it for whatever is not
:class:`Markup` already. The policy in the head forbids whatever is not in the file (https://www.w3.org/TR/CSP3/): no
script, no remote part. WCAG 2.1 AA: language, landmarks, a link past the contents, headings in order, tables with
caption and scoped heads that scroll by keyboard, contrast of 4.5:1 in light and dark, no meaning by colour alone.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Collection, Iterable, Sequence

from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise

STYLE = """
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --paper: #ffffff; --soft: #f2f4f7; --line: #767c85; --link: #0b4f8a;
  --fatal: #8c1d40; --error: #b3261e; --warning: #8a5a00; --info: #1f5f8b; --good: #1d6b3a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8eaed; --paper: #16181c; --soft: #24272c; --line: #8a8f98; --link: #8cc4ff;
    --fatal: #ff9db5; --error: #ff9a8f; --warning: #f0bf5f; --info: #8cc4ff; --good: #86d39d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 0 1rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; }
h1, h2, h3 { line-height: 1.25; }
section { border-top: 1px solid var(--line); margin-top: 2rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; min-width: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .8rem 0; }
caption { text-align: left; font-style: italic; padding-bottom: .2rem; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--soft); }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.number { white-space: normal; }
.fatal { color: var(--fatal); } .error { color: var(--error); } .warning { color: var(--warning); }
.info { color: var(--info); } .good { color: var(--good); }
svg { display: block; width: 100%; max-width: 26rem; height: auto; }
svg text { fill: var(--ink); font: 14px system-ui, sans-serif; }
svg rect { fill: currentColor; }
figure { margin: 1rem 0; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
@page { margin: 1.5cm; }
@media print {
  :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --soft: #f2f4f7; --line: #767c85;
    --fatal: #8c1d40; --error: #b3261e; --warning: #8a5a00; --info: #1f5f8b; --good: #1d6b3a; }
  body { max-width: none; font-size: 10pt; padding: 0; }
  nav, .skip { display: none; }
  .scroll { overflow: visible; }
  th, td { padding: .15rem .3rem; }
  thead { display: table-header-group; break-after: avoid; }
  tr, dt, dd, figure { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""


class Markup(str):
    """Text that is HTML already: made by this module, from parts that were escaped."""

    __slots__ = ()


BREAK = Markup("\n")
"""A line end between elements; one in a text would be shown as a sign."""


def escaped(text: str) -> Markup:
    """``text`` made harmless and escaped, in text and attributes alike; Markup stays as it is."""
    return text if isinstance(text, Markup) else Markup(html.escape(sanitise(text), quote=True))


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Parts one after another, each escaped where it is not Markup."""
    return Markup(escaped(between).join(map(escaped, parts)))


def element(tag: str, *content: str, **attributes: str | None) -> Markup:
    """An element; ``class_`` and ``aria_label`` are the attributes class and aria-label, None leaves one out."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{given}>{joined(content)}</{tag}>")


def link(text: str, target: str) -> Markup:
    """A link to a place on this page, or to a file beside it."""
    return element("a", text, href=target)


def section(identity: str, title: str, *content: str) -> Markup:
    """A part of the page with its heading, which the contents can point to."""
    heading = element("h2", title, id=f"{identity}-title")
    return element(
        "section",
        BREAK,
        heading,
        BREAK,
        joined(content, BREAK),
        BREAK,
        id=identity,
        aria_labelledby=f"{identity}-title",
    )


def facts(pairs: Iterable[tuple[str, str]]) -> Markup:
    """A list of labels and what they stand for."""
    lines = [element("dt", label) + element("dd", value) for label, value in pairs]
    return Markup("<dl>\n" + "\n".join(lines) + "\n</dl>")


def table(
    identity: str,
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Collection[int] = (),
    classes: Sequence[str] = (),
) -> Markup:
    """A table whose first column heads its rows; wider than the page, it scrolls, by keyboard too.

    ``numeric`` columns are set to the right; ``classes`` gives each row one.
    """
    align = ["number" if place in numeric else None for place in range(len(head))]
    heads = joined(element("th", each, scope="col", class_=align[place]) for place, each in enumerate(head))
    lines = []
    for number, row in enumerate(rows):
        first = element("th", row[0], scope="row", class_=align[0])
        rest = joined(element("td", cell, class_=align[place]) for place, cell in enumerate(row[1:], start=1))
        lines.append(element("tr", first, rest, class_=classes[number] if classes else None))
    body = Markup("\n".join(lines))
    return element(
        "div",
        element(
            "table",
            BREAK,
            element("caption", caption, id=f"{identity}-caption"),
            BREAK,
            element("thead", element("tr", heads)),
            BREAK,
            element("tbody", BREAK, body, BREAK),
            BREAK,
        ),
        class_="scroll",
        role="group",
        aria_labelledby=f"{identity}-caption",
        tabindex="0",
    )


def page(
    title: str,
    t: Translator,
    content: Iterable[str],
    places: Sequence[tuple[str, str]] = (),
    style: str = "",
) -> str:
    """The whole file; ``places`` are identity and title of its sections, ``style`` adds to the common rules."""
    sheet = STYLE + style
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escaped(t.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escaped(title)}</title>",
        f"<style>{sheet}</style>",
        "</head>",
        "<body>",
        element("a", t("reports.html.skip"), href="#main", class_="skip"),
        element("header", element("h1", title)),
    ]
    if places:
        items = Markup("\n".join(element("li", link(name, f"#{identity}")) for identity, name in places))
        contents = element("ul", BREAK, items, BREAK)
        lines.append(element("nav", BREAK, contents, BREAK, aria_label=t("reports.html.contents")))
    return "\n".join(
        [*lines, '<main id="main" tabindex="-1">', *map(escaped, content), "</main>", "</body>", "</html>", ""]
    )
