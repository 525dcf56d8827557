"""The doors by which files come in: how a good file looks, how it is spoilt, and what is done with it.

A door does with its file what the program does, down to the last row or line of text that is made of it. What it raises
as an error of the program is a refusal; anything else that it raises is a hole.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import random
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import typer
import xlsxwriter
import yaml

from auditor import engine, published, rulesets
from auditor.cli import app
from auditor.engine.examples import run_examples
from auditor.extract import open_extract
from auditor.extract.mapping import format_mapping, parse_mapping
from auditor.ledger import baseline, corrections
from auditor.ledger.database import connected
from auditor.locale import Translator
from auditor.model.errors import AuditorError
from auditor.model.extract import Extract
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.privacy.pseudonyms import load_or_create_key
from auditor.published.loading import load_report
from auditor.reports import formats
from auditor.rulesets.expressions import compile_value
from auditor.rulesets.pandera_yaml import read_schema
from auditor.tui import recent, resume, settings
from tests.fuzz import mutators
from tests.fuzz.mutators import Mutate, by_bytes, by_text, in_gzip, in_tail, in_zip
from tests.published.writing import HEAD as PUBLISHED_HEAD
from tests.rulesets.frames import prepared, scope
from tests.small import FLAWED, PERSONS, RULESET, TABLES, write_extract, write_ruleset

DAY = dt.date(2024, 12, 31)
LINES = "0301A-1     xx0012000\n4601Åse     xx0000500\n1103        xx       \n"
ROWS = [line.split(";") for line in FLAWED.splitlines()]


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


# What the good files are made of


@cache
def _work() -> Path:
    """A folder, for as long as the process lives, with what the program itself has written."""
    keep = TemporaryDirectory(prefix="auditor-fuzz-", dir=mutators._memory())
    _kept.append(keep)
    folder = Path(keep.name)
    write_ruleset(folder / "liten")
    write_extract(folder / "x", FLAWED)
    common = ("--rules", folder / "liten", "--reference-date", "2024-12-31")
    ledger = ("--ledger", folder / "logg.sqlite")
    command("ledger", "record", folder / "x", *common, *ledger)
    command(
        "ledger",
        "waive",
        "L-AVS-001",
        "--municipality",
        "0301",
        "--reason",
        "lawful",
        "--owner",
        "K",
        "--until",
        "2099-12-31",
        "--rules",
        folder / "liten",
        *ledger,
    )
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
def _ruleset() -> RuleSet:
    return rulesets.load(_work() / "liten")


@cache
def _tables() -> tuple[Table, ...]:
    return tuple(_ruleset().tables.values())


@cache
def _form() -> tuple[Table, ...]:
    return tuple(rulesets.load("kostra").tables.values())


def _workbook(rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("program")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_number(len(rows), 6, 3.5)
        sheet.write_datetime(len(rows), 3, dt.datetime(2024, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(len(rows), 5, "=1/0", None, "#DIV/0!")
    return made.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def _parquet(frame: pl.DataFrame, **options: object) -> bytes:
    made = io.BytesIO()
    frame.write_parquet(made, **options)  # type: ignore[arg-type]
    return made.getvalue()


@cache
def _csv_seeds() -> tuple[bytes, ...]:
    quoted = "\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS) + "\n"
    return (
        FLAWED.encode(),
        FLAWED.replace(";", ",").encode("utf-8-sig"),
        FLAWED.replace(";", "\t").replace("\n", "\r\n").encode("utf-16"),
        FLAWED.replace("Flyttet", "Flåttet").encode("cp1252"),
        quoted.replace("Flyttet", 'Fly""t\ntet').encode(),
        quoted.encode("utf-32"),
        FLAWED.replace("\n", "\r").encode(),
    )


@cache
def _parquet_seeds() -> tuple[bytes, ...]:
    frame = pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row")
    typed = frame.with_columns(
        pl.col("start_dato").str.to_date(),
        pl.col("timer").cast(pl.Int32, strict=False),
        pl.col("aarsak").cast(pl.Categorical),
    )
    strange = typed.with_columns(
        t=pl.lit(dt.datetime(2024, 1, 1)),
        u=pl.lit(b"x"),
        v=pl.concat_list("timer"),
        w=pl.lit(1.5).cast(pl.Decimal(10, 2)),
    )
    return (
        _parquet(frame),
        _parquet(typed, compression="snappy"),
        _parquet(typed, compression="uncompressed", row_group_size=2),
        _parquet(strange),
    )


# What is done with a file


def _seen_through(extract: Extract) -> None:
    """Every row of every table is read, and there are as many as the manifest says."""
    for table in extract.tables.values():
        table.frame.collect(engine="streaming")
    for problem in extract.problems:
        told(AuditorError(problem.key, **problem.facts))


def _opened(data: bytes, folder: Path, name: str, tables: tuple[Table, ...]) -> Extract:
    (folder / name).write_bytes(data)
    return open_extract(folder / name, tables)


def _extract(name: str, tables: Callable[[], tuple[Table, ...]] = _tables) -> Callable[[bytes, Path], None]:
    def enter(data: bytes, folder: Path) -> None:
        extract = _opened(data, folder, name, tables())
        _seen_through(extract)

    return enter


def _audited(data: bytes, folder: Path) -> None:
    """A delivery is audited, and all formats are made of it."""
    write_extract(folder / "x", FLAWED)
    (folder / "x" / "program.csv").write_bytes(data)
    asked = [word for form in formats.NAMES for word in ("--format", f"{form}:{folder / form}")]
    command("check", folder / "x", "--rules", _work() / "liten", "--reference-date", DAY.isoformat(), *asked)


def _profiled(data: bytes, folder: Path) -> None:
    (folder / "program.csv").write_bytes(data)
    command("profile", folder / "program.csv", "--rules", _work() / "liten", "--reference-date", DAY.isoformat())


def _mapping(data: bytes, folder: Path) -> None:
    told_by = parse_mapping(data, "auditor.toml", _tables())
    again = parse_mapping(format_mapping(told_by).encode(), "auditor.toml", _tables())
    assert again == told_by, "a mapping that is written is not the one that was read"
    (folder / "auditor.toml").write_bytes(data)
    (folder / "program.csv").write_text(FLAWED, encoding="utf-8")
    _seen_through(open_extract(folder, _tables()))


def _rules(name: str) -> Callable[[bytes, Path], None]:
    """The rule set ``liten`` with one of its files spoilt, its examples run and an extract audited."""

    def enter(data: bytes, folder: Path) -> None:
        liten = folder / "liten"
        liten.mkdir()
        for each in (_work() / "liten").iterdir():
            (liten / each.name).write_bytes(data if each.name == name else each.read_bytes())
        ruleset = rulesets.load(liten)
        list(run_examples(ruleset))
        extract = open_extract(_work() / "x", tuple(ruleset.tables.values()))
        engine.audit(extract, ruleset, reference_date=DAY)

    return enter


def _condition(data: bytes, folder: Path) -> None:
    text = data.decode("utf-8", "replace")
    compiled = compile_value(text, scope()).expr
    row = {"a": 1, "b": None, "x": 1.5, "s": "æ", "t": "", "d": DAY, "e": dt.date(1, 1, 1), "p": True, "q": None}
    prepared([row, {}, row]).lazy().select(compiled.alias("v")).collect(engine="streaming")


def _ledger(data: bytes, folder: Path) -> None:
    path = folder / "logg.sqlite"
    path.write_bytes(data)
    (folder / "logg.key").write_bytes((_work() / "logg.key").read_bytes())
    (folder / "logg.key").chmod(0o600)
    chance = random.Random(len(data) ^ sum(data))
    common = ("--rules", _work() / "liten", "--ledger", path)
    ways: tuple[tuple[object, ...], ...] = (
        ("ledger", "history", "--ledger", path),
        ("ledger", "history", "--ledger", path, "--by", "municipality"),
        ("ledger", "waivers", "--ledger", path),
        ("ledger", "history", "--ledger", path, "--by", "rule"),
        ("compare", "1", "2", "--ledger", path),
        ("ledger", "export", folder / "ut", "--ledger", path),
        ("ledger", "record", _work() / "x", *common, "--reference-date", "2024-12-31"),
        ("ledger", "prune", "--keep", "1", "--ledger", path),
        ("check", _work() / "x", *common, "--reference-date", "2024-12-31"),
        ("ledger", "unwaive", "1", "--ledger", path),
    )
    for way in chance.sample(ways, 2):
        command(*way)


def _dump(data: bytes, folder: Path) -> None:
    from auditor.ledger import transfer

    (folder / "ut.jsonl").write_bytes(data)
    path = folder / "ny.sqlite"
    (folder / "ny.key").write_bytes((_work() / "logg.key").read_bytes())
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
        command("worklists", "read", folder / name, "--ledger", _work() / "logg.sqlite")

    return enter


def _corrections(data: bytes, folder: Path) -> None:
    _corrections_seed()
    (folder / "r.json").write_bytes(data)
    (folder / "r.key").write_bytes((_work() / "r.key").read_bytes())
    (folder / "r.key").chmod(0o600)
    found = corrections.read(folder / "r.json")
    extract = open_extract(_work() / "x", _tables())
    done = corrections.applied(extract, _ruleset(), found, folder / "r.json")
    _seen_through(done.extract)
    engine.audit(done.extract, _ruleset(), reference_date=DAY)
    corrections.write(folder / "r.json", found)
    assert corrections.read(folder / "r.json") == found, "corrections that are written are not those that were read"


@cache
def _corrections_seed() -> tuple[bytes, ...]:
    path = _work() / "r.json"
    extract = open_extract(_work() / "x", _tables())
    table, raw = _ruleset().tables["program"], extract.tables["program"]
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
    (folder / "b.key").write_bytes((_work() / "b.key").read_bytes())
    (folder / "b.key").chmod(0o600)
    found = baseline.read(folder / "b.json")
    result = engine.audit(open_extract(_work() / "x", _tables()), _ruleset(), reference_date=DAY)
    baseline.against(result, found, load_or_create_key(folder / "b.key"))


def _published(data: bytes, folder: Path) -> None:
    (folder / "p.yaml").write_bytes(data)
    published.verify(load_report(folder / "p.yaml"))
    command("verify", folder / "p.yaml")


def _schema(ending: str) -> Callable[[bytes, Path], None]:
    def enter(data: bytes, folder: Path) -> None:
        (folder / f"skjema{ending}").write_bytes(data)
        read_schema(folder / f"skjema{ending}")
        ruleset = rulesets.load(str(folder / f"skjema{ending}"))
        engine.audit(open_extract(_work() / "x", tuple(ruleset.tables.values())), ruleset, reference_date=DAY)

    return enter


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


def told(error: AuditorError) -> None:
    """An error is a sentence in both languages."""
    from auditor.privacy.sanitise import sanitise

    for language in ("nb", "en"):
        sentence = sanitise(Translator(language).error(error))
        assert len(sentence) > 10, sentence
    for problem in getattr(error, "problems", ()):
        for language in ("nb", "en"):
            Translator(language)(problem.key, **problem.facts)


@cache
def _published_seeds() -> tuple[bytes, ...]:
    small = {
        **PUBLISHED_HEAD,
        "figures": {
            "a": {"value": 12, "place": "s. 1"},
            "b": {"value": "12,5 %", "place": "s. 2"},
            "c": {"value": 24, "place": "s. 3"},
        },
        "tables": [
            {
                "name": "t",
                "place": "s. 2",
                "columns": ["x", "y"],
                "percent": ["y"],
                "rows": {"r": [1, 50], "s": [2, None]},
            }
        ],
        "claims": [{"name": "p1", "kind": "same", "figures": ["a", "c"]}],
    }
    return (
        yaml.safe_dump(small, allow_unicode=True, sort_keys=False).encode(),
        published.loading.find("seed-000").read_bytes(),
    )


def _files(*names: str) -> Callable[[], tuple[bytes, ...]]:
    return cache(lambda: tuple((_work() / name).read_bytes() for name in names))


def _lists(ending: str) -> Callable[[], tuple[bytes, ...]]:
    return cache(lambda: tuple(each.read_bytes() for each in sorted((_work() / ending).glob(f"*.{ending}"))))


@cache
def _ledger_seed() -> tuple[bytes, ...]:
    path = _work() / "logg.sqlite"
    import sqlite3

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return (path.read_bytes(),)


@cache
def _schema_seeds() -> tuple[bytes, ...]:
    command("rules", "export", _work() / "skjema", "--rules", _work() / "liten")
    return tuple(each.read_bytes() for each in sorted((_work() / "skjema").glob("*.yaml")))


MAPPING = (
    'pseudonymous = false\n[tables.program]\nfiles = ["program*"]\n[tables.program.columns]\nslutt_dato = "Slutt"\n'
    '[tables.program.repairs]\nkommunenummer = "pad_zeros:4"\n'
    '[files."program.csv"]\ntable = "program"\ndelimiter = ";"\nencoding = "cp1252"\n'
    "skip_rows = 0\nheader_row = 1\nignore = false\n"
    '[centres."Bodø mottak"]\nkeys = ["7"]\nnames = ["Bodø IM"]\nrejected = ["x"]\n',
)
CONDITIONS = (
    b"a = 1 AND b IS NOT NULL",
    b"d >= DATE '2020-01-01' OR NOT p",
    b"CASE WHEN a > b THEN x ELSE 0 END <= 1.5",
    b"COALESCE(s, t, '') LIKE 'a%'",
    b"in_list(s, 'fast') AND years_between(d, e) BETWEEN 18 AND 67",
    b"a IN (1, 2, 3) AND matches(s, '^[a-z]+$')",
    b"parameter('timer') > a * 2 - -b / 3 % 4",
    b"add_months(d, a) < e",
    b"UPPER(TRIM(SUBSTR(s, 1, 3))) = t",
    b"GREATEST(d, e) = LEAST(d, e)",
    b"YEAR(d) * 12 + MONTH(d) = ROUND(x, 1)",
)
STATE = (
    b'language = "nb"\ntheme = "auditor-dark"\ndensity = "compact"\nshow_ids = true\n'
    b'[columns]\nprogram = ["timer"]\n[later]\na = [1, {b = 2024-01-01}]\n',
    b'[{"path": "/x/y", "rules": "liten"}]',
    b'{"version": 1, "path": "/x", "rules": "liten", "stops": '
    b'[{"view": "RowsScreen", "narrowed": {"rule": "A", "by": null, "key": null}, "cursors": {"a": 1}}]}',
)
RULE_FILE = "regler.yaml"

DOORS: dict[str, Door] = {
    door.name: door
    for door in (
        Door("csv", _csv_seeds, by_text, _extract("program.csv")),
        Door("csv_bytes", _csv_seeds, by_bytes, _extract("program.txt")),
        Door(
            "fixed",
            cache(lambda: (LINES.encode(), LINES.encode("cp1252"), (b"0301" + b" 1234567" * 13 + b"   \n") * 3)),
            by_text,
            _extract("skjema_11b.dat", _form),
        ),
        Door("xlsx", cache(lambda: (_workbook(ROWS),)), in_zip(by_text), _extract("program.xlsx")),
        Door(
            "xls",
            cache(lambda: (_workbook(ROWS), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))),
            by_bytes,
            _extract("program.xls"),
        ),
        Door("parquet", _parquet_seeds, in_tail, _extract("program.parquet")),
        Door(
            "zip",
            cache(
                lambda: (
                    _zip(
                        {
                            "program.csv": FLAWED.encode(),
                            "auditor.toml": b"pseudonymous = false\n",
                            "sub/person.csv": PERSONS.encode(),
                        }
                    ),
                )
            ),
            in_zip(by_text),
            _extract("x.zip"),
        ),
        Door("gzip", cache(lambda: (gzip.compress(FLAWED.encode()),)), in_gzip(by_text), _extract("program.csv.gz")),
        Door("audit", _csv_seeds, by_text, _audited),
        Door("profile", _csv_seeds, by_text, _profiled),
        Door("mapping", cache(lambda: tuple(each.encode() for each in MAPPING)), by_text, _mapping),
        Door("rules", _files("liten/regler.yaml"), by_text, _rules("regler.yaml")),
        Door("tables", cache(lambda: (TABLES.encode(),)), by_text, _rules("tables.yaml")),
        Door("head", cache(lambda: (RULESET.encode(),)), by_text, _rules("ruleset.yaml")),
        Door("condition", lambda: CONDITIONS, mutators.sql, _condition),
        Door("ledger", _ledger_seed, mutators.in_database, _ledger),
        Door("dump", _files("logg.jsonl"), by_text, _dump),
        Door("list_xlsx", _lists("xlsx"), in_zip(by_text), _returned("liste.xlsx")),
        Door("list_csv", _lists("csv"), by_text, _returned("liste.csv")),
        Door("corrections", _corrections_seed, by_text, _corrections),
        Door("baseline", _files("b.json"), by_text, _baseline),
        Door("published", _published_seeds, by_text, _published),
        Door("schema", _schema_seeds, by_text, _schema(".yaml")),
        Door("state", lambda: STATE, by_text, _kept_state),
    )
}
