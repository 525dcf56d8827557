"""Indicators: codes that do not exist, exclusions and variants that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.indicator import Indicator
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets import sql as source
from auditor.rulesets.lint.conditions import written
from auditor.rulesets.lint.finding import LintFinding
from auditor.rulesets.lint.reasoning import try_all
from auditor.rulesets.scope import CHECK_DATE, prepared_columns, scope_of
from auditor.rulesets.values import Scope


def findings(ruleset: RuleSet) -> Iterator[LintFinding]:
    """Remarks about the indicators of a rule set."""
    for indicator in ruleset.indicators.values():
        table = ruleset.tables[indicator.table]
        columns = prepared_columns(ruleset, table, CHECK_DATE).all
        yield from _sameness(indicator)
        yield from _vacuous(indicator, scope_of(ruleset, table, columns, CHECK_DATE))
        for text in _texts(indicator):
            yield from written(text, ruleset, table.name, indicator.file, indicator.line, indicator.name)


def _texts(indicator: Indicator) -> Iterator[str]:
    seen = set()
    for variant in indicator.readings():
        for text in (variant.within, variant.of, *(each.where for each in variant.exclude or ())):
            if text and text not in seen:
                seen.add(text)
                yield text


def _sameness(indicator: Indicator) -> Iterator[LintFinding]:
    """A variant that reckons as the indicator itself or another variant does."""
    seen: dict[tuple[str, ...], str] = {}
    for variant in indicator.readings():
        texts = (variant.within or "", variant.of or "", *(each.where for each in variant.exclude or ()))
        said = tuple(source.parse(text).sql(dialect="postgres") if text else "" for text in texts)
        first = seen.setdefault(said, variant.name)
        if first != variant.name:
            yield _about(indicator, "variant_twice", Severity.WARNING, variant=variant.name)


def _vacuous(indicator: Indicator, scope: Scope) -> Iterator[LintFinding]:
    """A share that holds of every row it can be told of, or of none."""
    for variant in indicator.readings():
        trial = try_all({"of": variant.of}, scope) if variant.of else None
        if trial is not None and not (trial.meets(of=True) and trial.meets(of=False)):
            yield _about(indicator, "share_of_all", Severity.ERROR, variant=variant.name or indicator.name)


def _about(indicator: Indicator, key: str, severity: Severity, **facts: object) -> LintFinding:
    return LintFinding(
        severity, f"rulesets.lint.{key}", indicator.file, indicator.line, "", {"name": indicator.name, **facts}
    )
