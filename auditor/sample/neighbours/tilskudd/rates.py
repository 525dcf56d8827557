"""Full rates of the grants by year: those the rule set knows, and between and beyond them such as lead to the next."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.rulesets import load
from auditor.sample.draws import Floats, Ints

FIRST, LAST = 2000, 2025
_BY_YEAR = (
    "integreringstilskudd_enslig_voksen",
    "integreringstilskudd_voksen",
    "integreringstilskudd_em",
    "integreringstilskudd_aar_2",
    "integreringstilskudd_aar_3",
    "integreringstilskudd_aar_4",
    "integreringstilskudd_aar_5",
    "barnehagetilskudd",
    "eldretilskudd",
    "norsktilskudd_37d",
)
"""Parameters of the rule set, which are 0 in years of which the rate is not known."""
_OF_2019 = {
    "norsktilskudd_aar_1": 14_100.0,
    "norsktilskudd_aar_2": 26_500.0,
    "norsktilskudd_aar_3": 9_300.0,
    "em_tilskudd": 1_180_000.0,
    "nedsatt_funksjonsevne": 196_400.0,
    "mottak": 18_900.0,
    "kartlegging": 8_200.0,
}
"""Kroner in 2019 of grants whose rates no rule knows: about what they came to."""
_RISE = 0.02
"""From one year to the next, where nothing else is known."""


def rates() -> pl.DataFrame:
    """A row for each ``rate`` and year (``aar``), with the ``full`` amount in kroner."""
    years = np.arange(FIRST, LAST + 1)
    known: dict[str, dict[int, float]] = {name: {2019: amount} for name, amount in _OF_2019.items()}
    parameters = load("tilskudd").parameters
    for name in _BY_YEAR:
        values = parameters[name].values
        known[name] = {each.start.year: float(str(each.value)) for each in values if each.start and each.value}
    return pl.concat(
        pl.DataFrame({"rate": pl.repeat(name, len(years), eager=True), "aar": years, "full": _filled(years, amounts)})
        for name, amounts in known.items()
    )


def _filled(years: Ints, known: dict[int, float]) -> Floats:
    nearest = np.array(sorted(known))[np.abs(years[:, None] - np.array(sorted(known))).argmin(axis=1)]
    grown = np.array([known[each] for each in nearest.tolist()]) * (1 + _RISE) ** (years - nearest)
    amounts: Floats = np.where(np.isin(years, list(known)), grown, np.round(grown, -2))
    return amounts
