"""The Parquet file has every finding once, where it is, and nothing that was in the data."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import polars as pl

from auditor.ledger.naming import name_of, naming
from auditor.reports.json_report import document
from auditor.reports.parquet_report import COLUMNS, SCHEMA, ParquetRenderer
from tests.reports.conftest import MakeReport, many
from tests.small import CLEAN

KEY = b"k" * 32


def read(content: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(content))


def test_every_finding_is_a_row(make_once: MakeReport) -> None:
    """The lines of the JSON report, each with what is known of its rule, and the groups with their numbers."""
    for report in (make_once(), make_once(*many())):
        frame = read(ParquetRenderer().render(report))
        assert dict(frame.schema) == COLUMNS
        told = document(report)
        lines = {(each["rule"], each["file"], line) for each in told["findings"] for line in each["lines"]}
        rows, groups = frame.filter(pl.col("group").is_null()), frame.filter(pl.col("group").is_not_null())
        assert set(rows.select("rule", "file", "line").iter_rows()) == lines
        assert rows.height == len(lines)
        names = ["rule", "municipality", "group", "rows", "count", "value", "limit", "expected"]
        assert groups.select(names).rows() == [tuple(each[name] for name in names) for each in told["group_findings"]]
        about = {each["id"]: (each["severity"], each["dimension"], each["table"]) for each in told["rules"]}
        for rule, *said in frame.select("rule", "severity", "dimension", "table").iter_rows():
            assert tuple(said) == about[rule]
        assert frame["record"].null_count() == frame.height
        assert rows.select(((pl.col("line") - pl.col("row")) == 1).all()).item()


def test_a_clean_run_has_the_columns(make_once: MakeReport) -> None:
    """No finding, no row, the same columns."""
    frame = read(ParquetRenderer().render(make_once(CLEAN)))
    assert dict(frame.schema) == COLUMNS
    assert frame.is_empty()


def test_records_are_named_where_there_is_a_key(make_once: MakeReport) -> None:
    """The pseudonym the ledger and the baseline give the record, never its key; rows without a key have none."""
    report = make_once()
    frame = read(ParquetRenderer().render(replace(report, naming=naming(KEY, report.result.ruleset))))
    first = frame.filter(pl.col("line") == 2, pl.col("rule") == "L-AVS-001")
    (ended,) = [each for each in report.result.ruleset.rules if each.id == "L-AVS-001"]
    assert first["record"].to_list() == [name_of(KEY, ended, "A1")]
    rows = frame.filter(pl.col("group").is_null())
    assert rows["record"].null_count() == 0
    assert rows["record"].str.len_chars().unique().to_list() == [20]


def test_the_file_says_what_it_is(make_once: MakeReport) -> None:
    """Schema, program, rule set and reference date, for programs that find the file alone."""
    about = pl.read_parquet_metadata(io.BytesIO(ParquetRenderer().render(make_once())))
    assert about["schema"] == SCHEMA
    assert about["reference_date"] == "2024-12-31"
    assert about["ruleset"] == "liten 1"
    assert json.dumps(about).count("P1") == 0
