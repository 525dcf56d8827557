"""Which conditions depend on the date of a row without naming it: dated parameters, dated code lists, validity."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.model.rule import CodeListCondition, Rule
from auditor.model.ruleset import CodeList, Parameter, RuleSet
from auditor.rulesets import sql as source

DATED_REFERENCES = ("municipalities", "counties")
"""Lists the program carries whose codes come and go."""
_CONDITIONS = ("when", "require", "of", "within", "value", "per")
_DATE_POSITION = {"parameter": 1, "in_list": 2}


def is_dated_list(codes: CodeList | None) -> bool:
    """Whether it matters at which date a code is looked up."""
    if codes is None:
        return False
    return codes.reference in DATED_REFERENCES or any(each.start or each.end for each in codes.codes)


def is_dated_parameter(parameter: Parameter | None) -> bool:
    """Whether it matters at which date a parameter is asked for."""
    return parameter is not None and (len(parameter.values) > 1 or parameter.values[0].start is not None)


def uses_row_date(text: str, parameters: Mapping[str, Parameter], code_lists: Mapping[str, CodeList]) -> bool:
    """Whether a condition asks for a dated parameter or list without saying at which date."""
    for node in source.parse(text).walk():
        call = source.call(node)
        if call is None or len(call.arguments) > _DATE_POSITION.get(call.name, -1):
            continue
        named = call.arguments[_DATE_POSITION[call.name] - 1].name if call.arguments else ""
        if call.name == "parameter" and is_dated_parameter(parameters.get(named)):
            return True
        if call.name == "in_list" and is_dated_list(code_lists.get(named)):
            return True
    return False


def date_column(rule: Rule, ruleset: RuleSet) -> str | None:
    """The column that dates a row for a rule which depends on one; None where no date matters or none is declared."""
    table = ruleset.tables.get(rule.table)
    default = table.date if table is not None else None
    validity, condition = rule.validity, rule.condition
    if validity.start or validity.end:
        return validity.by or default
    if isinstance(condition, CodeListCondition) and is_dated_list(ruleset.code_lists.get(condition.codes)):
        return validity.by or default
    texts = [getattr(condition, name, None) for name in _CONDITIONS]
    if any(isinstance(text, str) and uses_row_date(text, ruleset.parameters, ruleset.code_lists) for text in texts):
        return default
    return None
