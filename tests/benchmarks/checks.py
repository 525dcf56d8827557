"""The 36 checks, said once for every engine: as an expression of Polars, as SQL, and as a rule of auditor.

In all of them a value that is missing passes, unless the check is about its being there. All engines must find the same
rows before ``python -m tests.benchmarks.run`` looks at any time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from tests.benchmarks.checksum import checksum_holds
from tests.benchmarks.values import CAUSES, GROUNDS, LEVELS, SEXES, STATES

c = pl.col
REQUIRED = [
    "deltaker_id", "person_id", "kommunenummer", "oppholdsgrunnlag",
    "fodselsdato", "bosettingsdato", "start_dato", "timer_norsk",
]  # fmt: skip
PATTERNS = {
    "person_id": r"\d{11}",
    "kommunenummer": r"\d{4}",
    "statsborgerskap": "[A-Z]{3}",
    "saksnummer": r"\d{4}/\d{1,6}",
}
CODES = {
    "oppholdsgrunnlag": GROUNDS, "kjonn": SEXES, "avslutningsarsak": CAUSES, "norsk_niva": LEVELS, "status": STATES,
}  # fmt: skip
RANGES: dict[str, tuple[Any, Any]] = {
    "fodselsdato": (dt.date(1930, 1, 1), dt.date(2012, 12, 31)),
    "timer_norsk": (0.0, 3000.0),
    "utdanningsniva": (0, 8),
    "permisjon_dager": (0, 1000),
    "stonad_belop": (0.0, 500_000.0),
}
LAST_REGISTERED = dt.datetime(2026, 1, 1)
KEYS = {"kommunenummer": "kommuner", "mottak_id": "mottak"}
"""Column -> the table it must be found in."""
UNIQUE = {"UNIQUE-DELTAKERID": ("deltaker_id",), "UNIQUE-PERSON-START": ("person_id", "start_dato")}
SHARE = "SHARE-MOTTAK"
MAX_SHARE, MIN_ROWS = 0.20, 100

Row = Mapping[str, object]


@dataclass(frozen=True)
class Check:
    """One check of single rows; ``rule`` are the keys of a rule of auditor that say the same."""

    id: str
    column: str
    kind: str
    holds: pl.Expr
    sql: str
    rule: Mapping[str, Any]
    fails: Row
    passes: Row
    facts: Mapping[str, Any] = field(default_factory=dict)


def name(kind: str, column: str) -> str:
    """The id of a check, in the form that auditor demands."""
    return f"{kind}-{column.replace('_', '').upper()}"


def literal(value: object) -> str:
    """A constant in SQL."""
    if isinstance(value, dt.date):
        return f"DATE '{value:%Y-%m-%d}'"
    return f"'{value}'" if isinstance(value, str) else str(value)


def row_checks(keys: Mapping[str, list[str]]) -> list[Check]:
    """The 33 checks of single rows; ``keys`` holds the values of the two tables that are referred to."""
    return [*_columns(), *_known(keys), _checksum(), *_across()]


def _columns() -> list[Check]:
    found = [
        Check(name("NULL", x), x, "not_null", c(x).is_not_null(), f"{x} IS NOT NULL",
              {"require": f"{x} IS NOT NULL"}, {x: None}, {x: _EXAMPLE[x]})
        for x in REQUIRED
    ]  # fmt: skip
    found += [
        Check(name("PATTERN", x), x, "pattern", c(x).str.contains(f"^(?:{p})$"), f"regexp_full_match({x}, '{p}')",
              {"when": f"{x} IS NOT NULL", "require": f"matches({x}, '{p}')"}, {x: "?"}, {x: _EXAMPLE[x]},
              {"pattern": p})
        for x, p in PATTERNS.items()
    ]  # fmt: skip
    found += [
        Check(name("CODE", x), x, "codes", c(x).is_in(values), f"{x} IN ({', '.join(map(literal, values))})",
              {"kind": "code_list", "field": x}, {x: "?"}, {x: values[0]}, {"values": values})
        for x, values in CODES.items()
    ]  # fmt: skip
    found += [
        Check(name("RANGE", x), x, "range", c(x).is_between(low, high), _between(x, low, high),
              {"when": f"{x} IS NOT NULL", "require": _between(x, low, high)},
              {x: _beyond(high)}, {x: high}, {"low": low, "high": high})
        for x, (low, high) in RANGES.items()
    ]  # fmt: skip
    x = "registrert_tid"
    return [
        *found,
        Check(name("RANGE", x), x, "below", c(x) < LAST_REGISTERED, f"{x} < DATE '2026-01-01'",
              {"when": f"{x} IS NOT NULL", "require": f"{x} < DATE '2026-01-01'"},
              {x: dt.date(2026, 1, 1)}, {x: dt.date(2025, 12, 31)}, {"high": LAST_REGISTERED}),
    ]  # fmt: skip


def _known(keys: Mapping[str, list[str]]) -> list[Check]:
    return [
        Check(name("KEY", x), x, "known", c(x).is_in(keys.get(x, [])), f"{x} IN (SELECT {x} FROM {table})",
              {"kind": "reference", "fields": [x], "to": {"table": table, "fields": [x]}},
              {x: "9999"}, {x: "0301", "with": {table: [{x: "0301"}]}}, {"values": keys.get(x, [])})
        for x, table in KEYS.items()
    ]  # fmt: skip


def _checksum() -> Check:
    x = "person_id"
    return Check("CHECKSUM-PERSONID", x, "checksum", checksum_holds(), _checksum_sql(),
                 {"kind": "identifier", "field": x, "accepts": ["fodselsnummer"], "when": f"matches({x}, '\\d{{11}}')"},
                 {x: "01010150075"}, {x: "01010150074"})  # fmt: skip


def _checksum_sql() -> str:
    def total(weights: tuple[int, ...]) -> str:
        digits = (f"(ascii(substr(person_id, {n}, 1)) - 48) * {weight}" for n, weight in enumerate(weights, 1))
        return f"({' + '.join(digits)}) % 11 = 0"

    first, second = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    return f"NOT regexp_full_match(person_id, '\\d{{11}}') OR ({total(first)} AND {total(second)})"


def _across() -> list[Check]:
    both = "{0} IS NOT NULL AND {1} IS NOT NULL"
    orders = [("bosettingsdato", "fodselsdato"), ("start_dato", "bosettingsdato"), ("slutt_dato", "start_dato")]
    early, late = dt.date(2019, 1, 1), dt.date(2020, 1, 1)
    return [
        Check("BIRTH-PERSONID", "person_id", "across",
              c("person_id").str.slice(0, 6) == c("fodselsdato").dt.strftime("%d%m%y"),
              "substr(person_id, 1, 6) = strftime(fodselsdato, '%d%m%y')",
              {"require": "identifier_birth_date(person_id) = fodselsdato"},
              {"person_id": "01010150074", "fodselsdato": "2001-01-02"},
              {"person_id": "01010150074", "fodselsdato": "2001-01-01"}),
        Check("COUNTY-FYLKE", "fylke", "across", c("fylke") == c("kommunenummer").str.slice(0, 2),
              "fylke = substr(kommunenummer, 1, 2)", {"require": "fylke = substr(kommunenummer, 1, 2)"},
              {"fylke": "03", "kommunenummer": "4601"}, {"fylke": "03", "kommunenummer": "0301"}),
        *(Check(name("ORDER", after), after, "across", c(after) >= c(before), f"{after} >= {before}",
                {"when": both.format(after, before), "require": f"{after} >= {before}"},
                {after: early, before: late}, {after: late, before: late})
          for after, before in orders),
        Check("CAUSE-AVSLUTNINGSARSAK", "avslutningsarsak", "across",
              c("slutt_dato").is_null() | c("avslutningsarsak").is_not_null(),
              "slutt_dato IS NULL OR avslutningsarsak IS NOT NULL",
              {"when": "slutt_dato IS NOT NULL", "require": "avslutningsarsak IS NOT NULL"},
              {"slutt_dato": late, "avslutningsarsak": None}, {"slutt_dato": late, "avslutningsarsak": "A01"}),
        Check("ENDED-SLUTTDATO", "slutt_dato", "across",
              c("status").ne_missing(pl.lit("AVSLUTTET")) | c("slutt_dato").is_not_null(),
              "status IS DISTINCT FROM 'AVSLUTTET' OR slutt_dato IS NOT NULL",
              {"when": "status = 'AVSLUTTET'", "require": "slutt_dato IS NOT NULL"},
              {"status": "AVSLUTTET", "slutt_dato": None}, {"status": "AVSLUTTET", "slutt_dato": late}),
    ]  # fmt: skip


def _between(column: str, low: object, high: object) -> str:
    return f"{column} BETWEEN {literal(low)} AND {literal(high)}"


def _beyond(value: Any) -> Any:
    return value + (dt.timedelta(1) if isinstance(value, dt.date) else 1)


_EXAMPLE: dict[str, object] = {
    "deltaker_id": 1, "person_id": "01010150074", "kommunenummer": "0301", "oppholdsgrunnlag": "ASYL",
    "fodselsdato": "2001-01-01", "bosettingsdato": "2020-01-01", "start_dato": "2020-02-01", "timer_norsk": 1.5,
    "statsborgerskap": "AFG", "saksnummer": "2020/1",
}  # fmt: skip
