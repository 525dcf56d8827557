"""Worklists: everything of one's own and nothing of others, the same in each format, and harmless."""

from __future__ import annotations

import csv
import datetime as dt
import io
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.locale import Translator
from auditor.model.vocabulary import Severity
from auditor.privacy.masking import Masker
from auditor.reports.worklists.csv_file import write_csv
from auditor.reports.worklists.folder import INDEX, write_worklists
from auditor.reports.worklists.letter import Letter
from auditor.reports.worklists.page import write_html
from auditor.reports.worklists.xlsx import write_xlsx
from auditor.results.matrix import By
from auditor.results.matrix import cells as cells_of
from auditor.results.worklists import Worklist, next_close, worklists
from auditor.rulesets import load
from tests.privacy.hostile import in_cells
from tests.reports.conftest import MakeReport
from tests.small import FLAWED

_NUMBER = count()
HEAD = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer\n"


def letters(
    make_report: MakeReport,
    program: str = FLAWED,
    show_ids: bool = False,
    language: str = "nb",
    name: str = "uttrekk",
    place: str | None = None,
) -> list[Letter]:
    """The letters of an audit by the rule set ``liten``."""
    result = make_report(program, name=f"{next(_NUMBER) if place is None else place}/{name}").result
    found = worklists(result, language, Masker(show_ids=show_ids, language=language), Severity.INFO)
    return [Letter(each, result, dt.date(2025, 2, 28), show_ids, Translator(language)) for each in found]


def of(found: list[Letter], municipality: str | None) -> Worklist:
    """One municipality's worklist."""
    (one,) = [each.worklist for each in found if each.worklist.unit.key == municipality]
    return one


def test_every_finding_stands_in_one_list(make_report: MakeReport) -> None:
    """As many lines as findings, each in the list of the municipality that the row names."""
    found = letters(make_report)
    assert [each.worklist.unit.key for each in found] == ["0301", "4601", "9999"]
    assert sum(len(each.worklist.lines) for each in found) == make_report(name="igjen").summary.findings
    assert {line.record for line in of(found, "4601").lines if line.line is not None} == {"A3"}


def test_the_most_serious_stands_first(make_report: MakeReport) -> None:
    """By severity, then by rule, file and line."""
    lines = of(letters(make_report), "4601").lines
    assert [line.severity for line in lines] == sorted((line.severity for line in lines), reverse=True)
    assert lines[0].rule_id == "L-NOK-001"
    assert (lines[0].file, lines[0].line) == ("program.csv", 4)


def test_only_what_is_serious_enough_and_asked_for(make_report: MakeReport) -> None:
    """A limit of severity, and some municipalities alone."""
    result = make_report().result
    errors = list(worklists(result, "nb", Masker(), Severity.ERROR))
    assert {line.severity for each in errors for line in each.lines} == {Severity.FATAL, Severity.ERROR}
    assert [each.unit.key for each in worklists(result, "nb", Masker(), only={"0301"})] == ["0301"]


def test_nothing_of_another_municipality(make_report: MakeReport) -> None:
    """No key, number or line of others in any format; a person's key only where it was asked for."""
    (letter,) = [each for each in letters(make_report) if each.worklist.unit.key == "0301"]
    shown = write_html(letter).decode() + write_csv(letter).decode()
    assert not [word for word in ("A3", "A5", "A6", "4601", "9999", "P1", "P2", "P9") if word in shown]
    (open_letter,) = [each for each in letters(make_report, show_ids=True) if each.worklist.unit.key == "0301"]
    written = write_html(open_letter).decode()
    assert "P1" in written
    assert "--show-ids" in written


def test_a_share_of_the_country_never_tells_a_small_count(make_report: MakeReport) -> None:
    """Hidden where the others have from one to four, found or not found; shown where they have none or many."""

    def program(others: int, others_fine: int) -> str:
        flawed = [f"O{n};P1;0301;2023-01-01;2024-01-01;;1" for n in range(6)]
        flawed += [f"B{n};P1;4601;2023-01-01;2024-01-01;;1" for n in range(others)]
        return HEAD + "\n".join(
            [*flawed, *(f"C{n};P1;4601;2023-01-01;2024-01-01;Arbeid;1" for n in range(others_fine))]
        )

    def country(others: int, fine: int) -> float | None:
        figures = of(letters(make_report, program(others, fine)), "0301").figures
        (share,) = [each.country for each in figures if each.rule_id == "L-AVS-001"]
        return share

    assert country(3, 20) is None
    assert country(20, 3) is None
    assert country(0, 0) is None
    assert country(10, 24) == pytest.approx(16 / 40)
    assert country(0, 24) == pytest.approx(6 / 30)


class _Tables(HTMLParser):
    """The cells of each row with data, by table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "td" or (tag == "th" and dict(attrs)["scope"] == "row"):
            self.tables[-1][-1].append("")
            self._open = True
        assert tag not in ("script", "img", "link", "iframe", "object")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.tables[-1][-1][-1] += data


def cells(page: bytes) -> list[list[list[str]]]:
    """The rows of each table of a page, without headers."""
    parser = _Tables()
    parser.feed(page.decode())
    return [[row for row in table if row] for table in parser.tables]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_each_format_says_the_same(make_report: MakeReport, language: str) -> None:
    """Lines and key figures, cell for cell, in page, spreadsheet and CSV."""
    for letter in letters(make_report, language=language):
        lines = cells(write_html(letter))[0]
        text = write_csv(letter).decode("utf-8-sig")
        assert lines == list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
        book = write_xlsx(letter)
        sheet = pl.read_excel(io.BytesIO(book), sheet_id=2, infer_schema_length=0)
        assert [["" if cell is None else cell for cell in row] for row in sheet.iter_rows()] == lines
        note = pl.read_excel(io.BytesIO(book), sheet_id=1, has_header=False, infer_schema_length=0)
        assert set(letter.note()) <= set(note.to_series().to_list())


def test_the_same_audit_gives_the_same_bytes(make_report: MakeReport) -> None:
    """No clock in any file."""
    first, second = (
        [
            (write_xlsx(each), write_html(each), write_csv(each))
            for each in letters(make_report, name="uttrekk", place=place)
        ]
        for place in ("a", "b")
    )
    assert first == second


def test_hostile_cells_are_text(make_report: MakeReport) -> None:
    """Markup, formulas and controls in the register's own key reach nobody as more than text."""
    values = [each.replace('"', '""').replace("\0", "") for each in in_cells()]
    program = HEAD + "".join(f'"{each}";P1;0301;2023-01-01;2024-01-01;;1\n' for each in values)
    found = letters(make_report, program)
    assert sum(len(each.worklist.lines) for each in found) > len(values) / 2
    for letter in found:
        page, text = write_html(letter), write_csv(letter).decode("utf-8-sig")
        cells(page)
        for row in csv.reader(io.StringIO(text), delimiter=";"):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
        for written in (page.decode(), text):
            assert not [sign for sign in written if ord(sign) < 32 and sign not in "\r\n"]
        write_xlsx(letter)


def test_files_are_private_and_nothing_is_overwritten(make_report: MakeReport, tmp_path: Path) -> None:
    """Mode 0600, a name a municipality, an index that leads to each, and a refusal the second time."""
    out = tmp_path / "lister"
    written = write_worklists(letters(make_report), out, ("xlsx", "html", "csv"))
    names = {each.name for each in out.iterdir()}
    assert {"rettingsliste-0301-oslo.xlsx", "rettingsliste-4601-bergen.html", INDEX} <= names
    assert names == {INDEX, *(file for each in written for file in each.files)}
    assert {each.stat().st_mode & 0o777 for each in out.iterdir()} == {0o600}
    index = (out / INDEX).read_text(encoding="utf-8")
    assert all(f'href="{file}"' in index for each in written for file in each.files)
    with pytest.raises(Exception, match="file_exists"):
        write_worklists(letters(make_report, HEAD + "A;P1;0301;2023-01-01;2024-01-01;;1\n"), out, ("csv",))


def test_the_yearly_close() -> None:
    """28 February of this year or the next."""
    assert next_close(dt.date(2024, 12, 31)) == dt.date(2025, 2, 28)
    assert next_close(dt.date(2025, 2, 28)) == dt.date(2025, 2, 28)
    assert next_close(dt.date(2025, 3, 1)) == dt.date(2026, 2, 28)


def test_lists_by_centre_hold_the_rows_of_one_centre_each_and_name_no_file_by_a_cell(tmp_path: Path) -> None:
    """From the sample: each line stands in the list of the centre that its row names, and in no other."""
    ruleset = load("mottak")
    extract = open_extract(Path(__file__).parents[2] / "samples" / "demo", tuple(ruleset.tables.values()))
    result = audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))
    found = list(worklists(result, "nb", Masker(language="nb"), by=By.CENTRE))
    assert found
    total = cells_of(result, By.CENTRE)
    for each in found:
        assert each.unit.by is By.CENTRE
        assert each.unit.key
        here = total.filter(pl.col("unit") == each.unit.key)["found"].sum()
        assert len(each.lines) <= here
        assert each.lines
    assert any(each.name and each.persons for each in found)
    letters_ = [Letter(each, result, dt.date(2025, 2, 28), False, Translator("nb")) for each in found]
    written = write_worklists(letters_, tmp_path / "ut", ("csv",))
    assert [file for each in written for file in each.files] == [
        f"rettingsliste-mottak-{number:03}.csv" for number in range(1, len(found) + 1)
    ]
    assert "Mottak" in (tmp_path / "ut" / INDEX).read_text(encoding="utf-8")
