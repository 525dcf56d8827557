"""The ledger as the screens use it: waivers and marks of findings, made and taken back.

Whatever reads or writes the file, or names a record, is for a worker thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.ledger import marks, runs, waivers
from auditor.ledger.database import connected
from auditor.ledger.kinds import Kind
from auditor.ledger.marks import About, Marked
from auditor.ledger.naming import name_of
from auditor.ledger.place import key_of
from auditor.ledger.runs import Recorded
from auditor.model.errors import AuditorError
from auditor.model.extract import ROW
from auditor.results.keys import key_fields, key_of_parts
from auditor.results.waiving import Waived

if TYPE_CHECKING:
    import polars as pl

    from auditor.model.audit import AuditResult
    from auditor.model.rule import Rule
    from auditor.results import RowReader

WAIVED, SENT, TICKED = "waived", "sent", "corrected"
"""What a finding may be noted as."""


@dataclass(frozen=True)
class Form:
    """What somebody must say to waive a finding."""

    reason: str
    owner: str
    expires: dt.date
    comment: str = ""


@dataclass(frozen=True)
class _Done:
    """Something that can be taken back: what it was, of how many findings, and how."""

    what: str
    undo: Callable[[Path], None]


@dataclass
class Logbook:
    """The ledger at ``path``, which is made when something is first written, and what it says of the audit shown."""

    path: Path
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now().replace(microsecond=0)
    waived: Waived | None = None
    marked: Marked | None = None
    owner: str = ""
    """Who was named last."""
    trouble: AuditorError | None = None
    """Why the ledger could not be read when the audit was loaded."""
    _done: list[_Done] = field(default_factory=list)

    def follow(self, result: AuditResult) -> None:
        """Read what the ledger says of an audit; nothing where there is no ledger yet."""
        if not self.path.exists():
            self.waived = self.marked = None
            return
        key = key_of(self.path)
        with connected(self.path) as connection:
            self.waived = waivers.waived(connection, result, key, self.now().date())
            self.marked = marks.marked(connection, result, key)

    def follow_if_possible(self, result: AuditResult) -> None:
        """The same; a ledger that cannot be read keeps nobody from looking at an audit."""
        self.trouble = None
        try:
            self.follow(result)
        except AuditorError as error:
            self.waived = self.marked = None
            self.trouble = error

    # What it says

    def waived_by_rule(self, rule: str, municipality: str | None) -> int:
        """Waived findings of a rule, in a municipality or in all."""
        if self.waived is None:
            return 0
        if municipality is None:
            return self.waived.by_rule.get(rule, 0)
        return self.waived.of(self.waived.result.rule_ids.index(rule), municipality)

    def notes(self, rule: int) -> dict[int, str]:
        """By row, what the findings of a rule (by its place) are noted as; a waiver counts before a mark."""
        noted: dict[int, str] = {}
        if self.marked is not None:
            lines = self.marked.found.filter(self.marked.found["rule"] == rule).select("row", "kind").drop_nulls()
            noted.update(lines.iter_rows())
        if self.waived is not None:
            covered = self.waived.covered
            noted.update(dict.fromkeys(covered.filter(covered["rule"] == rule)["row"].drop_nulls(), WAIVED))
        return noted

    @property
    def can_undo(self) -> bool:
        """Whether anything was done that can be taken back."""
        return bool(self._done)

    # What is done

    def waive_rows(self, result: AuditResult, reader: RowReader, rule: Rule, rows: pl.Series, form: Form) -> int:
        """Waive a rule for the records of some rows; how many. AuditorError where a row has no key to know it by."""
        records = self._records(reader, rule, rows)
        made: list[int] = []
        with connected(self.path) as connection:
            for record in records:
                made.append(
                    waivers.waive(
                        connection, rule.id, record=record, reason=form.reason, owner=form.owner, expires=form.expires,
                        created_at=self.now(), comment=form.comment,
                    )
                )  # fmt: skip
        self._remember(WAIVED, made, form)
        self.follow(result)
        return len(made)

    def waive_municipality(self, result: AuditResult, rule: Rule, municipality: str, form: Form) -> int:
        """Waive a rule for a municipality."""
        key_of(self.path)
        with connected(self.path) as connection:
            number = waivers.waive(
                connection, rule.id, municipality=municipality, reason=form.reason, owner=form.owner,
                expires=form.expires, created_at=self.now(), comment=form.comment,
            )  # fmt: skip
        self._remember(WAIVED, [number], form)
        self.follow(result)
        return 1

    def mark_sent(self, result: AuditResult, reader: RowReader, rule: Rule, rows: pl.Series) -> int:
        """Mark the findings of some rows as sent; how many were not so marked before."""
        records = self._records(reader, rule, rows)
        with connected(self.path) as connection:
            made = marks.mark(connection, [About(rule.id, each) for each in records], Kind.SENT, self.now())
            numbers = [each.id for each in marks.marks(connection)][-made:] if made else []
        if numbers:
            self._done.append(_Done(SENT, lambda path: _unmark(path, numbers)))
        self.follow(result)
        return made

    def record(self, result: AuditResult) -> Recorded:
        """Record the audit as the next run of its series."""
        with connected(self.path) as connection:
            recorded = runs.record(connection, result, key_of(self.path), self.now())
        self.follow(result)
        return recorded

    def end_waiver(self, result: AuditResult, number: int) -> None:
        """End a waiver; it can be waived anew, and stays in the ledger."""
        with connected(self.path) as connection:
            waivers.end(connection, number, self.now())
        self.follow(result)

    def undo(self, result: AuditResult) -> str | None:
        """Take back what was done last, and say what that was; None where there is nothing."""
        if not self._done:
            return None
        done = self._done.pop()
        done.undo(self.path)
        self.follow(result)
        return done.what

    def _remember(self, what: str, numbers: list[int], form: Form) -> None:
        self.owner = form.owner
        self._done.append(_Done(what, lambda path: _end(path, numbers, self.now())))

    def _records(self, reader: RowReader, rule: Rule, rows: pl.Series) -> list[str]:
        """The names of the records of some rows, each once."""
        table = reader.result.ruleset.tables[rule.table]
        fields = key_fields(table)
        values = reader.read(rule.table, rows, fields)
        known = fields and set(fields) <= set(values.columns)
        parts = [[(each or "").strip() for each in row] for row in values.drop(ROW).iter_rows()] if known else []
        if not parts or not all(all(row) for row in parts):
            raise AuditorError("logbook.no_key")
        key = key_of(self.path)
        return list(dict.fromkeys(name_of(key, rule, key_of_parts(row)) for row in parts))


def _end(path: Path, numbers: list[int], at: dt.datetime) -> None:
    with connected(path) as connection:
        for number in numbers:
            waivers.end(connection, number, at)


def _unmark(path: Path, numbers: list[int]) -> None:
    with connected(path) as connection:
        for number in numbers:
            marks.unmark(connection, number)
