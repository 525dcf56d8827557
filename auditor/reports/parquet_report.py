"""All findings as a Parquet file, a row each, for those who hold the data; columns and types are in docs/formats.md.

Built from whole columns: ten million findings are no more steps than ten. Like the JSON report it holds no value of
the data but municipality numbers and labels of groups. With a baseline its key names records by pseudonyms, so that the
same record is found again in another file made with that key.
"""

from __future__ import annotations

import io

import polars as pl

from auditor import __version__
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.interface import Renderer, Report
from auditor.reports.json_report import group_entries
from auditor.results.finding_changes import findings_by_key
from auditor.results.keys import KEY
from auditor.results.places import located
from auditor.results.waiving import marked

SCHEMA = "auditor-findings/1"
COLUMNS: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "severity": pl.String(),
    "dimension": pl.String(),
    "table": pl.String(),
    "municipality": pl.String(),
    "file": pl.String(),
    "line": pl.UInt32(),
    "row": pl.UInt32(),
    "record": pl.String(),
    "group": pl.String(),
    "rows": pl.UInt32(),
    "count": pl.UInt32(),
    **dict.fromkeys(("value", "limit", "expected", "low", "high"), pl.Float64()),
    "waived": pl.Boolean(),
}
_ROWS_OF_A_GROUP = 1_000_000


class ParquetRenderer(Renderer):
    """Rows first, by table, rule, file and line, then groups."""

    name = "parquet"

    def render(self, report: Report) -> bytes:
        """The whole file."""
        written = io.BytesIO()
        about = {
            "schema": SCHEMA,
            "auditor": __version__,
            "ruleset": f"{report.result.ruleset.name} {report.result.ruleset.version}",
            "reference_date": report.result.reference_date.isoformat(),
        }
        findings(report).write_parquet(
            written, compression="zstd", row_group_size=_ROWS_OF_A_GROUP, metadata=about, statistics=True
        )
        return written.getvalue()


def findings(report: Report) -> pl.DataFrame:
    """Every finding with the columns COLUMNS; those that say nothing of a row, or of a group, are null."""
    rules = report.result.ruleset.rules
    about = pl.DataFrame(
        {
            "rule": range(len(rules)),
            "id": [each.id for each in rules],
            "severity": [each.severity.key for each in rules],
            "dimension": [each.dimension.value for each in rules],
        },
        schema={"rule": pl.UInt16, "id": pl.String, "severity": pl.String, "dimension": pl.String},
    )
    frames = [_groups(report), *_rows(report, about)]
    whole = pl.concat([_complete(each) for each in [*frames[1:], frames[0]]])
    return whole.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _rows(report: Report, about: pl.DataFrame) -> list[pl.DataFrame]:
    result, masker = report.result, Masker()
    records = None
    if report.naming is not None:
        records = findings_by_key(result, report.naming).drop_nulls("row").select("rule", "row", record=KEY)
    frames = []
    for name, table_result in result.tables.items():
        raw = result.extract.tables.get(name)
        if raw is None or not raw.parts or not table_result.findings.height:
            continue
        found = located(raw, marked(table_result.findings, report.waived)).with_columns(
            pl.lit(sanitise(name)).alias("table"),
            pl.col("file").replace({each.file: sanitise(each.file) for each in raw.parts}),
            masker.expr("none", pl.col("municipality").cast(pl.String)).alias("municipality"),
        )
        if records is not None:
            found = found.join(records, on=["rule", "row"], how="left", maintain_order="left")
        named = found.join(about, on="rule", how="left", maintain_order="left")
        frames.append(named.with_columns(pl.col("row") + 1).drop("rule").rename({"id": "rule"}))
    return frames


def _groups(report: Report) -> pl.DataFrame:
    rules = {each.id: each for each in report.result.ruleset.rules}
    lines = [
        {**each, "severity": rules[each["rule"]].severity.key, "dimension": rules[each["rule"]].dimension.value}
        for each in group_entries(report, Masker(show_ids=report.show_ids))
    ]
    return pl.DataFrame(lines, schema={name: kind for name, kind in COLUMNS.items() if not lines or name in lines[0]})


def _complete(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, kind).alias(name) for name, kind in COLUMNS.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
