"""What an audit may take over from an earlier one of the same extract: what no changed file has a say in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.model.audit import AuditResult, RuleOutcome, TableResult
from auditor.model.extract import Extract, Problem
from auditor.model.rule import DriftCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.excerpt import Needed

_RAN = (RuleStatus.RAN, RuleStatus.FAILED)
LOST_ZEROS = "engine.lost_zeros"
"""Key of the notices that belong to one table."""


@dataclass(frozen=True)
class Taken:
    """What an earlier audit says of a table."""

    result: TableResult
    notices: Sequence[Problem] | None
    """What it says of the cells; None where some are read otherwise now."""


class Earlier:
    """An audit by the same rule set as of the same day, and what of its extract is still what it was."""

    def __init__(self, earlier: AuditResult, extract: Extract) -> None:
        self._earlier = earlier
        now, before = _contents(extract), _contents(earlier.extract)
        self._same = {name for name in earlier.ruleset.tables if now.get(name) == before.get(name)}
        self._changed = _changed_fields(extract, earlier.extract)
        self._outcomes = dict(zip(earlier.rule_ids, earlier.outcomes, strict=True))
        self._places = {rule: place for place, rule in enumerate(earlier.rule_ids)}

    def keeps(self, rule: Rule, computed: RuleSet) -> bool:
        """Whether all that a rule looks at is as it was, and it compares that with no other delivery."""
        if isinstance(rule.condition, DriftCondition) and rule.condition.period is None:
            return False
        if rule.table in computed.schemas and rule.table in self._changed:
            return False
        needed = Needed(computed)
        needed.rule(rule)
        return (
            self._outcomes[rule.id].status in _RAN
            and needed.columns.keys() <= self._same
            and not any(fields & needed.columns.get(name, set()) for name, fields in self._changed.items())
        )

    def has_rows_of(self, table: str) -> bool:
        """Whether a table has the rows it had, whatever is read in some of their fields."""
        return table in self._same

    def outcome(self, rule: Rule) -> RuleOutcome:
        """What became of a rule."""
        return self._outcomes[rule.id]

    def lines(self, rules: Iterable[Rule]) -> pl.DataFrame:
        """What rules found about groups, or about tables as a whole."""
        found = self._earlier.group_findings
        return found.filter(pl.col("rule").is_in(self._of(rules)))

    def taken(self, table: str, kept: Sequence[Rule]) -> Taken:
        """What those rules of a table that are ``kept`` found in it."""
        before, places = self._earlier.tables[table], self._of(kept)
        findings, totals = (each.filter(pl.col("rule").is_in(places)) for each in (before.findings, before.totals))
        if (findings.height, totals.height) != (before.findings.height, before.totals.height):
            before = replace(before, findings=findings, totals=totals)
        notices = [each for each in self._earlier.problems if each.key == LOST_ZEROS and each.table == table]
        return Taken(before, None if table in self._changed else notices)

    def _of(self, rules: Iterable[Rule]) -> list[int]:
        return [self._places[rule.id] for rule in rules]


def joined(kept: TableResult, anew: TableResult) -> TableResult:
    """A table some of whose rules were judged anew."""
    findings = pl.concat([kept.findings, anew.findings.select(kept.findings.columns)]).sort("rule", "row")
    totals = pl.concat([kept.totals, anew.totals]).sort("rule", maintain_order=True)
    return replace(kept, findings=findings, totals=totals)


def earlier_of(
    earlier: AuditResult | None,
    extract: Extract,
    ruleset: RuleSet,
    run: tuple[object, ...],
) -> Earlier | None:
    """The earlier audit, where it was one of the same rule set and ``run``: reference date, engine, municipalities."""
    if earlier is None or earlier.ruleset != ruleset:
        return None
    same = (earlier.reference_date, earlier.engine, earlier.municipalities) == run
    return Earlier(earlier, extract) if same and not earlier.municipalities else None


def _changed_fields(now: Extract, before: Extract) -> dict[str, frozenset[str]]:
    """By table, the fields where something else is read in the place of what is written."""
    return {
        name: table.put_in | before.tables[name].put_in
        for name, table in now.tables.items()
        if name in before.tables and table.put != before.tables[name].put
    }


def _contents(extract: Extract) -> dict[str, object]:
    """What each table was read from, and how."""
    manifest = extract.manifest
    files = {each.name: (each.sha256, each.dialect) for each in manifest.files}
    mapped = (manifest.mapping_of_files, manifest.pseudonymous)
    return {
        name: (
            [(part.file, part.first_row, part.first_line, files.get(part.file)) for part in table.parts],
            table.columns,
            table.missing,
            table.known,
            mapped,
        )
        for name, table in extract.tables.items()
    }
