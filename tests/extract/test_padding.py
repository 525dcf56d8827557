"""Lost leading zeros are counted and proposed, and repaired only where the mapping file asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract_helpers import TABLES, field, keys, rows, write

from auditor.extract import open_extract
from auditor.extract.proposals import PaddingProposal, propose_padding
from auditor.model.table import FieldType

if TYPE_CHECKING:
    from pathlib import Path

CODES = {"0301", "0106", "1103", "12"}
BODY = "person_id;knr;født\na;301;x\nb;301;x\nc;106;x\nd;999;x\ne;1103;x\nf;:;x\ng;;x\nh;0301;x\ni; 301 ;x\nj;12;x\n"


def test_a_proposal_counts_and_changes_nothing(tmp_path: Path) -> None:
    raw = open_extract(write(tmp_path, "person.csv", BODY), TABLES).tables["person"]
    code = field("kommunenummer", kind=FieldType.CODE)
    found = propose_padding(raw, code, CODES)
    assert found == PaddingProposal("person", "kommunenummer", rows=4, codes=3, valid_when_padded=2, width=4)
    assert found.repair == "pad_zeros:4"
    assert [row[2] for row in rows(raw)][:3] == ["301", "301", "106"]


def test_nothing_is_proposed_where_nothing_would_mend(tmp_path: Path) -> None:
    raw = open_extract(write(tmp_path, "person.csv", "person_id;knr;født\na;0301;x\nb;77;x\n"), TABLES).tables["person"]
    assert propose_padding(raw, field("kommunenummer", kind=FieldType.CODE), CODES) is None
    assert propose_padding(raw, field("finnes_ikke", kind=FieldType.CODE), CODES) is None
    assert propose_padding(raw, field("kommunenummer", kind=FieldType.CODE), set()) is None


def test_a_repair_is_done_where_it_is_asked_for_and_told(tmp_path: Path) -> None:
    write(tmp_path, "person.csv", BODY)
    for repair in ("pad_zeros", "pad_zeros:4"):
        write(tmp_path, "auditor.toml", f'[tables.person.repairs]\nkommunenummer = "{repair}"\n')
        extract = open_extract(tmp_path, TABLES)
        assert [row[2] for row in rows(extract.tables["person"])] == [
            "0301", "0301", "0106", "0999", "1103", ":", None, "0301", "0301", "0012"
        ]  # fmt: skip
        (notice,) = [problem for problem in extract.problems if problem.key == "extract.zeros_padded"]
        assert (notice.facts["cells"], notice.facts["width"]) == (6, 4)
        assert extract.manifest.mapping_file is not None


def test_without_a_mapping_there_is_no_repair(tmp_path: Path) -> None:
    assert "extract.zeros_padded" not in keys(open_extract(write(tmp_path, "person.csv", BODY), TABLES))
