"""auditor itself: open the folder, load the rule files, audit."""

from __future__ import annotations

import datetime as dt
import time

import polars as pl

from tests.benchmarks.checks import SHARE
from tests.benchmarks.contestants.protocol import Answer, Task
from tests.benchmarks.values import TABLE


def run(task: Task, variant: str = "") -> Answer:
    """Everything that ``auditor check`` does before it prints."""
    from auditor.engine import audit
    from auditor.extract import open_extract
    from auditor.rulesets import load

    began = time.perf_counter()
    ruleset = load(task.ruleset)
    loaded = time.perf_counter()
    extract = open_extract(task.folder, tuple(ruleset.tables.values()))
    opened = time.perf_counter()
    result = audit(extract, ruleset, reference_date=dt.date(2025, 12, 31))
    audited = time.perf_counter()
    names = pl.Series("check", result.rule_ids)
    own = {rule.id for rule in ruleset.rules if rule.table == TABLE and not rule.about_groups and not rule.generated}
    outcomes = [each for each in result.outcomes if each.rule_id in own]
    assert all(each.status.value == "ran" for each in outcomes), [each for each in outcomes if each.reason]

    def rows() -> pl.DataFrame:
        found = result.tables[TABLE].findings.select("rule", "row")
        return found.select(names.gather(found["rule"]), "row").filter(pl.col("check").is_in(own))

    return Answer(
        {each.rule_id: each.found for each in outcomes},
        rows,
        sorted(result.group_findings["municipality"].to_list()) if SHARE in result.rule_ids else None,
        facts={
            "load": loaded - began,
            "open": opened - loaded,
            "audit": audited - opened,
            "unknown": sum(each.unknown for each in outcomes),
            "totals": result.tables[TABLE].totals.height,
        },
    )
