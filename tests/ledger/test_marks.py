"""Marks, and worklists that come back: what is ticked is taken, what is hostile is refused."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

from auditor.ledger.database import MIGRATIONS, VERSION, connected
from auditor.ledger.errors import LedgerError
from auditor.ledger.kinds import Kind
from auditor.ledger.marks import About, Marked, mark, marked, marks, unmark
from auditor.ledger.references import record_of, reference, referring
from auditor.ledger.returned import Refused, ReturnedFile, read_returned
from auditor.locale import Translator
from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.privacy.masking import Masker
from auditor.reports.worklists.folder import write_worklists
from auditor.reports.worklists.letter import Letter
from auditor.results.worklists import next_close, worklists
from tests.ledger.conftest import KEY, NOW, Audited

ROWS = ("A;P1;0301;2023-01-01;2024-01-01;;1", "B;P2;0301;2023-01-01;2024-01-01;;1", "C;P3;4601;2023-01-01;;;1")


def write(result: AuditResult, folder: Path, *formats: str, key: bytes = KEY, language: str = "nb") -> Path:
    """The worklists of an audit, with references of the ledger."""
    refer = referring(key, result.ruleset)
    found = worklists(result, language, Masker(), Severity.WARNING, refer=refer)
    close, t = next_close(result.reference_date), Translator(language)
    write_worklists([Letter(each, result, close, False, t) for each in found], folder, formats)
    return folder


def tick_csv(file: Path, *numbers: int, sign: str = "x") -> None:
    """Ticks in the second column of some lines, as a spreadsheet would save them."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    for number in numbers:
        cells = lines[number].split(";")
        cells[1] = sign
        lines[number] = ";".join(cells)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def tick_xlsx(file: Path, *numbers: int) -> None:
    """The same in a workbook: the cells stand in its XML, each empty text of the column to tick replaced by an x."""
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    for number in numbers:
        cell = re.search(rf'<c r="B{number + 1}"[^>]*?(/>|>.*?</c>)', sheet)
        assert cell is not None
        ticked = f'<c r="B{number + 1}" t="inlineStr"><is><t>X</t></is></c>'
        sheet = sheet.replace(cell.group(0), ticked)
    parts["xl/worksheets/sheet2.xml"] = sheet.encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


def read(folder: Path) -> dict[str, ReturnedFile | Refused]:
    """What comes of each file."""
    return {each.name: each for each in read_returned(folder, KEY)}


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_ticked_lines_find_their_way_back(
    audited: Audited, ledger: sqlite3.Connection, tmp_path: Path, language: str, suffix: str
) -> None:
    """Two lines of three ticked: those findings, and no other, are marked; a page and the index are passed over."""
    result = audited(*ROWS)
    folder = write(result, tmp_path / "ut", suffix, "html", language=language)
    file = folder / f"rettingsliste-0301-oslo.{suffix}"
    (tick_xlsx if suffix == "xlsx" else tick_csv)(file, 1, 3)
    found = read(folder)
    assert list(found) == [file.name]
    one = found[file.name]
    assert isinstance(one, ReturnedFile)
    assert (one.lines, len(one.ticked), one.foreign, one.unclear) == (3, 2, [], [])
    assert {each.rule for each in one.ticked} == {"L-AVS-001", "L-AND-001"}
    assert mark(ledger, one.ticked, Kind.CORRECTED, NOW) == 2
    assert mark(ledger, one.ticked, Kind.CORRECTED, NOW) == 0
    still = marked(ledger, result, KEY).still_found
    assert sorted(result.rule_ids[rule] for rule in still["rule"]) == ["L-AND-001", "L-AVS-001"]
    after = audited(ROWS[0].replace(";;1", ";Arbeid;1"), ROWS[1].replace(";;1", ";Arbeid;1"), ROWS[2])
    assert marked(ledger, after, KEY).still_found.height == 0


def test_only_what_this_ledger_made_marks_anything(audited: Audited, tmp_path: Path) -> None:
    """Lists of another key, a reference moved to another rule, an invented one, and a sign that is no tick."""
    result = audited(*ROWS)
    folder = write(result, tmp_path / "ut", "csv", key=bytes(32))
    file = folder / "rettingsliste-0301-oslo.csv"
    tick_csv(file, 1, 2)
    tick_csv(file, 3, sign="kanskje")
    one = read(folder)[file.name]
    assert isinstance(one, ReturnedFile)
    assert (one.ticked, one.foreign, one.unclear) == ([], [2, 3], [4])
    assert record_of(KEY, "A", reference(KEY, "A", "n" * 20)) == "n" * 20
    assert record_of(KEY, "B", reference(KEY, "A", "n" * 20)) is None
    assert record_of(KEY, "A", "n" * 28) is None
    assert record_of(KEY, "A", "ø" * 28) is None


def test_hostile_files_are_refused_with_a_sentence_and_the_others_read(audited: Audited, tmp_path: Path) -> None:
    """A bomb, a damaged workbook, a foreign table, a link out of the folder, an empty file; the good list is taken."""
    folder = write(audited(*ROWS), tmp_path / "ut", "csv")
    tick_csv(folder / "rettingsliste-0301-oslo.csv", 1)
    with zipfile.ZipFile(folder / "bombe.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    (folder / "skadet.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    (folder / "annet.csv").write_text("a;b\n1;2\n3;4\n")
    (folder / "tom.csv").write_bytes(b"")
    (folder / "lenke.csv").symlink_to(tmp_path / "uttrekk0" / "program.csv")
    (folder / "=cmd|' [b]x.csv").write_text("Rettet;Id;Referanse\nx;=1+1;" + "é" * 28 + "\n")
    found = read(folder)
    refused = {name for name, each in found.items() if isinstance(each, Refused)}
    assert refused == {"bombe.xlsx", "skadet.xlsx", "annet.csv", "tom.csv", "lenke.csv"}
    for language in ("nb", "en"):
        for each in found.values():
            assert not isinstance(each, Refused) or Translator(language)(each.key, **each.facts).endswith(".")
    good = found["rettingsliste-0301-oslo.csv"]
    assert isinstance(good, ReturnedFile)
    assert len(good.ticked) == 1
    strange = found["=cmd|' [b]x.csv"]
    assert isinstance(strange, ReturnedFile)
    assert (strange.ticked, strange.foreign) == ([], [2])


def test_a_folder_without_lists_is_told(tmp_path: Path) -> None:
    """An empty folder, and one that is not there."""
    for folder in (tmp_path, tmp_path / "borte"):
        with pytest.raises(LedgerError, match="no_worklists"):
            list(read_returned(folder, KEY))


def test_the_latest_mark_counts_and_can_be_taken_back(ledger: sqlite3.Connection, audited: Audited) -> None:
    """Sent, then said to be corrected; taken back, it is sent again."""
    result = audited(*ROWS)
    about = About("L-AVS-001", next(iter(_names(result))), "0301")
    mark(ledger, [about], Kind.SENT, NOW)
    assert marked(ledger, result, KEY).sent.height == 1
    mark(ledger, [about], Kind.CORRECTED, NOW)
    (latest,) = marks(ledger)
    assert latest.kind is Kind.CORRECTED
    both: Marked = marked(ledger, result, KEY)
    assert (both.sent.height, both.still_found.height) == (0, 1)
    unmark(ledger, latest.id)
    assert [each.kind for each in marks(ledger)] == [Kind.SENT]
    with pytest.raises(LedgerError, match="no_such_mark"):
        unmark(ledger, latest.id)


def _names(result: AuditResult) -> list[str]:
    from auditor.ledger.naming import name_of

    rule = result.ruleset.rule("L-AVS-001")
    assert rule is not None
    return [name_of(KEY, rule, "A")]


def test_a_ledger_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """With what it holds; and marks can be made in it."""
    path = tmp_path / "gammel.sqlite"
    old = sqlite3.connect(path)
    old.executescript(MIGRATIONS[0])
    old.execute("PRAGMA user_version = 1")
    old.execute("INSERT INTO run VALUES (1, 'a', '2025-01-15T12:00:00', 'c', 'd', 'e', 'f', '2024-12-31', 1)")
    old.commit()
    old.close()
    with connected(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("SELECT count(*) FROM run").fetchone() == (1,)
        assert mark(connection, [About("R", "n")], Kind.SENT, NOW) == 1
