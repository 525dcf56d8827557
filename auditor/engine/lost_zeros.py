"""Proposing the repair of codes that a spreadsheet took the leading zero from; nothing is repaired unasked."""

from __future__ import annotations

from dataclasses import replace

from auditor.engine.prepare import Preparation
from auditor.engine.reuse import LOST_ZEROS
from auditor.extract.proposals import propose_padding
from auditor.model.extract import Problem
from auditor.model.ruleset import CodeList
from auditor.model.vocabulary import Severity
from auditor.reference.codes import all_codes


def lost_zeros(tables: Preparation, table: str) -> list[Problem]:
    """A notice for each field of a table whose codes would be valid with the zeros they should begin with.

    A code that the list knows under another name is valid already.
    """
    found = []
    written = replace(tables.extract.tables[table], frame=tables.own(table))
    for field in tables.ruleset.tables[table].fields:
        codes = tables.ruleset.code_lists.get(field.codes) if field.codes else None
        valid = _valid(codes) if codes is not None else frozenset()
        if not any(each.startswith("0") for each in valid):
            continue
        proposal = propose_padding(written, field, valid)
        if proposal is not None:
            facts = {
                "table": table,
                "field": field.name,
                "rows": proposal.rows,
                "codes": proposal.codes,
                "valid": proposal.valid_when_padded,
                "repair": proposal.repair,
            }
            found.append(Problem(Severity.WARNING, LOST_ZEROS, facts, table))
    return found


def _valid(codes: CodeList) -> frozenset[str]:
    if codes.reference is not None:
        return all_codes(codes.reference)
    return frozenset(each.code for each in codes.codes)
