"""Further rules for the same table, to see what a rule more costs: plain SQL that DuckDB understands as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from tests.benchmarks.values import CAUSES, GROUNDS

_STATES = ("AKTIV", "AVSLUTTET", "AVBRUTT", "PERMISJON")
_DAY = dt.timedelta(1)


@dataclass(frozen=True)
class Extra:
    """A rule that finds rows where ``when`` is true and ``require`` is false."""

    id: str
    when: str
    require: str
    fails: Mapping[str, object]
    passes: Mapping[str, object]

    @property
    def sql(self) -> str:
        """True, or null, where a row passes."""
        return f"NOT ({self.when}) OR ({self.require})"


def extra_rules(count: int) -> list[Extra]:
    """The first ``count`` of them, kinds mixed."""
    kinds = [_hours(), _amounts(), _leaves(), _birth_years(), _settled_years(), _causes(), _lengths(), _waits()]
    found: list[Extra] = []
    while len(found) < count and kinds:
        for kind in list(kinds):
            given = next(kind, None)
            if given is None:
                kinds.remove(kind)
            else:
                found.append(given)
    return list(islice(found, count))


def _id(kind: str, number: int) -> str:
    return f"{kind}-{number:03}"


def _by_ground_and_state() -> Iterator[tuple[int, str, str]]:
    for number, (ground, state) in enumerate(product(GROUNDS, _STATES), 1):
        yield number, ground, state


def _hours() -> Iterator[Extra]:
    for number, ground, state in _by_ground_and_state():
        most = 2400 + 10 * number
        group = {"oppholdsgrunnlag": ground, "status": state}
        yield Extra(
            _id("HOURS", number),
            f"oppholdsgrunnlag = '{ground}' AND status = '{state}' AND timer_norsk IS NOT NULL",
            f"timer_norsk <= {most}",
            {**group, "timer_norsk": most + 1},
            {**group, "timer_norsk": most},
        )


def _amounts() -> Iterator[Extra]:
    for number, ground, state in _by_ground_and_state():
        least = 20_000 + 500 * number
        group = {"oppholdsgrunnlag": ground, "status": state}
        yield Extra(
            _id("AMOUNT", number),
            f"oppholdsgrunnlag = '{ground}' AND status = '{state}'",
            f"stonad_belop BETWEEN {least} AND 480000",
            {**group, "stonad_belop": least - 1},
            {**group, "stonad_belop": least},
        )


def _leaves() -> Iterator[Extra]:
    for number, (ground, least) in enumerate(product(GROUNDS, (1900, 2000, 2100, 2200)), 1):
        yield Extra(
            _id("LEAVE", number),
            f"oppholdsgrunnlag IN ('{ground}', 'UKJENT') AND timer_norsk > {least}",
            "permisjon_dager < 16",
            {"oppholdsgrunnlag": ground, "timer_norsk": least + 1, "permisjon_dager": 16},
            {"oppholdsgrunnlag": ground, "timer_norsk": least + 1, "permisjon_dager": 15},
        )


def _birth_years() -> Iterator[Extra]:
    for number in range(1, 41):
        first = dt.date(1915 + number, 1, 1)
        yield Extra(
            _id("BORN", number),
            f"fodselsdato IS NOT NULL AND utdanningsniva = {number % 9}",
            f"fodselsdato >= DATE '{first}'",
            {"fodselsdato": first - _DAY, "utdanningsniva": number % 9},
            {"fodselsdato": first, "utdanningsniva": number % 9},
        )


def _settled_years() -> Iterator[Extra]:
    for number in range(1, 41):
        first = dt.date(1967 + number, 6, 1)
        yield Extra(
            _id("SETTLED", number),
            "bosettingsdato IS NOT NULL AND slutt_dato IS NOT NULL",
            f"bosettingsdato >= DATE '{first}' OR slutt_dato < bosettingsdato",
            {"bosettingsdato": first - _DAY, "slutt_dato": first},
            {"bosettingsdato": first, "slutt_dato": first},
        )


def _causes() -> Iterator[Extra]:
    for number, cause in enumerate(CAUSES, 1):
        yield Extra(
            _id("CAUSE", number),
            f"avslutningsarsak = '{cause}'",
            "status <> 'AKTIV' AND slutt_dato IS NOT NULL",
            {"avslutningsarsak": cause, "status": "AKTIV", "slutt_dato": dt.date(2020, 1, 1)},
            {"avslutningsarsak": cause, "status": "AVBRUTT", "slutt_dato": dt.date(2020, 1, 1)},
        )


def _lengths() -> Iterator[Extra]:
    for number, (ground, prefix) in enumerate(product(GROUNDS, range(2010, 2018)), 1):
        group = {"oppholdsgrunnlag": ground}
        yield Extra(
            _id("CASE", number),
            f"oppholdsgrunnlag = '{ground}' AND saksnummer LIKE '{prefix}/%'",
            "length(saksnummer) >= 7",
            {**group, "saksnummer": f"{prefix}/1"},
            {**group, "saksnummer": f"{prefix}/12"},
        )


def _waits() -> Iterator[Extra]:
    for number in range(1, 65):
        start = dt.date(2022, 1, 1) + number * 10 * _DAY
        yield Extra(
            _id("WAIT", number),
            f"start_dato >= DATE '{start}' AND start_dato < DATE '{start + 10 * _DAY}' AND slutt_dato IS NOT NULL",
            "timer_norsk + timer_samfunn <= 2000",
            {"start_dato": start, "slutt_dato": start, "timer_norsk": 2000, "timer_samfunn": 0.5},
            {"start_dato": start, "slutt_dato": start, "timer_norsk": 1999, "timer_samfunn": 1},
        )
