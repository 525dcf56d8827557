"""Where rule sets lie: in a folder of their own, with a head file."""

from __future__ import annotations

from pathlib import Path

from auditor.bundled import bundled
from auditor.model.errors import RuleSetError

HEAD = "ruleset.yaml"


def available() -> list[str]:
    """Names of the rule sets that come with the program."""
    folder = bundled("rules")
    return sorted(each.parent.name for each in folder.glob(f"*/{HEAD}"))


def folder_of(name: str | Path) -> Path:
    """The folder of a rule set that comes with the program, or the folder named; RuleSetError where it is neither."""
    for folder in (bundled("rules") / str(name), Path(name)):
        try:
            if (folder / HEAD).is_file():
                return folder
        except OSError:
            continue
    raise RuleSetError("rulesets.not_found", name=str(name), available=available())
