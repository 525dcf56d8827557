"""The profile: cells counted by hand, blanks excused by rules alone, heaps where they were put, keys and relations."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor import rulesets
from auditor.extract import open_extract
from auditor.model.ruleset import RuleSet
from auditor.model.table import FieldType
from auditor.results.profile.completeness import MUNICIPALITY, STATES, YEAR, Cells, completeness, preparation
from auditor.results.profile.structure import Dependency, Key, Relation
from auditor.results.profile.values import COUNT, VALUE, Distribution
from auditor.results.profile.whole import Profile, profile
from tests.small import write_extract, write_ruleset

DATE = dt.date(2024, 12, 31)
ROWS = 600
HEAD = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"


def hours(place: int) -> int:
    """Spread evenly from 20 to 319, but for every tenth at 175 and every twentieth at 250."""
    return 175 if place % 10 == 3 else 250 if place % 20 == 8 else 20 + place * 7 % 300


def program() -> str:
    """Programmes of which every third has no end (and no cause), every seventh of the others lacks its cause."""
    lines = [HEAD]
    for place in range(ROWS):
        ended = place % 3 != 0
        end = "" if not ended else "2024-01-01" if place % 2 else f"2023-{1 + place % 12:02}-15"
        cause = "" if not ended or place % 7 == 0 else ":" if place % 11 == 0 else "Arbeid"
        number = f"A{place - 1 if place == 500 else place}"
        start = "våren" if place == 77 else f"{2020 + place % 4}-{1 + place % 12:02}-{1 + place % 28:02}"
        person = f"P{place // 2}"
        where = ("0301", "4601", "5001")[place // 2 % 3]
        lines.append(f"{number};{person};{where};{start};{end};{cause};{hours(place)}")
    return "\n".join(lines) + "\n"


def persons() -> str:
    """A person for all programmes but the last ten."""
    return "\n".join(["person_id;navn", *(f"P{place};Ada Prøve" for place in range(ROWS // 2 - 5))]) + "\n"


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return rulesets.load(write_ruleset(tmp_path_factory.mktemp("profile") / "liten"))


@pytest.fixture(scope="module")
def profiled(ruleset: RuleSet, tmp_path_factory: pytest.TempPathFactory) -> Profile:
    path = write_extract(tmp_path_factory.mktemp("profile") / "uttrekk", program(), persons())
    return profile(open_extract(path, tuple(ruleset.tables.values())), ruleset, DATE)


def table(profiled: Profile, name: str = "program"):  # type: ignore[no-untyped-def]
    """The profile of one table."""
    return next(each for each in profiled.tables if each.table.name == name)


def test_every_cell_is_in_one_state_and_blanks_are_missing_unless_a_rule_excuses_them(profiled: Profile) -> None:
    """An end cause is due where there is an end; a hidden one is not missing; no rule says when an end is due."""
    complete = table(profiled).completeness
    ended = [place for place in range(ROWS) if place % 3]
    counts = complete.of("aarsak")
    assert counts.not_applicable == ROWS - len(ended)
    assert counts.missing == sum(place % 7 == 0 for place in ended)
    assert counts.hidden == sum(place % 11 == 0 and place % 7 != 0 for place in ended)
    assert counts.complete == 1 - counts.missing / len(ended)
    assert complete.of("slutt_dato").missing == ROWS - len(ended)
    assert complete.of("start_dato").unreadable == 1
    assert all(complete.of(field).rows == ROWS for field in complete.fields)
    assert complete.demanded_by == {"aarsak": ("L-AVS-001",)}


def test_by_municipality_and_year_the_counts_add_up(profiled: Profile) -> None:
    complete = table(profiled).completeness
    for keys in ((MUNICIPALITY,), (YEAR,), (MUNICIPALITY, YEAR)):
        lines = complete.by("aarsak", *keys)
        assert [lines[state].sum() for state in STATES] == [getattr(complete.of("aarsak"), state) for state in STATES]
        assert lines["rows"].to_list() == [sum(each) for each in lines.select(STATES).iter_rows()]
    years = complete.by("aarsak", YEAR)[YEAR].to_list()
    assert years == [2020, 2021, 2022, 2023, None]


def test_the_rows_behind_a_count_are_as_many(profiled: Profile, ruleset: RuleSet) -> None:
    cells = Cells(preparation(profiled.extract, ruleset, DATE), "program")
    complete = table(profiled).completeness
    for state in STATES:
        assert len(cells.rows("aarsak", cells.states("aarsak")[state])) == getattr(complete.of("aarsak"), state)
    line = complete.by("aarsak", MUNICIPALITY, YEAR).row(2, named=True)
    rows = cells.rows("aarsak", cells.states("aarsak")["missing"], municipality=line[MUNICIPALITY], year=line[YEAR])
    assert len(rows) == line["missing"]
    assert all(place % 3 and place % 7 == 0 for place in rows)


def test_a_run_narrowed_to_a_municipality_counts_only_its_rows(profiled: Profile, ruleset: RuleSet) -> None:
    narrow = completeness(preparation(profiled.extract, ruleset, DATE), "program", ("0301",))
    assert narrow.rows == sum(place // 2 % 3 == 0 for place in range(ROWS))


def test_mean_and_deviation_are_those_of_a_sample(profiled: Profile) -> None:
    spread = table(profiled).distributions["timer"]
    values = [hours(place) for place in range(ROWS)]
    assert spread.mean == pytest.approx(statistics.mean(values))
    assert spread.sd == pytest.approx(statistics.stdev(values))
    assert spread.common(1) == [(175, Counter(values)[175])]


def test_heaps_are_found_where_they_were_put_and_nowhere_else(profiled: Profile) -> None:
    heaps = table(profiled).distributions["timer"].heaps
    assert [(each.value, each.count) for each in heaps] == [
        (value, sum(hours(place) == value for place in range(ROWS))) for value in (175, 250)
    ]


def test_dates_on_new_year_stand_out_and_those_in_the_middle_of_months_do_not(profiled: Profile) -> None:
    clusters = {each.kind: each for each in table(profiled).distributions["slutt_dato"].clusters}
    assert clusters["new_year"].marked
    assert clusters["new_year"].count == sum(place % 3 != 0 and place % 2 == 1 for place in range(ROWS))
    assert not clusters["month_end"].marked


def test_bins_hold_every_value_once(profiled: Profile) -> None:
    for name in ("timer", "start_dato", "slutt_dato"):
        spread = table(profiled).distributions[name]
        assert sum(each.count for each in spread.bins()) == spread.count
        assert len(spread.bins()) <= 26
    marked = [each for each in table(profiled).distributions["timer"].bins() if each.heaps]
    assert [heap.value for each in marked for heap in each.heaps] == [175, 250]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=60))
def test_any_numbers_have_quantiles_among_them_and_bins_that_add_up(cents: list[int]) -> None:
    values = [each / 100 for each in cents]
    counts = Counter(values)
    frame = pl.DataFrame(sorted(counts.items()), schema={VALUE: pl.Float64, COUNT: pl.Int64}, orient="row")
    spread = Distribution("t", "f", FieldType.DECIMAL, frame)
    ordered = sorted(values)
    for share in (0.0, 0.05, 0.5, 0.95, 1.0):
        value = spread.quantile(share)
        assert sum(each <= value for each in ordered) >= share * len(ordered)
        assert sum(each < value for each in ordered) < max(share * len(ordered), 1)
    assert sum(each.count for each in spread.bins()) == len(values)
    assert len(spread.bins()) <= 27
    assert all(each.count >= 10 for each in spread.heaps)


def test_keys_that_hold_nearly_hold_and_do_not(profiled: Profile) -> None:
    assert table(profiled).keys == [Key(("program_id",), 0, 1, declared=True)]
    assert table(profiled, "person").keys == [Key(("person_id",), 0, 0, declared=True)]


def test_what_follows_from_what_is_found_with_its_exceptions(profiled: Profile) -> None:
    """Both programmes of a person are in one municipality; nothing follows from a municipality."""
    found = table(profiled).dependencies
    assert Dependency("person_id", "kommunenummer", ROWS, 0) in found
    assert not any(each.by == "kommunenummer" for each in found)


def test_values_of_another_table_are_found_there_but_for_those_that_are_not(profiled: Profile) -> None:
    assert profiled.relations == [Relation("program", "person_id", "person", "person_id", ROWS, ROWS - 10)]


def test_a_table_that_was_not_recognised_is_named_and_not_looked_into(ruleset: RuleSet, tmp_path: Path) -> None:
    path = write_extract(tmp_path / "uttrekk", program(), None)
    (path / "noe.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    result = profile(open_extract(path, tuple(ruleset.tables.values())), ruleset, DATE)
    assert [each.table.name for each in result.tables] == ["program"]
    assert result.unknown == ("noe",)
    assert result.relations == []
