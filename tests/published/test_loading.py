"""What a file of published figures may say, and how a mistake is told: with file, line and what was expected."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.published import json_schema as schema
from auditor.published import load_report, verify
from auditor.published.lint import lint
from auditor.published.loading import bundled_reports, find
from auditor.published.model import Outcome
from auditor.rulesets.yaml_source import read_yaml
from tests.published.writing import loaded, verdicts, written
from tests.rulesets.test_json_schema import plain

SAME = {"kind": "same", "figures": ["a", "b"]}
TABLE = {"name": "t", "place": "s. 2", "columns": ["x", "y"], "percent": ["y"], "rows": {"r": [1, 50], "s": [2, None]}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value: 1", "value: 1.5", "tekst, siden siste desimal betyr noe"),
        ("value: 1", "value: mange", "slik det er trykt"),
        ("value: 1", "valu: 1", "valu"),
        ("- b", "- c", "c er ikke et tall i fila"),
        ("kind: same", "kind: sam", "same"),
        ("  kind: same", "  for: [x]\n  kind: same", "stjerne"),
        ("auditor-published/1", "auditor-published/2", "auditor-published/1"),
        ("- name: p2", "- name: p1", "står to ganger"),
        ("holds: a = b", "holds: a b", "regnestykker"),
        ("holds: a = b", "holds: a = q", "q er ikke et tall i fila"),
        ("report: liten", "report: Liten rapport", "report"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A sentence with file and line; nothing half-read."""
    file = written(tmp_path, {"a": 1, "b": 1}, SAME, {"kind": "equation", "holds": "a = b"})
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleSetError) as caught:
        load_report(file)
    sentence = Translator("nb").error(caught.value)
    assert "liten.yaml, linje " in sentence
    assert said in sentence
    assert "liten.yaml, line " in Translator("en").error(caught.value)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"tables": [{**TABLE, "rows": {"r": [1]}}]}, "row_length"),
        ({"tables": [{**TABLE, "name": "a"}]}, "name_twice"),
        ({"tables": [TABLE, TABLE]}, "name_twice"),
        ({"known": [{"claim": "p9", "source": "x", "reason": {"nb": "x", "en": "x"}}]}, "no_such_claim"),
        ({"known": [{"claim": "p1", "source": "x", "reason": {"nb": "x", "en": "x"}}] * 2}, "known_twice"),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path: Path, more: dict[str, Any], key: str) -> None:
    """Rows of another length, names twice, known findings of nothing."""
    with pytest.raises(RuleSetError) as caught:
        loaded(tmp_path, {"a": 1, "b": 1}, SAME, **more)
    assert caught.value.key == f"published.{key}"


def test_facts_must_be_there_to_be_compared(tmp_path: Path) -> None:
    """A figure that does not say its base is no figure of another base."""
    with pytest.raises(RuleSetError, match="no_such_fact"):
        loaded(tmp_path, {"a": 1, "b": 1}, {"kind": "comparable", "figures": ["a", "b"], "by": ["base"]})


def test_a_star_stands_for_each_row(tmp_path: Path) -> None:
    """One verdict a row, of which each can be known on its own; cells in per cent, multiplication untouched."""
    claim = {"kind": "equation", "for": ["r", "s"], "holds": "2 * t.*.x = a"}
    first, second = verdicts(tmp_path, {"a": 2}, claim, tables=[TABLE])
    assert [first.at, second.at] == ["r", "s"]
    assert [first.outcome, second.outcome] == [Outcome.OK, Outcome.FINDING]
    (share,) = verdicts(tmp_path, {"a": 2}, {"kind": "equation", "holds": "t.r.y = 1 / a"}, tables=[TABLE])
    assert share.outcome is Outcome.OK


def test_known_findings_do_not_fail_and_stale_ones_are_told(tmp_path: Path) -> None:
    """A list of misprints that no longer fits is itself wrong."""
    known = [{"claim": "p1", "source": "x", "reason": {"nb": "x", "en": "x"}}]
    found = verify(loaded(tmp_path, {"a": 1, "b": 2}, SAME, known=known))
    assert (len(found.of(Outcome.FINDING)), found.new, found.stale) == (1, [], [])
    found = verify(loaded(tmp_path, {"a": 1, "b": 1}, SAME, known=known))
    assert found.stale == [("p1", "")]


def test_lint_tells_what_is_unused_placeless_and_there_twice(tmp_path: Path) -> None:
    """With its line."""
    figures = {"a": 1, "b": 1, "c": {"value": 3}}
    report = loaded(tmp_path, figures, SAME, SAME, tables=[{**TABLE, "place": None}])
    remarks = [(each.key, each.facts["name"]) for each in lint(report)]
    assert set(remarks) == {
        ("unused", "c"), ("no_place", "c"), ("unused", "t.r"), ("unused", "t.s"), ("no_place", "t"), ("twice", "p2"),
    }  # fmt: skip
    assert all(each.line > 1 for each in lint(report))


def test_the_kept_schema_is_current_and_knows_every_bundled_file() -> None:
    """To write it anew: ``python -m tests.refresh_docs``."""
    kept = find("seed-000").parents[1] / "schema" / schema.FILE
    assert kept.read_text(encoding="utf-8") == schema.as_text()
    import json

    validator = jsonschema.Draft202012Validator(json.loads(schema.as_text()))
    for name in bundled_reports():
        assert list(validator.iter_errors(plain(read_yaml(find(name)).data))) == []
    assert list(validator.iter_errors({"format": "auditor-published/1"}))


def test_every_key_of_the_format_is_explained() -> None:
    """An editor has something to say about each."""
    import json

    whole = json.loads(schema.as_text())
    for entry in (whole, *whole["$defs"].values()):
        for name, said in entry.get("properties", {}).items():
            assert said.get("description"), name


def test_every_kind_and_key_is_documented() -> None:
    """The table of kinds in docs/published.md names each with its keys."""
    from auditor.published.checks import CHECKS
    from auditor.published.format import ClaimBase

    text = (Path(__file__).parents[2] / "docs" / "published.md").read_text(encoding="utf-8")
    for model in CHECKS:
        kind = str(model.model_fields["kind"].annotation).split("'")[1]
        row = next(line for line in text.splitlines() if line.startswith(f"| `{kind}` |"))
        for key in model.model_fields.keys() - ClaimBase.model_fields.keys() - {"kind"}:
            assert f"`{key}`" in row, (kind, key)


def test_the_example_of_the_documentation_loads(tmp_path: Path) -> None:
    """And gives the finding that it lists as known."""
    text = (Path(__file__).parents[2] / "docs" / "published.md").read_text(encoding="utf-8")
    example, *_ = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "rapport.yaml"
    file.write_text(example, encoding="utf-8")
    found = verify(load_report(file))
    assert [each.at for each in found.of(Outcome.FINDING)] == ["dager"]
    assert found.new == []
