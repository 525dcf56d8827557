"""``auditor check --watch``: audits again when a file changed, and ends with Ctrl-C."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli import app, watching
from auditor.cli.watching import changed_files, state_of
from tests.small import write_extract, write_ruleset


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """The command line for a small extract."""
    rules, extract = write_ruleset(tmp_path / "liten"), write_extract(tmp_path / "uttrekk")
    return ["check", str(extract), "--rules", str(rules), "--lang", "en", "--watch"]


def changing(monkeypatch: pytest.MonkeyPatch, *changes: object) -> None:
    """Instead of waiting, carry out one change after the other, then press Ctrl-C."""
    left = list(changes)

    def next_change(before: watching.State, path: Path, further: object = ()) -> watching.State:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)(path)  # type: ignore[operator]
        return state_of(path)

    monkeypatch.setattr(watching, "wait_for_change", next_change)


def test_tells_what_changed(
    small: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def add_line(folder: Path) -> None:
        file = next(folder.glob("program*"))
        text = file.read_text()
        file.write_text(text + text.splitlines()[-1] + "\n")

    changing(monkeypatch, add_line)
    code = app.run(small)
    out, err = capsys.readouterr()
    assert code == 1
    assert "Changed: program" in err
    assert "L-NOK-001: 0 findings before, 2 now." in err
    assert out.count("L-NOK-001") >= 1


def test_a_delivery_that_cannot_be_read_for_the_moment_is_waited_for(
    small: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept: dict[Path, bytes] = {}

    def take_away(folder: Path) -> None:
        for file in folder.iterdir():
            kept[file] = file.read_bytes()
            file.unlink()

    def put_back(folder: Path) -> None:
        for file, content in kept.items():
            file.write_bytes(content)

    changing(monkeypatch, take_away, put_back)
    app.run(small)
    _, err = capsys.readouterr()
    assert err.count("Waiting for the files") == 3
    assert "No rule finds more or less than before." in err


def test_reports_are_written_again(
    small: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changing(monkeypatch, lambda folder: next(folder.glob("program*")).unlink())
    report = tmp_path / "report.json"
    app.run([*small, "--format", f"json:{report}"])
    assert capsys.readouterr().err.count(report.name) == 2


def test_files_that_are_new_gone_or_other(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.csv").write_text("x")
    before = state_of(tmp_path)
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").write_text("xy")
    (tmp_path / "c.csv").write_text("x")
    assert changed_files(before, state_of(tmp_path)) == ["a.csv", "b.csv", "c.csv"]


def test_waiting_ends_when_a_file_was_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    before = state_of(tmp_path)
    sizes = iter(["xx", "xxx", None, None])

    def pass_time(seconds: float) -> None:
        size = next(sizes)
        if size:
            file.write_text(size)

    monkeypatch.setattr(watching.time, "sleep", pass_time)
    after = watching.wait_for_change(before, tmp_path)
    assert after == state_of(tmp_path)
    assert file.read_text() == "xxx"
