"""The table of tests as a frame of typed values."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import codes_at, ids, labels, persons
from auditor.sample.draws import Draws, Ints
from auditor.sample.exams import GROUPS, KINDS, LEVELS, PARTS, RESULTS, SOURCES, Exams
from auditor.sample.places import Places
from auditor.sample.training import LANGUAGES


def exam_frame(draws: Draws, found: Exams, places: Places) -> pl.DataFrame:
    """Tests with levels as PAD and NIR have them; keys are in no order, as PAD gives them at registration."""
    inside = found.person >= 0
    person = pl.select(
        pl.when(pl.Series(inside))
        .then(persons(np.maximum(found.person, 0)))
        .otherwise(ids("K", np.maximum(-1 - found.person, 0)))
    ).to_series()
    level = labels(LEVELS, found.level)
    sent = pl.Series(~np.isnat(found.sent))
    return pl.DataFrame(
        {
            "prove_id": ids("R", draws.order("exam key", len(found.person))),
            "person_id": person,
            "kommunenummer": codes_at(places, found.chain, found.on),
            "prove_dato": found.on,
            "provetype": labels(KINDS, found.kind),
            "delprove": labels(PARTS, found.part),
            "nivaa": level,
            "resultat": labels(RESULTS, found.result),
            "karakter": _number(found.grade),
            "kilde": labels(SOURCES, found.source),
            "overfort_nir_dato": found.sent,
            "nivaa_nir": pl.select(pl.when(sent).then(level)).to_series(),
            "forsok": _number(found.attempt),
            "tellende": pl.select(pl.when(pl.Series(found.counts >= 0)).then(pl.Series(found.counts == 1))).to_series(),
            "poengsum": _number(found.total),
            "kandidatgruppe": labels(GROUPS, found.group),
            "provespraak": labels(
                (*LANGUAGES, "norsk"), np.where(found.language == -2, len(LANGUAGES), found.language)
            ),
        }
    )


def _number(values: Ints) -> pl.Series:
    """Whole numbers; none for -1."""
    return pl.select(pl.when(pl.Series(values >= 0)).then(pl.Series(values))).to_series()
