"""The small sample that comes with the program: a realistic mix of known errors, heaped as in real registers.

One municipality is clearly worst (FAVOURED), and some stays are in no known reception centre (MOT-OPP-001 to 003).
"""

from __future__ import annotations

from pathlib import Path

from auditor.sample.report import SampleReport
from auditor.sample.write import write_sample

PERSONS, SEED, MUNICIPALITIES, CENTRE_SCALE = 300, 10, 25, 0.03
FAVOURED = "1103"
WANTED: dict[str, int] = {
    "NIR-AVS-002": 6, "NIR-LOV-007": 3, "NIR-LOV-006": 3, "NIR-INN-002": 3, "NIR-INN-012": 3,
    "NIR-NOR-006": 4, "NIR-DAT-001": 2, "NIR-VAR-004": 2, "NIR-DAT-012": 2, "NIR-OPP-010": 2, "BOS-BOS-010": 2,
    "BOS-BOS-006": 2, "MOT-OPP-001": 4, "MOT-OPP-002": 3, "MOT-OPP-003": 1, "MOT-KOB-001": 2, "MOT-OPP-011": 2,
    "NIR-ASY-002": 2, "NIR-OPP-001": 1, "NIR-OPP-003": 1, "NIR-OPP-005": 1, "NIR-PER-002": 1, "NIR-PER-005": 1,
    "NIR-PER-007": 1, "NIR-MAL-002": 1, "NIR-MAL-006": 1, "NIR-AVS-001": 1, "NIR-AVS-003": 1, "NIR-AVS-004": 1,
    "NIR-AVS-007": 1, "NIR-DAT-002": 1, "NIR-DAT-005": 1, "NIR-DAT-006": 1, "NIR-DAT-009": 1, "NIR-DAT-011": 1,
    "NIR-DAT-013": 1, "NIR-LOV-002": 1, "NIR-FRI-001": 1, "NIR-FRI-002": 1, "NIR-FRI-003": 1, "NIR-FRI-005": 1,
    "NIR-FRI-008": 1, "NIR-INN-004": 1, "NIR-VAR-009": 1, "NIR-NOR-003": 1, "NIR-NOR-009": 1, "NIR-ASY-003": 1,
    "NIR-ASY-005": 1, "NIR-ASY-008": 1, "PRO-KRA-001": 1, "PRO-PAD-004": 1,
    "MOT-OPP-006": 1, "MOT-OPP-007": 1, "MOT-KAR-001": 1, "BOS-BOS-003": 1,
    "BOS-BOS-011": 1, "BOS-ANM-003": 1, "BOS-ANM-006": 1, "BOS-FLY-002": 1, "BOS-STA-001": 1, "NIR-KOD-003": 1,
    "FORMAT.introduksjonsprogram.slutt_dato": 1, "FORMAT.asylnorsk.timer_norsk": 1, "FORMAT.person.fodselsdato": 1,
    "SHAPE.tiltak": 1,
}  # fmt: skip
"""How many errors of which rule; listed before others, a rule chooses first among the rows of FAVOURED."""


def write_demo(out: Path, errors: Path) -> SampleReport:
    """Write the demonstration sample into ``out`` and its known errors to ``errors``."""
    return write_sample(
        out,
        PERSONS,
        SEED,
        errors,
        municipalities=MUNICIPALITIES,
        centre_scale=CENTRE_SCALE,
        wanted=WANTED,
        favoured=FAVOURED,
    )
