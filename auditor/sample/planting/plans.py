"""Errors in plans and contracts: their order, revisions and absence."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related, Without
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_NEW = " AND lovverk = 'integreringsloven'"
_PLANS = "plantype IN ('Integreringsplan', 'Individuell plan')"
_SOON = " AND n_mapped = 2 AND (s_on IS NULL OR start_dato < s_on + INTERVAL '75 days')"
_SAME_YEAR = " AND EXTRACT(MONTH FROM start_dato) BETWEEN 5 AND 11"
"""What is noted up to four months before the start and shortly after it names the same municipality by one number."""
_STEADY = " AND i_leaves = 0 AND NOT i_prolonged AND NOT i_changed"


def _mapped(kind: str, date: str) -> Related:
    return Related("kartlegging", {"kartlegging_dato": date}, f"kartleggingstype = '{kind}'")


def _revised(date: str) -> Related:
    return Related("plan", {"revidert_dato": date}, _PLANS, by=WHICH)


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-PLA-001",
        _TABLE,
        _ONE + _NEW + _SOON + " AND n_hosted = 0 AND start_dato < DATE '2024-12-15'" + _SAME_YEAR,
        related=(_mapped("Kompetansekartlegging", "start_dato + INTERVAL '10 days'"),),
    ),
    Cells(
        "NIR-PLA-002",
        _TABLE,
        _ONE + _NEW + _SOON + " AND start_dato < DATE '2024-12-15' AND n_mapped = 2" + _SAME_YEAR,
        related=(_mapped("Karriereveiledning", "start_dato + INTERVAL '5 days'"),),
    ),
    Cells("NIR-PLA-003", _TABLE, _ONE + _NEW + " AND i_days < 80", without=(Without("plan", _PLANS, by=WHICH),)),
    Cells("NIR-PLA-004", "plan", "plain AND plantype = 'Integreringskontrakt'", {"plan_dato": "NULL"}),
    Cells(
        "NIR-PLA-005",
        "plan",
        "plain AND revidert_dato IS NOT NULL" + _STEADY,
        {"revidert_dato": "plan_dato - INTERVAL '5 days'"},
    ),
    Cells(
        "NIR-PLA-006",
        _TABLE,
        _ONE + _STEADY + " AND start_dato >= DATE '2017-01-01' AND i_days > 380",
        related=(_revised("NULL"),),
    ),
    Cells(
        "NIR-PLA-007",
        "permisjon",
        _ONE + " AND i_leaves = 1 AND NOT i_prolonged AND NOT i_changed AND leave_days >= 65"
        " AND COALESCE(i_end, DATE '2024-12-31') > til_dato + INTERVAL '100 days'",
        related=(_revised("i_start + INTERVAL '20 days'"),),
        found_in=_TABLE,
    ),
    Cells(
        "NIR-PLA-008",
        _TABLE,
        _ONE + _NEW + _STEADY + " AND slutt_dato IS NOT NULL AND i_days > 250",
        {"sluttmaal_endret_dato": "slutt_dato - INTERVAL '60 days'"},
        related=(_revised("start_dato + INTERVAL '20 days'"),),
    ),
    Added(
        "NIR-PLA-009",
        _TABLE,
        "dead IS NOT NULL AND n_programmes = 1 AND avslutningsarsak = 'Død' AND dead < DATE '2024-12-01'",
        {
            "plan_id": "'X' || program_id",
            "program_id": "program_id",
            "person_id": "person_id",
            "plantype": "'Individuell plan'",
            "plan_dato": "dead + INTERVAL '5 days'",
        },
        into="plan",
    ),
    Cells(
        "NIR-PLA-010",
        "norskopplaering",
        "plain AND n_programmes = 0 AND rettighet = 'Rett og plikt' AND vedtak_dato < DATE '2024-09-25'" + _NEW,
        without=(Without("plan", "plantype = 'Norskplan'"),),
    ),
    Added(
        "NIR-PLA-011",
        "person",
        "plain AND n_programmes = 0 AND oppholdsgrunnlag = '§ 23'",
        {
            "kartlegging_id": "'X' || person_id",
            "person_id": "person_id",
            "kommunenummer": "'0301'",
            "kartleggingstype": "'Karriereveiledning'",
            "kartlegging_dato": "tillatelse_dato + INTERVAL '2 days'",
            "utfort_av": "'Fylkeskommune'",
            "system": "'Annet'",
        },
        into="kartlegging",
    ),
)
