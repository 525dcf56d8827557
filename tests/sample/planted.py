"""What is planted in a sample and what an audit of it finds, in one form, so that both can be compared."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.sample import write_sample
from auditor.sample.planting.journal import Planted
from tests.sample.audits import audited, findings, group_findings, rules

Finding = tuple[str, str, int]
"""Rule, table and row (from 0)."""
Group = tuple[str, str]
"""Rule and group."""


@dataclass(frozen=True)
class Draw:
    """A sample with errors: everything that it is made from."""

    persons: int
    seed: int
    municipalities: int | None
    wanted: dict[str, int]
    favoured: str | None = None


@dataclass(frozen=True)
class Differences:
    """What is found and not planted, and what is planted and not found; both empty where all is as it should be."""

    too_much: list[Finding | Group]
    missed: list[Finding | Group]

    def __bool__(self) -> bool:
        return bool(self.too_much or self.missed)


def listed(errors: Path) -> tuple[set[Finding], set[Group]]:
    """What the file of known errors says: findings about rows (from 0) and about groups."""
    rows, groups = set(), set()
    with errors.open(encoding="utf-8", newline="") as stream:
        for each in csv.DictReader(stream, delimiter=";"):
            if each["line"]:
                rows.add((each["rule"], each["table"], int(each["line"]) - 2))
            else:
                groups.add((each["rule"], each["key"]))
    return rows, groups


def found(folder: Path) -> tuple[set[Finding], set[Group]]:
    """What the audit finds, in the same form."""
    return told(audited(folder))


def told(result: AuditResult) -> tuple[set[Finding], set[Group]]:
    """The findings of an audit, in the same form."""
    rows = {(rule, table, row) for rule, places in findings(result).items() for table, row in places}
    return rows, {(rule, group) for rule, groups in group_findings(result).items() for group in groups}


def expected(planted: Sequence[Planted]) -> tuple[set[Finding], set[Group]]:
    """What was planted, in the same form."""
    rows = {(each.rule, each.table, each.row) for each in planted if each.row is not None}
    return rows, {(each.rule, each.key) for each in planted if each.row is None}


def differences(draw: Draw) -> Differences:
    """Make the sample, audit it, and hold what is found against the list of what was planted.

    Few municipalities may differ by chance: a group of which a rule of severity info speaks in the same sample without
    any error is no difference.
    """
    with TemporaryDirectory() as folder:
        sample, errors = Path(folder) / "sample", Path(folder) / "errors.csv"
        write_sample(
            sample,
            draw.persons,
            draw.seed,
            errors,
            municipalities=draw.municipalities,
            wanted=draw.wanted,
            favoured=draw.favoured,
        )
        found_rows, found_groups = found(sample)
        wanted_rows, wanted_groups = listed(errors)
        strange = found_groups - wanted_groups
        if strange:
            strange -= _by_chance(Path(folder) / "clean", draw)
    return Differences(
        [*sorted(found_rows - wanted_rows), *sorted(strange)],
        [*sorted(wanted_rows - found_rows), *sorted(wanted_groups - found_groups)],
    )


def _by_chance(folder: Path, draw: Draw) -> set[Group]:
    write_sample(folder, draw.persons, draw.seed, municipalities=draw.municipalities)
    info = {each.id for each in rules().rules if each.severity is Severity.INFO}
    return {(rule, group) for rule, group in found(folder)[1] if rule in info}
