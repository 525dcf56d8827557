"""A corrections file: values that somebody proposes for fields of records, to be put right where they are registered.

A record is named by a keyed pseudonym; its own key is told only where identity numbers may be shown. The key of the
pseudonyms lies in a file of its own beside it; with another key no record is recognised, and that is refused. The
extract itself is never changed: an audit *as if* reads it with the values in their places.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.engine.parse import written
from auditor.ledger.errors import LedgerError
from auditor.ledger.json_files import content_of
from auditor.ledger.place import key_of
from auditor.model.extract import ROW, Extract, Problem, RawTable
from auditor.model.vocabulary import Severity
from auditor.privacy.files import write_private
from auditor.privacy.pseudonyms import pseudonym, pseudonyms, same
from auditor.results.keys import KEY, key_parts, keyed

if TYPE_CHECKING:
    from auditor.model.ruleset import RuleSet
    from auditor.model.table import Table

FORMAT = "auditor-corrections"
VERSION = 1
_NEW = "__new"


@dataclass(frozen=True, slots=True)
class Correction:
    """A value proposed for one field of one record."""

    table: str
    record: str
    """Pseudonym of the record's key."""
    field: str
    value: str | None
    """As the register writes it; None takes the value away."""
    was: str
    """Pseudonym of the value it is to replace, so that it is not carried out on another."""
    rules: tuple[str, ...] = ()
    """The rules whose findings on the person's records go with it."""
    key: tuple[str, ...] = ()
    """The key of the record, where identity numbers may be shown."""

    @property
    def place(self) -> tuple[str, str, str]:
        """What it is about: table, record and field."""
        return self.table, self.record, self.field


@dataclass(frozen=True, slots=True)
class Corrections:
    """The proposals for an extract; at most one for each field of each record."""

    ruleset: str
    entries: tuple[Correction, ...] = ()

    def with_entry(self, entry: Correction) -> Corrections:
        """With one more, in the place of an earlier one for the same field."""
        return replace(self, entries=(*(each for each in self.entries if each.place != entry.place), entry))

    def without(self, entry: Correction) -> Corrections:
        """With one taken back."""
        return replace(self, entries=tuple(each for each in self.entries if each.place != entry.place))


@dataclass(frozen=True, slots=True)
class Applied:
    """An extract as it would be, and how many corrections found their record."""

    extract: Extract
    applied: int
    lost: int
    """Corrections whose record is not there (any more), or not alone in having its key."""
    overtaken: int
    """Corrections of a value that has been changed since."""


@dataclass(frozen=True)
class Named:
    """A record by what names it in a corrections file."""

    record: str
    was: str
    key: tuple[str, ...] = field(repr=False)


def read(path: Path) -> Corrections:
    """The corrections of a file.

    LedgerError where there is none, where this program does not understand it, or where its key is not beside it.
    """
    content = content_of(path, "corrections")
    try:
        if (content["format"], content["version"]) != (FORMAT, VERSION):
            raise ValueError
        check, ruleset = _text(content["check"]), _text(content["ruleset"])
        entries = tuple(_entry(each) for each in content["corrections"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise LedgerError("ledger.corrections_damaged", file=path.name) from None
    if not path.with_suffix(".key").exists() or not same(check, _check(key_of(path))):
        raise LedgerError("ledger.corrections_key", file=path.name)
    return Corrections(ruleset, entries)


def write(path: Path, corrections: Corrections) -> None:
    """Write them, one line each, whole or not at all, with mode 0600; the key is made where there is none.

    PrivacyError where that cannot be done.
    """
    lines = [json.dumps(_told(each), ensure_ascii=False) for each in corrections.entries]
    head = {"format": FORMAT, "version": VERSION, "ruleset": corrections.ruleset, "check": _check(key_of(path))}
    told = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items())
    body = "[\n" + ",\n".join(f"    {line}" for line in lines) + "\n  ]" if lines else "[]"
    write_private(path, f'{{\n{told},\n  "corrections": {body}\n}}\n', overwrite=True)


def named(path: Path, raw: RawTable, table: Table, row: int, name: str) -> Named:
    """What names a record and the value of one of its fields.

    LedgerError where its key is missing or another record has it, too: nobody could tell which one is meant.
    """
    keys = keyed(raw, table)
    here = keys.filter(pl.col(ROW) == row).collect(engine="streaming")
    record = here[KEY][0] if here.height else None
    if record is None:
        raise LedgerError("ledger.corrections_nameless")
    if keys.filter(pl.col(KEY) == record).select(pl.len()).collect(engine="streaming").item() > 1:
        raise LedgerError("ledger.corrections_ambiguous")
    value = raw.frame.filter(pl.col(ROW) == row).select(pl.col(name).cast(pl.String)).collect(engine="streaming").item()
    key = key_of(path)
    return Named(pseudonym(key, record, f"record:{table.name}"), _value_name(key, value), tuple(key_parts(record)))


def rows_of(corrections: Corrections, extract: Extract, ruleset: RuleSet, path: Path) -> dict[tuple[str, str], int]:
    """The rows of the records, by table and pseudonym; those that are not there, or not alone, are left out."""
    key, found = key_of(path), {}
    for name in dict.fromkeys(each.table for each in corrections.entries):
        raw, declared = extract.tables.get(name), ruleset.tables.get(name)
        if raw is not None and declared is not None:
            wanted = {each.record for each in corrections.entries if each.table == name}
            found.update({(name, record): row for record, row in _rows(raw, declared, key, wanted).items()})
    return found


def handed_on(path: Path, folder: Path) -> Path:
    """Copy a corrections file and its key into a folder; PrivacyError where that cannot be done or they are there."""
    copy = folder / path.name
    write_private(copy.with_suffix(".key"), path.with_suffix(".key").read_bytes())
    write_private(copy, path.read_bytes())
    return copy


def applied(extract: Extract, ruleset: RuleSet, corrections: Corrections, path: Path) -> Applied:
    """The extract with the proposed values in their places; ``path`` is the file they come from.

    The extract says so as a problem, so that no report takes it for what was delivered. Finding the records makes a
    pseudonym of every key of the tables concerned. LedgerError where the corrections are of another rule set.
    """
    if corrections.ruleset != ruleset.name:
        raise LedgerError("ledger.corrections_rules", rules=ruleset.name, other=corrections.ruleset)
    key, tables = key_of(path), dict(extract.tables)
    done = lost = overtaken = 0
    for name in dict.fromkeys(each.table for each in corrections.entries):
        entries = [each for each in corrections.entries if each.table == name]
        raw, declared = extract.tables.get(name), ruleset.tables.get(name)
        if raw is None or declared is None:
            lost += len(entries)
            continue
        rows = _rows(raw, declared, key, {each.record for each in entries})
        for column in dict.fromkeys(each.field for each in entries):
            there = column in raw.frame.collect_schema()
            wanted = {rows[each.record]: each for each in entries if each.field == column and each.record in rows}
            now = _values(tables[name], column, wanted) if there else {}
            fitting = {row: each.value for row, each in wanted.items() if _still(key, each, row, now)}
            lost += sum(each.field == column for each in entries) - len(now)
            overtaken += len(now) - len(fitting)
            done += len(fitting)
            if fitting:
                tables[name] = _with(tables[name], column, fitting)
    facts = {"applied": done, "lost": lost, "overtaken": overtaken, "file": path.name}
    severity = Severity.WARNING if lost or overtaken else Severity.INFO
    problem = Problem(severity, "ledger.corrections_applied", facts)
    changed = replace(extract, tables=tables, problems=(*extract.problems, problem))
    return Applied(changed, done, lost, overtaken)


def _rows(raw: RawTable, table: Table, key: bytes, wanted: set[str]) -> dict[str, int]:
    """The rows of the records that are wanted, by their pseudonyms; those that are not alone are left out."""
    keys = keyed(raw, table).drop_nulls(KEY).collect(engine="streaming")
    alone = keys.filter(pl.col(KEY).is_unique())
    names = pseudonyms(key, alone[KEY], f"record:{table.name}")
    return {name: row for name, row in zip(names, alone[ROW], strict=True) if name in wanted}


def _values(raw: RawTable, column: str, rows: Iterable[int]) -> dict[int, str | None]:
    picked = raw.frame.filter(pl.col(ROW).is_in(pl.Series(list(rows), dtype=pl.UInt32).implode()))
    return dict(picked.select(ROW, pl.col(column).cast(pl.String)).collect(engine="streaming").iter_rows())


def _still(key: bytes, entry: Correction, row: int, now: Mapping[int, str | None]) -> bool:
    return row in now and same(_value_name(key, now[row]), entry.was)


def _with(raw: RawTable, column: str, values: Mapping[int, str | None]) -> RawTable:
    new = pl.LazyFrame({ROW: list(values), _NEW: list(values.values())}, schema={ROW: pl.UInt32, _NEW: pl.String})
    here = pl.col(ROW).is_in(pl.Series(list(values), dtype=pl.UInt32).implode())
    schema = raw.frame.collect_schema()
    frame = raw.frame.join(new, on=ROW, how="left", maintain_order="left").with_columns(
        pl.when(here).then(pl.col(_NEW)).otherwise(written(column, schema[column])).alias(column)
    )
    return replace(raw, frame=frame.select(schema.names()))


def _value_name(key: bytes, value: str | None) -> str:
    return pseudonym(key, "" if value is None else f"={value}", "value")


def _check(key: bytes) -> str:
    return hmac.new(key, b"auditor-corrections", "sha256").hexdigest()[:16]


def _told(entry: Correction) -> dict[str, Any]:
    told: dict[str, Any] = {
        "table": entry.table,
        "record": entry.record,
        "field": entry.field,
        "value": entry.value,
        "was": entry.was,
        "rules": list(entry.rules),
    }
    return told | ({"key": list(entry.key)} if entry.key else {})


def _entry(said: Mapping[str, Any]) -> Correction:
    value = said["value"]
    return Correction(
        _text(said["table"]),
        _text(said["record"]),
        _text(said["field"]),
        None if value is None else _text(value),
        _text(said["was"]),
        _texts(said["rules"]),
        _texts(said.get("key", ())),
    )


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError
    return tuple(map(_text, values))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a character, which JSON can name, is a ValueError
    return value
