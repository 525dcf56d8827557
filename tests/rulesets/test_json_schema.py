"""The JSON Schemas in rules/schema are those of the format, and the bundled rule files satisfy them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.bundled import bundled
from auditor.rulesets.json_schema import FILES, as_text, json_schema, write
from auditor.rulesets.yaml_source import parse_yaml, read_yaml
from tests.rulesets import writing

jsonschema = pytest.importorskip("jsonschema")

RULES = bundled("rules")
FOLDERS = sorted(head.parent for head in RULES.glob("*/ruleset.yaml"))


def plain(data: Any) -> Any:
    """Data of a rule file as JSON has it."""
    return json.loads(json.dumps({} if data is None else data, default=str))


def mistakes(file: str, data: Any) -> list[str]:
    """What a JSON Schema validator says."""
    validator = jsonschema.Draft202012Validator(json_schema(file))
    return [each.json_path for each in validator.iter_errors(plain(data))]


@pytest.mark.parametrize("file", FILES)
def test_kept_schemas_are_current(file: str) -> None:
    """To write them anew: ``python -m auditor.rulesets.json_schema rules/schema``."""
    assert (RULES / "schema" / file).read_text(encoding="utf-8") == as_text(file)


def test_writing(tmp_path: Path) -> None:
    """All schemas are written, and are JSON Schemas."""
    write(tmp_path / "x")
    for file in FILES:
        jsonschema.Draft202012Validator.check_schema(json.loads((tmp_path / "x" / file).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path",
    [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_bundled_rule_files(path: Path) -> None:
    """An editor marks nothing in a rule file that loads."""
    file = "ruleset.schema.json" if path.name == "ruleset.yaml" else "rulefile.schema.json"
    assert mistakes(file, read_yaml(path).data) == []


def test_mistakes_are_marked() -> None:
    """What the loader refuses, an editor marks."""
    rule = writing.rule("require: timer > 1")
    fine = parse_yaml("rules:\n" + rule, "x").data
    assert mistakes("rulefile.schema.json", fine) == []
    for old, new in (("severity: error", "severity: stor"), ("require:", "requires:"), ("remedy:", "remedie:")):
        assert mistakes("rulefile.schema.json", parse_yaml("rules:\n" + rule.replace(old, new), "x").data)
    assert mistakes("ruleset.schema.json", {"name": "x"})


def test_every_key_is_explained() -> None:
    """An editor has something to say about every key."""
    for file in FILES:
        schema = json_schema(file)
        for entry in (schema, *schema["$defs"].values()):
            for name, said in entry.get("properties", {}).items():
                assert said.get("description"), name
