"""The files of a rule set, as pydantic models: what may be written, and what is demanded.

Every file of a rule set but ``ruleset.yaml`` is a :class:`RuleFile`; ``ruleset.yaml`` is a :class:`RuleSetFile`. The
JSON Schemas in ``rules/schema`` are made from these models (see :mod:`auditor.rulesets.json_schema`).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictStr, model_validator

from auditor.rulesets.format_parts import Name, Strict, TextEntry
from auditor.rulesets.format_rules import RuleEntry
from auditor.rulesets.format_tables import (
    CodeListEntry,
    DerivationEntry,
    LookupEntry,
    ParameterEntry,
    PopulationEntry,
    TableEntry,
)
from auditor.rulesets.indicator_format import IndicatorEntry


def _with_default_kind(entry: Any) -> Any:
    return {"kind": "row", **entry} if isinstance(entry, dict) else entry


class RuleFile(Strict):
    """Any file of a rule set but ``ruleset.yaml``: tables, lists, parameters, computed fields, populations, rules."""

    theme: StrictStr = ""
    tables: list[TableEntry] = []
    code_lists: list[CodeListEntry] = []
    parameters: list[ParameterEntry] = []
    derive: list[DerivationEntry] = []
    lookup: list[LookupEntry] = []
    populations: list[PopulationEntry] = []
    indicators: list[IndicatorEntry] = []
    rules: list[Annotated[RuleEntry, Field(discriminator="kind")]] = []

    @model_validator(mode="before")
    @classmethod
    def _kinds(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("rules"), list):
            return {**data, "rules": [_with_default_kind(each) for each in data["rules"]]}
        return data


class RuleSetFile(Strict):
    """``ruleset.yaml``."""

    name: Name
    version: StrictStr
    title: TextEntry
    registers: list[StrictStr] = Field(min_length=1)
    sources: list[StrictStr] = Field(min_length=1)
    builds_on: list[Name] = []
