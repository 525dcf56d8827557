"""What rules share (computed and fetched fields) is shown by the examples of the rules that rest on it.

Few fields are drawn by their names; AUDITOR_MUTATION=<number> draws others, AUDITOR_MUTATION=all takes all.
"""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import pytest

from auditor.rulesets import load
from tests.rulebook.mutation import written_rules
from tests.rulebook.shared_mutants import shared_mutants, surviving
from tests.rulebook.test_mutation import CHOICE, ruleset
from tests.small import write_ruleset

REACHED = 0.89
"""The share of all changes that is noticed at least; a lower one means that examples were lost."""
LAW = (
    "person.lovverk_beregnet",
    "introduksjonsprogram.normal_mnd",
    "introduksjonsprogram.lengst_mnd",
    "norskopplaering.frist_norsk_mnd",
)
"""Fields that say the law in numbers: each limit is shown from both sides."""
_EARLIER = "an earlier branch has taken these days"
EXCEPTIONS = {
    (
        "person.lovverk_beregnet",
        "tillatelse_dato < PARAMETER('integreringsloven_fra') -> tillatelse_dato <= PARAMETER('integreringsloven_fra')",
    ): _EARLIER,
    ("person.lovverk_beregnet", "PARAMETER('integreringsloven_fra') +1 day"): _EARLIER,
}
"""Changes that mean the same, each with the reason."""


def drawn(name: str) -> bool:
    """Whether a field is tried this time."""
    return CHOICE == "all" or crc32(f"{name} {CHOICE}".encode()) % 8 == 0


def test_the_share_of_changes_noticed_is_what_was_reached() -> None:
    """Over the fields drawn; all of them where that was asked for."""
    found = ruleset("integrering")
    tried = [survived for _, survived in surviving(found, written_rules(found), drawn) if survived is not None]
    assert tried
    assert CHOICE != "all" or tried.count(False) / len(tried) >= REACHED


@pytest.mark.parametrize("name", LAW)
def test_each_limit_of_the_law_is_noticed(name: str) -> None:
    """A wrong length, age or date in the law's own numbers changes the outcome of an example."""
    found = ruleset("integrering")
    results = list(surviving(found, written_rules(found), lambda each: each == name))
    assert len(results) > 5
    assert {mutant.label for mutant, survived in results if survived} == {
        label for field, label in EXCEPTIONS if field == name
    }


def test_changes_of_computed_and_fetched_fields(tmp_path: Path) -> None:
    """Constants, defaults, aggregates, conditions, keys and order of what is fetched."""
    folder = write_ruleset(tmp_path / "liten")
    (folder / "mer.yaml").write_text(
        "derive:\n  - {table: program, name: mer, title: {nb: Mer, en: More}, sql: 'COALESCE(timer, 0) + 1'}\n"
        "lookup:\n  - {table: person, from: program, key: {person_id: person_id},"
        " fields: {forste: 'MIN(start_dato)'}, where: timer > 3}\n"
        "  - {table: person, from: program, key: {person_id: person_id}, fields: {siste_aarsak: aarsak},"
        " order: '-start_dato'}\n",
        encoding="utf-8",
    )
    made = {(each.name, each.label) for each in shared_mutants(load(folder))}
    assert {
        ("program.mer", "COALESCE(timer, 0) -> without 0"),
        ("program.mer", "1 +1"),
        ("person.forste", "without where"),
        ("person.forste", "where: 3 -1"),
        ("person.forste", "MIN(start_dato) -> MAX(start_dato)"),
        ("person.siste_aarsak", "order start_dato"),
    } <= made
