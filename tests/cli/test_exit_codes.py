"""Each exit code is reached by what it stands for, and a run that could not check everything is never green."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.cli.exit_codes import ExitCode
from tests.cli.conftest import Run
from tests.small import CLEAN, FLAWED, write_extract


def test_nothing_found_is_0(run: Run, work: Path) -> None:
    """A clean extract ends in 0 even at the strictest level."""
    ended = run("check", "clean", "--rules", "liten", "--fail-on", "info")
    assert ended.code == ExitCode.OK
    assert "Returkode 0." in ended.out
    assert ended.err == ""


WARNING_ONLY = CLEAN.replace("2024-02-01;Flyttet", "2022-02-01;Flyttet")


@pytest.mark.parametrize(
    ("level", "code"), [("info", 1), ("warning", 1), ("error", 0), ("fatal", 0)], ids=lambda each: str(each)
)
def test_fail_on_is_the_lowest_severity_that_fails(run: Run, work: Path, level: str, code: int) -> None:
    """One warning fails at warning and below, and not above."""
    write_extract(work / "warning", WARNING_ONLY)
    assert run("check", "warning", "--rules", "liten", "--fail-on", level).code == code


def test_error_is_the_default_level(run: Run, work: Path) -> None:
    """Without --fail-on, errors fail and warnings do not."""
    write_extract(work / "warning", WARNING_ONLY)
    assert run("check", "warning", "--rules", "liten").code == ExitCode.OK
    assert run("check", "flawed", "--rules", "liten").code == ExitCode.FINDINGS


def test_max_share_accepts_up_to_that_share_of_the_checked_rows(run: Run, work: Path) -> None:
    """One of two checked rows is a half: accepted at 0.5, not below."""
    write_extract(work / "one", CLEAN.replace("2024-01-01;Arbeid", "2024-01-01;"))
    command = ("check", "one", "--rules", "liten", "--max-share")
    assert run(*command, "0.5").code == ExitCode.OK
    assert run(*command, "50 %").code == ExitCode.OK
    assert run(*command, "0,49").code == ExitCode.FINDINGS


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chekc",),
        ("check",),
        ("check", "clean", "extra"),
        ("check", "clean", "--no-such-option"),
        ("check", "clean", "--rules"),
        ("check", "clean", "--rules", "no-such-rules"),
        ("check", "clean", "--rules", "liten", "--fail-on", "bad"),
        ("check", "clean", "--rules", "liten", "--max-share", "2"),
        ("check", "clean", "--rules", "liten", "--engine", "spark"),
        ("check", "clean", "--rules", "liten", "--format", "xml"),
        ("check", "clean", "--rules", "liten", "--color", "mauve"),
        ("check", "clean", "--rules", "liten", "--reference-date", "yesterday"),
        ("check", "clean", "--rules", "liten", "--municipality", "Oslo"),
        ("check", "clean", "--rules", "liten", "--municipality", "301"),
        ("check", "clean", "--rules", "liten", "--tables", "program,nothing"),
        ("check", "clean", "--rules", "liten", "--mapping", "nothing.toml"),
        ("check", "clean", "--rules", "liten", "--output", "clean"),
        ("check", "clean", "--rules", "liten", "--output", "nothing/there.json"),
        ("check", "clean", "--rules", "liten", "--lang", "de"),
        ("rules", "show", "L-XXX-001", "--rules", "liten"),
        ("rules", "list", "--rules", "liten", "--table", "nothing"),
        ("sample", "out", "--persons", "none"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_2_and_says_what_was_expected(run: Run, work: Path, arguments: tuple[str, ...]) -> None:
    """Every mistake on the command line is a sentence on stderr, nothing on stdout, and 2."""
    ended = run(*arguments)
    assert ended.code == ExitCode.USAGE
    assert ended.out == ""
    assert "Feil: " in ended.err
    assert "Traceback" not in ended.err


def test_a_broken_rule_set_is_2_with_file_and_line(run: Run, work: Path) -> None:
    """A rule that names an unknown field is refused where it stands."""
    file = work / "liten" / "regler.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("aarsak IS NOT NULL", "aarsakk IS NOT NULL"))
    ended = run("check", "clean", "--rules", "liten")
    assert ended.code == ExitCode.USAGE
    assert "regler.yaml, linje" in ended.err


def test_a_missing_extract_is_3(run: Run, work: Path) -> None:
    """A path that is not there."""
    ended = run("check", "nothing", "--rules", "liten")
    assert ended.code == ExitCode.INCOMPLETE
    assert "nothing" in ended.err


def test_nothing_recognised_is_3_and_says_why(run: Run, work: Path) -> None:
    """A folder without a table of the rule set."""
    (work / "other").mkdir()
    (work / "other" / "weather.csv").write_text("when;what\n2024;rain\n")
    ended = run("check", "other", "--rules", "liten")
    assert ended.code == ExitCode.INCOMPLETE
    assert "weather.csv" in ended.err


def test_a_missing_table_is_3_unless_the_delivery_was_not_meant_to_hold_it(run: Run, work: Path) -> None:
    """A rule that needs the table of persons cannot run without it."""
    write_extract(work / "alone", CLEAN, person=None)
    ended = run("check", "alone", "--rules", "liten")
    assert ended.code == ExitCode.INCOMPLETE
    assert "L-PER-001" in ended.out
    assert "ikke alt kunne kontrolleres" in ended.out
    assert run("check", "alone", "--rules", "liten", "--tables", "program").code == ExitCode.OK


def test_a_file_that_cannot_be_used_is_3(run: Run, work: Path) -> None:
    """What was refused may have held findings."""
    (work / "clean" / "program_2.csv").write_bytes(b"program_id;person_id\nA9\x00;P1\n")
    ended = run("check", "clean", "--rules", "liten")
    assert ended.code == ExitCode.INCOMPLETE
    assert "program_2.csv" in ended.out


def test_no_rows_is_3(run: Run, work: Path) -> None:
    """Headers alone are nothing read, never green."""
    header = CLEAN.splitlines()[0] + "\n"
    write_extract(work / "empty", header, "person_id;navn\n")
    ended = run("check", "empty", "--rules", "liten")
    assert ended.code == ExitCode.INCOMPLETE


def test_findings_in_an_incomplete_run_are_1_and_the_report_says_both(run: Run, work: Path) -> None:
    """Findings are certain; that something could not be checked is said beside them."""
    write_extract(work / "alone", FLAWED, person=None)
    ended = run("check", "alone", "--rules", "liten")
    assert ended.code == ExitCode.FINDINGS
    assert "ikke alt kunne kontrolleres" in " ".join(ended.out.split())
    assert "Returkode 1." in ended.out


def test_an_unforeseen_error_is_3_without_any_value(run: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of a foreign exception may quote a cell, so only its type and place are told."""
    from auditor.engine import auditing

    number = "1583901" + "0270"

    def broken(*arguments: object, **named: object) -> None:
        raise ValueError("could not convert " + number)

    monkeypatch.setattr(auditing, "audit", broken)
    ended = run("check", "clean", "--rules", "liten")
    assert ended.code == ExitCode.INCOMPLETE
    assert "ValueError, auditor.cli." in ended.err
    assert "Traceback" not in ended.err
    monkeypatch.setenv("AUDITOR_DEBUG", "1")
    debugged = run("check", "clean", "--rules", "liten")
    assert debugged.code == ExitCode.INCOMPLETE
    assert "auditing.py" in debugged.err
    assert number not in ended.err + debugged.err


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_ctrl_c_is_130(work: Path) -> None:
    """An interrupt while the audit runs stops it through its event and leaves no file behind."""
    program = (
        "import sys, threading\n"
        "from auditor.cli import app\n"
        "from auditor.engine import auditing\n"
        "def slow(*arguments, cancel, **named):\n"
        "    print('ready', flush=True)\n"
        "    cancel.wait(30)\n"
        "    raise auditing.Cancelled\n"
        "auditing.audit = slow\n"
        "sys.exit(app.run(['check', 'clean', '--rules', 'liten', '--output', 'out.json', '--lang', 'en']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert out == ""
    assert "Traceback" not in err
    assert not (work / "out.json").exists()
