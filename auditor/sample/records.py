"""The tables of persons, centres, settlements and requests as frames of typed values."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample import population as kinds
from auditor.sample.centres import STATUS, TYPES, Centres, Stays
from auditor.sample.columns import codes_at, district_of, ids, labels, persons, yes_no
from auditor.sample.days import age_at, keep
from auditor.sample.draws import Draws
from auditor.sample.flows import COUNTRIES
from auditor.sample.flows import FIRST_YEAR as FIRST_PERMITS
from auditor.sample.lives import DIES, EMIGRATES, MOVES, RETURNS, Lives
from auditor.sample.names import names
from auditor.sample.places import FIRST_YEAR, Places
from auditor.sample.population import GROUNDS, REFERENCE_GROUNDS, SETTLED_BY, People


def person_frame(draws: Draws, who: People, life: Lives, register: Centres, stay: Stays, places: Places,
                 until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    """The person list; identity numbers are of the synthetic series."""
    from auditor.reference.synthetic import synthetic_duf_numbers, synthetic_numbers

    size = who.size
    known = ~np.isnat(life.registered)
    numbers = pl.Series(synthetic_numbers(who.birth, who.man).astype(object))
    d_numbers = pl.Series(synthetic_numbers(who.birth, who.man, "d_number").astype(object))
    temporary = draws.chance("d-number", size, 0.5)
    seen = np.fmin(np.fmin(who.applied, who.permit), who.entry)
    years = seen.astype("datetime64[Y]").astype(np.int64) + 1970
    order = np.argsort(years, kind="stable")
    serial = np.empty(size, np.int64)
    begin = np.r_[0, np.flatnonzero(np.diff(years[order])) + 1] if size else np.zeros(0, np.int64)
    serial[order] = np.arange(size) - np.repeat(begin, np.diff(np.r_[begin, size]))
    duf = pl.Series(synthetic_duf_numbers(years, serial * 3 + 20_011).astype(object))
    chain = life.chain.copy()
    waiting = np.isnat(who.base[stay.person])
    chain[stay.person[waiting]] = register.chain[stay.centre[waiting]]
    return pl.DataFrame(
        {
            "person_id": persons(np.arange(size)),
            "fodselsnummer": pl.select(
                pl.when(pl.Series(known)).then(numbers).when(pl.Series(temporary)).then(d_numbers)
            ).to_series(),
            "duf_nummer": duf,
            "navn": pl.Series(names(draws, who.birth, who.man), dtype=pl.String),
            "fodselsdato": who.birth,
            "kjonn": labels(("Kvinne", "Mann"), who.man.astype(np.int64)),
            "statsborgerskap": labels(COUNTRIES, who.country),
            "kommunenummer": codes_at(places, chain, np.full(size, until)),
            "oppholdsgrunnlag": labels(GROUNDS, who.ground),
            "tillatelse_dato": who.permit,
            "innreise_dato": who.entry,
            "soknad_dato": who.applied,
            "referanseperson_grunnlag": labels(REFERENCE_GROUNDS, who.reference),
        }
    )


def centre_frames(register: Centres, stay: Stays, places: Places, until: np.datetime64) -> dict[str, pl.DataFrame]:
    """The register of centres, and the stays in them.

    A centre has the last number of its municipality, or the first one where a neighbour's number has taken it over.
    """
    number = ids("M", np.arange(len(register.kind)), 3)
    open_now = np.isnat(register.closed) | (register.closed > until)
    known = np.where(open_now, until, register.closed)
    known = np.where(places.joined_another(register.chain, known), register.opened, known)
    living = np.bincount(stay.centre[np.isnat(stay.end)], minlength=len(number))
    return {
        "mottak": pl.DataFrame(
            {
                "mottak_id": number,
                "navn": pl.Series(register.name, dtype=pl.String),
                "mottakstype": labels(TYPES, register.kind),
                "kommunenummer": codes_at(places, register.chain, known),
                "aapnet": register.opened,
                "nedlagt": keep(register.closed, ~open_now),
                "andre_navn": pl.Series(register.other, dtype=pl.String),
                "plasser": np.maximum(register.beds, living * 11 // 100 * 10 + 20),
                "driftsoperator": labels(("Kommunal drift", "Stiftelse", "Driftsselskap"), np.arange(len(number)) % 3),
            }
        ).filter(pl.Series(register.opened <= until)),
        "mottaksopphold": pl.DataFrame(
            {
                "opphold_id": ids("B", np.arange(len(stay.person))),
                "person_id": persons(stay.person),
                "mottak_id": number.gather(stay.centre),
                "mottaksnavn": pl.Series(stay.called, dtype=pl.String),
                "mottakstype": labels(TYPES, register.kind[stay.centre]),
                "kommunenummer": codes_at(places, register.chain[stay.centre], stay.start),
                "fra_dato": stay.start,
                "til_dato": stay.end,
                "soknadsstatus": labels(STATUS, stay.status),
            }
        ),
    }


def settlement_frames(draws: Draws, who: People, life: Lives, register: Centres, stay: Stays, places: Places,
                      until: np.datetime64) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Settlements, moves, and the status of persons in the population register."""
    rows = np.flatnonzero(~np.isnat(who.settled))
    last_stay = np.full(who.size, -1, np.int64)
    last_stay[stay.person] = stay.centre
    settled, by = who.settled[rows], who.settled_by[rows]
    agreed = (by != kinds.FAMILY_MEMBER) & (by != kinds.ON_OWN)
    since = np.fmin(who.permit[rows], settled)
    span = (settled - since).astype(np.int64)
    decided = since + (span * (0.2 + 0.6 * draws.uniform("settlement decided", len(rows)))).astype(np.int64)
    from_centre = np.isin(by, [kinds.FROM_CENTRE, kinds.ALTERNATIVE, kinds.CARE_CENTRE])
    code = codes_at(places, who.home[rows], settled)
    bosetting = pl.DataFrame(
        {
            "bosetting_id": ids("S", np.arange(len(rows))),
            "person_id": persons(rows),
            "kommunenummer": code,
            "bydel": district_of(draws, "settlement district", code),
            "bosettingstype": labels(SETTLED_BY, by),
            "vedtaksdato": keep(decided, agreed),
            "bosettingsdato": settled,
            "folkeregistrert_dato": life.registered[rows],
            "avtale_med_imdi": yes_no(agreed),
            "avtalt_kommune": pl.select(
                pl.when(pl.Series(agreed)).then(codes_at(places, who.home[rows], decided))
            ).to_series(),
            "enslig_mindreaarig": yes_no(who.alone[rows] & (age_at(who.birth[rows], settled) < 18)),
            "fra_mottak_id": pl.select(
                pl.when(pl.Series(from_centre & (last_stay[rows] >= 0))).then(
                    ids("M", np.maximum(last_stay[rows], 0), 3)
                )
            ).to_series(),
        }
    )
    moved = np.flatnonzero(life.event == MOVES)
    flytting = pl.DataFrame(
        {
            "flytting_id": ids("F", np.arange(len(moved))),
            "person_id": persons(moved),
            "fra_kommune": codes_at(places, who.home[moved], life.on[moved]),
            "til_kommune": codes_at(places, life.chain[moved], life.on[moved]),
            "flyttedato": life.on[moved],
        }
    )
    temporary = np.flatnonzero(~np.isnat(who.applied) & draws.chance("temporary status", who.size, 0.5))
    events = (
        ("Midlertidig", temporary, who.applied[temporary], None),
        ("Bosatt", every := np.flatnonzero(~np.isnat(life.registered)), life.registered[every], who.home[every]),
        ("Død", dead := np.flatnonzero(life.event == DIES), life.on[dead], life.chain[dead]),
        (
            "Utvandret",
            gone := np.flatnonzero((life.event == EMIGRATES) | (life.event == RETURNS)),
            life.on[gone],
            who.home[gone],
        ),
        ("Bosatt", back := np.flatnonzero(life.event == RETURNS), life.back[back], life.chain[back]),
    )
    parts = []
    for order, (status, of, days, chain) in enumerate(events):
        where = pl.Series([None] * len(of), dtype=pl.String) if chain is None else codes_at(places, chain, days)
        parts.append(
            pl.DataFrame(
                {
                    "__person": of,
                    "__order": order,
                    "person_id": persons(of),
                    "status": status,
                    "status_dato": days,
                    "kommunenummer": where,
                },
                schema_overrides={"__order": pl.Int64, "status": pl.String},
            )
        )
    status_frame = pl.concat(parts).sort("__person", "__order").drop("__person", "__order")
    return {"bosetting": bosetting, "personstatus": status_frame, "flytting": flytting}


def request_frame(draws: Draws, settled: pl.DataFrame, places: Places, until: np.datetime64) -> pl.DataFrame:
    """Requests, decisions and settlements per municipality and year, the settlements as counted."""
    last = int(until.astype("datetime64[Y]").astype(np.int64)) + 1970
    known = pl.concat(
        [
            pl.DataFrame({"kommunenummer": sorted(set(places.codes[:, year - FIRST_YEAR])), "aar": year},
                         schema_overrides={"aar": pl.Int64})
            for year in range(FIRST_PERMITS, last + 1)
        ]
    )  # fmt: skip
    agreed = (
        settled.filter("avtale_med_imdi")
        .group_by("kommunenummer", pl.col("bosettingsdato").dt.year().cast(pl.Int64).alias("aar"))
        .agg(pl.len().cast(pl.Int64).alias("bosatt"), pl.col("enslig_mindreaarig").sum().cast(pl.Int64).alias("em"))
    )
    counted = known.join(agreed, on=["kommunenummer", "aar"], how="left", maintain_order="left").with_columns(
        pl.col("bosatt", "em").fill_null(0)
    )
    size = counted.height
    more = pl.Series(draws.whole("decided more", size, 0, 3))
    asked = pl.max_horizontal(pl.col("vedtatt") + pl.Series(draws.whole("asked more", size, 0, 4)), 10)
    return counted.with_columns(
        pl.when(pl.col("bosatt") > 0).then(pl.col("bosatt") + more).otherwise(0).alias("vedtatt")
    ).select(
        "kommunenummer",
        "aar",
        pl.when(pl.col("vedtatt") > 0).then(asked).otherwise(0).alias("anmodet"),
        "vedtatt",
        "bosatt",
        pl.col("em").alias("em_anmodet"),
        pl.col("em").alias("em_vedtatt"),
    )
