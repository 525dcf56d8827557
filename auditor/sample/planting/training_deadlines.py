"""Errors in the deadlines of Norwegian training: never begun, begun or decided late, not completed in time."""

from __future__ import annotations

from auditor.sample.planting.specs import Cells, Planter, Without

_TABLE = "norskopplaering"
_ONE = "plain AND n_training = 1 AND rettighet = 'Rett og plikt'"
_NEW = _ONE + " AND lovverk = 'integreringsloven' AND n_leaves = 0"
_OLD = _ONE + " AND lovverk = 'introduksjonsloven'"
_NEVER_BEGUN = {
    "start_dato": "NULL",
    "slutt_dato": "NULL",
    "status": "'Ikke startet'",
    "timer_norsk": "NULL",
    "timer_samfunnskunnskap": "NULL",
}

PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-NOR-005",
        _TABLE,
        _NEW + " AND utdanningsbakgrunn <> 'Fullført videregående' AND start_dato < DATE '2021-11-20'"
        " AND n_programmes = 0 AND status = 'Fullført'",
        {"slutt_dato": "start_dato + INTERVAL '1120 days'"},
    ),
    Cells(
        "NIR-NOR-021",
        _TABLE,
        _NEW + " AND utdanningsbakgrunn = 'Fullført videregående' AND status = 'Fullført'"
        " AND start_dato < DATE '2023-04-01'",
        {"slutt_dato": "start_dato + INTERVAL '620 days'"},
    ),
    Cells(
        "NIR-NOR-022",
        _TABLE,
        _ONE + " AND lovverk = 'integreringsloven kap. 6A' AND n_leaves = 0 AND status = 'Fullført'"
        " AND start_dato < DATE '2023-11-01'",
        {"slutt_dato": "start_dato + INTERVAL '400 days'"},
    ),
    Cells(
        "NIR-NOR-023",
        _TABLE,
        _OLD
        + " AND status = 'Fullført' AND p_tillatelse_dato < DATE '2019-01-01' AND p_innreise_dato < DATE '2019-01-01'"
        " AND p_age > 17 AND timer_norsk <= 600",
        {"slutt_dato": "GREATEST(p_tillatelse_dato, p_innreise_dato) + INTERVAL '1860 days'"},
    ),
    Cells(
        "NIR-NOR-024",
        _TABLE,
        _OLD + " AND status = 'Fullført' AND p_tillatelse_dato BETWEEN DATE '2020-03-01' AND DATE '2021-11-01'"
        " AND p_innreise_dato BETWEEN DATE '2016-03-01' AND DATE '2021-11-01' AND p_age > 17",
        {"status": "'Pågår'", "slutt_dato": "NULL", "timer_norsk": "200"},
    ),
    Cells(
        "NIR-NOR-016",
        _TABLE,
        _ONE + " AND n_programmes = 0 AND s_on IS NOT NULL AND lovverk <> 'introduksjonsloven' AND status = 'Pågår'"
        " AND s_on < DATE '2024-05-15' AND s_on > DATE '2024-01-05' AND s_at = kommunenummer",
        {"start_dato": "s_on + INTERVAL '215 days'", "timer_norsk": "40", "timer_samfunnskunnskap": "3"},
    ),
    Cells(
        "NIR-NOR-017",
        _TABLE,
        _ONE + " AND n_programmes = 0 AND s_on BETWEEN DATE '2024-01-05' AND DATE '2024-06-05'",
        _NEVER_BEGUN,
    ),
    Cells(
        "NIR-NOR-018",
        _TABLE,
        _ONE + " AND n_programmes = 0 AND s_on BETWEEN DATE '2018-01-05' AND DATE '2023-11-05'",
        _NEVER_BEGUN,
    ),
    Cells(
        "NIR-NOR-019",
        "bosetting",
        "plain AND n_programmes = 0 AND n_training = 1 AND n_settled = 1 AND bosettingsdato BETWEEN DATE '2017-06-01'"
        " AND DATE '2024-09-01' AND (p_age BETWEEN 56.1 AND 65 OR p_age BETWEEN 18.1 AND 65"
        " AND p_oppholdsgrunnlag = 'Familie') AND p_tillatelse_dato >= DATE '2017-06-01'",
        without=(Without("norskopplaering"), Without("prove")),
    ),
    Cells(
        "NIR-NOR-020",
        _TABLE,
        "plain AND n_training = 1 AND n_programmes = 0 AND rettighet IN ('Rett og plikt', 'Plikt')"
        " AND (status IS NULL OR status <> 'Fritatt')",
        {"vedtak_dato": "NULL"},
    ),
)
