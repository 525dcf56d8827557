"""Municipalities held against each other: rates with the chance in them, and those of about the same size."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from auditor.engine.funnel import wilson
from auditor.model.audit import AuditResult
from auditor.results import tables

LEAST_PERSONS = 20
"""Fewer persons give no rate: one finding more or less would move it by five per hundred or more."""
CERTAINTY = 0.95
PEERS = 10
"""Municipalities of about the same size that one is held against."""


def with_interval(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts ``found`` and ``checked`` with their ``share`` and Wilson's 95 % interval, ``low`` to ``high``.

    Null where nothing was checked. A share is of what the rules could judge; findings about groups are not in it.
    """
    found, checked = (counts[name].cast(pl.Float64).fill_null(0).to_numpy() for name in ("found", "checked"))
    some = checked > 0
    low, high = wilson(found, np.where(some, checked, 1.0), CERTAINTY)
    return counts.with_columns(
        pl.Series("share", np.where(some, found / np.where(some, checked, 1.0), np.nan)).fill_nan(None),
        pl.Series("low", np.where(some, low, np.nan)).fill_nan(None),
        pl.Series("high", np.where(some, high, np.nan)).fill_nan(None),
    )


def judged(result: AuditResult) -> pl.DataFrame:
    """By municipality, how often row rules could judge (``checked``) and found something (``found``); Int64."""
    parts = [each.totals for each in result.tables.values()]
    if not parts:
        return pl.DataFrame(schema={"municipality": pl.String, "checked": pl.Int64, "found": pl.Int64})
    return pl.concat(parts).group_by("municipality").agg(pl.col("checked", "found").cast(pl.Int64).sum())


def peers(result: AuditResult, municipality: str) -> list[str]:
    """The PEERS municipalities whose numbers of persons are nearest to its own, as a ratio; fewer if there are no more.

    Only numbers that were valid at all their dates count. None for a municipality without persons.
    """
    lines = tables.municipalities(result).select("municipality", "persons", "valid")
    own = lines.filter(pl.col("municipality") == municipality)
    persons = own["persons"][0] if own.height else 0
    if not persons:
        return []
    others = lines.filter(pl.col("valid"), pl.col("persons") > 0, pl.col("municipality") != municipality)
    distance = (pl.col("persons").log() - math.log(persons)).abs()
    return others.sort(distance, "municipality").head(PEERS)["municipality"].to_list()


def peer_shares(result: AuditResult, municipality: str) -> pl.DataFrame:
    """The share found of what was checked in all its peers together; columns rule (id) and peers_share (Float64)."""
    totals = tables.totals(result).filter(pl.col("municipality").is_in(peers(result, municipality)))
    sums = totals.group_by("rule").agg(pl.col("found", "checked").cast(pl.Int64).sum())
    names = pl.DataFrame(
        {"rule": range(len(result.rule_ids)), "id": result.rule_ids}, schema={"rule": pl.UInt16, "id": pl.String}
    )
    share = pl.when(pl.col("checked") > 0).then(pl.col("found") / pl.col("checked")).alias("peers_share")
    return sums.join(names, on="rule").select(pl.col("id").alias("rule"), share)
