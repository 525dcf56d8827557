"""Errors in employment, and in causes of ending that employment contradicts."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Without

_JOB = "plain AND n_programmes = 0 AND utfall_jobs = 1"
_TO_WORK = (
    "plain AND n_programmes = 1 AND avslutningsarsak = 'Arbeid' AND utfall_jobs = 1 AND slutt_dato < DATE '2024-08-01'"
)

PLANTERS: tuple[Planter, ...] = (
    Added(
        "UTF-REF-001",
        "arbeidsforhold",
        _JOB,
        {"arbeidsforhold_id": "'X' || arbeidsforhold_id", "person_id": "'X' || person_id"},
        copy=True,
    ),
    Cells("UTF-ARB-001", "arbeidsforhold", _JOB, {"slutt_dato": "start_dato - INTERVAL '3 days'"}),
    Cells("UTF-AVS-001", "introduksjonsprogram", _TO_WORK, without=(Without("arbeidsforhold"),)),
)
UNPLANTED: dict[str, str] = {}
