"""``auditor check --watch``: audits again when a file changed, and ends with Ctrl-C."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli import app, watching
from auditor.extract.watching import State, state_of
from tests.small import write_extract, write_ruleset


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """The command line for a small extract."""
    rules, extract = write_ruleset(tmp_path / "liten"), write_extract(tmp_path / "uttrekk")
    return ["check", str(extract), "--rules", str(rules), "--lang", "en", "--watch"]


def changing(monkeypatch: pytest.MonkeyPatch, *changes: object) -> None:
    """Instead of waiting, carry out one change after the other, then press Ctrl-C."""
    left = list(changes)

    def next_change(before: State, path: Path, further: object = ()) -> State:
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
