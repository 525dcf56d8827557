"""An extract whose every cell can be told again wherever it turns up."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from auditor.cli import app
from auditor.extract import open_extract
from auditor.model.extract import RAGGED, ROW
from auditor.model.ruleset import RuleSet
from auditor.model.table import Personal
from auditor.rulesets import load
from tests.centres import TABLES as CENTRES
from tests.indicators import INDICATORS
from tests.small import TABLES, write_ruleset

PERSONAL = """\
      - {name: fodselsdato, type: date, personal: birth_date, title: {nb: Født, en: Born}}
      - {name: merknad, type: text, personal: free_text, title: {nb: Merknad, en: Note}}
"""
RULES = """\
theme: personer
rules:
  - id: H-PER-001
    title: {nb: Født etter 1940, en: Born after 1940}
    table: person
    severity: error
    dimension: accuracy
    basis: [{ours: for testene}]
    message:
      nb: "Korriger {navn}, {person_id}, født {fodselsdato}: {merknad}"
      en: "Correct {navn}, {person_id}, born {fodselsdato}: {merknad}"
    remedy: {nb: Se i registeret, en: Look in the register}
    require: fodselsdato > '1940-01-01' AND LENGTH(merknad) < 3
    examples:
      fails: [{fodselsdato: 1931-01-01, merknad: lang, navn: A, person_id: P1}]
      passes: [{fodselsdato: 1950-01-01, merknad: x, navn: A, person_id: P1}]
  - id: H-PER-002
    title: {nb: Gyldig nummer, en: Valid number}
    table: person
    severity: warning
    dimension: validity
    basis: [{ours: for testene}]
    message: {nb: "Korriger {person_id}", en: "Correct {person_id}"}
    remedy: {nb: Se i registeret, en: Look in the register}
    require: identifier_kind(person_id) = 'fodselsnummer'
    examples: {fails: [{person_id: P1}], passes: [{person_id: '01819012366'}]}
populations:
  - name: alle
    title: {nb: Alle, en: All}
    description: {nb: Alle personer., en: All persons.}
    basis: [{ours: for testene}]
    table: person
    steps: [{title: {nb: Eldre, en: Older}, keep: fodselsdato < '1940-01-01'}]
"""
ROWS = 12


@dataclass(frozen=True)
class Planted:
    """Two deliveries of one rule set, and the values to look for."""

    rules: Path
    extract: Path
    previous: Path
    broken: Path
    """The same with cells where no type allows them."""
    personal: frozenset[str]
    """Nobody may see these without --show-ids."""
    cells: frozenset[str]
    """What the screens and the list of values show, and no report, log or message."""


def identity(row: int) -> str:
    """A person's key: written as a fødselsnummer (of nobody), as a DUF number, or as a register's own key."""
    return (f"{10 + row}8131777{row:02d}", f"20317{row:02d}88123", f"QZKJ{row:04d}HX")[row % 3]


def name(row: int) -> str:
    """A name that no other text holds."""
    return f"Qzvator{row}ix Wexlum{row}ar"


def born(row: int) -> str:
    """A birth date in a year that nothing else has."""
    return f"1931-03-{10 + row}"


def note(row: int) -> str:
    """A free text, with markup and line breaks in it."""
    return f"Qzhem[b]{row}\x1b[31mord"


def _fragments() -> frozenset[str]:
    found: set[str] = set()
    for row in range(ROWS):
        key = identity(row)
        found |= {key[:8] if key.startswith("Q") else key[6:], f"Qzvator{row}ix", f"Wexlum{row}ar", "Qzhem"}
        found |= {born(row), f"{10 + row}.03.1931", f"193103{10 + row}"}
    return frozenset(found)


def ruleset(folder: Path) -> Path:
    """``liten`` with personal columns of every kind and rules whose messages name them."""
    write_ruleset(folder)
    tables = (
        TABLES.replace("  - name: person\n", CENTRES.removeprefix("tables:\n") + "  - name: person\n", 1) + PERSONAL
    )
    (folder / "tables.yaml").write_text(tables, encoding="utf-8")
    (folder / "personer.yaml").write_text(RULES, encoding="utf-8")
    (folder / "indikatorer.yaml").write_text(INDICATORS, encoding="utf-8")
    return folder


def planted(folder: Path) -> Planted:
    """Write the rule set and the deliveries."""
    rules = ruleset(folder / "liten")
    for place, (what, shift) in enumerate((("uttrekk", 0), ("forrige", 1), ("feil", 0))):
        _write(folder / what, shift, wrong=place == 2)
    kinds = {field.personal for table in load(rules).tables.values() for field in table.fields}
    assert kinds == set(Personal), "a kind of personal column is not planted"
    return Planted(rules, folder / "uttrekk", folder / "forrige", folder / "feil", _fragments(), frozenset({"Qzcelle"}))


def _write(folder: Path, shift: int, *, wrong: bool) -> None:
    folder.mkdir()
    cell = "Qzcelle" if wrong else ""
    programmes = ["program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer"]
    persons = ["person_id;navn;fodselsdato;merknad"]
    stays = ["opphold_id;person_id;mottak_id;mottaksnavn;mottakstype;kommunenummer;fra_dato;til_dato"]
    settled = ["bosetting_id;person_id;fra_mottak_id"]
    for row in range(ROWS):
        where = identity(row) if wrong and row == 3 else ("0301", "4601")[row % 2]
        start = cell or ("2009-01-01" if row == 4 else "2023-01-01")
        cause = identity(6 + row % 2) if wrong and row in (5, 6) else ("" if row % 4 == shift else "Arbeid")
        programmes.append(f"QZPROG{row};{identity(row)};{where};{start};2024-01-01;{cause};{cell or 100 + row}")
        date = f"{born(row)}x{cell}" if wrong and row % 2 else born(row)
        persons.append(f'{identity(row)};{name(row)};{date};"{note(row)}"')
        stays.append(
            f"O{row};{identity(row)};M{row % 2};Sted {row % 3};Ordinært;0301;{cell or '2020-01-01'};2021-01-01"
        )
        settled.append(f"B{row};{identity(row)};M{row % 3}")
    programmes.append(f"QZPROG0;{identity(0)};;{cell};;;" + (f";{cell}" if wrong else ""))
    register = [
        "mottak_id;navn;andre_navn;mottakstype;kommunenummer;aapnet;nedlagt",
        "M0;Sted 0;;Ordinært;0301;2000-01-01;",
        "M1;Sted 1;;Ordinært;0301;2000-01-01;",
    ]
    files = {"program": programmes, "person": persons, "opphold": stays, "bosetting": settled, "mottak": register}
    for file, lines in files.items():
        (folder / f"{file}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")


def in_the_sample(folder: Path, ruleset_: RuleSet) -> Planted:
    """A sample of all registers, with planted values in every column that the bundled descriptions call personal."""
    assert app.run(["sample", str(folder / "uttrekk"), "--persons", "60", "--errors", str(folder / "feil.csv")]) == 0
    extract = open_extract(folder / "uttrekk", tuple(ruleset_.tables.values()))
    found: set[str] = set()
    names: dict[str, str] = {}
    for table in extract.tables.values():
        personal = {
            field.name: field.personal
            for field in ruleset_.tables[table.name].fields
            if field.personal is not Personal.NONE and field.name not in table.missing
        }
        frame = table.frame.drop(ROW, RAGGED, strict=False).collect()
        for column, kind in personal.items():
            for value in frame[column].drop_nulls().unique().sort():
                names.setdefault(value, _planted_for(kind, value, len(names)))
            frame = frame.with_columns(pl.col(column).replace(names))
            found |= set(frame[column].drop_nulls())
        frame.write_csv(folder / "uttrekk" / table.parts[0].file)
    assert len(found) > 100
    for what in ("forrige", "feil"):
        shutil.copytree(folder / "uttrekk", folder / what)
    return Planted(
        Path("integrering"), folder / "uttrekk", folder / "forrige", folder / "feil", frozenset(found), frozenset()
    )


def _planted_for(kind: Personal, value: str, number: int) -> str:
    """Identity numbers and dates stay as they are, being synthetic and unlike anything else; the rest is told apart."""
    if kind is Personal.ID:
        return value if len(value) > 8 else f"QZKJ{number:05d}HX"
    return value if kind is Personal.BIRTH_DATE else f"Qzvator{number}ix"
