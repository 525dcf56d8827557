"""``auditor check`` writes where it is told, what it is told, and nothing else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FLAWED_RUN = ("check", "flawed", "--rules", "liten", "--reference-date", "2024-12-31")


def test_json_is_all_there_is_on_stdout(run: Run, work: Path) -> None:
    """A program can parse stdout without knowing more."""
    ended = run(*FLAWED_RUN, "--format", "json")
    report = json.loads(ended.out)
    assert report["schema"] == "auditor/1"
    assert report["outcome"]["exit_code"] == ended.code == 1
    assert ended.err == ""


def test_output_file_is_private_and_not_overwritten_unasked(run: Run, work: Path) -> None:
    """Mode 0600; an existing file is refused before the work begins, and replaced with --force."""
    ended = run(*FLAWED_RUN, "--output", "result.json")
    file = work / "result.json"
    assert json.loads(file.read_text(encoding="utf-8"))["ruleset"]["name"] == "liten"
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "KONTROLLRAPPORT" in ended.out
    assert "Hele resultatet ligger i result.json." in ended.out
    before = file.read_bytes()
    assert run(*FLAWED_RUN, "--output", "result.json", "--fail-on", "info").code == 2
    assert file.read_bytes() == before
    assert run(*FLAWED_RUN, "--output", "result.json", "--fail-on", "info", "--force").code == 1
    assert file.read_bytes() != before


def test_a_text_file_holds_the_summary_without_colour(run: Run, work: Path) -> None:
    """--output with text leaves stdout to others."""
    ended = run(*FLAWED_RUN, "--output", "result.txt")
    assert ended.out == ""
    assert "result.txt" in ended.err
    assert "\x1b" not in (work / "result.txt").read_text(encoding="utf-8")


def test_several_formats_at_once(run: Run, work: Path) -> None:
    """Each to its own file, private; the summary on stdout names them all, stderr says what was written."""
    files = {"json": "a.json", "jsonl": "b.jsonl", "csv": "c.csv", "md": "d.md"}
    asked = [word for name, file in files.items() for word in ("--format", f"{name}:{file}")]
    ended = run(*FLAWED_RUN, *asked)
    assert ended.code == 1
    assert "KONTROLLRAPPORT" in ended.out
    for file in files.values():
        assert file in ended.out
        assert file in ended.err
        if os.name != "nt":
            assert stat.S_IMODE((work / file).stat().st_mode) == 0o600
    for name, file in files.items():
        assert run(*FLAWED_RUN, "--format", name).out == (work / file).read_text(encoding="utf-8")


def test_one_format_goes_to_stdout_beside_files(run: Run, work: Path) -> None:
    """The one without a file; with --output it has one, too."""
    ended = run(*FLAWED_RUN, "--format", "md:d.md", "--format", "json")
    assert json.loads(ended.out)["outcome"]["exit_code"] == 1
    ended = run(*FLAWED_RUN, "--format", "md:e.md", "--format", "jsonl", "--output", "found.log")
    assert "KONTROLLRAPPORT" in ended.out
    assert (work / "found.log").read_text(encoding="utf-8").startswith('{"rule"')
    assert run(*FLAWED_RUN, "--format", "text:f.txt").out == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("md:x", "json:x"), "x er oppgitt to ganger"),
        (("md", "json"), "ikke både md og json"),
        (("md:",), "md: mangler filen"),
        (("pdf:x",), "--format"),
        (("md:no/x.md",), "x.md kan ikke skrives"),
        (("md:new.md", "json:there.json"), "there.json finnes allerede"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_audit(
    run: Run, work: Path, asked: tuple[str, ...], said: str
) -> None:
    """Exit 2 with a sentence, and no file at all."""
    (work / "there.json").write_text("mine")
    before = sorted(work.rglob("*"))
    ended = run(*FLAWED_RUN, *(word for each in asked for word in ("--format", each)))
    assert ended.code == 2
    assert said in ended.err
    assert sorted(work.rglob("*")) == before
    assert (work / "there.json").read_text() == "mine"


def test_no_format_is_loaded_that_nobody_asked_for(work: Path) -> None:
    """Nor any at all before the audit is asked for."""
    program = (
        "import sys\nfrom auditor.cli import app\ncode = app.run(sys.argv[1:])\n"
        "print(*sorted(name for name in sys.modules if name.endswith(('_report', 'html_page'))), file=sys.stderr)"
    )

    def loaded(*arguments: str) -> list[str]:
        ended = subprocess.run([sys.executable, "-c", program, *arguments], cwd=work, capture_output=True, text=True)
        return [name.rpartition(".")[2] for name in ended.stderr.split()]

    assert loaded("check", "--help") == []
    assert loaded(*FLAWED_RUN) == ["text_report"]
    assert loaded(*FLAWED_RUN, "--format", "md") == ["markdown_report"]


def test_colour_is_only_where_it_is_wanted(run: Run, work: Path) -> None:
    """No terminal, no colour; always means always; the words are the same."""
    plain = run(*FLAWED_RUN).out
    coloured = run(*FLAWED_RUN, "--color", "always").out
    assert "\x1b[" not in plain
    assert "\x1b[31m" in coloured
    import re

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_both_languages_say_the_same_numbers(run: Run, work: Path) -> None:
    """The summary exists in bokmål and English."""
    norwegian, english = run(*FLAWED_RUN).out, run(*FLAWED_RUN, "--lang", "en").out
    assert "Returkode 1." in norwegian
    assert "Exit code 1." in english
    assert "33,3\u00a0%" in norwegian
    assert "33.3%" in english


def test_the_environment_chooses_the_language(run: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English where the locale is English, bokmål where nothing is known."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "AUDIT REPORT" in run(*FLAWED_RUN).out
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "KONTROLLRAPPORT" in run(*FLAWED_RUN).out


def test_municipality_narrows_the_run(run: Run, work: Path) -> None:
    """Only rows of Oslo are looked at."""
    report = json.loads(run(*FLAWED_RUN, "--municipality", "0301", "--format", "json").out)
    assert {line["municipality"] for line in report["totals"] if line["found"]} == {"0301"}
    assert report["options"]["municipalities"] == ["0301"]


def test_engines_agree(run: Run, work: Path) -> None:
    """The reference engine gives the same findings as the fused one."""
    fused = json.loads(run(*FLAWED_RUN, "--format", "json").out)
    pandera = json.loads(run(*FLAWED_RUN, "--format", "json", "--engine", "pandera").out)
    assert pandera["engine"] == "pandera"
    assert fused["findings"] == pandera["findings"]
    assert fused["group_findings"] == pandera["group_findings"]


def test_the_reference_date_is_printed(run: Run, work: Path) -> None:
    """The date is an input of the audit; where nobody gave one, the report says which was taken."""
    assert "per 31.12.2024" in run(*FLAWED_RUN).out
    report = json.loads(run("check", "clean", "--rules", "liten", "--format", "json").out)
    assert report["reference_date"]


def test_a_closed_pipe_is_no_error(work: Path) -> None:
    """``auditor check | head -1`` ends with its own code and no traceback."""
    command = f"{sys.executable} -m auditor {' '.join(FLAWED_RUN)} --format json"
    shell = subprocess.run(
        ["bash", "-c", f"{command} | head -c 10; exit ${{PIPESTATUS[0]}}"], cwd=work, capture_output=True, text=True
    )
    assert shell.returncode == 1
    assert shell.stderr == ""


def test_output_is_utf8_in_a_locale_that_is_not(work: Path) -> None:
    """The POSIX locale of a CI job must not stop a report."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = subprocess.run(
        [sys.executable, "-m", "auditor", *FLAWED_RUN], cwd=work, capture_output=True, env=environment
    )
    assert ended.returncode == 1
    assert "Verste kontroller" in ended.stdout.decode("utf-8")
    assert "✗" in ended.stdout.decode("utf-8")


def test_hostile_names_come_out_harmless(run: Run, work: Path) -> None:
    """An escape sequence in a file name does not reach the terminal."""
    (work / "clean" / "x\x1b[2J.csv").write_text("a;b\n1;2\n")
    ended = run("check", "clean", "--rules", "liten")
    assert "\x1b" not in ended.out + ended.err
    assert "\x1b" not in run("check", "clean", "--rules", "liten", "--format", "json").out


def test_a_number_like_an_identity_number_is_masked_wherever_it_stands(run: Run, work: Path) -> None:
    """Somebody typed a fødselsnummer into the municipality column."""
    file = work / "flawed" / "program.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("9999", "15839010270"), encoding="utf-8")
    for form in ("text", "json"):
        ended = run(*FLAWED_RUN, "--format", form)
        assert "158390" not in ended.out + ended.err
        assert "•••" in ended.out
