"""Examples of rules: from the short form they are written in to the rows they stand for.

What all examples of a rule have stands once, under ``shared``; a row with a list for a value stands for one row with
each of its values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, TypeAlias

from auditor.model.rule import Example, Examples
from auditor.rulesets.format_rules import ExamplesEntry, SharedEntry

RAGGED_KEY = "ragged"
"""What an example says of a row whose line does not have the shape of the others."""
EXAMPLE_KEYS = ("with", "on", "rows", "previous")
_Row: TypeAlias = Mapping[str, Any]


class ExampleFormError(ValueError):
    """An example that does not have the form its kind of rule needs."""


def examples(entry: ExamplesEntry, *, about_groups: bool) -> Examples:
    """The examples of a rule; ExampleFormError where one does not have the form its kind needs."""
    shared = entry.shared or SharedEntry()
    if shared.rows and not about_groups:
        raise ExampleFormError
    return Examples(
        *(
            tuple(_example(each, shared, about_groups) for each in given)
            for given in (entry.fails, entry.passes, entry.unknown)
        )
    )


def _example(entry: _Row, shared: SharedEntry, about_groups: bool) -> Example:
    others, on = entry.get("with", {}), entry.get("on")
    if about_groups != ("rows" in entry) or not isinstance(others, dict):
        raise ExampleFormError
    if not (on is None or isinstance(on, dt.date)):
        raise ExampleFormError
    own = {name: value for name, value in entry.items() if name not in EXAMPLE_KEYS}
    own |= {name: value for name, value in shared.row.items() if name not in own}
    if not about_groups and any(isinstance(value, list | dict) for value in own.values()):
        raise ExampleFormError
    tables = dict.fromkeys((*others, *shared.others))
    return Example(
        row={} if about_groups else own,
        others={name: tuple(_rows([*others.get(name, []), *shared.others.get(name, [])], {})) for name in tables},
        rows=tuple(_rows([*entry["rows"], *shared.rows], shared.row)) if about_groups else (),
        previous=tuple(_rows(entry.get("previous", []), shared.row)),
        on=on,
    )


def _rows(given: object, usual: _Row) -> Iterable[_Row]:
    """The rows that are given, with the usual values where they have none of their own, and lists written out."""
    if not isinstance(given, list):
        raise ExampleFormError
    for short in given:
        if not isinstance(short, dict):
            raise ExampleFormError
        row = short | {name: value for name, value in usual.items() if name not in short}
        choices = [value if isinstance(value, list) else [value] for value in row.values()]
        if not all(choices) or any(isinstance(value, list | dict) for values in choices for value in values):
            raise ExampleFormError
        for values in product(*choices):
            yield dict(zip(row, values, strict=True))
