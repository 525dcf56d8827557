"""The figures of a profile as they may be shown.

Who holds the data sees all of them, with personal values masked. In files that may be shared, counts under 5 and what
would give them away are hidden (:mod:`auditor.privacy.cells`), quantiles need five cells beyond them, so that none is
the value of a few, and of values there are only codes of the field's list and truth values. Where it is hidden how many
cells of a field are filled, nothing is told that one could work it out from: no value, heap, cluster, key or relation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from auditor.locale import Translator
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Personal
from auditor.privacy.cells import HIDDEN, THRESHOLD, is_small, suppress
from auditor.privacy.masking import Masker
from auditor.reference.codes import all_codes
from auditor.results.profile.completeness import STATES, Completeness
from auditor.results.profile.structure import Dependency, Key, Relation
from auditor.results.profile.values import NUMBERS, Distribution
from auditor.results.profile.whole import TableProfile

SPREAD = (0.05, 0.5, 0.95)
"""Quantiles that are told in files to be shared."""
RANGE = (0.0, 0.5, 1.0)
"""Quantiles that are told to who holds the data: the least, the median and the greatest."""
MOST_COMMON = 5
LEAST_SHARE = 0.01
"""A rarer value is not told as a common one."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of one field; None is hidden, or there is nothing to tell."""

    field: Field
    rows: int | None
    states: dict[str, int | None]
    """By state of :data:`STATES`."""
    complete: float | None
    distinct: int | None
    mean: float | None
    sd: float | None
    spread: tuple[Any, ...]
    """The quantiles of SPREAD or RANGE: numbers or dates."""
    common: tuple[tuple[Any, int], ...]
    """Values with their counts, the most common first."""
    told: bool
    """Whether it is told how many cells are filled."""
    distribution: Distribution
    unreadable: int
    """As counted, whether it may be shown or not."""


class Figuring:
    """Makes the figures of a profile's fields; ``shared`` for files that may be shared."""

    def __init__(self, ruleset: RuleSet, shared: bool) -> None:
        self._ruleset, self._shared = ruleset, shared
        self._untold: set[tuple[str, str]] = set()

    def part(self, count: int, whole: int) -> bool:
        """Whether a part of a whole that is told may be told: neither it nor the rest is small."""
        return not self._shared or not (is_small(count) or is_small(whole - count))

    def may_tell(self, table: str, *fields: str) -> bool:
        """Whether anything may be told that follows from how many cells of these fields are filled.

        The figures of the table must have been made before.
        """
        return not any((table, field) in self._untold for field in fields)

    def of(self, table: TableProfile) -> list[Figures]:
        """The fields of a table, in its order."""
        fields = [table.table.field(name) for name in table.completeness.fields]
        return [
            self.figures(field, table.completeness, table.distributions[field.name])
            for field in fields
            if field is not None
        ]

    def count(self, value: int) -> int | None:
        """A count that adds up to nothing shown; None where it is hidden."""
        return None if self._shared and is_small(value) else value

    def figures(self, field: Field, completeness: Completeness, spread: Distribution) -> Figures:
        """The figures of one field."""
        counts = completeness.of(field.name)
        states = {state: getattr(counts, state) for state in STATES}
        rows: int | None = counts.rows
        if self._shared:
            safe = suppress(list(states.values()))
            states, rows = dict(zip(STATES, safe.counts, strict=True)), safe.total
        told = states["filled"] is not None
        if not told:
            self._untold.add((completeness.table, field.name))
        complete = None not in (states["missing"], states["not_applicable"], rows)
        enough = not self._shared or spread.count >= THRESHOLD
        repeated = spread.count - spread.distinct
        few_values = not self._shared or (not is_small(repeated) and (told or repeated >= spread.count / 2))
        return Figures(
            field,
            rows,
            states,
            counts.complete if complete else None,
            spread.distinct if enough and few_values else None,
            spread.mean if enough else None,
            spread.sd if enough else None,
            tuple(self._quantile(spread, share) for share in (SPREAD if self._shared else RANGE)),
            tuple(self._common(field, spread)) if told else (),
            told,
            spread,
            counts.unreadable,
        )

    def _quantile(self, spread: Distribution, share: float) -> Any:
        if spread.type not in (*NUMBERS, FieldType.DATE):
            return None
        few = min(share, 1 - share) * spread.count < THRESHOLD
        return None if self._shared and few else spread.quantile(share)

    def _common(self, field: Field, spread: Distribution) -> list[tuple[Any, int]]:
        if not self._shared:
            return [each for each in spread.common(MOST_COMMON) if each[1] >= LEAST_SHARE * spread.count]
        if field.type is not FieldType.BOOLEAN and field.codes is None:
            return []
        every = spread.common(spread.distinct)
        safe = suppress([count for _, count in every]).counts
        shown = [value for (value, _), count in zip(every, safe, strict=True) if count is not None]
        return [each for each in every[:MOST_COMMON] if each[0] in shown and self._may_be_told(field, each[0])]

    def _may_be_told(self, field: Field, value: Any) -> bool:
        if field.type is FieldType.BOOLEAN:
            return True
        codes = self._ruleset.code_lists.get(field.codes) if field.codes else None
        if codes is None or field.personal is not Personal.NONE:
            return False
        return value in {each.code for each in codes.codes} or (
            codes.reference is not None and value in all_codes(codes.reference)
        )


def may_tell(relation: Relation, figuring: Figuring) -> bool:
    """Whether a relation may be told of, once the figures of both tables have been made."""
    ours = figuring.may_tell(relation.table, relation.field)
    return ours and figuring.may_tell(relation.to_table, relation.to_field)


class Words:
    """Figures and observations in the translator's language."""

    def __init__(self, t: Translator, masker: Masker, figuring: Figuring) -> None:
        self._t, self._masker, self._figuring = t, masker, figuring

    def __call__(self, key: str, **facts: object) -> str:
        return self._t(f"profile.{key}", **facts)

    def number(self, value: int | None) -> str:
        """A count; ``:`` where it is hidden."""
        return HIDDEN if value is None else self._t.number(value)

    def share(self, value: float | None) -> str:
        """A share as per cent."""
        return "" if value is None else self._t.percent(value)

    def value(self, field: Field, value: Any) -> str:
        """A value as it may be seen."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self("true" if value else "false")
        if field.personal is not Personal.NONE:
            return self._masker.text(field.personal.value, value)
        if isinstance(value, dt.date):
            return self._t.date(value)
        if isinstance(value, float) and value != round(value):
            return self.measure(value)
        if isinstance(value, (int, float)):
            return self._t.number(int(value)) if abs(value) > 9999 else str(int(value))
        return self._masker.text(Personal.NONE.value, value, 40)

    def measure(self, value: float | None) -> str:
        """A mean or the like, with as many digits as say something."""
        if value is None:
            return ""
        size = abs(value)
        return self._t.decimal(value, 3 if size < 1 else 2 if size < 10 else 1 if size < 1000 else 0)

    def values(self, figures: Figures) -> str:
        """Low, middle and high numbers or dates, or the most common of other values with their shares."""
        if figures.distribution.type in (*NUMBERS, FieldType.DATE):
            low, median, high = (self.value(figures.field, each) for each in figures.spread)
            return self("spread", low=low, median=median, high=high) if low or median else ""
        count = figures.distribution.count
        return "; ".join(
            f"{self.value(figures.field, value)} {self._t.percent(many / count, 0)}" for value, many in figures.common
        )

    def observations(self, table: TableProfile, lines: Sequence[Figures]) -> list[str]:
        """What is remarkable about a table, a sentence each."""
        name, figuring = table.table.name, self._figuring
        said = [self.key(each) for each in table.keys if figuring.may_tell(name, *each.fields)]
        for figures in lines:
            said += self.of_field(figures)
        follow = [each for each in table.dependencies if figuring.may_tell(name, each.by, each.field)]
        return [*said, *map(self.dependency, follow)]

    def of_field(self, figures: Figures) -> list[str]:
        """What is remarkable about a field, a sentence each."""
        spread, name = figures.distribution, figures.field.name
        said = []
        unreadable = figures.unreadable
        if unreadable:
            kind = self(f"type.{figures.field.type.value}")
            said.append(self("unreadable", field=name, count=self.number(self._figuring.count(unreadable)), type=kind))
        if not figures.told:
            return said
        for heap in spread.heaps[:MOST_COMMON]:
            if not self._figuring.part(heap.count, spread.count):
                continue
            share = self._t.percent(heap.count / spread.count)
            value = self.value(figures.field, heap.value)
            times = f"{heap.count / max(heap.expected, 1):.0f}"
            said.append(self("heap", field=name, value=value, count=heap.count, share=share, times=times))
        for cluster in spread.clusters:
            if cluster.marked and self._figuring.part(cluster.count, spread.count):
                facts = {
                    "share": self._t.percent(cluster.count / spread.count),
                    "chance": self._t.percent(cluster.expected / spread.count),
                }
                said.append(self(f"cluster.{cluster.kind}", field=name, count=cluster.count, **facts))
        far = spread.outliers
        if far is not None and far.below + far.above:
            low, high = self.measure(far.low), self.measure(far.high)
            count = self.number(self._figuring.count(far.below + far.above))
            said.append(self("outliers", field=name, count=count, low=low, high=high))
        return said

    def key(self, key: Key) -> str:
        """Whether fields name a row."""
        fields = " + ".join(key.fields)
        if key.holds:
            return self("key.declared_holds" if key.declared else "key.holds", fields=fields)
        blank, repeated = (self.number(self._figuring.count(each)) for each in (key.blank, key.repeated))
        return self("key.declared" if key.declared else "key.nearly", fields=fields, blank=blank, repeated=repeated)

    def dependency(self, each: Dependency) -> str:
        """What follows from what."""
        if not each.exceptions:
            return self("follows", field=each.field, by=each.by, rows=each.rows)
        exceptions = self.number(self._figuring.count(each.exceptions))
        return self("follows_nearly", field=each.field, by=each.by, rows=each.rows, exceptions=exceptions)

    def relation(self, each: Relation) -> str:
        """What is found in another table."""
        facts = {"table": each.table, "field": each.field, "to": f"{each.to_table}.{each.to_field}"}
        lost = each.filled - each.found
        if not lost:
            return self("found", filled=each.filled, **facts)
        return self("found_nearly", filled=each.filled, lost=self.number(self._figuring.count(lost)), **facts)
