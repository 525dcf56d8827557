"""What explains most findings: fields that are blamed for many, and rules that strike the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.rule import Rule
from auditor.model.vocabulary import Dimension, Severity

MOSTLY_MISSING = 0.8
"""Share of a field's findings that are about completeness, from which on its values are said to be missing."""
LEAST_ROWS = 5
"""Fewer rows than this in common are chance."""
LEAST_SHARE = 0.8
"""Share of a rule's rows that another rule must find, too, for both to be told about."""
COMPARED = 60
"""Rules of one table that are compared, those with the most findings."""
_BLOCK = 1 << 20
"""Rows looked at at once."""


@dataclass(frozen=True)
class Cause:
    """A field and the findings that blame it first.

    ``total`` counts all findings that explanations are sought for: those that are errors or worse (``serious``), else
    all; findings about groups are left out, since they say of many rows what others say of each. ``rules`` are those
    with the findings, most first; ``missing`` says that nearly all of them are about a value that is not there.
    """

    table: str
    field: str
    findings: int
    total: int
    rules: tuple[str, ...]
    missing: bool
    serious: bool

    @property
    def share(self) -> float:
        """Share of the findings."""
        return self.findings / self.total


@dataclass(frozen=True)
class Together:
    """Two rules that find the same rows: ``rows`` of the ``found`` rows of ``rule`` are also found by ``other``."""

    table: str
    rule: str
    other: str
    rows: int
    found: int

    @property
    def share(self) -> float:
        """Share of the rows of the rarer rule."""
        return self.rows / self.found


def causes(result: AuditResult) -> list[Cause]:
    """The fields that findings blame first, those with the most findings first; each finding counts once."""
    found, serious = _explained(result)
    total = sum(count for _, count in found)
    blamed: dict[tuple[str, str], list[tuple[Rule, int]]] = {}
    for rule, count in found:
        if rule.blame:
            blamed.setdefault((rule.table, rule.blame[0]), []).append((rule, count))
    lines = []
    for (table, field), rules in blamed.items():
        findings = sum(count for _, count in rules)
        missing = sum(count for rule, count in rules if rule.dimension is Dimension.COMPLETENESS)
        ordered = sorted(rules, key=lambda each: (-each[1], each[0].id))
        ids = tuple(rule.id for rule, _ in ordered)
        lines.append(Cause(table, field, findings, total, ids, missing >= MOSTLY_MISSING * findings, serious))
    return sorted(lines, key=lambda each: (-each.findings, each.table, each.field))


def together(result: AuditResult) -> list[Together]:
    """Pairs of rules that strike the same rows, most rows first; a rule stands in one pair only.

    Looks at every finding once: call it off the UI thread.
    """
    places = {rule.id: place for place, rule in enumerate(result.ruleset.rules)}
    wanted = [places[rule.id] for rule, _ in _explained(result)[0]]
    pairs = [pair for name in result.tables for pair in _pairs(result, name, wanted)]
    told: set[str] = set()
    lines = []
    for pair in sorted(pairs, key=lambda each: (-each.rows, each.rule, each.other)):
        if told.isdisjoint((pair.rule, pair.other)):
            told |= {pair.rule, pair.other}
            lines.append(pair)
    return lines


def _explained(result: AuditResult) -> tuple[list[tuple[Rule, int]], bool]:
    """The row rules whose findings are to be explained with their number, and whether they are errors or worse."""
    pairs = zip(result.ruleset.rules, result.outcomes, strict=True)
    found = [(rule, outcome.found) for rule, outcome in pairs if outcome.found and not rule.about_groups]
    serious = [(rule, count) for rule, count in found if rule.severity >= Severity.ERROR]
    return serious or found, bool(serious)


def _pairs(result: AuditResult, table: str, wanted: Sequence[int]) -> list[Together]:
    findings = result.tables[table].findings
    runs = findings["rule"].rle().struct.unnest().with_columns(first=pl.col("len").cum_sum() - pl.col("len"))
    runs = runs.filter(pl.col("value").is_in(wanted), pl.col("len") >= LEAST_ROWS)
    runs = runs.sort("len", descending=True, maintain_order=True).head(COMPARED)
    rules = runs["value"].to_list()
    if len(rules) < 2:
        return []
    spans = runs.select("first", "len").iter_rows()
    common = _in_common([findings["row"].slice(first, rows).to_numpy() for first, rows in spans])
    pairs = []
    for first in range(len(rules)):
        for second in range(first + 1, len(rules)):
            both, rarer = int(common[first, second]), int(common[second, second])
            if both >= LEAST_ROWS and both >= LEAST_SHARE * rarer:
                pair = (result.rule_ids[rules[second]], result.rule_ids[rules[first]])
                pairs.append(Together(table, *pair, both, rarer))
    return pairs


def _in_common(rows: Sequence[npt.NDArray[np.uint32]]) -> npt.NDArray[np.int64]:
    """How many rows each two of some rules have in common, and on the diagonal how many each has; in blocks of rows."""
    counts: Counter[int] = Counter()
    for first in range(0, max(int(each[-1]) for each in rows) + 1, _BLOCK):
        rules_of = np.zeros(_BLOCK, np.uint64)
        for place, each in enumerate(rows):
            here = each[slice(*np.searchsorted(each, (first, first + _BLOCK)))]
            rules_of[here - np.uint32(first)] |= np.uint64(1 << place)
        counts.update(dict(zip(*(each.tolist() for each in np.unique_counts(rules_of)), strict=True)))
    masks, of_mask = np.array(list(counts), np.uint64), np.array(list(counts.values()), np.int64)
    there = ((masks[:, None] >> np.arange(len(rows), dtype=np.uint64)) & np.uint64(1)).astype(np.int64)
    common: npt.NDArray[np.int64] = (there.T * of_mask) @ there
    return common
