"""Errors in what NAV registers, in benefits and the qualification programme, and against NIR."""

from __future__ import annotations

from auditor.sample.planting.neighbours import nav_rows
from auditor.sample.planting.neighbours.nav_rows import (
    AGAIN,
    FOLLOWED,
    GRANTED,
    HELPED,
    REFUSED,
    SUPPORTED,
    kvp_on,
)
from auditor.sample.planting.specs import Added, Cells, Planter, Related, Without

_SEEKER = "plain AND innsatsgruppe IN ('Standard innsats', 'Situasjonsbestemt innsats')"
_CLUB = _SEEKER + " AND tiltakskode = 'Jobbklubb' AND fra_dato >= DATE '2016-01-01'"
_ALLOWANCE = "plain AND ytelsestype = 'Arbeidsavklaringspenger'"
_ENDED = "plain AND n_programmes = 1 AND slutt_dato < DATE '2024-06-01'"
_IN_NIR = "plain AND n_programmes = 1 AND tiltakstype = 'Arbeidspraksis i NAVs regi'"
_UNKNOWN_TO_NAV = "plain AND n_programmes = 1 AND nav_regs = 0 AND nav_kvp = 0"
_WITHOUT = "plain AND n_programmes = 0 AND nav_kvp IS NULL"
_MEASURE = {"person_id": "person_id", "kommunenummer": "'0301'", "innsatsgruppe": "'Standard innsats'"}
_BENEFIT = {"ytelse_id": "'X' || person_id", "person_id": "person_id", "kommunenummer": "'0301'"}


def _days(start: str, days: int) -> str:
    return f"{start} + INTERVAL '{days} days'"


_REGISTERED: tuple[Planter, ...] = (
    Cells("NAV-REG-001", "nav_registrering", "plain", {"innsatsgruppe": "NULL"}),
    Added(
        "NAV-REG-002",
        "nav_registrering",
        "plain AND nav_regs = 1 AND (til_dato IS NULL OR til_dato - fra_dato > INTERVAL '60 days')",
        {"registrering_id": "'X' || registrering_id", "fra_dato": _days("fra_dato", 2)},
        copy=True,
    ),
    Added(
        "NAV-REG-003",
        "nav_registrering",
        "plain AND fra_dato > nav_registered AND innsatsgruppe = 'Spesielt tilpasset innsats'",
        {
            **_MEASURE,
            "nav_tiltak_id": "'X' || registrering_id",
            "tiltakskode": "'Mentor'",
            "innsatsgruppe": "innsatsgruppe",
            "fra_dato": "fra_dato",
            "til_dato": _days("fra_dato", 20),
        },
        into="nav_tiltak",
        on_chosen=True,
    ),
)
_MEASURES: tuple[Planter, ...] = (
    Cells("NAV-TIL-001", "nav_tiltak", FOLLOWED, {"tiltakskode": "'Hagearbeid'"}),
    Cells("NAV-TIL-002", "nav_tiltak", FOLLOWED, {"tiltakskode": "'Arbeid med bistand'"}),
    Cells(
        "NAV-TIL-003",
        "nav_tiltak",
        "plain AND tiltakskode = 'AMO-kurs' AND fra_dato < DATE '2016-10-01'",
        {"norskopplaering": "TRUE"},
    ),
    Cells(
        "NAV-TIL-004",
        "nav_tiltak",
        _SEEKER + " AND tiltakskode = 'Individuell oppfølging' AND fra_dato < DATE '2019-07-01'",
        {"tiltakskode": "'Ordinær utdanning'"},
    ),
    Cells("NAV-TIL-005", "nav_tiltak", _CLUB, {"tiltakskode": "'Varig lønnstilskudd'"}),
    Cells(
        "NAV-TIL-006",
        "nav_tiltak",
        _CLUB + " AND til_dato - fra_dato < INTERVAL '80 days'",
        {"tiltakskode": "'Arbeidsrettet rehabilitering'"},
    ),
    Cells("NAV-TIL-007", "nav_tiltak", FOLLOWED, {"tiltakskode": "'Varig tilrettelagt arbeid'"}),
    Added(
        "NAV-TIL-008",
        "nav_tiltak",
        "plain AND tiltakskode = 'Ordinær utdanning'",
        {"nav_tiltak_id": "'X' || nav_tiltak_id", "tiltakskode": "'Inkluderingstilskudd'"},
        copy=True,
    ),
    Cells(
        "NAV-TIL-009",
        "nav_tiltak",
        "plain AND n_programmes = 0 AND nav_measures = 1",
        without=(Without("nav_registrering"),),
    ),
    Cells("NAV-TIL-010", "nav_tiltak", FOLLOWED, {"innsatsgruppe": "NULL"}),
    Cells("NAV-TIL-011", "nav_tiltak", FOLLOWED, {"tiltakskode": "NULL"}),
    Cells(
        "NAV-VAR-001",
        "nav_tiltak",
        _CLUB + " AND fra_dato < DATE '2023-06-01'",
        {"til_dato": _days("fra_dato", 250)},
    ),
    Cells("NAV-VAR-002", "nav_tiltak", _CLUB + " AND fra_dato < DATE '2023-06-01'", {"til_dato": "NULL"}),
)
_BENEFITS: tuple[Planter, ...] = (
    Cells(
        "NAV-YTE-001",
        "ytelse",
        _ALLOWANCE + " AND fra_dato BETWEEN DATE '2018-01-01' AND DATE '2019-12-01'",
        {"til_dato": "NULL"},
    ),
    Added(
        "NAV-YTE-002",
        "ytelse",
        _ALLOWANCE + " AND (til_dato IS NULL OR til_dato - fra_dato > INTERVAL '100 days')",
        {
            "ytelse_id": "'X' || ytelse_id",
            "ytelsestype": "'Dagpenger'",
            "fra_dato": _days("fra_dato", 5),
            "til_dato": _days("fra_dato", 40),
        },
        copy=True,
    ),
    Added(
        "NAV-YTE-003",
        "tiltak",
        _IN_NIR + " AND COALESCE(i_end, DATE '2024-12-31') - fra_dato > INTERVAL '100 days'",
        {
            **_BENEFIT,
            "ytelsestype": "'Tiltakspenger'",
            "fra_dato": _days("fra_dato", 5),
            "til_dato": _days("fra_dato", 50),
        },
        into="ytelse",
        without=(Without("ytelse", "ytelsestype = 'Introduksjonsstønad'"),),
    ),
    Added(
        "NAV-YTE-004",
        "ytelse",
        SUPPORTED + " AND nav_measures = 0",
        {"ytelse_id": "'X' || ytelse_id", "ytelsestype": "'Tiltakspenger'"},
        copy=True,
    ),
    Added(
        "NAV-YTE-005",
        "ytelse",
        SUPPORTED + " AND fra_dato >= DATE '2008-01-01'",
        {"ytelse_id": "'X' || ytelse_id", "ytelsestype": "'Kvalifiseringsstønad'"},
        copy=True,
    ),
    Added(
        "NAV-YTE-006",
        "kvp",
        GRANTED,
        {**_BENEFIT, "ytelsestype": "'Uføretrygd'", "fra_dato": "start_dato - INTERVAL '100 days'"},
        into="ytelse",
    ),
    Cells("NAV-YTE-007", "ytelse", "plain", {"belop": "0"}),
    Cells("NAV-YTE-008", "ytelse", HELPED, {"ytelsestype": "NULL"}),
)
_DECISIONS: tuple[Planter, ...] = (
    Cells("NAV-KVP-001", "kvp", GRANTED, {"arbeidsevnevurdering_dato": "NULL"}),
    Cells("NAV-KVP-002", "kvp", GRANTED, {"arbeidsevnevurdering_dato": _days("vedtak_dato", 1)}),
    Added(
        "NAV-KVP-003",
        "person",
        "plain AND fodselsdato > DATE '2012-01-01'",
        kvp_on("DATE '2023-03-01'"),
        into="kvp",
    ),
    Added(
        "NAV-KVP-004",
        "person",
        _WITHOUT + " AND fodselsdato BETWEEN DATE '1990-01-01' AND DATE '2000-01-01'",
        kvp_on("fodselsdato + INTERVAL '6700 days'"),
        into="kvp",
    ),
    Added(
        "NAV-KVP-005",
        "kvp",
        GRANTED + " AND start_dato < DATE '2018-06-01' AND slutt_dato IS NOT NULL",
        {**AGAIN, "start_dato": _days("start_dato", 10), "slutt_dato": _days("start_dato", 40)},
        copy=True,
    ),
    Added(
        "NAV-KVP-006",
        "person",
        _WITHOUT + " AND fodselsdato BETWEEN DATE '1965-01-01' AND DATE '1985-01-01'",
        kvp_on("DATE '2007-10-02'"),
        into="kvp",
    ),
    Cells("NAV-KVP-007", "kvp", "plain", {"hjemmel": "NULL"}),
    Cells("NAV-KVP-008", "kvp", REFUSED, {"avslagsgrunn": "NULL"}),
    Cells("NAV-KVP-009", "kvp", REFUSED, {"avslagsgrunn": "'Kommunens økonomi'"}),
    Cells("NAV-KVP-010", "kvp", REFUSED, {"soknad_dato": _days("vedtak_dato", 3)}),
    Cells("NAV-KVP-011", "kvp", GRANTED, {"vedtak_dato": _days("start_dato", 5)}),
    Cells(
        "NAV-KVP-012",
        "kvp",
        REFUSED + " AND vedtak_dato < DATE '2024-11-01'",
        {
            "start_dato": _days("vedtak_dato", 10),
            "slutt_dato": _days("vedtak_dato", 30),
            "status": "'Varig avbrutt'",
        },
    ),
    Cells("NAV-KVP-013", "kvp", REFUSED, {"soknad_dato": "NULL"}),
)
_PROGRAMMES: tuple[Planter, ...] = (
    Cells(
        "NAV-KVP-020",
        "kvp",
        GRANTED
        + " AND permisjonsdager = 0 AND slutt_dato - start_dato BETWEEN INTERVAL '370 days' AND INTERVAL '725 days'",
        {"forlengelse_dato": "NULL"},
    ),
    Cells(
        "NAV-KVP-021",
        "kvp",
        GRANTED + " AND permisjonsdager = 0 AND slutt_dato - start_dato > INTERVAL '735 days'",
        {"saerskilt_dato": "NULL"},
    ),
    Cells(
        "NAV-KVP-022",
        "kvp",
        GRANTED + " AND slutt_dato - start_dato > INTERVAL '250 days'",
        {"arbeidsrettet_fra": "NULL"},
    ),
    Cells("NAV-KVP-023", "kvp", GRANTED, {"omfang": "'Deltid'"}),
    Cells("NAV-KVP-024", "kvp", GRANTED + " AND start_dato < DATE '2019-01-01'", {"opplaering": "'Læretid'"}),
    Cells("NAV-KVP-025", "kvp", GRANTED, {"stonad_aar": "stonad_aar * 1.3"}),
    Added(
        "NAV-KVP-026",
        "introduksjonsprogram",
        _UNKNOWN_TO_NAV + " AND i_days > 400 AND p_age > 20",
        kvp_on(_days("start_dato", 100)),
        into="kvp",
    ),
    Added(
        "NAV-KVP-027",
        "person",
        _WITHOUT + " AND nav_regs IS NULL AND fodselsdato BETWEEN DATE '1965-01-01' AND DATE '2000-01-01'",
        {**kvp_on("DATE '2024-11-15'"), "slutt_dato": "NULL", "status": "'Flyttet'"},
        into="kvp",
    ),
    Cells("NAV-KVP-028", "kvp", GRANTED + " AND slutt_dato IS NOT NULL", {"status": "'Fortsatt i program'"}),
    Cells("NAV-KVP-029", "kvp", GRANTED + " AND status = 'Fullført'", {"situasjon": "NULL"}),
    Cells(
        "NAV-KVP-030",
        "kvp",
        GRANTED + " AND slutt_dato - start_dato > INTERVAL '90 days'",
        without=(Without("ytelse", "ytelsestype = 'Kvalifiseringsstønad'"),),
    ),
)
_AGAINST_NIR: tuple[Planter, ...] = (
    Added(
        "NAV-KOB-001",
        "introduksjonsprogram",
        _UNKNOWN_TO_NAV + " AND avslutningsarsak = 'Arbeid' AND slutt_dato < DATE '2024-03-01'",
        {
            **_MEASURE,
            "nav_tiltak_id": "'X' || program_id",
            "tiltakskode": "'Midlertidig lønnstilskudd'",
            "fra_dato": _days("slutt_dato", 5),
            "til_dato": _days("slutt_dato", 200),
        },
        into="nav_tiltak",
        on_chosen=True,
        also_new=("NAV-TIL-009",),
    ),
    Cells(
        "NAV-KOB-002",
        "introduksjonsprogram",
        _ENDED + " AND avslutningsarsak = 'Arbeidssøker på KVP' AND nav_measures = 0",
        without=(Without("nav_registrering"),),
    ),
    Cells(
        "NAV-KOB-003",
        "introduksjonsprogram",
        _ENDED + " AND avslutningsarsak = 'Arbeidssøker på lønnstilskudd' AND nav_measures = 1"
        " AND slutt_dato >= DATE '2015-01-01'",
        related=(Related("nav_tiltak", {"tiltakskode": "'Individuell oppfølging'"}),),
    ),
    Cells(
        "NAV-KOB-004",
        "introduksjonsprogram",
        _ENDED + " AND avslutningsarsak = 'Arbeidssøker på KVP'",
        without=(Without("kvp"), Without("ytelse", "ytelsestype = 'Kvalifiseringsstønad'")),
    ),
    Cells(
        "NAV-KOB-005",
        "introduksjonsprogram",
        _ENDED + " AND avslutningsarsak = 'Arbeidssøker på andre tiltak i regi av NAV' AND nav_measures = 1",
        without=(Without("nav_tiltak"), Without("ytelse", "ytelsestype = 'Tiltakspenger'")),
    ),
    Cells(
        "NAV-KOB-006",
        "introduksjonsprogram",
        _ENDED + " AND avslutningsarsak = 'På sosial stønad'",
        without=(Without("ytelse", "ytelsestype = 'Sosialhjelp'"),),
    ),
    Cells(
        "NAV-KOB-007",
        "introduksjonsprogram",
        _ENDED + " AND avslutningsarsak = 'På andre trygdeytelser'",
        without=(Without("ytelse", "ytelsestype <> 'Introduksjonsstønad'"),),
    ),
    Cells("NAV-KOB-008", "tiltak", _IN_NIR + " AND nav_measures = 1", without=(Without("nav_tiltak"),)),
    Added(
        "NAV-KOB-009",
        "introduksjonsprogram",
        _UNKNOWN_TO_NAV + " AND i_days > 400",
        {
            **_MEASURE,
            "nav_tiltak_id": "'X' || program_id",
            "tiltakskode": "'Arbeidstrening'",
            "fra_dato": _days("start_dato", 60),
            "til_dato": _days("start_dato", 120),
        },
        into="nav_tiltak",
        also_new=("NAV-TIL-009",),
    ),
)
PLANTERS: tuple[Planter, ...] = (
    *nav_rows.PLANTERS,
    *_REGISTERED,
    *_MEASURES,
    *_BENEFITS,
    *_DECISIONS,
    *_PROGRAMMES,
    *_AGAINST_NIR,
)
UNPLANTED: dict[str, str] = {
    "NAV-KOM-001": "fewer than five municipalities decide on twenty applications, and fewer are not compared",
    "NAV-KOM-002": "few have the programme, so that a municipality without any is not certainly below the country",
}
