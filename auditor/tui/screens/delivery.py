"""What was delivered: tables, how their columns were recognised, and what is wrong with the extract as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import polars as pl
from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from auditor.model.extract import Extract, Problem, RawTable
from auditor.model.ruleset import RuleSet
from auditor.tui.keys import Key
from auditor.tui.screens.base import View
from auditor.tui.session import Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.values import SIGNS, count_column, counted, severity_tone, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

SCHEMA = {
    "sign": pl.String,
    "name": pl.String,
    "title": pl.String,
    "files": pl.String,
    "rows": pl.Int64,
    "columns": pl.Int64,
    "unrecognised": pl.Int64,
    "missing": pl.Int64,
}


def delivery_columns(session: Session) -> tuple[Column, ...]:
    """The columns of the list of tables."""
    t = session.t
    return (
        text_column(t, "sign", "tui.column.sign", frozen=True, tone=lambda v: {"✓": "good", "?": "warning"}.get(v, "")),
        text_column(t, "name", "tui.column.table", frozen=True, limit=30),
        text_column(t, "title", "tui.column.title", expand=True, wide=True, limit=30),
        text_column(t, "files", "tui.column.files", expand=True, limit=24),
        count_column(t, "rows", "tui.column.rows"),
        count_column(t, "columns", "tui.column.columns"),
        count_column(t, "unrecognised", "tui.column.unrecognised", "warning"),
        count_column(t, "missing", "tui.column.missing", "warning"),
    )


def empty_delivery(session: Session) -> FrameSource:
    """The list before anything is known."""
    return FrameSource(pl.DataFrame(schema=SCHEMA), delivery_columns(session))


def delivery_source(session: Session, extract: Extract, ruleset: RuleSet) -> FrameSource:
    """One row a table of the extract, recognised ones first."""
    counted = session.result.tables if session.result and session.result.extract is extract else {}
    rows = []
    for table in sorted(extract.tables.values(), key=lambda each: not each.known):
        known = ruleset.tables.get(table.name)
        files = dict.fromkeys(part.file for part in table.parts)
        rows.append(
            {
                "sign": "✓" if table.known else "?",
                "name": table.name,
                "title": session.text(known.title) if known else session.t("tui.delivery.unknown_table"),
                "files": ", ".join(files),
                "rows": counted[table.name].rows if table.name in counted else extract.rows_of(table.name),
                "columns": sum(match.how != "none" for match in table.columns),
                "unrecognised": sum(match.how == "none" for match in table.columns),
                "missing": len(table.missing),
            }
        )
    return FrameSource(pl.DataFrame(rows, schema=SCHEMA), delivery_columns(session))


class DeliveryScreen(View):
    """The tables, and the problems of the extract; Enter shows how a table's columns were recognised."""

    help_topic = "delivery"
    KEYS: ClassVar[tuple[Key, ...]] = ()

    @property
    def crumb(self) -> str:
        """The delivery."""
        return self.session.t("tui.crumb.delivery")

    def body(self) -> Iterable[Widget]:
        """Tables above, problems below."""
        session = self.session
        t, audit = session.t, session.audit
        tables = Browser(
            delivery_source(session, audit.extract, audit.ruleset), name="tables", help_topic="delivery", id="tables"
        )
        problems = Browser(
            problems_source(session),
            name="problems",
            empty=t("tui.delivery.no_problems"),
            help_topic="delivery",
            id="problems",
        )
        with_problems = Section(t("tui.delivery.problems"), problems)
        if problems.source.height:
            with_problems.head(t("tui.delivery.problems"), counted(t, "tui.count.lines", problems.source.height))
        yield Vertical(Section(t("tui.delivery.tables"), tables), with_problems)

    def on_mount(self) -> None:
        """Begin in the tables."""
        self.query_one("#tables").focus()

    @on(Table.Opened, "#tables")
    def _open_table(self) -> None:
        record = self.query_one("#tables", Browser).record
        if record is not None:
            self.app.push_screen(ColumnsScreen(record["name"]))

    @on(Table.Opened, "#problems")
    def _open_problem(self) -> None:
        from auditor.tui.screens.message import MessageScreen

        record = self.query_one("#problems", Browser).record
        if record is not None:
            self.app.push_screen(MessageScreen(self.session.t("tui.delivery.problem"), record["text"]))


def problems_source(session: Session) -> FrameSource:
    """What is wrong with the extract as a whole, gravest first."""
    t, audit = session.t, session.audit
    frame = pl.DataFrame(
        [
            {"severity": int(each.severity), "table": each.table or "", "text": problem_sentence(session, each)}
            for each in sorted(audit.problems or audit.extract.problems, key=lambda each: -each.severity)
        ],
        schema={"severity": pl.Int64, "table": pl.String, "text": pl.String},
    )
    columns = (
        text_column(t, "severity", "tui.column.sign", lambda v: SIGNS[v], frozen=True, tone=severity_tone),
        text_column(t, "table", "tui.column.table", frozen=True, limit=24),
        text_column(t, "text", "tui.column.problem", expand=True, limit=40),
    )
    return FrameSource(frame, columns)


def problem_sentence(session: Session, problem: Problem) -> str:
    """A problem as a sentence."""
    facts: dict[str, Any] = dict(problem.facts)
    try:
        return session.t(problem.key, **facts)
    except (KeyError, FileNotFoundError):
        return session.t("tui.delivery.unnamed_problem", key=problem.key)


class ColumnsScreen(View):
    """How the columns of one table were recognised."""

    help_topic = "columns"

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table

    @property
    def crumb(self) -> str:
        """The table."""
        return self.table

    def body(self) -> Iterable[Widget]:
        """The columns, and how to correct what was not recognised."""
        session = self.session
        t = session.t
        raw = session.audit.extract.tables[self.table]
        columns = Browser(columns_source(session, raw), name="columns", help_topic="columns", id="columns")
        yield Vertical(
            Section(t("tui.delivery.columns"), columns),
            Section(t("tui.delivery.how_to_map"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Say how to correct a match."""
        t = self.session.t
        self.query_one(Explanation).explain(t("tui.delivery.map_heading"), [("", t("tui.delivery.map_text"))])
        self.query_one(Browser).focus()


def columns_source(session: Session, raw: RawTable) -> FrameSource:
    """How the columns of a table were recognised, and what is missing."""
    t = session.t
    declared = session.audit.ruleset.tables.get(raw.name)
    rows = []
    for match in raw.columns:
        field = declared.field(match.field) if declared else None
        rows.append(
            {
                "sign": "?" if match.how == "none" else "✓",
                "header": match.header,
                "field": match.field if match.how != "none" else "",
                "how": t(f"tui.match.{match.how}"),
                "title": session.text(field.title) if field else "",
                "registers": session.text(field.registers) if field and field.registers else "",
            }
        )
    for name in raw.missing:
        field = declared.field(name) if declared else None
        optional = bool(field and field.optional)
        rows.append(
            {
                "sign": "i" if optional else "!",
                "header": "",
                "field": name,
                "how": t("tui.match.optional" if optional else "tui.match.missing"),
                "title": session.text(field.title) if field else "",
                "registers": session.text(field.registers) if field and field.registers else "",
            }
        )
    names = ("sign", "header", "field", "how", "title", "registers")
    tones = {"✓": "good", "?": "warning", "!": "warning", "i": "muted"}
    columns = (
        text_column(t, "sign", "tui.column.sign", frozen=True, tone=lambda v: tones.get(v, "")),
        text_column(t, "header", "tui.column.header", frozen=True, limit=26),
        text_column(t, "field", "tui.column.field", limit=26),
        text_column(t, "how", "tui.column.match", limit=26),
        text_column(t, "title", "tui.column.title", expand=True, wide=True, limit=36),
        text_column(t, "registers", "tui.column.registers", wide=True, limit=26),
    )
    return FrameSource(pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)), columns)
