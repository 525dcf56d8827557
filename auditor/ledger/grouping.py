"""What the counts of runs are told by."""

from __future__ import annotations

from enum import Enum


class Grouping(str, Enum):
    """What a trend is told by."""

    RULE = "rule"
    MUNICIPALITY = "municipality"
    DIMENSION = "dimension"
