"""A machine that does not do as asked: folders nobody may write to, no home, a poor locale, a disk that is full."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.cli.exit_codes import ExitCode
from auditor.model.errors import AuditorError
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import write_private
from auditor.sample import write_sample
from auditor.tui import recent
from auditor.tui.settings import Settings, save
from tests.small import CLEAN, FLAWED, write_extract, write_ruleset

UNPRIVILEGED = """
import contextlib, io, json, os, pkgutil, shutil, sys, tempfile
import auditor
for module in pkgutil.walk_packages(auditor.__path__, "auditor."):
    if not module.name.startswith(("auditor.__main__", "auditor.sample.", "auditor.tui.screens")):
        __import__(module.name)
from auditor.cli import app

def run(command):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = app.run(command)
    return [int(code), out.getvalue(), err.getvalue()]

commands = json.loads(sys.stdin.read())
if os.getuid() == 0:
    # What is imported late must be imported before: the interpreter's folder may not be others' to read.
    work = os.getcwd()
    with tempfile.TemporaryDirectory() as writable:
        os.chdir(shutil.copytree(work, writable + "/work"))
        os.chmod(".", 0o755)
        for each in commands:
            run(each)
        os.chdir(work)
    os.setgroups([])
    os.setgid(54321)
    os.setuid(54321)
print(json.dumps([run(each) for each in commands]))
"""
COMMON = ("flawed", "--rules", "liten", "--reference-date", "2024-12-31")
WRITING = {
    "report": ("check", *COMMON, "--output", "out.json"),
    "parquet": ("check", *COMMON, "--format", "parquet:findings.parquet"),
    "worklists": ("worklists", *COMMON, "--out", "lister", "--until", "2025-02-01"),
    "baseline": ("baseline", *COMMON, "--baseline", "b.json"),
    "ledger": ("ledger", "record", *COMMON, "--ledger", "l.sqlite"),
    "profile": ("profile", *COMMON, "--format", "html", "--output", "p.html"),
    "export": ("rules", "export", "schemas", "--rules", "liten"),
    "waiver": ("ledger", "waive", "L-NOK-001", "--municipality", "0301", "--reason", "lawful", "--owner", "K",
               "--until", "2099-01-01", "--rules", "liten", "--ledger", "l.sqlite"),
}  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="who may write to a folder is said otherwise on Windows")
def test_without_home_and_where_nothing_may_be_written(tmp_path: Path) -> None:
    """A service without a home folder, in a folder that is not its own: reading works, writing is refused in words."""
    work = tmp_path / "work"
    write_ruleset(work / "liten")
    write_extract(work / "flawed", FLAWED)
    write_extract(work / "hidden", CLEAN)
    for folder in (*tmp_path.parents, tmp_path):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    (work / "hidden").chmod(0)
    work.chmod(0o555)
    ledger = ("ledger", "record", *COMMON)
    plain = ("open", "flawed", "--plain", "--rules", "liten", "--reference-date", "2024-12-31")
    commands = [("check", *COMMON), *WRITING.values(), ledger, plain, ("check", "hidden", "--rules", "liten")]
    environment = {name: value for name, value in os.environ.items() if name != "HOME" and not name.startswith("XDG_")}
    done = subprocess.run(
        [sys.executable, "-c", UNPRIVILEGED],
        cwd=work,
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment, "LANG": "nb_NO.UTF-8", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr
    check, *refused = json.loads(done.stdout)
    assert check[0] == ExitCode.FINDINGS
    *written, without_ledger, spoken, hidden = refused
    for name, (code, _, told) in zip(WRITING, written, strict=True):
        assert code == ExitCode.USAGE, (name, told)
        assert told.startswith("Feil: "), (name, told)
    if os.getuid() == 0:
        assert (without_ledger[0], "--ledger" in without_ledger[2]) == (ExitCode.USAGE, True), without_ledger
    assert spoken[0] == ExitCode.OK, spoken
    if os.getuid() == 0:
        assert (hidden[0], "lesetilgang" in hidden[2]) == (ExitCode.INCOMPLETE, True), hidden
    assert sorted(path.name for path in work.iterdir()) == ["flawed", "hidden", "liten"]
    (work / "hidden").chmod(0o700)
    work.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="the size of files cannot be limited on Windows")
@pytest.mark.parametrize("errors", [None, "errors.csv"])
def test_a_sample_that_the_disk_has_no_room_for(tmp_path: Path, errors: str | None) -> None:
    """It is said, and no half file of it stays; there is room again later."""
    import resource

    list_of_errors = None if errors is None else tmp_path / errors
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, hard))
    try:
        with pytest.raises(AuditorError, match=r"sample\.not_written"):
            write_sample(tmp_path / "sample", 60, 1, list_of_errors, wanted={"NIR-PER-001": 1})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.rglob("*")] == ["sample"]
    write_sample(tmp_path / "sample", 60, 1)


@pytest.mark.skipif(os.name == "nt", reason="a program is started without streams otherwise on Windows")
def test_started_without_streams(tmp_path: Path) -> None:
    """Nothing to read from and nowhere to write is no error, and no file of the run takes the number of a stream."""
    closed = "import os, sys; os.closerange(0, 3); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    report = tmp_path / "versjon.txt"
    watched = f"""
import os, runpy, sys
sys.argv = ["auditor", "version"]
try:
    runpy.run_module("auditor", run_name="__main__")
except SystemExit as ended:
    with open({str(report)!r}, "w") as file:
        file.write(f"{{ended.code}} {{file.fileno() > 2}}")
"""
    subprocess.run([sys.executable, "-c", closed, "-c", watched], check=True, timeout=120)
    assert report.read_text() == "0 True"


def test_a_poor_locale_and_no_colours(tmp_path: Path) -> None:
    """LANG=C with a stdout that is ASCII by itself: the report is UTF-8 without a colour."""
    write_ruleset(tmp_path / "liten")
    write_extract(tmp_path / "flawed", FLAWED)
    settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "check", *COMMON, "--lang", "nb"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, **settings, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == ExitCode.FINDINGS, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert "Avsluttet uten årsak" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP])
def test_file_systems_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Network drives refuse a link in several ways: the file is written, and one that is there is kept."""

    def refused(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "link", refused)
    write_private(tmp_path / "a", "new")
    with pytest.raises(PrivacyError, match="file_exists"):
        write_private(tmp_path / "a", "other")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a", "new")]


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EBUSY])
def test_a_name_that_cannot_be_renamed_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A single file mounted from another device: the old content stays, and nothing beside it."""

    def refused(*_: object) -> None:
        raise OSError(number, "refused")

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PrivacyError, match="not_written"):
        write_private(tmp_path / "a", "new", overwrite=True)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a", "old")]


def test_two_programs_that_keep_what_was_opened_last(tmp_path: Path) -> None:
    """Both write at once, again and again: the file is one of them, whole, at every moment."""
    writer = (
        "import sys\nfrom pathlib import Path\nfrom auditor.tui import recent\n"
        "for n in range(30):\n"
        "    recent.remember(Path(sys.argv[1]), recent.Recent(Path(f'/{sys.argv[2]}/{n}'), 'nir'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    recent.remember(tmp_path, recent.Recent(Path("/first"), "nir"))
    both = [
        subprocess.Popen([sys.executable, "-c", writer, str(tmp_path), name], env=environment) for name in ("a", "b")
    ]
    while any(each.poll() is None for each in both):
        assert isinstance(json.loads((tmp_path / recent.FILE).read_text()), list)
        time.sleep(0.002)
    assert [each.returncode for each in both] == [0, 0]
    assert [each.name for each in tmp_path.iterdir()] == [recent.FILE]


def test_settings_that_cannot_be_kept_are_a_sentence(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "folder").write_text("")
    with pytest.raises(AuditorError, match="not_saved"):
        save(tmp_path / "folder", Settings())
    recent.remember(tmp_path / "folder", recent.Recent(Path("/x"), "nir"))


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["asked to end", "the terminal is gone"])
def test_what_was_begun_is_taken_away_when_the_program_is_ended(tmp_path: Path, number: int) -> None:
    """In the middle of writing: no file, no temporary file, and the code of an interruption."""
    program = (
        "import signal, sys, time\n"
        "from pathlib import Path\n"
        "from auditor.cli import app, diagnostics\n"
        "from auditor.privacy.files import private_file\n"
        "def write(*_):\n"
        "    with private_file(Path('out.json')) as temporary:\n"
        "        temporary.write_text('half')\n"
        "        print('writing', flush=True)\n"
        "        time.sleep(30)\n"
        "app.run = lambda arguments: diagnostics.guarded(write, app.Translator('en'))\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # whoever runs the tests may be told to go on without one
        "app.main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(number)
    _, told = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert told.startswith("Error: ")
    assert list(tmp_path.iterdir()) == []
