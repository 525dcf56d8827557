"""Writing a sample: generate, plant, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from auditor.model.errors import AuditorError
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.draws import Draws
from auditor.sample.layout import LAYOUTS
from auditor.sample.planting.canvas import Canvas, Planted
from auditor.sample.planting.registry import counts, plant_all
from auditor.sample.report import SampleReport
from auditor.sample.world import generate
from auditor.sample.writing import DELIMITER, as_text, break_lines, write_table


def write_sample(
    out: Path,
    persons: int,
    seed: int,
    errors: Path | None = None,
    error_share: float = 0.02,
    kind: Literal["csv"] = "csv",
    municipalities: int | None = None,
    wanted: Mapping[str, int] | None = None,
    favoured: str | None = None,
) -> SampleReport:
    """Write an extract of ``persons`` persons into the folder ``out``, which must be empty or not there yet.

    With ``errors``, errors are planted, about ``error_share`` of the number of persons and at least one of every kind
    there is room for, and listed in that CSV file: rule, table, file, line (the header is line 1; empty for groups),
    key of the row or group, and what was changed (``table.field``, ``+table`` a row more, ``-table`` rows less); one
    change may give several findings, each is listed. ``wanted`` says how many of which rule instead; ``favoured`` names
    a municipality that gets more than its share. ``municipalities`` keeps the sample to the largest ones.

    AuditorError for no persons or municipalities, and for a folder in use.
    """
    if persons < 1:
        raise AuditorError("sample.persons", persons=persons)
    if municipalities is not None and municipalities < 1:
        raise AuditorError("sample.municipalities", municipalities=municipalities)
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise AuditorError("sample.folder_in_use", folder=str(out))
    world = generate(persons, seed, EXTRACT_DATE, municipalities)
    if errors is None:
        for name, frame in world.tables.items():
            write_table(as_text(frame, LAYOUTS[name]), LAYOUTS[name], out / LAYOUTS[name].file)
        return SampleReport(out, EXTRACT_DATE, {name: frame.height for name, frame in world.tables.items()}, {})
    canvas = Canvas(world.tables, Draws(seed), favoured)
    plant_all(canvas, counts(round(persons * error_share)) if wanted is None else wanted)
    tables, ragged, planted = canvas.finish()
    for name, text in tables.items():
        file = out / LAYOUTS[name].file
        write_table(text, LAYOUTS[name], file)
        break_lines(file, ragged[name])
    _write_errors(errors, planted)
    found = Counter(each.rule for each in planted)
    return SampleReport(out, EXTRACT_DATE, {name: text.height for name, text in tables.items()}, dict(found), errors)


def _write_errors(path: Path, planted: Sequence[Planted]) -> None:
    """One line a planted error, by rule and place; a group has no line."""
    ordered = sorted(planted, key=lambda each: (each.rule, each.table, -1 if each.row is None else each.row, each.key))
    listed = pl.DataFrame(
        {
            "rule": [each.rule for each in ordered],
            "table": [each.table for each in ordered],
            "file": [LAYOUTS[each.table].file for each in ordered],
            "line": [None if each.row is None else each.row + 2 for each in ordered],
            "key": [each.key for each in ordered],
            "changed": [each.what for each in ordered],
        },
        schema={"rule": pl.String, "table": pl.String, "file": pl.String, "line": pl.Int64, "key": pl.String,
                "changed": pl.String},
    )  # fmt: skip
    listed.write_csv(path, separator=DELIMITER, line_terminator="\n")
