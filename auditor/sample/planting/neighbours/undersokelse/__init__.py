"""Errors in the surveys, the answers to them, and the index made of the answers."""

from __future__ import annotations

from auditor.sample.planting.neighbours.undersokelse import answers, index, register, surveys
from auditor.sample.planting.specs import Planter

PLANTERS: tuple[Planter, ...] = (*register.PLANTERS, *surveys.PLANTERS, *index.PLANTERS, *answers.PLANTERS)
UNPLANTED: dict[str, str] = {}
