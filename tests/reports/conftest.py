"""An audit to report on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from auditor import engine, results, rulesets
from auditor.extract import open_extract
from auditor.model.vocabulary import Severity
from auditor.reports.interface import Report
from auditor.reports.judgement import judge
from tests.small import FLAWED, PERSONS, write_extract, write_ruleset

MakeReport = Callable[..., Report]


@pytest.fixture
def make_report(tmp_path: Path) -> MakeReport:
    """Reports of an extract of the rule set ``liten``, as of the end of 2024."""
    return maker(tmp_path)


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeReport:
    """The same, but what was asked for before is not audited again: reports do not change."""
    folder = tmp_path_factory.mktemp("reports")
    make, made = maker(folder), dict[tuple[object, ...], Report]()

    def once(program: str = FLAWED, person: str | None = PERSONS, exit_code: int = 1) -> Report:
        asked = (program, person, exit_code)
        if asked not in made:
            made[asked] = make(program, person, f"{len(made)}/uttrekk", exit_code)
        return made[asked]

    return once


def maker(folder: Path) -> MakeReport:
    """Makes reports of extracts that it writes into a folder."""
    ruleset = rulesets.load(write_ruleset(folder / "liten"))

    def make(
        program: str = FLAWED,
        person: str | None = PERSONS,
        name: str = "uttrekk",
        exit_code: int = 1,
        municipalities: Sequence[str] = (),
    ) -> Report:
        path = write_extract(folder / name, program, person)
        extract = open_extract(path, tuple(ruleset.tables.values()))
        result = engine.audit(extract, ruleset, reference_date=dt.date(2024, 12, 31), municipalities=municipalities)
        summary = results.summary(result)
        return Report(result, summary, judge(result, summary, Severity.ERROR), exit_code)

    return make


def many(rows: int = 300) -> tuple[str, str]:
    """Files with programmes and persons enough that most counts may be shared, in three municipalities."""
    lines = ["program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"]
    for place in range(rows):
        municipality = ("0301", "0301", "0301", "4601", "4601", "5001")[place % 6]
        cause = ("Arbeid", "Flyttet", "", ":")[place % 4]
        end = "2022-01-01" if place % 25 == 24 else "2024-01-01"
        hours = "x" if place % 90 == 11 else "100"
        number = f"A{place - 1 if place % 70 == 69 else place}"
        start = "2009-01-01" if place in (7, 8, 9) else "2023-01-01"
        lines.append(f"{number};P{place};{municipality};{start};{end};{cause};{hours}")
    persons = ["person_id;navn", *(f"P{place};Ada Prøve" for place in range(rows) if place % 20)]
    return "\n".join(lines) + "\n", "\n".join(persons) + "\n"
