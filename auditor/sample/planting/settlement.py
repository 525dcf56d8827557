"""Errors in settlements, requests, moves and the status in the population register."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related, Without

_TABLE = "bosetting"
_FAMILY = "plain AND bosettingstype = 'Familieinnvandring'"
"""Families are not counted against requests, and have no stay in a centre behind them."""
_BARE = _FAMILY + " AND n_programmes = 0 AND n_training = 0"
_AGREED = {"avtale_med_imdi": "TRUE", "vedtaksdato": "bosettingsdato - INTERVAL '5 days'"}
_QUIET = "bosatt = 0"

PLANTERS: tuple[Planter, ...] = (
    Added("BOS-BOS-001", _TABLE, _FAMILY, {"bosetting_id": "'X' || bosetting_id"}, copy=True, on_both=True),
    Cells("BOS-BOS-002", _TABLE, _FAMILY, {"person_id": "'X' || person_id"}),
    Cells("BOS-BOS-003", _TABLE, _FAMILY + " AND bydel IS NULL", {"kommunenummer": "'0399'"}),
    Cells("BOS-BOS-004", _TABLE, _FAMILY, {"bosettingsdato": "NULL"}),
    Cells(
        "BOS-BOS-005", _TABLE, _BARE + " AND kommunenummer = p_kommunenummer", {"bosettingsdato": "DATE '2025-02-01'"}
    ),
    Cells(
        "BOS-BOS-006",
        _TABLE,
        "plain AND vedtaksdato IS NOT NULL",
        {"vedtaksdato": "bosettingsdato + INTERVAL '10 days'"},
    ),
    Cells(
        "BOS-BOS-007",
        _TABLE,
        _BARE + " AND EXTRACT(YEAR FROM p_tillatelse_dato - INTERVAL '10 days') = EXTRACT(YEAR FROM bosettingsdato)"
        " AND bosettingsdato < DATE '2024-08-01'",
        {"bosettingsdato": "p_tillatelse_dato - INTERVAL '10 days'"},
    ),
    Cells(
        "BOS-BOS-008",
        _TABLE,
        "plain AND bosettingstype = 'Fra mottak' AND p_oppholdsgrunnlag IN ('§ 28', '§ 38')"
        " AND p_innreise_dato < bosettingsdato - INTERVAL '410 days' AND bosettingsdato < DATE '2020-12-01'"
        " AND p_age BETWEEN 25 AND 50",
        related=(Related("person", {"tillatelse_dato": "bosettingsdato - INTERVAL '400 days'"}),),
    ),
    Cells("BOS-BOS-009", _TABLE, _FAMILY, {"bosettingstype": "'Hotell'"}),
    Cells("BOS-BOS-010", _TABLE, _FAMILY, {"bosettingstype": "NULL"}),
    Cells("BOS-BOS-011", _TABLE, _FAMILY, {"bosettingstype": "'Overføringsflyktning'", **_AGREED}),
    Cells(
        "BOS-BOS-012",
        _TABLE,
        "plain AND bosettingstype = 'Privat' AND p_oppholdsgrunnlag = '§ 34'",
        {"bosettingstype": "'Familieinnvandring'"},
    ),
    Cells("BOS-BOS-013", _TABLE, "plain AND bosettingstype = 'Selvbosatt'", _AGREED),
    Cells("BOS-BOS-014", _TABLE, "plain AND p_age > 24 AND NOT enslig_mindreaarig", {"enslig_mindreaarig": "TRUE"}),
    Added(
        "BOS-BOS-015",
        _TABLE,
        "plain AND n_programmes = 0",
        {"person_id": "person_id", "status": "'Død'", "status_dato": "bosettingsdato - INTERVAL '20 days'"},
        into="personstatus",
        on_chosen=True,
        without=(Without("personstatus"), Without("prove"), Without("norskopplaering"), Without("plan")),
    ),
    Cells("BOS-BOS-016", _TABLE, "plain AND kommunenummer <> '0301'", {"bydel": "'030101'"}),
    Cells("BOS-BOS-017", _TABLE, "plain AND kommunenummer = '0301'", {"bydel": "NULL"}),
    Cells("BOS-BOS-018", _TABLE, "plain AND avtale_med_imdi", {"vedtaksdato": "NULL"}),
    Cells("BOS-BOS-019", _TABLE, "plain AND avtale_med_imdi", {"avtale_med_imdi": "FALSE"}),
    Cells(
        "BOS-BOS-020",
        _TABLE,
        "plain AND avtale_med_imdi",
        {"avtalt_kommune": "CASE WHEN kommunenummer = '0301' THEN '1103' ELSE '0301' END"},
    ),
    Added("BOS-ANM-001", "anmodning", _QUIET, {}, copy=True, on_both=True),
    Cells("BOS-ANM-002", "anmodning", _QUIET, {"kommunenummer": "'0399'"}, apart="aar"),
    Cells("BOS-ANM-003", "anmodning", "vedtatt IS NOT NULL", {"em_vedtatt": "vedtatt + 5"}),
    Cells("BOS-ANM-004", "anmodning", "anmodet > 0 AND aar < 2024", {"vedtatt": "NULL"}),
    Cells("BOS-ANM-005", "anmodning", "anmodet > 0 AND aar >= 2019", {"anmodet": "4"}),
    Cells("BOS-ANM-007", "anmodning", "anmodet > 0", {"anmodet": "-5"}),
    Cells("BOS-ANM-008", "anmodning", "bosatt > 2 AND em_vedtatt = 0", {"vedtatt": "bosatt - 1"}),
    Cells("BOS-FLY-001", "flytting", "TRUE", {"til_kommune": "'0399'"}),
    Cells("BOS-FLY-002", "flytting", "TRUE", {"til_kommune": "fra_kommune"}),
    Cells(
        "BOS-FLY-004",
        "flytting",
        "n_moves = 1 AND til_kommune <> '0301' AND til_kommune <> '1103'",
        {"fra_kommune": "CASE WHEN fra_kommune = '0301' THEN '1103' ELSE '0301' END"},
    ),
    Added(
        "BOS-FLY-005",
        _TABLE,
        "plain AND n_moves = 0 AND bosettingstype = 'Familieinnvandring' AND n_programmes = 0 AND n_training = 0",
        {
            "flytting_id": "'X' || person_id",
            "person_id": "person_id",
            "fra_kommune": "'1103'",
            "til_kommune": "'0301'",
            "flyttedato": "bosettingsdato - INTERVAL '20 days'",
        },
        into="flytting",
    ),
    Added(
        "BOS-FLY-003",
        "personstatus",
        "status = 'Død' AND n_moves = 0 AND status_dato < DATE '2024-11-20'"
        " AND EXTRACT(YEAR FROM status_dato + INTERVAL '30 days') = EXTRACT(YEAR FROM status_dato)",
        {
            "flytting_id": "'X' || person_id",
            "person_id": "person_id",
            "fra_kommune": "kommunenummer",
            "til_kommune": "CASE WHEN kommunenummer = '0301' THEN '1103' ELSE '0301' END",
            "flyttedato": "status_dato + INTERVAL '30 days'",
        },
        into="flytting",
    ),
    Added(
        "BOS-STA-001",
        "personstatus",
        "status = 'Død' AND status_dato < DATE '2024-11-20'"
        " AND EXTRACT(YEAR FROM status_dato + INTERVAL '40 days') = EXTRACT(YEAR FROM status_dato)",
        {
            "person_id": "person_id",
            "status": "'Bosatt'",
            "status_dato": "status_dato + INTERVAL '40 days'",
            "kommunenummer": "kommunenummer",
        },
        into="personstatus",
    ),
    Cells("BOS-STA-002", "personstatus", "plain AND status = 'Midlertidig'", {"status": "'Ukjent'"}),
    Cells(
        "MOT-KOD-003",
        "kartlegging",
        "plain AND kartleggingstype = 'Karriereveiledning' AND p_oppholdsgrunnlag = '§ 34'"
        " AND kartlegging_dato >= DATE '2022-06-15'",
        {"kartleggingstype": "'Samtale'"},
    ),
    Cells("MOT-KOD-004", "kartlegging", "plain AND utfort_av = 'Bosettingskommune'", {"utfort_av": "'Naboen'"}),
)
