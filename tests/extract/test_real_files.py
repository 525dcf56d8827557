"""Real files made by others: read as they are, or refused for what they are."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from extract_helpers import field, keys, only, read

from auditor.extract import open_extract
from auditor.extract.proposals import propose_padding
from auditor.locale import Translator
from auditor.model.errors import ExtractError
from auditor.model.extract import RAGGED
from auditor.model.table import FieldType

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("name", "rows", "encoding", "delimiter", "bom"),
    [
        ("imdi_bosatt_leveranse_A.csv", 1071, "utf-8", ",", False),
        ("imdi_bosatt_leveranse_B.csv", 1071, "utf-8", ",", False),
        ("imdi_tilskudd_2022_2023.csv", 6764, "utf-8", ",", False),
        ("imdi_bosatt_kjonn_alder_2022_2024.csv", 4288, "utf-8", ",", False),
        ("messy/imdi_bosatt_anmodede_2018_2023.latin1.csv", 3678, "windows-1252", ";", False),
        ("messy/imdi_sekundaerflytting_2019_2020.latin1.csv", 8916, "windows-1252", ";", False),
        ("messy/kommuner_med_endringer_fra2019_til2020.cp1252_nbsp.csv", 313, "windows-1252", ";", False),
        ("messy/andel_innvandrere.utf8bom.csv", 23, "utf-8", ";", True),
        ("messy/fullfort_vgo.utf8bom_ddmmyyyy_desimalkomma.csv", 7, "utf-8", ";", True),
        ("messy/deltakere_introduksjonsprogrammet.csv", 21, "utf-8", ",", False),
    ],
)
def test_every_cell_is_what_another_reader_finds(
    real: Path, name: str, rows: int, encoding: str, delimiter: str, bom: bool
) -> None:
    extract = open_extract(real / name)
    dialect = extract.manifest.files[0].dialect
    assert dialect is not None
    assert (dialect.encoding, dialect.delimiter, dialect.bom) == (encoding, delimiter, bom)
    with (real / name).open(encoding="utf-8-sig" if bom else encoding, newline="") as stream:
        header, *expected = list(csv.reader(stream, delimiter=delimiter))
    frame = only(extract).frame.collect()
    assert frame.columns[1:-1] == [" ".join(each.split()) for each in header]
    assert [row[1:-1] for row in frame.rows()] == [tuple(cell or None for cell in row) for row in expected]
    assert frame.height == rows
    assert not frame[RAGGED].any()


def test_windows_letters_and_no_break_spaces_survive(real: Path) -> None:
    cells = [
        cell for row in read(real / "messy/kommuner_med_endringer_fra2019_til2020.cp1252_nbsp.csv") for cell in row
    ]
    assert "0101\u00a0-\u00a0Halden" in cells
    assert any("š" in str(cell) for cell in cells)


def test_the_wide_pivot_is_refused_with_its_reason(real: Path) -> None:
    with pytest.raises(ExtractError) as caught:
        open_extract(real / "messy/imdi_bosatte_enslige_mindreaarige_wide.latin1.csv")
    assert caught.value.key == "extract.several_header_rows"
    assert "3 rader" in Translator("nb")(caught.value.key, **caught.value.facts)


def test_lost_zeros_are_proposed_as_known(real: Path) -> None:
    reference = real.parent / "reference" / "kommuner_gyldighet.csv"
    if not reference.is_file():
        pytest.skip("the list of municipalities is not here")
    with reference.open(encoding="utf-8") as stream:
        codes = {row["kommunenummer"] for row in csv.DictReader(stream)}
    raw = only(open_extract(real / "messy/imdi_sekundaerflytting_2019_2020.latin1.csv"))
    found = propose_padding(raw, field("Kommunenummer", kind=FieldType.CODE), codes)
    assert found is not None
    assert (found.rows, found.codes, found.valid_when_padded, found.width) == (1836, 152, 152, 4)


def test_a_folder_of_all_of_them_loads_what_can_be_read(real: Path) -> None:
    extract = open_extract(real / "messy")
    assert len(extract.tables) == 6
    assert "extract.several_header_rows" in keys(extract)
