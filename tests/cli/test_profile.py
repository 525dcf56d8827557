"""``auditor profile``: text, JSON and a page of one result, what may be shared of it, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.privacy.hostile import in_cells
from tests.results.test_profile import persons, program
from tests.small import write_extract

GOLDEN = Path(__file__).parents[1] / "reports" / "golden"
FORMATS = {"nb.txt": "text", "en.txt": "text", "json": "json", "nb.html": "html"}


@pytest.fixture
def place(work: Path) -> Path:
    """The small rule set beside an extract of some hundred rows."""
    write_extract(work / "mange", program(), persons())
    return work


def arguments(*more: object) -> tuple[object, ...]:
    return ("profile", "mange", *more, "--rules", "liten", "--reference-date", "2024-12-31")


@pytest.mark.parametrize("name", FORMATS)
def test_the_profile_as_it_is_written(run: Run, place: Path, name: str) -> None:
    """Byte for byte what is stored; AUDITOR_GOLDEN=1 writes the files anew."""
    done = run(*arguments("--format", FORMATS[name], "--lang", name[:2] if "." in name else "nb"))
    assert done.code == 0
    file = GOLDEN / f"profile.{name}"
    if os.environ.get("AUDITOR_GOLDEN"):
        file.write_text(done.out, encoding="utf-8", newline="\n")
    assert done.out == file.read_text(encoding="utf-8")
    assert "P17" not in done.out
    assert "Ada" not in done.out
    if FORMATS[name] == "text":
        assert max(map(len, done.out.splitlines())) <= 80


def test_small_counts_and_values_of_few_are_not_in_what_may_be_shared(run: Run, place: Path) -> None:
    """The one unreadable date is hidden and so is a count beside it; there is no single person's value."""
    told = json.loads(run(*arguments("--format", "json")).out)
    fields = {(each["table"], each["field"]): each for each in told["fields"]}
    start = fields["program", "start_dato"]
    assert start["unreadable"] is None
    assert start["filled"] is None
    assert start["rows"] == 600
    assert (start["common"], start["heaps"], start["clusters"], start["outliers"]) == ([], [], {}, None)
    assert fields["program", "program_id"]["common"] == []
    assert {each["value"] for each in fields["program", "aarsak"]["common"]} == {"Arbeid"}
    assert all(each["count"] >= 5 for field in told["fields"] for each in field["common"])
    page = run(*arguments("--format", "html")).out
    assert "<script" not in page
    assert ">:<" in page


def test_what_is_hidden_does_not_follow_from_what_is_shown(run: Run, place: Path) -> None:
    """Three of a code are not the rest of all filled cells, nor of all rows less what is missing."""
    lines = ["program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"]
    causes = ["Arbeid"] * 50 + ["Flyttet"] * 30 + ["Annet"] * 3 + [":"] * 2 + [""] * 15
    lines += [f"A{n};P{n};0301;2023-01-01;2024-01-01;{cause};10" for n, cause in enumerate(causes)]
    write_extract(place / "faa", "\n".join(lines) + "\n", persons())
    told = json.loads(
        run("profile", "faa", "--format", "json", "--rules", "liten", "--reference-date", "2024-12-31").out
    )
    cause = next(each for each in told["fields"] if each["field"] == "aarsak")
    shown = {each["value"]: each["count"] for each in cause["common"]}
    assert cause["hidden"] is None
    assert None in (cause["filled"], cause["missing"], cause["rows"])
    if cause["filled"] is not None:
        assert cause["filled"] - sum(shown.values()) >= 5
    else:
        assert shown == {}


def test_hostile_cells_are_text_for_who_holds_the_data_and_nowhere_in_what_is_shared(run: Run, place: Path) -> None:
    """Each hostile cell stands often enough to be a common value of a text and of a code that is none."""
    texts = in_cells("\0")
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=";", lineterminator="\n")
    rows.writerow(["program_id", "person_id", "kommunenummer", "start_dato", "slutt_dato", "aarsak", "timer"])
    for number in range(4 * len(texts)):
        text = texts[number % 4]
        rows.writerow([f"A{number}", f"P{number}", text, text, "2024-01-01", text, text])
    (place / "mange" / "program.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="")
    for name in ("text", "json", "html"):
        said = run(*arguments("--format", name)).out
        assert not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in said if letter != "\n")
        if name != "text":
            assert not any(text in said for text in texts[:4])
    assert run("rules", "suggest", "mange", "--rules", "liten", "--all").code == 0


def test_a_file_is_private_and_never_overwritten_unasked(run: Run, place: Path) -> None:
    assert run(*arguments("--format", "json", "--output", "profil.json")).code == 0
    assert (place / "profil.json").stat().st_mode & 0o777 == 0o600
    assert run(*arguments("--format", "json", "--output", "profil.json")).code == 2
    assert run(*arguments("--format", "json", "--output", "profil.json", "--force")).code == 0


def test_what_is_not_there_is_said(run: Run, place: Path) -> None:
    assert run(*arguments("--tables", "finnes_ikke")).code == 2
    assert run(*arguments("--format", "pdf")).code == 2
    only = run(*arguments("--tables", "person"))
    assert only.code == 0
    assert "(program)" not in only.out
    assert run("profile", "borte", "--rules", "liten").code == 3
