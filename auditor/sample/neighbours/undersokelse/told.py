"""What municipalities, NAV offices and heads of schools answer about the same municipality."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import ids, labels
from auditor.sample.draws import Draws

_ASKED = {"Kommune": "Integreringsansvarlige", "NAV": "NAV-kontor", "Skole": "Skolesjefer"}
"""Who answers for whom, and the survey that it was asked in."""
SHARED = "Deltar NAV i arbeidet med individuelle planer?"
"""What both the municipality and NAV are asked in the same year; they agree."""
ALONE = "Har skolene kapasitet til flere deltakere?"
_OWN = "Er det nok tilgang på praksisplasser?"
_WORDS = ("Ja, alltid", "Ofte", "Sjelden", "Nei")
_SHARES = (0.25, 0.4, 0.25, 0.1)


def told(draws: Draws, asked: pl.DataFrame) -> pl.DataFrame:
    """One row a municipality, year, question and respondent."""
    answered = asked.filter(pl.col("svart") > 0)
    said = answered.filter(pl.col("undersokelse") == _ASKED["NAV"]).select("kommunenummer", "aar")
    words = labels(_WORDS, draws.pick("shared answer", said.height, _SHARES))
    both = pl.concat(
        said.select(
            "kommunenummer", "aar", pl.lit(who).alias("respondent"), pl.lit(SHARED).alias("sporsmaal"),
            words.alias("verdi"),
        )
        for who in ("Kommune", "NAV")
    )  # fmt: skip
    own = pl.concat(
        _said(draws, answered, who, question) for who, question in (("Skole", ALONE), ("Kommune", _OWN), ("NAV", _OWN))
    )
    every = pl.concat([both, own]).sort("kommunenummer", "aar", "sporsmaal", maintain_order=True)
    return every.select(pl.Series("kommunesvar_id", ids("KS", np.arange(every.height))), pl.all())


def _said(draws: Draws, answered: pl.DataFrame, who: str, question: str) -> pl.DataFrame:
    rows = answered.filter(pl.col("undersokelse") == _ASKED[who])
    words = labels(_WORDS, draws.pick(f"{who} {question}", rows.height, _SHARES))
    return rows.select(
        "kommunenummer", "aar", pl.lit(who).alias("respondent"), pl.lit(question).alias("sporsmaal"),
        words.alias("verdi"),
    )  # fmt: skip
