"""Tables that are held are read from their files once, say what the files say, and know when these have changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from auditor import results, rulesets
from auditor.engine import audit
from auditor.extract import open_extract
from auditor.extract.held import held
from auditor.model.errors import ExtractError
from auditor.model.extract import ROW, Extract
from tests.small import FLAWED, write_extract, write_ruleset

FORMS = ("csv", "parquet", "xlsx")


def opened(folder: Path, form: str = "csv") -> Extract:
    """The small extract in files of some form."""
    write_extract(folder, FLAWED)
    if form != "csv":
        for path in folder.glob("*.csv"):
            frame = pl.read_csv(path, separator=";", infer_schema=False)
            target = path.with_suffix(f".{form}")
            frame.write_parquet(target) if form == "parquet" else frame.write_excel(target)
            path.unlink()
    ruleset = rulesets.load(write_ruleset(folder.parent / "liten"))
    return open_extract(folder, tuple(ruleset.tables.values()))


@pytest.mark.parametrize("form", FORMS)
def test_held_rows_are_those_of_the_files(tmp_path: Path, form: str) -> None:
    """Whole, some of them, some of their fields, the first, and by either engine."""
    extract = opened(tmp_path / "x", form)
    near = held(extract)
    some = pl.col(ROW).is_in([1, 3]) & pl.col("person_id").is_not_null()
    for name, table in extract.tables.items():
        far, kept = table.frame, near.tables[name].frame
        assert kept.collect_schema() == far.collect_schema()
        for asked in (
            lambda frame: frame,
            lambda frame: frame.filter(some),
            lambda frame: frame.select(ROW),
            lambda frame: frame.head(2),
            lambda frame: frame.filter(some).select(pl.len()),
        ):
            assert asked(kept).collect().equals(asked(far).collect())
            assert asked(kept).collect(engine="streaming").equals(asked(far).collect(engine="streaming"))


def test_what_is_held_is_read_once(tmp_path: Path) -> None:
    """Nothing before it is asked for, and nothing of the files afterwards."""
    extract = opened(tmp_path / "x")
    near, late = held(extract), held(extract)
    before = near.tables["program"].frame.collect()
    (tmp_path / "x" / "program.csv").unlink()
    assert near.tables["program"].frame.collect().equals(before)
    with pytest.raises((pl.exceptions.PolarsError, OSError)):
        late.tables["program"].frame.collect()


def test_large_tables_stay_in_their_files(tmp_path: Path) -> None:
    """The smallest are held, as far as there is room."""
    extract = opened(tmp_path / "x")
    least, *others = sorted(extract.tables, key=lambda name: extract.rows_of(name) or 0)
    size = (extract.rows_of(least) or 0) * len(extract.tables[least].frame.collect_schema()) * 20
    near = held(extract, size)
    assert near.tables[least].frame is not extract.tables[least].frame
    assert all(near.tables[name].frame is extract.tables[name].frame for name in others)
    assert held(extract, 0).tables == extract.tables


def test_a_file_that_changed_is_refused_though_its_rows_are_held(tmp_path: Path) -> None:
    """What is shown must be what lies there."""
    extract = opened(tmp_path / "x")
    ruleset = rulesets.load(tmp_path / "liten")
    result = audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))
    reader = results.RowReader(replace(result, extract=held(extract)))
    assert reader.rows_of_person("program", reader.read("program", [0], ["person_id"])["person_id"][0]).height
    path = tmp_path / "x" / "program.csv"
    path.write_text(FLAWED.replace("A3;", "A9;"), encoding="utf-8")
    with pytest.raises(ExtractError) as refused:
        reader.read("program", [0])
    assert refused.value.key == "extract.changed"


def test_a_panic_while_reading_prints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It may quote a value, and Polars prints what panics inside a source of its own."""
    near = held(opened(tmp_path / "x"))
    asked, whole = [0], pl.LazyFrame.collect

    def collect(frame: pl.LazyFrame, **options: object) -> pl.DataFrame:
        asked[0] += 1
        if asked[0] == 2:
            raise pl.exceptions.PanicException("panicked at Qzvator0ix")
        return whole(frame, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(pl.LazyFrame, "collect", collect)
    with pytest.raises(pl.exceptions.ComputeError) as failed:
        near.tables["program"].frame.collect()
    said = capfd.readouterr()
    assert "Qzvator0ix" not in str(failed.value) + said.out + said.err
    assert near.tables["program"].frame.collect().height
