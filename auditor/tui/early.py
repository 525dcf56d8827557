"""The first failing rows in words, while the audit goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl
from textual.content import Content

from auditor.privacy.sanitise import sanitise
from auditor.results.places import located
from auditor.tui.units import municipality_name
from auditor.tui.values import rule_title

if TYPE_CHECKING:
    from auditor.engine import EarlyFinding
    from auditor.model.extract import RawTable
    from auditor.model.ruleset import RuleSet
    from auditor.tui.session import Session


def early_lines(session: Session, ruleset: RuleSet, table: RawTable, found: Sequence[EarlyFinding]) -> list[Content]:
    """One line a failing row: the rule, its title, and where the row stands; no value of the row."""
    t = session.t
    rows = pl.DataFrame(
        {
            "rule": [each.rule_id for each in found],
            "row": [each.row for each in found],
            "municipality": [each.municipality for each in found],
        },
        schema={"rule": pl.String, "row": pl.UInt32, "municipality": pl.String},
    )
    lines = []
    for each in located(table, rows).sort("row", "rule").iter_rows(named=True):
        where = [t("tui.explain.place", file=session.masker.text("none", each["file"]), line=each["line"])]
        if each["municipality"] is not None:
            where.append(municipality_name(session, each["municipality"]))
        rule = each["rule"]
        title = rule_title(session, ruleset.rule(rule), rule)
        lines.append(Content(sanitise(f"{rule}  {', '.join(where)}: {title}")))
    return lines
