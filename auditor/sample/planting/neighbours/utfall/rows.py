"""Errors that a single row of employment, pay or education shows, and in what links them to persons."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter

_JOB = "plain AND n_programmes = 0 AND utfall_jobs = 1"
_WAGE = (
    "plain AND n_programmes = 1 AND introduksjonsstonad IS NULL AND skattepliktige_ytelser IS NULL AND utfall_paid > 5"
)
_BENEFIT = "plain AND n_programmes = 1 AND introduksjonsstonad IS NOT NULL AND lonn = 0"
_RECOGNISED = "plain AND kilde = 'NOKUT' AND utfall_schools = 1"
_TOLD = "plain AND kilde = 'NAV CV'"
_DEAD = "dead < DATE '2023-06-01' AND n_programmes = 0 AND utfall_jobs = 0 AND utfall_paid = 0"
_DEAD_LATE = "dead < DATE '2024-11-01' AND n_programmes = 0 AND utfall_jobs = 0"
_NO_PERSON = {"person_id": "NULL"}
_NOBODY = {"person_id": "'X' || person_id"}
_JOB_KEY = {"arbeidsforhold_id": "'X' || arbeidsforhold_id"}
_SCHOOL_KEY = {"utdanning_id": "'X' || utdanning_id"}

PLANTERS: tuple[Planter, ...] = (
    Added("UTF-REF-001", "arbeidsforhold", _JOB, {**_JOB_KEY, **_NOBODY}, copy=True),
    Added("UTF-REF-002", "inntekt", _WAGE, _NOBODY, copy=True),
    Added("UTF-REF-003", "utdanning", _RECOGNISED, {**_SCHOOL_KEY, **_NOBODY}, copy=True),
    Added("UTF-REF-005", "arbeidsforhold", _JOB, {**_JOB_KEY, **_NO_PERSON}, copy=True),
    Added("UTF-REF-006", "inntekt", _WAGE, _NO_PERSON, copy=True),
    Added("UTF-REF-007", "utdanning", _RECOGNISED, {**_SCHOOL_KEY, **_NO_PERSON}, copy=True),
    Added("UTF-DUB-001", "arbeidsforhold", _JOB, {}, copy=True, on_both=True),
    Added("UTF-DUB-002", "arbeidsforhold", _JOB, _JOB_KEY, copy=True, on_both=True),
    Added("UTF-DUB-003", "inntekt", _WAGE, {}, copy=True, on_both=True),
    Added("UTF-DUB-004", "utdanning", _RECOGNISED, {}, copy=True, on_both=True),
    Added("UTF-DUB-005", "utdanning", _RECOGNISED, _SCHOOL_KEY, copy=True, on_both=True),
    Cells("UTF-KOD-001", "utdanning", _TOLD, {"kilde": "'Avisen'"}),
    Cells("UTF-KOD-002", "utdanning", _TOLD, {"nivaa": "'Kurs'"}),
    Cells("UTF-KOD-003", "utdanning", _TOLD, {"land": "'9990'"}),
    Cells("UTF-ARB-001", "arbeidsforhold", _JOB, {"slutt_dato": "start_dato - INTERVAL '3 days'"}),
    Cells("UTF-ARB-002", "arbeidsforhold", _JOB, {"stillingsprosent": "0.0"}),
    Cells("UTF-ARB-003", "arbeidsforhold", _JOB, {"timer_per_uke": "0.5"}),
    Added(
        "UTF-ARB-004",
        "person",
        _DEAD_LATE + " AND dead - fodselsdato > INTERVAL '6000 days'",
        {
            "arbeidsforhold_id": "'X' || person_id",
            "person_id": "person_id",
            "arbeidsgiver": "'310000001'",
            "start_dato": "dead + INTERVAL '20 days'",
        },
        into="arbeidsforhold",
    ),
    Cells("UTF-ARB-005", "arbeidsforhold", _JOB, {"start_dato": "p_fodselsdato + INTERVAL '3650 days'"}),
    Cells("UTF-ARB-006", "arbeidsforhold", _JOB, {"arbeidsgiver": "'NO' || arbeidsgiver"}),
    Cells("UTF-INN-001", "inntekt", _WAGE, {"maaned": "maaned + INTERVAL '3 days'"}),
    Cells("UTF-INN-002", "inntekt", _WAGE, {"lonn": "-100.0"}),
    Cells("UTF-INN-003", "inntekt", _WAGE, {"skattepliktige_ytelser": "lonn + 100.0"}),
    Added(
        "UTF-INN-004",
        "person",
        _DEAD,
        {"person_id": "person_id", "maaned": "DATE '2024-01-01'", "lonn": "20000.0"},
        into="inntekt",
    ),
    Added(
        "UTF-STO-001",
        "person",
        "plain AND n_programmes = 0 AND utfall_paid = 0",
        {"person_id": "person_id", "maaned": "DATE '2023-05-01'", "lonn": "0.0", "introduksjonsstonad": "9000.0"},
        into="inntekt",
    ),
    Cells("UTF-STO-002", "inntekt", _BENEFIT, {"introduksjonsstonad": "60000.0"}),
    Cells("UTF-UTD-001", "utdanning", _RECOGNISED, {"slutt_dato": "start_dato - INTERVAL '5 days'"}),
    Cells("UTF-UTD-002", "utdanning", _TOLD, {"nivaa": "'Fagskole'"}),
    Cells("UTF-UTD-003", "utdanning", _TOLD, {"slutt_dato": "NULL"}),
)
