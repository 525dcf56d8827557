"""The differences between two versions of a rule set are those that were made, and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor import rulesets
from auditor.locale import Translator
from auditor.model.ruleset import ParameterValue
from auditor.model.text import Text
from auditor.model.vocabulary import Severity
from auditor.reports.change_log import change_log_text
from auditor.rulesets.diff import ADDED, CHANGED, REMOVED, Aspect, RuleSetDiff, compare
from tests.indicators import write_indicators
from tests.rulebook import WIDEST
from tests.small import write_ruleset

Edit = tuple[str, str, str]
_PARAMETER = """\
parameters:
  - {name: tidligst, title: {nb: Tidligst, en: Earliest}, basis: [{ours: prøve}], values: [{value: 2010-01-01}]}
derive:
  - {table: program, name: mnd, title: {nb: Måneder, en: Months}, sql: "months_between(start_dato, slutt_dato)"}
populations:
  - name: avsluttet
    title: {nb: Avsluttede, en: Ended}
    basis: [{ours: prøve}]
    table: program
    steps:
      - {title: {nb: Er avsluttet, en: Has ended}, keep: slutt_dato IS NOT NULL}
      - {title: {nb: Varte lenge, en: Lasted long}, keep: mnd > 12}
      - {title: {nb: Varte lenge, en: Lasted long}, keep: "slutt_dato >= parameter('tidligst')"}
"""


@pytest.fixture
def differ(tmp_path: Path) -> Callable[..., RuleSetDiff]:
    """Writes ``liten`` twice, the second time with some texts replaced, and compares."""

    def make(*edits: Edit) -> RuleSetDiff:
        folders = [write_ruleset(tmp_path / name / "liten") for name in ("old", "new")]
        for folder in folders:
            (folder / "more.yaml").write_text(_PARAMETER, encoding="utf-8")
            rules = folder / "regler.yaml"
            text = rules.read_text(encoding="utf-8")
            text = text.replace(">= '2010-01-01'", ">= parameter('tidligst')")
            rules.write_text(text.replace("slutt_dato >= start_dato", "mnd >= 0"), encoding="utf-8")
        for name, old, new in edits:
            file = folders[1] / name
            text = file.read_text(encoding="utf-8")
            assert old in text
            file.write_text(text.replace(old, new), encoding="utf-8")
        return compare(*(rulesets.load(folder) for folder in folders))

    return make


def told(diff: RuleSetDiff) -> list[tuple[str, str, str]]:
    """How, kind and name of every change."""
    return [(each.how, each.kind, each.name) for each in diff.changes]


def test_nothing_changed(differ: Callable[..., RuleSetDiff]) -> None:
    """Two readings of the same files are the same, wherever they stand; so are the bundled sets."""
    assert differ().changes == ()
    for name in WIDEST:
        assert compare(rulesets.load(name), rulesets.load(name)).changes == ()


def test_where_a_rule_stands_and_how_its_condition_is_laid_out_changes_nothing(
    differ: Callable[..., RuleSetDiff],
) -> None:
    """Lines and blanks are not what a rule says."""
    edits = ("theme: test\n", "theme: test\n\n\n"), ("aarsak IS NOT NULL\n", ">-\n      aarsak IS NOT\n      NULL\n")
    assert differ(*(("regler.yaml", *each) for each in edits)).changes == ()


def test_a_rule_removed_and_one_added(differ: Callable[..., RuleSetDiff]) -> None:
    """A new id is a new rule."""
    assert told(differ(("regler.yaml", "id: L-INF-001", "id: L-INF-002"))) == [
        (REMOVED, "rule", "L-INF-001"),
        (ADDED, "rule", "L-INF-002"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "aspects"),
    [
        ("severity: fatal", "severity: error", [Aspect("severity", Severity.FATAL, Severity.ERROR)]),
        ("    fields: [program_id]\n", "    fields: [program_id]\n    when: timer > 0\n", ["condition when"]),
        ("fields: [program_id]", "fields: [program_id, timer]", ["condition fields", "blame "]),
        ("The same programme twice", "The same twice", ["title ", "message "]),
        ("    kind: unique", "    context: [timer]\n    kind: unique", ["context "]),
        ("    kind: unique", "    valid: {from: 2020-01-01}\n    kind: unique", ["validity "]),
        ("    kind: unique", "    why: {nb: Fordi, en: Because}\n    kind: unique", ["why "]),
    ],
)
def test_what_changed_about_a_rule(
    differ: Callable[..., RuleSetDiff], old: str, new: str, aspects: list[Aspect | str]
) -> None:
    """Each aspect is named, with what it was and is."""
    (change,) = differ(("regler.yaml", old, new)).changes
    assert (change.how, change.kind, change.name) == (CHANGED, "rule", "L-NOK-001")
    for each, wanted in zip(change.aspects, aspects, strict=True):
        assert each == wanted if isinstance(wanted, Aspect) else f"{each.name} {each.subject}" == wanted


def test_a_shared_value_is_told_by_itself_and_by_the_rules_that_use_it(differ: Callable[..., RuleSetDiff]) -> None:
    """With what it was and is."""
    diff = differ(("more.yaml", "2010-01-01", "2011-01-01"))
    assert told(diff) == [
        (CHANGED, "rule", "L-INF-001"),
        (CHANGED, "population", "avsluttet"),
        (CHANGED, "parameter", "tidligst"),
    ]
    (aspect,) = diff.changes[0].aspects
    assert (aspect.name, aspect.subject) == ("rests_on_parameter", "tidligst")
    assert isinstance(aspect.old, tuple)
    assert isinstance(aspect.old[0], ParameterValue)
    assert str(aspect.old[0].value) == "2010-01-01"


def test_a_derived_field_is_told_by_itself_and_by_the_rules_that_use_it(differ: Callable[..., RuleSetDiff]) -> None:
    """The rule's own text is the same, but not what it asks."""
    diff = differ(("more.yaml", "months_between(start", "days_between(start"))
    assert told(diff) == [
        (CHANGED, "rule", "L-DAT-001"),
        (CHANGED, "population", "avsluttet"),
        (CHANGED, "derivation", "program.mnd"),
    ]
    for each in diff.changes[:2]:
        assert [aspect.name for aspect in each.aspects] == ["rests_on_derivation"]


_FIRST = "      - {title: {nb: Er avsluttet, en: Has ended}, keep: slutt_dato IS NOT NULL}\n"
_SECOND = "      - {title: {nb: Varte lenge, en: Lasted long}, keep: mnd > 12}\n"


@pytest.mark.parametrize(
    ("old", "new", "aspects"),
    [
        ("nb: Avsluttede, en: Ended", "nb: Ferdige, en: Done", [("title", "")]),
        ("    table: program\n", "    description: {nb: A, en: B}\n    table: program\n", [("description", "")]),
        ("keep: mnd > 12", "keep: mnd > 18", [("step", "Varte lenge")]),
        ("en: Has ended", "en: Is over", [("step_title", "Er avsluttet")]),
        ("nb: Er avsluttet", "nb: Er ferdig", [("step", "Er avsluttet"), ("step", "Er ferdig")]),
        (_SECOND, "", [("step", "Varte lenge (2)"), ("step", "Varte lenge")]),
        (_FIRST + _SECOND, _SECOND + _FIRST, [("step_order", "")]),
        (">= parameter('tidligst')", "IS NOT NULL", [("step", "Varte lenge (2)")]),
    ],
)
def test_what_changed_about_a_population(
    differ: Callable[..., RuleSetDiff], old: str, new: str, aspects: list[tuple[str, str]]
) -> None:
    """Whom a report speaks of is part of a rule set: each step and their order are told."""
    (change,) = differ(("more.yaml", old, new)).changes
    assert (change.how, change.kind, change.name) == (CHANGED, "population", "avsluttet")
    assert [(each.name, each.subject) for each in change.aspects] == aspects


def test_a_population_that_comes_and_one_that_goes(differ: Callable[..., RuleSetDiff]) -> None:
    """By their names."""
    assert told(differ(("more.yaml", "name: avsluttet", "name: ferdig"))) == [
        (REMOVED, "population", "avsluttet"),
        (ADDED, "population", "ferdig"),
    ]


def test_tables_fields_and_codes(differ: Callable[..., RuleSetDiff]) -> None:
    """Each is told once, under its own name."""
    diff = differ(
        ("tables.yaml", 'files: ["person*"]', 'files: ["person*", "folk*"]'),
        ("tables.yaml", "name: navn, type: text, personal: name", "name: fullt_navn, type: text, personal: name"),
        (
            "tables.yaml",
            "name: slutt_dato, type: date",
            "name: slutt_dato, since: {from: 2004-09-01, source: lov}, type: date",
        ),
        (
            "tables.yaml",
            "{code: Flyttet, label: {nb: Flyttet, en: Moved}}",
            "{code: Flyttet, label: {nb: Fl., en: M.}}",
        ),
        ("ruleset.yaml", 'version: "1"', 'version: "2"'),
    )
    assert told(diff) == [
        (CHANGED, "head", "liten"),
        (CHANGED, "table", "person"),
        (REMOVED, "field", "person.navn"),
        (CHANGED, "field", "program.slutt_dato"),
        (ADDED, "field", "person.fullt_navn"),
        (CHANGED, "code", "aarsak: Flyttet"),
    ]
    assert diff.changes[-1].aspects == (Aspect("label", Text("Flyttet", "Moved"), Text("Fl.", "M.")),)


@pytest.mark.parametrize(
    ("old", "new", "aspects"),
    [
        ("of: aarsak = 'Arbeid'\n    better", "of: aarsak <> 'Arbeid'\n    better", ["of", "variants"]),
        ("of: aarsak = 'Arbeid'\n    better", "of: >-\n      aarsak\n      = 'Arbeid'\n    better", []),
        ("better: high", "better: low", ["better"]),
        ("value: 0.5,", "value: 0.6,", ["targets"]),
        ("Ny årsaksliste", "Nye årsaker", ["breaks"]),
        ("Manglende er nei", "Mangler er nei", ["variants"]),
        ("where: start_dato < '2010-01-01'", "where: start_dato < '2011-01-01'", ["exclude", "variants"]),
        ("correct: [aarsak, slutt_dato]", "correct: [aarsak]", ["correct"]),
        ("least: 4\n    pool: 3", "least: 5\n    pool: 3", ["least"]),
    ],
)
def test_what_changed_about_an_indicator(tmp_path: Path, old: str, new: str, aspects: list[str]) -> None:
    """By aspect, each with words in both languages; its layout changes nothing."""
    folders = [write_indicators(tmp_path / name / "liten") for name in ("old", "new")]
    file = folders[1] / "indikatorer.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    diff = compare(*(rulesets.load(folder) for folder in folders))
    assert told(diff) == ([(CHANGED, "indicator", "arbeid")] if aspects else [])
    assert [aspect.name for change in diff.changes for aspect in change.aspects] == aspects
    for language in ("nb", "en"):
        lines = change_log_text(diff, Translator(language)).splitlines()
        assert bool(aspects) == any("arbeid" in line for line in lines)
