"""Small files of published figures for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from auditor.published import load_report, verify
from auditor.published.model import Report, Verdict

HEAD: dict[str, Any] = {
    "format": "auditor-published/1",
    "report": "liten",
    "title": {"nb": "En liten rapport", "en": "A small report"},
    "source": "for testene",
}


class _Plain(yaml.SafeDumper):
    """Writes what is there twice twice, since aliases are refused."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(folder: Path, figures: Mapping[str, Any], *claims: Mapping[str, Any], **more: Any) -> Path:
    """A file with figures by name (values, or whole entries) and claims, which are named after their place."""
    entries = {
        name: each if isinstance(each, dict) else {"value": each, "place": "s. 1"} for name, each in figures.items()
    }
    named = [{"name": f"p{place}", **claim} for place, claim in enumerate(claims, 1)]
    file = folder / "liten.yaml"
    text = yaml.dump(
        {**HEAD, "figures": entries, "claims": named, **more}, Dumper=_Plain, allow_unicode=True, sort_keys=False
    )
    file.write_text(text, encoding="utf-8")
    return file


def loaded(folder: Path, figures: Mapping[str, Any], *claims: Mapping[str, Any], **more: Any) -> Report:
    """The same, loaded."""
    return load_report(written(folder, figures, *claims, **more))


def verdicts(folder: Path, figures: Mapping[str, Any], *claims: Mapping[str, Any], **more: Any) -> list[Verdict]:
    """The same, verified."""
    return list(verify(loaded(folder, figures, *claims, **more)).verdicts)


def outcome(folder: Path, figures: Mapping[str, Any], claim: Mapping[str, Any], **more: Any) -> str:
    """What becomes of one claim: its outcome, or the key of the finding."""
    (verdict,) = verdicts(folder, figures, claim, **more)
    return verdict.key or verdict.outcome.value
