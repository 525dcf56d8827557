"""A change to a clean sample, audited by the rules that it can touch: the others find nothing, as before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.rulesets.excerpt import excerpt
from auditor.sample import EXTRACT_DATE
from auditor.sample.draws import Draws
from auditor.sample.layout import LAYOUTS
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.journal import Planted
from auditor.sample.planting.registry import plant_all
from auditor.sample.planting.views import View, views
from auditor.sample.side_effects import touched
from auditor.sample.world import generate
from auditor.sample.writing import as_text, break_lines, write_table
from tests.sample.audits import rules


@dataclass(frozen=True)
class Clean:
    """A sample without errors, as typed tables, as the views planters choose from, and as text."""

    tables: dict[str, pl.DataFrame]
    views: dict[str, View]
    text: dict[str, pl.DataFrame]


Shape = tuple[int, int, int | None]
"""Persons, seed and municipalities of a sample."""


@cache
def clean(shape: Shape) -> Clean:
    """The sample without errors, drawn once."""
    persons, seed, municipalities = shape
    tables = generate(persons, seed, municipalities=municipalities).tables
    return Clean(tables, views(tables), {name: as_text(frame, LAYOUTS[name]) for name, frame in tables.items()})


@dataclass(frozen=True)
class Changed:
    """A sample with errors as text, what was planted, and the columns by table that are not as in the clean one."""

    text: dict[str, pl.DataFrame]
    ragged: dict[str, list[int]]
    planted: list[Planted]
    columns: dict[str, frozenset[str]]


def canvas_of(shape: Shape) -> Canvas:
    """The clean sample to plant errors into."""
    return Canvas(clean(shape).tables, Draws(shape[1]), views=clean(shape).views)


def changed(shape: Shape, wanted: Mapping[str, int]) -> Changed:
    """The clean sample with errors planted; rows more or less, or broken ones, change every column of their table."""
    before = clean(shape)
    canvas = canvas_of(shape)
    plant_all(canvas, wanted)
    done = canvas.finish()
    columns = {}
    for name, frame in done.tables.items():
        whole = bool(done.ragged[name]) or frame.height != before.text[name].height
        differ = frozenset(each for each in frame.columns if whole or not frame[each].equals(before.text[name][each]))
        if differ:
            columns[name] = differ
    return Changed(done.tables, done.ragged, done.planted, columns)


def audited_where_touched(change: Changed, folder: Path) -> AuditResult:
    """The audit of the changed sample by the rules that it can touch, through files as an audit reads them."""
    part = excerpt(rules(), touched(change.columns))
    folder.mkdir()
    for name in part.tables:
        file = folder / LAYOUTS[name].file
        write_table(change.text[name], LAYOUTS[name], file)
        break_lines(file, change.ragged[name])
    extract = open_extract(folder, tuple(rules().tables[name] for name in part.tables))
    return audit(extract, part, reference_date=EXTRACT_DATE)
