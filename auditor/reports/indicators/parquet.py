"""Indicators as a Parquet file, for those who hold the data: a row a line; columns are in docs/indicators.md."""

from __future__ import annotations

import io

import polars as pl

from auditor import __version__
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport
from auditor.reports.indicators.machine import figures

SCHEMA = "auditor-indicator-figures/1"
COLUMNS: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "variant": pl.String(),
    "municipality": pl.String(),
    **dict.fromkeys(("year", "since"), pl.Int32()),
    **dict.fromkeys(("rows", "known"), pl.UInt32()),
    "total": pl.Float64(),
    **dict.fromkeys(("open", "perhaps"), pl.UInt32()),
    **dict.fromkeys(("observed", "chance_low", "chance_high", "lowest", "highest", "target"), pl.Float64()),
    "verdict": pl.String(),
    "few": pl.Boolean(),
}


class ParquetRenderer(IndicatorRenderer):
    """Rows in the order of JSON; the country has no municipality, the indicator itself no variant."""

    name = "parquet"

    def render(self, report: IndicatorReport) -> bytes:
        """The whole file."""
        rows = []
        for each in figures(report):
            low, high = each.pop("chance") or (None, None)
            rows.append({**each, "chance_low": low, "chance_high": high})
        about = {
            "schema": SCHEMA,
            "auditor": __version__,
            "ruleset": f"{report.ruleset.name} {report.ruleset.version}",
            "reference_date": report.indicators[0].readings[0].result.reference_date.isoformat(),
        }
        written = io.BytesIO()
        pl.DataFrame(rows, schema=COLUMNS).write_parquet(written, compression="zstd", metadata=about, statistics=True)
        return written.getvalue()
