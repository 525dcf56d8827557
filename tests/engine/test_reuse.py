"""An audit that takes over what no changed file has a say in is the audit of the files as they are."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from auditor.bundled import bundled
from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.rulesets.loading import load

DATE = dt.date(2025, 12, 31)
RULESET = load("mottak")


def audited(folder: Path, earlier: AuditResult | None = None, date: dt.date = DATE) -> AuditResult:
    opened = open_extract(folder, tuple(RULESET.tables.values()))
    return audit(opened, RULESET, reference_date=date, earlier=earlier)


@pytest.fixture(scope="module")
def before() -> AuditResult:
    """The sample as it comes."""
    return audited(bundled("samples") / "demo")


def same(one: AuditResult, other: AuditResult) -> bool:
    columns = ["rule", "row", pl.col("municipality").cast(pl.String)]
    return (
        one.outcomes == other.outcomes
        and one.tables.keys() == other.tables.keys()
        and all(
            each.findings.select(columns).equals(other.tables[name].findings.select(columns))
            and each.totals.sort("rule", "municipality").equals(other.tables[name].totals.sort("rule", "municipality"))
            for name, each in one.tables.items()
        )
        and one.group_findings.sort("rule", "group").equals(other.group_findings.sort("rule", "group"))
        and set(map(repr, one.problems)) == set(map(repr, other.problems))
    )


@pytest.mark.parametrize("table", ["personer", "mottak", "mottaksopphold", "asylnorsk", "bosetting"])
def test_a_changed_table_is_judged_anew_and_whatever_looks_at_it(
    before: AuditResult, tmp_path: Path, table: str
) -> None:
    folder = shutil.copytree(bundled("samples") / "demo", tmp_path / "demo")
    file = folder / f"{table}.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: len(lines) // 2]))
    again = audited(folder, before)
    assert same(again, audited(folder))
    taken = {name for name, each in again.tables.items() if each is before.tables[name]}
    changed = next(name for name, raw in again.extract.tables.items() if raw.parts[0].file == file.name)
    assert changed not in taken
    assert taken


def test_nothing_changed_is_nothing_done(before: AuditResult) -> None:
    again = audited(bundled("samples") / "demo", before)
    assert same(again, before)
    assert all(again.tables[name] is each for name, each in before.tables.items())


def test_a_file_that_is_gone_takes_its_table_along(before: AuditResult, tmp_path: Path) -> None:
    folder = shutil.copytree(bundled("samples") / "demo", tmp_path / "demo")
    (folder / "mottak.csv").unlink()
    assert same(audited(folder, before), audited(folder))


def test_what_is_said_of_centres_costs_only_what_looks_at_them(before: AuditResult, tmp_path: Path) -> None:
    folder = shutil.copytree(bundled("samples") / "demo", tmp_path / "demo")
    for mapping, judged in (
        ('[centres.M001]\nkeys = ["M008", "M099"]\nnames = ["Finnes ikke"]\n', {"mottak", "mottaksopphold"}),
        ('[centres.M001]\nrejected = ["M017"]\n', set()),
    ):
        (folder / "auditor.toml").write_text(mapping, encoding="utf-8")
        again = audited(folder, before)
        fresh = audited(folder)
        assert same(again, fresh)
        assert not judged or not same(again, before)
        anew = {name for name, each in again.tables.items() if each is not before.tables[name]}
        assert judged <= anew < set(again.tables)
        if not judged:
            assert not anew


def test_another_day_is_another_audit(before: AuditResult) -> None:
    again = audited(bundled("samples") / "demo", before, dt.date(2020, 1, 1))
    assert not any(again.tables[name] is each for name, each in before.tables.items())
