"""Every table that a sample may have: how its file looks, and the field that names its rows."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.sample.layout import LAYOUTS, Layout
from auditor.sample.neighbours import NEIGHBOURS
from auditor.sample.planting.journal import TABLE_KEYS

_BESIDE = {table: written for each in NEIGHBOURS for table, written in each.tables.items()}
FILES: Mapping[str, Layout] = {**LAYOUTS, **{table: each.layout for table, each in _BESIDE.items()}}
"""By table, how its file looks."""
KEYS: Mapping[str, str] = {**TABLE_KEYS, **{table: each.key for table, each in _BESIDE.items()}}
"""By table, the field whose value names a row in the list of errors."""
