"""What a door is, and what all doors share: a good rule set, extract and ledger, and the command line itself."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from auditor import rulesets
from auditor.cli import app
from auditor.locale import Translator
from auditor.model.errors import AuditorError
from auditor.model.extract import Extract
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.privacy.sanitise import sanitise
from tests.fuzz.mutators import Mutate, memory
from tests.small import FLAWED, WAIVED, write_extract, write_ruleset

DAY = dt.date(2024, 12, 31)


@dataclass(frozen=True)
class Door:
    """``seeds`` are good files; ``enter`` is told the file and a folder of its own."""

    name: str
    seeds: Callable[[], tuple[bytes, ...]]
    mutate: Mutate
    enter: Callable[[bytes, Path], None]


def spoilt(door: Door, number: int) -> bytes:
    """The input of that number; the same at every call."""
    chance = random.Random(f"{door.name} {number}")
    return door.mutate(chance.choice(door.seeds()), chance)


def told(error: AuditorError) -> None:
    """An error is a sentence in both languages."""
    for language in ("nb", "en"):
        sentence = sanitise(Translator(language).error(error))
        assert len(sentence) > 10, sentence
    for problem in getattr(error, "problems", ()):
        for language in ("nb", "en"):
            Translator(language)(problem.key, **problem.facts)


def seen_through(extract: Extract) -> None:
    """Every row of every table is read, and there are as many as the manifest says."""
    for table in extract.tables.values():
        table.frame.collect(engine="streaming")
    for problem in extract.problems:
        told(AuditorError(problem.key, **problem.facts))


@cache
def work() -> Path:
    """A folder, for as long as the process lives, with what the program itself has written."""
    keep = TemporaryDirectory(prefix="auditor-fuzz-", dir=memory())
    _kept.append(keep)
    folder = Path(keep.name)
    write_ruleset(folder / "liten")
    write_extract(folder / "x", FLAWED)
    common = ("--rules", folder / "liten", "--reference-date", "2024-12-31")
    ledger = ("--ledger", folder / "logg.sqlite")
    command("ledger", "record", folder / "x", *common, *ledger)
    command("ledger", "waive", *WAIVED, "--rules", folder / "liten", *ledger)
    (folder / "x" / "program.csv").write_text(FLAWED.replace("A3;", "A8;"), encoding="utf-8")
    command("ledger", "record", folder / "x", *common, *ledger)
    command("ledger", "export", folder / "logg.jsonl", *ledger)
    command("baseline", folder / "x", *common, "--baseline", folder / "b.json")
    for form in ("xlsx", "csv"):
        command("worklists", folder / "x", *common, *ledger, "--out", folder / form, "--format", form)
    return folder


_kept: list[TemporaryDirectory[str]] = []


@cache
def _app() -> typer.core.TyperCommand:
    return typer.main.get_command(app.build(Translator("nb")))  # type: ignore[return-value]


def command(*arguments: object) -> str:
    """Carry out a command line of the program and give what it wrote to stdout; errors come out as they are."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        _app()([str(each) for each in arguments], prog_name="auditor", standalone_mode=False)
    out.flush()
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


@cache
def ruleset() -> RuleSet:
    """``liten``."""
    return rulesets.load(work() / "liten")


@cache
def tables() -> tuple[Table, ...]:
    """Those of ``liten``."""
    return tuple(ruleset().tables.values())


def files(*names: str) -> Callable[[], tuple[bytes, ...]]:
    """Good files that the program itself wrote."""
    return cache(lambda: tuple((work() / name).read_bytes() for name in names))
