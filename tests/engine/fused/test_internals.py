"""What the engine relies on inside pandera and Polars is still there; a new minor version must pass this first."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pandera.polars as pa
import polars as pl
from pandera.backends.polars.components import ColumnBackend
from pandera.backends.polars.container import DataFrameSchemaBackend
from pandera.constants import CHECK_OUTPUT_KEY

from auditor.engine.fused import internals
from auditor.engine.streaming import stream

SOURCE = Path(internals.__file__).parents[1]


def test_private_names_of_a_check() -> None:
    """A check keeps its function and its arguments where the engine takes them."""
    check = pa.Check.in_range(1, 3)
    assert check._check_kwargs == {"min_value": 1, "max_value": 3, "include_min": True, "include_max": True}
    assert check._check_fn.__name__ == "in_range"
    assert internals.is_builtin(check)
    assert not internals.is_builtin(pa.Check(lambda d: True))


def test_no_other_module_touches_private_names() -> None:
    """Pandera's private names stand in one module."""
    private = re.compile(r"\b(?:check|schema|column|owner)\w*\._(?!_)\w+")
    files = [*SOURCE.glob("fused/*.py"), *SOURCE.glob("pandera_*.py"), SOURCE / "fuse.py"]
    found = {file.name: private.findall(file.read_text(encoding="utf-8")) for file in files}
    assert {name for name, hits in found.items() if hits} == {"internals.py"}


def test_methods_of_panderas_backend() -> None:
    """The methods the engine borrows exist and take what they are given."""
    expected = {
        "collect_column_info": ["check_obj", "schema"],
        "add_missing_columns": ["check_obj", "schema", "column_info"],
        "strict_filter_columns": ["check_obj", "schema", "column_info"],
        "check_column_presence": ["check_obj", "schema", "column_info"],
        "failure_cases_metadata": ["schema_name", "schema_errors"],
        "run_check": ["check_obj", "schema", "check", "check_index", "args"],
    }
    for name, parameters in expected.items():
        found = list(inspect.signature(getattr(DataFrameSchemaBackend, name)).parameters)
        assert found == ["self", *parameters], name
    assert hasattr(ColumnBackend, "run_checks")
    assert CHECK_OUTPUT_KEY == "check_output"


def test_a_stream_can_be_left() -> None:
    """Batches keep their order, a stop ends them, and a query without rows gives none."""
    frame = pl.LazyFrame({"a": range(1000)})
    assert [batch["a"][0] for batch in stream(frame, chunk_rows=400)] == [0, 400, 800]
    assert list(stream(frame.filter(pl.col("a") < 0))) == []
    seen = 0
    for batch in stream(frame, chunk_rows=100, stop=lambda: seen >= 300):  # noqa: B023
        seen += batch.height
    assert seen == 300
