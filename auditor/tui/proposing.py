"""Proposing another value for a field of a record, as the screen and the plain mode do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from auditor.engine.record_check import Change, RecordCheck
from auditor.ledger import corrections as files
from auditor.ledger.corrections import Correction, Named
from auditor.ledger.errors import LedgerError
from auditor.model.extract import ROW
from auditor.model.vocabulary import Severity
from auditor.privacy.files import private_folder
from auditor.privacy.sanitise import sanitise
from auditor.tui.proposals import proposals_of
from auditor.tui.records import personal_kind
from auditor.tui.source import FrameSource
from auditor.tui.values import SIGNS, masked, rule_title, text_column

if TYPE_CHECKING:
    from auditor.model.ruleset import Code
    from auditor.tui.session import Session

FIELDS = dict.fromkeys(("sign", "name", "title", "value", "new"), pl.String)
CODES = dict.fromkeys(("code", "label"), pl.String)
MOST_NAMED = 6
"""Rules that are not checked again and named; more of them are counted."""


@dataclass(frozen=True)
class Ready:
    """What judging other values of one field of a record needs."""

    field: str
    check: RecordCheck
    named: Named


@dataclass(frozen=True)
class Judged:
    """A value, and what it does to the findings."""

    field: str
    value: str | None
    change: Change


class Proposing:
    """One record with its values; the fields that a finding blames come first."""

    def __init__(self, session: Session, table: str, row: int, blamed: Sequence[str] = ()) -> None:
        self.session = session
        self.table = table
        self.row = row
        self.blamed = tuple(blamed)
        self.values: Mapping[str, str | None] = {}
        self.named: Named | None = None
        """What names it among the proposals, as soon as that is known."""

    def read(self) -> tuple[Mapping[str, str | None], Named | None]:
        """The values of the record, by field, and what names it where something is proposed for its table.

        Scans the file: call it off the UI thread.
        """
        assert self.session.reader is not None
        names = [each.name for each in self.session.audit.ruleset.tables[self.table].fields]
        frame = self.session.reader.read(self.table, [self.row], names)
        values = frame.drop(ROW).row(0, named=True)
        there = self.session.proposals is not None and any(
            each.table == self.table for each in self.session.proposals.entries
        )
        try:
            return values, self._named(next(iter(values))) if there else None
        except LedgerError:
            return values, None

    def _named(self, name: str) -> Named:
        audit = self.session.audit
        path = proposals_of(self.session).path
        assert path is not None
        private_folder(path.parent)
        return files.named(path, audit.extract.tables[self.table], audit.ruleset.tables[self.table], self.row, name)

    @property
    def names(self) -> list[str]:
        """The fields, those blamed first."""
        return list(dict.fromkeys([*(name for name in self.blamed if name in self.values), *self.values]))

    def fields(self) -> FrameSource:
        """One row a field, with the value proposed for it."""
        t, titles = self.session.t, self.session.titles(self.table)
        proposed = self._proposed()
        lines = []
        for name in self.names:
            value, new = proposed.get(name), ""
            if name in proposed:
                new = self.written(name, value) if value is not None else t("corrections.no_value")
            lines.append(
                {
                    "sign": "✎" if name in proposed else ("✗" if name in self.blamed else ""),
                    "name": name,
                    "title": titles.get(name, name),
                    "value": self._now(name),
                    "new": new,
                }
            )
        columns = (
            text_column(t, "sign", "corrections.column.sign", frozen=True, tone=lambda v: "error" if v == "✗" else ""),
            text_column(t, "title", "corrections.column.field", frozen=True, first=True, limit=34),
            text_column(t, "value", "corrections.column.value", limit=30),
            text_column(t, "new", "corrections.column.new", expand=True, limit=30, tone=lambda value: "strong"),
        )
        return FrameSource(pl.DataFrame(lines, schema=FIELDS), columns)

    def _proposed(self) -> dict[str, str | None]:
        """Values proposed for this record in this sitting or before."""
        if self.named is None or self.session.proposals is None:
            return {}
        mine = (self.table, self.named.record)
        return {each.field: each.value for each in self.session.proposals.entries if each.place[:2] == mine}

    def written(self, name: str, value: str | None) -> str:
        """A value of a field as it may be seen."""
        declared = self.session.audit.ruleset.tables[self.table]
        return masked(self.session, personal_kind(self.session, declared, name))(value)

    def _now(self, name: str) -> str:
        value = self.values[name]
        return self.written(name, value) if value else self.session.t("tui.value.missing")

    def heading(self, name: str) -> tuple[str, str]:
        """What is asked for, and the value as it is now."""
        t, title = self.session.t, self.session.titles(self.table).get(name, name)
        return t("corrections.new_value", field=title), t("corrections.now", value=self._now(name))

    def codes(self, name: str) -> Sequence[Code]:
        """The codes that can be chosen for a field; none where its value is written."""
        ruleset = self.session.audit.ruleset
        field = ruleset.tables[self.table].field(name)
        codes = ruleset.code_lists.get(field.codes) if field and field.codes else None
        return codes.codes if codes is not None else ()

    def choices(self, codes: Sequence[Code]) -> FrameSource:
        """One row a code, and a last one for no value."""
        t, texts = self.session.t, {each.code: self.session.text(each.label) for each in codes}
        lines = {"code": [*texts, ""], "label": [*texts.values(), t("corrections.no_value")]}
        columns = (
            text_column(t, "code", "corrections.column.code", frozen=True, first=True, limit=34),
            text_column(t, "label", "corrections.column.label", expand=True, limit=60),
        )
        return FrameSource(pl.DataFrame(lines, schema=CODES), columns)

    def ready(self, name: str) -> Ready:
        """Gather what judging a field needs; reads all tables that rules about it look at.

        LedgerError where nobody could tell which record is meant, or proposals of before cannot be read.
        """
        named = self._named(name)
        check = RecordCheck(self.session.audit, self.table, self.row, name)
        check.change(self.values[name])
        return Ready(name, check, named)

    def effect(self, ready: Ready, judged: Judged) -> tuple[str, list[tuple[str, str]]]:
        """Heading and labelled paragraphs about what a value does to the findings."""
        t, change = self.session.t, judged.change
        if self.is_now(judged):
            return t("corrections.same_value"), []
        parts = [(f"✓ {t('corrections.gone')}", self._called(each)) for each in change.gone]
        parts += [(f"{self._sign(each[0])} {t('corrections.new')}", self._called(each)) for each in change.new]
        parts += [(f"? {t('corrections.untold')}", self._called(each)) for each in change.untold]
        heading = f"✓ {len(change.gone)}   ✗ {len(change.new)}   ? {len(change.untold)}" if parts else ""
        left = ready.check.not_checked
        if left:
            rules = ", ".join(left[:MOST_NAMED]) + (f" + {len(left) - MOST_NAMED}" if len(left) > MOST_NAMED else "")
            parts.append((f"? {t('corrections.not_checked')}", t("corrections.not_checked_text", rules=rules)))
        return heading or t("corrections.nothing_changes"), parts

    def is_now(self, judged: Judged) -> bool:
        """Whether the value is the one that stands there already."""
        return judged.value == (self.values[judged.field] or None)

    def _sign(self, rule_id: str) -> str:
        rule = self.session.audit.ruleset.rule(rule_id)
        return SIGNS[Severity(rule.severity)] if rule else "✗"

    def _called(self, each: tuple[str, str, int]) -> str:
        rule_id, table, row = each
        session = self.session
        title = rule_title(session, session.audit.ruleset.rule(rule_id), rule_id)
        if (table, row) == (self.table, self.row):
            return title
        _, line = session.audit.extract.tables[table].location(row)
        there = session.text(session.audit.ruleset.tables[table].title)
        return session.t("corrections.other_record", rule=title, table=there, line=line)

    def take_in(self, ready: Ready, judged: Judged) -> str:
        """Write the proposal and return what to say of it. PrivacyError where it cannot be written."""
        session = self.session
        gone = tuple(dict.fromkeys(rule for rule, _, _ in judged.change.gone))
        key = ready.named.key if session.masker.show_ids else ()
        named = ready.named
        proposals_of(session).propose(
            Correction(self.table, named.record, judged.field, judged.value, named.was, gone, key)
        )
        count = len(judged.change.gone)
        return sanitise(session.t("corrections.saved_one" if count == 1 else "corrections.saved", count=count))
