"""dataframely: its own rules where it has them, ``dy.rule`` for those across columns."""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from tests.benchmarks.checks import REQUIRED, UNIQUE, Check
from tests.benchmarks.contestants.protocol import Answer, Task, listed, shares
from tests.benchmarks.values import COLUMNS

_COLUMNS = {"String": dy.String, "Int64": dy.Int64, "Float64": dy.Float64, "Date": dy.Date, "Datetime": dy.Datetime}


def _schema(checks: list[Check]) -> tuple[type[dy.Schema], dict[str, str]]:
    """The schema, and the id of the check that each of its rules stands for."""
    body: dict[str, Any] = {"row": dy.UInt32(nullable=False)}
    ids: dict[str, str] = {}
    for column, dtype in COLUMNS.items():
        options: dict[str, Any] = {"nullable": column not in REQUIRED}
        for check in (each for each in checks if each.column == column):
            _add(check, options, ids, column)
        body[column] = _COLUMNS[type(dtype).__name__](**options)
    for check in checks:
        if check.kind in ("across", "checksum"):
            body[check.id] = dy.rule()(lambda cls, holds=check.holds: holds)
            ids[check.id] = check.id
    for id_, fields in UNIQUE.items():
        unique = pl.any_horizontal([pl.col(field).is_null() for field in fields]) | pl.struct(fields).is_unique()
        body[id_] = dy.rule()(lambda cls, holds=unique: holds)
        ids[id_] = id_
    return type("Participants", (dy.Schema,), body), ids


def _add(check: Check, options: dict[str, Any], ids: dict[str, str], column: str) -> None:
    facts = check.facts
    match check.kind:
        case "not_null":
            ids[f"{column}|nullability"] = check.id
        case "pattern":
            options["regex"] = f"^(?:{facts['pattern']})$"
            ids[f"{column}|regex"] = check.id
        case "range":
            options["min"], options["max"] = facts["low"], facts["high"]
            ids[f"{column}|min"] = ids[f"{column}|max"] = check.id
        case "below":
            options["max_exclusive"] = facts["high"]
            ids[f"{column}|max_exclusive"] = check.id
        case "codes" | "known":
            options.setdefault("check", {})[check.id] = lambda value, values=facts["values"]: value.is_in(values)
            ids[f"{column}|check__{check.id}"] = check.id


def run(task: Task, variant: str = "") -> Answer:
    """On a LazyFrame, or with ``eager`` on a frame in memory."""
    frame = (task.read().lazy() if variant == "eager" else task.scan()).with_row_index("row")
    schema, ids = _schema(task.checks)
    outcome = schema.filter(frame.collect() if variant == "eager" else frame)
    failure = (outcome if variant == "eager" else outcome.collect_all()).failure
    counts: dict[str, int] = dict.fromkeys(ids.values(), 0)
    for rule, count in failure.counts().items():
        counts[ids[rule]] += count
    failure.invalid()

    def rows() -> pl.DataFrame:
        details = failure.details()
        parts: dict[str, list[pl.Series]] = {}
        for rule, id_ in ids.items():
            parts.setdefault(id_, []).append(details["row"].filter(details[rule] == "invalid"))
        return listed({id_: pl.concat(found) for id_, found in parts.items()})

    return Answer(counts, rows, shares(frame))
