"""Nobody works out a number from 1 to 4 from all formats to be shared together."""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from auditor.reports.interface import Report
from auditor.results.finding_changes import findings_by_key
from auditor.results.waiving import Waived
from tests.reports.attack import World, two, world
from tests.reports.conftest import MakeReport, many

SEEDS = range(int(os.environ.get("AUDITOR_ATTACKS", "8")))
"""More where somebody wants to be surer: AUDITOR_ATTACKS=500."""


def extract(seed: int) -> tuple[str, str]:
    """An extract whose municipalities, causes, dates and hours are wrong in few, some or almost all rows."""
    chance = random.Random(seed)
    rows = chance.choice([15, 40, 120, 400])
    codes = chance.choices(["0301", "4601", "5001", "1103", ""], k=chance.randint(2, 5))
    weights = [chance.choice([1, 3, 20]) for _ in codes]
    often = {
        name: chance.choice([0, 0, 2 / rows, 0.1, 0.5, 1 - 3 / rows])
        for name in ("cause", "end", "old", "twice", "gone")
    }
    lines = ["program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"]
    for place in range(rows):
        wrong = {name for name, share in often.items() if chance.random() < share}
        cause = chance.choice(["", "", ":"]) if "cause" in wrong else "Arbeid"
        start = "2009-01-01" if "old" in wrong else "2023-01-01"
        end = chance.choice(["", "2008-01-01", "2008-01-01"]) if "end" in wrong else "2024-01-01"
        number = f"A{place - 1}" if "twice" in wrong else f"A{place}"
        hours = chance.choice(["100"] * 30 + ["x"])
        (code,) = chance.choices(codes, weights)
        person = "P99999" if "gone" in wrong else f"P{place}"
        lines.append(f"{number};{person};{code};{start};{end};{cause};{hours}")
    persons = ["person_id;navn", *(f"P{place};Ada Prøve" for place in range(rows))]
    return "\n".join(lines) + "\n", "\n".join(persons) + "\n"


def with_waivers(report: Report, seed: int) -> Report:
    """The report where waivers cover few, half or almost all of what was found."""
    chance = random.Random(seed)
    found = findings_by_key(report.result)
    share = chance.choice([0.05, 0.5, 0.95])
    covered = found.filter(pl.Series([chance.random() < share for _ in range(found.height)], dtype=pl.Boolean))
    return replace(report, waived=Waived(report.result, dt.date(2024, 12, 31), covered, (), (), {}))


@pytest.mark.parametrize("seed", SEEDS)
def test_small_numbers_cannot_be_worked_out(make_report: MakeReport, seed: int) -> None:
    report = make_report(*extract(seed))
    assert world(report if seed % 2 else with_waivers(report, seed)).gives_away() == []


def later(program: str, seed: int) -> str:
    """A delivery a few rows later: some are gone, some are new, some have got a cause."""
    chance = random.Random(seed)
    head, *lines = program.splitlines()
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        cells = lines[place].split(";")
        lines[place] = chance.choice(
            [";".join([*cells[:5], "Arbeid", *cells[6:]]), ";".join([*cells[:5], "", *cells[6:]])]
        )
    for place in range(chance.randint(0, 3)):
        lines.append(f"B{place}" + lines[chance.randrange(len(lines))][len("A0") :])
    return "\n".join([head, *lines[chance.randint(0, 3) :]]) + "\n"


@pytest.mark.parametrize("seed", range(len(SEEDS) // 4))
def test_nor_can_a_rounded_report_and_that_of_one_municipality(make_report: MakeReport, seed: int) -> None:
    """Who has both knows that the municipality's numbers are the same in each."""
    program, persons = extract(seed)
    codes = Counter(each.split(";")[2] for each in program.splitlines()[1:])
    code = next(each for each, _ in codes.most_common() if each)
    reports = make_report(program, persons), make_report(program, persons, "alene", 1, [code])
    whole, part = (world(replace(each, rounded=True)) for each in reports)
    assert two(whole, part, code).gives_away() == []


@pytest.mark.parametrize("seed", range(len(SEEDS) // 4))
def test_rounded_reports_cannot_be_subtracted_from_each_other(make_report: MakeReport, seed: int) -> None:
    """Neither of two deliveries that differ by few rows, nor what has changed between them by less than five."""
    program, persons = extract(seed)
    reports = make_report(program, persons), make_report(later(program, seed), persons, "senere")
    assert two(*(world(replace(each, rounded=True)) for each in reports)).gives_away() == []


def test_exact_ones_can(make_once: MakeReport) -> None:
    """Or the test above could not fail."""
    program, persons = many()
    reports = make_once(program, persons), make_once(later(program, 1), persons)
    assert any(each.startswith("change ") for each in two(*map(world, reports)).gives_away())


def test_neither_can_those_of_the_usual_extracts(make_once: MakeReport) -> None:
    assert world(make_once()).gives_away() == []
    assert world(make_once(*many())).gives_away() == []


def test_the_attack_finds_what_gives_itself_away() -> None:
    """A number that is shown, one that its sum tells, one that a bound pins; and none that could be another."""
    made = World()
    for name, truth, text in (("a", 3, None), ("b", 9, "9"), ("c", 2, None), ("d", 4, None), ("e", 4, "4")):
        made.number(name, truth, text)
    for name, parts in (("told", ["a", "b"]), ("kept", ["c", "d"])):
        made.number(name, sum(made.truth[each] for each in parts), str(sum(made.truth[each] for each in parts)))
        made.equal(name, parts)
    assert set(made.gives_away()) == {"a", "e"}
    made.number("most", 4, "4")
    made.at_most("most", ["d"])
    made.number("least", 4, "4")
    made.at_most("d", ["least"])
    assert {"c", "d"} <= set(made.gives_away())
