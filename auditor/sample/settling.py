"""Errors that break more rules than they are to break are taken back, and others planted in their place.

A planter chooses rows that nothing else should be wrong with, but cannot know all rules: a person's other facts, or
the figures of a whole municipality, may break one more rule once a row is changed. Here the rules themselves are asked.
Only what is found too much is mended, so that an error about a row that nobody finds stays in the list and shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.journal import Error
from auditor.sample.planting.registry import plant_all, planted_last, planters
from auditor.sample.planting.specs import plant
from auditor.sample.side_effects import of_groups, of_rows

_ROUNDS = 4


def plant_settled(canvas: Canvas, wanted: Mapping[str, int]) -> Counter[str]:
    """Plant errors of the rules wanted that break no others; how many of each had to be taken back."""
    last = {rule: count for rule, count in wanted.items() if planted_last(rule, canvas.ruleset)}
    plant_all(canvas, {rule: count for rule, count in wanted.items() if rule not in last})
    gone = settle(canvas)
    plant_all(canvas, last)
    return gone


def settle(canvas: Canvas, *, again: bool = True) -> Counter[str]:
    """Take back errors until none breaks a rule it is not to break; others in their place, if ``again``."""
    gone: Counter[str] = Counter()
    new, changed = canvas.errors, canvas.errors
    for tries_left in reversed(range(_ROUNDS)):
        bad = of_rows(canvas, canvas.finish(), new) | of_groups(canvas, canvas.finish(), changed)
        if not bad:
            break
        canvas.take_back(bad)
        counted = Counter(each.rule for each in bad)
        gone += counted
        before = set(canvas.errors)
        if again and tries_left:
            for rule, count in sorted(counted.items()):
                plant(canvas, planters(canvas.ruleset)[rule], count)
        new = _others(canvas.errors, before)
        changed = [*new, *bad]
    return gone


def _others(errors: Iterable[Error], known: set[Error]) -> list[Error]:
    return [each for each in errors if each not in known]
