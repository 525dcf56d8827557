"""``auditor check --corrections``: the audit as if, and that the report says so."""

from __future__ import annotations

from pathlib import Path

from auditor import rulesets
from auditor.extract import open_extract
from auditor.ledger import corrections as files
from auditor.ledger.corrections import Correction, Corrections
from tests.cli.conftest import Run

CHECK = ("check", "flawed", "--rules", "liten", "--reference-date", "2024-12-31")


def test_the_report_says_that_it_is_as_if(run: Run, work: Path) -> None:
    ruleset = rulesets.load("liten")
    extract = open_extract(Path("flawed"), tuple(ruleset.tables.values()))
    file = Path("rettelser.json")
    named = files.named(file, extract.tables["program"], ruleset.tables["program"], 0, "aarsak")
    files.write(file, Corrections("liten", (Correction("program", named.record, "aarsak", "Arbeid", named.was),)))
    before, after = run(*CHECK), run(*CHECK, "--corrections", file)
    assert "som om rettelsene" not in before.out
    assert "som om rettelsene i rettelser.json var gjort: 1 tatt med" in " ".join(after.out.split())
    assert (work / "flawed" / "program.csv").read_text(encoding="utf-8").count("Arbeid") == 0


def test_a_file_that_is_not_there_is_wrong_use(run: Run, work: Path) -> None:
    ended = run(*CHECK, "--corrections", "borte.json")
    assert ended.code in (2, 3)
    assert "borte.json finnes ikke" in ended.err
