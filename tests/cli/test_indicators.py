"""``auditor indicators``: what it shows, hides and refuses, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import polars as pl
import pytest

from auditor.reports.formats import format_of
from auditor.reports.indicators import formats
from tests.cli.conftest import Run
from tests.indicators import write_indicators
from tests.reports.workbook import as_text
from tests.small import write_extract

GOLDEN = Path(__file__).parents[1] / "reports" / "golden"
HEAD = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer\n"
COUNTS = {"0301": ("Arbeid",) * 9 + ("Flyttet",) * 8 + ("",) * 6, "4601": ("Arbeid",) * 12 + ("Flyttet",) * 7,
          "5001": ("Arbeid", "Flyttet", ""), "1103": ("Arbeid",) * 6 + ("Flyttet",) * 6 + ("",) * 5}  # fmt: skip
"""Programmes that ended in 2023, by municipality."""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small rule set with indicators and an extract with four municipalities over three years."""
    write_indicators(tmp_path / "liten")
    lines = [
        f"{number}{place};P1;{number};2020-01-01;{year}-0{1 + place % 9}-01;{cause};{100 + place}"
        for number, causes in COUNTS.items()
        for year, taken in ((2023, causes), (2022, causes[:4]), (2021, causes[-2:]))
        for place, cause in enumerate(taken)
    ]
    write_extract(tmp_path / "data", HEAD + "\n".join([*lines, "X1;P1;0301;2020-01-01;:;Arbeid;x"]) + "\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def arguments(*more: object) -> tuple[object, ...]:
    return ("indicators", "data", *more, "--rules", "liten", "--reference-date", "2024-12-31")


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("name", ["", "arbeid"])
def test_indicators_as_they_are_shown(run: Run, work: Path, language: str, name: str) -> None:
    """Byte for byte what is stored, in 80 cells; AUDITOR_GOLDEN=1 writes the files anew."""
    ended = run(*arguments(*([name] if name else []), "--lang", language))
    assert ended.code == 0
    assert max(map(len, ended.out.splitlines())) <= 80
    file = GOLDEN / f"indicators{'.' + name if name else ''}.{language}.txt"
    if os.environ.get("AUDITOR_GOLDEN"):
        file.write_text(ended.out, encoding="utf-8", newline="\n")
    assert ended.out == file.read_text(encoding="utf-8")


FILES = ("all.json", "all.jsonl", "all.parquet", "all.csv", "all.nb.xlsx", "all.nb.md", "all.en.md", "all.nb.html")


@pytest.mark.parametrize("name", FILES)
def test_every_format_as_it_is_written(run: Run, work: Path, name: str) -> None:
    """Byte for byte what is stored, of a spreadsheet its cells, of a Parquet file its rows."""
    language = name.split(".")[1] if name.count(".") == 2 else "nb"
    assert run(*arguments("--lang", language, "--output", name)).code == 0
    content = (work / name).read_bytes()
    text, ending = content, ""
    if name.endswith(".xlsx"):
        text, ending = as_text(content).encode(), ".txt"
    elif name.endswith(".parquet"):
        text, ending = pl.read_parquet(io.BytesIO(content)).write_csv().encode(), ".csv"
    assert text.endswith(b"\n")
    assert b"\r" not in text
    file = GOLDEN / f"indicators.{name}{ending}"
    if os.environ.get("AUDITOR_GOLDEN"):
        file.write_bytes(text)
    assert text == file.read_bytes()


def test_the_stored_formats_are_all_there_are() -> None:
    """With text, which is stored beside them; and each suffix asks for its format."""
    assert {"text", *(name.rpartition(".")[2] for name in FILES)} == set(formats.NAMES)
    for each in formats.FORMATS:
        for suffix in each.suffixes:
            assert format_of(f"x{suffix}", formats.FORMATS) == each.name


def test_the_municipalities_asked_for_do_not_tell_the_one_left_out(run: Run, work: Path) -> None:
    """All but Trondheim, whose counts are small: the country less the others would be Trondheim."""
    others = [word for number in COUNTS if number != "5001" for word in ("--municipality", number)]

    def lines(*more: str) -> dict[str, dict[str, str]]:
        told = run(*arguments("arbeid", "--format", "csv", *more)).out.lstrip("\ufeff").splitlines()
        return {each["municipality"]: each for each in csv.DictReader(told, delimiter=";") if not each["variant"]}

    whole, part = lines(), lines(*others)
    assert part == {place: each for place, each in whole.items() if place != "5001"}
    assert ":" in {each[name] for each in part.values() for name in ("rows", "missing", "observed")}


def test_a_spreadsheet_is_not_for_a_terminal(run: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a Parquet file; told before anything is counted."""
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda self: True})()
    monkeypatch.setattr("auditor.cli.commands.indicators.sys.stdout", terminal)
    for form in sorted(formats.BINARY):
        ended = run(*arguments("arbeid", "--format", form))
        assert ended.code == 2
        assert f"--output FIL.{form}" in ended.err


def test_json_has_counts_figures_and_bounds(run: Run, work: Path) -> None:
    """Recomputed here."""
    content = json.loads(run(*arguments("arbeid", "--format", "json")).out)
    assert content["schema"] == "auditor-indicators/1"
    (one,) = content["indicators"]
    official = one["readings"][0]
    assert official["year"] == 2023
    oslo = official["municipalities"][0]
    assert [oslo[key] for key in ("municipality", "rows", "known", "total", "open", "perhaps")] == [
        "0301",
        23,
        17,
        9,
        6,
        1,
    ]
    assert oslo["observed"] == pytest.approx(9 / 17)
    assert oslo["lowest"] == pytest.approx(9 / 23)
    assert oslo["highest"] == pytest.approx((9 + 6 + 1) / 24)
    assert oslo["verdict"] == "open"
    bergen = next(each for each in official["municipalities"] if each["municipality"] == "4601")
    assert (bergen["lowest"], bergen["verdict"]) == (pytest.approx(12 / 19), "met")
    (trondheim,) = [each for each in official["municipalities"] if each["municipality"] == "5001"]
    assert (trondheim["since"], trondheim["rows"]) == (2022, 6)
    assert one["correct_first"][0]["municipality"] == "5001"
    assert {each["municipality"] for each in one["correct_first"]} == {"0301", "1103", "5001"}


@pytest.mark.parametrize("form", ["csv", "html"])
def test_what_is_shared_hides_small_counts(run: Run, work: Path, form: str) -> None:
    """Trondheim has one for, one against, one missing: nothing of it is shown, and no other line gives it away."""
    ended = run(*arguments("arbeid", "--format", form))
    assert ended.code == 0
    if form == "csv":
        rows = list(csv.DictReader(ended.out.lstrip("\ufeff").splitlines(), delimiter=";"))
        official = {each["municipality"]: each for each in rows if not each["variant"]}
        assert official["5001"]["observed"] == official["5001"]["rows"] == official["5001"]["verdict"] == ":"
        for hidden in ("rows", "missing", "observed"):
            places = [number for number, each in official.items() if each[hidden] == ":"]
            assert "5001" in places
            assert "*" in places or len(places) > 1
        assert official["4601"]["observed"] == "0,6316"
        assert {each["indicator"] for each in rows} == {"arbeid"}
        variants = {each["variant"]: each for each in rows if each["variant"]}
        assert {each["municipality"] for each in variants.values()} == {"*"}
        assert variants["mangler_teller"]["missing"] == variants["mangler_teller"]["lowest"] == ":"
        assert variants["mangler_teller"]["observed"] == "0,4516"
    else:
        row = next(line for line in ended.out.splitlines() if "5001" in line)
        assert row.count(">:<") == 5
        assert '<html lang="nb">' in ended.out


def test_rounded_figures_follow_from_rounded_counts(run: Run, work: Path) -> None:
    """Bergen has 12 of 19 and Oslo 9 of 17 with 7 open: 10 of 15, and 10 of 20 with 5 open."""
    ended = run(*arguments("arbeid", "--format", "csv", "--rounded"))
    rows = list(csv.DictReader(ended.out.lstrip("\ufeff").splitlines(), delimiter=";"))
    official = {each["municipality"]: each for each in rows if not each["variant"]}
    for each in rows:
        for name in ("rows", "missing"):
            assert each[name] == ":" or int(each[name]) % 5 == 0
    assert official["4601"]["observed"] == "0,6667"
    assert official["0301"]["observed"] == "0,5"
    assert official["5001"]["observed"] == ":"
    assert "nærmeste 5" in run(*arguments("arbeid", "--format", "html", "--rounded")).out


def test_files_by_their_names(run: Run, work: Path) -> None:
    """The ending says the format; a file is not written over."""
    assert run(*arguments("--output", "ut.html")).code == 0
    assert (work / "ut.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run(*arguments("--output", "ut.html")).code == 2
    assert run(*arguments("--output", "ut.csv")).code == 0
    assert (work / "ut.csv").read_text(encoding="utf-8").startswith("\ufeffindicator;")
    assert run(*arguments("arbeid", "--output", "ut.json")).code == 0
    assert json.loads((work / "ut.json").read_text(encoding="utf-8"))["indicators"]


def test_one_municipality_one_year_and_how_much_to_correct(run: Run, work: Path) -> None:
    """Options of what is shown."""
    ended = run(*arguments("arbeid", "--municipality", "4601", "--year", "2022", "--correct-first", "0"))
    assert ended.code == 0
    assert "4601 Bergen" in ended.out
    assert "0301" not in ended.out
    assert "Rett først" not in ended.out
    assert "program.csv" in run(*arguments("arbeid", "--correct-first", "2")).out


def test_what_cannot_be_computed_is_never_green(run: Run, work: Path) -> None:
    """A missing column is told and ends in 3."""
    program = work / "data" / "program.csv"
    lines = program.read_text(encoding="utf-8").splitlines()
    program.write_text("\n".join(line.rpartition(";")[0] for line in lines) + "\n", encoding="utf-8")
    ended = run(*arguments("timer"))
    assert ended.code == 3
    assert "timer" in ended.out
    assert run(*arguments("arbeid")).code == 0


def test_a_file_that_is_not_read_is_named(run: Run, work: Path) -> None:
    """What is shown may not rest on all there is, and the reader is told which file makes the run end in 3."""
    (work / "data" / "tredje.xlsx").write_bytes(b"no workbook")
    ended = run(*arguments())
    assert ended.code == 3
    assert "tredje.xlsx" in ended.err
    assert "arbeid" in ended.out


def test_wrong_use_is_2(run: Run, work: Path) -> None:
    """An unknown indicator, year, format, number, or a rule set without indicators."""
    ended = run(*arguments("arbeidd"))
    assert ended.code == 2
    assert "arbeid, timer" in ended.err
    for option in (("--year", "x"), ("--format", "xml"), ("--correct-first", "-1"), ("--municipality", "9998")):
        assert run(*arguments("arbeid", *option)).code == 2, option
    assert run("indicators", "data", "--rules", "statistikk").code == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of: aarsak = 'Arbeid'", "of: arsak = 'Arbeid'", "arsak"),
        ("table: program", "table: programmer", "programmer"),
        ("period: year(slutt_dato)", "period: slutt_dato", "tallverdi"),
        ("value: timer", "value: aarsak", "tallverdi"),
        ("    between: [0, 600]\n", "", "unit og between"),
        ("between: [0, 600]", "between: [6, 6]", "unit og between"),
        ("name: alle,", "name: mangler_teller,", "variants"),
        ("correct: [timer]", "correct: [time]", "time"),
        ("better: high", "better: best", "high"),
        ("name: timer", "name: arbeid", "arbeid"),
    ],
)
def test_an_indicator_that_cannot_work_does_not_load(run: Run, work: Path, old: str, new: str, said: str) -> None:
    """With file and line and what was expected."""
    file = work / "liten" / "indikatorer.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    ended = run(*arguments())
    assert ended.code == 2
    assert "liten/indikatorer.yaml, linje" in ended.err
    assert said in ended.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of: aarsak = 'Arbeid'", "of: aarsak = 'Arbeidd'", "ikke en kode"),
        ("of: aarsak = 'Arbeid'", "of: aarsak IS NULL OR aarsak IS NOT NULL", "alltid hele eller aldri noe"),
        (", exclude: []}", "}", "regner som en annen"),
    ],
)
def test_lint_tells_of_indicators_that_say_nothing(run: Run, work: Path, old: str, new: str, said: str) -> None:
    """Unknown codes, shares of all, and variants that are none."""
    file = work / "liten" / "indikatorer.yaml"
    text = file.read_text(encoding="utf-8")
    assert run("rules", "lint", "--rules", "liten").code == 0
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    ended = run("rules", "lint", "--rules", "liten")
    assert ended.code == 1
    assert said in ended.out
