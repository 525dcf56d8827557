"""Mutants that no example kills, each with the reason; a test demands that every one of them still survives."""

from __future__ import annotations

from collections.abc import Mapping

_SENTINEL = "1900-01-01 stands for 'never': no date of a register is near it"
_REAL_NUMBER = (
    "an example would have to hold an identity number that could belong to a person; examples hold synthetic ones only"
)
_NO_CHANGE = "no municipality number began or ended on 2 January 2024"
_SAME = "means the same, by how the fields are looked up: "
_NEEDS_BOTH = _SAME + "the first start of a person who has a start is never missing"

EXCEPTIONS: Mapping[tuple[str, str], str] = {
    ("NIR-AVS-004", "require: CAST('1900-01-01' AS DATE) -1 day"): _SENTINEL,
    ("NIR-AVS-004", "require: CAST('1900-01-01' AS DATE) +1 day"): _SENTINEL,
    ("NIR-DAT-011", "when: CAST('1900-01-01' AS DATE) -1 day"): _SENTINEL,
    ("NIR-DAT-011", "when: CAST('1900-01-01' AS DATE) +1 day"): _SENTINEL,
    ("NIR-PER-002", "accepts without fodselsnummer"): _REAL_NUMBER,
    ("NIR-PER-002", "accepts without d_number"): _REAL_NUMBER,
    ("NIR-PER-002", "accepts h_number"): _REAL_NUMBER,
    ("NIR-PER-002", "accepts fh_number"): _REAL_NUMBER,
    ("NIR-PER-002", "accepts duf"): _REAL_NUMBER,
    ("NIR-PER-004", "accepts fodselsnummer"): _REAL_NUMBER,
    ("NIR-PER-004", "accepts d_number"): _REAL_NUMBER,
    ("NIR-PER-004", "accepts h_number"): _REAL_NUMBER,
    ("NIR-PER-004", "accepts fh_number"): _REAL_NUMBER,
    ("JOB-PER-003", "accepts without fodselsnummer"): _REAL_NUMBER,
    ("JOB-PER-003", "accepts without d_number"): _REAL_NUMBER,
    ("JOB-PER-003", "accepts h_number"): _REAL_NUMBER,
    ("JOB-PER-003", "accepts fh_number"): _REAL_NUMBER,
    ("JOB-PER-003", "accepts duf"): _REAL_NUMBER,
    (
        "NIR-PER-005",
        "when: IDENTIFIER_KIND(fodselsnummer) IN ('fodselsnummer', 'synthetic') -> without 'fodselsnummer'",
    ): _REAL_NUMBER,
    ("NIR-PER-005", "when: 'fodselsnummer' -> another"): _REAL_NUMBER,
    (
        "NIR-PER-010",
        "when: IDENTIFIER_KIND(fodselsnummer) IN ('fodselsnummer', 'd_number', 'synthetic') -> without 'fodselsnummer'",
    ): _REAL_NUMBER,
    (
        "NIR-PER-010",
        "when: IDENTIFIER_KIND(fodselsnummer) IN ('fodselsnummer', 'd_number', 'synthetic') -> without 'd_number'",
    ): _REAL_NUMBER,
    ("NIR-PER-010", "when: 'fodselsnummer' -> another"): _REAL_NUMBER,
    ("NIR-PER-010", "when: 'd_number' -> another"): _REAL_NUMBER,
    ("STA-LEV-003", "require: CAST('2024-01-01' AS DATE) +1 day"): _NO_CHANGE,
    ("STA-LEV-004", "when: CAST('2024-01-01' AS DATE) +1 day"): _NO_CHANGE,
    ("STA-KJA-003", "require: CAST('2024-01-01' AS DATE) +1 day"): _NO_CHANGE,
    ("STA-KJA-004", "when: CAST('2024-01-01' AS DATE) +1 day"): _NO_CHANGE,
    ("STA-TIL-003", "require: CAST('2024-01-01' AS DATE) +1 day"): _NO_CHANGE,
    ("STA-TIL-004", "when: CAST('2024-01-01' AS DATE) +1 day"): _NO_CHANGE,
    ("NIR-FRI-001", "when: without forste_start_dato IS NOT NULL"): _NEEDS_BOTH,
    ("NIR-FRI-004", "when: without forste_start_dato IS NOT NULL"): _NEEDS_BOTH,
    ("NIR-MAL-009", "when: without forste_start_dato IS NOT NULL"): _NEEDS_BOTH,
    ("NIR-VAR-005", "when: without netto_mnd IS NOT NULL"): _SAME + "netto_mnd is missing where start_dato is",
    ("NIR-VAR-005", "when: without start_dato IS NOT NULL"): _SAME + "netto_mnd is missing where start_dato is",
    ("NIR-KOM-010", "of: avslutningsarsak = 'Arbeid' -> avslutningsarsak <> 'Arbeid'"): "means the same: "
    "a share and its complement lie equally far from those of other years, on either side",
    ("NIR-ASY-007", "when: without antall_opphold > 0"): _SAME + "without stays there is no first day in a centre",
    ("NIR-ASY-007", "when: antall_opphold > 0 -> antall_opphold >= 0"): _SAME
    + "without stays there is no first day in a centre",
    ("NIR-ASY-007", "when: 0 -1"): _SAME + "without stays there is no first day in a centre",
    ("NIR-ASY-007", "require: without mottak_ut IS NULL"): _SAME + "without a last day there is an open stay",
    ("MOT-KOB-004", "when: without forste_bosettingsdato IS NOT NULL"): _SAME
    + "the first kind of settlement is that of the first date",
    ("MOT-KOB-004", "when: without siste_utflytting < forste_bosettingsdato"): _SAME
    + "days up to an earlier date are negative and within any limit",
    (
        "MOT-KOB-004",
        "when: siste_utflytting < forste_bosettingsdato -> siste_utflytting <= forste_bosettingsdato",
    ): _SAME + "no days are within any limit",
    (
        "JOB-AVS-005",
        "require: timer_uke > PARAMETER('heltid_timer') -> timer_uke >= PARAMETER('heltid_timer')",
    ): _SAME + "29 itself is left to JOB-AVS-006",
    (
        "JOB-AVS-005",
        "require: timer_uke < PARAMETER('heltid_timer') -> timer_uke <= PARAMETER('heltid_timer')",
    ): _SAME + "29 itself is left to JOB-AVS-006",
}
