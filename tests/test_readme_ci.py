"""The examples for CI systems and pre-commit in the README run as they are written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.small import FLAWED, write_extract, write_ruleset

ROOT = Path(__file__).parents[1]
BLOCKS = [
    yaml.safe_load(block)
    for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
]
INSTALL = "python -m pip install ./auditor-*.whl"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the examples are for a POSIX shell")


def example(key: str) -> Any:
    """The one example whose top level has a key."""
    (found,) = [each for each in BLOCKS if isinstance(each, dict) and key in each]
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with an extract in data/, and a small rule set, which is loaded faster than that of the examples."""
    write_extract(tmp_path / "data", FLAWED)
    write_ruleset(tmp_path / "liten")
    return tmp_path


def carry_out(line: str, folder: Path) -> int:
    """One line of a script, by the program of this environment; GitHub's summary is a file."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "LC_ALL": "C.UTF-8",
    }
    line = line.replace("--rules nir", "--rules liten")
    ended = subprocess.run(["bash", "-e", "-c", line], cwd=folder, env=environment, capture_output=True, text=True)
    assert "Traceback" not in ended.stderr
    return ended.returncode


def test_github_actions(repository: Path) -> None:
    """The audit fails its step by findings; the summary and the artifact are made all the same."""
    (job,) = example("jobs")["jobs"].values()
    lines = [step["run"] for step in job["steps"] if "run" in step]
    assert lines[0] == INSTALL
    assert carry_out(lines[1], repository) == 1
    later = job["steps"][[step.get("run") for step in job["steps"]].index(lines[1]) + 1 :]
    assert {step["if"] for step in later} == {"always()"}
    assert [carry_out(line, repository) for line in lines[2:]] == [0]
    assert (repository / "summary.md").read_text(encoding="utf-8").startswith("# ")
    (artifact,) = [step["with"]["path"] for step in later if "with" in step]
    assert (repository / artifact).stat().st_size > 0


def test_gitlab(repository: Path) -> None:
    """Files that the job keeps, also where it fails, are there."""
    job = example("auditor")["auditor"]
    assert job["script"][0] == INSTALL
    assert [carry_out(line, repository) for line in job["script"][1:]] == [1]
    assert job["artifacts"]["when"] == "always"
    for file in (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]):
        assert (repository / file).stat().st_size > 0


def test_pre_commit() -> None:
    """The hook of the README and the one of this repository are the same command, which the other examples run."""
    (hook,) = [hook for repo in example("repos")["repos"] for hook in repo["hooks"]]
    (own,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert own["entry"] == "auditor check"
    assert own["pass_filenames"] is hook["pass_filenames"] is False
    assert example("auditor")["auditor"]["script"][1].startswith(hook["entry"])
    assert re.search(hook["files"], "data/person.csv")
    assert not re.search(hook["files"], "src/data/x.py")
