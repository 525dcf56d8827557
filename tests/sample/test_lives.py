"""Lawful but unusual lives are in a sample, and no rule speaks of those who lead them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from auditor.model.audit import AuditResult
from auditor.sample import EXTRACT_DATE, write_sample
from tests.sample.audits import audited, findings, group_findings
from tests.sample.published import Files

PERSONS, SEED = 10_000, 5
_C = pl.col


class Lives:
    """Persons by what happened to them, from the files of a sample."""

    def __init__(self, files: Files) -> None:
        self.person = files.table(
            "person", "person_id", "fodselsdato", "kommunenummer", "oppholdsgrunnlag", "tillatelse_dato", "soknad_dato",
            "referanseperson_grunnlag", "fodselsnummer",
        )  # fmt: skip
        self.programme = files.table(
            "introduksjonsprogram", "program_id", "person_id", "kommunenummer", "lovverk", "rettighet", "start_dato",
            "slutt_dato", "avslutningsarsak", "forlengelse_dato", "vgo_fulltid", "har_barn",
        ).join(self.person.drop("kommunenummer"), on="person_id")  # fmt: skip
        self.stay = files.table("mottaksopphold", "person_id", "mottakstype", "fra_dato", "til_dato", "soknadsstatus")
        self.settled = files.table(
            "bosetting", "person_id", "kommunenummer", "bosettingsdato", "bosettingstype", "enslig_mindreaarig"
        ).join(self.person.drop("kommunenummer"), on="person_id")
        self.status = files.table("personstatus", "person_id", "status", "status_dato")
        self.move = files.table("flytting", "person_id", "flyttedato")
        self.leave = files.table("permisjon", "person_id", "type", "arsak")
        self.training = files.table(
            "norskopplaering", "person_id", "lovverk", "rettighet", "start_dato"
        ).join(self.person, on="person_id")  # fmt: skip

    def having(self, word: str) -> pl.Series:
        """Who has a status in the population register."""
        return self.status.filter(_C("status") == word)["person_id"]


def _age(at: str) -> pl.Expr:
    return (_C(at) - _C("fodselsdato")).dt.total_days() / 365.25


def _first_digit() -> pl.Expr:
    return _C("fodselsnummer").str.slice(0, 1).cast(pl.Int64)


def found_lives(lives: Lives) -> dict[str, pl.Series]:
    """The persons of each kind of life."""
    programme, settled, stay, training = lives.programme, lives.settled, lives.stay, lives.training
    stays = stay.sort("fra_dato").group_by("person_id", maintain_order=True)
    told = stays.agg(_C("soknadsstatus").alias("told"), _C("mottakstype").alias("kinds"))
    refused = told.filter(_C("told").list.contains("Avslag") & (_C("told").list.last() == "Innvilget"))
    days = (_C("slutt_dato") - _C("start_dato")).dt.total_days()
    moved_in = programme.join(lives.move, on="person_id").filter(_C("start_dato") > _C("flyttedato"))
    started = programme.join(settled.select("person_id", "bosettingsdato"), on="person_id")
    later = _C("start_dato") > _C("bosettingsdato").dt.offset_by("3mo")
    old, family = _C("lovverk") == "introduksjonsloven", _C("oppholdsgrunnlag") == "Familie"
    of_family = programme.filter(family)
    target = _C("referanseperson_grunnlag").is_in(["§ 28", "§ 34", "§ 35", "§ 38"])
    without_centre = settled.join(stay, on="person_id", how="anti")
    return {
        "moved within Norway": lives.move["person_id"],
        "died": lives.having("Død"),
        "died during the programme": programme.filter(_C("avslutningsarsak") == "Død")["person_id"],
        "emigrated": lives.having("Utvandret"),
        "returned to Norway": lives.status.filter(
            _C("person_id").is_in(lives.having("Utvandret").implode()), _C("status") == "Bosatt"
        ).filter(_C("person_id").is_duplicated())["person_id"],
        "start deferred by a move": moved_in.join(started.filter(later), on=["person_id", "start_dato"], how="semi")[
            "person_id"
        ],
        "returned to a programme": programme.filter(_C("person_id").is_duplicated())["person_id"],
        "prolonged": programme.filter(_C("forlengelse_dato").is_not_null())["person_id"],
        "from D-number to national identity number": lives.status.filter(_C("status") == "Midlertidig")
        .join(lives.person.filter(_first_digit() < 4), on="person_id")
        .join(lives.status.filter(_C("status") == "Bosatt"), on="person_id", how="semi")["person_id"],
        "only a D-number yet": lives.person.filter(_C("fodselsnummer").str.slice(0, 1).cast(pl.Int64) >= 4)[
            "person_id"
        ],
        "chapter 6A": programme.filter(_C("lovverk") == "integreringsloven kap. 6A")["person_id"],
        "collective protection before chapter 6A": programme.filter(
            _C("oppholdsgrunnlag") == "§ 34", _C("lovverk") == "integreringsloven"
        )["person_id"],
        "municipality merged during the programme": programme.join(
            lives.person.select("person_id", _C("kommunenummer").alias("now")), on="person_id"
        ).filter(
            _C("slutt_dato").is_null() | (_C("slutt_dato") > pl.date(2024, 1, 1)),
            _C("start_dato") < pl.date(2024, 1, 1),
            _C("kommunenummer") != _C("now"),
            ~_C("person_id").is_in(lives.move["person_id"].implode()),
        )["person_id"],
        "parental leave": lives.leave.filter(_C("arsak") == "Foreldrepermisjon")["person_id"],
        "interrupted": lives.leave.filter(_C("type") == "Midlertidig stans")["person_id"],
        "resettled without a centre": without_centre.filter(_C("oppholdsgrunnlag") == "§ 35")["person_id"],
        "family without a centre": without_centre.filter(family)["person_id"],
        "reference person in the target group": of_family.filter(target)["person_id"],
        "reference person outside it, offered": of_family.filter(~target)["person_id"],
        "unaccompanied minor": settled.filter(_C("enslig_mindreaarig"))["person_id"],
        "turned eighteen before the programme": programme.filter(_age("tillatelse_dato") < 18)["person_id"],
        "refused, then granted": refused["person_id"],
        "emergency centre of 2015": stay.filter(
            _C("mottakstype") == "Akuttinnkvartering", _C("fra_dato") < pl.date(2017, 1, 1)
        )["person_id"],
        "emergency centre of 2022": stay.filter(
            _C("mottakstype") == "Akuttinnkvartering", _C("fra_dato") > pl.date(2022, 1, 1)
        )["person_id"],
        "integration centre": stay.filter(_C("mottakstype") == "Integreringsmottak")["person_id"],
        "years in centres": stay.group_by("person_id")
        .agg((_C("til_dato") - _C("fra_dato")).dt.total_days().sum().alias("days"))
        .filter(_C("days") > 1_500)["person_id"],
        "upper secondary full time": programme.filter(_C("vgo_fulltid"))["person_id"],
        "no Norwegian beside upper secondary": programme.filter(_C("vgo_fulltid")).join(
            training, on="person_id", how="anti"
        )["person_id"],
        "in work within weeks": programme.filter(_C("avslutningsarsak") == "Arbeid", days < 90)["person_id"],
        "labour migrant with duty only": training.filter(_C("oppholdsgrunnlag") == "§ 23", _C("rettighet") == "Plikt")[
            "person_id"
        ],
        "citizen of the EEA without right and duty": training.filter(
            _C("oppholdsgrunnlag") == "EØS", _C("rettighet") == "Ingen"
        )["person_id"],
        "over 55 in a programme": programme.filter(_age("tillatelse_dato") > 56)["person_id"],
        "over 55 with a right only": training.filter(old, _C("rettighet") == "Rett")["person_id"],
        "16 or 17 in training under the old act": training.filter(old, _age("start_dato") < 18)["person_id"],
        "on independent grounds": programme.filter(_C("oppholdsgrunnlag") == "§ 53")["person_id"],
        "settled on their own": settled.filter(_C("bosettingstype") == "Selvbosatt")["person_id"],
        "waiting for an answer": lives.person.filter(_C("oppholdsgrunnlag") == "Asylsøker")["person_id"],
    }


def spoken_of(result: AuditResult, files: Files) -> set[str]:
    """The persons of every row that a rule speaks of."""
    persons: set[str] = set()
    for name, table in result.tables.items():
        if "person_id" in {field.name for field in result.ruleset.tables[name].fields}:
            keys = files.table(name, "person_id").to_series()
            persons.update(keys.gather(table.findings["row"].cast(pl.UInt32)).drop_nulls().to_list())
    return persons


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample without errors."""
    folder = tmp_path_factory.mktemp("lives") / "sample"
    write_sample(folder, PERSONS, SEED)
    return folder


def test_unusual_lives_are_in_the_sample_and_silent(sample: Path) -> None:
    """Each kind of life is led by somebody, and no rule speaks of anybody or any group."""
    files = Files(sample, EXTRACT_DATE)
    kinds = found_lives(Lives(files))
    assert [name for name, persons in kinds.items() if persons.is_empty()] == []
    result = audited(sample)
    found = spoken_of(result, files)
    assert {name: set(persons) & found for name, persons in kinds.items() if set(persons) & found} == {}
    assert (findings(result), group_findings(result)) == ({}, {})


def test_a_finding_names_its_person(tmp_path: Path) -> None:
    """With errors in the sample somebody is spoken of, so that the silence above means something."""
    write_sample(tmp_path / "sample", 600, 1, tmp_path / "errors.csv", wanted={"NIR-AVS-002": 3, "NIR-NOR-003": 2})
    assert len(spoken_of(audited(tmp_path / "sample"), Files(tmp_path / "sample", EXTRACT_DATE))) == 5
