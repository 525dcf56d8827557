"""``auditor ledger``: a delivery recorded, another, and what somebody answers for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DATE = ("--rules", "liten", "--reference-date", "2024-12-31")
LEDGER = ("--ledger", "logg/ledger.sqlite")
NEVER = "2099-12-31"


def test_only_what_is_new_fails(run: Run, work: Path) -> None:
    """A first delivery with errors fails, and again when it is run again; the next with the same errors does not."""
    record = ("ledger", "record", *LEDGER, *DATE)
    assert run(*record, "flawed").code == 1
    again = run(*record, "flawed")
    assert again.code == 1
    assert "allerede ført" in again.out
    (work / "flawed" / "person.csv").write_text("person_id;navn\nP1;A\nP2;B\nP3;C\nP4;D\nP5;E\n", encoding="utf-8")
    later = run(*record, "flawed")
    assert later.code == 0
    assert "Sammenliknet med kjøring 1" in later.out
    assert run(*record, "clean").code == 0
    back = run(*record, "flawed")
    assert back.code == 1
    assert "rettet tidligere, og tilbake" in back.out


def test_the_history(run: Run, work: Path) -> None:
    """Latest first, in lines that fit."""
    for extract in ("clean", "flawed"):
        run("ledger", "record", extract, *LEDGER, *DATE)
    for extra in ((), ("--rule", "L-AVS-001"), ("--municipality", "0301")):
        ended = run("ledger", "history", *LEDGER, *extra)
        lines = ended.out.splitlines()
        assert ended.code == 0
        assert ["flawed" in lines[1], "clean" in lines[2]] == [True, True]
        assert all(len(line) <= 80 for line in lines)


def test_a_waiver_lets_a_finding_pass(run: Run, work: Path) -> None:
    """Beside its count, until somebody ends it; one of no use fails only where that was asked for."""
    for rule, record in (
        ("L-AVS-001", "A1"),
        ("L-AVS-001", "A5"),
        ("L-AVS-001", "A3"),
        ("L-PER-001", "A3"),
        ("L-NOK-001", "A3"),
    ):
        waived = run(
            "ledger", "waive", rule, "--record", record, "--reason", "lawful", "--owner", "Kari", "--until", NEVER,
            *LEDGER, "--rules", "liten",
        )  # fmt: skip
        assert waived.code == 0, waived.err
    listed = run("ledger", "waivers", *LEDGER)
    assert listed.out.count("lovlig unntak") == 5
    record_flawed = ("ledger", "record", "flawed", *LEDGER, *DATE)
    ended = run(*record_flawed)
    assert "Unntatt av utslagene" in ended.out
    assert run("ledger", "unwaive", "1", *LEDGER).code == 0
    assert run("ledger", "unwaive", "1", *LEDGER).code == 2
    assert run(*record_flawed).code == 1
    clean = ("ledger", "record", "clean", *LEDGER, *DATE)
    assert run(*clean).code == 0
    assert run(*clean, "--strict-waivers").code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("waive", "L-BORTE", "--record", "A1", "--reason", "lawful", "--owner", "Kari", "--until", NEVER),
        ("waive", "L-AVS-001", "--reason", "lawful", "--owner", "Kari", "--until", NEVER),
        ("waive", "L-AVS-001", "--record", "A1", "--reason", "why", "--owner", "Kari", "--until", NEVER),
        ("waive", "L-AVS-001", "--record", "A1", "--reason", "lawful", "--owner", "Kari", "--until", "2001-01-01"),
        ("waive", "L-AVS-001", "--municipality", "9999", "--reason", "lawful", "--owner", "Kari", "--until", NEVER),
    ],
)
def test_a_waiver_that_cannot_be(run: Run, work: Path, wrong: tuple[str, ...]) -> None:
    """A sentence and exit code 2."""
    ended = run("ledger", *wrong, *LEDGER, "--rules", "liten")
    assert ended.code == 2
    assert ended.err.startswith("Feil: ")


def test_the_ledger_is_taken_along(run: Run, work: Path) -> None:
    """Written to a file, read into another ledger, pruned."""
    for extract in ("clean", "flawed"):
        run("ledger", "record", extract, *LEDGER, *DATE)
    assert run("ledger", "export", "logg.jsonl", *LEDGER).code == 0
    assert (work / "logg.jsonl").stat().st_mode & 0o777 == 0o600
    assert run("ledger", "export", "logg.jsonl", *LEDGER).code == 2
    other = ("--ledger", "annen.sqlite")
    assert run("ledger", "import", "logg.jsonl", *other).code == 0
    assert run("ledger", "history", *other).out == run("ledger", "history", *LEDGER).out
    assert run("ledger", "import", "logg.jsonl", *other).code == 2
    assert run("ledger", "import", "borte.jsonl", *other).code == 2
    assert run("ledger", "prune", "--keep", "1", *other).code == 0
    assert len(run("ledger", "history", *other).out.splitlines()) == 2


def test_a_file_that_is_no_ledger(run: Run, work: Path) -> None:
    """A sentence and exit code 2; the file is left alone."""
    (work / "notat.sqlite").write_text("ikke en logg" * 100)
    ended = run("ledger", "history", "--ledger", "notat.sqlite")
    assert ended.code == 2
    assert "notat.sqlite" in ended.err
    assert (work / "notat.sqlite").read_text() == "ikke en logg" * 100


def test_the_course_of_rules_municipalities_and_dimensions_with_alerts(run: Run, work: Path) -> None:
    """A line each with course, both shares and the alert; the history names what changed much."""
    head = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer\n"
    for number, without in enumerate((5, 20)):
        folder = work / f"lev{number}"
        folder.mkdir()
        lines = [f"A{n};P1;0301;2023-01-01;2024-01-01;{'' if n < without else 'Arbeid'};1\n" for n in range(100)]
        (folder / "program.csv").write_text(head + "".join(lines), encoding="utf-8")
        (folder / "person.csv").write_text("person_id;navn\nP1;A\n", encoding="utf-8")
        run("ledger", "record", folder.name, *LEDGER, *DATE)
    for by, name in (("rule", "L-AVS-001"), ("municipality", "0301 Oslo"), ("dimension", "fullstendighet")):
        ended = run("ledger", "history", "--by", by, *LEDGER)
        assert ended.code == 0
        (line,) = [line for line in ended.out.splitlines() if line.startswith(name)]
        assert "! endring" in line
        assert all(len(line) <= 80 for line in ended.out.splitlines())
    assert "Kontroller med stor endring siden forrige kjøring: 1" in run("ledger", "history", *LEDGER).out
    assert run("ledger", "history", "--by", "uke", *LEDGER).code == 2


def test_two_runs_are_compared_by_their_numbers(run: Run, work: Path) -> None:
    """Flawed, clean, flawed again: corrected in the second, back in the third, and the first against the third."""
    for extract in ("flawed", "clean", "flawed"):
        run("ledger", "record", extract, *LEDGER, *DATE)
    (work / "flawed" / "person.csv").write_text("person_id;navn\nP1;A\nP2;B\nP3;C\nP4;D\nP5;E\n", encoding="utf-8")
    run("ledger", "record", "flawed", *LEDGER, *DATE)

    def counts(old: int, new: int) -> dict[str, int]:
        ended = run("compare", old, new, *LEDGER, "--format", "json")
        found: dict[str, int] = json.loads(ended.out)["counts"]
        return found

    first, second = counts(1, 2), counts(2, 3)
    assert first["corrected"] > 0
    assert first["new"] == first["remaining"] == 0
    assert second["reappeared"] == first["corrected"]
    assert counts(1, 3)["remaining"] > 0
    assert run("compare", 1, 2, *LEDGER).code == 0
    assert run("compare", 2, 3, *LEDGER).code == 1
    exported = run("ledger", "export", "alt.jsonl", *LEDGER)
    assert exported.code == 0
    assert '\\"name\\": \\"program.csv\\"' in (work / "alt.jsonl").read_text(encoding="utf-8"), "the manifest is kept"
    assert counts(3, 4)["new"] == counts(3, 4)["reappeared"] == 0
    for language in ("nb", "en"):
        ended = run("compare", 1, 2, *LEDGER, "--lang", language)
        assert "L-AVS-001" in ended.out
        assert all(len(line) <= 80 for line in ended.out.splitlines())
    assert run("compare", 2, 1, *LEDGER).code == 2
    assert run("compare", 1, 9, *LEDGER).code == 2
    assert "ingen kjøring nummer 9" in run("compare", 1, 9, *LEDGER).err
