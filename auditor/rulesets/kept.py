"""Checked rule sets kept in the user's cache folder, so that a run need not read and compile hundreds of rules again.

What is kept counts only for the very state of the files it was made of, and nothing but the nouns of
:mod:`auditor.model` is ever built from it. A cache that cannot be read or written is as good as none.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import io
import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from auditor import __version__, system
from auditor.model.ruleset import RuleSet
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_folder, write_private

_DIGEST = 32
_NOUNS = "auditor.model."


def state_of(rules: Path) -> bytes:
    """A digest that changes with any rule file under ``rules`` and with the program that reads them."""
    package = Path(__file__).resolve().parents[1]
    files = [
        *rules.glob("*/*.yaml"),
        *(each for part in ("model", "rulesets", "locale") for each in _sources(package / part)),
    ]
    digest = hashlib.sha256(f"{__version__} {sys.version} {rules}".encode("utf-8", "surrogateescape"))
    for path in sorted(files):
        status = path.stat()
        line = f"{path} {status.st_mtime_ns} {status.st_size}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.digest()


def _sources(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.suffix in (".py", ".toml"))


def recall(name: str, state: bytes) -> RuleSet | None:
    """The rule set kept under that name in that state; None where there is none, or it is damaged."""
    place = _place(name)
    if place is None:
        return None
    try:
        content = place.read_bytes()
    except OSError:
        return None
    head, data = content[: 2 * _DIGEST], content[2 * _DIGEST :]
    if head != state + hashlib.sha256(data).digest():
        return None
    try:
        with _no_collection():
            ruleset = _NounsOnly(io.BytesIO(data)).load()
    except Exception:  # whatever a foreign file provokes, the rules themselves are still there to be read
        return None
    return ruleset if isinstance(ruleset, RuleSet) else None


def keep(name: str, state: bytes, ruleset: RuleSet) -> None:
    """Keep a checked rule set for later runs, where the folder can be written to."""
    place = _place(name)
    if place is None:
        return
    written = io.BytesIO()
    _AsCalls(written, protocol=5).dump(ruleset)
    data = written.getvalue()
    with suppress(OSError, PrivacyError):
        private_folder(place.parent)
        write_private(place, state + hashlib.sha256(data).digest() + data, overwrite=True)


def _place(name: str) -> Path | None:
    folder = system.user_folder("cache")
    return folder / "rulesets" / f"{name}.kept" if folder is not None else None


class _AsCalls(pickle.Pickler):
    """Writes a noun as a call of its class: a state set field by field takes half as long again to read."""

    def reducer_override(self, each: object) -> Any:
        kind: Any = type(each)
        names = _positional(kind)
        return NotImplemented if names is None else (kind, tuple(getattr(each, name) for name in names))


@cache
def _positional(kind: type) -> tuple[str, ...] | None:
    """What a class of the model is called with to give an equal object; None where a call does more or other things."""
    if not is_dataclass(kind) or not kind.__module__.startswith(_NOUNS) or "__slots__" not in vars(kind):
        return None
    declared = fields(kind)
    if hasattr(kind, "__post_init__") or not all(each.init and not each.kw_only for each in declared):
        return None
    return tuple(each.name for each in declared)


class _NounsOnly(pickle.Unpickler):
    """Builds classes of the model and dates, and refuses all else that a pickle could ask for."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) == ("datetime", "date"):
            return dt.date
        if module.startswith(_NOUNS) and name.isidentifier():
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(name)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Tens of thousands of objects come that all stay: looking for garbage among them takes half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
