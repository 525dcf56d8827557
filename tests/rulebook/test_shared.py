"""What rules share (computed and fetched fields) is shown by the examples of the rules that rest on it.

Few changes are drawn by their names; AUDITOR_MUTATION=<number> draws others, AUDITOR_MUTATION=all takes all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from zlib import crc32

import pytest

from auditor.rulesets import load
from tests.rulebook.mutation import written_rules
from tests.rulebook.shared_exceptions import SHARED_EXCEPTIONS
from tests.rulebook.shared_mutants import SharedMutant, shared_mutants, surviving
from tests.rulebook.test_mutation import CHOICE, ruleset
from tests.small import write_ruleset

LAW = (
    "person.lovverk_beregnet",
    "introduksjonsprogram.normal_mnd",
    "introduksjonsprogram.lengst_mnd",
    "norskopplaering.frist_norsk_mnd",
)
"""Fields that say the law in numbers: each limit is shown from both sides."""


FURTHER = frozenset({
    "deltaker", "prosjekt", "tilsyn", "tilskudd", "undersokelse", "svar", "indeks", "kommunesvar",
    "kostra_11b", "kostra_11cf", "kostra_utgifter",
    "kvp", "ytelse", "nav_tiltak", "nav_registrering",
})  # fmt: skip
"""Tables of the neighbouring registers whose shared fields are tried, too."""


def neighbouring(name: str) -> bool:
    """Whether a column (``table.name``) is of one of them."""
    return name.partition(".")[0] in FURTHER


def one_in(share: int) -> Callable[[SharedMutant], bool]:
    """Which changes are tried this time."""
    return lambda each: CHOICE == "all" or crc32(f"{each.name} {each.label} {CHOICE}".encode()) % share == 0


def excused(results: Iterable[tuple[SharedMutant, bool | None]]) -> set[tuple[str, str]]:
    """The exceptions among the changes that were tried."""
    return {(mutant.name, mutant.label) for mutant, _ in results} & SHARED_EXCEPTIONS.keys()


def unnoticed(results: Iterable[tuple[SharedMutant, bool | None]]) -> set[tuple[str, str]]:
    """The changes that survived."""
    return {(mutant.name, mutant.label) for mutant, survived in results if survived}


def test_the_examples_notice_every_change_but_the_listed_ones() -> None:
    """What survives has a reason, and what has a reason survives: all changes where asked for, else some twenty."""
    found, wide = ruleset("integrering"), ruleset("samlet")
    results = list(surviving(found, written_rules(found), drawn=one_in(120)))
    known = {each.id for each in found.rules}  # these know no neighbouring register, and need not be asked
    others = [each for each in written_rules(wide) if each.id not in known]
    results += surviving(wide, others, neighbouring, one_in(300))
    assert len(results) > 10
    assert unnoticed(results) == excused(results)


def test_every_exception_is_about_a_change_there_is() -> None:
    """Nothing is excused that nobody tries."""
    fields = {name for name, _ in SHARED_EXCEPTIONS}
    tried = {(each.name, each.label) for each in shared_mutants(ruleset("samlet"), fields.__contains__)}
    assert SHARED_EXCEPTIONS.keys() <= tried


@pytest.mark.parametrize("name", LAW)
def test_each_limit_of_the_law_is_noticed(name: str) -> None:
    """A wrong length, age or date in the law's own numbers changes the outcome of an example."""
    found = ruleset("integrering")
    results = list(surviving(found, written_rules(found), lambda each: each == name, one_in(4)))
    assert results
    assert unnoticed(results) == excused(results)


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
