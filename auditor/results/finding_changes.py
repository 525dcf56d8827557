"""What became of findings from one delivery to the next.

A finding is the same where the rule and the key of the record are the same (for groups: the label); its row, file and
values may change. A finding that is gone is *corrected* only where the record is still delivered and the rule could
judge it: a value that was hidden, or a record that was left out, corrects nothing.
"""

from __future__ import annotations

from enum import Enum

import polars as pl

from auditor.engine.recheck import outcomes
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.vocabulary import RuleStatus
from auditor.results.keys import KEY, keyed


class Change(str, Enum):
    """What became of a finding."""

    NEW = "new"
    REMAINING = "remaining"
    CORRECTED = "corrected"
    NOT_CHECKABLE = "not_checkable"
    """Gone, but the rule can no longer tell."""
    LEFT_OUT = "left_out"
    """Gone with its record."""
    WITHOUT_KEY = "without_key"
    """In the new delivery, on a row whose key is missing: it cannot be held against the old one."""


_SCHEMA = {
    "rule": pl.UInt16,
    KEY: pl.String,
    "change": pl.String,
    "municipality": pl.String,
    "row": pl.UInt32,
}


def finding_changes(old: AuditResult, new: AuditResult) -> pl.DataFrame:
    """One row a finding of either audit; both by the same rule set.

    Columns: rule (index into rule_ids), key (of the record, or the label of a group), change (of :class:`Change`),
    municipality (in the new delivery, else in the old), row (in the new delivery; null where it is gone or a group).
    """
    parts = [_groups(old, new)]
    for name in dict.fromkeys((*old.tables, *new.tables)):
        parts.append(_rows(old, new, name))
    return pl.concat(parts, how="vertical").sort("rule", "change", "municipality", KEY, "row", nulls_last=True)


def _found(result: AuditResult, table: str) -> pl.DataFrame:
    """Rule, key, municipality and row of the findings in a table."""
    raw, described = result.extract.tables.get(table), result.ruleset.tables.get(table)
    audited = result.tables.get(table)
    if raw is None or described is None or audited is None:
        return pl.DataFrame(schema={name: _SCHEMA[name] for name in ("rule", KEY, "municipality", "row")})
    findings = audited.findings.with_columns(pl.col("municipality").cast(pl.String))
    rows = findings["row"].unique()
    keys = keyed(raw, described).filter(pl.col(ROW).is_in(rows.implode())).collect(engine="streaming")
    return findings.join(keys, left_on="row", right_on=ROW, how="left").select("rule", KEY, "municipality", "row")


def _rows(old: AuditResult, new: AuditResult, table: str) -> pl.DataFrame:
    before, after = _found(old, table), _found(new, table)
    nameless = after.filter(pl.col(KEY).is_null()).with_columns(_lit(Change.WITHOUT_KEY))
    before, after = (
        each.drop_nulls(KEY).unique(["rule", KEY], keep="first", maintain_order=True) for each in (before, after)
    )
    remaining = after.join(before.select("rule", KEY), on=["rule", KEY], how="semi").with_columns(
        _lit(Change.REMAINING)
    )
    arrived = after.join(before.select("rule", KEY), on=["rule", KEY], how="anti").with_columns(_lit(Change.NEW))
    gone = before.join(after.select("rule", KEY), on=["rule", KEY], how="anti").drop("row")
    parts = [nameless, remaining, arrived, *_departed(new, table, gone)]
    return pl.concat([each.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items()) for each in parts])


def _departed(new: AuditResult, table: str, gone: pl.DataFrame) -> list[pl.DataFrame]:
    """Findings of the old delivery that the new one does not have, by why."""
    raw, described = new.extract.tables.get(table), new.ruleset.tables.get(table)
    if not gone.height:
        return []
    if raw is None or described is None:
        return [_gone(gone, Change.NOT_CHECKABLE)]
    wanted = gone[KEY].unique()
    there = keyed(raw, described).filter(pl.col(KEY).is_in(wanted.implode())).collect(engine="streaming")
    parts = []
    for (place,), lines in gone.group_by("rule"):
        rule = new.ruleset.rules[int(str(place))]
        if new.outcomes[int(str(place))].status is not RuleStatus.RAN:
            parts.append(_gone(lines, Change.NOT_CHECKABLE))
            continue
        kept = lines.join(there, on=KEY, how="inner")
        parts.append(_gone(lines.join(there, on=KEY, how="anti"), Change.LEFT_OUT))
        unsure = _unsure(new, rule, kept[ROW])
        doubtful = kept.filter(pl.col(ROW).is_in(unsure.implode()))[KEY].unique()
        still = kept.unique(KEY, keep="first", maintain_order=True)
        in_doubt = pl.col(KEY).is_in(doubtful.implode())
        parts.append(_gone(still.filter(in_doubt), Change.NOT_CHECKABLE))
        parts.append(_gone(still.filter(~in_doubt), Change.CORRECTED))
    return parts


def _unsure(new: AuditResult, rule: Rule, rows: pl.Series) -> pl.Series:
    judged = outcomes(new, rule, rows)
    return judged.filter(pl.col("holds").is_null())[ROW]


def _groups(old: AuditResult, new: AuditResult) -> pl.DataFrame:
    before, after = (
        each.group_findings.select("rule", pl.col("group").alias(KEY), pl.col("municipality").cast(pl.String))
        for each in (old, new)
    )
    known = ["rule", KEY]
    gone = before.join(after, on=known, how="anti", nulls_equal=True)
    ran = [place for place, each in enumerate(new.outcomes) if each.status is RuleStatus.RAN]
    judged = pl.col("rule").is_in(ran)
    parts = [
        after.join(before, on=known, how="semi", nulls_equal=True).with_columns(_lit(Change.REMAINING)),
        after.join(before, on=known, how="anti", nulls_equal=True).with_columns(_lit(Change.NEW)),
        gone.filter(judged).with_columns(_lit(Change.CORRECTED)),
        gone.filter(~judged).with_columns(_lit(Change.NOT_CHECKABLE)),
    ]
    whole = pl.concat(parts).with_columns(pl.lit(None, pl.UInt32).alias("row"))
    return whole.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def _gone(lines: pl.DataFrame, change: Change) -> pl.DataFrame:
    return lines.select("rule", KEY, "municipality", pl.lit(None, pl.UInt32).alias("row"), _lit(change))


def _lit(change: Change) -> pl.Expr:
    return pl.lit(change.value).alias("change")
