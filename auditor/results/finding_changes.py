"""What became of findings from one delivery to the next.

A finding is the same where the rule and the key of the record are the same (for groups: the label); its row, file and
values may change. A finding that is gone is *corrected* only where the record is still delivered and the rule could
judge it: a value that was hidden, or a record that was left out, corrects nothing. A group is corrected where it is
still there and its rule can judge it; a change since a previous delivery where the rule could run, since an audit does
not keep what it was held against.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import Enum

import polars as pl

from auditor.extract.steady import steady
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


Naming = Callable[[pl.DataFrame], pl.DataFrame]
"""Puts something else in the place of the column KEY, as a ledger does that must not hold keys."""

_FOUND = {name: _SCHEMA[name] for name in ("rule", KEY, "municipality", "row")} | {"group": pl.UInt32}


def finding_changes(old: AuditResult, new: AuditResult) -> pl.DataFrame:
    """One row a finding of either audit; both by the same rule set.

    Columns: rule (index into rule_ids), key (of the record, or the label of a group), change (of :class:`Change`),
    municipality (in the new delivery, else in the old), row (in the new delivery; null where it is gone or a group).
    """
    return changes_since(findings_by_key(old), new)


def findings_by_key(
    result: AuditResult, naming: Naming = lambda frame: frame, only: Collection[int] | None = None
) -> pl.DataFrame:
    """Rule, key, municipality, row and group of every finding (of the rules at the places ``only``, where given).

    A group is told by its place in ``group_findings``, where the row is null; a key that is missing is null, too.
    """
    groups = result.group_findings.select(
        "rule",
        pl.col("group").alias(KEY),
        pl.col("municipality").cast(pl.String),
        pl.lit(None, pl.UInt32).alias("row"),
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("group"),
    )
    with steady(result.extract):
        frames = [_typed(_of(groups, only)), *(_found(result, table, only) for table in result.tables)]
    return naming(pl.concat(frames))


def changes_since(before: pl.DataFrame, new: AuditResult, naming: Naming = lambda frame: frame) -> pl.DataFrame:
    """The same for findings of an earlier audit known by rule, KEY and municipality alone, keys named by ``naming``."""
    after = findings_by_key(new, naming)
    nameless = after.filter(pl.col(KEY).is_null()).with_columns(_lit(Change.WITHOUT_KEY))
    before, after = (
        each.drop_nulls(KEY).unique(["rule", KEY], keep="first", maintain_order=True) for each in (before, after)
    )
    pair = ["rule", KEY]
    known = before.select(pair)
    parts = [
        nameless,
        after.join(known, on=pair, how="semi").with_columns(_lit(Change.REMAINING)),
        after.join(known, on=pair, how="anti").with_columns(_lit(Change.NEW)),
    ]
    gone = before.join(after.select(pair), on=pair, how="anti").select("rule", KEY, "municipality")
    for (place,), lines in gone.group_by("rule"):
        parts += _departed(new, int(str(place)), lines, naming)
    whole = pl.concat([each.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items()) for each in parts])
    return whole.sort("rule", "change", "municipality", KEY, "row", nulls_last=True)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in _FOUND.items())


def _of(findings: pl.DataFrame, only: Collection[int] | None) -> pl.DataFrame:
    return findings if only is None else findings.filter(pl.col("rule").is_in(list(only)))


def _found(result: AuditResult, table: str, only: Collection[int] | None) -> pl.DataFrame:
    """Rule, key, municipality and row of the findings in a table."""
    raw, described = result.extract.tables.get(table), result.ruleset.tables.get(table)
    if raw is None or described is None:
        return pl.DataFrame(schema=_FOUND)
    findings = _of(result.tables[table].findings, only)
    if not findings.height:
        return pl.DataFrame(schema=_FOUND)
    rows = findings["row"].unique()
    keys = keyed(raw, described).filter(pl.col(ROW).is_in(rows.implode())).collect(engine="streaming")
    return _typed(
        findings.join(keys, left_on="row", right_on=ROW, how="left").with_columns(pl.lit(None).alias("group"))
    )


def _departed(new: AuditResult, place: int, gone: pl.DataFrame, naming: Naming) -> list[pl.DataFrame]:
    """Findings of one rule that the new delivery does not have, by why."""
    from auditor.engine.recheck import outcomes

    rule = new.ruleset.rules[place]
    raw, described = new.extract.tables.get(rule.table), new.ruleset.tables.get(rule.table)
    if new.outcomes[place].status is not RuleStatus.RAN or raw is None or described is None:
        return [_gone(gone, Change.NOT_CHECKABLE)]
    if rule.about_groups:
        return _departed_groups(new, rule, place, gone, naming)
    there = naming(keyed(raw, described).collect(engine="streaming").with_columns(pl.lit(place).alias("rule")))
    there = there.filter(pl.col(KEY).is_in(gone[KEY].implode())).select(ROW, KEY)
    kept = gone.join(there, on=KEY, how="inner")
    judged = outcomes(new, rule, kept[ROW])
    unsure = judged.filter(pl.col("holds").is_null())[ROW]
    doubtful = pl.col(KEY).is_in(kept.filter(pl.col(ROW).is_in(unsure.implode()))[KEY].unique().implode())
    still = kept.unique(KEY, keep="first", maintain_order=True)
    return [
        _gone(gone.join(there, on=KEY, how="anti"), Change.LEFT_OUT),
        _gone(still.filter(doubtful), Change.NOT_CHECKABLE),
        _gone(still.filter(~doubtful), Change.CORRECTED),
    ]


def _departed_groups(
    new: AuditResult, rule: Rule, place: int, gone: pl.DataFrame, naming: Naming
) -> list[pl.DataFrame]:
    from auditor.engine.recheck import group_outcomes

    judged = group_outcomes(new, rule)
    if judged is None:
        return [_gone(gone, Change.CORRECTED)]
    there = naming(judged.select(pl.lit(place).alias("rule"), pl.col("group").alias(KEY), "holds"))
    sure = there.filter(pl.col("holds").is_not_null())[KEY]
    known = pl.col(KEY).is_in(there[KEY].implode())
    certain = pl.col(KEY).is_in(sure.implode())
    return [
        _gone(gone.filter(~known), Change.LEFT_OUT),
        _gone(gone.filter(known & ~certain), Change.NOT_CHECKABLE),
        _gone(gone.filter(certain), Change.CORRECTED),
    ]


def _gone(lines: pl.DataFrame, change: Change) -> pl.DataFrame:
    return lines.select("rule", KEY, "municipality", pl.lit(None, pl.UInt32).alias("row"), _lit(change))


def _lit(change: Change) -> pl.Expr:
    return pl.lit(change.value).alias("change")
