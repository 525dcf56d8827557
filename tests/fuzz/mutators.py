"""Ways to spoil a good file, drawn by a seeded chance: by bytes, by pieces of text, and inside of containers."""

from __future__ import annotations

import gzip
import io
import random
import re
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.pieces import NUMBERS, PIECES, SQL
from tests.privacy.hostile import HOSTILE

Mutate = Callable[[bytes, random.Random], bytes]
LONGEST = 1 << 17
"""Bytes that an input may grow to: what is slow by its size alone is no finding."""
_TOKEN = re.compile(rb"[A-Za-z_]+|\d+|\s+|[^\sA-Za-z_0-9]")


def hostile_bytes(chance: random.Random) -> bytes:
    """A text that has broken programs like this one."""
    return chance.choice(HOSTILE)[1][:3000].encode("utf-8", "surrogatepass")


def _flipped(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _random_byte(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _span(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + int(chance.paretovariate(0.7)))


def _removed(data: bytearray, chance: random.Random) -> None:
    start, end = _span(data, chance)
    del data[start:end]


def _repeated(data: bytearray, chance: random.Random) -> None:
    start, end = _span(data, chance)
    times = chance.choice((1, 1, 2, 50))
    data[end:end] = bytes(data[start : min(end, start + LONGEST // 100)]) * times


def _inserted(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data) + 1)
    data[place:place] = chance.choice(PIECES)


def _hostile(data: bytearray, chance: random.Random) -> None:
    start, end = _span(data, chance)
    data[start:end] = hostile_bytes(chance)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _token(data: bytearray, chance: random.Random) -> None:
    tokens = list(_TOKEN.finditer(data))
    if tokens:
        found = chance.choice(tokens)
        other = chance.choice((chance.choice(tokens).group(), chance.choice(PIECES), chance.choice(SQL)))
        data[found.start() : found.end()] = other


def _line(data: bytearray, chance: random.Random) -> None:
    lines = data.split(b"\n")
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(4)
    if way == 0:
        del lines[place]
    elif way == 1:
        lines.insert(place, lines[other])
    elif way == 2:
        lines[place], lines[other] = lines[other], lines[place]
    else:
        indent = chance.choice((b" ", b"  ", b"    ", b"\t", b"- "))
        lines[place] = bytearray(indent + lines[place]) if chance.random() < 0.5 else lines[place][len(indent) :]
    data[:] = b"\n".join(lines)


_BYTES = (_flipped, _random_byte, _removed, _repeated, _inserted, _hostile, _cut)
_TEXT = (_token, _token, _token, _line, _line, _inserted, _removed, _hostile, _random_byte, _repeated, _cut)


def _some(ways: Sequence[Callable[[bytearray, random.Random], None]], data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        chance.choice(ways)(spoilt, chance)
    return bytes(spoilt[:LONGEST])


def by_bytes(data: bytes, chance: random.Random) -> bytes:
    """Spoilt without a thought of what the bytes mean."""
    return _some(_BYTES, data, chance)


def by_text(data: bytes, chance: random.Random) -> bytes:
    """Words, lines and numbers put in each other's places."""
    if chance.random() < 0.5:
        spoilt = bytearray(data)
        chance.choice((_token, _line))(spoilt, chance)
        return bytes(spoilt[:LONGEST])
    return _some(_TEXT, data, chance)


def sql(data: bytes, chance: random.Random) -> bytes:
    """Parts of conditions put together as they come; sometimes nested deeply, or a list without end."""
    if chance.random() < 0.03:
        times = chance.choice((10, 100, 1000, 20000))
        return chance.choice(
            (
                b"(" * times + b"a = 1" + b")" * times,
                b" AND ".join([b"a = 1"] * times),
                b"NOT " * times + b"p",
                b"a IN (" + b", ".join(b"%d" % n for n in range(times)) + b")",
                b"-" * times + b"a > 1",
                b"COALESCE(" * (times // 10) + b"a" + b", 1)" * (times // 10) + b" = 1",
                b"CASE WHEN p THEN " * (times // 10) + b"1" + b" END" * (times // 10) + b" = 1",
            )
        )
    if chance.random() < 0.3:
        return b"".join(chance.choice(SQL) for _ in range(chance.randrange(1, 12)))
    return by_text(data, chance)


def in_zip(inner: Mutate) -> Mutate:
    """A zip file whose members are spoilt and packed again, so that sums and sizes still fit; or spoilt as it is."""

    def mutate(data: bytes, chance: random.Random) -> bytes:
        if chance.random() < 0.3:
            return by_bytes(data, chance)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = [(info, archive.read(info)) for info in archive.infolist()]
        except (zipfile.BadZipFile, OSError, ValueError):
            return by_bytes(data, chance)
        spoilt, made = chance.randrange(len(members)), io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, (info, content) in enumerate(members):
                if place == spoilt:
                    way = chance.random()
                    if way < 0.05:
                        continue
                    if way < 0.15:
                        with suppress(ValueError, IndexError):
                            info.filename = (
                                inner(info.filename.encode(), chance).decode("utf-8", "replace")[:200] or "x"
                            )
                    content = inner(content, chance)
                with suppress(ValueError, UnicodeError, IndexError):
                    archive.writestr(info.filename, content)
        return made.getvalue()

    return mutate


def in_gzip(inner: Mutate) -> Mutate:
    """The same for gzip."""

    def mutate(data: bytes, chance: random.Random) -> bytes:
        if chance.random() < 0.5:
            return by_bytes(data, chance)
        return gzip.compress(inner(gzip.decompress(data), chance), 1)

    return mutate


def in_tail(data: bytes, chance: random.Random) -> bytes:
    """Spoilt near the end, where Parquet keeps what it says of itself; or anywhere."""
    if chance.random() < 0.3:
        return by_bytes(data, chance)
    tail = min(len(data), 1500)
    return data[:-tail] + by_bytes(data[-tail:-8], chance) + data[-8:]


def in_database(data: bytes, chance: random.Random) -> bytes:
    """A SQLite file spoilt by bytes, or by somebody who can write in it."""
    if chance.random() < 0.5:
        return by_bytes(data, chance)
    with TemporaryDirectory(dir=memory()) as folder:
        path = Path(folder) / "x.sqlite"
        path.write_bytes(data)
        with suppress(sqlite3.Error, OverflowError, UnicodeError), closing(sqlite3.connect(path)) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            table = chance.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column = chance.choice(columns)
            value = chance.choice(
                (hostile_bytes(chance).decode("utf-8", "replace"), chance.choice(NUMBERS).decode(), 2**62, -1, None)
            )
            statement = chance.choice(
                (
                    f"UPDATE {table} SET {column} = ?",
                    f"ALTER TABLE {table} DROP COLUMN {column}",
                    f"DROP TABLE {table}",
                    f"DELETE FROM {table}",
                    f"ALTER TABLE {table} RENAME COLUMN {column} TO x",
                    f"PRAGMA user_version = {chance.choice((0, 1, 2, 3, 4, 5, 6, -1, 2**31 - 1))}",
                    f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
                    f"CREATE VIEW v AS SELECT * FROM {table}",
                )
            )
            connection.execute("PRAGMA ignore_check_constraints = 1")
            connection.execute(statement, (value,) if "?" in statement else ())
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
        return path.read_bytes()


def memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
