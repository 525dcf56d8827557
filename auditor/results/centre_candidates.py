"""Which centre of the register a case may mean, with the evidence: names, municipality, time of operation, type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from auditor.extract.centre_mapping import CentreMapping, Centres, folded
from auditor.extract.centres import BETWEEN_NAMES
from auditor.reference import municipalities
from auditor.results.centres import Case, CentreCases, CentreProblem

FEWEST_ALIKE = 0.5
"""A name less alike than this is no evidence by itself."""
MOST = 8
"""Candidates of a case."""
WEIGHTS = {"alike": 0.5, "same_municipality": 0.2, "fits": 0.2, "same_type": 0.1}
"""How much each piece of evidence weighs, together 1; what nothing is known of is no evidence."""
GENERIC = frozenset(
    {
        *("mottak", "mottaket", "asylmottak", "senter", "mottakssenter", "avd", "avdeling", "ord", "ordinært", "im"),
        *("integreringsmottak", "integreringsmottaket", "integreringsasylmottak", "akuttinnkvartering", "akuttmottak"),
        *("transitt", "transittmottak", "ankomst", "ankomstsenter", "alternativ", "mottaksplassering", "statlig"),
        *("i", "på", "ved"),
    }
)
"""Words that many centres share, so that likeness in them says little."""
CANDIDATES: Mapping[str, Any] = {
    "centre": pl.String,
    "name": pl.String,
    "alike_to": pl.String,
    "alike": pl.Float64,
    "municipality": pl.String,
    "same_municipality": pl.Float64,
    "opened": pl.Date,
    "closed": pl.Date,
    "fits": pl.Float64,
    "rows_that_fit": pl.Int64,
    "rows": pl.Int64,
    "type": pl.String,
    "same_type": pl.Float64,
    "score": pl.Float64,
    "rejected": pl.Boolean,
}


def candidates(cases: CentreCases, case: Case, centres: Centres) -> pl.DataFrame:
    """The centres a case may mean, columns CANDIDATES, likeliest first; what ``centres`` rejects comes last.

    Shares are of the rows of the case of which it is known; the score is their sum by WEIGHTS, so that more evidence
    for a centre never counts less than a part of it. Of a name that a centre goes by unregistered, the first is
    that centre.
    """
    register = cases.register
    rows = cases.rows_of(case)
    if register is None or not register.height or not rows.height:
        return pl.DataFrame(schema=CANDIDATES)
    alike, alike_to = _likeness(_names(rows), register)
    shares = _shares(rows, register)
    known = pl.DataFrame({"alike": alike, "alike_to": alike_to}, schema={"alike": pl.Float64, "alike_to": pl.String})
    found = pl.concat([register.rename({"key": "centre"}), known, shares], how="horizontal")
    known_weight = pl.sum_horizontal(pl.when(pl.col(name).is_not_null()).then(each) for name, each in WEIGHTS.items())
    score = pl.sum_horizontal(pl.col(name) * each for name, each in WEIGHTS.items())
    found = found.with_columns(
        pl.when(known_weight > 0).then(score).alias("score"),
        # Of equal scores, the one that less is known against.
        (score / known_weight).alias("of_known"),
        pl.Series("rejected", [_rejected(case, centres.get(each)) for each in found["centre"]], dtype=pl.Boolean),
    )
    own = (pl.col("centre") == pl.lit(case.key)).fill_null(False)
    # Of a centre that is known by its key, the others are likely by name alone.
    likely = pl.col("alike") >= FEWEST_ALIKE
    if case.problem is not CentreProblem.RENAMED:
        likely = likely | (pl.col("same_municipality") >= FEWEST_ALIKE)
    found = found.filter(own | likely)
    found = found.sort(
        *("rejected", ~own, "score", "of_known", "alike", "centre"),
        descending=[False, False, True, True, True, False],
        nulls_last=True,
    )
    return found.head(MOST).select(list(CANDIDATES))


def best_of_each(cases: CentreCases, centres: Centres) -> pl.DataFrame:
    """The cases with the likeliest centre (``best``, ``best_name``, ``score``); none where a mapping is no remedy."""
    best: list[dict[str, Any]] = []
    for line in cases.cases.iter_rows(named=True):
        case = Case.of(line)
        found = candidates(cases, case, centres) if case.problem.by_mapping else None
        first = found.filter(~pl.col("rejected")).head(1) if found is not None else None
        named = first is not None and first.height
        best.append(
            {
                "best": first["centre"][0] if first is not None and named else None,
                "best_name": first["name"][0] if first is not None and named else None,
                "score": first["score"][0] if first is not None and named else None,
            }
        )
    schema = {"best": pl.String, "best_name": pl.String, "score": pl.Float64}
    return pl.concat([cases.cases, pl.DataFrame(best, schema=schema)], how="horizontal")


def refusal(case: Case, centre: str) -> str | None:
    """Why a case cannot be settled by saying that ``centre`` is meant, as a catalogue key; None where it can."""
    if case.problem is CentreProblem.RENAMED and centre != case.key:
        return "centres.refused_other_key"
    if not case.problem.by_mapping:
        return f"centres.refused_{case.problem.value}"
    if case.key is None and case.name is None:
        return "centres.refused_nameless"
    return None


def accepted(centres: Centres, case: Case, centre: str) -> dict[str, CentreMapping]:
    """What the mapping says when a case means ``centre``; what it said of the same key or name before is taken back."""
    return _decided(centres, case, centre, "keys" if case.problem is CentreProblem.UNKNOWN else "names")


def rejected(centres: Centres, case: Case, centre: str) -> dict[str, CentreMapping]:
    """What the mapping says when a case does not mean ``centre``."""
    return _decided(centres, case, centre, "rejected")


def _text_of(case: Case) -> str:
    text = case.key if case.problem is CentreProblem.UNKNOWN else case.name
    return text or ""


def _decided(centres: Centres, case: Case, centre: str, part: str) -> dict[str, CentreMapping]:
    text = _text_of(case)
    told = {name: _without(said, text, part, name == centre) for name, said in centres.items()}
    said = told.get(centre, CentreMapping())
    told[centre] = _with(said, part, text)
    return {name: each for name, each in told.items() if not each.says_nothing}


def _without(said: CentreMapping, text: str, part: str, same: bool) -> CentreMapping:
    """What is said of a centre without what a decision about ``text`` contradicts."""

    def left(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in texts if folded(each) != folded(text))

    if part == "rejected":
        return CentreMapping(left(said.keys), left(said.names), said.rejected) if same else said
    keys = left(said.keys) if part == "keys" else said.keys
    names = left(said.names) if part == "names" else said.names
    return CentreMapping(keys, names, left(said.rejected) if same else said.rejected)


def _with(said: CentreMapping, part: str, text: str) -> CentreMapping:
    parts = {name: getattr(said, name) for name in ("keys", "names", "rejected")}
    parts[part] = tuple(dict.fromkeys((*parts[part], text)))
    return CentreMapping(**parts)


def _rejected(case: Case, said: CentreMapping | None) -> bool:
    return said is not None and folded(_text_of(case)) in map(folded, said.rejected)


def _names(rows: pl.DataFrame) -> dict[str, int]:
    """The names of the rows, with how many rows have them."""
    named = rows.drop_nulls("name").group_by("name").agg(pl.col("rows").sum()).sort("name")
    return dict(named.iter_rows())


def _likeness(names: Mapping[str, int], register: pl.DataFrame) -> tuple[list[float | None], list[str | None]]:
    """How alike the names are to the likest of each centre's, from 0 to 1, and that one; null without names.

    ``names`` have the number of rows they are written in, by which they weigh.
    """
    from rapidfuzz import fuzz, process

    nothing: list[None] = [None] * register.height
    best: list[float | None] = [*nothing]
    likest: list[str | None] = [*nothing]
    if not names:
        return best, likest
    plain, own = [_plain(each) for each in names], [_own(each) for each in names]
    weights = np.array(list(names.values()), np.float64) / sum(names.values())
    for place, (name, others) in enumerate(register.select("name", "other_names").iter_rows()):
        theirs = [each.strip() for each in (name, *(others or "").split(BETWEEN_NAMES)) if each and each.strip()]
        if not theirs:
            continue
        whole = process.cdist(plain, [_plain(each) for each in theirs], scorer=fuzz.token_sort_ratio)
        word = process.cdist(own, [_own(each) for each in theirs], scorer=fuzz.ratio)
        share = (whole.astype(np.float64) + word) / 200
        best[place] = float((share.max(axis=1) * weights).sum())
        likest[place] = theirs[int((share * weights[:, None]).sum(axis=0).argmax())]
    return best, likest


@cache
def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())


@cache
def _own(name: str) -> str:
    """What is the centre's own of its name; the whole name where nothing is."""
    words = _plain(name).split()
    return " ".join(word for word in words if word not in GENERIC) or " ".join(words)


def _shares(rows: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """For each centre of the register, in its order, the shares of the rows that agree with it."""
    there = register.with_row_index("place").select(
        "place",
        "opened",
        "closed",
        pl.col("municipality").alias("municipality_there"),
        pl.col("type").alias("type_there"),
    )
    dated = rows.group_by("from", "to", "municipality", "type").agg(pl.col("rows").sum())
    within = (pl.col("from") >= pl.col("opened")).fill_null(True) & pl.when(pl.col("closed").is_null()).then(
        True
    ).otherwise((pl.col("to") <= pl.col("closed")).fill_null(False))
    dated_here = pl.col("from").is_not_null() | pl.col("to").is_not_null()
    dated_there = pl.col("opened").is_not_null() | pl.col("closed").is_not_null()
    judged = {
        "same_municipality": municipalities.same_place(pl.col("municipality"), pl.col("municipality_there")),
        "fits": pl.when(dated_here & dated_there).then(within),
        "same_type": pl.col("type") == pl.col("type_there"),
    }
    number = pl.col("rows")
    return (
        dated.join(there, how="cross")
        .with_columns(expr.alias(name) for name, expr in judged.items())
        .group_by("place")
        .agg(
            *(
                ((number * pl.col(name)).sum() / number.filter(pl.col(name).is_not_null()).sum())
                .fill_nan(None)
                .alias(name)
                for name in judged
            ),
            (number * pl.col("fits").fill_null(False)).sum().alias("rows_that_fit"),
            number.sum(),
        )
        .sort("place")
        .drop("place")
    )
