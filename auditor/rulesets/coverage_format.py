"""The format of ``rules/coverage``: a file a source, an entry for every rule that the source states."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt, StrictStr

from auditor.rulesets.format_parts import Strict, TextEntry

RuleId = Annotated[StrictStr, Field(pattern=r"^[A-ZÆØÅ][A-ZÆØÅ0-9]*(-[A-ZÆØÅ0-9]+)+$")]
SomeText = Annotated[StrictStr, Field(min_length=1, max_length=300)]
Subject = Literal[
    "nir",
    "mottak",
    "bosetting",
    "prover",
    "utfall",
    "nav",
    "tilskudd",
    "kostra",
    "jobbsjansen",
    "undersokelse",
    "tilsyn",
    "statistikk",
    "publisert",
    "indikator",
    "uttrekk",
]
Status = Literal["planned", "not_a_rule", "no_data", "superseded", "duplicate_of", "feature"]


class SourceRuleEntry(Strict):
    """One rule of a source: covered by rules of ours, or the reason why not."""

    id: SomeText
    also: tuple[SomeText, ...] = ()
    about: Subject = Field(alias="set")
    says: SomeText
    covered_by: tuple[RuleId, ...] = ()
    partly: SomeText | None = None
    program: SomeText | None = None
    status: Status | None = None
    issue: StrictInt | None = None
    see: tuple[SomeText, ...] = ()
    reason: SomeText | None = None
    cited_by: tuple[RuleId, ...] = ()


class CoverageFile(Strict):
    """A file of ``rules/coverage``."""

    source: SomeText
    title: TextEntry
    rules: list[SourceRuleEntry] = Field(min_length=1)
