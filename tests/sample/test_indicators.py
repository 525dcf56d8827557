"""On a sample of all registers: taking values out moves the figures, and the bounds still hold what they were."""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path

import pytest

from auditor.engine.indicators import IndicatorCounter
from auditor.extract import open_extract
from auditor.results.indicators import Series, series
from auditor.rulesets import load
from auditor.sample import write_sample

DATE = dt.date(2024, 12, 31)
VALIDATION = "Realkompetansevurdering, herunder yrkesutprøving"
TAKEN = {
    "introduksjonsprogram.csv": ("Avslutningsårsak", ""),
    "personer.csv": ("Dato første tillatelse", ":"),
    "norskprover.csv": ("Nivå", ""),
}
"""What a fifth of the rows get instead: missing, or hidden where missing would say something else."""
NAMES = ("maaloppnaaelse", "bosatt_innen_12_mnd", "prove_muntlig")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A sample without errors, and the same with values taken out."""
    whole, torn = tmp_path_factory.mktemp("whole") / "sample", tmp_path_factory.mktemp("torn") / "sample"
    for folder in (whole, torn):
        write_sample(folder, 400, 3)
    draw = random.Random(1)
    for name, (field, value) in TAKEN.items():
        file = torn / name
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, delimiter=";")
            rows = list(reader)
        assert field in (reader.fieldnames or ())
        for row in rows:
            if draw.random() < 0.2:
                row[field] = value
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, reader.fieldnames or (), delimiter=";", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return whole, torn


def shown(folder: Path, name: str) -> list[Series]:
    """The indicator and its variants."""
    rules = load("indicators")
    extract = open_extract(folder, tuple(rules.tables.values()))
    return [series(each) for each in IndicatorCounter(extract, rules, rules.indicators[name], DATE).results()]


@pytest.mark.parametrize("name", NAMES)
def test_bounds_hold_the_figures_of_the_whole_sample(folders: tuple[Path, Path], name: str) -> None:
    """For the country in every year, and every municipality with rows; and some figure did move."""
    moved = False
    for whole, torn in zip(shown(folders[0], name), shown(folders[1], name), strict=True):
        if whole.result.variant.name.startswith("manglende"):
            continue
        years = {each.year: each.figure for each in torn.country}
        known = {each.municipality: each for each in torn.municipalities}
        pairs = [(each, years.get(each.year)) for each in whole.country]
        pairs += [
            (each, known[each.municipality].figure)
            for each in whole.municipalities
            if each.municipality in known and known[each.municipality].since == each.since
        ]
        for truth, bounds in pairs:
            if bounds is None or truth.figure.observed is None:
                continue
            assert bounds.lowest is not None
            assert bounds.highest is not None
            assert bounds.lowest - 1e-9 <= truth.figure.observed <= bounds.highest + 1e-9
            moved = moved or bounds.observed != truth.figure.observed
    assert moved


def test_the_figure_of_a_year_recomputed_from_the_file(folders: tuple[Path, Path]) -> None:
    """Goal attainment of the last whole year, counted line by line."""
    goals = {"Arbeid", "Ordinær utdanning – videregående skole", "Ordinær utdanning – høyere utdanning"}
    hits = fails = unknown = 0
    with (folders[1] / "introduksjonsprogram.csv").open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text, delimiter=";"):
            cause = row["Avslutningsårsak"].replace(" -", " – ").replace("–  ", "– ")
            if "2023" not in row["Avsluttet dato"] or cause == "Død":
                continue
            unknown += not cause
            hits += cause in goals
            fails += bool(cause) and cause not in goals
    official = shown(folders[1], "maaloppnaaelse")[0]
    (line,) = [each for each in official.country if each.year == 2023]
    assert unknown > 0
    assert (line.figure.tally.known, line.figure.tally.total, line.figure.tally.open) == (hits + fails, hits, unknown)
    assert line.figure.lowest == pytest.approx(hits / (hits + fails + unknown))
    assert line.figure.highest == pytest.approx((hits + unknown) / (hits + fails + unknown))


def lines(folder: Path, name: str) -> list[dict[str, str]]:
    """The lines of a file of the sample."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def year_of(found: Series, year: int) -> tuple[int, int, int]:
    """Rows known, rows that count and rows of which it is open, for the country."""
    (line,) = [each for each in found.country if each.year == year]
    return line.figure.tally.known, int(line.figure.tally.total), line.figure.tally.open


def test_validation_of_prior_learning_recomputed_from_the_files(folders: tuple[Path, Path]) -> None:
    """Programmes with such a measure among those that have any; the others are open."""
    kinds: dict[str, set[str]] = {}
    for row in lines(folders[0], "tiltak.csv"):
        kinds.setdefault(row["program_id"], set()).add(row["tiltakstype"])
    ended = [
        row["program_id"]
        for row in lines(folders[0], "introduksjonsprogram.csv")
        if row["Avsluttet dato"].endswith("2023")
    ]
    some = [each for each in ended if each in kinds]
    wanted = (len(some), sum(VALIDATION in kinds[each] for each in some), len(ended) - len(some))
    assert 0 < wanted[1] < wanted[0]
    assert year_of(shown(folders[0], "realkompetansevurdering")[0], 2023) == wanted


def test_who_is_registered_for_the_test_recomputed_from_the_files(folders: tuple[Path, Path]) -> None:
    """Completed training of somebody who is in the list of tests, whether they came or not; the exempted are out."""
    tests = [row for row in lines(folders[0], "norskprover.csv") if row["Prøve"] == "Norskprøve"]
    exempted = {row["person_id"] for row in tests if row["resultat"] == "Fritatt"}
    registered = {row["person_id"] for row in tests if row["resultat"] != "Fritatt"}
    ended = [
        row["person_id"]
        for row in lines(folders[0], "norskopplaering.csv")
        if row["status"] == "Fullført" and "2023" in row["slutt_dato"] and row["person_id"] not in exempted
    ]
    wanted = (len(ended), sum(each in registered for each in ended), 0)
    assert 0 < wanted[1] < wanted[0]
    assert year_of(shown(folders[0], "oppmeldte")[0], 2023) == wanted
