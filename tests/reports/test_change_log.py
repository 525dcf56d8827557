"""The change log says what changed, under removed, added and changed, in both languages."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from auditor import rulesets
from auditor.locale import Translator
from auditor.model.ruleset import CodeList, Derivation, Parameter, RuleSet
from auditor.model.table import Field, Table
from auditor.reports.change_log import change_log_markdown, change_log_text
from auditor.rulesets.diff import KINDS, compare
from tests.small import write_ruleset


@pytest.fixture
def versions(tmp_path: Path) -> tuple[RuleSet, RuleSet]:
    """Two versions of ``liten``: one rule gone, one new, one stricter, with a hostile title."""
    old, new = (write_ruleset(tmp_path / name / "liten") for name in ("old", "new"))
    file = new / "regler.yaml"
    text = file.read_text(encoding="utf-8").replace("id: L-INF-001", "id: L-INF-002")
    text = text.replace("slutt_dato >= start_dato", "slutt_dato > start_dato").replace(
        "2024-01-01, slutt", "2023-01-01, slutt"
    )
    text = text.replace("severity: fatal", "severity: error").replace(
        '"Samme program to ganger"', '"<b>|to</b>\\n# ganger"'
    )
    file.write_text(text, encoding="utf-8")
    return rulesets.load(old, checked=False), rulesets.load(new, checked=False)


def test_the_log_as_text(versions: tuple[RuleSet, RuleSet]) -> None:
    """Removed, added and changed, each rule with what it was and is."""
    text = change_log_text(compare(*versions), Translator("nb"))
    assert text == (
        "Endringslogg: Et lite regelsett\n"
        "Fra liten 1 til liten 1: 1 fjernet, 1 lagt til, 2 endret.\n"
        "\n"
        "FJERNET\n"
        "  Kontroller\n"
        "    L-INF-001 Startet før 2010\n"
        "\n"
        "LAGT TIL\n"
        "  Kontroller\n"
        "    L-INF-002 Startet før 2010\n"
        "\n"
        "ENDRET\n"
        "  Kontroller\n"
        "    L-NOK-001 <b>|to</b> # ganger\n"
        "      Alvorlighetsgrad\n"
        "        - kritisk feil\n"
        "        + feil\n"
        "      Tittel\n"
        "        - Samme program to ganger\n"
        "        + <b>|to</b> # ganger\n"
        "    L-DAT-001 Slutt før start\n"
        "      Betingelse require\n"
        "        - slutt_dato >= start_dato\n"
        "        + slutt_dato > start_dato\n"
    )


def test_the_log_as_markdown(versions: tuple[RuleSet, RuleSet]) -> None:
    """The same as headings and lists; texts stay texts."""
    lines = change_log_markdown(compare(*versions), Translator("en")).splitlines()
    assert lines[0] == "# Change log: A small rule set"
    assert [each for each in lines if each.startswith("#")][1:] == [
        "## Removed", "### Rules", "## Added", "### Rules", "## Changed", "### Rules",
    ]  # fmt: skip
    assert "  - Severity: from fatal error to error" in lines or "  - Severity: from fatal to error" in lines
    assert r"  - Title (Norwegian): from Samme program to ganger to \<b\>\|to\</b\> # ganger" in lines
    assert r"  - Condition require: from slutt_dato \>= start_dato to slutt_dato \> start_dato" in lines


def test_no_change_is_said_so(versions: tuple[RuleSet, RuleSet]) -> None:
    """One sentence and no empty headings."""
    text = change_log_text(compare(versions[0], versions[0]), Translator("nb"))
    assert text.splitlines() == ["Endringslogg: Et lite regelsett", "Fra liten 1 til liten 1: ingen endringer."]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_kind_and_aspect_has_its_words(language: str) -> None:
    """What is put together while running exists in the catalogue."""
    t = Translator(language)
    for kind in KINDS:
        assert t(f"rulebook.log.kind.{kind}")
    told = {
        Table: {"name", "fields", "file", "line", "_by_name"},
        Field: {"name", "line"},
        Parameter: {"name", "file", "line"},
    }
    told |= {CodeList: {"name", "codes", "file", "line"}, Derivation: {"name", "table", "file", "line"}}
    for kind, left_out in told.items():
        for each in fields(kind):
            assert each.name in left_out or t(f"rulebook.log.aspect.{each.name}", subject="x")
    for name in (
        "condition",
        "validity",
        "step",
        "step_title",
        "step_order",
        "rests_on_parameter",
        "rests_on_code_list",
        "rests_on_derivation",
        "entries",
    ):
        assert t(f"rulebook.log.aspect.{name}", subject="x")
