"""Writing a sample: generate, plant, write."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from auditor.model.errors import AuditorError
from auditor.sample.layout import LAYOUTS
from auditor.sample.report import SampleReport
from auditor.sample.world import EXTRACT_DATE, generate
from auditor.sample.writing import as_text, write_table


def write_sample(
    out: Path,
    persons: int,
    seed: int,
    errors: Path | None = None,
    error_share: float = 0.02,
    kind: Literal["csv"] = "csv",
    municipalities: int | None = None,
) -> SampleReport:
    """Write an extract of ``persons`` persons into the folder ``out``, which must be empty or not there yet."""
    if persons < 1:
        raise AuditorError("sample.persons", persons=persons)
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise AuditorError("sample.folder_in_use", folder=str(out))
    world = generate(persons, seed, EXTRACT_DATE, municipalities)
    for name, frame in world.tables.items():
        write_table(as_text(frame, LAYOUTS[name]), LAYOUTS[name], out / LAYOUTS[name].file)
    return SampleReport(out, EXTRACT_DATE, {name: frame.height for name, frame in world.tables.items()}, {}, errors)
