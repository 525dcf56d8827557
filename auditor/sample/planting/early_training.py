"""Errors in the training of residents of reception centres."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Also, Cells, Planter, Related, Without

_EARLY = "asylnorsk"
_DONE = "plain AND status = 'Gjennomført'"
_COMPULSORY = " AND start_dato >= DATE '2018-09-01'"

PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-ASY-001",
        _EARLY,
        _DONE,
        {"status": "'Ikke registrert'", "timer_norsk": "NULL", "timer_samfunnskunnskap": "NULL"},
        apart="vertskommune",
    ),
    Cells("NIR-ASY-002", _EARLY, _DONE, {"timer_norsk": "NULL"}, apart="vertskommune"),
    Cells("NIR-ASY-003", _EARLY, _DONE, {"status": "'Ikke deltatt'"}),
    Cells(
        "NIR-ASY-004",
        _EARLY,
        _DONE + " AND start_dato >= DATE '2018-09-01' AND n_integration = 0",
        {"timer_norsk": "120"},
    ),
    Cells("NIR-ASY-005", _EARLY, _DONE + " AND moved_out - moved_in > INTERVAL '100 days'", {"timer_norsk": "320"}),
    Cells(
        "NIR-ASY-006",
        _EARLY,
        "n_settled = 0 AND n_mapped = 0 AND timer_norsk > 0",
        without=(Without("mottaksopphold"),),
    ),
    Cells(
        "NIR-ASY-007",
        _EARLY,
        _DONE + " AND moved_in - INTERVAL '19 years' > p_fodselsdato",
        {"start_dato": "moved_in - INTERVAL '30 days'"},
    ),
    Cells(
        "NIR-ASY-008",
        _EARLY,
        "plain AND hosts NOT LIKE '%0301%' AND timer_norsk NOT IN (175, 250)",
        {"vertskommune": "'0301'"},
    ),
    Cells(
        "NIR-ASY-009",
        _EARLY,
        _DONE + " AND s_on IS NOT NULL AND moved_out - moved_in < INTERVAL '400 days'",
        {"timer_norsk": "3000"},
        also=(Also("NIR-ASY-005"),),
    ),
    Added(
        "NIR-ASY-010",
        "bosetting",
        "plain AND p_oppholdsgrunnlag IN ('§ 35', 'Familie') AND n_stays = 0 AND p_age > 20 AND p_age < 60",
        {
            "asylnorsk_id": "'X' || person_id",
            "person_id": "person_id",
            "vertskommune": "'0301'",
            "start_dato": "bosettingsdato - INTERVAL '100 days'",
            "slutt_dato": "bosettingsdato - INTERVAL '40 days'",
            "status": "'Avbrutt'",
            "timer_norsk": "60",
        },
        into="asylnorsk",
    ),
    Cells(
        "NIR-ASY-011",
        "mottaksopphold",
        "plain AND n_early = 1 AND n_long = 1 AND mottakstype IN ('Ordinært', 'Integreringsmottak', 'Tilrettelagt')"
        " AND fra_dato >= DATE '2018-09-01' AND COALESCE(til_dato, DATE '2024-12-31') - fra_dato > INTERVAL '91 days'"
        " AND p_age BETWEEN 25 AND 52 AND soknadsstatus <> 'Avslag' AND p_oppholdsgrunnlag <> '§ 34'",
        without=(Without("asylnorsk"),),
    ),
    Cells(
        "NIR-ASY-014",
        _EARLY,
        _DONE + " AND n_integration > 0 AND slutt_dato IS NOT NULL",
        {"status": "'Påbegynt'", "timer_norsk": "100"},
    ),
    Cells("NIR-ASY-015", _EARLY, "plain", {"vertskommune": "'0399'"}),
    Cells("NIR-KOD-014", _EARLY, _DONE, {"status": "'Uklar'"}),
    Cells(
        "NIR-ASY-016",
        _EARLY,
        _DONE + _COMPULSORY + " AND (p_tillatelse_dato IS NULL OR p_tillatelse_dato >= DATE '2021-01-01')"
        " AND moved_out - moved_in > INTERVAL '100 days'",
        {"timer_norsk": "250"},
        apart="vertskommune",
    ),
    Cells(
        "NIR-ASY-017",
        _EARLY,
        _DONE + _COMPULSORY + " AND moved_out - moved_in > INTERVAL '100 days'",
        {"timer_norsk": "280"},
    ),
    Cells("NIR-ASY-018", _EARLY, _DONE + _COMPULSORY, {"status": "'Avbrutt'"}),
    Cells("NIR-ASY-019", _EARLY, _DONE + _COMPULSORY, {"timer_samfunnskunnskap": "NULL"}),
    Cells(
        "NIR-ASY-020",
        _EARLY,
        "plain AND s_on IS NOT NULL AND slutt_dato IS NOT NULL AND moved_out < DATE '2024-11-01'",
        {"slutt_dato": "moved_out + INTERVAL '20 days'"},
    ),
    Cells(
        "NIR-ASY-021",
        _EARLY,
        "plain AND timer_norsk > 0 AND start_dato >= DATE '2021-02-01' AND n_settled = 0 AND n_mapped = 0",
        related=(
            Related(
                "person",
                {"fodselsdato": "start_dato - INTERVAL '17 years' - INTERVAL '40 days'", "fodselsnummer": "NULL"},
            ),
        ),
    ),
    Cells(
        "NIR-ASY-022",
        _EARLY,
        "plain AND timer_norsk > 0 AND n_settled = 0",
        related=(Related("mottaksopphold", {"soknadsstatus": "'Dublin'"}),),
    ),
    Added(
        "NIR-ASY-023",
        "mottaksopphold",
        "plain AND n_early = 0 AND n_elsewhere = 0 AND mottakstype = 'Transitt' AND p_fodselsdato < DATE '2000-01-01'"
        " AND fra_dato < DATE '2024-12-20' AND til_dato IS NULL",
        {
            "asylnorsk_id": "'X' || person_id",
            "person_id": "person_id",
            "vertskommune": "kommunenummer",
            "mottak_id": "mottak_id",
            "start_dato": "fra_dato + INTERVAL '5 days'",
            "status": "'Påbegynt'",
            "timer_norsk": "12",
        },
        into="asylnorsk",
    ),
    Cells(
        "NIR-ASY-024",
        _EARLY,
        "plain AND timer_norsk = 175 AND n_integration = 0 AND slutt_dato <= p_tillatelse_dato" + _COMPULSORY,
        {"timer_norsk": "190"},
    ),
)
