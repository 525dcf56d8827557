"""Each planted error is found, and nothing else; no rule of the default rule set goes without."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from auditor.sample import write_sample
from auditor.sample.planting.registry import PLANTERS, UNPLANTED
from tests.sample.audits import audited, findings, group_findings, rules

Finding = tuple[str, str, int]


def listed(errors: Path) -> tuple[set[Finding], set[tuple[str, str]]]:
    """What the file of known errors says: findings about rows (from 0) and about groups."""
    rows, groups = set(), set()
    with errors.open(encoding="utf-8", newline="") as stream:
        for each in csv.DictReader(stream, delimiter=";"):
            if each["line"]:
                rows.add((each["rule"], each["table"], int(each["line"]) - 2))
            else:
                groups.add((each["rule"], each["key"]))
    return rows, groups


def found(folder: Path) -> tuple[set[Finding], set[tuple[str, str]]]:
    """What the audit finds, in the same form."""
    result = audited(folder)
    rows = {(rule, table, row) for rule, places in findings(result).items() for table, row in places}
    return rows, {(rule, group) for rule, groups in group_findings(result).items() for group in groups}


@pytest.mark.parametrize(
    ("persons", "seed", "share", "municipalities"),
    [(6_000, 1, 0.05, None), (6_000, 2, 0.12, None), (8_000, 3, 0.12, None), (500, 5, 0.3, 25)],
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


def test_every_planter_plants(tmp_path: Path) -> None:
    """In a large enough sample there is room for every error."""
    report = write_sample(tmp_path / "sample", 9_000, 6, tmp_path / "errors.csv", 0.02)
    assert sorted(set(PLANTERS) - set(report.planted)) == []


ALONE_SHARE = 16
"""One rule in so many is planted alone; AUDITOR_ALONE=<number> draws others, AUDITOR_ALONE=all takes all."""
ALONE = [
    rule
    for rule in sorted(PLANTERS)
    if (choice := os.environ.get("AUDITOR_ALONE", "1")) == "all"
    or crc32(f"{rule} {choice}".encode()) % ALONE_SHARE == 0
]


@pytest.mark.parametrize("rule", ALONE)
def test_one_error_alone(tmp_path: Path, rule: str) -> None:
    """Planted alone, an error gives the findings listed for it and no others."""
    errors = tmp_path / "errors.csv"
    report = write_sample(tmp_path / "sample", 6_000, 7, errors, wanted={rule: 2})
    assert report.planted[rule] > 0
    assert found(tmp_path / "sample") == listed(errors)


@settings(
    max_examples=int(os.environ.get("AUDITOR_SEEDS", "5")),
    derandomize="AUDITOR_SEEDS" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    persons=strategies.integers(300, 4_000),
    seed=strategies.integers(0, 2**31),
    municipalities=strategies.one_of(strategies.none(), strategies.integers(5, 100)),
    wanted=strategies.dictionaries(strategies.sampled_from(sorted(PLANTERS)), strategies.integers(1, 5), min_size=1),
)
def test_any_errors_together_at_any_seed(
    persons: int, seed: int, municipalities: int | None, wanted: dict[str, int]
) -> None:
    """Precision 1 and recall 1 for any errors in any sample; AUDITOR_SEEDS=<number> tries so many new ones."""
    with TemporaryDirectory() as folder:
        sample, errors = Path(folder) / "sample", Path(folder) / "errors.csv"
        write_sample(sample, persons, seed, errors, municipalities=municipalities, wanted=wanted)
        assert found(sample) == listed(errors)


def test_errors_are_planted_the_same_way_every_time(tmp_path: Path) -> None:
    """The same seed plants the same errors in the same places."""
    for name in ("a", "b"):
        write_sample(tmp_path / name, 800, 9, tmp_path / f"{name}.csv", 0.2)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a" / "personer.csv").read_bytes() == (tmp_path / "b" / "personer.csv").read_bytes()


def test_no_identity_number_is_listed(tmp_path: Path) -> None:
    """The list of known errors names rows by the register's keys, never by a person's number or name."""
    errors = tmp_path / "errors.csv"
    write_sample(tmp_path / "sample", 2_000, 3, errors, 0.2)
    person = audited(tmp_path / "sample").extract.tables["person"].frame.collect()
    text = errors.read_text(encoding="utf-8")
    for field in ("fodselsnummer", "duf_nummer", "navn"):
        assert [value for value in person[field].drop_nulls().to_list() if value in text] == []


def test_a_favoured_municipality_has_more(tmp_path: Path) -> None:
    """The municipality that is favoured gets more errors than any other."""
    wanted = {"NIR-INN-002": 20, "NIR-AVS-002": 15}
    write_sample(tmp_path / "sample", 1_500, 4, tmp_path / "e.csv", municipalities=25, wanted=wanted, favoured="1108")
    table = audited(tmp_path / "sample").tables["introduksjonsprogram"]
    assert Counter(table.findings["municipality"].cast(pl.String).to_list()).most_common(1)[0][0] == "1108"
