"""Populations: steps that leave nothing out or everything, steps that say the same, and codes that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.population import Population
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets import sql as source
from auditor.rulesets.lint.conditions import written
from auditor.rulesets.lint.finding import LintFinding
from auditor.rulesets.lint.reasoning import try_all
from auditor.rulesets.scope import CHECK_DATE, prepared_columns, scope_of
from auditor.rulesets.values import Scope


def findings(ruleset: RuleSet) -> Iterator[LintFinding]:
    """Remarks about the populations of a rule set."""
    for population in ruleset.populations.values():
        table = ruleset.tables[population.table]
        columns = prepared_columns(ruleset, table, CHECK_DATE).all
        yield from _steps(population, scope_of(ruleset, table, columns, CHECK_DATE))
        for step in population.steps:
            yield from written(step.keep, ruleset, table.name, population.file, population.line, population.name)


def _steps(population: Population, scope: Scope) -> Iterator[LintFinding]:
    said: dict[str, int] = {}
    for number, step in enumerate(population.steps, 1):
        trial = try_all({"keep": step.keep}, scope)
        if not source.columns(step.keep) or (trial is not None and not trial.meets(keep=False)):
            yield _about(population, "step_keeps_all", Severity.ERROR, number)
        elif trial is not None and not trial.meets(keep=True):
            yield _about(population, "step_keeps_none", Severity.ERROR, number)
        same = said.setdefault(source.parse(step.keep).sql(dialect="postgres"), number)
        if same != number:
            yield _about(population, "step_twice", Severity.WARNING, number, other=same)


def _about(population: Population, key: str, severity: Severity, number: int, **facts: object) -> LintFinding:
    named = {"name": population.name, "step": number, **facts}
    return LintFinding(severity, f"rulesets.lint.{key}", population.file, population.line, "", named)
