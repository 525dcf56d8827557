"""Errors in the causes of ending and in what happens after it."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_ENDED = _ONE + " AND slutt_dato IS NOT NULL"
_AID = _ENDED + " AND avslutningsarsak = 'På sosial stønad'"
_WORK = _ENDED + " AND avslutningsarsak = 'Arbeid' AND i_days > 100 AND kommunenummer = p_kommunenummer"
_DEAD = "dead IS NOT NULL AND n_programmes = 1 AND avslutningsarsak = 'Død' AND dead < DATE '2024-12-01'"
_ROW = {"program_id": "program_id", "person_id": "person_id"}


def _cause(cause: str, activity: str) -> dict[str, str]:
    return {"avslutningsarsak": f"'{cause}'", "hovedaktivitet": f"'{activity}'"}


def _until_the_end(rule: str, where: str, kind: str) -> Added:
    """A measure that lasts as long as the programme."""
    return Added(
        rule,
        _TABLE,
        where,
        {
            **_ROW,
            "tiltak_id": "'X' || program_id",
            "tiltakstype": f"'{kind}'",
            "kommunenummer": "kommunenummer",
            "fra_dato": "slutt_dato - INTERVAL '60 days'",
            "til_dato": "slutt_dato",
            "timer": "10",
        },
        into="tiltak",
        on_chosen=True,
    )


PLANTERS: tuple[Planter, ...] = (
    Cells("NIR-AVS-011", _TABLE, _AID, _cause("Ikke arbeidssøker -sosialkontoret/trygd", "Sosialhjelp")),
    Cells("NIR-AVS-012", _TABLE, _AID, _cause("Ikke arbeidssøker - sosialkontoret/trygd", "Annet")),
    Cells("NIR-AVS-013", _TABLE, _AID + " AND i_days > 700", _cause("Ikke arbeidssøker", "Trygd")),
    Cells(
        "NIR-AVS-014",
        _TABLE,
        _ENDED + " AND avslutningsarsak = 'Arbeid' AND slutt_dato >= DATE '2017-01-01'",
        {"hovedaktivitet": "NULL"},
    ),
    _until_the_end(
        "NIR-AVS-015",
        _WORK + " AND start_dato >= DATE '2020-01-02' AND COALESCE(utdanningsbakgrunn, '') <> 'Fullført videregående'",
        "Fag i grunnskole for voksne",
    ),
    Cells(
        "NIR-AVS-016",
        _TABLE,
        _AID + " AND utdanningsbakgrunn = 'Fullført videregående'",
        _cause("Ordinær utdanning – grunnskole", "Grunnskole"),
    ),
    _until_the_end("NIR-AVS-017", _WORK, "Språkpraksis"),
    Added(
        "NIR-AVS-018",
        _TABLE,
        _ENDED + " AND start_dato >= DATE '2020-02-01' AND slutt_dato < DATE '2023-09-01'",
        {
            "program_id": "'V' || program_id",
            "start_dato": "slutt_dato + INTERVAL '20 days'",
            "vedtak_dato": "slutt_dato + INTERVAL '10 days'",
            "tilbud_dato": "NULL",
            "planlagt_slutt_dato": "NULL",
            "forlengelse_dato": "NULL",
            "sluttmaal_endret_dato": "NULL",
            "forste_sluttmaal": "NULL",
            "start_registrert_dato": "NULL",
            "registrert_dato": "NULL",
            "slutt_dato": "slutt_dato + INTERVAL '80 days'",
            **_cause("Arbeid", "Arbeid"),
        },
        copy=True,
        on_chosen=True,
        related=(Related(_TABLE, _cause("Flyttet", "Flyttet"), by=WHICH),),
    ),
    Added(
        "NIR-AVS-019",
        _TABLE,
        _DEAD,
        {
            **_ROW,
            "tiltak_id": "'X' || program_id",
            "tiltakstype": "'Annet'",
            "fra_dato": "dead + INTERVAL '5 days'",
            "til_dato": "dead + INTERVAL '10 days'",
            "timer": "5",
        },
        into="tiltak",
    ),
    Added(
        "NIR-AVS-020",
        _TABLE,
        _DEAD,
        {
            **_ROW,
            "permisjon_id": "'X' || program_id",
            "type": "'Permisjon'",
            "arsak": "'Velferd'",
            "fra_dato": "dead + INTERVAL '5 days'",
            "til_dato": "dead + INTERVAL '10 days'",
        },
        into="permisjon",
    ),
)
