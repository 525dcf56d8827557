"""The extracts opened last, so that the next sitting begins with one key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_folder, write_private

FILE = "recent.json"
MOST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """An extract and the rule set it was audited by."""

    path: Path
    rules: str


def load(state_dir: Path | None) -> list[Recent]:
    """The extracts opened last, latest first; none where nothing readable is remembered."""
    if state_dir is None:
        return []
    try:
        entries = json.loads((state_dir / FILE).read_text(encoding="utf-8"))
        return [Recent(Path(entry["path"]), str(entry["rules"])) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def remember(state_dir: Path | None, recent: Recent) -> None:
    """Put an extract first in the list; a folder that cannot be written to is no reason to stop anybody."""
    if state_dir is None:
        return
    entries = [recent, *(each for each in load(state_dir) if each.path != recent.path)][:MOST]
    text = json.dumps([{"path": str(each.path), "rules": each.rules} for each in entries], ensure_ascii=False, indent=1)
    try:
        private_folder(state_dir)
        write_private(state_dir / FILE, text, overwrite=True)
    except (OSError, PrivacyError):
        return
