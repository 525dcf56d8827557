"""Each table with what else is known of its rows' persons, programmes and centres, to choose rows for planting by.

Facts about the person carry ``p_`` (the fields of the person list, ``p_age`` at the permit), about the programme
``i_``, about the centre ``c_``, about the person's last training ``t_`` and tests ``e_``; the others are counts and
dates named below, and those of further registers, which begin with the register's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from auditor.reference.synthetic import synthetic_duf_numbers, synthetic_numbers
from auditor.sample.centres import TRAINING, TYPES
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.draws import Ints
from auditor.sample.exams import LEVELS, PARTS
from auditor.sample.neighbours import NEIGHBOURS

HANDLE = "__handle"
WHO = "__who"
"""The person's number; -1 for a row without one."""
WHICH = "__which"
"""The programme's number; -1 for a row without one."""
_WHERE = "__where"
"""The number of the centre."""
_BEYOND = 100
"""More persons than share a birth date and sex; numbers from this one on are nobody's."""
_PERSON = (
    "fodselsnummer", "fodselsdato", "kommunenummer", "oppholdsgrunnlag", "tillatelse_dato", "innreise_dato",
    "soknad_dato", "referanseperson_grunnlag",
)  # fmt: skip
_COUNTS = {
    "n_programmes": "introduksjonsprogram",
    "n_training": "norskopplaering",
    "n_early": "asylnorsk",
    "n_stays": "mottaksopphold",
    "n_moves": "flytting",
    "n_settled": "bosetting",
    "n_leaves": "permisjon",
    "n_mapped": "kartlegging",
    "n_exams": "prove",
}


class View:
    """A table with facts about its rows' persons, programmes and centres, which are put beside them when asked for."""

    def __init__(self, own: pl.DataFrame, facts: Mapping[str, pl.DataFrame]) -> None:
        """``facts`` are rows by the number that stands in a column of ``own``; -1 stands for none."""
        self._own = own
        self._facts = facts
        self._home = {name: key for key, frame in facts.items() for name in frame.columns}
        self.height = own.height
        self.columns = [*own.columns, *self._home]

    def __getitem__(self, name: str) -> pl.Series:
        return self.select(name)[name]

    def select(self, *names: str) -> pl.DataFrame:
        """Some columns."""
        return self._gathered(dict.fromkeys(names), self._own)

    def rows(self, rows: pl.Series | Ints, names: Iterable[str] | None = None) -> pl.DataFrame:
        """Some rows, by their handles, with all columns or some."""
        wanted = dict.fromkeys(self.columns if names is None else names)
        needed = [name for name in self._own.columns if name in wanted or name in self._facts]
        chosen = pl.Series(rows, dtype=pl.UInt32)
        return self._gathered(wanted, self._own.select(pl.col(needed).gather(chosen)))

    def filter(self, *conditions: pl.Expr) -> pl.DataFrame:
        """The rows that satisfy conditions, with all columns."""
        names = {name for each in conditions for name in each.meta.root_names()}
        fits = self.select(*names, HANDLE).select(pl.all_horizontal(conditions).fill_null(False).alias("fits"))["fits"]
        return self.rows((fits if len(fits) == self.height else fits.new_from_index(0, self.height)).arg_true())

    def _gathered(self, wanted: Mapping[str, None], own: pl.DataFrame) -> pl.DataFrame:
        found = own
        for key, frame in self._facts.items():
            names = [name for name in frame.columns if name in wanted]
            if names:
                place = own[key].replace(-1, None).cast(pl.UInt32)
                found = found.hstack(frame.select(pl.col(names).gather(place)))
        return found.select(list(wanted))


def views(tables: Mapping[str, pl.DataFrame]) -> dict[str, View]:
    """The view of every table; rows without a person have WHO -1."""
    people, programmes = _people(tables), _programmes(tables)
    who, which = people.select("person_id", WHO), programmes.select("program_id", WHICH)
    centres = tables["mottak"].select(pl.int_range(pl.len(), dtype=pl.Int64).alias(_WHERE), "mottak_id")
    for each in NEIGHBOURS:
        if each.facts is not None and each.tables.keys() <= tables.keys():
            people = people.join(each.facts(tables), on="person_id", how="left", maintain_order="left")
    about_people, about_programmes = people.drop("person_id", WHO), programmes.drop("program_id", WHICH)
    about_centres = tables["mottak"].select(pl.exclude("mottak_id").name.prefix("c_"))
    made = {}
    for name, frame in tables.items():
        own = frame.with_row_index(HANDLE).with_columns(pl.col(HANDLE).cast(pl.Int64))
        facts = {}
        if "person_id" in own.columns:
            own = _numbered(own, who, "person_id", WHO)
            facts[WHO] = about_people
        else:
            own = own.with_columns(pl.lit(-1, pl.Int64).alias(WHO))
        if name == "person":
            own = own.with_columns(_spare(own["duf_nummer"]), *_other_numbers(own))
        if "program_id" in own.columns:
            own = _numbered(own, which, "program_id", WHICH)
            facts[WHICH] = about_programmes
        if name == "permisjon":
            own = own.with_columns((pl.col("til_dato") - pl.col("fra_dato")).dt.total_days().alias("leave_days"))
        if name == "mottaksopphold":
            own = _numbered(own, centres, "mottak_id", _WHERE)
            facts[_WHERE] = about_centres
        if name == "mottak":
            own = _with_residents(own, tables["mottaksopphold"])
        made[name] = View(own, facts)
    return made


def _numbered(own: pl.DataFrame, numbers: pl.DataFrame, key: str, number: str) -> pl.DataFrame:
    """With the number of what a key names, -1 where it names nothing."""
    return own.join(numbers, on=key, how="left", maintain_order="left").with_columns(pl.col(number).fill_null(-1))


def _with_residents(centres: pl.DataFrame, stays: pl.DataFrame) -> pl.DataFrame:
    """With how many ever lived in each centre, and how many still do."""
    count = stays.group_by("mottak_id").agg(
        pl.len().cast(pl.Int64).alias("n_residents"), pl.col("til_dato").null_count().cast(pl.Int64).alias("n_living")
    )
    joined = centres.join(count, on="mottak_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("n_residents", "n_living").fill_null(0))


def _spare(duf: pl.Series) -> pl.Series:
    """A valid DUF number beside each that nobody has; the sample leaves room between its serial numbers."""
    digits = duf.cast(pl.Int64).to_numpy()
    return pl.Series("spare_duf", synthetic_duf_numbers(digits // 10**8, digits // 100 % 10**6 + 1).astype(object))


def _other_numbers(person: pl.DataFrame) -> tuple[pl.Series, ...]:
    """A D-number, another number and a DUF number of 2024 for each person, that nobody with an identity number has."""
    birth, man = person["fodselsdato"].to_numpy(), (person["kjonn"] == "Mann").to_numpy()
    late = np.full(person.height, EXTRACT_DATE.year)
    return (
        pl.Series("spare_d_number", synthetic_numbers(birth, man, "d_number").astype(object)),
        pl.Series("spare_number", synthetic_numbers(birth, man, start=_BEYOND).astype(object)),
        pl.Series("late_duf", synthetic_duf_numbers(late, 600_000 + np.arange(person.height) % 400_000).astype(object)),
    )


def _people(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    person = tables["person"]
    birth, permit = pl.col("p_fodselsdato"), pl.col("p_tillatelse_dato")
    facts = person.select(
        "person_id", pl.int_range(pl.len(), dtype=pl.Int64).alias(WHO), pl.col(*_PERSON).name.prefix("p_")
    ).with_columns(((permit - birth).dt.total_days() / 365.25).alias("p_age"))
    for count, table in _COUNTS.items():
        facts = _joined(facts, tables[table].group_by("person_id").agg(pl.len().cast(pl.Int64).alias(count)), count)
    stays = tables["mottaksopphold"].sort("person_id", "fra_dato", maintain_order=True)
    training = pl.col("mottakstype").is_in([TYPES[each] for each in TRAINING])
    length = pl.col("til_dato").fill_null(EXTRACT_DATE) - pl.col("fra_dato")
    facts = facts.join(
        stays.group_by("person_id").agg(
            pl.col("kommunenummer").unique().sort().str.join(" ").alias("hosts"),
            pl.col("fra_dato").min().alias("moved_in"),
            pl.col("til_dato").max().alias("moved_out"),
            (pl.col("mottakstype") == "Integreringsmottak").sum().cast(pl.Int64).alias("n_integration"),
            (~pl.col("mottakstype").is_in(["Ankomst", "Transitt"])).sum().cast(pl.Int64).alias("n_elsewhere"),
            (training & (length.dt.total_days() >= 90)).sum().cast(pl.Int64).alias("n_long"),
        ),
        on="person_id",
        how="left",
        maintain_order="left",
    )
    last = tables["introduksjonsprogram"].sort("start_dato", maintain_order=True).group_by("person_id").last()
    facts = facts.join(
        last.select("person_id", pl.col("sluttmaal").alias("g_goal"), pl.col("vgo_fulltid").alias("g_school")),
        on="person_id",
        how="left",
        maintain_order="left",
    )
    settled = tables["bosetting"].select(
        "person_id",
        pl.col("bosettingsdato").alias("s_on"),
        pl.col("bosettingstype").alias("s_by"),
        pl.col("kommunenummer").alias("s_at"),
    )
    facts = facts.join(settled, on="person_id", how="left", maintain_order="left")
    hosted = tables["kartlegging"].filter(pl.col("utfort_av") == "Vertskommune").group_by("person_id")
    facts = _joined(facts, hosted.agg(pl.len().cast(pl.Int64).alias("n_hosted")), "n_hosted")
    status = tables["personstatus"]
    for fact, word in (("dead", "Død"), ("gone", "Utvandret")):
        found = (
            status.filter(pl.col("status") == word).group_by("person_id").agg(pl.col("status_dato").max().alias(fact))
        )
        facts = facts.join(found, on="person_id", how="left", maintain_order="left")
    facts = _tested(_trained(facts, tables), tables)
    plain = pl.col("dead").is_null() & pl.col("gone").is_null() & (pl.col("n_moves") == 0)
    facts = facts.with_columns(plain.alias("plain"), pl.col("n_integration", "n_long", "n_elsewhere").fill_null(0))
    counts = [each for each in facts.columns if each.startswith(("n_", "e_"))]
    return facts.with_columns(pl.col(counts).cast(pl.Int16))


def _trained(facts: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """With the last training of each person, and whether a programme led to school or higher education."""
    given = tables["norskopplaering"].sort("person_id", "start_dato", maintain_order=True)
    last = {
        "t_status": "status",
        "t_act": "lovverk",
        "t_right": "rettighet",
        "t_start": "start_dato",
        "t_end": "slutt_dato",
    }
    facts = facts.join(
        given.group_by("person_id").agg(pl.col(name).last().alias(fact) for fact, name in last.items()),
        on="person_id",
        how="left",
        maintain_order="left",
    )
    school = pl.col("vgo_fulltid") | pl.col("avslutningsarsak").is_in(
        ["Ordinær utdanning – grunnskole", "Ordinær utdanning – videregående skole"]
    )
    higher = pl.col("avslutningsarsak") == "Ordinær utdanning – høyere utdanning"
    for fact, where in (("e_school", school), ("e_higher", higher)):
        rows = tables["introduksjonsprogram"].filter(where).group_by("person_id")
        facts = _joined(facts, rows.agg(pl.len().cast(pl.Int64).alias(fact)), fact)
    return facts


def _tested(facts: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """With what the tests of each person come to: parts with a level, attempts, totals, the written level."""
    level = pl.when(pl.col("delprove") == "Skriftlig").then("nivaa")
    tests = tables["prove"].with_columns(
        (pl.col("delprove").is_in(PARTS[:4]) & pl.col("nivaa").is_not_null()).alias("part"),
        level.replace_strict(LEVELS, range(len(LEVELS))).alias("written"),
    )
    parts = tests.filter("part").select("person_id", "delprove", "forsok").group_by("person_id", "delprove")
    by_part = parts.agg(pl.col("forsok").max()).group_by("person_id")
    attempted = by_part.agg(pl.len().cast(pl.Int64).alias("e_parts"), pl.col("forsok").max().alias("e_attempts"))
    instead = pl.col("provetype").is_in(["Standpunkt", "Eksamen"]) | (pl.col("resultat") == "Fritatt")
    counted = tests.with_columns(
        (pl.col("provetype") == "Samfunnskunnskapsprøve").alias("society"), instead.alias("instead")
    ).group_by("person_id").agg(
        pl.col("poengsum").count().cast(pl.Int64).alias("e_totals"),
        pl.col("society").sum().cast(pl.Int64).alias("e_society"),
        pl.col("instead").sum().cast(pl.Int64).alias("e_instead"),
        pl.col("written").max().alias("e_written"),
    )  # fmt: skip
    facts = facts.join(attempted, on="person_id", how="left", maintain_order="left")
    joined = facts.join(counted, on="person_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("e_parts", "e_totals", "e_society", "e_instead").fill_null(0))


def _programmes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    facts = tables["introduksjonsprogram"].select(
        "program_id",
        pl.int_range(pl.len(), dtype=pl.Int64).alias(WHICH),
        pl.col("start_dato").alias("i_start"),
        pl.col("slutt_dato").alias("i_end"),
        pl.col("lovverk").alias("i_act"),
        (pl.col("planlagt_slutt_dato") - pl.col("slutt_dato").fill_null(EXTRACT_DATE)).dt.total_days().alias("i_slack"),
        (pl.col("slutt_dato").fill_null(EXTRACT_DATE) - pl.col("start_dato")).dt.total_days().alias("i_days"),
        pl.col("forlengelse_dato").is_not_null().alias("i_prolonged"),
        pl.col("sluttmaal_endret_dato").is_not_null().alias("i_changed"),
        pl.col("utdanningsbakgrunn").alias("i_education"),
    )
    leaves = tables["permisjon"].group_by("program_id").agg(pl.len().cast(pl.Int64).alias("i_leaves"))
    return _joined(facts, leaves, "i_leaves", "program_id")


def _joined(facts: pl.DataFrame, counted: pl.DataFrame, name: str, key: str = "person_id") -> pl.DataFrame:
    return facts.join(counted, on=key, how="left", maintain_order="left").with_columns(pl.col(name).fill_null(0))
