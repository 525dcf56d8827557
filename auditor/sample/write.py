"""Writing a sample: generate, plant, write."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, TypeAlias

import polars as pl

from auditor.model.errors import AuditorError
from auditor.rulesets.loading import DEFAULT
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.draws import Draws
from auditor.sample.files import FILES
from auditor.sample.neighbours import beside, linked
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.journal import Planted
from auditor.sample.planting.registry import counts
from auditor.sample.published import plant_published
from auditor.sample.report import SampleReport
from auditor.sample.settling import plant_settled, settle
from auditor.sample.world import generate
from auditor.sample.writing import DELIMITER, as_text, break_lines, write_table

Profile: TypeAlias = Literal["mixed", "published"]
FIRST_DATE, LAST_DATE = dt.date(2010, 12, 31), dt.date(2025, 12, 31)
"""Before, nearly nobody would have finished; after, the municipalities are not known."""
MOST_PERSONS = 1_000_000
"""More persons of one birth date and sex than there are synthetic numbers would be needed beyond that."""


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
    centre_scale: float | None = None,
    until: dt.date = EXTRACT_DATE,
    profile: Profile = "mixed",
    ruleset: str = DEFAULT,
) -> SampleReport:
    """Write an extract of ``persons`` persons into the folder ``out``, which must be empty or not there yet.

    With ``errors``, errors are planted, about ``error_share`` of the number of persons and at least one of every kind
    there is room for, and listed in that CSV file: rule, table, file, line (the header is line 1; empty for groups),
    key of the row or group, and what was changed (``table.field``, ``+table`` a row more, ``-table`` rows less); one
    change may give several findings, each is listed. ``wanted`` says how many of which rule instead; ``favoured`` is a
    municipality whose rows are chosen before others. ``municipalities`` keeps the sample to the largest ones,
    ``centre_scale`` is the number of reception centres as a share of a national one. ``until`` is the day the extract
    is of, with the municipalities of that day; errors are known for the usual one only. The ``profile`` "published"
    plants the gaps that the reports tell of, as many as they tell of (:mod:`auditor.sample.published`).
    The ``ruleset`` says which registers there are beside the default ones (:mod:`auditor.sample.neighbours`), and whose
    rules errors break.

    AuditorError for a day without figures, too few or too many persons or municipalities, a folder in use, a list of
    errors inside the folder, and where nothing can be written.
    """
    if not 1 <= persons <= MOST_PERSONS:
        raise AuditorError("sample.persons", persons=persons, most=MOST_PERSONS)
    if municipalities is not None and municipalities < 1:
        raise AuditorError("sample.municipalities", municipalities=municipalities)
    if not FIRST_DATE <= until <= LAST_DATE:
        raise AuditorError(
            "sample.date", date=until.isoformat(), first=FIRST_DATE.isoformat(), last=LAST_DATE.isoformat()
        )
    if errors is not None and until != EXTRACT_DATE:
        raise AuditorError("sample.errors_date", date=EXTRACT_DATE.isoformat())
    if errors is not None and errors.resolve().is_relative_to(out.resolve()):
        raise AuditorError("sample.errors_inside", file=str(errors), folder=str(out))
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise AuditorError("sample.folder_in_use", folder=str(out))
        if errors is not None:
            errors.touch()
    except OSError:
        raise AuditorError("sample.not_written", folder=str(out)) from None
    world = linked(generate(persons, seed, until, municipalities, centre_scale), beside(ruleset), seed, until)
    if errors is None:
        with _all_or_nothing(out, errors):
            for name, frame in world.tables.items():
                write_table(as_text(frame, FILES[name]), FILES[name], out / FILES[name].file)
        return SampleReport(out, until, {name: frame.height for name, frame in world.tables.items()}, {})
    canvas = Canvas(world.tables, Draws(seed), favoured, ruleset=ruleset)
    if wanted is not None:
        plant_settled(canvas, wanted)
    elif profile == "published":
        plant_published(canvas)
        settle(canvas, again=False)
    else:
        plant_settled(canvas, counts(round(persons * error_share), ruleset))
    done = canvas.finish()
    with _all_or_nothing(out, errors):
        for name, text in done.tables.items():
            file = out / FILES[name].file
            write_table(text, FILES[name], file)
            break_lines(file, done.ragged[name])
        _write_errors(errors, done.planted)
    found = Counter(each.rule for each in done.planted)
    return SampleReport(out, until, {name: text.height for name, text in done.tables.items()}, dict(found), errors)


@contextmanager
def _all_or_nothing(out: Path, errors: Path | None) -> Iterator[None]:
    """Take away what was written where not all of it could be, as on a full disk; AuditorError says so."""
    try:
        yield
    except OSError:
        for file in (*(out / layout.file for layout in FILES.values()), *(() if errors is None else (errors,))):
            with suppress(OSError):
                file.unlink(missing_ok=True)
        raise AuditorError("sample.not_written", folder=str(out)) from None


def _write_errors(path: Path, planted: Sequence[Planted]) -> None:
    """One line a planted error, by rule and place; a group has no line."""
    ordered = sorted(planted, key=lambda each: (each.rule, each.table, -1 if each.row is None else each.row, each.key))
    listed = pl.DataFrame(
        {
            "rule": [each.rule for each in ordered],
            "table": [each.table for each in ordered],
            "file": [FILES[each.table].file for each in ordered],
            "line": [None if each.row is None else each.row + 2 for each in ordered],
            "key": [each.key for each in ordered],
            "changed": [each.what for each in ordered],
        },
        schema={"rule": pl.String, "table": pl.String, "file": pl.String, "line": pl.Int64, "key": pl.String,
                "changed": pl.String},
    )  # fmt: skip
    listed.write_csv(path, separator=DELIMITER, line_terminator="\n")
