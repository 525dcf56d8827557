"""What a user has settled once and for all: language, colours, masking, density, fields shown.

They are kept as TOML in the user's own folder of settings. A file that cannot be read, or says what is not known here,
gives a sentence and the usual settings for that; it is kept beside the new one, so that nothing of it is ever lost.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.locale import LANGUAGES
from auditor.model.errors import AuditorError
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_folder, write_private

FILE = "config.toml"
DENSITIES = ("normal", "compact", "airy")
LARGEST = 1 << 16
"""Bytes of a file of settings; a larger one is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; None is what the program does by itself."""

    language: str | None = None
    theme: str | None = None
    density: str = DENSITIES[0]
    show_ids: bool = False
    """Begin with identity numbers shown, where that is allowed."""
    resume: bool = True
    """Remember where one was."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By table, the fields shown beside those that say who and what is wrong."""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """What a newer version may have written; it is written again."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings of a file, and what to tell about it."""

    settings: Settings
    trouble: AuditorError | None = None


def load(folder: Path | None) -> Loaded:
    """The settings of a folder; the usual ones where there are none."""
    if folder is None:
        return Loaded(Settings())
    path = folder / FILE
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, ValueError, RecursionError):
        return Loaded(Settings(), AuditorError("settings.damaged", file=str(path)))
    return _read(tree, path)


def _read(tree: Mapping[str, Any], path: Path) -> Loaded:
    checks = {
        "language": lambda value: value in LANGUAGES,
        "theme": lambda value: isinstance(value, str) and value.isprintable(),
        "density": lambda value: value in DENSITIES,
        "show_ids": lambda value: isinstance(value, bool),
        "resume": lambda value: isinstance(value, bool),
        "columns": _are_columns,
    }
    known = {name: tree[name] for name, right in checks.items() if name in tree and right(tree[name])}
    wrong = [name for name in checks if name in tree and name not in known]
    if "columns" in known:
        known["columns"] = {table: tuple(names) for table, names in known["columns"].items()}
    settings = Settings(**known, unknown={name: value for name, value in tree.items() if name not in checks})
    return Loaded(settings, AuditorError("settings.wrong", file=str(path), names=wrong) if wrong else None)


def _are_columns(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in value.values()
    )


def save(folder: Path | None, settings: Settings) -> None:
    """Keep the settings, mode 0600. What cannot be read of the old file is kept beside it (``config.toml.1``).

    AuditorError where that cannot be done; the old file is then as it was.
    """
    if folder is None:
        return
    path = folder / FILE
    try:
        private_folder(folder)
        if load(folder).trouble is not None:
            _keep(path)
        write_private(path, as_toml(settings), overwrite=True)
    except (OSError, PrivacyError):
        raise AuditorError("settings.not_saved", folder=str(folder)) from None


def _keep(path: Path) -> None:
    number = 1
    while (copy := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    write_private(copy, path.read_bytes())


def as_toml(settings: Settings) -> str:
    """The settings as they are kept: what is as usual is left out."""
    usual = Settings()
    told = {
        name: getattr(settings, name)
        for name in ("language", "theme", "density", "show_ids", "resume")
        if getattr(settings, name) != getattr(usual, name)
    }
    if settings.columns:
        told["columns"] = {table: list(names) for table, names in settings.columns.items()}
    lines: list[str] = []
    _write({**told, **settings.unknown}, "", lines)
    return "\n".join([*lines, ""])


def _write(tree: Mapping[str, Any], place: str, lines: list[str]) -> None:
    """A tree of tables, lists, texts, numbers and yes or no, plain values first; dates are written as they are read."""
    for name, value in tree.items():
        if not isinstance(value, dict):
            lines.append(f"{_quoted(name)} = {_value(value)}")
    for name, value in tree.items():
        if isinstance(value, dict):
            where = f"{place}.{_quoted(name)}" if place else _quoted(name)
            lines += ["", f"[{where}]"]
            _write(value, where, lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(name)} = {_value(each)}" for name, each in value.items()) + "}"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
