"""What prose says of numbers: words for ratios, the same number twice, orders, classes, comparisons, citations."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise

from auditor.published import format as entries
from auditor.published.checks.reading import Reader
from auditor.published.interval import Interval
from auditor.published.model import Computed, Refuted

RATIOS: dict[str, tuple[Fraction, Fraction]] = {
    "half": (Fraction(45, 100), Fraction(55, 100)),
    "third": (Fraction(30, 100), Fraction(37, 100)),
    "quarter": (Fraction(22, 100), Fraction(28, 100)),
    "two_thirds": (Fraction(63, 100), Fraction(70, 100)),
    "three_quarters": (Fraction(72, 100), Fraction(78, 100)),
    "double": (Fraction(180, 100), Fraction(220, 100)),
    "triple": (Fraction(270, 100), Fraction(330, 100)),
    "four_times": (Fraction(360, 100), Fraction(440, 100)),
}
"""What a word for a ratio still covers: a tenth to either side, some three points for parts. The limits are ours."""


def ratio(claim: entries.RatioClaim, read: Reader) -> Refuted | None:
    """The ratio of the two numbers is not what the word says."""
    found = read.value(claim.to) / read.value(claim.of)
    if found.meets(Interval(*RATIOS[claim.word])):
        return None
    facts = {"of": read.printed(claim.of), "to": read.printed(claim.to), "word": claim.word}
    return Refuted("ratio", {**facts, "computed": Computed(found, True)})


def same(claim: entries.SameClaim, read: Reader) -> Refuted | None:
    """Numbers that should be one differ by more than rounding."""
    for one, other in combinations(claim.figures, 2):
        if not read.value(one).overlaps(read.value(other)):
            facts = {"one": read.printed(one), "other": read.printed(other), "name_one": one, "name_other": other}
            return Refuted("same", facts)
    return None


def classes(claim: entries.ClassesClaim, read: Reader) -> Refuted | None:
    """Two classes that follow each other leave a value out, or both take it."""
    for (low, high), (next_low, next_high) in pairwise(claim.classes):
        facts = {"one": _class(low, high), "other": _class(next_low, next_high)}
        if high is None or next_low is None or next_low < high + claim.step:
            return Refuted("classes_overlap", facts)
        if next_low > high + claim.step:
            return Refuted("classes_gap", facts)
    return None


def _class(low: int | None, high: int | None) -> str:
    return f"{'' if low is None else low}–{'' if high is None else high}"


def monotone(claim: entries.MonotoneClaim, read: Reader) -> Refuted | None:
    """A step that goes the other way, or, where it is to be strict, stands still between exact numbers."""
    for before, after in pairwise(claim.values):
        low, high = (before, after) if claim.direction == "rising" else (after, before)
        one, other = read.value(low), read.value(high)
        wrong = other.exact and one.exact and other.low == one.low if claim.strict else False
        if wrong or not one.may_be_at_most(other):
            facts = {"before": read.printed(before), "after": read.printed(after), "direction": claim.direction}
            return Refuted("monotone", {**facts, "name_before": before, "name_after": after})
    return None


def comparable(claim: entries.ComparableClaim, read: Reader) -> Refuted | None:
    """Two of the numbers are of different bases, periods, units or methods."""
    for fact, one, other in _pairs(claim):
        here, there = read.about(one)[fact], read.about(other)[fact]
        if here != there:
            facts = {"fact": fact, "one": here, "other": there, "name_one": one, "name_other": other}
            return Refuted("comparable", facts)
    return None


def _pairs(claim: entries.ComparableClaim) -> Iterator[tuple[str, str, str]]:
    for fact in claim.by:
        for one, other in combinations(claim.figures, 2):
            yield fact, one, other


def citations(claim: entries.CitationsClaim, read: Reader) -> Refuted | None:
    """Something is cited that is not there."""
    missing = [each for each in claim.cited if each not in claim.present]
    return Refuted("citations", {"missing": missing}) if missing else None
