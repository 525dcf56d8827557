"""``auditor centres``: what it lists, its exit codes, and that nothing of a person is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import centres as made
from tests.cli.conftest import Run

FITTING = "\n".join(made.STAYS.splitlines()[:2]) + "\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The rule set and extracts with and without problems."""
    made.write_rules(tmp_path / "regler")
    made.write_extract(tmp_path / "uttrekk")
    made.write_extract(tmp_path / "uten", centres=None)
    made.write_extract(tmp_path / "rent", FITTING)
    (tmp_path / "rent" / "bosetting.csv").unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_cases_are_listed_with_the_centres_they_may_mean(place: Path, run: Run) -> None:
    ended = run("centres", "uttrekk", "--rules", "regler", "--reference-date", "2024-12-31")
    assert ended.code == 1
    assert "Ukjent mottak: M9 Alta asylmottak · opphold, 2 rader" in ended.out.replace(
        "Alta asylmotak", "Alta asylmottak"
    )
    assert "M3 Alta mottak" in ended.out
    assert "P2" not in ended.out


def test_the_same_as_json(place: Path, run: Run) -> None:
    ended = run("centres", "uttrekk", "--rules", "regler", "--reference-date", "2024-12-31", "--format", "json")
    told = json.loads(ended.out)
    assert (told["schema"], told["centres"], len(told["cases"])) == ("auditor-centres/1", 3, 8)
    best = told["cases"][0]["candidates"][0]
    assert (best["centre"], best["rows_that_fit"], best["rows"], best["rejected"]) == ("M3", 2, 2, False)


@pytest.mark.parametrize(
    ("extract", "code", "said"), [("rent", 0, "Alle opphold passer"), ("uten", 3, "ikke noe mottaksregister")]
)
def test_nothing_found_is_told_from_nothing_to_hold_against(
    place: Path, run: Run, extract: str, code: int, said: str
) -> None:
    ended = run("centres", extract, "--rules", "regler", "--reference-date", "2024-12-31")
    assert ended.code == code
    assert said in " ".join(ended.out.split())


def test_another_format_is_refused(place: Path, run: Run) -> None:
    assert run("centres", "uttrekk", "--rules", "regler", "--format", "csv").code == 2
