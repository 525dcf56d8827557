"""``auditor rules`` lists, explains, tests, lints and exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

RULES = ("--rules", "liten")


def test_list_counts_and_filters(run: Run, work: Path) -> None:
    """Six written rules; five more that the program makes, only where they are asked for."""
    assert run("rules", "list", *RULES).out.splitlines()[-1] == "6 kontroller i liten 1"
    assert "11 kontroller" in run("rules", "list", *RULES, "--generated").out
    errors = run("rules", "list", *RULES, "--severity", "error").out
    assert "L-AVS-001" in errors
    assert "L-NOK-001" not in errors
    assert "L-" not in run("rules", "list", *RULES, "--table", "person").out


def test_show_explains_given_when_then(run: Run, work: Path) -> None:
    """What a person asks of a rule, from the text that is evaluated."""
    out = run("rules", "show", "l-avs-001", *RULES).out
    for part in (
        "L-AVS-001  Avsluttet uten årsak",
        "Gitt       en rad i program (Deltakelse i program)",
        "når        Sluttdato er fylt ut",
        "så         Avslutningsårsak er fylt ut",
        "Retting    Se i fagsystemet",
        "require  aarsak IS NOT NULL",
        "Slår ut på",
        "Kan ikke kontrolleres",
        "regler.yaml, linje",
    ):
        assert part in out
    english = run("rules", "show", "L-AVS-001", *RULES, "--lang", "en").out
    assert "when        End date is filled in" in english


def test_show_proposes_what_may_have_been_meant(run: Run, work: Path) -> None:
    """A wrong id is answered with those like it."""
    ended = run("rules", "show", "L-AVS-002", *RULES)
    assert ended.code == 2
    assert "L-AVS-001" in ended.err


def test_test_runs_every_example(run: Run, work: Path) -> None:
    """All hold, generated rules included; one rule alone can be asked for."""
    ended = run("rules", "test", *RULES)
    assert ended.code == 0
    assert ended.out.endswith("0 som ikke stemmer.\n")
    assert run("rules", "test", "L-AVS-001", *RULES).out.startswith("1 kontroller, 3 eksempler")


def test_a_rule_that_does_not_do_what_its_examples_say_is_1(run: Run, work: Path) -> None:
    """The sentence names rule and example."""
    file = work / "liten" / "regler.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("require: slutt_dato >= start_dato", "require: slutt_dato > start_dato"))
    ended = run("rules", "test", *RULES)
    assert ended.code == 1
    assert "✗ L-DAT-001: eksempel 1 skulle ikke slå ut, men slå ut." in ended.out


def test_lint_ends_in_1_where_it_has_something_to_say(run: Run, work: Path) -> None:
    """A rule no row can break is found."""
    file = work / "liten" / "regler.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("when: start_dato IS NOT NULL\n", "when: start_dato IS NOT NULL AND start_dato IS NULL\n")
    )
    ended = run("rules", "lint", *RULES)
    assert ended.code == 1
    assert "L-INF-001" in ended.out


def test_export_writes_one_file_a_table_and_says_what_it_could_not(run: Run, work: Path) -> None:
    """pandera's YAML cannot carry totals, and existing files are left alone."""
    ended = run("rules", "export", "schemas", *RULES)
    assert ended.code == 0
    assert sorted(each.name for each in (work / "schemas").iterdir()) == ["person.yaml", "program.yaml"]
    assert "L-AND-001" in ended.out
    assert run("rules", "export", "schemas", *RULES).code == 2
    assert run("rules", "export", "schemas", *RULES, "--force").code == 0


def test_an_exported_schema_is_a_rule_set_again(run: Run, work: Path) -> None:
    """``--rules`` takes a pandera file."""
    run("rules", "export", "schemas", *RULES)
    ended = run("rules", "list", "--rules", "schemas/program.yaml")
    assert ended.code == 0
    assert "program" in ended.out


def test_a_pandera_schema_is_a_rule_set(run: Run, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--rules module:Schema``, found in the current folder."""
    (work / "my_schema_for_tests.py").write_text(
        "import pandera.polars as pa\n"
        "Program = pa.DataFrameSchema({'timer': pa.Column(int, pa.Check.le(115), coerce=True)}, name='program')\n"
    )
    ended = run("check", "clean", "--rules", "my_schema_for_tests:Program")
    assert ended.code == 1
    assert "33,3" in ended.out
