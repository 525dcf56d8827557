"""Indicators of programmes, plans, measures, mapping, Jobbsjansen and NAV, recomputed from a sample's files by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from auditor.engine.indicators import IndicatorCounter
from auditor.extract import open_extract
from auditor.rulesets import load
from auditor.sample import write_sample

DATE = dt.date(2024, 12, 31)
CHANGED = {"kartlegging.csv": (";IMDi;", ";Selv;"), "jobbsjansen_deltakere.csv": (";Overført videre;", ";Tatt ut;")}
"""What the sample has none of, written over something else."""
UPPER, HIGHER = "Ordinær utdanning – videregående skole", "Ordinær utdanning – høyere utdanning"
AT_NAV = ("Arbeidspraksis i NAVs regi", "Arbeidsmarkedsopplæring (AMO kurs)", "AMO-kurs",
          "Tiltak i Arbeidsmarkedsbedrift i NAVs regi")  # fmt: skip
AT_WORK = (
    *AT_NAV, "Språkpraksis", "Arbeidstrening", "Ordinært arbeid som del av programmet",
    "Tiltak i Arbeidsmarkedsbedrift i kommunal regi", "Hospitering på arbeidsplass i kommunal regi",
    "Hospitering på arbeidsplass i regi av andre", "Yrkesrettet kurs i regi av andre",
    "Sertifiseringskurs i regi av andre",
)  # fmt: skip
FOLLOWED = "oppfolging.csv"
ENOUGH = 5_000
"""Kroner a month; more is work."""

Reading = tuple[str, str]
"""An indicator and its variant; the indicator itself has none."""
Counted = dict[tuple[str | None, int | None], tuple[int, float, int]]
"""By municipality and year: rows known, their sum, and rows of which it is open."""
Recomputed = Callable[[Path], Iterator[tuple[Reading, Counted]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample of all registers."""
    folder = tmp_path_factory.mktemp("whole") / "sample"
    write_sample(folder, 350, 3, ruleset="samlet")
    for name, (old, new) in CHANGED.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    follow(folder)
    return folder


def date(name: str) -> pl.Expr:
    """A day, in either of the ways that files write it."""
    text = pl.col(name)
    return pl.coalesce(text.str.to_date("%d.%m.%Y", strict=False), text.str.to_date("%Y-%m-%d", strict=False))


def read(folder: Path, name: str, **columns: pl.Expr) -> pl.DataFrame:
    """Columns of a file."""
    return pl.read_csv(folder / name, separator=";", infer_schema=False).select(**columns)


def age(birth: str, day: str) -> pl.Expr:
    """Full years."""
    late, early = (pl.col(name).dt.to_string("%m%d") for name in (day, birth))
    return pl.col(day).dt.year() - pl.col(birth).dt.year() - (late < early).cast(pl.Int32)


def tally(rows: pl.DataFrame, measure: pl.Expr, year: str = "end") -> Counted:
    """Rows by municipality and year."""
    marked = rows.select("place", pl.col(year).dt.year().alias("year"), measure.cast(pl.Float64).alias("measure"))
    counted = marked.group_by("place", "year").agg(
        pl.col("measure").count().alias("known"), pl.col("measure").sum(), pl.col("measure").null_count().alias("open")
    )
    return {(place, when): (known, total, left) for place, when, known, total, left in counted.iter_rows()}


def of_programmes(folder: Path) -> Iterator[tuple[Reading, Counted]]:
    """Whom programmes had, how they ended, and when school began."""
    who, key, start = pl.col("person_id"), pl.col("program_id"), date("Startdato")
    rows = read(
        folder, "introduksjonsprogram.csv", program=key, who=who, place=pl.col("kommunenummer"), start=start,
        end=date("Avsluttet dato"), schooled=pl.col("Utdanningsbakgrunn"), goal=pl.col("Sluttmål"),
        cause=pl.col("Avslutningsårsak").str.replace(" -", " – ", literal=True).str.replace("–  ", "– ", literal=True),
    )  # fmt: skip
    people = read(folder, "personer.csv", who=who, sex=pl.col("Kjønn"), birth=date("Fødselsdato"))
    training = read(
        folder, "norskopplaering.csv", who=who, track=pl.col("spor").str.slice(-1), since=date("start_dato")
    )
    last = training.sort("since", descending=True, nulls_last=True).unique("who", keep="first", maintain_order=True)
    ended = rows.filter(pl.col("end") <= DATE).join(people, on="who", how="left").join(last, on="who", how="left")
    yield ("sammensetning", ""), tally(ended, pl.col("schooled") == "Ikke fullført grunnskole")
    yield ("sammensetning", "kvinner"), tally(ended, pl.col("sex").is_in(["Kvinne", "K"]))
    yield ("sammensetning", "eldre"), tally(ended, age("birth", "start") >= 45)
    yield ("sammensetning", "spor_1"), tally(ended, pl.col("track") == "1")

    month, school = pl.col("end").dt.month().cast(pl.Int32), ended.filter(pl.col("cause") == UPPER)
    wait = pl.when(month <= 8).then(8 - month).otherwise(20 - month)
    yield ("ventetid_skolestart", ""), tally(school, wait)
    yield ("ventetid_skolestart", "slutt_om_vaaren"), tally(school.filter(month <= 8), wait)
    yield ("ventetid_skolestart", "slutt_om_hosten"), tally(school.filter(month > 8), wait)

    alive, cause = ended.filter(pl.col("cause").ne_missing("Død")), pl.col("cause")
    first_school = (cause == "Ordinær utdanning – grunnskole") & pl.col("goal").is_in(
        ["Fullført grunnskole", "Deler av grunnskolen"]
    )
    yield ("maaloppnaaelse", "bare_arbeid"), tally(alive, cause == "Arbeid")
    yield ("maaloppnaaelse", "bare_utdanning"), tally(alive, cause.is_in([UPPER, HIGHER]))
    yield (
        ("maaloppnaaelse", "sluttmaal_grunnskole"),
        tally(alive, cause.is_in(["Arbeid", UPPER, HIGHER]) | first_school),
    )

    kind, hours = pl.col("kind"), pl.col("hours")
    measures = read(
        folder, "tiltak.csv", program=key, kind=pl.col("tiltakstype"), since=date("fra_dato"),
        hours=pl.col("timer").str.replace(",", ".").cast(pl.Float64),
    )  # fmt: skip
    work = kind.is_in(AT_WORK)
    of_each = measures.group_by("program").agg(
        work.any().alias("work"), kind.is_in(AT_NAV).any().alias("nav"),
        pl.col("since").filter(work).min().alias("first"),
        (100 * hours.filter(work).sum() / hours.sum()).alias("share"),
    )  # fmt: skip
    with_measures = ended.join(of_each, on="program", how="left")
    yield ("arbeidstiltak", ""), tally(with_measures, pl.col("work"))
    yield ("arbeidstiltak", "i_regi_av_nav"), tally(with_measures, pl.col("nav"))
    yield ("andel_arbeidstid", ""), tally(with_measures, pl.col("share"))

    settled = read(folder, "bosetting.csv", who=who, place=pl.col("kommunenummer"), settled=date("faktisk bosatt"))
    here = settled.group_by("who", "place").agg(pl.col("settled").min())
    began = rows.join(of_each, on="program").join(here, on=["who", "place"]).filter(pl.col("first") <= DATE)
    days = (pl.col("first") - pl.col("settled")).dt.total_days()
    yield ("tid_til_arbeidstiltak", ""), tally(began, pl.when(days.is_between(0, 2_000)).then(days), "first")


def of_plans(folder: Path) -> Iterator[tuple[Reading, Counted]]:
    """Who has a plan, and how long programmes took without leave and interruptions."""
    key = pl.col("program_id")
    rows = read(
        folder, "introduksjonsprogram.csv", program=key, who=pl.col("person_id"), place=pl.col("kommunenummer"),
        start=date("Startdato"), end=date("Avsluttet dato"), law=pl.col("lovverk").str.to_lowercase(),
    )  # fmt: skip
    plans = read(folder, "planer.csv", program=key, kind=pl.col("type plan"), made=date("plan_dato"))
    planned = plans.filter(pl.col("kind").is_in(["Integreringsplan", "Individuell plan"])).drop_nulls("made")
    begun = rows.filter(pl.col("start") <= DATE)
    yield ("plandekning", ""), tally(begun, pl.col("program").is_in(planned["program"].to_list()), "start")
    settled = read(
        folder, "bosetting.csv", who=pl.col("person_id"), place=pl.col("kommunenummer"), settled=date("faktisk bosatt")
    )
    here = settled.group_by("who", "place").agg(pl.col("settled").min())
    earliest = planned.group_by("program").agg(pl.col("made").min())
    dated = begun.join(here, on=["who", "place"], how="left").join(earliest, on="program", how="left")
    dated = dated.with_columns(pl.coalesce("settled", "start").dt.offset_by("3mo").alias("due"))
    dated, in_time = dated.filter(pl.col("due") <= DATE), (pl.col("made") <= pl.col("due")).fill_null(False)
    yield ("plandekning", "i_tide"), tally(dated, in_time, "start")

    away = read(folder, "permisjon.csv", program=key, since=date("Fra dato"), until=date("Til dato"))
    lost: dict[str, int] = {}
    for program, since, until in away.iter_rows():
        lost[program] = lost.get(program, 0) + ((until or DATE) - since).days + 1  # both days are days of leave
    ended = rows.filter(pl.col("end") <= DATE)
    months = [
        full_months(start + dt.timedelta(lost.get(program, 0)), end)
        for program, start, end in ended.select("program", "start", "end").iter_rows()
    ]
    timed = ended.with_columns(pl.Series("months", [each if 0 <= each <= 60 else None for each in months]))
    old = pl.col("law") == "introduksjonsloven"
    yield ("programtid", ""), tally(timed, pl.col("months"))
    yield ("programtid", "gammel_lov"), tally(timed.filter(old), pl.col("months"))
    yield ("programtid", "ny_lov"), tally(timed.filter(~old), pl.col("months"))


def full_months(first: dt.date, last: dt.date) -> int:
    """Whole months from one day to another."""
    return 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)


def of_mapping(folder: Path) -> Iterator[tuple[Reading, Counted]]:
    """Who mapped skills, where, and whether it was done before settlement."""
    who, place, day = pl.col("person_id"), pl.col("kommunenummer"), date("kartlegging_dato")
    mapped = read(
        folder, "kartlegging.csv", who=who, place=place, end=day, by=pl.col("utført_av"), system=pl.col("system"),
        kind=pl.col("kartleggingstype"),
    ).filter(pl.col("kind") == "Kompetansekartlegging")  # fmt: skip
    yield ("selvregistrert", ""), tally(mapped, pl.col("by") == "Selv")
    yield ("selvregistrert", "i_kompass"), tally(mapped, pl.col("system") == "Kompass")

    people = read(folder, "personer.csv", who=who, birth=date("Fødselsdato"))
    settled = read(
        folder, "bosetting.csv", who=who, place=place, end=date("faktisk bosatt"), kind=pl.col("bosettingstype")
    )
    adults = settled.join(people, on="who").filter(
        pl.col("kind").is_in(["Fra mottak", "fra asylmottak"]), age("birth", "end") >= 18
    )
    first = mapped.group_by("who").agg(pl.col("end").min().alias("first"))
    before = (pl.col("first") < pl.col("end")).fill_null(False)
    yield ("kartlagt_for_bosetting", ""), tally(adults.join(first, on="who", how="left"), before)


def of_neighbours(folder: Path) -> Iterator[tuple[Reading, Counted]]:
    """What came after Jobbsjansen, and after measures at NAV."""
    who, place, cause = pl.col("person_id"), pl.col("kommunenummer"), pl.col("cause")
    ended = read(
        folder, "jobbsjansen_deltakere.csv", place=place, end=date("slutt_dato"), cause=pl.col("Sluttårsak")
    ).filter(pl.col("end") <= DATE)  # fmt: skip
    stayed, passed = ended.filter(cause.ne_missing("Tatt ut")), cause.is_in(["Arbeid", "Utdanning"])
    assert 0 < stayed.height < ended.height
    yield ("overgang_jobbsjansen", ""), tally(stayed, passed)
    yield ("overgang_jobbsjansen", "med_tatt_ut"), tally(ended, passed)
    yield ("overgang_jobbsjansen", "bare_arbeid"), tally(stayed, cause == "Arbeid")

    first = pl.col("end").dt.month_start()
    measures = read(
        folder, "arbeidsmarkedstiltak.csv", id=pl.col("nav_tiltak_id"), who=who, place=place, end=date("til_dato")
    ).with_columns(first.alias("from"), first.dt.offset_by("4mo").dt.offset_by("-1d").alias("to"))  # fmt: skip
    measures = measures.filter(pl.col("to") < DATE)
    jobs = read(folder, "aa_arbeidsforhold.csv", who=who, since=date("Ansatt fra"), until=date("Ansatt til"))
    span = jobs.group_by("who").agg(pl.col("since").min(), pl.col("until").fill_null(DATE).max())
    number = {name: pl.col(name).str.replace(",", ".").cast(pl.Float64) for name in ("Lønn", "skattepliktige_ytelser")}
    wage = number["Lønn"] - number["skattepliktige_ytelser"].fill_null(0)
    pay = read(folder, "inntekt_a-ordningen.csv", who=who, month=date("Kalendermåned"), wage=wage)
    most = (
        measures.join(pay, on="who")
        .filter(pl.col("month").is_between("from", "to"))
        .group_by("id")
        .agg(pl.col("wage").max())
    )
    known = measures.join(span, on="who", how="left").join(most, on="id", how="left")
    job = ((pl.col("since") <= pl.col("to")) & (pl.col("until") >= pl.col("from"))).fill_null(False)
    yield ("i_arbeid_etter_nav", "bare_arbeidsforhold"), tally(known, job)
    yield ("i_arbeid_etter_nav", ""), tally(known, job & (pl.col("wage").fill_null(0) > ENOUGH))


def of_after(folder: Path) -> Iterator[tuple[Reading, Counted]]:
    """What became of people one to five years after."""
    after = read(
        folder, FOLLOWED, place=pl.col("kommunenummer"), end=pl.date(pl.col("avsluttet_aar").cast(pl.Int32), 12, 31),
        later=pl.col("aar_etter"), status=pl.col("status"),
    )  # fmt: skip
    status, work, school = pl.col("status"), "Arbeid", "Videregående skole og høyere utdanning"
    year, name = after.filter(pl.col("later") == "1"), "resultat_ett_aar_etter"
    yield (name, ""), tally(year, status.is_in([work, school]))
    yield (name, "med_grunnskole"), tally(year, status.is_in([work, school, "Grunnskole"]))
    yield (name, "bare_arbeid"), tally(year, status == work)
    yield (name, "bare_utdanning"), tally(year, status == school)
    # Whoever has no status may have moved, and only perhaps counts.
    yield (name, "uten_flyttede"), tally(year.filter(status != "Flyttet"), status.is_in([work, school]))
    for number, variant in enumerate(("to_aar", "tre_aar", "fire_aar", "fem_aar"), 2):
        yield (name, variant), tally(after.filter(pl.col("later") == str(number)), status.is_in([work, school]))


def follow(folder: Path) -> None:
    """Statistics Norway's follow-up of those who ended, which the sample does not have; some statuses are missing."""
    names = ("Arbeid", "Videregående skole og høyere utdanning", "Grunnskole", "Sosialhjelp", "Flyttet", "")
    rows = read(
        folder, "introduksjonsprogram.csv", program_id=pl.col("program_id"), person_id=pl.col("person_id"),
        kommunenummer=pl.col("kommunenummer"), end=date("Avsluttet dato"),
    ).filter(pl.col("end") <= DATE)  # fmt: skip
    lines = [";".join((*rows.columns[:3], "avsluttet_aar", "aar_etter", "status"))]
    for number, (program, person, place, end) in enumerate(rows.iter_rows()):
        for later in range(1, min(5, DATE.year - end.year) + 1):
            status = names[(7 * number + number // 5 + 3 * later) % len(names)]
            lines.append(f"{program};{person};{place};{end.year};{later};{status}")
    (folder / FOLLOWED).write_text("\n".join([*lines, ""]), encoding="utf-8")


READINGS: tuple[Recomputed, ...] = (
    of_programmes, of_plans, of_after, of_mapping, of_neighbours,
)  # fmt: skip


@pytest.mark.parametrize("recomputed", READINGS, ids=lambda each: each.__name__)
def test_indicators_recomputed_from_the_files(folder: Path, recomputed: Recomputed) -> None:
    """Every municipality and year of every reading, and each says something about somebody."""
    ruleset = "samlet" if recomputed is of_neighbours else "indicators"
    rules = load(ruleset)
    extract = open_extract(folder, tuple(rules.tables.values()))
    wanted: dict[Reading, Counted] = dict(recomputed(folder))
    for name in {name for name, _ in wanted}:
        for result in IndicatorCounter(extract, rules, rules.indicators[name], DATE).results():
            reading = (name, result.variant.name)
            if reading not in wanted:
                continue
            assert not result.problems
            found = {
                (place.municipality, place.year): (each.known, each.total, each.open)
                for place, each in result.tallies.items()
                if each.known or each.open
            }
            differing = {
                place: (found.get(place), wanted[reading].get(place))
                for place in found.keys() | wanted[reading].keys()
                if found.get(place) != pytest.approx(wanted[reading].get(place))
            }
            assert differing == {}, reading
            assert sum(total for _, total, _ in found.values()) > 0, reading
