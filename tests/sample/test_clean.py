"""A sample without errors gives no finding, is read without a problem, and is the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.errors import AuditorError
from auditor.model.vocabulary import RuleStatus
from auditor.sample import write_sample
from tests.sample.audits import audited, findings, group_findings

SIZES = [(60, 1, None), (400, 2, 25), (2_000, 3, None), (2_000, 4, 60)]
"""Persons, seed and municipalities; larger ones are in test_lives.py and test_planting.py."""


@pytest.mark.parametrize(("persons", "seed", "municipalities"), SIZES)
def test_nothing_is_found_in_a_clean_sample(
    tmp_path: Path, persons: int, seed: int, municipalities: int | None
) -> None:
    """No rule of any severity speaks of a sample without errors, whatever its size and seed."""
    write_sample(tmp_path / "sample", persons, seed, municipalities=municipalities)
    result = audited(tmp_path / "sample")
    assert findings(result) == {}
    assert group_findings(result) == {}
    assert not result.problems
    assert {each.rule_id: each.status for each in result.outcomes if each.status is not RuleStatus.RAN} == {}


def test_every_table_and_column_is_recognised(tmp_path: Path) -> None:
    """The loader knows every file and every header of the sample, and misses none."""
    report = write_sample(tmp_path / "sample", 200, 1)
    extract = audited(tmp_path / "sample").extract
    assert set(report.rows) == set(extract.tables)
    assert [name for name, table in extract.tables.items() if table.missing] == []
    assert [match for table in extract.tables.values() for match in table.columns if match.how == "none"] == []


def test_a_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """The same seed gives the same files, another seed others."""
    written = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_sample(tmp_path / name, 300, seed)
        written.append({file.name: file.read_bytes() for file in sorted((tmp_path / name).iterdir())})
    assert written[0] == written[1]
    assert written[0]["personer.csv"] != written[2]["personer.csv"]


def test_the_lives_in_it_are_many(tmp_path: Path) -> None:
    """Both acts and chapter 6A, every way of settling, leave, moves, deaths and returns are in a sample."""
    write_sample(tmp_path / "sample", 3_000, 2)
    frames = {name: table.frame.collect() for name, table in audited(tmp_path / "sample").extract.tables.items()}
    assert set(frames["norskopplaering"]["lovverk"].unique()) == {
        "introduksjonsloven",
        "integreringsloven",
        "integreringsloven kap. 6A",
    }
    assert frames["bosetting"]["bosettingstype"].n_unique() >= 7
    assert {"Død", "Utvandret", "Midlertidig"} <= set(frames["personstatus"]["status"].unique())
    assert frames["permisjon"].height > 50
    assert frames["flytting"].height > 50
    assert frames["introduksjonsprogram"]["person_id"].is_duplicated().any()
    assert frames["introduksjonsprogram"]["forlengelse_dato"].null_count() < frames["introduksjonsprogram"].height
    assert {"0106", "3004", "3107"} <= set(frames["anmodning"]["kommunenummer"].unique())


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """A sample is never written among other files."""
    (tmp_path / "mine.csv").write_text("a;b\n")
    with pytest.raises(AuditorError, match=r"sample\.folder_in_use"):
        write_sample(tmp_path, 10, 1)
    assert (tmp_path / "mine.csv").read_text() == "a;b\n"


@pytest.mark.parametrize(("persons", "municipalities"), [(0, None), (2_000_000, None), (10, 0)])
def test_an_impossible_size_is_refused(tmp_path: Path, persons: int, municipalities: int | None) -> None:
    """A sample of nobody, of nowhere or of too many is refused before anything is written."""
    with pytest.raises(AuditorError, match=r"sample\.(persons|municipalities)"):
        write_sample(tmp_path / "sample", persons, 1, municipalities=municipalities)
    assert not (tmp_path / "sample").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is a file, and a list in a folder that is not there, give a sentence."""
    (tmp_path / "file").write_text("")
    for out, errors in ((tmp_path / "file", None), (tmp_path / "sample", tmp_path / "nowhere" / "errors.csv")):
        with pytest.raises(AuditorError, match=r"sample\.not_written"):
            write_sample(out, 10, 1, errors)


def test_the_list_of_errors_is_kept_out_of_the_extract(tmp_path: Path) -> None:
    """A list inside the folder would be read as one of its tables."""
    with pytest.raises(AuditorError, match=r"sample\.errors_inside"):
        write_sample(tmp_path / "sample", 10, 1, tmp_path / "sample" / "errors.csv")
