"""The spreadsheet says what the HTML report says, can be filtered, and cannot compute."""

from __future__ import annotations

import re

import pytest

from auditor.locale import Translator
from auditor.model.vocabulary import Dimension
from auditor.reports.shared_counts import shared_counts
from auditor.reports.shared_units import dimension_units, whole_units
from auditor.reports.xlsx_report import XlsxRenderer
from tests.privacy.hostile import in_cells
from tests.reports.conftest import MakeReport, many
from tests.reports.workbook import cells, part

SHEETS = {
    "nb": ["Oversikt", "Kontroller", "Kvalitet", "Kommuner", "Metode", "Grunnlag"],
    "en": ["Overview", "Rules", "Quality", "Municipalities", "Method", "Manifest"],
}


@pytest.mark.parametrize("language", ["nb", "en"])
def test_sheets_and_their_counts(make_once: MakeReport, language: str) -> None:
    """Every rule and municipality, hidden counts as a colon, shown ones as numbers."""
    report = make_once(*many())
    counts = shared_counts(report)
    sheets = cells(XlsxRenderer(Translator(language)).render(report))
    overview, rules, quality, places, _, manifest = sheets.values()
    assert list(sheets) == SHEETS[language]
    found = {row[0]: row for row in rules[1:]}
    for each in counts.rules:
        row = found[each.rule.id]
        shown = [":" if count is None else str(count) for count in (each.found, each.checked, each.unknown)]
        assert [row[5], row[6], row[8]] == shown
        assert (row[7] == "") == (each.share is None)
        assert row[7] == "" or float(row[7]) == pytest.approx(each.share)
    assert [row[0] for row in places[1 : 1 + len(counts.municipalities)]] == [
        each.municipality or "" for each in counts.municipalities
    ]
    assert places[len(counts.municipalities) + 2][-1] == str(counts.findings)
    told = whole_units(dimension_units(report.result, counts))
    for row, (table, found) in zip(quality[1:], told.items(), strict=True):
        assert row[1] == str(counts.rows[table])
        for cell, dimension in zip(row[2:], Dimension, strict=False):
            share = found[dimension].per_cent if dimension in found else None
            assert cell == ("" if dimension not in found else ":") if share is None else float(cell) == share / 100
    assert any(row[1:] == [str(counts.findings)] for row in overview if row)
    assert {each.sha256 for each in report.result.extract.manifest.files} <= {cell for row in manifest for cell in row}


def test_headers_stay_and_filter(make_once: MakeReport) -> None:
    """Frozen header, filters over all lines but the sums, a header on each printed page."""
    report = make_once(*many())
    content, counts = XlsxRenderer(Translator("nb")).render(report), shared_counts(report)
    for number, rows in ((2, len(counts.rules) + 1), (4, len(counts.municipalities) + 1)):
        sheet = part(content, f"xl/worksheets/sheet{number}.xml")
        assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
        assert re.search(rf'<autoFilter ref="A1:[A-Z]+{rows}"/>', sheet)
        assert len(re.findall("<col ", sheet)) > 5
    assert "Print_Titles" in part(content, "xl/workbook.xml")


def test_no_text_becomes_a_formula(make_once: MakeReport) -> None:
    """Municipalities are texts of the data: hostile ones stay texts, with nothing a spreadsheet would run."""
    lines = ["program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"]
    lines += [f"H{place};P1;{text};2023-01-01;2024-01-01;;1" for place, text in enumerate(in_cells(';"\r\n'))]
    content = XlsxRenderer(Translator("nb")).render(make_once("\n".join(lines) + "\n"))
    for row in cells(content)["Kommuner"][1:]:
        assert not re.match(r"\s*[=+@-]", row[0] if row else "")
    assert "hyperlink" not in part(content, "xl/worksheets/sheet4.xml").lower()
