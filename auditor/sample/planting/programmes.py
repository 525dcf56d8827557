"""Errors in the dates and ends of introduction programmes."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Also, Cells, Planter, Related, Without
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_ENDED = _ONE + " AND slutt_dato IS NOT NULL"
_OPEN = _ONE + " AND slutt_dato IS NULL"
_NEW = " AND lovverk = 'integreringsloven'"
LOOSE = {
    "rettighet": "'Kan tilbys'",
    "person_id": "NULL", "kommunenummer": "'0301'", "lovverk": "'introduksjonsloven'", "heltid": "'Heltid'",
    "avslutningsarsak": "'Mistet rett til intro'", "hovedaktivitet": "'Annet'",
}  # fmt: skip
"""A short programme of the old act that is nobody's, so that only its own dates speak."""


def _of(table: str, where: str = "TRUE") -> Without:
    return Without(table, where, by=WHICH)


PLANTERS: tuple[Planter, ...] = (
    Cells("NIR-AVS-001", _TABLE, _OPEN, {"avslutningsarsak": "'Arbeid'"}),
    Cells("NIR-AVS-002", _TABLE, _ENDED, {"avslutningsarsak": "NULL", "hovedaktivitet": "NULL"}),
    Cells("NIR-AVS-003", _TABLE, _ENDED, {"avslutningsarsak": "'Ferdig'"}),
    Cells(
        "NIR-AVS-004",
        _TABLE,
        _ENDED + " AND slutt_dato < DATE '2024-06-01'",
        {"avslutningsarsak": "'Flyttet'", "hovedaktivitet": "'Flyttet'"},
    ),
    Cells("NIR-AVS-005", _TABLE, _ENDED, {"avslutningsarsak": "'Død'", "hovedaktivitet": "'Annet'"}),
    Added(
        "NIR-AVS-006",
        _TABLE,
        _ENDED + " AND e_higher = 0 AND (n_training = 0 OR t_end <= slutt_dato)",
        {"person_id": "person_id", "status": "'Død'", "status_dato": "slutt_dato"},
        into="personstatus",
        on_chosen=True,
        without=(Without("prove"),),
    ),
    Cells("NIR-AVS-007", _TABLE, _ENDED + " AND avslutningsarsak = 'På sosial stønad'", {"hovedaktivitet": "'Arbeid'"}),
    Cells(
        "NIR-AVS-009",
        _TABLE,
        _ENDED + " AND NOT har_barn AND avslutningsarsak = 'På sosial stønad'",
        {"avslutningsarsak": "'Hjemmeværende med omsorg for barn 0-1 år'", "hovedaktivitet": "'Annet'"},
    ),
    Cells("NIR-KOD-006", _TABLE, _ENDED + " AND avslutningsarsak = 'På sosial stønad'", {"hovedaktivitet": "'Hobby'"}),
    Cells("NIR-KOD-007", _TABLE, _ONE + " AND NOT vgo_fulltid", {"heltid": "'Av og til'"}, also=(Also("NIR-INN-001"),)),
    Cells("NIR-DAT-001", _TABLE, _ENDED, {"start_dato": "NULL"}),
    Cells(
        "NIR-DAT-002",
        _TABLE,
        _ENDED + " AND avslutningsarsak = 'Arbeid' AND NOT i_changed",
        {"slutt_dato": "start_dato - INTERVAL '10 days'", "registrert_dato": "NULL"},
        without=(_of("tiltak"), _of("permisjon")),
    ),
    Cells(
        "NIR-DAT-003",
        _TABLE,
        _OPEN + " AND planlagt_slutt_dato > DATE '2025-02-10' AND i_days < 140",
        {"slutt_dato": "DATE '2025-02-01'", "avslutningsarsak": "'Arbeid'", "hovedaktivitet": "'Arbeid'"},
        without=(_of("permisjon"),),
    ),
    Added(
        "NIR-DAT-004",
        _TABLE,
        _ONE,
        {
            **LOOSE,
            "program_id": "'V' || program_id",
            "vedtak_dato": "DATE '2002-05-20'",
            "start_dato": "DATE '2002-06-01'",
            "slutt_dato": "DATE '2002-08-15'",
        },
        also_new=("NIR-REF-010",),
    ),
    Cells("NIR-DAT-005", _TABLE, "plain", {"tilbud_dato": "vedtak_dato + INTERVAL '1 days'"}),
    Cells("NIR-DAT-006", _TABLE, "plain", {"vedtak_dato": "start_dato + INTERVAL '5 days'"}),
    Cells("NIR-DAT-007", _TABLE, "plain", {"vedtak_dato": "NULL"}),
    Cells(
        "NIR-DAT-008",
        _TABLE,
        "n_settled = 0 AND n_programmes = 1 AND p_oppholdsgrunnlag = '§ 53'"
        " AND EXTRACT(YEAR FROM start_dato) = EXTRACT(YEAR FROM p_tillatelse_dato) AND p_age BETWEEN 24 AND 50"
        " AND EXTRACT(MONTH FROM start_dato) < 12",
        related=(Related("person", {"tillatelse_dato": "start_dato + INTERVAL '5 days'"}),),
    ),
    Cells(
        "NIR-DAT-009",
        _TABLE,
        _ONE + " AND s_by = 'Familieinnvandring' AND start_dato < DATE '2024-12-01'"
        " AND EXTRACT(YEAR FROM start_dato + INTERVAL '10 days') = EXTRACT(YEAR FROM s_on)",
        related=(Related("bosetting", {"bosettingsdato": "start_dato + INTERVAL '10 days'"}),),
    ),
    Added(
        "NIR-DAT-010",
        _TABLE,
        _ENDED + " AND i_days > 110 AND i_leaves = 0 AND (n_training = 0 OR t_end < slutt_dato - INTERVAL '80 days')",
        {"person_id": "person_id", "status": "'Død'", "status_dato": "slutt_dato - INTERVAL '80 days'"},
        into="personstatus",
        on_chosen=True,
        related=(Related(_TABLE, {"avslutningsarsak": "'Død'", "hovedaktivitet": "'Annet'"}, by=WHICH),),
        without=(Without("prove"),),
    ),
    Added(
        "NIR-DAT-011",
        _TABLE,
        _OPEN + " AND start_dato < DATE '2024-09-01' AND (n_training = 0 OR t_end < DATE '2024-10-15')",
        {"person_id": "person_id", "status": "'Utvandret'", "status_dato": "DATE '2024-10-15'"},
        into="personstatus",
        on_chosen=True,
    ),
    Cells(
        "NIR-DAT-012",
        _TABLE,
        _ENDED + " AND slutt_dato < DATE '2024-09-01' AND EXTRACT(MONTH FROM slutt_dato) <= 10",
        {"registrert_dato": "slutt_dato + INTERVAL '100 days'"},
    ),
    Cells(
        "NIR-DAT-013",
        _TABLE,
        _ONE + " AND start_dato >= DATE '2021-01-01' AND bydel IS NULL",
        {"kommunenummer": "'0710'"},
    ),
    Added(
        "NIR-DAT-014",
        _TABLE,
        _ONE + " AND lovverk = 'introduksjonsloven' AND i_leaves = 0 AND start_dato >= DATE '2017-12-01'",
        {
            **LOOSE,
            "program_id": "program_id",
            "vedtak_dato": "DATE '2018-05-20'",
            "start_dato": "DATE '2018-06-01'",
            "slutt_dato": "DATE '2018-08-15'",
        },
        on_both=True,
        also_new=("NIR-REF-010",),
    ),
)
