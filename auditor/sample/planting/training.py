"""Errors in Norwegian training after a permit."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related

_TABLE = "norskopplaering"
_ONE = "plain AND n_training = 1"
_NEW = _ONE + " AND lovverk = 'integreringsloven'"

PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-NOR-001",
        _TABLE,
        _ONE + " AND n_programmes = 0 AND rettighet = 'Rett og plikt' AND p_oppholdsgrunnlag <> '§ 23' AND p_age > 19",
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
    Cells(
        "NIR-NOR-004",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND slutt_dato < DATE '2024-06-30'",
        {"slutt_dato": "start_dato - INTERVAL '10 days'"},
    ),
    Cells("NIR-NOR-006", _TABLE, _ONE + " AND status = 'Fullført' AND ansvarlig = 'Kommune'", {"timer_norsk": "NULL"}),
    Cells(
        "NIR-NOR-007",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND lovverk = 'introduksjonsloven' AND rettighet = 'Rett og plikt'"
        " AND p_tillatelse_dato >= DATE '2012-01-01'",
        {"timer_norsk": "300"},
    ),
    Cells("NIR-NOR-008", _TABLE, _ONE, {"timer_norsk": "3500"}),
    Cells(
        "NIR-NOR-009",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND lovverk <> 'integreringsloven'",
        {"status": "'Pågår'"},
    ),
    Cells("NIR-NOR-010", _TABLE, _NEW + " AND n_programmes = 0", {"norskmaal_muntlig": "'A2'"}),
    Cells(
        "NIR-NOR-011",
        _TABLE,
        _NEW + " AND start_dato < DATE '2024-09-25' AND rettighet = 'Rett og plikt' AND ansvarlig = 'Kommune'",
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
        _ONE + " AND p_age >= 26 AND utdanningsbakgrunn = 'Fullført videregående' AND COALESCE(e_written, 0) < 4",
        {"spor": "'Spor 1'"},
    ),
    Cells(
        "NIR-NOR-015",
        _TABLE,
        _ONE + " AND rettighet = 'Rett og plikt' AND p_age BETWEEN 18.1 AND 54 AND status = 'Pågår'",
        {"rettighet": "'Ingen'"},
    ),
    Cells("NIR-NOR-025", _TABLE, _ONE + " AND status = 'Fullført' AND ansvarlig = 'Kommune'", {"timer_norsk": "0"}),
    Cells(
        "NIR-NOR-026",
        _TABLE,
        _ONE + " AND status = 'Pågår' AND start_dato < DATE '2023-12-01' AND ansvarlig = 'Kommune'",
        {"timer_norsk": "NULL"},
    ),
    Cells(
        "NIR-NOR-027",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND timer_norsk >= 600 AND ansvarlig = 'Kommune'",
        {"timer_samfunnskunnskap": "NULL"},
    ),
    Cells(
        "NIR-NOR-028",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND timer_norsk >= 600 AND lovverk <> 'integreringsloven kap. 6A'",
        {"timer_samfunnskunnskap": "20"},
    ),
    Cells("NIR-NOR-029", _TABLE, _ONE + " AND rettighet = 'Plikt'", {"timer_norsk": "400"}),
    Cells(
        "NIR-NOR-030",
        _TABLE,
        _ONE + " AND status = 'Fullført' AND timer_norsk BETWEEN 600 AND 1000",
        {"timer_samfunnskunnskap": "timer_norsk + 100"},
    ),
    Added(
        "NIR-NOR-031",
        _TABLE,
        _ONE + " AND slutt_dato IS NULL AND start_dato < DATE '2024-09-01' AND kommunenummer = p_kommunenummer",
        {"opplaering_id": "'X' || opplaering_id", "start_dato": "DATE '2024-11-01'"},
        copy=True,
    ),
    Cells(
        "NIR-NOR-032",
        _TABLE,
        _ONE + " AND rettighet = 'Rett og plikt' AND start_dato < DATE '2024-09-01' AND ansvarlig = 'Kommune'",
        {"spor": "'Ukjent'"},
    ),
    Cells(
        "NIR-NOR-033",
        _TABLE,
        _NEW + " AND start_dato < DATE '2024-09-25' AND rettighet = 'Rett og plikt' AND ansvarlig = 'Kommune'",
        {"norskmaal_lytte": "NULL"},
    ),
    Cells(
        "NIR-NOR-034",
        _TABLE,
        _NEW + " AND n_programmes = 0 AND utdanningsbakgrunn <> 'Ikke fullført grunnskole'",
        {"norskmaal_lytte": "'A2'"},
    ),
    Cells("NIR-NOR-036", _TABLE, _NEW + " AND g_school", {"norskmaal_muntlig": "'B1'"}),
    Cells("NIR-NOR-037", _TABLE, _NEW + " AND g_school", {"ansvarlig": "'Kommune'"}),
    Cells(
        "NIR-NOR-038",
        _TABLE,
        _ONE + " AND s_at = kommunenummer AND EXTRACT(YEAR FROM start_dato) = EXTRACT(YEAR FROM s_on)",
        {"kommunenummer": "CASE WHEN kommunenummer = '0301' THEN '1103' ELSE '0301' END"},
    ),
    Cells("NIR-NOR-014", _TABLE, _ONE, {"kommunenummer": "'0399'"}),
    Cells("NIR-KOD-010", _TABLE, _ONE + " AND rettighet = 'Rett og plikt'", {"rettighet": "'Kanskje'"}),
    Cells("NIR-KOD-011", _TABLE, _ONE, {"status": "'Uklar'"}),
    Cells("NIR-KOD-012", _TABLE, _ONE, {"spor": "'Spor 9'"}),
    Cells(
        "NIR-KOD-013",
        _TABLE,
        _ONE + " AND lovverk = 'integreringsloven kap. 6A'",
        {"utdanningsbakgrunn": "'Noe annet'"},
    ),
)
