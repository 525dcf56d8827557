"""Doors by which rules come in: a rule set's files, conditions, published reports, and schemas of pandera."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

from auditor import engine, published, rulesets
from auditor.engine.examples import run_examples
from auditor.extract import open_extract
from auditor.published.loading import load_report
from auditor.rulesets.expressions import compile_value
from auditor.rulesets.pandera_yaml import read_schema
from tests.fuzz.door import DAY, Door, command, files, work
from tests.fuzz.mutators import by_text, sql
from tests.published.writing import HEAD as PUBLISHED_HEAD
from tests.rulesets.frames import prepared, scope
from tests.small import RULESET, TABLES


def _rules(name: str) -> Callable[[bytes, Path], None]:
    """The rule set ``liten`` with one of its files spoilt, its examples run and an extract audited."""

    def enter(data: bytes, folder: Path) -> None:
        liten = folder / "liten"
        liten.mkdir()
        for each in (work() / "liten").iterdir():
            (liten / each.name).write_bytes(data if each.name == name else each.read_bytes())
        ruleset = rulesets.load(liten)
        list(run_examples(ruleset))
        extract = open_extract(work() / "x", tuple(ruleset.tables.values()))
        engine.audit(extract, ruleset, reference_date=DAY)

    return enter


def _condition(data: bytes, folder: Path) -> None:
    text = data.decode("utf-8", "replace")
    compiled = compile_value(text, scope()).expr
    row = {"a": 1, "b": None, "x": 1.5, "s": "æ", "t": "", "d": DAY, "e": dt.date(1, 1, 1), "p": True, "q": None}
    prepared([row, {}, row]).lazy().select(compiled.alias("v")).collect(engine="streaming")


def _published(data: bytes, folder: Path) -> None:
    (folder / "p.yaml").write_bytes(data)
    published.verify(load_report(folder / "p.yaml"))
    command("verify", folder / "p.yaml")


def _schema(data: bytes, folder: Path) -> None:
    (folder / "skjema.yaml").write_bytes(data)
    read_schema(folder / "skjema.yaml")
    loaded = rulesets.load(str(folder / "skjema.yaml"))
    engine.audit(open_extract(work() / "x", tuple(loaded.tables.values())), loaded, reference_date=DAY)


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


@cache
def _schema_seeds() -> tuple[bytes, ...]:
    command("rules", "export", work() / "skjema", "--rules", work() / "liten")
    return tuple(each.read_bytes() for each in sorted((work() / "skjema").glob("*.yaml")))


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

DOORS = (
    Door("rules", files("liten/regler.yaml"), by_text, _rules("regler.yaml")),
    Door("tables", lambda: (TABLES.encode(),), by_text, _rules("tables.yaml")),
    Door("head", lambda: (RULESET.encode(),), by_text, _rules("ruleset.yaml")),
    Door("condition", lambda: CONDITIONS, sql, _condition),
    Door("published", _published_seeds, by_text, _published),
    Door("schema", _schema_seeds, by_text, _schema),
)
