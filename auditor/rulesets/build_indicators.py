"""Indicators of rule files as nouns of the model."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model.indicator import Break, Exclusion, Indicator, Target, Variant
from auditor.rulesets.build import basis, text
from auditor.rulesets.indicator_format import ExclusionEntry, IndicatorEntry
from auditor.rulesets.yaml_source import Document, Path_


def indicator(entry: IndicatorEntry, document: Document, path: Path_) -> Indicator:
    """An indicator of the model."""
    low, high = entry.between or (0.0, 1.0)
    return Indicator(
        name=entry.name,
        title=text(entry.title),
        description=text(entry.description),
        source=text(entry.source),
        basis=basis(entry.basis),
        table=entry.table,
        period=entry.period,
        within=entry.within,
        of=entry.of,
        value=entry.value,
        unit=text(entry.unit) if entry.unit else None,
        low=low,
        high=high,
        exclude=_exclusions(entry.exclude),
        variants=tuple(
            Variant(
                each.name,
                text(each.title),
                each.within,
                each.of,
                None if each.exclude is None else _exclusions(each.exclude),
            )
            for each in entry.variants
        ),
        targets=tuple(Target(each.value, each.start, each.end, basis(each.basis)) for each in entry.targets),
        breaks=tuple(Break(each.year, text(each.title)) for each in entry.breaks),
        better=entry.better,
        least=entry.least,
        pool=entry.pool,
        correct=tuple(entry.correct),
        file=document.file,
        line=document.line(path),
    )


def _exclusions(entries: Iterable[ExclusionEntry]) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(text(each.title), each.where) for each in entries)
