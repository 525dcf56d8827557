"""Whether every record of a text file is what its header promises.

Polars reads CSV fast but neither tells short lines from empty cells nor survives stray quotes, so the structure is
measured here, on bytes and in NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from auditor.extract.limits import Limits

_RETURN = 13
_REPLACEMENT = b"\xef\xbf\xbd"
_TWICE_ENCODED = b"\xc3\x83\xc2"
_LETTER = np.zeros(256, dtype=bool)
_LETTER[[*range(65, 91), *range(97, 123), *range(128, 256)]] = True

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Positions = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(slots=True)
class Structure:
    """What the records after the header are like; record numbers count from 0, blank lines included."""

    columns: int
    surplus: int = 1
    """Delimiters at the end of every line that may turn out to be nothing but that."""
    records: int = 0
    blank: list[Positions] = field(default_factory=list)
    ragged: list[Positions] = field(default_factory=list)
    jumps: list[tuple[int, int]] = field(default_factory=list)
    """(record, lines): this many line breaks within quotes stand before this record."""
    embedded: int = 0
    """Line breaks within quotes."""
    quoted: bool = False
    empty_quotes: bool = False
    """Whether a cell is written as two quotes."""
    trailing: bool = True
    """Whether every record ends with ``surplus`` delimiters that no named column stands for."""
    bad_quote: int | None = None
    """Number of the first line, from 0 after the header, where a quote opens or closes in the midst of a cell."""
    suspect_columns: set[int] = field(default_factory=set)
    """Columns, from 0, where a question mark or U+FFFD may stand for a lost letter."""
    double_encoded: int = 0
    """How often a letter stands as the two that its UTF-8 bytes are in windows-1252, once more encoded."""

    def blank_numbers(self) -> Positions:
        """The records that are blank lines."""
        return np.concatenate(self.blank) if self.blank else np.empty(0, np.int64)

    def ragged_numbers(self) -> Positions:
        """The records with too few or too many cells."""
        return np.concatenate(self.ragged) if self.ragged and not self.trailing else np.empty(0, np.int64)


class BadQuoteError(Exception):
    """Quotes do not follow RFC 4180; the structure must be measured anew without them."""


class StructureScanner:
    """Measures records chunk by chunk; holds at most one chunk and one incomplete record."""

    def __init__(
        self,
        name: str,
        structure: Structure,
        delimiter: str,
        quote: str | None,
        eol: str,
        first_line: int,
        limits: Limits,
    ) -> None:
        self.structure = structure
        structure.trailing = delimiter.isprintable() or delimiter == "\t"
        self._name, self._limits, self._first_line = name, limits, first_line
        self._delimiter, self._eol = ord(delimiter), ord(eol)
        self._quote = ord(quote) if quote else None
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the data; ExtractError for a line beyond the limit."""
        buffer = self._rest + chunk if self._rest else chunk
        self._rest = buffer[self._measure(buffer) :]
        if len(self._rest) > self._limits.line_bytes:
            if self._quote is not None and self._rest.count(self._quote) % 2:
                raise BadQuoteError
            self._too_long()

    def finish(self) -> None:
        """The end of the data; a last line without a line break counts."""
        rest, self._rest = self._rest, b""
        if rest and self._measure(rest + bytes((self._eol,))) == 0:
            raise BadQuoteError
        if not self.structure.records:
            self.structure.trailing = False

    def _line(self, record: int) -> int:
        return self._first_line + record + self.structure.embedded

    def _too_long(self, ahead: int = 0) -> NoReturn:
        line = self._line(self.structure.records + ahead)
        raise ExtractError("extract.line_too_long", file=self._name, line=str(line), limit=self._limits.line_bytes)

    def _measure(self, buffer: bytes) -> int:
        """Measure the complete records of a buffer that begins with a record; where the incomplete one starts."""
        data: Bytes = np.frombuffer(buffer, np.uint8)
        mark = data == self._delimiter
        mark |= data == self._eol
        quoted = self._quote is not None and bytes((self._quote,)) in buffer
        if quoted:
            mark |= data == self._quote
        places: Positions = np.flatnonzero(mark)
        kinds: Bytes = data[places]
        embedded: Positions = np.empty(0, np.int64)
        if quoted:
            is_quote = kinds == self._quote
            outside = np.bitwise_and(np.cumsum(is_quote), 1) == 0
            is_end = (kinds == self._eol) & outside
            last = np.flatnonzero(is_end)
            if not len(last):
                return 0
            stop = int(last[-1]) + 1
            self._check_quotes(data, places[:stop][is_quote[:stop]])
            inside = (kinds[:stop] == self._eol) & ~outside[:stop]
            embedded = places[:stop][inside]
            keep = outside[:stop] & ~is_quote[:stop]
            places, kinds = places[:stop][keep], kinds[:stop][keep]
        ends = np.flatnonzero(kinds == self._eol)
        if not len(ends):
            return 0
        end_places: Positions = places[ends]
        self._count(data, places, kinds, ends, end_places)
        if len(embedded):
            self._note_embedded(embedded, end_places)
        self.structure.records += len(ends)
        self._look_for_lost_letters(buffer, data, places, ends)
        return int(end_places[-1]) + 1

    def _count(self, data: Bytes, places: Positions, kinds: Bytes, ends: Positions, end_places: Positions) -> None:
        structure = self.structure
        base = structure.records
        lengths = np.diff(end_places, prepend=-1) - 1
        if int(lengths.max()) > self._limits.line_bytes:
            self._too_long(int(np.argmax(lengths > self._limits.line_bytes)))
        cells = np.diff(ends, prepend=-1)
        blank: Positions = np.flatnonzero((lengths == 0) | ((lengths == 1) & (data[end_places - 1] == _RETURN)))
        wrong = cells != structure.columns
        if len(blank):
            wrong[blank] = False
            structure.blank.append(blank + base)
        if wrong.any():
            structure.ragged.append(np.flatnonzero(wrong) + base)
        if structure.trailing:
            filled = np.ones(len(ends), dtype=bool)
            filled[blank] = False
            ends, end_places = ends[filled], end_places[filled]
            surplus = structure.surplus
            if not (cells[filled] == structure.columns + surplus).all():
                structure.trailing = False
            elif len(ends):
                gap = end_places - places[ends - surplus]
                before = data[end_places - 1] == _RETURN
                structure.trailing = bool(((gap == surplus) | ((gap == surplus + 1) & before)).all())

    def _check_quotes(self, data: Bytes, quotes: Positions) -> None:
        """A quote opens at the start of a cell and closes at its end, or is written twice; BadQuoteError otherwise."""
        if not len(quotes):
            return
        structure = self.structure
        structure.quoted = True
        opening, closing = quotes[0::2], quotes[1::2]
        before = data[opening - 1]
        before[opening == 0] = self._eol
        after = data[closing + 1]
        good_opening = (before == self._delimiter) | (before == self._eol) | (before == self._quote)
        # A carriage return ends a cell only where the line ends with it.
        ends_line = (after == _RETURN) & (data[np.minimum(closing + 2, len(data) - 1)] == self._eol)
        good_closing = (after == self._delimiter) | (after == self._eol) | (after == self._quote) | ends_line
        if not (good_opening.all() and good_closing.all()):
            bad = np.concatenate((opening[~good_opening], closing[~good_closing])).min()
            lines = int(np.count_nonzero(data[:bad] == self._eol))
            structure.bad_quote = structure.records + structure.embedded + lines
            raise BadQuoteError
        if not structure.empty_quotes:
            cell_start = (before == self._delimiter) | (before == self._eol)
            structure.empty_quotes = bool((cell_start & (closing == opening + 1) & (after != self._quote)).any())

    def _note_embedded(self, embedded: Positions, end_places: Positions) -> None:
        structure = self.structure
        records, times = np.unique(np.searchsorted(end_places, embedded), return_counts=True)
        totals = np.cumsum(times) + structure.embedded
        following = records + structure.records + 1
        structure.jumps.extend(zip(following.tolist(), totals.tolist(), strict=True))
        structure.embedded += len(embedded)

    def _look_for_lost_letters(self, buffer: bytes, data: Bytes, places: Positions, ends: Positions) -> None:
        """Note the columns where a letter may be lost; what is really so is counted later, in those columns alone."""
        marks = []
        if b"?" in buffer:
            marks.append(self._suspicious(np.flatnonzero(data == ord("?")), data, places))
        if not buffer.isascii():
            self.structure.double_encoded += buffer.count(_TWICE_ENCODED)
            if _REPLACEMENT in buffer:
                first, second, third = (data[n : len(data) - 2 + n] == byte for n, byte in enumerate(_REPLACEMENT))
                marks.append(np.flatnonzero(first & second & third))
        if not marks:
            return
        found = np.concatenate(marks)
        found = found[found < places[ends[-1]]]
        before = np.searchsorted(places, found)
        starts = np.concatenate(([0], ends + 1))[np.searchsorted(places[ends], found)]
        self.structure.suspect_columns.update(np.unique(before - starts).tolist())

    def _suspicious(self, marks: Positions, data: Bytes, places: Positions) -> Positions:
        """Question marks with a letter after them, or at the end of a cell that is a single word."""
        after = data[np.minimum(marks + 1, len(data) - 1)]
        inside = _LETTER[after]
        closes = (after == self._delimiter) | (after == self._eol) | (after == _RETURN) | (after == ord('"'))
        last = np.flatnonzero(~inside & closes & _LETTER[data[np.maximum(marks - 1, 0)]])
        if len(last):
            spaces = np.flatnonzero(data == ord(" "))
            index = np.searchsorted(places, marks[last]) - 1
            begins = np.where(index >= 0, places[np.maximum(index, 0)], -1)
            inside[last] = np.searchsorted(spaces, marks[last]) == np.searchsorted(spaces, begins)
        return marks[inside]
