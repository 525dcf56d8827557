"""Errors in tests, and training and programmes without the test the law demands."""

from __future__ import annotations

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.groups import groups_of, rows_of
from auditor.sample.planting.specs import Added, Cells, Custom, Planter, Related, Without

_TABLE = "prove"
_TRAINING = "norskopplaering"
_ONE = "plain AND n_training = 1"
_CALM = _ONE + " AND t_act = 'integreringsloven kap. 6A' AND e_totals = 0 AND e_higher = 0"
"""Rows of persons of whom no test is demanded, so that a spoilt result is the only thing to find."""
_PART = _CALM + " AND nivaa IS NOT NULL AND e_attempts = 1"
_SOCIETY = (
    _CALM + " AND provetype = 'Samfunnskunnskapsprøve' AND resultat = 'Bestått' AND overfort_nir_dato IS NOT NULL"
)
_BOUND = (
    "status = 'Fullført' AND rettighet = 'Rett og plikt' AND lovverk IN ('introduksjonsloven', 'integreringsloven')"
    " AND p_tillatelse_dato >= DATE '2013-09-01' AND slutt_dato < DATE '2024-06-01'"
)
_DUE = _ONE + " AND " + _BOUND + " AND e_school = 0 AND e_higher = 0"
_ALL_PARTS = " AND e_parts = 4 AND e_attempts = 1 AND e_totals = 0 AND e_instead = 0"
_IN_NORWEGIAN = "provetype NOT IN ('Samfunnskunnskapsprøve', 'Statsborgerprøve')"
_IN_SOCIETY = "provetype = 'Samfunnskunnskapsprøve'"
_LATER = {
    "prove_id": "'X' || prove_id",
    "prove_dato": "prove_dato + INTERVAL '100 days'",
    "overfort_nir_dato": "prove_dato + INTERVAL '130 days'",
}
_ROOM = " AND EXTRACT(YEAR FROM prove_dato + INTERVAL '130 days') = EXTRACT(YEAR FROM prove_dato)"
_ORDINARY = "delprove IN ('Muntlig', 'Lytte', 'Lese', 'Skriftlig')"


def _level(part: str, level: str) -> Related:
    """Another level of one part, in both registers."""
    return Related(_TABLE, {"nivaa": f"'{level}'", "nivaa_nir": f"'{level}'"}, f"delprove = '{part}'")


def _exempted(canvas: Canvas, count: int) -> int:
    """Everybody in a municipality who has completed the training is exempted from the Norwegian test."""
    rule, by = "PRO-KRA-004", ["kommunenummer"]
    where = _BOUND + " AND n_training = 1 AND plain"
    there = _BOUND + " AND dead IS NULL AND gone IS NULL"
    groups = groups_of(canvas, _TRAINING, by, there, 24, 120)
    planted = 0
    for number in range(groups.height):
        if planted == count:
            break
        rows = rows_of(canvas, _TRAINING, where, groups[number], by).filter(pl.col("e_higher") == 0)
        if rows.height < 0.86 * groups["__all"][number]:
            continue
        canvas.begin(rule)
        canvas.use(_TRAINING, rows)
        for place in range(rows.height):
            row = rows[place]
            canvas.remove(_TABLE, canvas.like(_TABLE, row, _IN_NORWEGIAN))
            person = row["person_id"][0]
            new = {"prove_id": f"X{person}", "person_id": person, "kommunenummer": "0301", "provetype": "Norskprøve",
                   "prove_dato": row["slutt_dato"][0], "resultat": "Fritatt", "kilde": "NIR"}  # fmt: skip
            canvas.add(_TABLE, new)
        canvas.expect_group(rule, _TRAINING, f"kommunenummer {groups['kommunenummer'][number]}", f"{_TABLE}.resultat")
        planted += 1
    return planted


_REGISTRATION: tuple[Planter, ...] = (
    Added("PRO-REG-001", _TABLE, _CALM, {}, copy=True, on_both=True),
    Added("PRO-REG-002", _TABLE, _CALM, {"prove_id": "'X' || prove_id", "tellende": "NULL"}, copy=True, on_both=True),
    Cells("PRO-REG-003", _TABLE, _SOCIETY, {"person_id": "'X' || person_id"}),
    Cells("PRO-REG-004", _TABLE, _CALM, {"kommunenummer": "'0399'"}),
    Cells("PRO-REG-005", _TABLE, _CALM + " AND COALESCE(e_attempts, 1) = 1", {"prove_dato": "NULL"}),
    Cells("PRO-REG-006", _TABLE, _CALM, {"provetype": "NULL"}),
    Cells(
        "PRO-KAN-001",
        _TABLE,
        _ONE + " AND t_right IN ('Rett og plikt', 'Plikt') AND kilde = 'PAD' AND prove_dato BETWEEN t_start AND"
        " COALESCE(t_end, DATE '2024-12-31')",
        {"kandidatgruppe": "'Privatist'"},
    ),
    Added(
        "PRO-KAN-002",
        "person",
        "plain AND n_training = 0 AND n_programmes = 0 AND p_age BETWEEN 20 AND 90"
        " AND p_innreise_dato < DATE '2024-10-01' AND p_tillatelse_dato < DATE '2024-10-01'",
        {
            "prove_id": "'X' || person_id",
            "person_id": "person_id",
            "kommunenummer": "'0301'",
            "prove_dato": "DATE '2024-11-20'",
            "provetype": "'Samfunnskunnskapsprøve'",
            "resultat": "'Bestått'",
            "kilde": "'PAD'",
            "kandidatgruppe": "'Rett og plikt'",
        },
        into=_TABLE,
    ),
    Cells(
        "PRO-PAD-001",
        _TABLE,
        "plain AND kilde = 'PAD' AND kandidatgruppe <> 'Privatist' AND prove_dato < DATE '2024-09-01'",
        {"overfort_nir_dato": "NULL", "nivaa_nir": "NULL"},
    ),
    Cells(
        "PRO-PAD-002",
        _TABLE,
        "plain AND kilde = 'PAD' AND kandidatgruppe <> 'Privatist'",
        {"kilde": "'NIR'", "overfort_nir_dato": "NULL", "nivaa_nir": "NULL"},
    ),
    Cells(
        "PRO-PAD-003",
        _TABLE,
        "plain AND overfort_nir_dato IS NOT NULL",
        {"overfort_nir_dato": "prove_dato - INTERVAL '5 days'"},
    ),
    Cells("PRO-PAD-004", _TABLE, "plain AND nivaa_nir = 'A2'", {"nivaa_nir": "'B1'"}),
)
_RESULTS: tuple[Planter, ...] = (
    Cells(
        "PRO-NIV-001",
        _TABLE,
        _PART + " AND nivaa = 'B1' AND delprove IN ('Lese', 'Lytte')",
        {"delprove": "'Lese og muntlig'"},
    ),
    Cells("PRO-NIV-002", _TABLE, _PART, {"delprove": "NULL"}),
    Cells("PRO-NIV-003", _TABLE, _SOCIETY, {"nivaa": "'A2'"}),
    Cells("PRO-NIV-004", _TABLE, _PART, {"nivaa": "NULL", "nivaa_nir": "NULL"}),
    Cells("PRO-NIV-005", _TABLE, _PART, {"resultat": "'Ikke møtt'"}),
    Cells("PRO-NIV-006", _TABLE, "plain AND provetype = 'Standpunkt'", {"karakter": "7"}),
    Cells(
        "PRO-NIV-007",
        _TABLE,
        "kandidatgruppe = 'Privatist' AND nivaa IS NOT NULL",
        {
            "provetype": "'Norskprøve 2'",
            "prove_dato": "DATE '2012-05-10'",
            "nivaa": "NULL",
            "resultat": "'Bestått'",
            "kommunenummer": "'0301'",
        },
    ),
    Cells("PRO-KOD-001", _TABLE, _CALM, {"provetype": "'Bergenstest'"}),
    Cells("PRO-KOD-002", _TABLE, _PART, {"delprove": "'Uttale'"}),
    Cells("PRO-KOD-003", _TABLE, _PART, {"nivaa": "'D7'"}),
    Cells("PRO-KOD-004", _TABLE, _SOCIETY, {"resultat": "'Uklar'"}),
    Cells("PRO-KOD-005", _TABLE, _CALM, {"kilde": "'Excel'"}),
    Cells("PRO-KOD-006", _TABLE, _CALM + " AND overfort_nir_dato IS NOT NULL", {"kandidatgruppe": "'Annen'"}),
    Cells("PRO-KOD-007", _TABLE, _PART + " AND nivaa_nir IS NOT NULL", {"nivaa_nir": "'D7'"}),
    Cells("PRO-POE-001", _TABLE, _PART, {"poengsum": "17"}),
    Cells("PRO-POE-002", _TABLE, "plain AND e_parts = 4 AND poengsum BETWEEN 1 AND 14", {"poengsum": "poengsum + 1"}),
    Cells("PRO-POE-003", _TABLE, "plain AND e_parts < 4 AND e_totals = 0 AND nivaa IS NOT NULL", {"poengsum": "3"}),
    Added(
        "PRO-POE-004",
        _TABLE,
        _PART + _ROOM + " AND tellende AND nivaa_nir IS NOT NULL",
        {**_LATER, "forsok": "2"},
        copy=True,
        on_both=True,
    ),
    Cells(
        "PRO-POE-005",
        _TABLE,
        "plain AND forsok = 1 AND NOT tellende",
        {"tellende": "TRUE"},
        related=(Related(_TABLE, {"tellende": "FALSE"}, "forsok = 2 AND delprove IS NOT NULL"),),
    ),
    Added(
        "PRO-POE-006",
        _TABLE,
        _PART + _ROOM + " AND nivaa_nir IN ('A2', 'B1', 'B2')",
        {**_LATER, "forsok": "2", "nivaa": "'Under A1'", "nivaa_nir": "'Under A1'", "tellende": "FALSE"},
        copy=True,
    ),
    Added(
        "PRO-POE-007",
        _TABLE,
        _PART + _ROOM + " AND nivaa_nir IS NOT NULL",
        {**_LATER, "tellende": "FALSE"},
        copy=True,
        on_both=True,
    ),
    Cells("PRO-POE-008", _TABLE, _PART, {"forsok": "5"}),
    Cells(
        "PRO-DAT-001",
        _TABLE,
        _SOCIETY,
        {"prove_dato": "p_fodselsdato - INTERVAL '10 days'", "kommunenummer": "'0301'"},
    ),
    Cells(
        "PRO-DAT-002",
        _TABLE,
        _SOCIETY,
        {"prove_dato": "p_innreise_dato - INTERVAL '10 days'", "kommunenummer": "'0301'"},
    ),
    Cells(
        "PRO-DAT-003",
        _TABLE,
        _SOCIETY + " AND p_innreise_dato < p_tillatelse_dato",
        {"prove_dato": "p_innreise_dato", "kommunenummer": "'0301'"},
    ),
    Added(
        "PRO-DAT-004",
        "personstatus",
        "status = 'Død' AND n_training > 0 AND status_dato < DATE '2024-11-01'",
        {
            "prove_id": "'X' || person_id",
            "person_id": "person_id",
            "kommunenummer": "'0301'",
            "prove_dato": "status_dato + INTERVAL '20 days'",
            "provetype": "'Statsborgerprøve'",
            "resultat": "'Bestått'",
            "kilde": "'PAD'",
        },
        into=_TABLE,
    ),
    Cells(
        "PRO-DAT-005",
        _TABLE,
        _SOCIETY,
        {"prove_dato": "DATE '2025-03-01'", "overfort_nir_dato": "NULL", "kommunenummer": "'0301'"},
    ),
    Added(
        "PRO-DAT-006",
        "person",
        "plain AND n_training = 0 AND p_fodselsdato > DATE '2009-02-01' AND p_innreise_dato < DATE '2024-10-01'",
        {
            "prove_id": "'X' || person_id",
            "person_id": "person_id",
            "kommunenummer": "'0301'",
            "prove_dato": "DATE '2024-11-20'",
            "provetype": "'Norskprøve'",
            "delprove": "'Muntlig'",
            "nivaa": "'B1'",
            "kilde": "'PAD'",
            "kandidatgruppe": "'Privatist'",
        },
        into=_TABLE,
    ),
)
_DEMANDS: tuple[Planter, ...] = (
    Custom("PRO-KRA-004", _exempted, first=True),
    Cells("PRO-KRA-001", _TRAINING, _DUE, without=(Without(_TABLE, _IN_NORWEGIAN),), apart="kommunenummer"),
    Cells(
        "PRO-KRA-002",
        _TRAINING,
        _DUE + _ALL_PARTS,
        without=(Without(_TABLE, "delprove = 'Muntlig'"),),
    ),
    Cells(
        "PRO-KRA-003",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND n_training = 1 AND rettighet = 'Rett og plikt' AND lovverk <>"
        " 'integreringsloven kap. 6A' AND p_tillatelse_dato >= DATE '2013-09-01' AND e_school = 0 AND e_higher = 0"
        " AND slutt_dato < DATE '2024-06-01' AND avslutningsarsak <> 'Mistet rett til intro' AND t_end IS NOT NULL",
        related=(Related(_TRAINING, {"status": "'Avbrutt'"}),),
        without=(Without(_TABLE, _IN_NORWEGIAN),),
    ),
    Cells(
        "PRO-SAM-001",
        _TRAINING,
        _ONE + " AND lovverk = 'integreringsloven' AND n_leaves = 0 AND e_society > 0 AND e_school = 0"
        " AND rettighet IN ('Rett og plikt', 'Plikt') AND vedtak_dato < DATE '2023-09-01'",
        without=(Without(_TABLE, _IN_SOCIETY),),
    ),
    Cells(
        "PRO-SAM-002",
        _TRAINING,
        _ONE + " AND lovverk = 'integreringsloven' AND n_leaves = 0 AND e_society = 1 AND e_school = 0"
        " AND rettighet IN ('Rett og plikt', 'Plikt') AND vedtak_dato < DATE '2023-09-01'",
        related=(
            Related(
                _TABLE,
                {
                    "prove_dato": "vedtak_dato + INTERVAL '400 days'",
                    "overfort_nir_dato": "vedtak_dato + INTERVAL '430 days'",
                    "kommunenummer": "'0301'",
                },
                _IN_SOCIETY,
            ),
        ),
    ),
    Cells(
        "PRO-SAM-003",
        _TRAINING,
        _DUE + " AND lovverk = 'introduksjonsloven'",
        without=(Without(_TABLE, _IN_SOCIETY),),
    ),
    Cells(
        "PRO-SAM-004",
        _TRAINING,
        _ONE + " AND lovverk = 'integreringsloven' AND timer_samfunnskunnskap > 0",
        {"opplaeringsspraak": "NULL"},
    ),
    Cells(
        "PRO-SAM-005",
        _TABLE,
        _ONE + " AND " + _IN_SOCIETY + " AND provespraak <> 'norsk'",
        {"provespraak": "'fransk'"},
    ),
    Cells(
        "PRO-MAL-001",
        _TRAINING,
        _ONE
        + " AND p_age >= 26 AND e_written = 4"
        + " AND (utdanningsbakgrunn IS NULL OR utdanningsbakgrunn = 'Fullført grunnskole')",
        {"spor": "'Spor 1'"},
    ),
    Cells(
        "PRO-MAL-002",
        _TRAINING,
        _ONE + " AND status = 'Fullført' AND lovverk = 'integreringsloven kap. 6A' AND spor = 'Spor 3'"
        " AND e_attempts = 1 AND e_totals = 0 AND e_higher = 0 AND e_written IS NOT NULL",
        related=(_level("Skriftlig", "Under A1"),),
    ),
    Cells(
        "PRO-MAL-003",
        _TRAINING,
        _DUE + _ALL_PARTS + " AND lovverk = 'integreringsloven'",
        related=(_level("Lese", "A1"),),
    ),
    Cells(
        "PRO-MAL-004",
        _TRAINING,
        _ONE + " AND status = 'Pågår' AND lovverk = 'integreringsloven' AND e_parts = 4 AND e_totals = 0"
        " AND e_higher = 0 AND utdanningsbakgrunn <> 'Ikke fullført grunnskole' AND start_dato < DATE '2024-06-01'"
        " AND norskmaal_muntlig IN ('A1', 'A2', 'B1', 'B2') AND norskmaal_skriftlig IN ('A1', 'A2', 'B1', 'B2')",
        related=(
            Related(
                _TABLE,
                {
                    "nivaa": "'B2'",
                    "nivaa_nir": "'B2'",
                    "prove_dato": "DATE '2024-08-15'",
                    "overfort_nir_dato": "DATE '2024-09-20'",
                    "kommunenummer": "'0301'",
                },
                _ORDINARY + " AND nivaa IS NOT NULL",
            ),
        ),
    ),
    Cells(
        "PRO-MAL-005",
        "introduksjonsprogram",
        "plain AND n_programmes = 1 AND avslutningsarsak = 'Arbeid' AND e_instead = 0 AND e_written < 4",
        {"avslutningsarsak": "'Ordinær utdanning – høyere utdanning'", "hovedaktivitet": "'Utdanning'"},
    ),
    Cells(
        "PRO-MAL-006",
        _TRAINING,
        _DUE + _ALL_PARTS + " AND lovverk = 'introduksjonsloven' AND timer_norsk > 600",
        related=(_level("Lese", "B2"),),
    ),
)
PLANTERS: tuple[Planter, ...] = (*_DEMANDS, *_REGISTRATION, *_RESULTS)
