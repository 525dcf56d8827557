"""Errors that break more than they are to break are taken back, and no others."""

from __future__ import annotations

from collections import Counter

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.registry import plant_all
from auditor.sample.planting.specs import handle
from auditor.sample.settling import settle
from auditor.sample.side_effects import of_groups
from tests.sample.alone import Shape, canvas_of

SHAPE: Shape = (1_500, 11, 15)
TABLE = "introduksjonsprogram"


def part_time(canvas: Canvas, rows: pl.DataFrame) -> None:
    """Programmes of which it is not told whether they are full time, an error each that no rule about rows sees."""
    for row in rows.iter_slices(1):
        canvas.begin("NIR-INN-001")
        canvas.use(TABLE, row)
        canvas.write(TABLE, handle(row), "heltid", None)


def test_an_error_that_breaks_another_rule_gives_way_to_one_that_does_not() -> None:
    """The one is gone with all it changed, another stands in its place, and the others stay."""
    canvas = canvas_of(SHAPE)
    plant_all(canvas, {"NIR-INN-002": 2})
    good = list(canvas.errors)
    row = canvas.candidates("NIR-INN-002", TABLE, "plain AND n_programmes = 1", limit=1)
    canvas.begin("NIR-INN-002")
    canvas.use(TABLE, row)
    canvas.write(TABLE, handle(row), "timer_per_uke", 20)
    canvas.expect("NIR-INN-002", TABLE, handle(row), "timer_per_uke")
    canvas.write(TABLE, handle(row), "rettighet", "Kanskje")
    bad = canvas.errors[-1]
    assert settle(canvas) == Counter({"NIR-INN-002": 1})
    assert bad not in canvas.errors
    assert canvas.errors[:2] == good
    assert [each.rule for each in canvas.errors] == ["NIR-INN-002"] * 3
    assert canvas.finish().tables[TABLE]["rettighet"][handle(row)] != "Kanskje"


def test_of_many_that_move_a_group_no_more_are_taken_back_than_needed() -> None:
    """A municipality where hardly any programme tells is found too much; without some of the errors it is not."""
    canvas = canvas_of(SHAPE)
    whole = (
        canvas.views[TABLE]
        .select("kommunenummer")
        .group_by("kommunenummer")
        .len()
        .filter(pl.col("len") >= 20)
        .sort("len", "kommunenummer")
    )
    rows = canvas.views[TABLE].filter(pl.col("kommunenummer") == whole["kommunenummer"][0])
    part_time(canvas, rows.unique("person_id", keep="first", maintain_order=True).head(rows.height // 2))
    planted = len(canvas.errors)
    assert of_groups(canvas, canvas.finish(), canvas.errors)
    gone = settle(canvas, again=False).total()
    assert 0 < gone < planted
    assert not of_groups(canvas, canvas.finish(), canvas.errors)


def test_a_group_that_is_not_found_is_no_error() -> None:
    """What a group is found for depends on all others, so that it may not be found for a change that is too small."""
    canvas = canvas_of(SHAPE)
    row = canvas.candidates("NIR-KOM-002", TABLE, "plain", limit=1)
    part_time(canvas, row)
    canvas.expect_group("NIR-KOM-002", TABLE, f"kommunenummer {row['kommunenummer'][0]}", "heltid")
    assert settle(canvas, again=False) == Counter({"NIR-INN-001": 1})
    assert canvas.errors == []


def test_an_error_about_a_row_that_nobody_finds_stays_in_the_list() -> None:
    """It is not for the rules to say what is an error: a rule that finds too little is to be seen."""
    canvas = canvas_of(SHAPE)
    row = canvas.candidates("NIR-INN-002", TABLE, "plain AND n_programmes = 1", limit=1)
    part_time(canvas, row)
    canvas.expect("NIR-INN-002", TABLE, handle(row), "heltid")
    assert settle(canvas) == Counter()
    assert [each.rule for each in canvas.planted] == ["NIR-INN-002"]
