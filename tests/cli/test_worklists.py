"""``auditor worklists`` writes a folder of lists, or says why it does not."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

COMMON = ("--rules", "liten", "--reference-date", "2024-12-31")


def test_lists_are_written(run: Run, work: Path) -> None:
    """One a municipality in the formats asked for, and the index named."""
    ended = run("worklists", "flawed", "--out", "ut", "--format", "csv", *COMMON)
    assert ended.code == 0
    assert ended.err == ""
    assert "oversikt.html" in ended.out
    assert sorted(each.suffix for each in (work / "ut").iterdir()).count(".csv") == 3
    assert (work / "ut").stat().st_mode & 0o777 == 0o700
    assert "P1" not in (work / "ut" / "rettingsliste-0301-oslo.csv").read_text(encoding="utf-8-sig")


def test_keys_of_persons_are_shown_on_demand_and_that_is_said(run: Run, work: Path) -> None:
    """In the file and on stderr."""
    ended = run(
        "worklists", "flawed", "--out", "ut", "--format", "csv", "--show-ids", "--municipality", "0301", *COMMON
    )
    assert ended.code == 0
    assert "ikke er maskert" in ended.err
    assert "P1" in (work / "ut" / "rettingsliste-0301-oslo.csv").read_text(encoding="utf-8-sig")


def test_a_folder_in_use_is_left_alone(run: Run, work: Path) -> None:
    """Without --force."""
    (work / "ut").mkdir()
    (work / "ut" / "mitt.txt").write_text("mitt")
    assert run("worklists", "flawed", "--out", "ut", *COMMON).code == 2
    assert [each.name for each in (work / "ut").iterdir()] == ["mitt.txt"]
    assert run("worklists", "flawed", "--out", "ut", "--force", *COMMON).code == 0
    assert run("worklists", "flawed", "--out", "flawed/program.csv", *COMMON).code == 2


def test_nothing_to_correct_is_said(run: Run, work: Path) -> None:
    """No list, no index, exit code 0."""
    ended = run("worklists", "clean", "--out", "ut", *COMMON)
    assert ended.code == 0
    assert "Ingen lister er skrevet" in ended.out
    assert list((work / "ut").iterdir()) == []


def test_ticked_lists_are_read_back_and_the_next_run_tells_what_is_still_found(run: Run, work: Path) -> None:
    """Two lines ticked, one corrected in the next delivery: the other is told."""
    assert run("worklists", "flawed", "--out", "ut", "--format", "csv", *COMMON).code == 0
    file = work / "ut" / "rettingsliste-0301-oslo.csv"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    file.write_text("\n".join([lines[0], *(line.replace(";;", ";x;", 1) for line in lines[1:])]), encoding="utf-8-sig")
    ticked = len(lines) - 1
    ended = run("worklists", "read", "ut")
    assert ended.code == 0
    assert f"Krysset av som rettet: {ticked}. Nye i kontrolloggen: {ticked}." in ended.out
    assert f"Nye i kontrolloggen: {0}." in run("worklists", "read", "ut").out
    program = work / "flawed" / "program.csv"
    program.write_text(program.read_text(encoding="utf-8").replace("2022-02-01;Fl", "2024-02-01;Fl"), encoding="utf-8")
    recorded = run("ledger", "record", "flawed", *COMMON)
    assert f"Krysset av som rettet, men fortsatt funnet: {ticked - 1}" in recorded.out
    (work / "ut" / "skadet.xlsx").write_bytes(b"PK")
    damaged = run("worklists", "read", "ut")
    assert damaged.code == 3
    assert "skadet.xlsx" in damaged.out
    assert run("worklists", "read", "ut", "--ledger", "annen.sqlite").code == 2
    assert not (work / "annen.sqlite").exists()


def test_lists_to_centres_are_not_chosen_by_municipality(run: Run, work: Path) -> None:
    """A sentence and exit code 2."""
    ended = run("worklists", "flawed", "--out", "ut", "--by", "centre", "--municipality", "0301", *COMMON)
    assert ended.code == 2
    assert run("worklists", "flawed", "--out", "ut", "--by", "centre", *COMMON).code == 0


def test_what_is_waived_is_left_out_where_that_is_asked_for(run: Run, work: Path) -> None:
    """The line is gone, the others stay, and the page says how many are left out."""
    waive = ("ledger", "waive", "L-AVS-001", "--reason", "lawful", "--owner", "Kari", "--until", "2099-12-31")
    assert run(*waive, "--record", "A1", "--rules", "liten").code == 0
    name = "rettingsliste-0301-oslo"
    formats = ("--format", "csv", "--format", "html")
    assert run("worklists", "flawed", "--out", "alt", *formats, *COMMON).code == 0
    assert run("worklists", "flawed", "--out", "uten", *formats, "--waivers", *COMMON).code == 0
    whole, less = ((work / out / f"{name}.csv").read_text(encoding="utf-8-sig") for out in ("alt", "uten"))
    assert whole.count("L-AVS-001") == 1
    assert less.count("L-AVS-001") == 0
    assert less.count("L-DAT-001") == whole.count("L-DAT-001") == 1
    assert "(unntak), er ikke med: 1." in (work / "uten" / f"{name}.html").read_text(encoding="utf-8")
    assert run("worklists", "flawed", "--out", "nei", "--waivers", "--ledger", "borte.sqlite", *COMMON).code == 2
