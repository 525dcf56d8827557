"""Municipalities by severity as CSV, to be shared: counts under 5, and what would reveal them, are ``:``.

Semicolons between and a byte order mark in front: what a spreadsheet set to Norwegian expects. Headings
are the words of the JSON report and do not depend on the locale. See docs/formats.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from auditor.privacy.cells import shown
from auditor.privacy.sanitise import spreadsheet_text
from auditor.reports.interface import Renderer, Report
from auditor.reports.rounding import rounded_counts
from auditor.reports.shared_counts import SEVERITIES, MunicipalityCounts, SharedCounts, shared_counts

HEAD = ("municipality", "name", "county", "persons", *(each.key for each in SEVERITIES), "findings")
ALL = "*"
"""Stands for the number of a municipality in the line of sums."""


class CsvRenderer(Renderer):
    """A line a municipality that the extract names, an empty number for rows without one, and the sums."""

    name = "csv"

    def render(self, report: Report) -> str:
        """The whole table."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        counts = shared_counts(report)
        if report.rounded:
            counts = rounded_counts(counts)
        writer.writerow((*HEAD, "waived") if counts.waives else HEAD)
        writer.writerows(_lines(counts))
        return "\ufeff" + text.getvalue()


def _lines(counts: SharedCounts) -> Iterator[list[str]]:
    """The counts of waivers stand last, where there are any, and without their sum, which would tell hidden ones."""
    for each in counts.municipalities:
        about = (each.municipality or "", each.name or "", each.county or "")
        cells = [*map(spreadsheet_text, about), _persons(each), *map(shown, each.by_severity), shown(each.findings)]
        yield [*cells, shown(each.waived)] if counts.waives else cells
    sums = [ALL, "", "", "", *map(shown, counts.by_severity.values()), shown(counts.findings)]
    yield [*sums, ""] if counts.waives else sums


def _persons(place: MunicipalityCounts) -> str:
    return "" if place.no_persons else shown(place.persons)
