"""Mistakes in a file of published figures that do not keep it from being used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor.published import expressions
from auditor.published.format import EquationClaim
from auditor.published.model import Claim, Report
from auditor.published.references import operands, references


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: ``key`` and ``facts`` give the sentence, ``line`` the place in the file."""

    key: str
    line: int
    facts: dict[str, object] = field(default_factory=dict)


def lint(report: Report) -> list[Remark]:
    """Numbers that no claim speaks of, claims made twice, numbers and claims without a place in the report."""
    return sorted((*_unused(report), *_twice(report), *_placeless(report)), key=lambda each: each.line)


def _names(claim: Claim) -> set[str]:
    names = {*references(claim.entry), *(each for each in operands(claim.entry) if isinstance(each, str))}
    if isinstance(claim.entry, EquationClaim):
        names |= set(expressions.references(claim.entry.holds))
    return names


def _unused(report: Report) -> Iterator[Remark]:
    """Figures by name, tables by row: a row is used where one of its cells is."""
    used = {name.rpartition(".")[0] or name for claim in report.claims for name in _names(claim)}
    rows: dict[str, int] = {}
    for name, figure in report.figures.items():
        rows.setdefault(name.rpartition(".")[0] or name, figure.line)
    for name, line in rows.items():
        if name not in used:
            yield Remark("unused", line, {"name": name})


def _twice(report: Report) -> Iterator[Remark]:
    seen: dict[str, str] = {}
    for claim in report.claims:
        data: dict[str, Any] = claim.entry.model_dump(exclude={"name", "says", "place", "each"})
        first = seen.setdefault(repr(data), claim.entry.name)
        if first != claim.entry.name:
            yield Remark("twice", claim.line, {"name": claim.entry.name, "first": first})


def _placeless(report: Report) -> Iterator[Remark]:
    told = set()
    for name, figure in report.figures.items():
        whole = name.partition(".")[0]
        if not figure.place and whole not in told:
            told.add(whole)
            yield Remark("no_place", figure.line, {"name": whole})
