"""Waivers (*unntak*): findings that somebody answers for until a day; counted beside the others, never hidden.

A waiver is about one record, or about one municipality, and always about one rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.results.finding_changes import Naming, findings_by_key
from auditor.results.keys import KEY

SOON = 30
"""Days before its last one from which on a waiver is said to expire soon."""


@dataclass(frozen=True)
class Waiver:
    """``record`` is the name of a record in the ledger; ``expires`` is the last day it counts."""

    id: int
    rule: str
    record: str | None
    municipality: str | None
    reason: str
    owner: str
    comment: str
    created_at: str
    expires: dt.date
    ended_at: str | None

    def active(self, day: dt.date) -> bool:
        """Whether it counts on a day."""
        return self.ended_at is None and day <= self.expires

    def soon(self, day: dt.date) -> bool:
        """Whether it still counts on a day, and does not much longer."""
        return self.active(day) and (self.expires - day).days <= SOON


@dataclass(frozen=True)
class Waived:
    """What the waivers cover of one audit on a day."""

    result: AuditResult
    day: dt.date
    covered: pl.DataFrame
    """Findings that an active waiver covers; columns of findings_by_key, named as the ledger names records."""
    unused: Sequence[Waiver]
    """Active, and covering nothing: the error is corrected, or the waiver never fitted."""
    expired: Sequence[Waiver]
    """Past their last day, and there is still something that they would cover; it counts again."""
    used: Mapping[int, int]
    """Findings by the number of the waiver, active or expired, that fits them."""

    @property
    def findings(self) -> int:
        """All findings that are covered."""
        return self.covered.height

    @property
    def to_settle(self) -> bool:
        """Whether a waiver is of no use any more, or was let expire."""
        return bool(self.unused or self.expired)

    @cached_property
    def by_rule(self) -> Mapping[str, int]:
        """Covered findings by rule; rules without any are left out."""
        ids = self.result.rule_ids
        return {ids[rule]: count for rule, count in self.covered.group_by("rule").len().sort("rule").iter_rows()}

    @cached_property
    def by_municipality(self) -> Mapping[str | None, int]:
        """Covered findings by municipality; those without any are left out."""
        return dict(self.covered.group_by("municipality").len().sort("municipality").iter_rows())

    @cached_property
    def by_severity(self) -> Mapping[Severity, int]:
        """Covered findings by severity, every severity named."""
        counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
        for rule in self.result.ruleset.rules:
            counts[rule.severity] += self.by_rule.get(rule.id, 0)
        return counts

    def of(self, rule: int, municipality: str | None) -> int:
        """Covered findings of a rule (by its place) in a municipality."""
        return self._by_both.get((rule, municipality), 0)

    @cached_property
    def _by_both(self) -> Mapping[tuple[int, str | None], int]:
        counted = self.covered.group_by("rule", "municipality").len()
        return {(rule, municipality): count for rule, municipality, count in counted.iter_rows()}


def cover(result: AuditResult, waivers: Collection[Waiver], naming: Naming, day: dt.date) -> Waived:
    """Which findings of an audit the waivers cover on a day, and which waivers cover nothing or no longer count.

    ``naming`` gives records the names that waivers know them by. A waiver is unused only where the audit could tell.
    """
    places = {rule: place for place, rule in enumerate(result.rule_ids)}
    known = pl.DataFrame(
        [
            (each.id, places[each.rule], each.record, each.municipality, each.active(day))
            for each in waivers
            if each.rule in places
        ],
        schema={
            "waiver": pl.Int64,
            "rule": pl.UInt16,
            KEY: pl.String,
            "municipality": pl.String,
            "active": pl.Boolean,
        },
        orient="row",
    )
    found = findings_by_key(result, naming, known["rule"].unique().to_list()).with_row_index("place")
    fitting = pl.concat(
        found.join(known.drop_nulls(column).select("waiver", "rule", column, "active"), on=["rule", column]).select(
            "waiver", "active", "place"
        )
        for column in (KEY, "municipality")
    )
    covering = fitting.filter("active")["place"].unique()
    used = dict(fitting.group_by("waiver").len().iter_rows())
    return Waived(
        result,
        day,
        found.filter(pl.col("place").is_in(covering.implode())).drop("place"),
        [each for each in waivers if each.active(day) and each.id not in used and _judged(result, each, places)],
        [each for each in waivers if not each.active(day) and each.id in used],
        used,
    )


def marked(findings: pl.DataFrame, waived: Waived | None) -> pl.DataFrame:
    """Findings about rows (columns rule and row; further ones are kept) with ``waived``: whether they are covered."""
    if waived is None:
        return findings.with_columns(pl.lit(value=False).alias("waived"))
    covered = waived.covered.filter(pl.col("row").is_not_null()).select(
        "rule", "row", pl.lit(value=True).alias("waived")
    )
    joined = findings.join(covered.unique(["rule", "row"]), on=["rule", "row"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("waived").fill_null(value=False))


def waived_groups(waived: Waived | None) -> frozenset[int]:
    """Places in ``group_findings`` of those that a waiver covers."""
    return frozenset() if waived is None else frozenset(waived.covered["group"].drop_nulls())


def without(found: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """The findings that are not among the ``covered``; both of one audit, whatever they are named by."""
    return found.join(covered, on=["rule", "row", "group"], how="anti", nulls_equal=True)


def _judged(result: AuditResult, waiver: Waiver, places: Mapping[str, int]) -> bool:
    """Whether the audit would have found what a waiver is about: a rule that is gone finds nothing any more."""
    place = places.get(waiver.rule)
    if place is None:
        return True
    if result.outcomes[place].status is not RuleStatus.RAN:
        return False
    return not result.municipalities or waiver.municipality in result.municipalities
