"""Each format of the same audit is, byte for byte, what is stored: a change of output is seen and meant.

Run with AUDITOR_GOLDEN=1 to write the files anew, and read the difference.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import polars as pl
import pytest

from auditor.locale import Translator
from auditor.reports.csv_report import CsvRenderer
from auditor.reports.dqv.jsonld import JsonLdRenderer
from auditor.reports.dqv.turtle import TurtleRenderer
from auditor.reports.github_report import GithubRenderer
from auditor.reports.html_report import HtmlRenderer
from auditor.reports.interface import Renderer, Report
from auditor.reports.json_report import JsonRenderer
from auditor.reports.jsonl_report import JsonLinesRenderer
from auditor.reports.junit_report import JunitRenderer
from auditor.reports.markdown_report import MarkdownRenderer
from auditor.reports.parquet_report import ParquetRenderer
from auditor.reports.sarif_report import SarifRenderer
from auditor.reports.text_report import TextRenderer
from auditor.reports.xlsx_report import XlsxRenderer
from tests.reports.conftest import MakeReport, many
from tests.reports.workbook import as_text
from tests.small import FLAWED

GOLDEN = Path(__file__).parent / "golden"
WHERE = ["auditor open uttrekk"]
RENDERERS: dict[str, Renderer] = {
    "report.nb.txt": TextRenderer(Translator("nb"), where=WHERE),
    "report.en.txt": TextRenderer(Translator("en"), where=WHERE),
    "report.wide.nb.txt": TextRenderer(Translator("nb"), width=100, where=WHERE),
    "report.colour.nb.txt": TextRenderer(Translator("nb"), colour=True, where=WHERE),
    "report.json": JsonRenderer(),
    "report.jsonl": JsonLinesRenderer(),
    "report.csv": CsvRenderer(),
    "report.nb.md": MarkdownRenderer(Translator("nb")),
    "report.en.md": MarkdownRenderer(Translator("en")),
    "report.nb.html": HtmlRenderer(Translator("nb")),
    "report.en.html": HtmlRenderer(Translator("en")),
    "report.nb.xml": JunitRenderer(Translator("nb")),
    "report.en.xml": JunitRenderer(Translator("en")),
    "report.nb.sarif": SarifRenderer(Translator("nb")),
    "report.en.sarif": SarifRenderer(Translator("en")),
    "report.nb.github.txt": GithubRenderer(Translator("nb")),
    "report.en.github.txt": GithubRenderer(Translator("en")),
    "report.nb.xlsx.txt": XlsxRenderer(Translator("nb")),
    "report.en.xlsx.txt": XlsxRenderer(Translator("en")),
    "report.parquet.csv": ParquetRenderer(),
    "report.ttl": TurtleRenderer(),
    "report.jsonld": JsonLdRenderer(),
}
SHORT: dict[str, Renderer] = {
    "incomplete.nb.txt": TextRenderer(Translator("nb")),
    "incomplete.en.txt": TextRenderer(Translator("en")),
    "incomplete.json": JsonRenderer(),
    "incomplete.csv": CsvRenderer(),
    "incomplete.nb.md": MarkdownRenderer(Translator("nb")),
    "incomplete.en.md": MarkdownRenderer(Translator("en")),
    "incomplete.nb.html": HtmlRenderer(Translator("nb")),
    "incomplete.nb.xml": JunitRenderer(Translator("nb")),
    "incomplete.nb.sarif": SarifRenderer(Translator("nb")),
    "incomplete.nb.github.txt": GithubRenderer(Translator("nb")),
}
MANY: dict[str, Renderer] = {
    "many.csv": CsvRenderer(),
    "many.nb.md": MarkdownRenderer(Translator("nb")),
    "many.en.md": MarkdownRenderer(Translator("en")),
    "many.nb.xlsx.txt": XlsxRenderer(Translator("nb")),
    "many.ttl": TurtleRenderer(),
}


def compare(name: str, text: str) -> None:
    """``text`` against the stored file."""
    file = GOLDEN / name
    if os.environ.get("AUDITOR_GOLDEN"):
        file.write_bytes(text.encode())
    assert text.encode() == file.read_bytes()


def text_of(renderer: Renderer, report: Report) -> str:
    """A report as a golden file holds it: of a spreadsheet its cells, of a Parquet file its rows."""
    made = renderer.render(report)
    if isinstance(made, str):
        return made
    return as_text(made) if renderer.name == "xlsx" else pl.read_parquet(io.BytesIO(made)).write_csv()


@pytest.mark.parametrize("name", RENDERERS)
def test_a_whole_report(make_once: MakeReport, name: str) -> None:
    """Findings of every severity, a total, an unknown municipality and an unreadable value."""
    compare(name, text_of(RENDERERS[name], make_once()))


@pytest.mark.parametrize("name", SHORT)
def test_an_incomplete_report(make_once: MakeReport, name: str) -> None:
    """A missing table, a stray file and a column that is not there."""
    without_hours = "\n".join(line.rpartition(";")[0] for line in FLAWED.splitlines()) + "\n"
    compare(name, text_of(SHORT[name], make_once(without_hours, person=None)))


@pytest.mark.parametrize("name", MANY)
def test_a_report_with_numbers_that_may_be_shared(make_once: MakeReport, name: str) -> None:
    """Hundreds of rows: some counts are shown, some hidden, and some hidden with them."""
    compare(name, text_of(MANY[name], make_once(*many())))


@pytest.mark.parametrize("name", [*RENDERERS, *SHORT, *MANY])
def test_stored_reports_are_plain_lf_files_without_personal_keys(name: str) -> None:
    """LF, a line end at the end, no path of this machine, and no person id."""
    text = (GOLDEN / name).read_bytes().decode()
    assert "\r" not in text
    assert text.endswith("\n")
    assert "P1" not in text
    assert "/" + "tmp" not in text


def test_text_fits_its_width(make_once: MakeReport) -> None:
    """No line is wider than the terminal, in cells."""
    from auditor.reports.layout import cells

    report = make_once()
    for width in (60, 80, 100):
        for language in ("nb", "en"):
            lines = TextRenderer(Translator(language), width).render(report).splitlines()
            assert max(map(cells, lines)) <= width


def test_the_same_input_gives_the_same_bytes(make_report: MakeReport) -> None:
    """Run twice, at other places: no time and no path in it."""
    first = JsonRenderer().render(make_report())
    second = JsonRenderer().render(make_report(name="elsewhere")).replace('"name": "elsewhere"', '"name": "uttrekk"')
    assert first == second


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0,0\u00a0%"),
        (0.00001, "<0,1\u00a0%"),
        (0.5, "50,0\u00a0%"),
        (0.99999, ">99,9\u00a0%"),
        (1.0, "100,0\u00a0%"),
    ],
)
def test_a_few_of_many_are_never_none(share: float, text: str) -> None:
    """Rounding neither hides a finding nor makes all of most."""
    assert TextRenderer(Translator("nb"))._share(share) == text
