"""Doors by which what the program once wrote comes in again: ledger, worklists, corrections, baseline, own settings."""

from __future__ import annotations

import random
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from auditor import engine
from auditor.extract import open_extract
from auditor.ledger import baseline, corrections, transfer
from auditor.ledger.database import connected
from auditor.model.errors import AuditorError
from auditor.privacy.pseudonyms import load_or_create_key
from auditor.tui import recent, resume, settings
from tests.fuzz.door import DAY, Door, command, files, ruleset, seen_through, tables, told, work
from tests.fuzz.mutators import by_text, in_database, in_zip


def _ledger(data: bytes, folder: Path) -> None:
    path = folder / "logg.sqlite"
    path.write_bytes(data)
    (folder / "logg.key").write_bytes((work() / "logg.key").read_bytes())
    (folder / "logg.key").chmod(0o600)
    chance = random.Random(len(data) ^ sum(data))
    common = ("--rules", work() / "liten", "--ledger", path)
    ways: tuple[tuple[object, ...], ...] = (
        ("ledger", "history", "--ledger", path),
        ("ledger", "history", "--ledger", path, "--by", "municipality"),
        ("ledger", "waivers", "--ledger", path),
        ("ledger", "history", "--ledger", path, "--by", "rule"),
        ("compare", "1", "2", "--ledger", path),
        ("ledger", "export", folder / "ut", "--ledger", path),
        ("ledger", "record", work() / "x", *common, "--reference-date", "2024-12-31"),
        ("ledger", "prune", "--keep", "1", "--ledger", path),
        ("check", work() / "x", *common, "--reference-date", "2024-12-31"),
        ("ledger", "unwaive", "1", "--ledger", path),
    )
    for way in chance.sample(ways, 2):
        command(*way)


def _dump(data: bytes, folder: Path) -> None:
    (folder / "ut.jsonl").write_bytes(data)
    path = folder / "ny.sqlite"
    (folder / "ny.key").write_bytes((work() / "logg.key").read_bytes())
    (folder / "ny.key").chmod(0o600)
    try:
        command("ledger", "import", folder / "ut.jsonl", "--ledger", path)
    except AuditorError:
        if path.exists():
            with connected(path) as connection:
                assert len(list(transfer.dump(connection))) == 1, "part of a refused dump was taken over"
        raise
    command("ledger", "history", "--ledger", path)
    command("ledger", "waivers", "--ledger", path)


def _returned(name: str) -> Callable[[bytes, Path], None]:
    def enter(data: bytes, folder: Path) -> None:
        (folder / name).write_bytes(data)
        command("worklists", "read", folder / name, "--ledger", work() / "logg.sqlite")

    return enter


def _corrections(data: bytes, folder: Path) -> None:
    _corrections_seed()
    (folder / "r.json").write_bytes(data)
    (folder / "r.key").write_bytes((work() / "r.key").read_bytes())
    (folder / "r.key").chmod(0o600)
    found = corrections.read(folder / "r.json")
    extract = open_extract(work() / "x", tables())
    done = corrections.applied(extract, ruleset(), found, folder / "r.json")
    seen_through(done.extract)
    engine.audit(done.extract, ruleset(), reference_date=DAY)
    corrections.write(folder / "r.json", found)
    assert corrections.read(folder / "r.json") == found, "corrections that are written are not those that were read"


@cache
def _corrections_seed() -> tuple[bytes, ...]:
    path = work() / "r.json"
    extract = open_extract(work() / "x", tables())
    table, raw = ruleset().tables["program"], extract.tables["program"]
    entries = []
    for row, column, value in ((0, "aarsak", "Arbeid"), (4, "slutt_dato", None), (0, "kommunenummer", "4601")):
        named = corrections.named(path, raw, table, row, column)
        entries.append(
            corrections.Correction("program", named.record, column, value, named.was, ("L-AVS-001",), named.key)
        )
    corrections.write(path, corrections.Corrections("liten", tuple(entries)))
    return (path.read_bytes(),)


def _baseline(data: bytes, folder: Path) -> None:
    (folder / "b.json").write_bytes(data)
    (folder / "b.key").write_bytes((work() / "b.key").read_bytes())
    (folder / "b.key").chmod(0o600)
    found = baseline.read(folder / "b.json")
    result = engine.audit(open_extract(work() / "x", tables()), ruleset(), reference_date=DAY)
    baseline.against(result, found, load_or_create_key(folder / "b.key"))


def _kept_state(data: bytes, folder: Path) -> None:
    """What lies in the user's own folders: whatever it is, the program begins."""
    for name in (settings.FILE, recent.FILE, resume.FILE):
        (folder / name).write_bytes(data)
    loaded = settings.load(folder)
    if loaded.trouble is not None:
        told(loaded.trouble)
    tomllib.loads(settings.as_toml(loaded.settings))
    settings.save(folder, loaded.settings)
    assert settings.load(folder).settings == loaded.settings, "settings that are kept are not those that were read"
    recent.load(folder)
    way = resume.recall(folder)
    if way is not None:
        resume.remember(folder, way)


def _lists(ending: str) -> Callable[[], tuple[bytes, ...]]:
    return cache(lambda: tuple(each.read_bytes() for each in sorted((work() / ending).glob(f"*.{ending}"))))


@cache
def _ledger_seed() -> tuple[bytes, ...]:
    path = work() / "logg.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return (path.read_bytes(),)


STATE = (
    b'language = "nb"\ntheme = "auditor-dark"\ndensity = "compact"\nshow_ids = true\n'
    b'[columns]\nprogram = ["timer"]\n[later]\na = [1, {b = 2024-01-01}]\n',
    b'[{"path": "/x/y", "rules": "liten"}]',
    b'{"version": 1, "path": "/x", "rules": "liten", "stops": '
    b'[{"view": "RowsScreen", "narrowed": {"rule": "A", "by": null, "key": null}, "cursors": {"a": 1}}]}',
)

DOORS = (
    Door("ledger", _ledger_seed, in_database, _ledger),
    Door("dump", files("logg.jsonl"), by_text, _dump),
    Door("list_xlsx", _lists("xlsx"), in_zip(by_text), _returned("liste.xlsx")),
    Door("list_csv", _lists("csv"), by_text, _returned("liste.csv")),
    Door("corrections", _corrections_seed, by_text, _corrections),
    Door("baseline", files("b.json"), by_text, _baseline),
    Door("state", lambda: STATE, by_text, _kept_state),
)
