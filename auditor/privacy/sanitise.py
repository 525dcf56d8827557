"""Making text from data harmless for terminals, HTML, CSV and spreadsheets, without losing what it says.

Whatever a reader could not see, or a program could take for a command, is written out:

- C0 controls and DEL as their Unicode pictures: ESC is ␛, tab ␉, line feed ␊, NUL ␀;
- C1 controls, format characters (bidi, zero width, tags, soft hyphen), line and paragraph separators, lone surrogates,
  private-use and unassigned characters, blank fillers and variation selectors as ``\\u{202e}``;
- a combining mark without a base gets a dotted circle (◌), and of a pile of marks on one base the first four stay; the
  rest is counted: ``…+37``.

Printable text is left as it is, in the normal form it came in. Markup (``[b]``, ``<b>``) is printable: whoever renders
passes it as plain text (Textual's Content, HTML autoescape). Sanitising twice changes nothing more.
Sources: Unicode UTR 36 and UTS 39; CWE-150 (escape sequences), CWE-1236 and OWASP ASVS 5 1.2.10 (formulas).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

MARKS_ON_ONE_BASE = 4
ELLIPSIS = "…"
SPREADSHEET_LIMIT = 32_767
"""Characters a cell of Excel can hold."""

_WRITTEN_OUT = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    chr(code)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(first, last + 1)
)
_LETTERS = r"\x20-\x7E\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E"
_PLAIN = rf"^[{_LETTERS}]*$"
"""Text without anything to write out and without combining marks, in the syntax of Polars."""
_IS_PLAIN = re.compile(rf"[{_LETTERS}]*").fullmatch
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−")


def sanitise(text: str, limit: int | None = None) -> str:
    """``text`` made visible and harmless; at most ``limit`` characters, the last of them … where something is left out.

    ValueError for a limit below 1.
    """
    if limit is not None and limit < 1:
        raise ValueError("a limit is at least 1")
    if not _IS_PLAIN(text):
        return _joined(_pieces(text), limit)
    return text if limit is None or len(text) <= limit else text[: limit - 1] + ELLIPSIS


def neutralise_formula(text: str) -> str:
    """``text`` for a text cell of CSV or a spreadsheet: with ' in front where a program could take it for a formula.

    That is where the first character that is not blank, invisible or a control is one of = + - @ (or a look-alike, full
    width or small), or a tab or line break comes first. Numbers and dates in typed cells do not pass here.
    """
    if not text or (text[0].isalnum() and text[0].isascii()):
        return text
    for character in text:
        if character in _FORMULA_STARTS:
            return "'" + text
        if not (character.isspace() or _invisible(character)):
            return text
    return text


def spreadsheet_text(text: str) -> str:
    """``text`` sanitised, neutralised and short enough for one text cell of a spreadsheet."""
    return neutralise_formula(sanitise(text, SPREADSHEET_LIMIT - 1))


def sanitise_expr(text: pl.Expr, limit: int | None = None) -> pl.Expr:
    """:func:`sanitise` for a column: elementwise, and looking closer only at values that are not plain."""
    return for_values(text, lambda value: sanitise(value, limit), limit)


def spreadsheet_text_expr(text: pl.Expr) -> pl.Expr:
    """:func:`spreadsheet_text` for a column."""
    return for_values(text, spreadsheet_text, SPREADSHEET_LIMIT - 1, rf"^[A-Za-z0-9][{_LETTERS}]*$")


def for_values(text: pl.Expr, change: Callable[[str], str], limit: int | None, plain: str = _PLAIN) -> pl.Expr:
    """``change`` applied to each distinct value that is longer than ``limit`` or does not match ``plain``; elementwise.

    ``change`` must leave every other value as it is.
    """
    import polars as pl

    def evaluate(values: pl.Series) -> pl.Series:
        closer = ~values.str.contains(plain)
        if limit is not None:
            closer = closer | (values.str.len_chars() > limit)
        distinct = values.filter(closer.fill_null(False)).unique()
        if not len(distinct):
            return values
        changed = pl.Series([change(value) for value in distinct], dtype=pl.String)
        return values.replace(distinct, changed)

    return text.cast(pl.String).map_batches(evaluate, return_dtype=pl.String(), is_elementwise=True)


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in _WRITTEN_OUT or character in _BLANK


def _shown(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"\\u{{{code:x}}}"


def _pieces(text: str) -> Iterator[str]:
    """What each character becomes; a base with its marks is one piece, so that a limit does not part them."""
    base, marks, spare = "", 0, 0
    for character in text:
        if _invisible(character):
            ends = _shown(character)
        elif unicodedata.category(character) in ("Mn", "Me"):
            if marks == MARKS_ON_ONE_BASE:
                spare += 1
            else:
                base, marks = (base or "◌") + character, marks + 1
            continue
        else:
            ends = ""
        yield base + (f"{ELLIPSIS}+{spare}" if spare else "")
        marks = spare = 0
        if ends:
            yield ends
        base = "" if ends else character
    yield base + (f"{ELLIPSIS}+{spare}" if spare else "")


def _joined(pieces: Iterator[str], limit: int | None) -> str:
    if limit is None:
        return "".join(pieces)
    kept: list[str] = []
    length = fits = 0
    for piece in pieces:
        length += len(piece)
        if length > limit:
            return "".join(kept[:fits]) + ELLIPSIS
        kept.append(piece)
        if length <= limit - 1:
            fits = len(kept)
    return "".join(kept)
