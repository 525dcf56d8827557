"""Populations counted by hand: what each step removes, what cannot be decided, and what is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest

from auditor.engine.population import count_population
from auditor.model.population import Population, PopulationResult, PopulationStep, Waterfall
from auditor.model.ruleset import RuleSet
from auditor.model.text import Text
from auditor.rulesets import load
from auditor.rulesets.excerpt import for_rules
from tests.engine.extracts import Rows, extract

ON = dt.date(2024, 12, 31)


@cache
def ruleset() -> RuleSet:
    return load("integrering")


def population(table: str, *keeps: str) -> Population:
    steps = tuple(PopulationStep(Text(keep, keep), keep) for keep in keeps)
    return Population("prove", Text("Prøve", "Trial"), (), table, steps)


def counted(name: str | Population, *, by_municipality: bool = False, **rows: Rows) -> PopulationResult:
    """A population of the default rule set, or one of the tests' own, in these rows."""
    about = ruleset().populations[name] if isinstance(name, str) else name
    return count_population(
        extract(ruleset(), **rows), ruleset(), about, reference_date=ON, by_municipality=by_municipality
    )


def figures(waterfall: Waterfall) -> list[tuple[int, int, int, int, int | None]]:
    return [(each.into, each.removed, each.unknown, each.left, each.persons) for each in waterfall.steps]


FIELDS = ("program_id", "person_id", "kommunenummer", "start_dato", "slutt_dato")
PROGRAMMES = [
    dict(zip(FIELDS, row, strict=True))
    for row in (
        ("A", "P1", "0301", "2012-01-01", "2013-01-01"),
        ("B", "P1", "4601", "2014-01-01", "2016-12-31"),
        ("C", "P2", "0301", "2015-01-01", "2017-01-01"),
        ("D", "P3", "0301", "2015-01-01", None),
        ("E", "P4", "4601", None, "2014-01-01"),
        ("F", "P5", "4601", ":", "2014-01-01"),
        ("G", "P6", None, "2011-01-01", "tolv"),
    )
]


def test_each_step_says_what_it_removes_and_cannot_decide() -> None:
    """A hidden start and an unreadable end are neither in nor out, and do not go on; persons are counted once."""
    result = counted("avsluttede_2011_2016", introduksjonsprogram=PROGRAMMES)
    assert (result.whole.rows, result.whole.persons) == (7, 6)
    assert figures(result.whole) == [(7, 1, 1, 5, 4), (5, 1, 1, 3, 2), (3, 1, 0, 2, 1)]
    assert (result.whole.left, result.whole.removed, result.whole.unknown, result.whole.at_most) == (2, 3, 2, 4)
    assert result.problems == ()
    assert dict(result.municipalities) == {}


def test_every_row_is_accounted_for_per_municipality() -> None:
    """The municipalities, rows without one among them, add up to the whole at every step."""
    result = counted("avsluttede_2011_2016", by_municipality=True, introduksjonsprogram=PROGRAMMES)
    assert list(result.municipalities) == ["0301", "4601", None]
    assert figures(result.municipalities["0301"]) == [(3, 0, 0, 3, 3), (3, 1, 0, 2, 2), (2, 1, 0, 1, 1)]
    assert figures(result.municipalities["4601"]) == [(3, 1, 1, 1, 1), (1, 0, 0, 1, 1), (1, 0, 0, 1, 1)]
    assert figures(result.municipalities[None]) == [(1, 0, 0, 1, 1), (1, 0, 1, 0, 0), (0, 0, 0, 0, 0)]
    for step, count in enumerate(result.whole.steps):
        for name in ("into", "removed", "unknown", "left"):
            parts = [getattr(each.steps[step], name) for each in result.municipalities.values()]
            assert sum(parts) == getattr(count, name)


def test_the_study_of_early_qualification() -> None:
    """One person for each way out of the population, and one who stays."""
    ids = ["IN", "NO_CENTRE", "EMERGENCY", "BEFORE", "NO_PERMIT", "NOT_SETTLED", "DEAD", "BACK", "NO_CAUSE"]
    ids += ["COLLECTIVE", "UNSEEN"]
    persons = [
        {"person_id": each, "kommunenummer": "0301", "oppholdsgrunnlag": "§ 34" if each == "COLLECTIVE" else "§ 28",
         "tillatelse_dato": {"NO_PERMIT": None, "UNSEEN": ":"}.get(each, "2018-01-01")}
        for each in ids
    ]  # fmt: skip
    stays = [
        {"person_id": each, "mottakstype": "Akuttinnkvartering" if each == "EMERGENCY" else "Ordinært",
         "fra_dato": "2015-01-01", "til_dato": "2015-12-31" if each == "BEFORE" else "2016-01-01"}
        for each in ids if each != "NO_CENTRE"
    ]  # fmt: skip
    settled = [{"person_id": each, "bosettingsdato": "2018-06-01"} for each in ids if each != "NOT_SETTLED"]
    statuses = [
        {"person_id": "DEAD", "status": "Død", "status_dato": "2024-08-31"},
        {"person_id": "IN", "status": "Død", "status_dato": "2024-09-01"},
        {"person_id": "BACK", "status": "Utvandret", "status_dato": "2020-01-01"},
        {"person_id": "BACK", "status": "Bosatt", "status_dato": "2021-01-01"},
    ]
    programmes = [
        {"person_id": each, "slutt_dato": "2020-09-01",
         "avslutningsarsak": "Ikke registrert sluttårsak" if each == "NO_CAUSE" else "Arbeid"}
        for each in ids
    ]  # fmt: skip
    result = counted(
        "tidlig_kvalifisering_2024",
        person=persons,
        mottaksopphold=stays,
        bosetting=settled,
        personstatus=statuses,
        introduksjonsprogram=programmes,
    )
    assert figures(result.whole) == [
        (11, 3, 0, 8, 8),
        (8, 1, 1, 6, 6),
        (6, 1, 0, 5, 5),
        (5, 1, 0, 4, 4),
        (4, 1, 0, 3, 3),
        (3, 1, 0, 2, 2),
    ]


def test_goal_attainment_keeps_those_without_a_cause() -> None:
    """Ended last year: those without a cause stay, the dead do not, and a hidden cause is undecided."""
    rows = [
        {"program_id": "A", "slutt_dato": "2023-01-01", "avslutningsarsak": None},
        {"program_id": "B", "slutt_dato": "2023-12-31", "avslutningsarsak": "Død"},
        {"program_id": "C", "slutt_dato": "2022-12-31", "avslutningsarsak": "Arbeid"},
        {"program_id": "D", "slutt_dato": "2024-01-01", "avslutningsarsak": "Arbeid"},
        {"program_id": "E", "slutt_dato": "2023-06-01", "avslutningsarsak": ":"},
        {"program_id": "F", "slutt_dato": None, "avslutningsarsak": None},
    ]
    result = counted("maaloppnaaelse", introduksjonsprogram=rows)
    assert [each[:4] for each in figures(result.whole)] == [(6, 1, 0, 5), (5, 2, 0, 3), (3, 1, 1, 1)]


def test_age_at_settlement() -> None:
    """Eighteen on the day of settlement is in; a missing birth date is undecided."""
    births = {"A": "2000-05-05", "B": "2000-05-06", "C": None}
    persons = [
        {"person_id": each, "fodselsdato": born, "soknad_dato": "2016-12-31", "tillatelse_dato": "2017-06-01"}
        for each, born in births.items()
    ]
    settled = [{"person_id": each, "bosettingsdato": "2018-05-05"} for each in births]
    result = counted("bosatte_asylsokere_2010_2016", person=persons, bosetting=settled)
    assert figures(result.whole)[-1] == (3, 1, 1, 1, 1)


def test_what_the_extract_lacks_is_told_and_decides_nothing() -> None:
    """A missing table or column leaves the rows that reach the step undecided, with a problem that names it."""
    persons = [{"person_id": "A", "tillatelse_dato": "2018-01-01", "soknad_dato": "2015-01-01"}]
    result = counted("bosatte_asylsokere_2010_2016", person=persons)
    assert [each[:4] for each in figures(result.whole)] == [(1, 0, 0, 1), (1, 0, 0, 1), (1, 0, 1, 0), (0, 0, 0, 0)]
    assert [(each.key, dict(each.facts)) for each in result.problems] == [
        ("engine.table_missing", {"table": "bosetting"})
    ]
    without = extract(ruleset(), without={"person": ["soknad_dato"]}, person=persons, bosetting=[])
    about = ruleset().populations["bosatte_asylsokere_2010_2016"]
    result = count_population(without, ruleset(), about, reference_date=ON)
    assert figures(result.whole)[0] == (1, 0, 1, 0, 0)
    assert [(each.key, each.facts["field"]) for each in result.problems] == [("engine.column_missing", "soknad_dato")]


def test_without_the_table_itself_there_is_nothing() -> None:
    """No rows, and a problem."""
    result = counted("avsluttede_2011_2016", person=[{"person_id": "A"}])
    assert (result.whole.rows, result.whole.steps) == (0, ())
    assert [each.key for each in result.problems] == ["engine.table_missing"]


@pytest.mark.parametrize("keep", ["anmodet > 3 OR vedtatt > 3", "vedtatt > 3 OR anmodet > 3"])
def test_a_table_without_persons(keep: str) -> None:
    """Rows are counted and persons are not; what one part settles the other need not be seen for."""
    rows = [{"kommunenummer": "0301", "aar": 2023, "anmodet": 5, "vedtatt": ":"},
            {"kommunenummer": "0301", "aar": 2022, "anmodet": 2, "vedtatt": ":"}]  # fmt: skip
    result = counted(population("anmodning", keep), anmodning=rows)
    assert (result.whole.rows, result.whole.persons) == (2, None)
    assert figures(result.whole) == [(2, 0, 1, 1, None)]


def test_an_audit_does_not_fetch_what_only_populations_need() -> None:
    """The look-ups of populations alone are left out of an audit, and none that a rule uses."""
    whole, lean = ruleset(), for_rules(ruleset())
    names = {(each.table, name) for each in whole.lookups for name in each.fields}
    kept = {(each.table, name) for each in lean.lookups for name in each.fields}
    assert names - kept == {
        ("person", "opphold_etter_2016"), ("person", "status_august_2024"), ("person", "gyldige_avslutninger"),
    }  # fmt: skip
    few = for_rules(replace(whole, rules=tuple(rule for rule in whole.rules if rule.id == "NIR-PER-001")))
    assert few.lookups == ()
    assert "kartlegging_i_mottak" not in {each.name for each in few.derivations}
