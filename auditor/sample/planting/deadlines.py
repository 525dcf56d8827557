"""Errors in the clocks of programmes: mapping, guidance, starts, registration, planned ends."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_NEW = " AND lovverk = 'integreringsloven'"
_ENDED = _ONE + " AND slutt_dato IS NOT NULL"
_HERE = " AND n_settled = 1 AND s_at = kommunenummer"
_LATE_START = _HERE + " AND n_mapped = 2 AND start_dato >= s_on + INTERVAL '82 days' AND i_days > 120"
_EARLY_START = " AND (s_on IS NULL OR start_dato < s_on + INTERVAL '76 days')"
_LOOSE = {
    "person_id": "NULL",
    "kommunenummer": "'1103'",
    "lovverk": "'introduksjonsloven'",
    "rettighet": "'Kan tilbys'",
    "heltid": "'Heltid'",
}
"""A programme of the old act that is nobody's, so that only its own dates speak."""


def _late(kind: str) -> tuple[Related, ...]:
    """Mapping or guidance after the deadline, and a plan that waited for it."""
    return (
        Related("kartlegging", {"kartlegging_dato": "s_on + INTERVAL '95 days'"}, f"kartleggingstype = '{kind}'"),
        Related(
            "plan",
            {"plan_dato": "start_dato + INTERVAL '14 days'"},
            "plantype IN ('Integreringsplan', 'Individuell plan')",
            by=WHICH,
        ),
    )


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-FRI-011",
        _TABLE,
        _ONE + _NEW + _LATE_START + " AND n_hosted = 0",
        related=_late("Kompetansekartlegging"),
    ),
    Cells("NIR-FRI-012", _TABLE, _ONE + _NEW + _LATE_START, related=_late("Karriereveiledning")),
    Added(
        "NIR-FRI-013",
        _TABLE,
        _ONE,
        {**_LOOSE, "program_id": "'V' || program_id", "vedtak_dato": "DATE '2019-05-20'"},
        also_new=("NIR-REF-010",),
    ),
    Cells(
        "NIR-FRI-014",
        _TABLE,
        _ENDED + " AND slutt_dato < DATE '2023-09-01'",
        {"registrert_dato": "slutt_dato + INTERVAL '430 days'"},
    ),
    Cells(
        "NIR-FRI-015",
        _TABLE,
        _ONE + _EARLY_START + " AND start_dato < DATE '2024-09-01' AND EXTRACT(MONTH FROM start_dato) <= 10",
        {"start_registrert_dato": "start_dato + INTERVAL '100 days'"},
    ),
    Cells(
        "NIR-FRI-016",
        _TABLE,
        _ONE + _EARLY_START + " AND start_dato < DATE '2023-09-01'",
        {"start_registrert_dato": "start_dato + INTERVAL '430 days'"},
    ),
    Cells(
        "NIR-FRI-017",
        _TABLE,
        _ONE + _HERE + " AND start_dato >= s_on + INTERVAL '80 days' AND start_dato < DATE '2024-11-01'",
        {"start_registrert_dato": "start_dato + INTERVAL '45 days'"},
    ),
    Cells(
        "NIR-FRI-018",
        _TABLE,
        _ONE + _HERE + " AND s_on >= DATE '2020-02-01' AND start_dato < DATE '2023-12-01' AND bydel IS NULL"
        " AND kommunenummer <> '1103'",
        {"kommunenummer": "'1103'"},
    ),
    Added(
        "NIR-FRI-019",
        _TABLE,
        _ONE,
        {
            **_LOOSE,
            "program_id": "'V' || program_id",
            "vedtak_dato": "DATE '2003-05-20'",
            "start_dato": "DATE '2003-06-01'",
            "slutt_dato": "DATE '2003-08-15'",
            "avslutningsarsak": "'Arbeid'",
        },
        also_new=("NIR-REF-010",),
    ),
    Cells(
        "NIR-FRI-020",
        _TABLE,
        _ONE + " AND p_oppholdsgrunnlag = '§ 53' AND (p_tillatelse_dato >= DATE '2021-01-01'"
        " OR p_innreise_dato < DATE '2021-01-01')",
        related=(Related("person", {"innreise_dato": "p_fodselsdato + INTERVAL '5000 days'"}),),
    ),
    Cells(
        "NIR-VAR-013",
        _TABLE,
        _ONE + " AND slutt_dato IS NULL AND NOT i_prolonged",
        {"planlagt_slutt_dato": "DATE '2029-01-01'"},
    ),
    Cells(
        "NIR-VAR-014",
        _TABLE,
        _ENDED + " AND lovverk = 'introduksjonsloven' AND NOT i_prolonged AND i_leaves = 0 AND i_days > 420",
        {
            "slutt_dato": "start_dato + INTERVAL '400 days'",
            "registrert_dato": "NULL",
            "avslutningsarsak": "'På sosial stønad'",
            "hovedaktivitet": "'Sosialhjelp'",
        },
    ),
)
