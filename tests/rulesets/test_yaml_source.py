"""Rule files are plain data: whatever else YAML can say is refused, with the line it stands on."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.rulesets import yaml_source
from auditor.rulesets.yaml_source import MAX_BYTES, MAX_DEPTH, parse_yaml, read_yaml

REFUSED = {
    "alias": ("a: 1\nb: &x [1]\nc: *x\n", "rulesets.yaml_alias", 2),
    "merge bomb": ("a: &a [lol]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "rulesets.yaml_alias", 1),
    "python object": ("a: 1\n\nb: !!python/object/apply:os.system [ls]\n", "rulesets.yaml_tag", 3),
    "own tag": ("a: !secret x\n", "rulesets.yaml_tag", 1),
    "binary": ("a: 1\nb: !!binary aGVp\n", "rulesets.yaml_tag", 2),
    "key twice": ("a: 1\nb: 2\na: 3\n", "rulesets.yaml_duplicate_key", 3),
    "inner key twice": ("a:\n  b: 1\n  c: 1\n  b: 2\n", "rulesets.yaml_duplicate_key", 4),
    "key is a number": ("a: 1\n2: b\n", "rulesets.yaml_key", 2),
    "alias as a key": ("a: &x 1\n*x : 2\n", "rulesets.yaml_alias", 1),
    "anchored key": ("a: 1\n&x b: 2\n", "rulesets.yaml_alias", 2),
    "text by tag": ("a: !!str 12\n", "rulesets.yaml_tag", 1),
    "key is nothing": ("a: 1\n~: b\n", "rulesets.yaml_key", 2),
    "key is a list": ("a: 1\n? [x]\n: b\n", "rulesets.yaml_key", 2),
    "municipality number": ("a: 1\nb: [0301]\n", "rulesets.unquoted_digits", 2),
    "number with a 9": ("a: 0309\n", "rulesets.unquoted_digits", 1),
    "wrong indent": ("a: 1\n  b: 2\n", "rulesets.yaml_syntax", 2),
    "open quote": ('a: "x\nb: 1\n', "rulesets.yaml_syntax", 3),
    "open bracket": ("a: [1,\nb: 2\n", "rulesets.yaml_syntax", 2),
    "tab": ("a:\n\t- 1\n", "rulesets.yaml_syntax", 2),
    "two documents": ("a: 1\n---\nb: 2\n", "rulesets.yaml_syntax", 2),
    "control character": ("a: \x00\n", "rulesets.yaml_syntax", 1),
    "deep": ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "rulesets.yaml_depth", 1),
    "very deep": ("[" * 100_000, "rulesets.yaml_depth", 1),
    "impossible date": ("a: 1\nb: 2021-13-45\n", "rulesets.yaml_syntax", 2),
}


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML with libyaml, and without."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_source, "_LOADER", getattr(yaml, request.param))


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(("text", "key", "line"), REFUSED.values(), ids=REFUSED)
def test_refusals_name_the_line(text: str, key: str, line: int | None) -> None:
    """Each refusal has its own sentence, and the line is the one to look at, or for bad syntax the next."""
    with pytest.raises(RuleSetError) as caught:
        parse_yaml(text, "x.yaml")
    assert caught.value.key == key
    assert caught.value.facts["file"] == "x.yaml"
    if line is not None:
        slack = 1 if key == "rulesets.yaml_syntax" else 0
        assert 0 <= int(str(caught.value.facts["line"])) - line <= slack
    for language in ("nb", "en"):
        assert "x.yaml" in Translator(language).error(caught.value)


@pytest.mark.usefixtures("_loader")
def test_values_keep_their_types() -> None:
    """Quoted digits stay text; dates, numbers and nothing are what YAML says."""
    data = parse_yaml("on: no\na: '0301'\nb: 2021-01-02\nc: 0\nd: 0.5\ne:\nf: æøå\ng: 10\n", "x").data
    assert data == {
        "on": False,
        "a": "0301",
        "b": dt.date(2021, 1, 2),
        "c": 0,
        "d": 0.5,
        "e": None,
        "f": "æøå",
        "g": 10,
    }


@pytest.mark.usefixtures("_loader")
def test_lines_of_values() -> None:
    """Every value can be pointed at, and what is missing by what should hold it."""
    document = parse_yaml("a:\n  - x: 1\n    y: 2\n  - z: 3\n", "x")
    lines = {("a",): 2, ("a", 0, "y"): 3, ("a", 1): 4, ("a", 1, "z"): 4, ("a", 1, "gone"): 4, (): 1}
    assert {place: document.line(place) for place in lines} == lines


def test_files(tmp_path: Path) -> None:
    """Too large, not UTF-8 and not there at all are told apart."""
    large, latin, bom = tmp_path / "large.yaml", tmp_path / "latin.yaml", tmp_path / "bom.yaml"
    large.write_text("a: " + "x" * MAX_BYTES)
    latin.write_bytes("a: æ".encode("latin-1"))
    bom.write_bytes("\ufeffa: æ".encode())
    for path, key in ((large, "file_too_large"), (latin, "file_not_utf8"), (tmp_path / "gone.yaml", "file_unreadable")):
        with pytest.raises(RuleSetError) as caught:
            read_yaml(path)
        assert caught.value.key == f"rulesets.{key}"
        assert Translator("nb").error(caught.value)
    assert read_yaml(bom).data == {"a": "æ"}
    assert parse_yaml("", "x").data is None


@given(st.text(max_size=60))
def test_any_text_is_data_or_a_refusal(text: str) -> None:
    """Nothing but RuleSetError comes out of text that is not plain data."""
    with contextlib.suppress(RuleSetError):
        parse_yaml(text, "x")
