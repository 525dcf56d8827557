"""Municipalities (*kommuner*) and counties with their dates: which number was valid when, and what became of it.

Known is every number valid at any time since HORIZON (the registers on introduction begin in 2004). A number withdrawn
before that counts as never valid, and what was valid before that day is not known. Periods include their first day and
exclude ``valid_to``; one without end is still valid. Svalbard's and Jan Mayen's codes (21xx, 22xx) are no
municipalities. Source: SSB, Klass 131, as of 2025-01-01.

The functions that take expressions are elementwise; ``code`` is four digits exactly as written (301 is no number),
``date`` a Date.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.reference import tables
from auditor.reference.counties import HORIZON as HORIZON
from auditor.reference.counties import all_counties
from auditor.reference.counties import counties as counties
from auditor.reference.counties import county as county
from auditor.reference.lookup import is_one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EPOCH = dt.date(1970, 1, 1)
_FOREVER = np.iinfo(np.int32).max
_Days = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality under one name; a county in the name (``Herøy (Nordland)``) tells namesakes of the time apart."""

    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def county(self) -> str:
        """The number of the county."""
        return self.code[:2]

    @property
    def county_name(self) -> str:
        """The Norwegian name of the county when the municipality was first known under this number and name."""
        found = county(self.county, max(self.valid_from, HORIZON))
        return found.name if found else ""

    def valid(self, at: dt.date) -> bool:
        """Whether number and name were valid on a day."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a number on a day: ``split`` (several successors), ``merge`` (several numbers have one
    successor), ``renumber`` or ``rename``. A split or merged number may go on as its own successor."""

    date: dt.date
    kind: str
    source: str
    target: str


@cache
def _all() -> tuple[Municipality, ...]:
    return tuple(
        Municipality(row["number"], row["name"], dt.date.fromisoformat(row["valid_from"]), tables.day(row["valid_to"]))
        for row in tables.rows("municipalities")
    )


@cache
def _names_of() -> Mapping[str, tuple[Municipality, ...]]:
    found: dict[str, list[Municipality]] = defaultdict(list)
    for each in sorted(_all(), key=lambda each: (each.code, each.valid_from)):
        found[each.code].append(each)
    return {code: tuple(periods) for code, periods in found.items()}


def known_codes() -> frozenset[str]:
    """Every number valid at any time since HORIZON."""
    return frozenset(_names_of())


def municipality(code: str, at: dt.date) -> Municipality | None:
    """The municipality of that number on a day; None where the number was not valid or the day is before HORIZON."""
    if at < HORIZON:
        return None
    return next((each for each in _names_of().get(code, ()) if each.valid(at)), None)


def latest(code: str) -> Municipality | None:
    """The municipality that last had a number, whenever that was; None for a number that was never valid."""
    periods = _names_of().get(code)
    return periods[-1] if periods else None


@cache
def municipalities(at: dt.date) -> tuple[Municipality, ...]:
    """All municipalities of a day, by number; ValueError for a day before HORIZON."""
    if at < HORIZON:
        raise ValueError(f"no municipalities are known before {HORIZON}")
    return tuple(sorted((each for each in _all() if each.valid(at)), key=lambda each: each.code))


@cache
def codes_valid_in(year: int) -> frozenset[str]:
    """The numbers valid on 1 January of ``year``.

    Municipal changes have come into force on 1 January only since HORIZON, so these are the numbers valid on any day of
    the year, too.
    """
    return frozenset(each.code for each in municipalities(dt.date(year, 1, 1)))


@cache
def all_changes() -> tuple[Change, ...]:
    """Every change since HORIZON, by date."""
    return tuple(
        Change(dt.date.fromisoformat(row["date"]), row["kind"], row["from"], row["to"])
        for row in tables.rows("municipality_changes")
    )


def changes(after: dt.date, until: dt.date) -> tuple[Change, ...]:
    """The changes that came into force after one day and until another, this one included."""
    return tuple(each for each in all_changes() if after < each.date <= until)


def successors(code: str, to: dt.date, since: dt.date | None = None) -> tuple[str, ...]:
    """The numbers valid on the day ``to`` that hold what ``code`` was on the day ``since`` (default: its last valid
    one).

    One: the number itself or the one it became. Several: the municipality was split, and nothing but the record itself
    can tell which it belongs to; never choose silently. None: an unknown number, or one not valid on ``since`` or yet
    on ``to``.
    """
    periods = _names_of().get(code)
    if not periods or to < max(periods[0].valid_from, HORIZON):
        return ()
    end = periods[-1].valid_to
    if since is None:
        since = to if end is None or to < end else end - dt.timedelta(days=1)
    elif municipality(code, since) is None:
        return ()
    current = {code}
    for day, targets in _targets_by_day():
        if since < day <= to and not targets.keys().isdisjoint(current):
            current = set().union(*(targets.get(each, {each}) for each in current))
    return tuple(sorted(current))


@cache
def _targets_by_day() -> tuple[tuple[dt.date, Mapping[str, frozenset[str]]], ...]:
    """The days of change, in order, with what each number that changed became on that day."""
    days: list[tuple[dt.date, Mapping[str, frozenset[str]]]] = []
    for day, of_day in groupby(all_changes(), key=lambda each: each.date):
        targets: dict[str, set[str]] = defaultdict(set)
        for each in of_day:
            targets[each.source].add(each.target)
        days.append((day, {source: frozenset(became) for source, became in targets.items()}))
    return tuple(days)


def valid_at(code: pl.Expr, date: pl.Expr) -> pl.Expr:
    """Whether each number was valid on each date (Boolean).

    Null where the number is missing, or the answer depends on a date that is missing or before HORIZON; false where the
    number was valid at no time, whatever the date.
    """

    def evaluate(written: pl.Series, dates: pl.Series) -> pl.Series:
        number, start, end = _periods(written)
        known = number < _UNKNOWN
        days = dates.to_physical().fill_null(np.iinfo(np.int32).min).to_numpy()
        valid = known & (days >= start) & (days < end)
        unsure = known & (days < (HORIZON - _EPOCH).days)
        return pl.Series(valid).set(pl.Series(unsure | (number == _MISSING)), None)

    return _of_pair(code, date.cast(pl.Date), evaluate, pl.Boolean())


@dataclass(frozen=True, slots=True)
class Validity:
    """When each of some numbers was valid, for those who have many dates for few numbers."""

    written: npt.NDArray[np.bool_]
    """Whether there is a number at all."""
    known: npt.NDArray[np.bool_]
    start: _Days
    end: _Days

    def misdated(self, places: npt.NDArray[np.int64], days: _Days) -> npt.NDArray[np.bool_]:
        """Where :func:`valid_at` is false, for the numbers at ``places`` and days since 1970-01-01."""
        known = self.known[places]
        outside = (days < self.start[places]) | (days >= self.end[places])
        outside &= days >= (HORIZON - _EPOCH).days
        return self.written[places] & (~known | outside)


def validity(codes: pl.Series) -> Validity:
    """The validity of each number as written."""
    number, start, end = _periods(codes)
    return Validity(number != _MISSING, number < _UNKNOWN, start, end)


def valid_in_year(code: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Whether each number was valid on 1 January of each year (Boolean); null as in :func:`valid_at`."""
    number = year.cast(pl.Int32, strict=False)
    return valid_at(code, pl.date(pl.when(number.is_between(1, 9999)).then(number), 1, 1))


@cache
def _same_places() -> frozenset[str]:
    """Pairs of numbers, one after the other, that some place has had both of, at one time or another."""
    lines: dict[str, set[str]] = defaultdict(set)
    for code, periods in _names_of().items():
        for each in successors(code, dt.date.max, max(periods[0].valid_from, HORIZON)):
            lines[each].add(code)
    return frozenset(one + other for codes in lines.values() for one in codes for other in codes)


def same_place(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether two numbers can be of one place, renumbered, merged or split in between (Boolean; null for null).

    Two neighbours that became one municipality count as one place from then on; a number that was never valid is no
    place but itself.
    """
    one, other = one.cast(pl.String), other.cast(pl.String)
    return (one == other) | is_one_of(one + other, _same_places())


def with_lost_zero(code: pl.Expr) -> pl.Expr:
    """The number that three digits become with the zero in front that a spreadsheet took (String).

    Null where the text is not three digits, or no municipality since HORIZON had that number. A proposal for a
    reader: never applied silently.
    """
    padded = "0" + code.cast(pl.String)
    three_digits = code.cast(pl.String).str.contains(r"^[0-9]{3}$")
    return pl.when(three_digits & is_one_of(padded, known_codes())).then(padded)


def name_at(code: pl.Expr, date: pl.Expr) -> pl.Expr:
    """The name of each number on each date (String); null where :func:`valid_at` is not true."""

    def evaluate(written: pl.Series, dates: pl.Series) -> pl.Series:
        starts, names = _names_by_start()
        number, _, _ = _periods(written)
        days = dates.to_physical().fill_null(0).to_numpy()
        at = np.searchsorted(starts, number * _SLOT_WIDTH + days, side="right") - 1
        return names.gather(np.maximum(at, 0))

    return pl.when(valid_at(code, date)).then(_of_pair(code, date.cast(pl.Date), evaluate, pl.String()))


def county_of(code: pl.Expr, date: pl.Expr) -> pl.Expr:
    """The number of the county of each municipality on each date (String); null where :func:`valid_at` is not true."""
    return pl.when(valid_at(code, date)).then(code.cast(pl.String).str.slice(0, 2))


def county_name_at(code: pl.Expr, date: pl.Expr) -> pl.Expr:
    """The name of the county of each municipality on each date (String); null where :func:`valid_at` is not true."""
    number = county_of(code, date)
    name = pl.lit(None, pl.String)
    for each in all_counties():
        until = pl.lit(True) if each.valid_to is None else date < each.valid_to
        since = pl.lit(True) if each.valid_from is None else date >= each.valid_from
        name = pl.when((number == each.code) & since & until).then(pl.lit(each.name)).otherwise(name)
    return name


_UNKNOWN, _MISSING = 10_000, 10_001
_MAX_SLOT = _MISSING + 1
_SLOT_WIDTH = np.int64(10_000_000)
"""Room for the days of one number when number and day make one key."""


@cache
def _slots() -> tuple[_Days, _Days]:
    """First and last-exclusive day of each number from 0 to 9999, as days since 1970-01-01; empty for other slots."""
    start, end = np.full(_MAX_SLOT, _FOREVER, np.int32), np.zeros(_MAX_SLOT, np.int32)
    for code, periods in _names_of().items():
        for earlier, later in pairwise(periods):
            if earlier.valid_to != later.valid_from:
                raise ValueError(f"municipality number {code} was given twice")
        last = periods[-1].valid_to
        start[int(code)] = (periods[0].valid_from - _EPOCH).days
        end[int(code)] = _FOREVER if last is None else (last - _EPOCH).days
    return start, end


@cache
def _names_by_start() -> tuple[npt.NDArray[np.int64], pl.Series]:
    """Number and first day of each name as one rising key, and the names in that order."""
    periods = sorted(_all(), key=lambda each: (each.code, each.valid_from))
    starts = [int(each.code) * _SLOT_WIDTH + (each.valid_from - _EPOCH).days for each in periods]
    return np.array(starts, np.int64), pl.Series([each.name for each in periods])


def _periods(written: pl.Series) -> tuple[npt.NDArray[np.uint16], _Days, _Days]:
    """The slot of each number as written, and its first and last-exclusive day."""
    start, end = _slots()
    four = (written.str.len_bytes() == 4).fill_null(False)
    padded = written if four.all() else written.set(~four, "----").fill_null("----")
    digits = padded.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, 4)).to_numpy() - np.uint8(48)
    slot = digits.astype(np.uint16) @ np.array([1000, 100, 10, 1], np.uint16)
    slot[(digits > 9).any(axis=1)] = _UNKNOWN
    known = end[np.minimum(slot, _UNKNOWN)] > 0
    slot[~known] = _UNKNOWN
    if written.null_count():
        slot[written.is_null().to_numpy()] = _MISSING
    return slot, start[slot], end[slot]


def _of_pair(
    code: pl.Expr, date: pl.Expr, evaluate: Callable[[pl.Series, pl.Series], pl.Series], dtype: Any
) -> pl.Expr:
    """An elementwise expression over two columns, either of which may be a literal."""

    def run(columns: Any) -> pl.Series:
        codes, dates = columns
        size = max(len(codes), len(dates)) if len(codes) and len(dates) else 0
        codes, dates = (each if len(each) == size else each.new_from_index(0, size) for each in (codes, dates))
        return evaluate(codes, dates).alias(codes.name)

    return pl.map_batches([code.cast(pl.String), date], run, return_dtype=dtype, is_elementwise=True)
