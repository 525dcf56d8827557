"""The table of proposed corrections, as the screen and the plain mode show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.ledger.corrections import rows_of
from auditor.tui.proposals import Proposals
from auditor.tui.records import personal_kind
from auditor.tui.source import FrameSource
from auditor.tui.values import count_column, masked, text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

SCHEMA: dict[str, Any] = {
    "place": pl.Int64,
    "table": pl.String,
    "table_name": pl.String,
    "row": pl.Int64,
    "record": pl.String,
    "field": pl.String,
    "value": pl.String,
    "new": pl.String,
    "rules": pl.Int64,
}


def proposals_source(session: Session, proposals: Proposals | None) -> FrameSource:
    """One row a correction, with where its record is now; reads the records, so call it off the UI thread."""
    lines = _lines(session, proposals) if proposals is not None and proposals.entries else []
    t = session.t
    columns = (
        text_column(t, "table", "corrections.column.table", expand=True, limit=30),
        text_column(t, "record", "corrections.column.record", limit=16),
        text_column(t, "field", "corrections.column.field", first=True, limit=26),
        text_column(t, "value", "corrections.column.value", limit=26, tone=lambda value: "muted"),
        text_column(t, "new", "corrections.column.new", limit=26, tone=lambda value: "strong"),
        count_column(t, "rules", "corrections.column.rules", "good"),
    )
    return FrameSource(pl.DataFrame(lines, schema=SCHEMA), columns)


def _lines(session: Session, proposals: Proposals) -> list[dict[str, Any]]:
    audit, t = session.audit, session.t
    assert proposals.path is not None
    assert session.reader is not None
    rows = rows_of(proposals.corrections, audit.extract, audit.ruleset, proposals.path)
    lines = []
    for place, entry in enumerate(proposals.entries):
        row = rows.get((entry.table, entry.record))
        declared = audit.ruleset.tables.get(entry.table)
        now = None
        if row is not None:
            read = session.reader.read(entry.table, [row], [entry.field])
            now = read[entry.field][0] if entry.field in read.columns else None
        write = masked(session, personal_kind(session, declared, entry.field) if declared else "free_text")
        where = t("corrections.lost")
        if row is not None:
            where = t("corrections.found", line=audit.extract.tables[entry.table].location(row)[1])
        lines.append(
            {
                "place": place,
                "table": session.text(declared.title) if declared else entry.table,
                "table_name": entry.table,
                "row": row,
                "record": where,
                "field": session.titles(entry.table).get(entry.field, entry.field) if declared else entry.field,
                "value": write(now) if now else t("tui.value.missing"),
                "new": write(entry.value) if entry.value is not None else t("corrections.no_value"),
                "rules": len(entry.rules),
            }
        )
    return lines
