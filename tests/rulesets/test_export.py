"""Rule sets as pandera schemas: what is written out finds what the rules find, and what is not is named."""

from __future__ import annotations

from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
import yaml

from auditor.locale import Translator
from auditor.model.errors import AuditorError
from auditor.model.rule import GapCondition
from auditor.rulesets.conditions import further_intervals
from auditor.rulesets.export import LeftOut, export_schemas, export_yaml
from auditor.rulesets.loading import load
from auditor.rulesets.pandera_yaml import read_schema
from tests.rulesets import writing

CARRIED = {
    "P-1": ("require: timer > 1", "timer", [0, 1, 2, None], [0, 1]),
    "P-2": ("require: timer BETWEEN 2 AND 4", "timer", [1, 2, 4, 5, None], [0, 3]),
    "P-3": ("require: 5 >= timer", "timer", [5, 6], [1]),
    "P-4": ("require: timer IN (1, 2)", "timer", [1, 3, None], [1]),
    "P-5": ("require: timer NOT IN (1, 2)", "timer", [1, 3, None], [0]),
    "P-6": ("require: timer <> -1 AND timer < 9", "timer", [-1, 3, 9, None], [0, 2]),
    "P-7": ("require: timer IS NOT NULL", "timer", [1, None], [1]),
    "P-8": ("when: timer IS NOT NULL\nrequire: timer = 3", "timer", [3, 4, None], [1]),
    "P-9": ("require: matches(person_id, 'a|bc')", "person_id", ["a", "bc", "ac", "xa", "ab", None], [2, 3, 4]),
    "P-10": ("require: STARTS_WITH(person_id, 'a.')", "person_id", ["a.b", "abb", None], [1]),
    "P-11": ("require: CONTAINS(person_id, '(.')", "person_id", ["x(.y", "x(y", None], [1]),
    "P-12": ("require: slutt_dato >= DATE '2020-01-01'", "slutt_dato", ["2020-01-01", "2019-12-31", None], [1]),
    "P-13": ("require: kommunenummer IN ('0301', '1103')", "kommunenummer", ["0301", "301", None], [1]),
}

LEFT_OUT = {
    "P-21": ("when: aktiv\nrequire: timer > 1", "conditional"),
    "P-22": ("require: timer < belop", "several_columns"),
    "P-23": ("require: LENGTH(person_id) > 3", "function"),
    "P-24": ("require: timer > parameter('rett')", "function"),
    "P-25": ("kind: unique\nfields: [program_id]", "several_rows"),
    "P-26": ("kind: code_list\nfield: aarsak", "dated"),
    "P-27": ("require: timer > 1\nvalid: {from: 2020-01-01}", "dated"),
    "P-28": ("kind: reference\nfields: [person_id]\nto: {table: person, fields: [person_id]}", "other_table"),
    "P-29": ("require: timer > 1 OR timer < 0", "function"),
    "P-30": ("kind: identifier\nfield: person_id\naccepts: [duf]", "function"),
}


def rows(schema: pa.DataFrameSchema, column: str, values: list[object]) -> list[int]:
    """The rows that pandera's own backend finds in one column."""
    only = schema.select_columns([column])
    dtype = schema.columns[column].dtype.type
    series = pl.Series(column, values)
    frame = pl.DataFrame([series.str.to_date() if dtype == pl.Date else series.cast(dtype)])
    try:
        only.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return sorted(set(errors.failure_cases["index"].to_list()))
    return []


@pytest.mark.parametrize("rule_id", CARRIED)
def test_what_is_carried_finds_the_same(tmp_path: Path, rule_id: str) -> None:
    """Written, read again by our own reader and run by pandera, a rule finds the rows it is meant to."""
    condition, column, values, wanted = CARRIED[rule_id]
    ruleset = load(writing.write(tmp_path, writing.rule(condition, rule_id=rule_id)))
    left_out = export_yaml(ruleset, tmp_path / "ut")
    assert rule_id not in {each.rule for each in left_out}
    assert rows(read_schema(tmp_path / "ut" / "program.yaml"), column, values) == wanted


@pytest.mark.parametrize("rule_id", LEFT_OUT)
def test_what_is_left_out_is_named(tmp_path: Path, rule_id: str) -> None:
    """A rule that pandera's format cannot say exactly is returned with the reason, and leaves no check behind."""
    condition, reason = LEFT_OUT[rule_id]
    ruleset = load(writing.write(tmp_path, writing.rule(condition, rule_id=rule_id)))
    left_out = export_yaml(ruleset, tmp_path / "ut")
    assert LeftOut("program", rule_id, f"rulesets.export.{reason}") in left_out
    assert rule_id not in (tmp_path / "ut" / "program.yaml").read_text()
    for each in left_out:
        assert Translator("nb")(each.reason) != Translator("en")(each.reason)


def test_codes_and_letters(tmp_path: Path) -> None:
    """Codes keep their zeros whatever YAML reader comes along, and Norwegian letters can be read."""
    rule = writing.rule("require: kommunenummer IN ('0301', '0309', 'Målselv')")
    export_yaml(load(writing.write(tmp_path, rule)), tmp_path / "ut")
    text = (tmp_path / "ut" / "program.yaml").read_text()
    assert "'0301'" in text
    assert "'0309'" in text
    assert "Målselv" in text
    assert yaml.safe_load(text)["columns"]["kommunenummer"]["checks"][0]["allowed_values"] == [
        "0301",
        "0309",
        "Målselv",
    ]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    """Files that are there stay as they are until somebody says otherwise."""
    ruleset = load(writing.write(tmp_path, writing.rule("require: timer > 1")))
    export_yaml(ruleset, tmp_path / "ut")
    with pytest.raises(AuditorError):
        export_yaml(ruleset, tmp_path / "ut")
    export_yaml(ruleset, tmp_path / "ut", overwrite=True)


def test_bundled_rule_sets(tmp_path: Path) -> None:
    """Every written rule of the default rule set is in a file or in the list of what is not; each file can be read."""
    ruleset = load("integrering")
    left_out = {each.rule for each in export_yaml(ruleset, tmp_path)}
    texts = "".join(path.read_text() for path in tmp_path.glob("*.yaml"))
    schemas = {path.stem: read_schema(path) for path in tmp_path.glob("*.yaml")}
    assert schemas.keys() == ruleset.tables.keys()
    for rule in ruleset.rules:
        demands_value = any(not each.nullable for each in schemas[rule.table].columns.values())
        assert rule.id in left_out or rule.id in texts or rule.id.startswith("FORMAT.") or demands_value


def test_objects_carry_every_row_rule() -> None:
    """As objects the schemas hold every rule about rows by its id, but for groups and gaps that other tables excuse."""
    ruleset = load("integrering")
    apart = {
        rule.id
        for rule in ruleset.rules
        if rule.about_groups or (isinstance(rule.condition, GapCondition) and further_intervals(rule.condition))
    }
    for name, schema in export_schemas(ruleset).items():
        checks = {check.name for owner in (schema, *schema.columns.values()) for check in owner.checks}
        assert checks == {rule.id for rule in ruleset.rules_of(name)} - apart
