"""The tables of the reception centres: cases that do not fit, and the centres each may mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.reference import municipalities
from auditor.results import centre_candidates
from auditor.results.centres import CASES, Case, CentreCases
from auditor.tui.source import FrameSource
from auditor.tui.values import count_column, text_column

if TYPE_CHECKING:
    from auditor.extract.centre_mapping import Centres
    from auditor.tui.session import Session

CASES_WITH_BEST = {**CASES, "best": pl.String, "best_name": pl.String, "score": pl.Float64}


def open_cases(session: Session) -> CentreCases:
    """The centres of the audited extract; nothing is read yet."""
    audit = session.audit
    return CentreCases(audit.extract, audit.ruleset, audit.reference_date)


def cases_source(session: Session, cases: pl.DataFrame) -> FrameSource:
    """One row a case; ``cases`` as :func:`auditor.results.centre_candidates.best_of_each` gives them."""
    t, plain = session.t, seen(session)
    frame = cases.with_columns(
        pl.when(pl.col("best").is_not_null())
        .then(pl.concat_str("best", "best_name", separator=" ", ignore_nulls=True))
        .alias("best")
    )
    columns = (
        text_column(
            t,
            "problem",
            "centres.column.problem",
            lambda value: t(f"centres.problem.{value}"),
            frozen=True,
            limit=18,
            tone=lambda value: "error" if value in ("unknown", "unmapped") else "warning",
        ),
        text_column(t, "key", "centres.column.key", plain, frozen=True, limit=10),
        text_column(t, "name", "centres.column.name", plain, expand=True, first=True, limit=40),
        count_column(t, "rows", "centres.column.rows"),
        text_column(t, "municipality", "centres.column.municipality", plain, wide=True),
        text_column(t, "first", "centres.column.first", day(session), wide=True),
        text_column(t, "last", "centres.column.last", day(session), wide=True),
        text_column(t, "best", "centres.column.best", plain, expand=True, limit=34),
        text_column(t, "score", "centres.column.score", whole_percent(session), numeric=True),
    )
    return FrameSource(frame, columns)


def candidates_source(session: Session, cases: CentreCases, case: Case | None, centres: Centres) -> FrameSource:
    """One row a centre that a case may mean, with the evidence; without a case none."""
    t, plain = session.t, seen(session)
    if case is None:
        frame = pl.DataFrame(schema=centre_candidates.CANDIDATES)
    else:
        frame = centre_candidates.candidates(cases, case, centres)
    written = {
        "place": [_place(each) for each in frame["municipality"]],
        "open": [_open(session, *each) for each in frame.select("opened", "closed").iter_rows()],
        "fit": [_fit(session, *each) for each in frame.select("rows_that_fit", "rows", "fits").iter_rows()],
    }
    frame = frame.with_columns(
        *(pl.Series(name, texts, dtype=pl.String) for name, texts in written.items()),
    )
    share = whole_percent(session)
    columns = (
        text_column(t, "centre", "centres.column.centre", plain, frozen=True, limit=10),
        text_column(t, "name", "centres.column.centre_name", plain, expand=True, first=True, limit=40),
        text_column(t, "score", "centres.column.score", share, numeric=True, tone=lambda value: "strong"),
        text_column(t, "alike", "centres.column.alike", share, numeric=True),
        text_column(t, "place", "centres.column.municipality", plain, wide=True, limit=20),
        text_column(t, "same_municipality", "centres.column.same_municipality", share, numeric=True),
        text_column(t, "open", "centres.column.open", wide=True, limit=24),
        text_column(t, "fit", "centres.column.fits", numeric=True, limit=14),
        text_column(t, "type", "centres.column.type", plain, wide=True, limit=18),
        text_column(t, "same_type", "centres.column.same_type", share, numeric=True),
        text_column(t, "rejected", "centres.column.decision", lambda value: t("centres.rejected") if value else ""),
    )
    return FrameSource(frame, columns)


def seen(session: Session) -> Callable[[Any], str]:
    """Writes texts of the register and of stays: not personal, but nobody knows what was written there."""
    return lambda value: session.masker.text("none", value)


def day(session: Session) -> Callable[[Any], str]:
    """Writes dates."""
    return lambda value: "" if value is None else session.t.date(value)


def whole_percent(session: Session) -> Callable[[Any], str]:
    """Writes shares as whole per cent."""
    return lambda value: "" if value is None else session.t.percent(float(value), 0)


def _place(number: str | None) -> str:
    known = municipalities.latest(number) if number else None
    return f"{number} {known.name}" if known else number or ""


def _open(session: Session, opened: Any, closed: Any) -> str:
    if opened is None and closed is None:
        return ""
    return f"{day(session)(opened)} – {day(session)(closed)}".strip()


def _fit(session: Session, fit: int | None, rows: int | None, share: float | None) -> str:
    """How many of the rows lie in the time of operation: "12 av 14"."""
    if share is None or fit is None or rows is None:
        return ""
    return f"{session.t.number(fit)}/{session.t.number(rows)}"
