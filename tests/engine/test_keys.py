"""Keys and shares taken batch by batch come to what the whole table says, in whatever batches it comes."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import numpy as np
import polars as pl
import pytest

from auditor.engine.counter import Counter
from auditor.engine.keys import Keys
from auditor.engine.municipality_codes import municipality_codes
from auditor.engine.rows import place_of
from auditor.engine.share_counts import ShareCounts
from auditor.memory import numbers
from auditor.model import rule as rules
from auditor.model.extract import ROW
from tests.engine.test_narrow import COLUMNS, a_rule, frame
from tests.rulesets.frames import HIDDEN, UNREAD, scope

LONG = "æ" * 40
VALUES: dict[str, list[Any]] = {
    "k": ["a", "", LONG, LONG + "b", None, HIDDEN],
    "m": [1, 2, 2**40, -1, None, UNREAD],
    "fra": [dt.date(2020, 1, 1), dt.date(2020, 1, 2), None],
    "til": [None],
    "p": [True, False, None, HIDDEN],
}


def some_rows(count: int) -> list[dict[str, Any]]:
    """Rows that repeat each other, with missing and hidden values and a column that is missing everywhere."""
    draw = random.Random(3)
    return [{name: draw.choice(values) for name, values in VALUES.items()} for _ in range(count)]


def repeated(rows: list[dict[str, Any]], condition: rules.UniqueCondition) -> set[int]:
    """The rows that another one repeats, by comparing all with all."""
    sound = [
        number
        for number, row in enumerate(rows)
        if all(row[each] not in (None, HIDDEN, UNREAD) for each in condition.fields)
        and all(row[each] not in (HIDDEN, UNREAD) for each in condition.differ)
        and (condition.when is None or row["p"] is True)
    ]
    return {
        one
        for one in sound
        for other in sound
        if one != other
        and all(rows[one][each] == rows[other][each] for each in condition.fields)
        and (not condition.differ or any(rows[one][each] != rows[other][each] for each in condition.differ))
    }


@pytest.mark.parametrize(
    "condition",
    [
        rules.UniqueCondition(("m",)),
        rules.UniqueCondition(("k",)),
        rules.UniqueCondition(("til",)),
        rules.UniqueCondition(("k", "fra")),
        rules.UniqueCondition(("m",), when="p"),
        rules.UniqueCondition(("m",), differ=("k",)),
    ],
)
@pytest.mark.parametrize("batch", [1, 7, 64])
def test_repeated_keys_are_found_in_any_batches(
    condition: rules.UniqueCondition, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order and out of it, sorted at once and in slices."""
    monkeypatch.setattr(numbers, "SORTED_AT_ONCE", 16)
    rows = some_rows(64)
    table = frame(rows)
    for order in (pl.Series(range(64)), pl.Series(range(64)).shuffle(1)):
        keys = Keys(a_rule(condition), 0, scope(COLUMNS, "fra"))
        narrow = table.select(ROW, *keys.columns()).collect()[order]
        for part in narrow.iter_slices(batch):
            keys.note(part, part[ROW].to_numpy())
        assert set(keys.repeated(table, "in-memory").tolist()) == repeated(rows, condition)


def test_no_batch_holds_no_key() -> None:
    """An empty table repeats nothing."""
    keys = Keys(a_rule(rules.UniqueCondition(("k",))), 0, scope(COLUMNS, "fra"))
    assert keys.repeated(frame(some_rows(1)), "in-memory").tolist() == []
    narrow = frame(some_rows(1)).select(ROW, *keys.columns()).collect().clear()
    keys.note(narrow, np.empty(0, np.uint32))
    assert keys.repeated(frame(some_rows(1)), "in-memory").tolist() == []


def test_shares_are_counted_in_any_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The groups of many batches, added up on the way, are those of one; a group in two places has none."""
    monkeypatch.setattr("auditor.engine.share_counts._ADDED_UP_AT", 5)
    condition = rules.ShareCondition(by=("fra",), of="m > 1", max_share=0.5, min_rows=1, within="p")
    table = frame(some_rows(64))
    found = []
    for batch in (1, 7, 64):
        counts = ShareCounts(a_rule(condition), 0, scope(COLUMNS, "fra"), "k")
        selected = table.select(counts.columns()).collect()
        for part in selected.iter_slices(batch):
            counts.note(part)
        found.append(counts.groups().sort("fra"))
    assert found[0].equals(found[2])
    assert found[1].equals(found[2])
    assert found[0]["__where"].to_list() == [None, None]
    inside = [row for row in some_rows(64) if row["p"] is True and row["fra"] is not None]
    assert found[0]["__rows"].sum() == len(inside)
    assert found[0]["__least"].sum() == sum(row["m"] in (2, 2**40) for row in inside)
    assert found[0]["__most"].sum() == sum(row["m"] in (2, 2**40, None, UNREAD) for row in inside)


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_shares_of_municipalities_are_those_of_any_group(batch: int) -> None:
    """Counted by their codes, but for what must not be told, whose texts are each a group of its own."""
    condition = rules.ShareCondition(by=("k",), of="m > 1", max_share=0.5, min_rows=1, within="p")
    table = frame(some_rows(64))
    found = []
    for municipality in ("k", None):  # the second knows of no municipalities
        counts = ShareCounts(a_rule(condition), 0, scope(COLUMNS, "fra"), municipality)
        selected = table.select(*counts.columns(), place_of("k").alias("place")).collect()
        for part in selected.iter_slices(batch):
            counts.note(part, Counter(municipality_codes(part["place"])))
        assert counts.counted
        found.append(counts.groups().drop("__where").sort("k"))
    assert found[0].equals(found[1])
    assert found[0]["k"].to_list() == ["", "a", LONG, LONG + "b"]
