"""``auditor population``: the waterfall on the command line, its exit codes, and what it refuses."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GOLDEN = Path(__file__).parents[1] / "reports" / "golden"
POPULATIONS = """\
populations:
  - name: avsluttet
    title: {nb: Avsluttet i 2024, en: Ended in 2024}
    description: {nb: Bare for testene., en: For the tests alone.}
    basis: [{ours: for testene}]
    table: program
    steps:
      - title:
          nb: Startet i 2010 eller senere og har derfor en startdato som kan leses
          en: Began in 2010 or later and so has a start date that can be read
        keep: start_dato >= '2010-01-01'
      - title: {nb: Er avsluttet, en: Ended}
        keep: slutt_dato IS NOT NULL
      - title: {nb: Har en årsak som ikke er flytting, en: Has a cause other than moving}
        keep: aarsak <> 'Flyttet'
  - name: timer
    title: {nb: Har timer, en: Has hours}
    basis: [{ours: for testene}]
    table: program
    steps:
      - {title: {nb: Har timer, en: Has hours}, keep: timer IS NOT NULL}
"""


@pytest.fixture
def place(work: Path) -> Path:
    """The small rule set with two populations."""
    (work / "liten" / "utvalg.yaml").write_text(POPULATIONS, encoding="utf-8")
    return work


def arguments(*more: object) -> tuple[object, ...]:
    return ("population", "flawed", *more, "--rules", "liten", "--reference-date", "2024-12-31")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_waterfall_as_it_is_shown(run: Run, place: Path, language: str) -> None:
    """Byte for byte what is stored, in 80 cells, with long titles whole; AUDITOR_GOLDEN=1 writes the files anew."""
    ended = run(*arguments("avsluttet", "--by-municipality", "--lang", language))
    assert ended.code == 0
    assert max(map(len, ended.out.splitlines())) <= 80
    file = GOLDEN / f"population.{language}.txt"
    if os.environ.get("AUDITOR_GOLDEN"):
        file.write_text(ended.out, encoding="utf-8", newline="\n")
    assert ended.out == file.read_text(encoding="utf-8")


def test_json_holds_the_same_figures(run: Run, place: Path) -> None:
    """Rows in, removed, undecided and left at every step, for the whole and for each municipality."""
    content = json.loads(run(*arguments("avsluttet", "--by-municipality", "--format", "json")).out)
    (population,) = content["populations"]
    assert population["complete"] is True
    assert [population[name] for name in ("rows", "persons", "left", "at_most")] == [6, 5, 0, 3]
    assert [[each[name] for name in ("in", "removed", "unknown", "left")] for each in population["counts"]] == [
        [6, 1, 0, 5], [5, 1, 0, 4], [4, 1, 3, 0],
    ]  # fmt: skip
    assert [each["municipality"] for each in population["municipalities"]] == ["0301", "4601", "9999", None]
    assert sum(each["rows"] for each in population["municipalities"]) == 6


def test_all_are_shown_without_a_name(run: Run, place: Path) -> None:
    """Every population of the rule set, by name."""
    content = json.loads(run(*arguments("--format", "json")).out)
    assert [each["name"] for each in content["populations"]] == ["avsluttet", "timer"]


def test_a_step_that_cannot_be_decided_is_never_green(run: Run, place: Path) -> None:
    """A missing column ends in 3, and the sentence names it."""
    program = place / "flawed" / "program.csv"
    lines = program.read_text(encoding="utf-8").splitlines()
    program.write_text("\n".join(line.rpartition(";")[0] for line in lines) + "\n", encoding="utf-8")
    ended = run(*arguments("timer"))
    assert ended.code == 3
    assert "timer" in ended.out
    assert run(*arguments("avsluttet")).code == 0


def test_wrong_use_is_refused(run: Run, place: Path) -> None:
    """An unknown population, an unknown format, and a rule set without populations end in 2 with what there is."""
    ended = run(*arguments("avslutet"))
    assert ended.code == 2
    assert "avsluttet, timer" in ended.err
    assert run(*arguments("avsluttet", "--format", "xml")).code == 2
    assert run("population", "flawed", "--rules", "statistikk").code == 2


def test_what_is_no_extract_is_told(run: Run, place: Path) -> None:
    """A path without files ends in 3."""
    (place / "empty").mkdir()
    assert run("population", "empty", "--rules", "liten").code == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("aarsak <> 'Flyttet'", "arsak <> 'Flyttet'"), "arsak"),
        (("table: program\n    steps:\n      - {title", "table: programmer\n    steps:\n      - {title"), "programmer"),
        (("keep: timer IS NOT NULL", "keeps: timer IS NOT NULL"), "keeps"),
        (("name: timer", "name: avsluttet"), "avsluttet"),
        (("keep: slutt_dato IS NOT NULL", "keep: year(slutt_dato)"), "avsluttet"),
    ],
)
def test_a_population_that_cannot_work_does_not_load(run: Run, place: Path, change: tuple[str, str], said: str) -> None:
    """An unknown field, table or key, a name used twice, and a step that is no condition: with file and line."""
    file = place / "liten" / "utvalg.yaml"
    text = file.read_text(encoding="utf-8")
    assert change[0] in text
    file.write_text(text.replace(*change), encoding="utf-8")
    ended = run(*arguments())
    assert ended.code == 2
    assert "liten/utvalg.yaml" in ended.err
    assert said in ended.err


@pytest.mark.parametrize(
    ("keep", "key"),
    [
        ("slutt_dato IS NULL OR slutt_dato IS NOT NULL", "tar ikke ut noen"),
        ("1 = 1", "tar ikke ut noen"),
        ("slutt_dato IS NULL AND slutt_dato IS NOT NULL", "beholder ingen"),
        ("start_dato >= '2010-01-01'", "det samme som trinn 1"),
        ("aarsak <> 'Flytta'", "ikke en kode"),
    ],
)
def test_lint_tells_of_steps_that_do_nothing(run: Run, place: Path, keep: str, key: str) -> None:
    """Steps that remove nothing, keep nothing, say what another says, or name a code that does not exist."""
    file = place / "liten" / "utvalg.yaml"
    text = file.read_text(encoding="utf-8")
    assert run("rules", "lint", "--rules", "liten").code == 0
    file.write_text(text.replace("slutt_dato IS NOT NULL", keep), encoding="utf-8")
    ended = run("rules", "lint", "--rules", "liten")
    assert ended.code == 1
    assert key in ended.out
