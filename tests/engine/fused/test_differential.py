"""The fused backend says what pandera's own says, on generated frames and schemas."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from auditor.engine.pandera_audit import audit_schema_table
from auditor.engine.pandera_backend import fused
from auditor.model.extract import ROW
from auditor.rulesets.foreign import ruleset_of
from tests.engine.fused.generated import frames, outcome, schemas, thorough

CRASHES = ("polars.exceptions.SchemaError", "polars.exceptions.ShapeError")
"""How pandera dies where it cannot write its report (a scalar beside rows), which is a defect of its own."""


def _comparable(message: Any) -> Any:
    """A report's message without what quotes a traceback or a query plan."""
    if not isinstance(message, dict):
        return message
    return {
        kind: {
            reason: each for reason, each in reasons.items() if reason not in ("CHECK_ERROR", "COLUMN_NOT_IN_DATAFRAME")
        }
        for kind, reasons in message.items()
    }


@thorough
@given(st.data())
def test_the_report_is_the_same(data: st.DataObject) -> None:
    """Same failing rows, same failure_cases, same counts and sentences, or the same frame."""
    frame = data.draw(frames())
    schema = data.draw(schemas(frame))
    theirs, ours = outcome(schema, frame), outcome(fused(schema), frame)
    assert ours.crash is None
    if theirs.crash is not None:
        event("pandera crashed")
        assert theirs.crash in CRASHES
        return
    event("failed" if theirs.report is not None else "passed")
    if theirs.report is None:
        assert theirs.frame is not None
        assert ours.frame is not None, ours.report
        assert_frame_equal(theirs.frame, ours.frame)
        return
    assert ours.report is not None
    assert_frame_equal(theirs.report, ours.report)
    assert theirs.counts == ours.counts
    assert _comparable(theirs.message) == _comparable(ours.message)


@thorough
@given(st.data())
def test_a_lazyframe_is_checked_like_a_frame(data: st.DataObject) -> None:
    """A LazyFrame gives the report of the frame it collects to."""
    frame = data.draw(frames())
    schema = fused(data.draw(schemas(frame)))
    eager, lazy = outcome(schema, frame), outcome(schema, frame.lazy())
    assert (eager.report is None) == (lazy.report is None)
    if eager.report is not None and lazy.report is not None:
        assert_frame_equal(eager.report, lazy.report)
    elif eager.frame is not None and lazy.frame is not None:
        assert_frame_equal(eager.frame, lazy.frame)


@thorough
@given(st.data())
def test_the_first_error_is_the_same(data: st.DataObject) -> None:
    """With lazy=False the same error is raised, with the same sentence."""
    frame = data.draw(frames())
    schema = data.draw(schemas(frame))
    assume(not schema.drop_invalid_rows)
    theirs, ours = outcome(schema, frame, lazy=False), outcome(fused(schema), frame, lazy=False)
    assert ours.crash is None
    if theirs.crash is not None:
        assert theirs.crash in CRASHES
        return
    assert (theirs.message is None) == (ours.message is None)
    if theirs.message is not None and "Traceback" not in theirs.message[0] and "naive plan" not in theirs.message[0]:
        assert theirs.message == ours.message


@thorough
@given(st.data())
def test_an_audit_finds_the_same_rows_with_either_engine(data: st.DataObject) -> None:
    """The fused audit of a table and the one on pandera alone agree on every rule: status, count and rows."""
    frame = data.draw(frames())
    schema = data.draw(schemas(frame))
    ruleset = ruleset_of({"tabell": schema}, "generert")
    table = frame.with_row_index(ROW).lazy()
    one, other = (audit_schema_table(schema, table, ruleset.rules, engine) for engine in ("fused", "pandera"))
    for ours, theirs in zip(one.outcomes, other.outcomes, strict=True):
        assert (ours.rule_id, ours.status, ours.found, ours.whole_table) == (
            theirs.rule_id,
            theirs.status,
            theirs.found,
            theirs.whole_table,
        )
    assert_frame_equal(one.findings, other.findings)


@pytest.mark.parametrize("height", [0, 1, 70_000])
def test_rows_are_numbered_through_all_batches(height: int) -> None:
    """Row numbers count over the whole frame, not over a batch."""
    frame = pl.DataFrame({"a": pl.int_range(height, eager=True) % 7, "b": pl.int_range(height, eager=True) // 2})
    schema = pa.DataFrameSchema({"a": pa.Column(int, pa.Check.ne(3)), "b": pa.Column(int, unique=True)})
    theirs, ours = outcome(schema, frame), outcome(fused(schema), frame.lazy())
    if theirs.report is None:
        assert ours.report is None
        assert ours.crash is None
    else:
        assert ours.report is not None
        assert_frame_equal(theirs.report, ours.report)
