"""The documents say what the program does: commands, options, exit codes, links, functions and kinds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from auditor.cli import app
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator
from auditor.rulesets import functions
from auditor.rulesets.format_rules import RULE_KINDS, RuleBase
from tests.small import FLAWED, write_extract, write_ruleset

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAPPING = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "rule-format.md").read_text(encoding="utf-8")


def command_lines() -> list[str]:
    """Every ``auditor`` line in a block of commands, and every one in the running text."""
    found = []
    for file in DOCUMENTS:
        text = file.read_text(encoding="utf-8")
        for block in re.findall(r"^```(?:console)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            found += [line.strip().removeprefix(".venv/bin/") for line in block.splitlines()]
        found += re.findall(r"`(auditor [a-z][^`]*)`", text)
    return sorted({line for line in found if line.startswith("auditor ")})


@pytest.mark.parametrize("line", command_lines())
def test_commands_exist_with_their_options(line: str) -> None:
    """Each word is a command, an option that the command has, or an argument."""
    command: Any = typer.main.get_command(app.build(Translator("en")))
    words = shlex.split(line)[1:]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    if hasattr(command, "default_command"):
        command = command.commands[command.default_command]
    known = {name for param in command.params for name in param.opts} | {"--help", "--lang"}
    for word in words:
        if word.startswith("-"):
            assert word.partition("=")[0] in known
    if getattr(command, "commands", None):
        assert words in ([], ["--help"])


def test_make_targets_exist() -> None:
    """Those that the README names."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", README))
    assert {"demo", "test"} <= named
    assert named - {"sure"} <= targets


def test_the_exit_codes_are_those_of_the_enum() -> None:
    """The table has each code once, in order."""
    codes = re.findall(r"^\| (\d+) \|", README, re.MULTILINE)
    assert [int(code) for code in codes] == [each.value for each in ExitCode]


def test_every_command_is_in_the_readme() -> None:
    """What cannot be found is not there."""
    root: Any = typer.main.get_command(app.build(Translator("en")))
    for name in root.commands:
        if name != "version":
            assert f"auditor {name}" in README + (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda each: each.name)
def test_links_lead_somewhere(file: Path) -> None:
    """Every relative link and picture is there."""
    for target in re.findall(r"\]\(([^)]+)\)", file.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (file.parent / target.partition("#")[0]).exists(), target


def test_every_dependency_has_its_reason() -> None:
    """The table and pyproject.toml name the same packages."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=]", each)[0] for each in project["dependencies"]}
    section = README.partition("## What it is built with")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| ([a-z]+) \|", section, re.MULTILINE)) - {"package"} == names


def test_every_function_is_documented() -> None:
    """Each as a call."""
    for name in [*functions.FUNCTIONS, *functions._SPECIAL]:
        assert f"`{name}(" in FORMAT


def test_every_kind_of_rule_is_documented_with_its_keys() -> None:
    """The table of kinds names each key that a kind adds to those of all rules."""
    for kind, model in RULE_KINDS.items():
        row = next(line for line in FORMAT.splitlines() if line.startswith(f"| `{kind}` |"))
        for key in model.model_fields.keys() - RuleBase.model_fields.keys() - {"kind"}:
            assert f"`{key}" in row, (kind, key)


def test_every_key_of_all_rules_is_documented() -> None:
    """And those that a rule cannot do without are in the example."""
    for name, field in RuleBase.model_fields.items():
        assert f"`{name}`" in FORMAT or f"\n    {name}: " in FORMAT or f"- {name}: " in FORMAT, name
        if field.is_required():
            assert re.search(rf"^    (?:- )?{name}:|^  - {name}:", FORMAT, re.MULTILINE), name


def test_the_example_rule_loads(tmp_path: Path) -> None:
    """The rule of the README, put into a rule set that builds on nir, loads and does what its examples say."""
    from auditor import rulesets
    from auditor.engine.examples import run_examples

    rule = next(each for each in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "NIR-AVS-002" in each)
    rule = rule.replace("NIR-AVS-002", "LESMEG-001")
    folder = tmp_path / "lesmeg"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(
        "name: lesmeg\nversion: '1'\ntitle: {nb: Les meg, en: Read me}\nregisters: [NIR]\nsources: [README]\n"
        "builds_on: [nir]\n",
        encoding="utf-8",
    )
    (folder / "regel.yaml").write_text("rules:\n" + "".join(f"  {line}\n" for line in rule.splitlines()), "utf-8")
    ruleset = rulesets.load(folder)
    results = list(run_examples(ruleset, ["LESMEG-001"]))
    assert len(results) == 2
    assert all(each.as_wanted for each in results)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-serve.txt", "requirements-dev.txt"])
def test_requirements_are_locked_and_name_no_place(name: str) -> None:
    """Every package has a version and hashes; no index, path or host is written down."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(?!hash)|\s/|@", text)
    entries = re.split(r"\n(?=[a-z])", text.strip(), flags=re.IGNORECASE)
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[0-9]", entry, re.IGNORECASE), entry
        assert "--hash=sha256:" in entry


def test_requirements_hold_every_dependency() -> None:
    """Those of pyproject.toml, development ones in the second file."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-serve.txt", [*project["dependencies"], *project["optional-dependencies"]["serve"]]),
        ("requirements-dev.txt", [*project["dependencies"], *project["optional-dependencies"]["dev"]]),
    ):
        locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        assert {re.split(r"[\[<>=]", each)[0].lower() for each in wanted} <= locked


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", README + MAPPING, re.DOTALL))
def test_example_mappings_can_be_read(text: str) -> None:
    """The TOML of the documents fits the rule set nir, and says something."""
    from auditor import rulesets
    from auditor.extract.mapping import ExtractMapping, parse_mapping

    tables = rulesets.load("nir").tables
    mapping = parse_mapping(text.encode(), "auditor.toml", list(tables.values()))
    assert mapping != ExtractMapping()
    assert set(mapping.tables) <= set(tables)


def test_every_key_of_the_mapping_file_is_documented() -> None:
    """Keys for files and tables, as the reader of the file knows them."""
    from auditor.extract.mapping import FileMapping, TableMapping

    for key in (*FileMapping.__dataclass_fields__, *TableMapping.__dataclass_fields__):
        assert f"`{key}`" in MAPPING


def ci_commands() -> list[str]:
    """The commands of the program in the examples for CI systems."""
    found = []
    for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL):
        yaml.safe_load(block)
        found += re.findall(r"(?:run:|entry:|-) (auditor check .*)", block)
    return found


@pytest.mark.parametrize("line", ci_commands())
def test_ci_examples_run_as_written(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with data that have errors, by the small rule set: exit 1, and each file is there."""
    write_ruleset(tmp_path / "liten")
    write_extract(tmp_path / "data", FLAWED)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.replace("--rules nir", "--rules liten"))
    assert app.run(words[1:]) == ExitCode.FINDINGS
    for each in words:
        if ":" in each:
            assert (tmp_path / each.partition(":")[2]).stat().st_size > 0


def test_there_are_ci_examples() -> None:
    """One each for GitHub, GitLab and pre-commit."""
    assert len(ci_commands()) == 3
