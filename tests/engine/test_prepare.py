"""Look-ups, references and derivations: what is found, what is missing, and what cannot be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auditor.engine.prepare import Preparation
from auditor.extract import open_extract
from auditor.model.extract import ROW
from auditor.rulesets.conditions import presence_column
from auditor.rulesets.loading import load
from tests.engine.extracts import extract
from tests.rulesets import writing

DATE = dt.date(2024, 12, 31)

LOOKUP = """\
lookup:
  - table: person
    from: program
    key: {person_id: person_id}
"""


def looked_up(tmp_path: Path, lookup: str, person: Mapping[str, object], *programs: Mapping[str, object]) -> Any:
    """The value of the column ``v`` of one person: a value, None where missing, ``?`` where it cannot be told."""
    text = LOOKUP + "".join(f"    {line}\n" for line in lookup.splitlines())
    ruleset = load(writing.write(tmp_path, oppslag=text))
    tables = Preparation(extract(ruleset, person=[person], program=programs), ruleset, DATE)
    frame = tables.frame("person").sort(ROW).collect()
    assert frame.height == 1
    assert frame["v__unreadable"].to_list() == [False]
    return "?" if frame["v__unknown"][0] else frame["v"][0]


P = {"person_id": "P1"}
SINGLE = "fields: {v: timer}"
FIRST = "fields: {v: timer}\norder: start_dato"
LAST = "fields: {v: timer}\norder: -start_dato"
COUNT = "fields: {v: COUNT(*)}"
ACTIVE = "fields: {v: COUNT(*)}\nwhere: aktiv"
SUM = "fields: {v: SUM(timer)}"
LATEST = "fields: {v: MAX(start_dato)}"

CASES: list[tuple[str, dict[str, object], list[dict[str, object]], Any]] = [
    (SINGLE, P, [{**P, "timer": 5}], 5),
    (SINGLE, P, [{"person_id": "P2", "timer": 5}], None),
    (SINGLE, P, [{**P, "timer": None}], None),
    (SINGLE, P, [{**P, "timer": ":"}], "?"),
    (SINGLE, P, [{**P, "timer": "x"}], "?"),
    (SINGLE, P, [{**P, "timer": 5}, {**P, "timer": 5}], "?"),
    (SINGLE, {"person_id": ":"}, [{**P, "timer": 5}], "?"),
    (SINGLE, {"person_id": None}, [{"person_id": None, "timer": 5}], None),
    (FIRST, P, [{**P, "timer": 7, "start_dato": "2022-01-01"}, {**P, "timer": 6, "start_dato": "2021-01-01"}], 6),
    (LAST, P, [{**P, "timer": 7, "start_dato": "2022-01-01"}, {**P, "timer": 6, "start_dato": "2021-01-01"}], 7),
    (FIRST, P, [{**P, "timer": 7, "start_dato": None}, {**P, "timer": 6, "start_dato": "2021-01-01"}], 6),
    (FIRST, P, [{**P, "timer": 7, "start_dato": ":"}, {**P, "timer": 6, "start_dato": "2021-01-01"}], "?"),
    (FIRST, P, [{**P, "timer": ":", "start_dato": "2020-01-01"}, {**P, "timer": 6, "start_dato": "2021-01-01"}], "?"),
    (COUNT, P, [], 0),
    (COUNT, P, [{**P}, {**P}, {"person_id": "P2"}], 2),
    (COUNT, {"person_id": ":"}, [{**P}], "?"),
    (COUNT, {"person_id": None}, [{**P}], 0),
    (ACTIVE, P, [{**P, "aktiv": "ja"}, {**P, "aktiv": "nei"}, {**P, "aktiv": None}], 1),
    (ACTIVE, P, [{**P, "aktiv": "ja"}, {**P, "aktiv": ":"}], "?"),
    (ACTIVE, P, [{**P, "aktiv": ":"}], "?"),
    (ACTIVE, P, [{**P, "aktiv": "nei"}, {"person_id": "P2", "aktiv": ":"}], 0),
    (SUM, P, [{**P, "timer": 5}, {**P, "timer": 6}, {**P, "timer": None}], 11),
    (SUM, P, [{**P, "timer": None}], None),
    (SUM, P, [{**P, "timer": 5}, {**P, "timer": ":"}], "?"),
    (LATEST, P, [{**P, "start_dato": "2021-01-01"}, {**P, "start_dato": "2022-01-01"}], dt.date(2022, 1, 1)),
    (LATEST, P, [], None),
]


@pytest.mark.parametrize(("lookup", "person", "programs", "wanted"), CASES)
def test_lookup(
    tmp_path: Path, lookup: str, person: dict[str, object], programs: list[dict[str, object]], wanted: Any
) -> None:
    """One value, none, or no telling: where the key, the value or which rows count cannot be seen."""
    assert looked_up(tmp_path, lookup, person, *programs) == wanted


REFERENCE = "kind: reference\nfields: [person_id]\nto: {table: program, fields: [person_id], where: aktiv}"


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ([], False),
        ([{**P, "aktiv": "ja"}], True),
        ([{**P, "aktiv": "nei"}], False),
        ([{**P, "aktiv": None}], False),
        ([{**P, "aktiv": ":"}], None),
        ([{**P, "aktiv": ":"}, {**P, "aktiv": "ja"}, {**P, "aktiv": "ja"}], True),
        ([{"person_id": "P2", "aktiv": "ja"}], False),
    ],
)
def test_reference(tmp_path: Path, programs: list[dict[str, object]], found: bool | None) -> None:
    """A reference is found, not found, or hangs on what cannot be seen."""
    examples = "{fails: [{person_id: P1}], passes: [{person_id: P2}]}"
    ruleset = load(writing.write(tmp_path, writing.rule(REFERENCE, table="person", examples=examples)))
    rule = ruleset.rule("P-1")
    assert rule is not None
    tables = Preparation(extract(ruleset, person=[P, {"person_id": "P9"}], program=programs), ruleset, DATE)
    frame = tables.frame("person", (rule,)).sort(ROW).collect()
    assert frame[presence_column(rule)].to_list() == [found, False]


def test_derivations(tmp_path: Path) -> None:
    """A derived field may use another, and is unknown, not missing, where what it comes from cannot be seen."""
    derive = (
        "derive:\n"
        "  - {table: program, name: dager, title: {nb: x, en: x}, sql: 'days_between(start_dato, slutt_dato)'}\n"
        "  - {table: program, name: uker, title: {nb: x, en: x}, sql: dager / 7}\n"
    )
    ruleset = load(writing.write(tmp_path, avledet=derive))
    rows = [{"start_dato": "2021-01-01", "slutt_dato": end} for end in ("2021-01-15", None, ":", "tull")]
    frame = Preparation(extract(ruleset, program=rows), ruleset, DATE).frame("program").sort(ROW).collect()
    assert frame["uker"].to_list() == [2.0, None, None, None]
    assert frame["uker__unknown"].to_list() == [False, False, True, True]


def test_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    """Whatever is looked up, each row stands once, by its own number."""
    lookup = (
        LOOKUP
        + "    fields: {v: timer}\n"
        + LOOKUP.partition("\n")[2]
        + "    fields: {n: COUNT(*)}\n    where: aktiv\n"
    )
    ruleset = load(writing.write(tmp_path, oppslag=lookup))
    persons = [{"person_id": f"P{number % 7}"} for number in range(50)]
    programs = [{"person_id": f"P{number % 5}", "aktiv": (":", "ja")[number % 2], "timer": 1} for number in range(30)]
    frame = Preparation(extract(ruleset, person=persons, program=programs), ruleset, DATE).frame("person").collect()
    assert sorted(frame[ROW].to_list()) == list(range(50))


def test_a_few_rows_are_prepared_as_the_whole_table_is() -> None:
    """Every column of the tables with most look-ups, for some rows of the sample."""
    ruleset = load("integrering")
    opened = open_extract(Path(__file__).parents[2] / "samples" / "demo", tuple(ruleset.tables.values()))
    tables = Preparation(opened, ruleset, DATE, hold=True)
    rows = pl.Series(range(0, 60, 3), dtype=pl.UInt32)
    for name in ("introduksjonsprogram", "mottaksopphold"):
        fields = list(tables.columns(name).all)
        few = tables.of_rows(name, rows, fields).sort(ROW)
        whole = tables.frame(name).filter(pl.col(ROW).is_in(rows.implode())).select(ROW, *fields).sort(ROW).collect()
        assert few.height == len(rows)
        assert few.equals(whole)
