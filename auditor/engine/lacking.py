"""What an extract lacks for a condition that is asked outside an audit."""

from __future__ import annotations

from auditor.engine.prepare import Preparation
from auditor.model.extract import Problem
from auditor.model.vocabulary import Severity
from auditor.rulesets import sql as source
from auditor.rulesets.dating import uses_row_date


def lacking(condition: str, tables: Preparation, table: str) -> Problem | None:
    """The first table or field, by name, that the condition needs and the extract does not have."""
    ruleset = tables.ruleset
    used = set(source.columns(condition))
    date = ruleset.tables[table].date
    if date and uses_row_date(condition, ruleset.parameters, ruleset.code_lists):
        used.add(date)
    lacks = tables.columns(table).lacking
    for name in sorted(used & lacks.keys()):
        cause = lacks[name]
        if cause in ruleset.tables and ruleset.tables[table].field(cause) is None:
            return Problem(Severity.ERROR, "engine.table_missing", {"table": cause}, table)
        where, _, field = cause.rpartition(".")
        return Problem(Severity.ERROR, "engine.column_missing", {"table": where or table, "field": field}, table)
    return None
