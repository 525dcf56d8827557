"""A change of one record has the effect that a new audit shows, as far as it is told; the rest is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from auditor import engine, rulesets
from auditor.engine import surroundings
from auditor.engine.record_check import RecordCheck
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from tests import small

DATE = dt.date(2024, 12, 31)
Found = set[tuple[str, str, int]]


def found(result: AuditResult) -> Found:
    """Every finding about a row."""
    return {
        (result.rule_ids[rule], name, row)
        for name, table in result.tables.items()
        for rule, row in table.findings.select("rule", "row").iter_rows()
    }


def audited(result: AuditResult, table: str, row: int, field: str, value: str | None) -> Found:
    """The findings of a new audit of everything, with another value in one field."""
    raw = result.extract.tables[table]
    other = pl.when(pl.col(ROW) == row).then(pl.lit(value, pl.String)).otherwise(pl.col(field))
    tables = {**result.extract.tables, table: replace(raw, frame=raw.frame.with_columns(other.alias(field)))}
    extract = replace(result.extract, tables=tables)
    return found(engine.audit(extract, result.ruleset, reference_date=result.reference_date))


def same_as_an_audit(result: AuditResult, table: str, row: int, field: str, value: str | None) -> None:
    """Hold what is told of a change against what a new audit says."""
    check = RecordCheck(result, table, row, field)
    before, after = found(result), audited(result, table, row, field, value)
    judged = check.before.keys()
    assert {key for key, holds in check.before.items() if holds is False} == before & judged
    change = check.change(value)
    assert {*change.gone, *change.untold} == {key for key in before - after if key in judged}
    assert set(change.new) == {key for key in after - before if key[0] not in check.not_checked}
    left = (before ^ after) - {*change.gone, *change.untold, *change.new}
    assert {rule for rule, _, _ in left} <= set(check.not_checked)


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> AuditResult:
    """The small extract with findings of every sort."""
    folder = tmp_path_factory.mktemp("liten")
    ruleset = rulesets.load(str(small.write_ruleset(folder / "regler")))
    path = small.write_extract(folder / "uttrekk", small.FLAWED)
    return engine.audit(open_extract(path, tuple(ruleset.tables.values())), ruleset, reference_date=DATE)


@pytest.mark.parametrize("row", [0, 2, 5])
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("aarsak", ("Arbeid", None, ":", "tull")),
        ("slutt_dato", (None, "2023-12-31", "31.12.2023", "i går")),
        ("start_dato", ("2009-01-01", ":")),
        ("timer", ("12", "x")),
        ("kommunenummer", ("0301",)),
    ],
)
def test_every_effect_is_that_of_a_new_audit(
    flawed: AuditResult, row: int, field: str, values: tuple[str | None, ...]
) -> None:
    for value in values:
        same_as_an_audit(flawed, "program", row, field, value)


def test_what_looks_at_whole_tables_is_named_and_not_guessed(flawed: AuditResult) -> None:
    assert set(RecordCheck(flawed, "program", 0, "aarsak").not_checked) == {"L-AND-001"}
    assert set(RecordCheck(flawed, "program", 3, "program_id").not_checked) == {"L-NOK-001"}
    assert set(RecordCheck(flawed, "program", 3, "person_id").not_checked) == {"L-PER-001"}


def test_a_field_that_was_not_delivered_cannot_be_changed(tmp_path: Path) -> None:
    ruleset = rulesets.load(str(small.write_ruleset(tmp_path / "regler")))
    without = "\n".join(line.rpartition(";")[0] for line in small.FLAWED.splitlines()) + "\n"
    path = small.write_extract(tmp_path / "uttrekk", without)
    result = engine.audit(open_extract(path, tuple(ruleset.tables.values())), ruleset, reference_date=DATE)
    assert not RecordCheck(result, "program", 0, "timer").possible
    assert RecordCheck(result, "program", 0, "aarsak").possible


def test_typed_columns_are_judged_as_they_were_delivered(tmp_path: Path) -> None:
    ruleset = rulesets.load(str(small.write_ruleset(tmp_path / "regler")))
    path = small.write_extract(tmp_path / "uttrekk", small.FLAWED)
    typed = pl.read_csv(path / "program.csv", separator=";", infer_schema_length=0).with_columns(
        pl.col("start_dato").str.to_date().cast(pl.Datetime),
        pl.col("slutt_dato").str.to_date(),
        pl.col("timer").str.to_integer(strict=False).cast(pl.Float64),
    )
    typed.write_parquet(path / "program.parquet")
    (path / "program.csv").unlink()
    result = engine.audit(open_extract(path, tuple(ruleset.tables.values())), ruleset, reference_date=DATE)
    for field, same, other in (
        ("start_dato", "2023-01-01", "2009-01-01"),
        ("slutt_dato", "2024-01-01", "2000-01-01"),
        ("timer", "100", "x"),
    ):
        check = RecordCheck(result, "program", 0, field)
        assert not any((check.change(same).gone, check.change(same).new, check.change(same).untold))
        assert check.change(other).new


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("mottaksopphold", "til_dato", "01.01.2024"),
        ("bosetting", "bosettingsdato", None),
    ],
)
def test_look_ups_references_overlaps_and_gaps_of_real_rules(
    sample: AuditResult, table: str, field: str, value: str | None
) -> None:
    rows = sample.tables[table].findings["row"].unique().sort()
    same_as_an_audit(sample, table, int(rows[0]), field, value)


@pytest.mark.parametrize(("field", "value"), [("til_dato", "01.01.2024"), ("mottak_id", "M001")])
def test_of_a_register_too_large_to_be_taken_whole_the_rows_looked_at_are_taken(
    sample: AuditResult, monkeypatch: pytest.MonkeyPatch, field: str, value: str
) -> None:
    """With the same answers; a field by which other rows would be looked at leaves its rules unjudged."""
    monkeypatch.setattr(surroundings, "WHOLE_ROWS", 0)
    row = int(sample.tables["mottaksopphold"].findings["row"].unique().sort()[0])
    same_as_an_audit(sample, "mottaksopphold", row, field, value)
    links = surroundings.links_of(sample.ruleset, sample.ruleset.rules)
    around = surroundings.surroundings(sample, "mottaksopphold", row, links)
    assert around.whole == frozenset()
    centres, stays = (around.extract.tables[name].frame.collect() for name in ("mottak", "mottaksopphold"))
    named = set(stays.filter(pl.col(ROW).is_in(around.own["mottaksopphold"].implode()))["mottak_id"].drop_nulls())
    assert set(centres["mottak_id"]) == named & set(sample.extract.tables["mottak"].frame.collect()["mottak_id"])
    assert 0 < centres.height < sample.tables["mottak"].rows


@pytest.fixture(scope="module")
def sample() -> AuditResult:
    """The sample by the rules of reception centres and settlement."""
    from auditor.bundled import bundled
    from auditor.cli.commands.demo import SAMPLE

    ruleset = rulesets.load("mottak")
    extract = open_extract(bundled("samples") / SAMPLE, tuple(ruleset.tables.values()))
    return engine.audit(extract, ruleset, reference_date=DATE)
