"""The sample in the repository is what the generator writes, and its errors are exactly those that are listed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from auditor.bundled import bundled
from auditor.sample.demo import FAVOURED, WANTED, write_demo
from tests.sample.audits import audited
from tests.sample.planted import found, listed

DEMO, ERRORS = bundled("samples") / "demo", bundled("samples") / "demo_errors.csv"


def test_the_sample_is_fresh(tmp_path: Path) -> None:
    """Written anew, the sample and its list are the same byte for byte."""
    report = write_demo(tmp_path / "demo", tmp_path / "errors.csv")
    assert {file.name for file in DEMO.iterdir()} == {file.name for file in (tmp_path / "demo").iterdir()}
    for file in DEMO.iterdir():
        assert file.read_bytes() == (tmp_path / "demo" / file.name).read_bytes(), file.name
    assert ERRORS.read_bytes() == (tmp_path / "errors.csv").read_bytes()
    assert {rule: number for rule, number in WANTED.items() if report.planted.get(rule, 0) < number} == {}


def test_exactly_the_listed_errors_are_found() -> None:
    """The audit of the sample finds every known error and nothing else."""
    assert found(DEMO) == listed(ERRORS)


def test_the_sample_is_small_and_tells_a_story() -> None:
    """Less than 400 kB, with one municipality that has half as many findings again as any other."""
    assert sum(file.stat().st_size for file in [*DEMO.iterdir(), ERRORS]) < 400_000
    counted: Counter[str | None] = Counter()
    for table in audited(DEMO).tables.values():
        counted.update(table.findings["municipality"].cast(pl.String).to_list())
    (worst, most), (_, second) = counted.most_common(2)
    assert worst == FAVOURED
    assert most >= 1.5 * second
