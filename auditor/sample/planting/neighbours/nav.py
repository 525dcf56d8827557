"""Errors."""
from __future__ import annotations
from auditor.sample.planting.specs import Planter
PLANTERS: tuple[Planter, ...] = ()
UNPLANTED: dict[str, str] = {}
