"""The corpus of hostile cells through every command and format: what is said and written is text and nothing else.

The command lines are those of the leak hunt, which fails where a command of the program is missing; they ask for every
format there is. Screens are tried in tests/tui/test_hostile.py.
"""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from pathlib import Path

import pytest

from auditor.cli import app
from auditor.privacy.sanitise import neutralise_formula
from auditor.reports import formats
from tests.leaks.commands import Trial, trials
from tests.leaks.planted import Planted, ruleset
from tests.privacy.hostile import in_cells
from tests.reports.workbook import cells
from tests.test_hostile_input import as_text, quoted, well_formed

TEXTS = tuple(text[:3000] for text in in_cells())
"""Cut, since cells of any length are tried in tests/test_hostile_input.py."""
BINARY = {".sqlite", ".parquet", ".key", ".sqlite-wal", ".sqlite-shm"}


def attacking(folder: Path, wrong: bool) -> None:
    """A delivery with a row a text; where it is ``wrong``, dates, numbers and municipalities are such texts, too."""
    folder.mkdir()
    heads = {
        "program": "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer",
        "person": "person_id;navn;fodselsdato;merknad",
        "opphold": "opphold_id;person_id;mottak_id;mottaksnavn;mottakstype;kommunenummer;fra_dato;til_dato",
        "bosetting": "bosetting_id;person_id;fra_mottak_id",
    }
    lines: dict[str, list[str]] = {name: [head] for name, head in heads.items()}
    for number, text in enumerate(TEXTS):
        cell = quoted(text)
        date, where = (cell, cell) if wrong else ("2023-01-01", ("0301", "4601")[number % 2])
        lines["program"].append(f"{cell};P{number};{where};{date};2024-01-01;{cell};{cell if wrong else 100}")
        lines["person"].append(f"P{number};{cell};{date};{cell}")
        lines["opphold"].append(f"O{number};P{number};{cell};{cell};{cell};{where};{date};2024-01-01")
        lines["bosetting"].append(f"B{number};P{number};{cell}")
    lines["mottak"] = [
        "mottak_id;navn;andre_navn;mottakstype;kommunenummer;aapnet;nedlagt",
        "M0;Sted;;;0301;2000-01-01;",
    ]
    for name, rows in lines.items():
        (folder / f"{name}.csv").write_text("\n".join([*rows, ""]), encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Deliveries as the hunt has them, made of the corpus."""
    folder = tmp_path_factory.mktemp("attacked")
    for name in ("uttrekk", "forrige", "feil"):
        attacking(folder / name, name == "feil")
    nothing: frozenset[str] = frozenset()
    return Planted(ruleset(folder / "liten"), folder / "uttrekk", folder / "forrige", folder / "feil", nothing, nothing)


def strange(text: str) -> str:
    """The characters of a text that control who reads it, or hide in it."""
    return "".join(
        sorted({each for each in text if each != "\n" and unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")})
    )


def said(trial: Trial, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a command says on both streams."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(trial.answers))
    capfd.readouterr()
    assert app.run(trial.words) in (0, 1, 2, 3), trial.words
    told = capfd.readouterr()
    return told.out.removeprefix("\ufeff") + told.err


def test_every_command_and_file_is_text(
    attacked: Planted, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        (tmp_path / variable).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "HOME"
    for trial in trials(attacked, out, whole=False):
        told = said(trial, capfd, monkeypatch)
        assert strange(told.replace("\r\n", "\n")) == "", trial.words
        assert "Traceback" not in told
    written = [each for each in out.rglob("*") if each.is_file() and each.suffix not in BINARY]
    assert {f".{form}" for form in formats.NAMES} - {".parquet"} <= {each.suffix for each in written}
    for file in written:
        assert strange(file.name) == ""
        content = file.read_bytes()
        if file.suffix == ".xlsx":
            told = "\n".join(cell for rows in cells(content).values() for row in rows for cell in row)
        else:
            told = as_text(file.suffix[1:], content).removeprefix("\ufeff").replace("\r\n", "\n")
        assert strange(told) == "", file.name
        if file.suffix == ".csv":
            assert all(
                neutralise_formula(cell) == cell for row in csv.reader(io.StringIO(told), delimiter=";") for cell in row
            )
        if file.stem in ("rapport", "feil"):
            well_formed(file.suffix[1:], told)
