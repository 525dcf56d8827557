"""Which numbers a claim speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.published import format as entries


def references(entry: entries.ClaimBase) -> Iterator[str]:
    """The references of a claim, in order; those of an equation are in its text."""
    match entry:
        case entries.SumClaim():
            yield from entry.parts
        case entries.ShareClaim():
            yield from (entry.part, entry.whole, entry.share)
        case entries.CompletenessClaim():
            yield from (entry.missing, entry.rows, entry.rate)
        case entries.WeightedMeanClaim():
            yield from _of_groups(entry.groups)
            yield entry.total
        case entries.GrimClaim():
            yield from (entry.value, entry.rows)
        case entries.DeviationClaim():
            yield from (entry.mean, entry.deviation, entry.rows)
        case entries.RatioClaim():
            yield from (entry.of, entry.to)
        case entries.SameClaim() | entries.ComparableClaim():
            yield from entry.figures
        case entries.MonotoneClaim():
            yield from entry.values
        case entries.SignificantClaim():
            yield from (*entry.among, *entry.only)
        case entries.PValueClaim():
            yield from (entry.statistic, entry.p)
        case entries.DifferenceClaim():
            yield from _of_groups(entry.groups)
        case _:
            return


def _of_groups(groups: list[entries.GroupEntry]) -> Iterator[str]:
    for each in groups:
        yield from (each.rows, each.value)


def operands(entry: entries.ClaimBase) -> Iterator[str | int]:
    """What may be a reference or a number by definition."""
    match entry:
        case entries.SumClaim():
            yield entry.total
        case entries.DeviationClaim():
            yield from (each for each in (entry.low, entry.high) if each is not None)
        case _:
            return
