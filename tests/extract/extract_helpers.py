"""Tables to recognise and short ways to write and read files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor.extract import open_extract
from auditor.locale import LANGUAGES, Translator
from auditor.model.extract import RAGGED, ROW, Extract, RawTable
from auditor.model.table import Field, FieldType, Table
from auditor.model.text import Text

MARKER = "Hemmelig Verdi 77"
"""A cell value that no message may hold."""


def field(name: str, *aliases: str, optional: bool = False, kind: FieldType = FieldType.TEXT) -> Field:
    return Field(name, kind, Text(name), aliases=aliases, optional=optional)


def table(name: str, *fields: Field, files: tuple[str, ...] = ()) -> Table:
    return Table(name, Text(name), fields, files=files)


PERSON = table(
    "person",
    field("person_id", "duf nummer"),
    field("kommunenummer", "kommune nr", "knr", kind=FieldType.CODE),
    field("fødselsdato", "født"),
    files=("person*",),
)
PROGRAMME = table(
    "introduksjonsprogram",
    field("program_id"),
    field("person_id"),
    field("slutt_dato", "til dato", "avsluttet dato"),
    field("merknad", optional=True),
    files=("intro*program*", "deltak*"),
)
TABLES = (PERSON, PROGRAMME)


def write(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def only(extract: Extract) -> RawTable:
    (found,) = extract.tables.values()
    return found


def rows(raw: RawTable) -> list[tuple[Any, ...]]:
    """(row number, cells ...) without the RAGGED column."""
    frame = raw.frame.collect()
    return frame.drop(RAGGED, strict=False).rows()


def ragged(raw: RawTable) -> list[int]:
    frame = raw.frame.collect()
    return frame.filter(frame[RAGGED])[ROW].to_list()


def read(path: Path) -> list[tuple[Any, ...]]:
    return rows(only(open_extract(path)))


def keys(extract: Extract) -> list[str]:
    """The keys of all problems; each must make a sentence in both languages that holds no value."""
    for problem in extract.problems:
        for language in LANGUAGES:
            assert MARKER not in Translator(language)(problem.key, **problem.facts)
    return [problem.key for problem in extract.problems]
