"""A change to a clean sample, audited by the rules that it can touch: the others find nothing, as before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.model.rule import Rule
from auditor.rulesets.excerpt import excerpt
from auditor.sample import EXTRACT_DATE
from auditor.sample.draws import Draws
from auditor.sample.files import FILES
from auditor.sample.neighbours import beside, linked
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.journal import Planted
from auditor.sample.planting.registry import plant_all
from auditor.sample.planting.views import View, views
from auditor.sample.side_effects import touched
from auditor.sample.world import generate
from auditor.sample.writing import as_text, break_lines, write_table
from tests.sample.audits import RULE_SET, rules


@dataclass(frozen=True)
class Clean:
    """A sample without errors, as typed tables, as the views planters choose from, and as text."""

    tables: dict[str, pl.DataFrame]
    views: dict[str, View]
    text: dict[str, pl.DataFrame]


Shape = tuple[int, int, int | None]
"""Persons, seed and municipalities of a sample."""


@cache
def clean(shape: Shape, ruleset: str = RULE_SET) -> Clean:
    """The sample without errors, drawn once, with the registers that the rule set knows."""
    persons, seed, municipalities = shape
    world = generate(persons, seed, municipalities=municipalities)
    tables = dict(linked(world, beside(ruleset), seed, EXTRACT_DATE).tables)
    return Clean(tables, views(tables), {name: as_text(frame, FILES[name]) for name, frame in tables.items()})


@dataclass(frozen=True)
class Changed:
    """A sample with errors as text, what was planted, and the columns by table that are not as in the clean one."""

    text: dict[str, pl.DataFrame]
    ragged: dict[str, list[int]]
    planted: list[Planted]
    columns: dict[str, frozenset[str]]


def canvas_of(shape: Shape, ruleset: str = RULE_SET) -> Canvas:
    """The clean sample to plant errors into."""
    before = clean(shape, ruleset)
    return Canvas(before.tables, Draws(shape[1]), views=before.views, ruleset=ruleset)


def changed(shape: Shape, wanted: Mapping[str, int], ruleset: str = RULE_SET) -> Changed:
    """The clean sample with errors planted; rows more or less, or broken ones, change every column of their table."""
    before = clean(shape, ruleset)
    canvas = canvas_of(shape, ruleset)
    plant_all(canvas, wanted)
    done = canvas.finish()
    columns = {}
    for name, frame in done.tables.items():
        whole = bool(done.ragged[name]) or frame.height != before.text[name].height
        differ = frozenset(each for each in frame.columns if whole or not frame[each].equals(before.text[name][each]))
        if differ:
            columns[name] = differ
    return Changed(done.tables, done.ragged, done.planted, columns)


def audited_where_touched(change: Changed, folder: Path, ruleset: str = RULE_SET) -> AuditResult:
    """The audit of the changed sample by the rules that it can touch, through files as an audit reads them."""
    return audited_by(touched(change.columns, ruleset), change.text, change.ragged, folder, ruleset)


def audited_by(
    chosen: Sequence[Rule],
    text: Mapping[str, pl.DataFrame],
    ragged: Mapping[str, list[int]],
    folder: Path,
    ruleset: str = RULE_SET,
) -> AuditResult:
    """The audit of the tables that some rules need, by those rules, through files as an audit reads them."""
    part = excerpt(rules(ruleset), chosen)
    folder.mkdir()
    written = [name for name in part.tables if name in text]
    for name in written:
        file = folder / FILES[name].file
        write_table(text[name], FILES[name], file)
        break_lines(file, ragged.get(name, []))
    extract = open_extract(folder, tuple(rules(ruleset).tables[name] for name in written))
    return audit(extract, part, reference_date=EXTRACT_DATE)
