"""``auditor verify``: what it says, in which form, and how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run
from tests.published.writing import written
from tests.small import write_extract, write_ruleset

GOLDEN = Path(__file__).parents[1] / "reports" / "golden"
FIGURES = {"n": 14359, "mangler": 2917, "rate": "79,9 %", "en": "0,04", "to": "0,027", "p": "0,040", "skjult": ":"}
CLAIMS = [
    {"kind": "completeness", "missing": "mangler", "rows": "n", "rate": "rate", "place": "Tabell 1"},
    {"kind": "ratio", "of": "en", "to": "to", "word": "half",
     "says": {"nb": "Effekten halveres.", "en": "The effect is halved."}},
    {"kind": "significant", "among": ["p"], "only": []},
    {"kind": "equation", "holds": "mangler / n < rate"},
    {"kind": "same", "figures": ["n", "skjult"]},
    {"kind": "sum", "parts": ["mangler", "mangler"], "total": "n"},
]  # fmt: skip
KNOWN = [
    {"claim": "p1", "source": "egen", "reason": {"nb": "Skal være 79,7 %.", "en": "Should be 79.7 %."}},
    {"claim": "p4", "source": "egen", "reason": {"nb": "Rettet siden.", "en": "Corrected since."}},
]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report with findings of which one is known, one claim that cannot be checked, and a stale entry."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path, FIGURES, *CLAIMS, known=KNOWN)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_findings_as_they_are_shown(run: Run, report: Path, language: str) -> None:
    """Byte for byte what is stored, in 80 cells; AUDITOR_GOLDEN=1 writes the files anew."""
    ended = run("verify", report, "--all", "--lang", language)
    assert ended.code == 1
    assert max(map(len, ended.out.splitlines())) <= 80
    file = GOLDEN / f"verification.{language}.txt"
    if os.environ.get("AUDITOR_GOLDEN"):
        file.write_text(ended.out, encoding="utf-8", newline="\n")
    assert ended.out == file.read_text(encoding="utf-8")


def test_json_has_every_claim_with_its_numbers(run: Run, report: Path) -> None:
    """Outcome, place, line, facts and what is known; new ones are counted apart."""
    content = json.loads(run("verify", report, "--format", "json").out)
    assert content["schema"] == "auditor-verification/1"
    (one,) = content["reports"]
    assert [one[name] for name in ("claims", "findings", "new", "unknown")] == [6, 4, 3, 1]
    assert one["stale"] == [{"claim": "p4", "at": None}]
    first, *_, last = one["verdicts"]
    assert (first["outcome"], first["key"], first["place"]) == ("finding", "completeness", "Tabell 1")
    assert first["facts"]["printed"] == "79,9 %"
    assert first["facts"]["computed"]["low"] == pytest.approx(0.79685, abs=1e-5)
    assert first["known"]["reason"]["en"] == "Should be 79.7 %."
    assert last["known"] is None
    assert "5834" in last["sentence"]


def test_bundled_reports_go_by_name(run: Run) -> None:
    """Several at once, all their findings known."""
    ended = run("verify", "seed-000", "seed-003")
    assert ended.code == 0
    assert "79,69\u00a0%" in ended.out
    assert "(seed-003; NORCE, 2019)" in ended.out


def test_a_file_is_written_once(run: Run, report: Path) -> None:
    """For its owner alone, and not over another."""
    out = report.with_name("ut.json")
    assert run("verify", report, "--format", "json", "--output", out).code == 1
    assert json.loads(out.read_text(encoding="utf-8"))["reports"][0]["name"] == "liten"
    assert out.stat().st_mode & 0o777 == 0o600
    assert run("verify", report, "--output", out).code == 2
    assert run("verify", report, "--output", out, "--force").code == 1


def test_lint_speaks_of_the_file(run: Run, report: Path) -> None:
    """What no claim uses, with its line; 1 where there is something."""
    assert run("verify", report, "--lint").code == 0
    report.write_text(report.read_text(encoding="utf-8").replace("- mangler\n", "- n\n", 1), encoding="utf-8")
    report.write_text(
        report.read_text(encoding="utf-8").replace("figures:", "figures:\n  ubrukt: {value: 1}", 1), encoding="utf-8"
    )
    ended = run("verify", report, "--lint")
    assert ended.code == 1
    assert "ubrukt" in ended.out


def test_wrong_use_is_2(run: Run, report: Path) -> None:
    """A name that is no report, a file that is none, an unknown format."""
    ended = run("verify", "seed-009")
    assert ended.code == 2
    assert "seed-000, seed-001" in ended.err
    assert run("verify", report.with_name("finnes_ikke.yaml")).code == 2
    assert run("verify", report, "--format", "xml").code == 2
    report.write_text("format: auditor-published/1\n", encoding="utf-8")
    ended = run("verify", report)
    assert ended.code == 2
    assert "liten.yaml, linje 1" in ended.err


def test_a_hostile_file_reaches_no_terminal_as_it_is(run: Run, report: Path) -> None:
    """Escape sequences in titles, places and texts are made harmless."""
    text = report.read_text(encoding="utf-8").replace("Tabell 1", '"\\e[31mTabell"', 1)
    report.write_text(text.replace("for testene", '"\\e]0;x\\a"'), encoding="utf-8")
    for form in ("text", "json"):
        ended = run("verify", report, "--format", form)
        assert ended.code == 1
        assert "\x1b" not in ended.out
        assert "\x07" not in ended.out


ROWS = """\
program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer
A;P1;0301;2020-01-01;2023-01-01;Arbeid;100
B;P2;0301;2020-01-01;2023-01-01;Arbeid;200
C;P3;0301;2020-01-01;2023-01-01;Flyttet;300
D;P4;0301;2020-01-01;2023-01-01;;
"""


def test_figures_are_recomputed_from_an_extract(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 where a figure differs, 3 where one cannot be computed, 0 where all agree or may."""
    monkeypatch.chdir(tmp_path)
    write_ruleset(tmp_path / "liten")
    write_extract(tmp_path / "data", ROWS)
    share = {"figure": "b", "table": "program", "share": "aarsak = 'Arbeid'"}
    how = [{"figure": "a", "table": "program", "count": True}, share]

    def verified(share: str, *more: str) -> Ended:
        claim = {"kind": "equation", "holds": "a > b"}
        file = written(tmp_path, {"a": 4, "b": share}, claim, rules="liten", recompute=how)
        return run("verify", file, "--against", "data", "--reference-date", "2024-12-31", *more)

    ended = verified("67 %")
    assert ended.code == 0
    assert "2 tall beregnet: 2 stemmer, 0 kan stemme" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
    assert verified("50 %").code == 0
    content = json.loads(verified("90 %", "--format", "json").out)
    figures = content["reports"][0]["recomputed"]
    assert [each["agreement"] for each in figures] == ["agrees", "differs"]
    assert [figures[1][key] for key in ("value", "lowest", "highest")] == pytest.approx([2 / 3, 0.5, 0.75])
    assert verified("90 %").code == 1
    program = tmp_path / "data" / "program.csv"
    program.write_text(ROWS.replace(";aarsak", ";annet"), encoding="utf-8")
    ended = verified("67 %")
    assert ended.code == 3
    assert "aarsak" in ended.out


def test_a_report_without_definitions_cannot_be_recomputed(run: Run, tmp_path: Path) -> None:
    """Wrong use, not a green run."""
    write_extract(tmp_path / "data", ROWS)
    ended = run("verify", "seed-003", "--against", tmp_path / "data")
    assert ended.code == 2
    assert "seed-003" in ended.err
