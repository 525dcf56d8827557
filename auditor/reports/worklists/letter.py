"""What every worklist says of itself, and its columns: the same words and cells in each format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from auditor.locale import Translator
from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.privacy.cells import HIDDEN
from auditor.privacy.sanitise import sanitise
from auditor.results.worklists import KeyFigure, WorkLine, Worklist

Cell = str | int | None
Line = TypeVar("Line")


@dataclass(frozen=True)
class Column(Generic[Line]):
    """A column: the last part of its title's key, its width in a spreadsheet (characters), and its cell of a line."""

    key: str
    width: int
    cell: Callable[[Line, Letter], Cell]


@dataclass(frozen=True)
class Letter:
    """A worklist with what its receiver must know; ``until`` is the day by which to correct."""

    worklist: Worklist
    result: AuditResult
    until: dt.date
    show_ids: bool
    t: Translator

    def text(self, key: str, **facts: object) -> str:
        """A text of the catalogue ``worklists``."""
        return self.t(f"worklists.{key}", **facts)

    @property
    def receiver(self) -> str:
        """Number (of a centre: key) and name."""
        key, name = self.worklist.unit.key, self.worklist.name
        if key is None:
            return self.text("no_municipality")
        return sanitise(f"{key} {name}" if name else key)

    @property
    def title(self) -> str:
        """The heading."""
        return self.text("title", receiver=self.receiver)

    def note(self) -> list[str]:
        """The cover note, a paragraph each."""
        result, work = self.result, self.worklist
        rules = result.ruleset
        counts = {each.key: work.count(each) for each in Severity}
        return [
            self.text(
                "note.what",
                extract=sanitise(result.extract.manifest.name),
                rules=rules.title.in_language(self.t.language),
                version=rules.version,
                date=result.reference_date,
            ),
            self.text("note.counts_one" if len(work.lines) == 1 else "note.counts", lines=len(work.lines), **counts),
            *([self.text("note.waived", count=work.waived)] if work.waived else []),
            self.text("note.until", until=self.until),
            self.text("note.where"),
            self.text("note.tick"),
            self.text(f"note.figures_{work.unit.by.value}", sign=HIDDEN),
            self.text("note.ids" if self.show_ids else "note.masked"),
        ]

    def severity(self, severity: Severity) -> str:
        """The word for a severity."""
        return self.t(f"reports.text.severity.{severity.key}")


LINES: Sequence[Column[WorkLine]] = (
    Column("number", 6, lambda line, letter: line.number),
    Column("done", 8, lambda line, letter: ""),
    Column("severity", 13, lambda line, letter: letter.severity(line.severity)),
    Column("message", 60, lambda line, letter: line.message),
    Column("remedy", 40, lambda line, letter: line.remedy),
    Column("until", 12, lambda line, letter: letter.t.value(letter.until)),
    Column("person", 20, lambda line, letter: line.person),
    Column("record", 20, lambda line, letter: line.record),
    Column("table", 28, lambda line, letter: line.table),
    Column("file", 24, lambda line, letter: line.file),
    Column("line", 8, lambda line, letter: line.line),
    Column("title", 36, lambda line, letter: line.title),
    Column("rule", 14, lambda line, letter: line.rule_id),
    Column("reference", 30, lambda line, letter: line.reference),
)
FIGURES: Sequence[Column[KeyFigure]] = (
    Column("rule", 14, lambda line, letter: line.rule_id),
    Column("title", 50, lambda line, letter: line.title),
    Column("severity", 13, lambda line, letter: letter.severity(line.severity)),
    Column("found", 10, lambda line, letter: line.found),
    Column("checked", 12, lambda line, letter: line.checked),
    Column("share", 12, lambda line, letter: "" if line.share is None else letter.t.percent(line.share, 0)),
    Column("country", 14, lambda line, letter: HIDDEN if line.country is None else letter.t.percent(line.country, 0)),
)
