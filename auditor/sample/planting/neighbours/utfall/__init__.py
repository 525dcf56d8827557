"""Errors in employment, pay, education and the panel, and in causes of ending that these contradict."""

from __future__ import annotations

from auditor.sample.planting.neighbours.utfall import endings, panel, rows, whole_groups
from auditor.sample.planting.specs import Planter

PLANTERS: tuple[Planter, ...] = (
    *whole_groups.PLANTERS,
    *endings.PLANTERS,
    *panel.PLANTERS,
    *rows.PLANTERS,
)
UNPLANTED: dict[str, str] = {}
