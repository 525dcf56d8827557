"""Answers to the survey of participants: statements from 1 to 5, the plan, and a comment now and then."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import ids, labels
from auditor.sample.draws import Draws, Ints

STATEMENTS = (
    "res_utdanning", "res_jobb", "res_okonomi", "res_samfunn", "norsk", "med_maal", "med_innhold", "med_samarbeid",
    "resp_respekt", "resp_horer", "resp_alvor", "info_faar", "info_forstaar", "info_tolk", "til_kontakt", "til_tid",
    "paa_taushet", "paa_folger",
)  # fmt: skip
"""Those that everybody is asked and nobody should answer all alike."""
_ABOUT_PLAN, _LAST = ("plan_innhold", "plan_folger"), ("eget_ansvar", "alt_i_alt")
_SCALE = (0.05, 0.09, 0.2, 0.36, 0.3)
_SKIPPED = 0.03
_PLAN_SHARE = 0.8
_COMMENTS, _CONSENT = 0.12, 0.7
_GROUPS: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "kjonn": (("Kvinne", "Mann"), (43, 57)),
    "alder": (("18-35 år", "36-54 år", "55 år eller eldre"), (71, 27, 2)),
    "botid": (("Under 1 år", "1-2 år", "3 år eller mer"), (55, 34, 11)),
    "barn": (("Ingen barn", "1-3 barn", "4 eller flere barn"), (47, 36, 17)),
    "sivilstand": (("Enslig", "Gift eller samboer"), (41, 59)),
}
"""Per cent of the answers (seed-002 table 2.1)."""
_WORDS = (
    "Jeg vil ha mer norsk og mindre venting.",
    "Lærerne er flinke, men klassen er for stor.",
    "Jeg ønsker praksis på en arbeidsplass.",
    "Det er vanskelig å forstå brevene fra kommunen.",
    "Alt er bra.",
    "Programmet hjelper meg, men jeg har for lite penger.",
    "Jeg har ventet 3 måneder på tolk.",
)


def answers(draws: Draws, counted: pl.DataFrame) -> pl.DataFrame:
    """One row an answer, as many (``svart``) of each municipality and year as there are."""
    rows = counted.select(pl.col("kommunenummer", "aar").repeat_by("svart").explode())
    size = rows.height
    # as many have a plan in each municipality, so that the register and they agree
    place = rows.select(pl.int_range(pl.len()).over("kommunenummer", "aar")).to_series().to_numpy()
    has_plan = np.ceil((place + 1) * _PLAN_SHARE) > np.ceil(place * _PLAN_SHARE)
    plan = np.where(has_plan, 0, 1 + draws.chance("knows of no plan", size, 0.4))
    given = {name: draws.pick(name, size, _SCALE) + 1 for name in (*STATEMENTS, *_ABOUT_PLAN, *_LAST)}
    given |= {name: np.where(draws.chance(f"skips {name}", size, _SKIPPED), 0, given[name]) for name in STATEMENTS}
    given |= {name: np.where(has_plan, given[name], 0) for name in _ABOUT_PLAN}
    given[STATEMENTS[0]] = _apart(given)
    comments = draws.chance("comments", size, _COMMENTS)
    consents = comments & draws.chance("consents", size, _CONSENT)
    words = labels(_WORDS, np.where(consents, draws.whole("words", size, 0, len(_WORDS) - 1), -1))
    return rows.select(
        pl.Series("svar_id", ids("SV", np.arange(size))),
        pl.all(),
        *(labels(names, draws.pick(name, size, shares)).alias(name) for name, (names, shares) in _GROUPS.items()),
        *(pl.Series(name, values).replace(0, None).alias(name) for name, values in given.items()),
        labels(("Ja", "Nei", "Vet ikke"), plan.astype(np.int64)).alias("plan"),
        words.alias("kommentar"),
        labels(("Nei", "Ja"), np.where(comments, consents.astype(np.int64), -1)).alias("samtykke"),
    )


def _apart(given: dict[str, Ints]) -> Ints:
    """The first statement, answered otherwise where all the answers are alike."""
    every = np.stack([given[name] for name in STATEMENTS])
    first, most = every[0], every.max(axis=0)
    alike = np.where(every == 0, most, every).min(axis=0) == most
    other: Ints = np.where(alike, np.where(most > 1, most - 1, 2), first)
    return other
