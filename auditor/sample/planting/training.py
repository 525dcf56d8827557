"""Errors in Norwegian training after a permit, and in the training of residents of reception centres."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Also, Cells, Planter, Related, Without

_TABLE = "norskopplaering"
_ONE = "plain AND n_training = 1"
_NEW = _ONE + " AND lovverk = 'integreringsloven'"
_EARLY = "asylnorsk"
_DONE = "plain AND status = 'Gjennomført'"

PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-NOR-001",
        _TABLE,
        _ONE + " AND n_programmes = 0 AND rettighet = 'Rett og plikt' AND p_oppholdsgrunnlag <> '§ 23'",
        related=(
            Related(
                "person",
                {
                    "fodselsdato": "p_tillatelse_dato - INTERVAL '70 years' - INTERVAL '40 days'",
                    "fodselsnummer": "NULL",
                },
            ),
        ),
    ),
    Cells(
        "NIR-NOR-002",
        _TABLE,
        _ONE + " AND p_oppholdsgrunnlag = '§ 23' AND lovverk = 'integreringsloven' AND status <> 'Fullført'",
        {"rettighet": "'Rett og plikt'"},
    ),
    Cells("NIR-NOR-003", _TABLE, _ONE, {"rettighet": "NULL"}),
    Cells("NIR-NOR-004", _TABLE, _ONE + " AND status = 'Fullført'", {"slutt_dato": "start_dato - INTERVAL '10 days'"}),
    Cells(
        "NIR-NOR-005",
        _TABLE,
        _NEW + " AND utdanningsbakgrunn = 'Fullført videregående' AND status = 'Fullført' AND n_leaves = 0"
        " AND start_dato < DATE '2023-04-01' AND rettighet = 'Rett og plikt'",
        {"slutt_dato": "start_dato + INTERVAL '620 days'"},
    ),
    Cells("NIR-NOR-006", _TABLE, _ONE + " AND status = 'Fullført'", {"timer_norsk": "NULL"}),
    Cells(
        "NIR-NOR-007",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND lovverk = 'introduksjonsloven' AND rettighet = 'Rett og plikt'",
        {"timer_norsk": "300"},
    ),
    Cells("NIR-NOR-008", _TABLE, _ONE, {"timer_norsk": "3500"}),
    Cells(
        "NIR-NOR-009",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND lovverk <> 'integreringsloven'",
        {"status": "'Pågår'"},
    ),
    Cells(
        "NIR-NOR-010",
        _TABLE,
        _NEW + " AND utdanningsbakgrunn <> 'Fullført videregående'",
        {"norskmaal_muntlig": "'A2'"},
    ),
    Cells(
        "NIR-NOR-011",
        _TABLE,
        _NEW + " AND start_dato < DATE '2024-09-25' AND rettighet = 'Rett og plikt'",
        {"norskmaal_muntlig": "NULL"},
    ),
    Cells(
        "NIR-NOR-012",
        _TABLE,
        _NEW + " AND n_programmes = 1 AND utdanningsbakgrunn = 'Fullført grunnskole'",
        {"utdanningsbakgrunn": "'Ikke fullført grunnskole'"},
    ),
    Cells(
        "NIR-NOR-013",
        _TABLE,
        _ONE + " AND utdanningsbakgrunn = 'Fullført videregående' AND COALESCE(e_written, 0) < 4",
        {"spor": "'Spor 1'"},
    ),
    Cells("NIR-NOR-014", _TABLE, _ONE, {"kommunenummer": "'0399'"}),
    Cells("NIR-KOD-010", _TABLE, _ONE + " AND p_oppholdsgrunnlag <> '§ 23'", {"rettighet": "'Kanskje'"}),
    Cells("NIR-KOD-011", _TABLE, _ONE, {"status": "'Uklar'"}),
    Cells("NIR-KOD-012", _TABLE, _ONE, {"spor": "'Spor 9'"}),
    Cells(
        "NIR-KOD-013",
        _TABLE,
        _ONE + " AND lovverk = 'integreringsloven kap. 6A'",
        {"utdanningsbakgrunn": "'Noe annet'"},
    ),
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
    Cells("NIR-ASY-007", _EARLY, _DONE, {"start_dato": "moved_in - INTERVAL '30 days'"}),
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
        "plain AND p_oppholdsgrunnlag = '§ 35' AND n_stays = 0",
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
        also_new=("NIR-ASY-006",),
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
    Cells("NIR-ASY-015", _EARLY, "plain", {"vertskommune": "'0399'"}, also=(Also("NIR-ASY-008"),)),
    Cells("NIR-KOD-014", _EARLY, _DONE, {"status": "'Uklar'"}),
)
