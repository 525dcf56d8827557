"""Hostile files through the whole program: a clear sentence each, nothing lost, and no data value in what is said."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from rdflib import Graph

from auditor.cli import app
from auditor.extract import open_extract
from auditor.locale import LANGUAGES, Translator
from auditor.model.errors import AuditorError
from auditor.privacy.sanitise import neutralise_formula, sanitise
from auditor.reports import formats
from tests.privacy.hostile import HOSTILE, in_cells
from tests.reports.test_html_page import Outline
from tests.reports.workbook import cells
from tests.small import CLEAN, FLAWED, PERSONS, write_extract, write_ruleset

MARKER = "ZQXMARKERQZ"
HEADER, *ROWS = CLEAN.splitlines(keepends=True)


@dataclass(frozen=True)
class Ended:
    code: int
    said: str


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Audits a path by the small rule set; whatever is said must be free of tracebacks, markers and raw controls."""
    rules = write_ruleset(tmp_path / "liten")

    def carry_out(path: Path, *options: str) -> Ended:
        capsys.readouterr()
        code = app.run(["check", str(path), "--rules", str(rules), "--reference-date", "2024-12-31", *options])
        caught = capsys.readouterr()
        said = caught.out + caught.err
        assert "Traceback" not in said
        assert MARKER not in said
        assert not any(ord(character) < 32 and character != "\n" for character in said)
        assert said.strip()
        return Ended(code, said)

    return carry_out


def extract(folder: Path, program: str | bytes) -> Path:
    """An extract whose programme file is as given."""
    write_extract(folder, CLEAN)
    data = program.encode("utf-8", "surrogatepass") if isinstance(program, str) else program
    (folder / "program.csv").write_bytes(data)
    return folder


REFUSED: dict[str, str | bytes] = {
    "empty": b"",
    "nul bytes": HEADER + ROWS[0].replace("A1", f"A\0{MARKER}"),
    "ten thousand columns": ";".join(f"{MARKER}{i}" for i in range(10_000)) + "\n" + ";".join("1" * 10_000) + "\n",
    "binary": bytes(range(256)) * 40,
    "not text at all": b"PK\x03\x04" + MARKER.encode() * 10,
    "one endless line": b"x" * (20 * 1024 * 1024),
    "an open quote": HEADER + f'A1;"{MARKER}' + "".join(ROWS),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, check: Callable[..., Ended], name: str) -> None:
    """The file is named, the run is not green, and the other file of the extract is still read."""
    ended = check(extract(tmp_path / "x", REFUSED[name]))
    assert ended.code == 3, ended.said
    assert "program.csv" in ended.said


def test_header_only_is_not_green(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """A table without rows is said to be so."""
    ended = check(extract(tmp_path / "x", HEADER))
    assert "program.csv" in ended.said


def test_ragged_rows_are_findings_with_their_row(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """Two lines with too few and too many cells are two findings; every other row is still judged."""
    ragged = HEADER + ROWS[0] + "A9;P1\n" + ROWS[1].rstrip() + ";1;2;3\n" + ROWS[2]
    ended = check(extract(tmp_path / "x", ragged), "--format", "json")
    report = json.loads(ended.said)
    shape = next(rule for rule in report["rules"] if rule["id"] == "SHAPE.program")
    assert shape["found"] == 2
    assert next(table for table in report["tables"] if table["name"] == "program")["rows"] == 4


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\0", "") + '"'


TOGETHER = in_cells()
"""What one file of UTF-8 can hold; a lone surrogate makes windows-1252 of the whole file."""
HALF = next(text for name, text in HOSTILE if name == "surrogate")


def everywhere(place: str, texts: Sequence[str]) -> str:
    """A programme file with a row a text, all of them in the same column."""
    column = {"cell": 0, "municipality": 2, "start": 3, "code": 5}[place]
    rows = [f"A{number};P1;0301;2023-01-01;2024-01-01;Arbeid;100".split(";") for number in range(len(texts))]
    for row, text in zip(rows, texts, strict=True):
        row[column] = quoted(text)
    return HEADER + "".join(";".join(row) + "\n" for row in rows)


@pytest.mark.parametrize("texts", [TOGETHER, [HALF]], ids=["all", "surrogate"])
@pytest.mark.parametrize("place", ["cell", "municipality", "start", "code"])
def test_hostile_text_goes_nowhere(
    tmp_path: Path, check: Callable[..., Ended], place: str, texts: Sequence[str]
) -> None:
    """Markup, escapes, formulas and the like are kept as values and never reach the terminal or a report raw."""
    told = in_all_formats(tmp_path, check, everywhere(place, texts))
    program = next(each for each in json.loads(told["json"])["tables"] if each["name"] == "program")
    assert program["rows"] == len(texts)


def test_hostile_headers_go_nowhere(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """Headers that can name columns come together in one file; the others refuse theirs in a sentence."""
    good = []
    for number, text in enumerate(TOGETHER):
        path = tmp_path / str(number) / "program.csv"
        path.parent.mkdir()
        path.write_text(CLEAN.replace("timer", quoted(text), 1), encoding="utf-8", newline="\n")
        try:
            open_extract(path)
        except AuditorError as error:
            for language in LANGUAGES:
                said = sanitise(Translator(language).error(error))
                assert said
                assert not text.strip() or text not in said
        else:
            good.append(text)
    assert len(good) > 30
    width = len(good)
    lines = [CLEAN.splitlines()[0] + ";" + ";".join(map(quoted, good))]
    lines += [line + ";x" * width for line in CLEAN.splitlines()[1:]]
    in_all_formats(tmp_path, check, "\n".join([*lines, ""]))


def in_all_formats(tmp_path: Path, check: Callable[..., Ended], program: str) -> dict[str, str]:
    """What all formats say of an extract; each can be read by what reads it."""
    reports = {form: tmp_path / f"report.{form}" for form in formats.NAMES}
    asked = [word for form, file in reports.items() for word in ("--format", f"{form}:{file}")]
    ended = check(extract(tmp_path / "x", program), *asked)
    assert ended.code in (0, 1, 3), ended.said
    texts = {form: as_text(form, file.read_bytes()) for form, file in reports.items()}
    for form, text in texts.items():
        well_formed(form, text)
    return texts


def as_text(form: str, content: bytes) -> str:
    """What a report says; of a spreadsheet each cell in quotes, of a Parquet file its rows."""
    if form == "xlsx":
        told = [cell for rows in cells(content).values() for row in rows for cell in row]
        assert all(neutralise_formula(cell) == cell for cell in told)
        return "\n".join(told)
    return pl.read_parquet(io.BytesIO(content)).write_csv() if form == "parquet" else content.decode()


def well_formed(form: str, text: str) -> None:
    """A report can be read by what reads its format, and holds nothing that a reader could not see."""
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    assert MARKER not in text
    if form == "json":
        json.loads(text)
    elif form == "jsonl":
        assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    elif form == "csv":
        head, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
        assert all(len(line) == len(head) for line in lines)
        assert all(neutralise_formula(cell) == cell for line in lines for cell in line)
    elif form == "junit":
        ElementTree.fromstring(text)
    elif form == "sarif":
        assert all("locations" in each for each in json.loads(text)["runs"][0]["results"])
    elif form == "github":
        assert all(
            re.match(r"::(error|warning|notice)( \w+=[^:,]+(,\w+=[^:,]+)*)?::", line) for line in text.splitlines()
        )
    elif form == "html":
        outline = Outline(text)
        assert not list(outline.named("script", "img", "b", "i"))
        assert all(each["href"] is not None and each["href"][0] == "#" for each in outline.named("a"))
    elif form == "ttl":
        assert len(Graph().parse(data=text, format="turtle", publicID="https://example.org/")) > 100
    elif form == "jsonld":
        assert all(re.fullmatch(r"#[A-Za-z0-9._-]+", each["@id"]) for each in json.loads(text)["@graph"])
    elif form == "md":
        assert not re.search(r"(?<!\\)<", text)


NAMES = (
    "program<b>x<i>.csv",
    "program,line=1::error::x%0A.csv",
    "program|x|_y_.csv",
    "program\n::error::x.csv",
    "program]]>.csv",
)


@pytest.mark.skipif(os.name == "nt", reason="no such file names there")
@pytest.mark.parametrize("name", NAMES)
def test_hostile_file_names_stay_names(tmp_path: Path, check: Callable[..., Ended], name: str) -> None:
    """Every format names the file without taking it for anything else."""
    write_extract(tmp_path / "x", FLAWED)
    (tmp_path / "x" / "program.csv").rename(tmp_path / "x" / name)
    reports = {form: tmp_path / f"report.{form}" for form in formats.NAMES}
    ended = check(tmp_path / "x", *(word for form, file in reports.items() for word in ("--format", f"{form}:{file}")))
    assert ended.code == 1, ended.said
    for form, file in reports.items():
        well_formed(form, as_text(form, file.read_bytes()))


def zipped(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """A member that names a place outside is refused, and nothing is written anywhere."""
    members = {"../../program.csv": CLEAN.encode(), "person.csv": PERSONS.encode()}
    before = sorted(tmp_path.rglob("*"))
    ended = check(zipped(tmp_path / "x.zip", members))
    assert ended.code == 3, ended.said
    assert sorted(tmp_path.rglob("*")) == [*before, tmp_path / "x.zip"]


def test_a_zip_bomb_is_refused(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """A member that unpacks to a thousand times its size is refused by what it claims, before it is unpacked."""
    bomb = b"0" * (150 * 1024 * 1024)
    ended = check(zipped(tmp_path / "x.zip", {"program.csv": bomb, "person.csv": PERSONS.encode()}))
    assert ended.code == 3, ended.said
    assert "x.zip" in ended.said


def test_an_archive_in_an_archive_is_refused(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """Nested archives are not opened."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("program.csv", CLEAN)
    ended = check(zipped(tmp_path / "x.zip", {"inner.zip": inner.getvalue()}))
    assert ended.code == 3, ended.said


RULE_FILES = {
    "a bomb of aliases": "a: &a [x, x]\nb: &b [*a, *a]\nrules: *b\n",
    "a tag that makes an object": "rules: !!python/object/apply:os.system ['true']\n",
    "no end of nesting": "rules: " + "[" * 5_000 + "\n",
    "an unknown key": "rulez: []\n",
    "half a file": "rules:\n  - id: 'X\n",
    "digits that lose their zero": "code_lists:\n  - {name: x, codes: [0301]}\n",
}


@pytest.mark.parametrize("name", RULE_FILES)
def test_hostile_rule_files_are_refused_with_file_and_line(
    tmp_path: Path, check: Callable[..., Ended], name: str
) -> None:
    """Exit 2, the file and the line; nothing is executed or unfolded."""
    write_extract(tmp_path / "x")
    (tmp_path / "liten" / "hostile.yaml").write_text(RULE_FILES[name], encoding="utf-8")
    ended = check(tmp_path / "x")
    assert ended.code == 2, ended.said
    assert "hostile.yaml" in ended.said


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(x+x+)+y"])
def test_a_regex_made_to_hang_does_not(tmp_path: Path, check: Callable[..., Ended], pattern: str) -> None:
    """Patterns are matched in linear time, on a cell made for the worst case; back-references are refused."""
    rule = (
        "rules:\n  - id: X-RE-001\n    title: {nb: x, en: x}\n    table: program\n    severity: info\n"
        "    dimension: validity\n    basis: [{ours: x}]\n    message: {nb: x, en: x}\n    remedy: {nb: x, en: x}\n"
        f"    when: program_id IS NOT NULL\n    require: \"matches(program_id, '{pattern}')\"\n"
        "    examples: {fails: [{program_id: q}], passes: [{program_id: null}]}\n"
    )
    (tmp_path / "liten" / "hostile.yaml").write_text(rule, encoding="utf-8")
    ended = check(extract(tmp_path / "x", CLEAN.replace("A1;", "a" * 50_000 + "!;", 1)))
    assert ended.code in (0, 1), ended.said


def test_a_regex_with_back_references_is_refused(tmp_path: Path, check: Callable[..., Ended]) -> None:
    """What cannot be matched in linear time is no valid pattern."""
    rule = "derive:\n  - {table: program, name: x, title: {nb: x, en: x}, sql: \"matches(program_id, '(a)\\\\1')\"}\n"
    (tmp_path / "liten" / "hostile.yaml").write_text(rule, encoding="utf-8")
    write_extract(tmp_path / "x")
    assert check(tmp_path / "x").code == 2
