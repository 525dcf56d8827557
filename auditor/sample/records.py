"""The tables of the sample as frames of typed values, one function a register."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.sample import population as kinds
from auditor.sample.centres import STATUS, TYPES, Centres, Stays
from auditor.sample.days import Days, keep
from auditor.sample.draws import Draws, Ints
from auditor.sample.lives import DIES, EMIGRATES, MOVES, RETURNS, Lives
from auditor.sample.places import FIRST_YEAR, OSLO, Places, districts
from auditor.sample.population import ACTS, COUNTRIES, GROUNDS, REFERENCE_GROUNDS, SETTLED_BY, People
from auditor.sample.programmes import ACTIVITIES, CAUSES, EDUCATION, GOALS, LEAVES, Programmes
from auditor.sample.training import EARLY_STATUSES, LANGUAGES, LEVELS, RIGHTS, STATUSES, EarlyTraining, Training


def labels(names: tuple[str, ...], codes: Ints) -> pl.Series:
    """The name of each code; null for -1."""
    return pl.Series(names, dtype=pl.String).gather(
        pl.Series(np.where(codes < 0, len(names), codes)).replace({len(names): None})
    )


def ids(prefix: str, numbers: Ints, width: int = 7) -> pl.Series:
    """Keys like P0000012."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers + 1).cast(pl.String).str.zfill(width)).to_series()


def persons(prefixed: Ints) -> pl.Series:
    """Register keys of persons."""
    return ids("N", prefixed)


def codes_at(places: Places, chain: Ints, days: Days) -> pl.Series:
    """Municipality numbers, null where there is no day."""
    where = ~np.isnat(days)
    found = pl.Series(places.code(chain, np.where(where, days, days.dtype.type("2020-01-01"))).astype(object))
    return found if where.all() else pl.select(pl.when(pl.Series(where)).then(found)).to_series()


def district_of(draws: Draws, name: str, codes: pl.Series) -> pl.Series:
    """A district for rows in Oslo."""
    every = districts()
    chosen = labels(every, draws.whole(name, len(codes), 0, len(every) - 1))
    return pl.select(pl.when(codes == OSLO).then(chosen)).to_series()


def yes_no(values: npt.NDArray[np.bool_]) -> pl.Series:
    """Truth values as columns."""
    return pl.Series(values)


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
            "navn": pl.Series(kinds.names(draws, size), dtype=pl.String),
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
    known = np.where(np.isnat(register.closed), until, register.closed)
    known = np.where(places.joined_another(register.chain, known), register.opened, known)
    return {
        "mottak": pl.DataFrame(
            {
                "mottak_id": number,
                "navn": pl.Series(register.name, dtype=pl.String),
                "mottakstype": labels(TYPES, register.kind),
                "kommunenummer": codes_at(places, register.chain, known),
                "aapnet": register.opened,
                "nedlagt": register.closed,
                "andre_navn": pl.Series(register.other, dtype=pl.String),
                "plasser": register.beds,
                "driftsoperator": labels(("Kommunal drift", "Stiftelse", "Driftsselskap"), np.arange(len(number)) % 3),
            }
        ),
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
            "enslig_mindreaarig": yes_no(who.alone[rows]),
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
            for year in range(last - 11, last + 1)
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


def programme_frames(draws: Draws, taken: Programmes, places: Places, until: np.datetime64) -> dict[str, pl.DataFrame]:
    """Programmes, leave, measures and plans."""
    size = len(taken)
    key = ids("I", np.arange(size))
    person = persons(taken.person)
    code = codes_at(places, taken.chain, taken.start)
    programme = pl.DataFrame(
        {
            "program_id": key,
            "person_id": person,
            "kommunenummer": code,
            "bydel": district_of(draws, "programme district", code),
            "lovverk": labels(ACTS, taken.act),
            "rettighet": labels(("Kan tilbys", "Rett og plikt"), taken.by_right.astype(np.int64)),
            "tilbud_dato": taken.offered,
            "vedtak_dato": taken.decided,
            "start_dato": taken.start,
            "planlagt_slutt_dato": taken.planned,
            "slutt_dato": taken.end,
            "avslutningsarsak": labels(CAUSES, taken.cause),
            "hovedaktivitet": labels(ACTIVITIES, taken.activity),
            "sluttmaal": labels(GOALS, taken.goal),
            "utdanningsbakgrunn": labels(EDUCATION, taken.education),
            "timer_per_uke": pl.Series(taken.hours / 4),
            "heltid": pl.Series(["Heltid"], dtype=pl.String).new_from_index(0, size),
            "vgo_fulltid": yes_no(taken.full_secondary),
            "har_barn": yes_no(taken.children),
            "forlengelse_dato": taken.prolonged,
            "registrert_dato": taken.registered,
        }
    )
    away = np.flatnonzero(taken.leave != -1)
    leave = taken.leave[away]
    permisjon = pl.DataFrame(
        {
            "permisjon_id": ids("L", np.arange(len(away))),
            "program_id": key.gather(away),
            "person_id": person.gather(away),
            "kommunenummer": codes_at(places, taken.chain[away], taken.leave_from[away]),
            "type": labels(("Midlertidig stans", "Permisjon"), (leave >= 0).astype(np.int64)),
            "arsak": labels((*LEAVES, "Annet"), np.where(leave < 0, len(LEAVES), leave)),
            "fra_dato": taken.leave_from[away],
            "til_dato": taken.leave_to[away],
        }
    )
    return {
        "introduksjonsprogram": programme,
        "permisjon": permisjon,
        "tiltak": _measures(draws, taken, key, person, places, until),
        "plan": _plans(draws, taken, key, person, places, until),
    }


_MEASURES = {
    "work": ("Språkpraksis", "Arbeidstrening", "Ordinært arbeid som del av programmet", "Arbeidspraksis i NAVs regi",
             "Arbeidsmarkedsopplæring (AMO kurs)", "Yrkesrettet kurs i regi av andre"),
    "school": ("Fag i grunnskole for voksne", "Fag i videregående skole"),
}  # fmt: skip


def _measures(draws: Draws, taken: Programmes, key: pl.Series, person: pl.Series, places: Places,
              until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    size = len(taken)
    end, last = taken.end, taken.last_day(until)
    everybody = np.ones(size, bool)
    new = taken.act >= kinds.NEW_ACT
    work = labels(_MEASURES["work"], draws.pick("work measure", size, (0.4, 0.3, 0.06, 0.1, 0.07, 0.07)))
    school = labels(_MEASURES["school"], draws.whole("school measure", size, 0, 1))
    studies = np.isin(taken.goal, (2, 3, 4, 5))
    chosen = pl.select(pl.when(pl.Series(studies)).then(school).otherwise(work)).to_series()

    def fixed(name: str) -> pl.Series:
        return pl.Series([name]).new_from_index(0, size)

    kinds_of = (
        (fixed("Norskopplæring"), everybody, np.zeros(size, np.int64), None, 14.0),
        (fixed("Samfunnskunnskap"), everybody, draws.whole("society from", size, 5, 20), 70, 3.0),
        (chosen, everybody, draws.whole("work from", size, 10, 30), None, 11.0),
        (fixed("Livsmestring"), new, draws.whole("coping from", size, 5, 30), 42, 4.0),
        (fixed("Foreldreveiledning"), new & taken.children, draws.whole("parents from", size, 5, 30), 42, 3.0),
    )
    parts = []
    for number, (kind, present, after, days, hours) in enumerate(kinds_of):
        rows = np.flatnonzero(present & (taken.start + after <= last))
        start = taken.start[rows] + after[rows]
        until_end = end[rows] if days is None else np.fmin(start + days, end[rows])
        until_end = keep(until_end, until_end <= until)
        weeks = (np.where(np.isnat(until_end), until, until_end) - start).astype(np.int64) / 7
        parts.append(
            pl.DataFrame(
                {
                    "__programme": rows,
                    "__number": np.full(len(rows), number),
                    "program_id": key.gather(rows),
                    "person_id": person.gather(rows),
                    "kommunenummer": codes_at(places, taken.chain[rows], start),
                    "tiltakstype": kind.gather(rows),
                    "fra_dato": start,
                    "til_dato": until_end,
                    "timer": np.floor(weeks * hours),
                }
            )
        )
    whole = pl.concat(parts).sort("__programme", "__number").drop("__programme", "__number")
    return whole.insert_column(0, ids("T", np.arange(whole.height)).alias("tiltak_id"))


def _plans(draws: Draws, taken: Programmes, key: pl.Series, person: pl.Series, places: Places,
           until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    size = len(taken)
    last = taken.last_day(until)
    made = taken.start - np.minimum((taken.start - taken.decided).astype(np.int64), draws.whole("plan", size, 0, 6))
    revised = last - draws.whole("revised", size, 10, 80)
    revised = np.fmax(revised, taken.prolonged)
    revised = keep(revised, revised > made + 60)
    parts = []
    for number, (names, present) in enumerate(
        (
            (("Individuell plan", "Integreringsplan"), np.ones(size, bool)),
            (("Individuell plan", "Integreringskontrakt"), taken.act >= kinds.NEW_ACT),
        )
    ):
        rows = np.flatnonzero(present)
        parts.append(
            pl.DataFrame(
                {
                    "__programme": rows,
                    "__number": np.full(len(rows), number),
                    "program_id": key.gather(rows),
                    "person_id": person.gather(rows),
                    "kommunenummer": codes_at(places, taken.chain[rows], made[rows]),
                    "plantype": labels(names, (taken.act[rows] >= kinds.NEW_ACT).astype(np.int64)),
                    "plan_dato": made[rows],
                    "revidert_dato": revised[rows] if number == 0 else keep(revised[rows], np.zeros(len(rows), bool)),
                }
            )
        )
    whole = pl.concat(parts).sort("__programme", "__number").drop("__programme", "__number")
    return whole.insert_column(0, ids("A", np.arange(whole.height)).alias("plan_id"))


def mapping_frame(draws: Draws, who: People, taken: Programmes, register: Centres, stay: Stays, places: Places,
                  until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    """Mapping of skills, in the centre or after settlement, and career guidance before the programme."""
    first = np.flatnonzero(taken.number == 0)
    programme = np.full(who.size, -1, np.int64)
    programme[taken.person[first]] = first
    last = np.full(who.size, -1, np.int64)
    last[stay.person] = np.arange(len(stay.person))
    settled = ~np.isnat(who.settled) & (last >= 0) & (who.ground <= kinds.CHILDREN) & (who.age >= 18) & (who.age <= 60)
    person = np.flatnonzero((programme >= 0) | settled)
    taking = programme[person] >= 0
    at, of = np.maximum(last[person], 0), np.maximum(programme[person], 0)
    base = who.base[person]
    latest = np.where(taking, np.maximum(taken.offered[of] - 1, base), base)
    after = latest - np.minimum(draws.whole("mapped", len(person), 0, 10), (latest - base).astype(np.int64))
    early = np.maximum(stay.start[at], who.permit[person] - 30) + 5
    inside = (last[person] >= 0) & (~taking | draws.chance("mapped inside", len(person), 0.6)) & (early < base)
    days = np.where(inside, early, after)
    chain = np.where(inside, register.chain[stay.centre[at]], who.home[person])
    resettled = who.ground[person] == kinds.RESETTLED
    by = np.select([inside, resettled], [0, 1], 2)
    system = np.select(
        [days < np.datetime64("2017-07-01"), resettled & (days >= np.datetime64("2019-10-01"))], [0, 2], 1
    )
    skills = _mapping(person, 0, days, codes_at(places, chain, days), "Kompetansekartlegging").with_columns(
        labels(("Vertskommune", "IMDi", "Bosettingskommune"), by).alias("utfort_av"),
        labels(("Annet", "Kompass", "KomBo"), system).alias("system"),
    )
    guided = np.flatnonzero(taking & (taken.act[of] >= kinds.NEW_ACT))
    room = (taken.start[of[guided]] - after[guided]).astype(np.int64) - 1
    days = after[guided] + np.minimum(draws.whole("guided", len(guided), 0, 5), room)
    guidance = _mapping(
        person[guided], 1, days, codes_at(places, who.home[person[guided]], days), "Karriereveiledning"
    ).with_columns(pl.lit("Fylkeskommune").alias("utfort_av"), pl.lit("Annet").alias("system"))
    whole = pl.concat([skills, guidance]).sort("__person", "__number").drop("__person", "__number")
    return whole.insert_column(0, ids("K", np.arange(whole.height)).alias("kartlegging_id"))


def _mapping(person: Ints, number: int, days: Days, codes: pl.Series, kind: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"__person": person, "__number": np.full(len(person), number), "person_id": persons(person),
         "kommunenummer": codes, "kartlegging_dato": days},
    ).with_columns(pl.lit(kind).alias("kartleggingstype"))  # fmt: skip


def training_frame(given: Training, places: Places) -> pl.DataFrame:
    """Training in Norwegian and social studies after a permit."""
    size = len(given.person)
    oral, written = labels(LEVELS, given.oral), labels(LEVELS, given.written)
    track = np.where(given.education >= 0, given.education, -1)
    return pl.DataFrame(
        {
            "opplaering_id": ids("O", np.arange(size)),
            "person_id": persons(given.person),
            "kommunenummer": codes_at(places, given.chain, given.start),
            "lovverk": labels(ACTS, given.act),
            "rettighet": labels(RIGHTS, given.right),
            "ansvarlig": labels(("Kommune",), np.zeros(size, np.int64)),
            "vedtak_dato": given.decided,
            "start_dato": given.start,
            "slutt_dato": given.end,
            "status": labels(STATUSES, given.status),
            "timer_norsk": given.hours.astype(np.float64),
            "timer_samfunnskunnskap": given.society.astype(np.float64),
            "spor": labels(("Spor 1", "Spor 2", "Spor 3"), track),
            "utdanningsbakgrunn": labels(EDUCATION, given.education),
            "norskmaal_muntlig": oral,
            "norskmaal_lytte": oral,
            "norskmaal_lese": written,
            "norskmaal_skriftlig": written,
            "opplaeringsspraak": labels(LANGUAGES, given.language),
        }
    )


def early_frame(given: EarlyTraining, register: Centres, stay: Stays, places: Places) -> pl.DataFrame:
    """Training of residents in reception centres."""
    centre = stay.centre[given.stay]
    return pl.DataFrame(
        {
            "asylnorsk_id": ids("E", np.arange(len(given.stay))),
            "person_id": persons(stay.person[given.stay]),
            "vertskommune": codes_at(places, register.chain[centre], stay.start[given.stay]),
            "mottak_id": ids("M", centre, 3),
            "start_dato": given.start,
            "slutt_dato": given.end,
            "status": labels(EARLY_STATUSES, given.status),
            "timer_norsk": given.hours.astype(np.float64),
            "timer_samfunnskunnskap": given.society.astype(np.float64),
        }
    )
