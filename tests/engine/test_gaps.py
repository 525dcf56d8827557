"""Gaps with excuses and an enclosing interval, against the days counted one by one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.engine.prepare import Preparation
from auditor.engine.table_pass import run
from auditor.model.ruleset import RuleSet
from auditor.rulesets.loading import load
from tests.engine.extracts import extract
from tests.rulesets import writing

DATE = dt.date(2020, 1, 20)
FAR = dt.date(2020, 3, 1)
MORE = """\
  - name: tiltak
    title: {nb: Tiltak, en: Measure}
    key: [tiltak_id]
    fields:
      - {name: tiltak_id, type: text, title: {nb: Nøkkel, en: Key}}
      - {name: program_id, type: text, title: {nb: Program, en: Programme}}
      - {name: fra, type: date, title: {nb: Fra, en: From}}
      - {name: til, type: date, title: {nb: Til, en: To}}
  - name: permisjon
    title: {nb: Permisjon, en: Leave}
    key: [program_id]
    fields:
      - {name: program_id, type: text, title: {nb: Program, en: Programme}}
      - {name: ute_fra, type: date, title: {nb: Fra, en: From}}
      - {name: ute_til, type: date, title: {nb: Til, en: To}}
      - {name: gyldig, type: boolean, title: {nb: Gyldig, en: Valid}}
"""
GAP = "kind: gap\nby: [program_id]\nstart: fra\nend: til\nmax_days: 3\n"
EXCUSED = "excused_by: {table: permisjon, by: [program_id], start: ute_fra, end: ute_til, where: gyldig}\n"
INSIDE = "inside: {table: program, by: [program_id], start: start_dato, end: slutt_dato}\n"
EXAMPLES = "{fails: [{fra: 2024-01-01}], passes: [{fra: 2024-01-01}]}"
Row = dict[str, Any]


def loaded(folder: Path, further: str) -> RuleSet:
    """A rule set with one rule about gaps between measures."""
    rule = writing.rule(GAP + further, table="tiltak", examples=EXAMPLES)
    return load(writing.write(folder, rule, tables=writing.TABLES + MORE))


def judged(ruleset: RuleSet, tiltak: list[Row], permisjon: list[Row], program: list[Row]) -> tuple[set[int], int, int]:
    """The rows found, how many could be judged, and how many could not."""
    rows = extract(ruleset, tiltak=tiltak, permisjon=permisjon, program=program, person=[])
    tables = Preparation(rows, ruleset, DATE)
    rule = ruleset.rule("P-1")
    assert rule is not None
    passed = run(tables, "tiltak", [rule], {"P-1": 0}, "fused", (), lambda *told: None, None)
    outcome = passed.outcomes["P-1"]
    return set(passed.result.findings["row"].to_list()), outcome.checked, outcome.unknown


def day(text: object) -> dt.date | None:
    """A date, or None for a cell that is empty or cannot be seen."""
    return dt.date.fromisoformat(text) if isinstance(text, str) and text != ":" else None


def days(row: Row, start: str, end: str) -> set[dt.date]:
    """The days of an interval."""
    first, last = day(row[start]), day(row[end]) or FAR
    assert first is not None
    return {first + dt.timedelta(number) for number in range(max(0, (last - first).days) + 1)}


def brute(tiltak: list[Row], permisjon: list[Row], program: list[Row], further: str) -> dict[int, bool | None]:
    """Every run of days without a measure or leave, and the measure that it is found on."""
    excused, inside = EXCUSED in further, INSIDE in further
    told: dict[int, bool | None] = {}
    for key in ("A", "B"):
        own = {at: row for at, row in enumerate(tiltak) if row["program_id"] == key and row["fra"] is not None}
        seen = {at: row for at, row in own.items() if ":" not in row.values()}
        told |= {at: None for at in own if at not in seen}
        leaves = [
            row
            for row in permisjon
            if excused
            and row["program_id"] == key
            and row["ute_fra"] is not None
            and row["gyldig"] not in ("nei", None)
        ]
        hidden_leave = any(":" in row.values() for row in leaves)
        edges = [row for row in program if inside and row["program_id"] == key and row["start_dato"] is not None]
        edge_unseen = len(edges) > 1 or any(":" in row.values() for row in edges)
        doubt = len(seen) < len(own) or hidden_leave or edge_unseen
        order = sorted(seen, key=lambda at: (seen[at]["fra"], max(days(seen[at], "fra", "til")), at))
        if not order:
            continue
        covered = {each for row in seen.values() for each in days(row, "fra", "til")}
        covered |= {each for row in leaves if ":" not in row.values() for each in days(row, "ute_fra", "ute_til")}
        if edges and not edge_unseen:
            first, last = day(edges[0]["start_dato"]), day(edges[0]["slutt_dato"]) or DATE
        else:
            first, last = day(seen[order[0]]["fra"]), max(day(seen[at]["fra"]) or FAR for at in order)
        assert first is not None
        longest = dict.fromkeys(order, 0)
        run_length = 0
        for number in range((last - first).days + 2):
            today = first + dt.timedelta(number)
            if today not in covered and today <= last:
                run_length += 1
                continue
            if run_length:
                began = today - dt.timedelta(run_length)
                after = [at for at in order if (day(seen[at]["fra"]) or FAR) > began]
                at = after[0] if after else order[-1]
                longest[at] = max(longest[at], run_length)
            run_length = 0
        for at in order:
            short = longest[at] + 1 <= 3
            edge = edge_unseen and at in (order[0], order[-1])
            told[at] = True if short and not edge else None if doubt else False
    return told


DAYS = st.sampled_from(
    [None, ":", *(f"2020-01-{number:02}" for number in range(1, 25))] + [f"2020-01-{n:02}" for n in range(1, 25)]
)
KEYS = st.sampled_from(["A", "A", "A", "B"])
MEASURES = st.lists(st.fixed_dictionaries({"program_id": KEYS, "fra": DAYS, "til": DAYS}), max_size=5)
LEAVES = st.lists(
    st.fixed_dictionaries(
        {
            "program_id": KEYS,
            "ute_fra": DAYS,
            "ute_til": DAYS,
            "gyldig": st.sampled_from(["ja", "ja", "ja", "nei", None, ":"]),
        }
    ),
    max_size=3,
)
PROGRAMMES = st.lists(st.fixed_dictionaries({"program_id": KEYS, "start_dato": DAYS, "slutt_dato": DAYS}), max_size=2)


@pytest.mark.parametrize("further", [EXCUSED, INSIDE, EXCUSED + INSIDE], ids=["excused", "inside", "both"])
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tiltak=MEASURES, permisjon=LEAVES, program=PROGRAMMES)
def test_gaps(tmp_path: Path, further: str, tiltak: list[Row], permisjon: list[Row], program: list[Row]) -> None:
    """A measure is found where more days than allowed go by before it, or after the last, without measure or leave."""
    wanted = brute(tiltak, permisjon, program, further)
    found, checked, unknown = judged(loaded(tmp_path, further), tiltak, permisjon, program)
    assert found == {at for at, held in wanted.items() if held is False}
    assert checked == sum(held is not None for held in wanted.values())
    assert unknown == sum(held is None for held in wanted.values())


def measure(start: str, end: str | None) -> Row:
    """A measure of the one programme."""
    return {"program_id": "A", "fra": start, "til": end}


@pytest.mark.parametrize(
    ("measures", "leave", "wanted"),
    [
        ([measure("2020-01-03", "2020-01-20")], None, set()),
        ([measure("2020-01-04", "2020-01-20")], None, {0}),
        ([measure("2020-01-01", "2020-01-18")], None, set()),
        ([measure("2020-01-01", "2020-01-17")], None, {0}),
        ([measure("2020-01-01", "2020-01-05"), measure("2020-01-10", None)], None, {1}),
        ([measure("2020-01-01", "2020-01-05"), measure("2020-01-10", None)], ("2020-01-06", "2020-01-07"), set()),
        ([measure("2020-01-01", "2020-01-05")], ("2020-01-08", None), set()),
        ([measure("2020-01-01", "2020-01-05")], ("2020-01-09", None), {0}),
    ],
)
def test_limits(tmp_path: Path, measures: list[Row], leave: tuple[str, str | None] | None, wanted: set[int]) -> None:
    """Two days pass, three do not; a leave ends a gap, and an open programme is followed to the reference date."""
    leaves = [{"program_id": "A", "ute_fra": leave[0], "ute_til": leave[1], "gyldig": "ja"}] if leave else []
    program = [{"program_id": "A", "start_dato": "2020-01-01", "slutt_dato": None}]
    assert judged(loaded(tmp_path, EXCUSED + INSIDE), measures, leaves, program)[0] == wanted
