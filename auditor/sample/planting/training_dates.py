"""Errors in dates of training and stays: after death or emigration, before there was a scheme."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Without

_OPEN = (
    "plain AND n_training = 1 AND n_programmes = 0 AND n_exams = 0 AND slutt_dato IS NULL"
    " AND start_dato < DATE '2024-09-01'"
)
_GONE = {"person_id": "person_id", "status_dato": "DATE '2024-10-15'"}

PLANTERS: tuple[Planter, ...] = (
    Added(
        "NIR-DAT-015",
        "norskopplaering",
        _OPEN,
        _GONE | {"status": "'Død'"},
        into="personstatus",
        on_chosen=True,
        without=(Without("prove", "prove_dato > DATE '2024-10-15'"),),
    ),
    Added(
        "NIR-DAT-016",
        "norskopplaering",
        _OPEN,
        _GONE | {"status": "'Utvandret'"},
        into="personstatus",
        on_chosen=True,
    ),
    Added(
        "NIR-DAT-017",
        "mottaksopphold",
        "plain AND n_settled = 0 AND til_dato IS NULL AND fra_dato < DATE '2024-09-01'",
        _GONE | {"status": "'Død'"},
        into="personstatus",
        on_chosen=True,
    ),
    Added(
        "NIR-DAT-018",
        "mottaksopphold",
        "plain AND n_settled = 0 AND til_dato IS NULL AND fra_dato < DATE '2024-09-01'",
        _GONE | {"status": "'Utvandret'"},
        into="personstatus",
        on_chosen=True,
    ),
    Added(
        "NIR-DAT-019",
        "norskopplaering",
        "plain AND n_training = 1 AND lovverk = 'introduksjonsloven'",
        {
            "opplaering_id": "'V' || opplaering_id",
            "person_id": "NULL",
            "kommunenummer": "'0301'",
            "lovverk": "'introduksjonsloven'",
            "rettighet": "'Plikt'",
            "vedtak_dato": "DATE '2004-05-20'",
            "start_dato": "DATE '2004-06-01'",
            "slutt_dato": "DATE '2004-12-15'",
            "status": "'Avbrutt'",
            "timer_norsk": "20",
        },
        also_new=("NIR-REF-011",),
    ),
    Cells(
        "NIR-OPP-013",
        "person",
        "plain AND oppholdsgrunnlag = '§ 34' AND innreise_dato < soknad_dato AND n_stays = 0"
        " AND tillatelse_dato < DATE '2024-12-01'",
        {"soknad_dato": "tillatelse_dato + INTERVAL '10 days'"},
    ),
    Cells(
        "NIR-OPP-014",
        "person",
        "plain AND oppholdsgrunnlag = '§ 34' AND n_stays = 0 AND soknad_dato < tillatelse_dato - INTERVAL '4 days'",
        {"innreise_dato": "soknad_dato + INTERVAL '2 days'"},
    ),
)
