"""The years in which a goal of settlement was missed are recomputed from the files, with and without errors in them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from auditor.engine.funnel import wilson
from auditor.model.vocabulary import Severity
from auditor.sample import EXTRACT_DATE, write_sample
from tests.sample.audits import PRACTICE, audited, practice, rules
from tests.sample.published import Files

GOALS = {**dict.fromkeys((2010, 2011, 2012), 0.9), **dict.fromkeys((2014, 2015, 2016), 0.55)}
"""Settled within six months by year of settlement (seed-004a L3141-3146); none is stated for 2013."""
LATER_GOAL, LATER_FROM, ALL_FROM = 0.9, 2017, 2011
FEWEST = 50


def expected(folder: Path) -> dict[str, list[str]]:
    """The years in which a goal was missed, from the rows of the extract."""
    files = Files(folder, EXTRACT_DATE)
    settled = files.table("bosetting", "person_id", "bosettingsdato", "bosettingstype").filter(
        pl.col("bosettingstype") == "Fra mottak"
    )
    dated = settled.join(files.table("person", "person_id", "tillatelse_dato").unique(), on="person_id").drop_nulls()
    within = [
        (pl.col("bosettingsdato") <= pl.col("tillatelse_dato").dt.offset_by(span)).sum().alias(name)
        for name, span in (("six", "6mo"), ("twelve", "12mo"))
    ]
    years = dated.group_by(pl.col("bosettingsdato").dt.year().alias("year")).agg(pl.len().alias("all"), *within)
    found: dict[str, list[str]] = {rule: [] for rule in sorted(PRACTICE)}
    for year, size, six, twelve in years.filter(pl.col("all") >= FEWEST).sort("year").iter_rows():
        goal = GOALS.get(year, LATER_GOAL if year >= LATER_FROM else 0.0)
        if wilson(six, size, 0.95)[1] < goal:
            found["BOS-KOM-003"].append(f"aar {year}")
        if year >= ALL_FROM and twelve < size:
            found["BOS-KOM-004"].append(f"aar {year}")
    return {rule: groups for rule, groups in found.items() if groups}


@pytest.mark.parametrize(("seed", "late"), [(5, 0), (6, 5)])
def test_the_goals_missed_are_those_of_the_files(tmp_path: Path, seed: int, late: int) -> None:
    """Six months were missed by the published rates, twelve only where somebody late was planted."""
    errors = tmp_path / "errors.csv" if late else None
    wanted = {"BOS-BOS-008": late} if late else None
    write_sample(tmp_path / "sample", 10_000, seed, errors, wanted=wanted)
    told = {rule: sorted(groups) for rule, groups in practice(audited(tmp_path / "sample", only=PRACTICE)).items()}
    assert told == expected(tmp_path / "sample")
    assert {"aar 2011", "aar 2012"} <= set(told["BOS-KOM-003"])
    assert not {"aar 2013", "aar 2023"} & set(told["BOS-KOM-003"])
    assert ("BOS-KOM-004" in told) == bool(late)


def test_what_tells_of_practice_is_information() -> None:
    """No rule that true figures break says that something is wrong."""
    severities = {each.id: each.severity for each in rules().rules if each.id in PRACTICE}
    assert severities == dict.fromkeys(PRACTICE, Severity.INFO)
