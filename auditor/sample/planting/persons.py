"""Errors in the person list, the law regime and the target group."""

from __future__ import annotations

from auditor.reference.identity_digits import INCOMPLETE_SUFFIXES
from auditor.sample.planting.specs import Added, Also, Cells, Planter, Related
from auditor.sample.planting.views import WHICH

_NEW_NAME = "'Testrad, ' || person_id"
_OTHER_DIGIT = "LEFT(fodselsnummer, 10) || CAST((CAST(RIGHT(fodselsnummer, 1) AS INTEGER) + 1) % 10 AS VARCHAR)"
_WITHOUT_CHECK = ", ".join(f"'{each:05}'" for each in INCOMPLETE_SUFFIXES)
"""Endings that are accepted whatever the check digits say."""
_NUMBERED = (
    "plain AND fodselsnummer IS NOT NULL AND LEFT(fodselsnummer, 1) IN ('0', '1', '2', '3')"
    " AND tillatelse_dato IS NOT NULL"
    " AND NOT (EXTRACT(MONTH FROM fodselsdato) = 1 AND EXTRACT(DAY FROM fodselsdato) = 1)"
)
_UNTAUGHT = "plain AND n_programmes = 0 AND n_training = 0"

_NEEDS_NO_CENTRE = (
    "(oppholdsgrunnlag NOT IN ('§ 28', '§ 38', '§ 38 femte ledd') OR tillatelse_dato > DATE '2024-01-15')"
)
"""A second row of a person has neither stays nor a settlement, and must not be missed anywhere."""

PLANTERS: tuple[Planter, ...] = (
    Added(
        "NIR-PER-001",
        "person",
        "plain AND fodselsnummer IS NOT NULL AND n_programmes = 0 AND n_stays = 0",
        {"fodselsnummer": "NULL", "duf_nummer": "spare_duf", "navn": _NEW_NAME},
        copy=True,
        on_both=True,
    ),
    Cells(
        "NIR-PER-002",
        "person",
        f"plain AND fodselsnummer IS NOT NULL AND RIGHT({_OTHER_DIGIT}, 5) NOT IN ({_WITHOUT_CHECK})",
        {"fodselsnummer": _OTHER_DIGIT},
    ),
    Cells("NIR-PER-004", "person", "plain", {"duf_nummer": "LEFT(duf_nummer, 10) || '99'"}),
    Cells(
        "NIR-PER-005",
        "person",
        "plain AND fodselsnummer IS NOT NULL AND LEFT(fodselsnummer, 1) IN ('0', '1', '2', '3')"
        " AND p_age BETWEEN 26 AND 45 AND tillatelse_dato IS NOT NULL",
        {"fodselsdato": "fodselsdato + INTERVAL '1 days'"},
    ),
    Added(
        "NIR-PER-006",
        "person",
        f"plain AND fodselsnummer IS NOT NULL AND tillatelse_dato IS NOT NULL AND {_NEEDS_NO_CENTRE}",
        {"person_id": "'X' || person_id", "duf_nummer": "spare_duf", "navn": _NEW_NAME},
        copy=True,
        on_both=True,
    ),
    Added(
        "NIR-PER-007",
        "person",
        f"plain AND tillatelse_dato IS NOT NULL AND {_NEEDS_NO_CENTRE}",
        {"person_id": "'Y' || person_id", "fodselsnummer": "NULL", "navn": _NEW_NAME},
        copy=True,
        on_both=True,
    ),
    Added(
        "NIR-PER-008",
        "person",
        "fodselsnummer IS NULL AND NOT (EXTRACT(MONTH FROM fodselsdato) = 1 AND EXTRACT(DAY FROM fodselsdato) = 1)",
        {"person_id": "'Z' || person_id", "duf_nummer": "spare_duf"},
        copy=True,
        on_both=True,
    ),
    Added(
        "NIR-PER-011",
        "person",
        f"{_NUMBERED} AND {_NEEDS_NO_CENTRE}",
        {"person_id": "'D' || person_id", "fodselsnummer": "spare_d_number", "duf_nummer": "spare_duf"},
        copy=True,
        on_both=True,
    ),
    Added(
        "NIR-PER-012",
        "person",
        f"{_NUMBERED} AND {_NEEDS_NO_CENTRE}",
        {"person_id": "'N' || person_id", "fodselsnummer": "spare_number", "duf_nummer": "spare_duf"},
        copy=True,
        on_both=True,
    ),
    Cells("NIR-PER-013", "person", "plain AND tillatelse_dato < DATE '2023-01-01'", {"duf_nummer": "late_duf"}),
    Cells("NIR-PER-009", "person", "plain", {"fodselsnummer": "NULL", "duf_nummer": "NULL"}),
    Cells(
        "NIR-PER-010",
        "person",
        "plain AND fodselsnummer IS NOT NULL",
        {"kjonn": "CASE WHEN kjonn = 'Mann' THEN 'Kvinne' ELSE 'Mann' END"},
    ),
    Cells("NIR-KOD-001", "person", "plain AND fodselsnummer IS NULL", {"kjonn": "'Begge'"}),
    Cells("NIR-OPP-001", "person", "plain", {"fodselsdato": "NULL"}),
    Cells(
        "NIR-OPP-002",
        "person",
        _UNTAUGHT + " AND n_stays = 0",
        {"fodselsdato": "DATE '1890-01-01'", "fodselsnummer": "NULL"},
        related=(Related("bosetting", {"enslig_mindreaarig": "FALSE"}),),
    ),
    Cells("NIR-OPP-003", "person", "plain AND oppholdsgrunnlag <> '§ 34'", {"oppholdsgrunnlag": "NULL"}),
    Cells(
        "NIR-OPP-004",
        "person",
        "plain AND n_programmes = 0 AND oppholdsgrunnlag NOT IN ('§ 34', '§ 35') AND tillatelse_dato IS NOT NULL",
        {"oppholdsgrunnlag": "'§ 99'"},
    ),
    Cells("NIR-OPP-005", "person", "TRUE", {"statsborgerskap": "'999'"}),
    Cells("NIR-OPP-006", "person", "plain AND tillatelse_dato IS NOT NULL", {"tillatelse_dato": "NULL"}),
    Cells(
        "NIR-OPP-007",
        "person",
        _UNTAUGHT + " AND n_settled = 0 AND tillatelse_dato >= DATE '2022-06-01' AND p_age < 50",
        {"tillatelse_dato": "DATE '2025-02-01'"},
    ),
    Cells(
        "NIR-OPP-008",
        "person",
        "plain AND oppholdsgrunnlag IN ('§ 28', '§ 38', '§ 38 femte ledd') AND innreise_dato IS NOT NULL"
        " AND (tillatelse_dato < DATE '2020-11-01' OR tillatelse_dato >= DATE '2021-01-01')",
        {"innreise_dato": "tillatelse_dato + INTERVAL '20 days'"},
    ),
    Cells(
        "NIR-OPP-009",
        "person",
        "plain AND oppholdsgrunnlag = '§ 28' AND tillatelse_dato < DATE '2022-01-01'",
        {"oppholdsgrunnlag": "'§ 34'"},
    ),
    Cells("NIR-OPP-010", "person", "plain AND oppholdsgrunnlag = 'Familie'", {"referanseperson_grunnlag": "NULL"}),
    Cells("NIR-LOV-001", "introduksjonsprogram", "plain", {"lovverk": "NULL"}),
    Cells(
        "NIR-LOV-002",
        "introduksjonsprogram",
        "plain AND lovverk = 'integreringsloven' AND start_dato >= DATE '2022-06-15' AND p_oppholdsgrunnlag <> '§ 34'",
        {"lovverk": "'integreringsloven kap. 6A'"},
    ),
    Cells(
        "NIR-LOV-003",
        "norskopplaering",
        "plain AND lovverk = 'integreringsloven' AND start_dato >= DATE '2022-06-15' AND p_oppholdsgrunnlag <> '§ 34'"
        " AND p_tillatelse_dato IS NOT NULL"
        " AND COALESCE(slutt_dato, DATE '2024-12-31') < start_dato + INTERVAL '300 days'",
        {"lovverk": "'integreringsloven kap. 6A'"},
    ),
    Cells("NIR-LOV-004", "introduksjonsprogram", "plain AND lovverk = 'introduksjonsloven'", {"sluttmaal": "'Arbeid'"}),
    Cells(
        "NIR-LOV-005",
        "plan",
        "plain AND i_act = 'introduksjonsloven' AND plan_dato >= DATE '2021-01-01'",
        {"plantype": "'Integreringsplan'"},
    ),
    Cells(
        "NIR-LOV-006", "introduksjonsprogram", "plain AND lovverk = 'integreringsloven'", {"utdanningsbakgrunn": "NULL"}
    ),
    Cells(
        "NIR-LOV-007",
        "introduksjonsprogram",
        "plain AND lovverk = 'integreringsloven' AND forlengelse_dato IS NULL AND i_days > 100",
        {"sluttmaal": "NULL"},
    ),
    Cells(
        "NIR-LOV-008",
        "norskopplaering",
        "plain AND n_training = 1 AND lovverk = 'introduksjonsloven'",
        {"utdanningsbakgrunn": "'Fullført grunnskole'"},
    ),
    Cells(
        "NIR-LOV-010",
        "norskopplaering",
        "plain AND n_training = 1 AND n_programmes = 0 AND p_age > 18.1",
        {"lovverk": "NULL"},
    ),
    Cells(
        "NIR-LOV-011",
        "norskopplaering",
        "plain AND n_training = 1 AND n_programmes = 0 AND lovverk = 'integreringsloven'"
        " AND rettighet = 'Rett og plikt'",
        {"utdanningsbakgrunn": "NULL"},
    ),
    Cells(
        "NIR-MAL-001",
        "introduksjonsprogram",
        "plain AND rettighet = 'Kan tilbys' AND lovverk <> 'introduksjonsloven' AND p_age > 56.01"
        " AND p_oppholdsgrunnlag IN ('§ 28', '§ 34', '§ 35', '§ 38') AND COALESCE(s_by, '') <> 'Selvbosatt'",
        {"rettighet": "'Rett og plikt'"},
    ),
    Cells(
        "NIR-MAL-002",
        "introduksjonsprogram",
        "plain AND lovverk = 'introduksjonsloven' AND n_programmes = 1 AND n_training = 1"
        " AND p_innreise_dato > start_dato - INTERVAL '360 days' AND p_age BETWEEN 18.1 AND 22.5",
        related=(
            Related(
                "person",
                {"fodselsdato": "start_dato - INTERVAL '17 years' - INTERVAL '100 days'", "fodselsnummer": "NULL"},
            ),
        ),
    ),
    Cells(
        "NIR-MAL-003",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND rettighet = 'Rett og plikt' AND p_oppholdsgrunnlag = '§ 28'",
        related=(Related("person", {"oppholdsgrunnlag": "'Permanent'"}),),
    ),
    Cells(
        "NIR-MAL-004",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND rettighet = 'Kan tilbys' AND p_oppholdsgrunnlag IN ('§ 28', 'Familie')",
        related=(Related("person", {"oppholdsgrunnlag": "'Asylsøker'"}),),
        also=(Also("NIR-NOR-002", "norskopplaering"),),
    ),
    Cells(
        "NIR-MAL-005",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND rettighet = 'Rett og plikt' AND p_oppholdsgrunnlag = 'Familie'",
        related=(Related("person", {"referanseperson_grunnlag": "'Norsk'"}),),
    ),
    Added(
        "NIR-MAL-006",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND slutt_dato IS NULL AND start_dato < DATE '2024-08-01'"
        " AND kommunenummer = p_kommunenummer AND NOT i_prolonged AND NOT i_changed",
        {
            "program_id": "'X' || program_id",
            "start_dato": "DATE '2024-11-01'",
            "vedtak_dato": "DATE '2024-10-28'",
            "tilbud_dato": "NULL",
            "forlengelse_dato": "NULL",
        },
        copy=True,
    ),
    Cells(
        "NIR-MAL-007",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND lovverk = 'integreringsloven kap. 6A' AND i_days < 85",
        {"person_id": "'X' || person_id"},
        related=tuple(
            Related(table, {"person_id": "'X' || person_id"}, by=WHICH) for table in ("tiltak", "plan", "permisjon")
        ),
    ),
    Cells(
        "NIR-MAL-008",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND n_settled = 1 AND rettighet = 'Rett og plikt' AND s_at = kommunenummer"
        " AND p_oppholdsgrunnlag = '§ 34'",
        related=(Related("bosetting", {"bosettingstype": "'Selvbosatt'", "avtale_med_imdi": "FALSE"}),),
    ),
    Added(
        "NIR-MAL-009",
        "bosetting",
        "plain AND n_programmes = 0 AND n_settled = 1 AND p_age BETWEEN 16.01 AND 17.9"
        " AND bosettingsdato < DATE '2020-12-01' AND p_innreise_dato < DATE '2020-12-01'"
        " AND p_tillatelse_dato < DATE '2020-12-01' AND kommunenummer = p_kommunenummer"
        " AND p_innreise_dato > p_fodselsdato + INTERVAL '16 years' + INTERVAL '2 days'"
        " AND p_oppholdsgrunnlag IN ('§ 28', '§ 35', '§ 38') AND bosettingstype <> 'Selvbosatt'",
        {
            "program_id": "'W' || person_id",
            "person_id": "person_id",
            "kommunenummer": "kommunenummer",
            "lovverk": "'introduksjonsloven'",
            "rettighet": "'Rett og plikt'",
            "vedtak_dato": "DATE '2024-11-01'",
            "start_dato": "DATE '2024-11-15'",
            "heltid": "'Heltid'",
        },
        into="introduksjonsprogram",
    ),
    Cells(
        "NIR-MAL-010",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND n_settled = 1 AND s_at = kommunenummer AND s_by <> 'Selvbosatt'"
        " AND rettighet = 'Rett og plikt' AND p_age BETWEEN 18.1 AND 55 AND vedtak_dato < s_on + INTERVAL '200 days'",
        {"rettighet": "'Kan tilbys'"},
    ),
    Cells(
        "NIR-MAL-011",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND rettighet = 'Kan tilbys' AND p_oppholdsgrunnlag = 'Familie'",
        related=(Related("person", {"referanseperson_grunnlag": "'§ 23'"}),),
        also=(Also("NIR-NOR-002", "norskopplaering"),),
    ),
    Cells("NIR-MAL-012", "introduksjonsprogram", "plain", {"rettighet": "NULL"}),
    Cells(
        "NIR-OPP-012",
        "person",
        "plain AND oppholdsgrunnlag = 'Familie' AND n_programmes = 0",
        {"referanseperson_grunnlag": "'Familie'"},
    ),
    Cells(
        "NIR-KOD-002",
        "introduksjonsprogram",
        "plain AND p_age > 19",
        {"lovverk": "'Skoleloven'"},
        also=(Also("NIR-LOV-002"),),
    ),
    Cells("NIR-KOD-003", "introduksjonsprogram", "plain", {"rettighet": "'Kanskje'"}),
    Cells(
        "NIR-KOD-004",
        "introduksjonsprogram",
        "plain AND lovverk = 'integreringsloven kap. 6A' AND n_programmes = 1",
        {"utdanningsbakgrunn": "'Noe annet'"},
    ),
    Cells(
        "NIR-KOD-005",
        "introduksjonsprogram",
        "plain AND lovverk <> 'introduksjonsloven' AND sluttmaal <> 'Fullført videregående'",
        {"sluttmaal": "'Førerkort'", "forste_sluttmaal": "NULL"},
    ),
)
