"""Layouts of fixed width in table descriptions: what may be written, and what an audit makes of a line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.rulesets import load
from auditor.rulesets.generated import shape_rule_id
from tests.rulesets import writing

HEAD = """\
tables:
  - name: skjema
    title: {nb: Skjema, en: Form}
    municipality: kommunenummer
    files: ["skjema*"]
"""
FIELDS = """\
    fields:
      - {name: kommunenummer, type: text, width: 4, title: {nb: Kommune, en: Municipality}}
      - {name: start_dato, type: date, width: 6, date_format: DDMMYY, title: {nb: Start, en: Start}}
      - {name: belop, type: integer, position: 13, width: 5, title: {nb: Beløp, en: Amount}}
"""
RULE = """\
  - id: P-BEL-001
    title: {nb: Uten beløp, en: No amount}
    table: skjema
    require: belop IS NOT NULL AND belop > 0
    severity: error
    dimension: completeness
    basis: [{ours: prøve}]
    message: {nb: Korriger., en: Correct.}
    remedy: {nb: Her., en: Here.}
    examples: {fails: [{belop: 0}], passes: [{belop: 1}]}
"""


def written(folder: Path, fields: str = FIELDS, head: str = HEAD) -> Path:
    return writing.write(folder, RULE, tables=head + fields, codes="")


def test_a_field_follows_the_one_before_unless_it_has_a_position(tmp_path: Path) -> None:
    table = load(written(tmp_path)).tables["skjema"]
    assert [(field.position, field.width) for field in table.fields] == [(1, 4), (5, 6), (13, 5)]
    assert table.line_length == 17


def test_a_line_may_be_longer_than_its_fields(tmp_path: Path) -> None:
    assert load(written(tmp_path, head=HEAD + "    line_length: 20\n")).tables["skjema"].line_length == 20


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("position: 13, width: 5", "position: 13", "position"),
        ("position: 13, width: 5, ", "", "alle feltene"),
        ("position: 13", "position: 10", "over hverandre"),
        ("type: text, width: 4", "type: text, date_format: DDMMYY, width: 4", "typen date"),
        ("    fields:", "    line_length: 16\n    fields:", "enden av det siste feltet"),
        ("width: 4", "width: 0", ""),
        ("DDMMYY", "MMDDYY", "DDMMYY"),
    ],
)
def test_what_makes_no_layout_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert FIELDS.count(old) == 1
    with pytest.raises(RuleSetError) as caught:
        load(written(tmp_path, FIELDS.replace(old, new)))
    assert expected in Translator("nb").error(caught.value)
    assert Translator("nb").error(caught.value) != Translator("en").error(caught.value)


@pytest.mark.parametrize("engine", ["fused", "pandera"])
def test_an_audit_of_lines(tmp_path: Path, engine: str) -> None:
    """A date that is none is a finding, noughts are no date; a broken line gives one finding, in its municipality."""
    lines = ["0301010115  00100", "4601310215  00100", "1103000000  00000", "1804010115  0010", "0301311299  00007"]
    data = tmp_path / "data"
    data.mkdir()
    (data / "skjema.dat").write_text("\n".join(lines), encoding="utf-8")
    ruleset = load(written(tmp_path))
    extract = open_extract(data, tuple(ruleset.tables.values()))
    result = audit(extract, ruleset, reference_date=dt.date(2015, 12, 31), engine=engine)
    findings = result.tables["skjema"].findings.select("rule", "row", "municipality").rows()
    assert {(result.rule_ids[rule], row, municipality) for rule, row, municipality in findings} == {
        ("FORMAT.skjema.start_dato", 1, "4601"),
        ("P-BEL-001", 2, "1103"),
        (shape_rule_id("skjema"), 3, "1804"),
    }
    assert result.outcome("P-BEL-001").unknown == 1


def test_the_rule_about_lines_says_how_long_they_are(tmp_path: Path) -> None:
    """A written one takes the place of the program's own."""
    ruleset = load(written(tmp_path))
    made = next(rule for rule in ruleset.rules if rule.id == shape_rule_id("skjema"))
    assert "17" in made.message.nb
    assert "17" in (made.message.en or "")
    own = RULE.replace("P-BEL-001", "P-LIN-001").replace(
        "    require: belop IS NOT NULL AND belop > 0\n", "    kind: row_shape\n"
    )
    own = own.replace("fails: [{belop: 0}], passes: [{belop: 1}]", "fails: [{ragged: true}], passes: [{belop: 1}]")
    (tmp_path / "prove" / "linjer.yaml").write_text("rules:\n" + own, encoding="utf-8")
    again = load(tmp_path / "prove")
    assert shape_rule_id("skjema") not in {rule.id for rule in again.rules}
    from auditor.engine.examples import run_examples

    assert [each.got for each in run_examples(again, ["P-LIN-001"])] == ["fails", "passes"]
