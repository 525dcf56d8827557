"""``auditor check`` with the waivers of a ledger: they fail nothing, and stand beside each count in every format."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest

from auditor.ledger import waivers
from auditor.ledger.database import connected
from tests.cli.conftest import Run

CHECK = ("check", "flawed", "--rules", "liten", "--reference-date", "2024-12-31")
LEDGER = ("--ledger", "logg.sqlite")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "check.schema.json").read_text(encoding="utf-8"))


def waive(run: Run, rule: str, *about: str, until: str = "2099-12-31") -> None:
    """A waiver with everything it must have."""
    ended = run(
        "ledger", "waive", rule, *about, "--reason", "lawful", "--owner", "Kari", "--until", until, "--rules", "liten",
        *LEDGER,
    )  # fmt: skip
    assert ended.code == 0, ended.err


def test_what_is_waived_does_not_fail_and_stays_visible(run: Run, work: Path) -> None:
    """Every finding that fails is waived in turn; the counts stay as they were."""
    assert run(*CHECK, "--fail-on", "fatal").code == 1
    waive(run, "L-NOK-001", "--record", "A3")
    assert run(*CHECK, "--fail-on", "fatal").code == 1, "waivers are heeded where they are asked for"
    ended = run(*CHECK, "--fail-on", "fatal", *LEDGER)
    assert ended.code == 0
    assert "unntatt: 2" in ended.out
    with_error = run(*CHECK, "--fail-on", "error", *LEDGER, "--format", "json")
    assert with_error.code == 1
    report = json.loads(with_error.out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert report["waivers"]["findings"] == report["summary"]["waived"] == 2
    rules = {rule["id"]: (rule["found"], rule["waived"]) for rule in report["rules"]}
    assert rules["L-NOK-001"] == (2, 2)
    for name in ("rules", "municipalities", "totals"):
        assert sum(line["waived"] for line in report[name]) == 2
    assert "L-NOK-001" not in report["outcome"]["failing_rules"]


def test_waivers_to_settle_are_told_and_fail_only_when_strict(run: Run, work: Path) -> None:
    """One that covers nothing, one that has expired; what the latter covered counts again."""
    waive(run, "L-NOK-001", "--municipality", "4601")
    waive(run, "L-NOK-001", "--municipality", "1103")
    yesterday = dt.date.today() - dt.timedelta(days=1)
    with connected(work / "logg.sqlite") as connection:
        waivers.waive(
            connection, "L-AVS-001", municipality="0301", reason="lawful", owner="Ola", expires=yesterday,
            created_at=dt.datetime.combine(yesterday, dt.time()),
        )  # fmt: skip
    lenient = run(*CHECK, "--fail-on", "fatal", *LEDGER)
    assert lenient.code == 0
    assert "Unntak 2 for L-NOK-001 (Kari) dekker ingenting" in " ".join(lenient.out.split())
    assert "Unntak 3 for L-AVS-001 (Ola) gikk ut" in " ".join(lenient.out.split())
    strict = run(*CHECK, "--fail-on", "fatal", *LEDGER, "--strict-waivers")
    assert strict.code == 1
    assert "stopper kjøringen" in strict.out
    report = json.loads(run(*CHECK, *LEDGER, "--format", "json").out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert [each["number"] for each in report["waivers"]["unused"]] == [2]
    assert [each["number"] for each in report["waivers"]["expired"]] == [3]
    assert "L-AVS-001" in report["outcome"]["failing_rules"]


def test_with_a_baseline_only_what_is_neither_accepted_nor_waived_fails(run: Run, work: Path) -> None:
    """A baseline of the clean extract accepts nothing; the waiver does."""
    assert run("baseline", "clean", "--rules", "liten", "--baseline", "g.json").code == 0
    waive(run, "L-NOK-001", "--record", "A3")
    assert run(*CHECK, "--fail-on", "fatal", "--baseline", "g.json").code == 1
    assert run(*CHECK, "--fail-on", "fatal", "--baseline", "g.json", *LEDGER).code == 0


def test_a_ledger_that_is_not_there_is_told(run: Run, work: Path) -> None:
    """And not made; a lost key is not replaced by another, which would recognise nothing."""
    ended = run(*CHECK, "--ledger", "borte.sqlite")
    assert ended.code == 2
    assert "borte.sqlite finnes ikke" in ended.err
    assert not (work / "borte.sqlite").exists()
    waive(run, "L-NOK-001", "--record", "A3")
    (work / "logg.key").unlink()
    ended = run(*CHECK, *LEDGER)
    assert ended.code == 2
    assert "logg.key" in ended.err
    assert not (work / "logg.key").exists()


@pytest.mark.parametrize("name", ["html", "md", "csv"])
def test_shared_formats_show_waivers_beside_counts_without_owners(run: Run, work: Path, name: str) -> None:
    """Small counts are hidden; the owner of a waiver is not for everybody."""
    waive(run, "L-NOK-001", "--record", "A3")
    waive(run, "L-NOK-001", "--municipality", "1103")
    assert run(*CHECK, *LEDGER, "--format", f"{name}:ut.{name}").code == 1
    text = (work / f"ut.{name}").read_text(encoding="utf-8-sig")
    assert "Kari" not in text
    if name == "csv":
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        assert all(row["waived"] in ("0", ":", "") for row in rows)
    else:
        assert "nntatt" in text
        assert "unwaive 2" in text


@pytest.mark.parametrize("name", ["jsonl", "sarif", "junit", "github"])
def test_formats_for_programs_say_which_findings_are_waived(run: Run, work: Path, name: str) -> None:
    """As each of them says such things; the waiver of no use is told, too, where the format has a place for it."""
    waive(run, "L-NOK-001", "--record", "A3")
    waive(run, "L-NOK-001", "--municipality", "1103")
    ended = run(*CHECK, *LEDGER, "--strict-waivers", "--format", name)
    assert ended.code == 1
    if name == "jsonl":
        lines = [json.loads(line) for line in ended.out.splitlines()]
        assert [line["rule"] for line in lines if line["waived"]] == ["L-NOK-001", "L-NOK-001"]
    elif name == "sarif":
        results = json.loads(ended.out)["runs"][0]["results"]
        suppressed = [each["ruleId"] for each in results if "suppressions" in each]
        assert suppressed == ["L-NOK-001", "L-NOK-001"]
    elif name == "junit":
        assert "L-NOK-001 status=ran checked=6 found=2 waived=2 unknown=0" in ended.out
        assert '<testcase name="waivers"' in ended.out
    else:
        notices = [line for line in ended.out.splitlines() if line.startswith("::notice")]
        assert any("L-NOK-001" in line and "Unntatt: 2." in line for line in notices)
