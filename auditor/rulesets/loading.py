"""Loading a rule set by name, from its folder or from pandera schemas."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from auditor.bundled import bundled
from auditor.model.ruleset import RuleSet
from auditor.rulesets import kept
from auditor.rulesets.folders import available, folder_of

_FOREIGN = re.compile(r"\.(yaml|yml|json)$|^[\w.]+:[\w.]+$", re.IGNORECASE)
"""What names plain pandera schemas: a file of theirs, or ``package.module:name``."""
DEFAULT = "integrering"
__all__ = ["DEFAULT", "available", "load"]


def load(name: str | Path = DEFAULT, *, checked: bool = True) -> RuleSet:
    """The rule set of that name (one that comes with the program), in that folder, or made of pandera schemas.

    Schemas are named as :func:`auditor.rulesets.foreign.load_foreign` says.

    ``checked=False`` skips compiling the conditions of a folder's rules, for lists that only show texts. RuleSetError
    names file, line and what was expected.
    """
    if _FOREIGN.search(str(name)):
        from auditor.rulesets.foreign import load_foreign
        from auditor.rulesets.generated import generated_rules

        foreign = load_foreign(str(name))
        return replace(foreign, rules=(*foreign.rules, *generated_rules(foreign)))
    folder = folder_of(name)
    if folder.parent == bundled("rules"):
        return _bundled(folder, kept.state_of(folder.parent))
    return _read(folder, checked)


@lru_cache(maxsize=8)
def _bundled(folder: Path, state: bytes) -> RuleSet:
    """A rule set that comes with the program, read and checked once for each state of its files, also across runs."""
    ruleset = kept.recall(folder.name, state)
    if ruleset is None:
        ruleset = _read(folder, checked=True)
        kept.keep(folder.name, state, ruleset)
    return ruleset


def _read(folder: Path, checked: bool) -> RuleSet:
    from auditor.rulesets.reading import read

    return read(folder, checked=checked)
