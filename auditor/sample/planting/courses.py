"""Errors in the deadlines, length and content of introduction programmes: plans, leave and measures."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related, Without
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_ENDED = _ONE + " AND slutt_dato IS NOT NULL"
_OPEN = _ONE + " AND slutt_dato IS NULL"
_NEW = " AND lovverk = 'integreringsloven'"
_ONLY_PLANS = "plantype IN ('Integreringsplan', 'Individuell plan')"

_SHORT_LEAVE = (
    "plain AND i_leaves = 1 AND til_dato IS NOT NULL AND i_end IS NOT NULL AND i_slack > leave_days + 10"
    " AND leave_days * 14 < i_days"
)
"""Leave that neither the length of the programme nor its hours a week hang on."""


def _of(table: str, where: str = "TRUE") -> Without:
    return Without(table, where, by=WHICH)


def _longer(days: int) -> Related:
    """The training goes on to the end of a programme that lasts so many days, with hours for a full week."""
    hours = f"FLOOR((12 * i_days + 25 * ({days} - i_days)) / 7.0 * 0.9)"
    until = f"start_dato + INTERVAL '{days} days'"
    return Related("tiltak", {"til_dato": until, "timer": hours}, "tiltakstype = 'Norskopplæring'", by=WHICH)


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-FRI-001",
        _TABLE,
        _ONE + " AND n_settled = 1 AND s_by = 'Familieinnvandring' AND s_at = kommunenummer AND n_training = 1"
        " AND start_dato - INTERVAL '96 days' >= p_tillatelse_dato"
        " AND EXTRACT(YEAR FROM start_dato - INTERVAL '95 days') = EXTRACT(YEAR FROM s_on)",
        related=(
            Related("bosetting", {"bosettingsdato": "start_dato - INTERVAL '95 days'"}),
            Related("norskopplaering", {"vedtak_dato": "start_dato - INTERVAL '20 days'"}),
        ),
    ),
    Cells(
        "NIR-FRI-002",
        "bosetting",
        "plain AND n_programmes = 1 AND bosettingstype IN ('Fra mottak', 'Overføringsflyktning')"
        " AND bosettingsdato BETWEEN DATE '2017-01-01' AND DATE '2024-09-01' AND p_age BETWEEN 18.1 AND 55"
        " AND p_oppholdsgrunnlag <> '§ 34' AND p_tillatelse_dato < DATE '2021-01-01'"
        " AND p_innreise_dato < DATE '2021-01-01'",
        without=(Without("introduksjonsprogram"), Without("permisjon"), Without("tiltak"), Without("plan")),
    ),
    Cells(
        "NIR-FRI-021",
        "bosetting",
        "plain AND n_programmes = 1 AND n_settled = 1 AND bosettingstype = 'Familieinnvandring'"
        " AND bosettingsdato BETWEEN DATE '2017-01-01' AND DATE '2024-09-01' AND p_age BETWEEN 18.1 AND 55"
        " AND p_oppholdsgrunnlag = 'Familie' AND p_referanseperson_grunnlag IN ('§ 28', '§ 34', '§ 35', '§ 38')"
        " AND p_tillatelse_dato < DATE '2021-01-01' AND p_innreise_dato < DATE '2021-01-01'",
        without=(Without("introduksjonsprogram"), Without("permisjon"), Without("tiltak"), Without("plan")),
    ),
    Cells(
        "NIR-FRI-003",
        _TABLE,
        _ONE + " AND start_dato >= DATE '2017-01-01' AND i_days > 100",
        without=(_of("plan", _ONLY_PLANS),),
    ),
    Cells(
        "NIR-FRI-004",
        _TABLE,
        _ONE + " AND n_settled = 1 AND s_at = kommunenummer AND i_days > 220"
        " AND EXTRACT(YEAR FROM start_dato + INTERVAL '120 days') = EXTRACT(YEAR FROM start_dato)",
        related=(Related("plan", {"plan_dato": "start_dato + INTERVAL '120 days'"}, _ONLY_PLANS, by=WHICH),),
    ),
    Cells(
        "NIR-FRI-005",
        _TABLE,
        _ONE + _NEW + " AND i_days > 100",
        without=(_of("plan", "plantype = 'Integreringskontrakt'"),),
    ),
    Cells(
        "NIR-FRI-006",
        _TABLE,
        _ONE + _NEW + " AND n_stays = 0 AND start_dato < DATE '2024-11-25'",
        without=(Without("kartlegging", "kartleggingstype = 'Kompetansekartlegging'"),),
    ),
    Cells(
        "NIR-FRI-007",
        _TABLE,
        _ONE + _NEW + " AND i_days > 100 AND n_integration = 0",
        without=(Without("kartlegging", "kartleggingstype = 'Karriereveiledning'"),),
    ),
    Cells(
        "NIR-FRI-008",
        "norskopplaering",
        "plain AND n_training = 1 AND s_at = kommunenummer AND rettighet = 'Rett og plikt'",
        {"vedtak_dato": "s_on + INTERVAL '125 days'"},
    ),
    Cells(
        "NIR-FRI-010",
        "plan",
        "plain AND plantype = 'Integreringskontrakt' AND i_act = 'integreringsloven kap. 6A'",
        {"program_id": "'X' || program_id"},
    ),
    Cells(
        "NIR-VAR-001",
        _TABLE,
        _ENDED + _NEW + " AND utdanningsbakgrunn = 'Fullført videregående' AND forlengelse_dato IS NOT NULL"
        " AND start_dato < DATE '2023-10-01' AND i_leaves = 0 AND NOT i_changed",
        {"slutt_dato": "start_dato + INTERVAL '430 days'", "registrert_dato": "NULL"},
        related=(_longer(430),),
    ),
    Cells(
        "NIR-VAR-002",
        _TABLE,
        _ENDED + _NEW + " AND utdanningsbakgrunn = 'Fullført videregående' AND forlengelse_dato IS NULL"
        " AND start_dato < DATE '2024-04-20' AND i_leaves = 0 AND NOT i_changed",
        {"slutt_dato": "start_dato + INTERVAL '245 days'", "registrert_dato": "NULL"},
        related=(_longer(245),),
    ),
    Cells(
        "NIR-VAR-003",
        _TABLE,
        _ENDED + " AND i_leaves = 0 AND NOT i_changed AND i_days > 90",
        {
            "slutt_dato": "start_dato + INTERVAL '80 days'",
            "registrert_dato": "NULL",
            "avslutningsarsak": "'Annet'",
            "hovedaktivitet": "'Annet'",
        },
        apart="kommunenummer",
    ),
    Cells(
        "NIR-VAR-004",
        _TABLE,
        _OPEN + " AND forlengelse_dato IS NULL AND start_dato < DATE '2024-08-01'",
        {"planlagt_slutt_dato": "DATE '2024-09-01'"},
    ),
    Cells(
        "NIR-VAR-005",
        _TABLE,
        _ENDED + " AND lovverk = 'introduksjonsloven' AND forlengelse_dato IS NOT NULL AND i_leaves = 0"
        " AND start_dato < DATE '2021-08-01'",
        {"slutt_dato": "start_dato + INTERVAL '1230 days'", "registrert_dato": "NULL"},
        related=(_longer(1230),),
    ),
    Cells(
        "NIR-VAR-006",
        _TABLE,
        _OPEN + _NEW + " AND start_dato >= DATE '2024-10-08'",
        {"forlengelse_dato": "DATE '2024-12-01'", "sluttmaal": "NULL"},
    ),
    Cells(
        "NIR-VAR-007",
        _TABLE,
        _ONE + " AND i_leaves = 0 AND NOT i_changed AND forlengelse_dato > start_dato + INTERVAL '130 days'",
        related=(Related("plan", {"revidert_dato": "NULL"}, by=WHICH),),
    ),
    Cells(
        "NIR-VAR-008",
        "permisjon",
        _SHORT_LEAVE,
        {"til_dato": "fra_dato - INTERVAL '5 days'"},
    ),
    Cells(
        "NIR-VAR-009",
        "permisjon",
        "plain AND i_leaves = 1 AND til_dato IS NOT NULL"
        " AND EXTRACT(YEAR FROM i_start - INTERVAL '40 days') = EXTRACT(YEAR FROM til_dato)",
        {
            "fra_dato": "i_start - INTERVAL '40 days'",
            "til_dato": "i_start - INTERVAL '40 days' + (til_dato - fra_dato)",
        },
    ),
    Cells(
        "NIR-VAR-010",
        "permisjon",
        "plain AND type = 'Permisjon' AND leave_days > 100",
        {"type": "'Midlertidig stans'"},
    ),
    Added(
        "NIR-VAR-011",
        "permisjon",
        "plain AND i_leaves = 1 AND leave_days > 10 AND leave_days * 8 < i_days",
        {"permisjon_id": "'X' || permisjon_id", "fra_dato": "fra_dato + INTERVAL '3 days'"},
        copy=True,
    ),
    Cells(
        "NIR-VAR-012",
        "permisjon",
        _SHORT_LEAVE,
        {"program_id": "'X' || program_id"},
    ),
    Cells("NIR-KOD-008", "permisjon", "plain AND type = 'Permisjon'", {"type": "'Ferie'"}),
    Cells(
        "NIR-KOD-009",
        "plan",
        "plain AND plantype = 'Integreringskontrakt' AND i_act = 'integreringsloven kap. 6A'",
        {"plantype": "'Avtale'"},
    ),
    Cells("NIR-INN-001", _TABLE, _ONE + " AND NOT vgo_fulltid", {"heltid": "'Deltid'"}),
    Cells("NIR-INN-002", _TABLE, _ONE, {"timer_per_uke": "20"}),
    Cells("NIR-INN-003", _TABLE, _ONE, {"timer_per_uke": "55"}),
    Cells(
        "NIR-INN-004", _TABLE, _ONE + " AND start_dato >= DATE '2017-01-01' AND i_days > 100", without=(_of("tiltak"),)
    ),
    Cells(
        "NIR-INN-005",
        _TABLE,
        _ONE + " AND start_dato >= DATE '2018-09-01' AND i_days > 190 AND p_age > 26"
        " AND COALESCE(sluttmaal, 'Arbeid') = 'Arbeid'"
        " AND COALESCE(avslutningsarsak, '') <> 'Ordinær utdanning – grunnskole'",
        related=(
            Related(
                "tiltak",
                {"tiltakstype": "'Helsefremmende tiltak'"},
                "tiltakstype NOT IN ('Norskopplæring', 'Samfunnskunnskap', 'Livsmestring', 'Foreldreveiledning')",
                by=WHICH,
            ),
        ),
    ),
    Cells(
        "NIR-INN-006",
        _TABLE,
        _ONE + _NEW + " AND i_days > 370",
        without=(_of("tiltak", "tiltakstype = 'Livsmestring'"),),
    ),
    Cells(
        "NIR-INN-007",
        _TABLE,
        _ONE + _NEW + " AND har_barn AND i_days > 370",
        without=(_of("tiltak", "tiltakstype = 'Foreldreveiledning'"),),
    ),
    Cells(
        "NIR-INN-008",
        _TABLE,
        _ONE + " AND n_training = 1 AND NOT vgo_fulltid AND i_days > 100 AND e_higher = 0",
        without=(Without("norskopplaering"), Without("prove")),
    ),
    Cells("NIR-INN-009", "tiltak", "plain AND tiltakstype = 'Samfunnskunnskap'", {"tiltakstype": "'Strikkekurs'"}),
    Cells(
        "NIR-INN-010",
        "tiltak",
        "plain AND tiltakstype = 'Samfunnskunnskap'",
        {"til_dato": "fra_dato - INTERVAL '5 days'"},
    ),
    Cells(
        "NIR-INN-011",
        "tiltak",
        "plain AND tiltakstype = 'Samfunnskunnskap'",
        {"fra_dato": "i_start - INTERVAL '8 days'"},
    ),
    Cells("NIR-INN-012", "tiltak", "plain AND i_end IS NOT NULL", {"til_dato": "NULL"}),
    Cells("NIR-INN-013", "tiltak", "plain AND tiltakstype = 'Samfunnskunnskap'", {"program_id": "'X' || program_id"}),
)
