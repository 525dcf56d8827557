"""Pandera's files: written so that every reader reads the same, read without pandas, and refused with a line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pandera.io.polars_io import deserialize_schema

from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.rulesets.foreign import load_foreign
from auditor.rulesets.pandera_writing import schema_to_yaml
from auditor.rulesets.pandera_yaml import BUILTIN_CHECKS, read_schema

Check, Column = pa.Check, pa.Column
SCHEMA = pa.DataFrameSchema(
    {
        "kommunenummer": Column(str, Check.isin(["0301", "0309", "1103"], error="ukjent kommune"), title="Kommune"),
        "årsak": Column(str, [Check.str_length(1, 20), Check.str_matches("^[a-zæøå]+$")], nullable=True),
        "timer": Column(int, [Check.in_range(0, 3000, include_max=False), Check.ne(13)], coerce=True, default=0),
        "andel": Column(pl.Float64, Check.le(1.5, ignore_na=False, raise_warning=True, n_failure_cases=3)),
        "dato": Column(pl.Date, [Check.ge(dt.date(2004, 9, 1)), Check.lt(dt.date(2030, 1, 1))], required=False),
        "tid": Column(pl.Datetime("ms"), Check.gt(dt.datetime(2004, 9, 1, 12, 30))),
        "land": Column(pl.Enum(["NO", "SE"]), Check.eq("NO", name="hjemme")),
        "beløp": Column(pl.Decimal(10, 2), unique=True),
        "liste": Column(pl.List(pl.Int64)),
        "^x_": Column(str, Check.unique_values_eq(["b", "a"]), regex=True),
    },
    unique=["kommunenummer", "dato"],
    strict="filter",
    ordered=True,
    name="deltakere",
)


def _shape(schema: pa.DataFrameSchema) -> Any:
    columns = {
        name: (
            str(column.dtype),
            column.nullable,
            column.unique,
            column.coerce,
            column.required,
            column.regex,
            column.default,
            column.title,
            [
                (each.name, each.error, each.statistics, each.ignore_na, each.raise_warning, each.n_failure_cases)
                for each in column.checks
            ],
        )
        for name, column in schema.columns.items()
    }
    return columns, schema.unique, schema.strict, schema.ordered, schema.name


def _read(tmp_path: Path, text: str, name: str = "skjema.yaml") -> pa.DataFrameSchema:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_schema(tmp_path / name)


def test_there_and_back(tmp_path: Path) -> None:
    """What is written is read back as the same schema, checks and types included."""
    text, left_out = schema_to_yaml(SCHEMA)
    assert left_out == []
    assert _shape(_read(tmp_path, text)) == _shape(SCHEMA)


def test_it_is_written_for_every_reader() -> None:
    """Norwegian letters stand as letters, codes are quoted, and nothing is an alias."""
    text, _ = schema_to_yaml(SCHEMA)
    assert "årsak" in text
    assert "'0301'" in text
    assert "'0309'" in text
    assert "'NO'" in text
    assert yaml.safe_load(text)["columns"]["kommunenummer"]["checks"][0]["allowed_values"] == ["0301", "0309", "1103"]


def test_pandera_reads_it() -> None:
    """Pandera's own reader takes the file, as far as it needs no pandas."""
    plain = pa.DataFrameSchema(
        {"a": pa.Column(None, pa.Check.isin(["0301"])), "b": pa.Column(int)}, strict=True, name="t"
    )
    text, _ = schema_to_yaml(plain)
    theirs: pa.DataFrameSchema = deserialize_schema(yaml.safe_load(text))  # type: ignore[no-untyped-call]
    assert theirs.columns["a"].checks[0].statistics == {"allowed_values": ["0301"]}
    assert theirs.strict is True


@pytest.mark.parametrize("minimal", [True, False])
def test_panderas_own_file_is_read(tmp_path: Path, minimal: bool) -> None:
    """A file pandera has written is read here, in the short form and in the long one."""
    made = pa.DataFrameSchema(
        {
            "a": pa.Column(int, [pa.Check.ge(1), pa.Check.isin([1, 2])]),
            "b": pa.Column(str, pa.Check.str_startswith("x")),
        }
    )
    text = made.to_yaml(minimal=minimal)
    assert text is not None
    fresh = pa.DataFrameSchema(
        {
            "a": pa.Column(int, [pa.Check.ge(1), pa.Check.isin([1, 2])]),
            "b": pa.Column(str, pa.Check.str_startswith("x")),
        }
    )
    read = _read(tmp_path, text)
    for name, column in fresh.columns.items():
        assert [each.error for each in read.columns[name].checks] == [each.error for each in column.checks]
    as_json = made.to_json(minimal=minimal)
    assert set(_read(tmp_path, as_json, "skjema.json").columns) == {"a", "b"}


def test_what_cannot_be_written_is_told() -> None:
    """Own functions, values that are no plain data and metadata are listed with the reason."""
    schema = pa.DataFrameSchema(
        {
            "a": pa.Column(int, [pa.Check(lambda d: True, name="egen"), pa.Check.gt(dt.timedelta(1)), pa.Check.gt(1)]),
            "b": pa.Column(str, metadata={"personal": "id"}, default=pl.lit("x")),
        },
        checks=pa.Check(lambda d: True),
    )
    text, left_out = schema_to_yaml(schema)
    assert [(column, check) for column, check, _ in left_out] == [
        ("a", "egen"),
        ("a", "greater_than"),
        ("b", "metadata"),
        ("b", "default"),
        (None, "<lambda>"),
    ]
    for _, _, reason in left_out:
        assert Translator("nb")(reason) != Translator("en")(reason)
    assert yaml.safe_load(text)["columns"]["a"]["checks"] == [
        {"min_value": 1, "options": {"check_name": "greater_than"}}
    ]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("columns: {a: {isin: [0301]}}", "rulesets.unquoted_digits", "1"),
        ("columns:\n  a: &x {dtype: str}\n  b: *x", "rulesets.yaml_alias", "2"),
        ("columns:\n  a: !!python/name:os.system {}", "rulesets.yaml_tag", "2"),
        ("columns:\n  a:\n    dtype: int64\n    nullabel: true", "pandera.unknown_key", "4"),
        ("columns: {}\nindex: [{dtype: int64}]", "pandera.unknown_key", "2"),
        ("columns:\n  a:\n    dtype: heltall", "pandera.unknown_type", "3"),
        ("columns:\n  a:\n    dtype: __import__('os').getcwd()", "pandera.unknown_type", "3"),
        ("columns:\n  a:\n    nullable: ja takk", "pandera.bad_value", "3"),
        ("columns:\n  a:\n    dtype: Date\n    greater_than: 31.12.2024", "pandera.bad_value", "4"),
        ("columns:\n  a:\n    in_range: {min_value: 3, max_value: 1}", "pandera.bad_check", "3"),
        ("columns:\n  a:\n    checks:\n    - {value: 1}", "pandera.nameless_check", "4"),
        (
            "columns:\n  a:\n    checks:\n    - {value: 1, options: {check_name: dim_size}}",
            "pandera.unknown_check",
            "4",
        ),
        ("schema_type: dataframe\ncolumns: {}", "pandera.not_polars_file", "1"),
        ("- a\n- b", "pandera.not_a_mapping", "1"),
        ("strict: kanskje", "pandera.bad_schema", "1"),
    ],
)
def test_what_is_wrong_is_pointed_at(tmp_path: Path, text: str, key: str, line: str) -> None:
    """Each mistake has a sentence with the file and the line."""
    with pytest.raises(RuleSetError) as error:
        _read(tmp_path, text)
    assert (error.value.key, error.value.facts["line"]) == (key, line)
    for language in ("nb", "en"):
        assert "skjema.yaml" in Translator(language)(key, **error.value.facts)


@pytest.mark.parametrize("text", ['{"columns": {}, "columns": {}}', "{", "[" * 100_000, '"' + "\\ud800"])
def test_bad_json(tmp_path: Path, text: str) -> None:
    """A broken, repeated or bottomless JSON file is refused with a sentence."""
    with pytest.raises(RuleSetError) as error:
        _read(tmp_path, text, "skjema.json")
    assert error.value.key == "pandera.json_syntax"


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=12),
        st.lists(st.one_of(st.text(max_size=12), st.from_regex(r"0?[0-9]{1,4}", fullmatch=True)), min_size=1),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, columns: dict[str, list[str]]) -> None:
    """Whatever the names and codes are, they are read as they were written."""
    schema = pa.DataFrameSchema({name: pa.Column(str, pa.Check.isin(codes)) for name, codes in columns.items()})
    text, _ = schema_to_yaml(schema)
    read = _read(tmp_path_factory.mktemp("yaml"), text)
    assert {name: column.checks[0].statistics["allowed_values"] for name, column in read.columns.items()} == {
        name: column.checks[0].statistics["allowed_values"] for name, column in schema.columns.items()
    }


def test_a_file_is_a_rule_set(tmp_path: Path) -> None:
    """The file's schema names the table; without a name the file does."""
    (tmp_path / "kurs.yaml").write_text("columns: {a: {dtype: int64, ge: 1}}", encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"name": "deltakere", "columns": {}}), encoding="utf-8")
    assert list(load_foreign(str(tmp_path / "kurs.yaml")).tables) == ["kurs"]
    assert list(load_foreign(str(tmp_path / "b.json")).tables) == ["deltakere"]
    assert "kurs.a.greater_than_or_equal_to" in {rule.id for rule in load_foreign(str(tmp_path / "kurs.yaml")).rules}


def test_all_built_in_checks_have_texts() -> None:
    """Every check pandera has for Polars can be read from a file and has a sentence in both languages."""
    assert len(BUILTIN_CHECKS) == 15
    for name in BUILTIN_CHECKS:
        for language in ("nb", "en"):
            facts = dict.fromkeys(("field", "value", "values", "low", "high", "exact", "count"), "x")
            assert Translator(language)(f"pandera.rule.{name}.title", **facts)
