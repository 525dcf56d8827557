"""An audit to report on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor import engine, results, rulesets
from auditor.extract import open_extract
from auditor.model.vocabulary import Severity
from auditor.reports.interface import Report
from auditor.reports.judgement import judge
from tests.small import FLAWED, PERSONS, write_extract, write_ruleset

MakeReport = Callable[..., Report]


@pytest.fixture
def make_report(tmp_path: Path) -> MakeReport:
    """Reports of an extract of the rule set ``liten``, as of the end of 2024."""
    ruleset = rulesets.load(write_ruleset(tmp_path / "liten"))

    def make(program: str = FLAWED, person: str | None = PERSONS, name: str = "uttrekk", exit_code: int = 1) -> Report:
        path = write_extract(tmp_path / name, program, person)
        extract = open_extract(path, tuple(ruleset.tables.values()))
        result = engine.audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))
        summary = results.summary(result)
        return Report(result, summary, judge(result, summary, Severity.ERROR), exit_code)

    return make
