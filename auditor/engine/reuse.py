"""What an audit may take over from an earlier one of the same extract: what no changed file has a say in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.model.audit import AuditResult, RuleOutcome, TableResult
from auditor.model.extract import Extract, Problem
from auditor.model.rule import DriftCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.conditions import tables_of
from auditor.rulesets.excerpt import Needed

_RAN = (RuleStatus.RAN, RuleStatus.FAILED)
LOST_ZEROS = "engine.lost_zeros"
"""Key of the notices that belong to one table."""


@dataclass(frozen=True)
class Taken:
    """A table's part of an earlier audit."""

    outcomes: Mapping[str, RuleOutcome]
    result: TableResult
    group_lines: pl.DataFrame
    problems: tuple[Problem, ...]


class Earlier:
    """An audit by the same rule set as of the same day, and the tables that are still what they were."""

    def __init__(self, earlier: AuditResult, extract: Extract) -> None:
        self._earlier = earlier
        now, before = _contents(extract), _contents(earlier.extract)
        self._same = {name for name in earlier.ruleset.tables if now.get(name) == before.get(name)}
        self._changed = _changed_fields(extract, earlier.extract)
        self._outcomes = dict(zip(earlier.rule_ids, earlier.outcomes, strict=True))
        self._places = {rule: place for place, rule in enumerate(earlier.rule_ids)}

    def table(self, table: str, rules: Iterable[Rule], computed: RuleSet) -> Taken | None:
        """The row rules of a table, where it and every table they look at are as they were; else None."""
        rules = list(rules)
        outcomes = {rule.id: self._outcomes[rule.id] for rule in rules}
        if table in self._changed or not self._same_to(table, rules, computed):
            return None
        if any(each.status not in _RAN for each in outcomes.values()):
            return None
        return Taken(
            outcomes,
            self._earlier.tables[table],
            self._lines(rules),
            tuple(each for each in self._earlier.problems if each.key == LOST_ZEROS and each.table == table),
        )

    def group(self, rule: Rule, computed: RuleSet) -> tuple[RuleOutcome, pl.DataFrame] | None:
        """A rule about groups, where its tables are as they were and it compares them with no other delivery."""
        outcome = self._outcomes[rule.id]
        compares = isinstance(rule.condition, DriftCondition) and rule.condition.period is None
        if compares or not self._same_to(rule.table, [rule], computed) or outcome.status not in _RAN:
            return None
        return outcome, self._lines([rule])

    def _same_to(self, table: str, rules: Sequence[Rule], computed: RuleSet) -> bool:
        """Whether what rules of a table look at is as it was, also where the rest of a table is not."""
        if not _looked_at(table, rules, computed) <= self._same:
            return False
        needed = Needed(computed)
        for rule in rules:
            needed.rule(rule)
        return not any(fields & needed.columns.get(name, set()) for name, fields in self._changed.items())

    def _lines(self, rules: Iterable[Rule]) -> pl.DataFrame:
        found = self._earlier.group_findings
        return found.filter(pl.col("rule").is_in([self._places[rule.id] for rule in rules]))


def _looked_at(table: str, rules: Iterable[Rule], computed: RuleSet) -> set[str]:
    """The tables that rules of a table hang on: itself, those they name, and those its fields are looked up in."""
    looked_up = {lookup.from_table for lookup in computed.lookups if lookup.table == table}
    return {table}.union(looked_up, *(tables_of(rule) for rule in rules))


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
