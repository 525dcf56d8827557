"""Each planted error is found, and nothing else; no rule of the default rule set goes without."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from zlib import crc32

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from auditor.extract import open_extract
from auditor.sample import write_sample
from auditor.sample.planting.registry import ONLY_ASKED, PLANTERS, UNPLANTED, counts, plant_all
from auditor.sample.planting.specs import Cells, Custom
from auditor.sample.settling import settle
from tests.sample.alone import Shape, audited_where_touched, canvas_of, changed, clean
from tests.sample.audits import audited, rules
from tests.sample.planted import Draw, differences, expected, found, listed, told


@pytest.mark.parametrize(
    ("persons", "seed", "share", "municipalities"),
    [(3_000, 2, 0.12, None)],
)
def test_what_is_planted_is_found_and_nothing_else(
    tmp_path: Path, persons: int, seed: int, share: float, municipalities: int | None
) -> None:
    """Precision 1 and recall 1, row for row and group for group, for every rule at once."""
    errors = tmp_path / "errors.csv"
    write_sample(tmp_path / "sample", persons, seed, errors, share, municipalities=municipalities)
    wanted_rows, wanted_groups = listed(errors)
    found_rows, found_groups = found(tmp_path / "sample")
    assert sorted(found_rows - wanted_rows) == []
    assert sorted(wanted_rows - found_rows) == []
    assert found_groups == wanted_groups


def test_every_rule_has_a_planter_or_a_reason() -> None:
    """A rule of the default rule set that nobody plants, or a planter of a rule that is gone, is noticed."""
    assert set(PLANTERS) | set(UNPLANTED) == {each.id for each in rules().rules}
    assert not set(PLANTERS) & set(UNPLANTED)
    assert all(UNPLANTED.values())


COUNTRY: Shape = (6_000, 7, None)
TOWNS: Shape = (9_000, 6, 7)
"""With municipalities so large that their years can be compared."""
ALONE_IN: tuple[Shape, ...] = (COUNTRY, TOWNS)
"""Samples that errors are planted in alone: the first where there is room."""


def test_every_planter_plants_what_it_is_to_break_and_hardly_ever_more() -> None:
    """In a large enough sample, of many municipalities or of few, there is room for every error.

    Planters choose well by themselves: hardly an error in fifty breaks more than it is to, before any is taken back.
    """
    planted: set[str] = set()
    for shape in ALONE_IN:
        canvas = canvas_of(shape)
        plant_all(canvas, counts(shape[0] // 50))
        planted |= {each.rule for each in canvas.planted}
    assert sorted(set(PLANTERS) - planted - ONLY_ASKED) == []
    assert settle(canvas).total() <= len(canvas.errors) // 50


def test_what_would_drown_the_others_is_only_planted_where_it_is_asked_for(tmp_path: Path) -> None:
    """A number that is no test person's makes a finding of every test person."""
    assert not ONLY_ASKED & counts(1_000).keys()
    report = write_sample(tmp_path / "b", 300, 6, tmp_path / "b.csv", wanted=dict.fromkeys(ONLY_ASKED, 1))
    assert {rule: count > 100 for rule, count in report.planted.items()} == dict.fromkeys(ONLY_ASKED, True)


ALONE_SHARE = 10
"""One rule in so many is planted alone; AUDITOR_ALONE=<number> draws others, AUDITOR_ALONE=all takes all."""
ALONE = [
    rule
    for rule in sorted(PLANTERS)
    if (choice := os.environ.get("AUDITOR_ALONE", "1")) == "all"
    or crc32(f"{rule} {choice}".encode()) % ALONE_SHARE == 0
]


MANY = int(os.environ.get("AUDITOR_MANY", "2"))
"""How many errors are planted alone. So many of one kind may show in shares; then only rows are compared."""


@pytest.mark.parametrize("rule", ALONE)
def test_one_error_alone(tmp_path: Path, rule: str) -> None:
    """Planted alone, and without anything being taken back, an error gives the findings listed for it and no others."""
    many = 2 if isinstance(PLANTERS[rule], Custom) else MANY
    for shape in ALONE_IN:
        change = changed(shape, {rule: many})
        if any(each.rule == rule for each in change.planted):
            break
    else:
        pytest.fail("no room in any of the samples")
    rows, groups = told(audited_where_touched(change, tmp_path / "sample"))
    assert rows == expected(change.planted)[0]
    if many == 2:
        assert groups == expected(change.planted)[1]


@pytest.mark.parametrize("shape", ALONE_IN)
def test_nothing_is_found_where_nothing_is_planted(tmp_path: Path, shape: Shape) -> None:
    """The samples for single errors are clean to all rules, so that those a change cannot touch are silent."""
    persons, seed, municipalities = shape
    assert changed(shape, {}).columns == {}
    write_sample(tmp_path / "sample", persons, seed, municipalities=municipalities)
    assert found(tmp_path / "sample") == (set(), set())


@pytest.mark.parametrize("rule", ["NIR-LOV-003", "NIR-KOD-016"])
def test_the_law_of_training_is_wrong_only_where_a_permit_tells_which_it_is(rule: str) -> None:
    """EEA citizens, who need no permit, have training, too."""
    planter = PLANTERS[rule]
    assert isinstance(planter, Cells)
    training = clean(ALONE_IN[0]).views["norskopplaering"]
    where, permit = pl.sql_expr(planter.where), pl.col("p_tillatelse_dato")
    assert training.filter(where, permit.is_null()).height == 0 < training.filter(where).height
    assert training.filter(permit.is_null()).height > 0


@pytest.mark.parametrize("rule", ["NIR-INN-014", "NIR-INN-015"])
def test_hours_a_week_are_wrong_only_where_half_a_year_is_left_without_leave(rule: str) -> None:
    """A programme of 300 days may have been on leave for 200 of them, and is not judged then."""
    planter = PLANTERS[rule]
    assert isinstance(planter, Cells)
    programmes = clean(ALONE_IN[0]).views["introduksjonsprogram"]
    leave = pl.col("i_leaves") > 0
    assert programmes.filter(pl.sql_expr(planter.where), leave).height == 0
    assert programmes.filter(leave, pl.col("i_days") > 200).height > 0


def test_a_wrong_check_digit_does_not_make_a_number_without_check_digits() -> None:
    """Endings such as 00100 are accepted by themselves, and are no test person's."""
    planter = PLANTERS["NIR-PER-002"]
    assert isinstance(planter, Cells)
    numbers = pl.DataFrame({"fodselsnummer": ["21810000109", "21810000104"], "plain": True})
    left = numbers.filter(pl.sql_expr(planter.where))
    assert left["fodselsnummer"].to_list() == ["21810000104"]


MORE = "AUDITOR_SEEDS" in os.environ
"""Whether larger samples are drawn, too, with all errors there are, and a municipality that has more of them."""
FEW_RULES = strategies.dictionaries(strategies.sampled_from(sorted(PLANTERS)), strategies.integers(1, 5), min_size=1)
ALL_RULES = strategies.integers(0, 900).map(counts)


@settings(
    max_examples=int(os.environ.get("AUDITOR_SEEDS", "2")),
    derandomize=not MORE,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    persons=strategies.integers(300, 9_000 if MORE else 4_000),
    seed=strategies.integers(0, 2**31),
    municipalities=strategies.one_of(strategies.none(), strategies.integers(5, 100)),
    wanted=strategies.one_of(FEW_RULES, ALL_RULES) if MORE else FEW_RULES,
    favoured=strategies.sampled_from((None, "0301") if MORE else (None,)),
)
def test_any_errors_together_at_any_seed(
    persons: int, seed: int, municipalities: int | None, wanted: dict[str, int], favoured: str | None
) -> None:
    """Precision 1 and recall 1 for any errors in any sample; AUDITOR_SEEDS=<number> tries so many new ones."""
    differ = differences(Draw(persons, seed, municipalities, wanted, favoured))
    assert differ.too_much == []
    assert differ.missed == []


FEW_TOWNS = (500, 5, 0.3, 25)
"""Persons, seed, share of errors and municipalities of a sample that has nearly every error in little room."""


@pytest.fixture(scope="module")
def few_towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list of errors of that sample, which lies beside it in the folder ``sample``."""
    folder = tmp_path_factory.mktemp("few_towns")
    persons, seed, share, municipalities = FEW_TOWNS
    write_sample(folder / "sample", persons, seed, folder / "errors.csv", share, municipalities=municipalities)
    return folder / "errors.csv"


def test_what_is_planted_in_little_room_is_found_and_nothing_else(few_towns: Path) -> None:
    """Precision 1 and recall 1 where hardly anybody is left without an error."""
    assert found(few_towns.parent / "sample") == listed(few_towns)


def test_errors_are_planted_the_same_way_every_time(tmp_path: Path) -> None:
    """The same seed plants the same errors in the same places."""
    wanted = {"NIR-PER-006": 3, "NIR-OPP-001": 5, "BOS-ANM-006": 2, "MOT-OPP-002": 4}
    for name in ("a", "b"):
        write_sample(tmp_path / name, 800, 9, tmp_path / f"{name}.csv", wanted=wanted)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a" / "personer.csv").read_bytes() == (tmp_path / "b" / "personer.csv").read_bytes()


def test_no_identity_number_is_listed(few_towns: Path) -> None:
    """The list of known errors names rows by the register's keys, never by a person's number or name."""
    tables = open_extract(few_towns.parent / "sample", tuple(rules().tables.values())).tables
    person = tables["person"].frame.collect()
    text = few_towns.read_text(encoding="utf-8")
    for field in ("fodselsnummer", "duf_nummer", "navn"):
        assert [value for value in person[field].drop_nulls().to_list() if value in text] == []


def test_a_favoured_municipality_has_more(tmp_path: Path) -> None:
    """The municipality that is favoured gets more errors than any other."""
    wanted = {"NIR-INN-002": 20, "NIR-AVS-002": 15}
    write_sample(tmp_path / "sample", 1_500, 4, tmp_path / "e.csv", municipalities=25, wanted=wanted, favoured="1108")
    table = audited(tmp_path / "sample").tables["introduksjonsprogram"]
    assert Counter(table.findings["municipality"].cast(pl.String).to_list()).most_common(1)[0][0] == "1108"
