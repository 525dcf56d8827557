"""pointblank: its own steps where they let a missing value pass, an expression where they do not."""

from __future__ import annotations

import pointblank as pb
import polars as pl

from tests.benchmarks.checks import UNIQUE
from tests.benchmarks.contestants.protocol import Answer, Task, listed, shares


def run(task: Task, variant: str = "") -> Answer:
    """Counts on a LazyFrame, or with ``rows`` on a frame in memory with every failing row."""
    frame = task.read() if variant == "rows" else task.scan()
    validation = pb.Validate(data=frame)
    steps = []
    for check in task.checks:
        match check.kind:
            case "not_null":
                validation = validation.col_vals_not_null(check.column)
            case "pattern":
                validation = validation.col_vals_regex(check.column, f"^(?:{check.facts['pattern']})$", na_pass=True)
            case "range":
                validation = validation.col_vals_between(
                    check.column, check.facts["low"], check.facts["high"], na_pass=True
                )
            case _:
                validation = validation.col_vals_expr(check.holds.fill_null(value=True))
        steps.append(check.id)
    for id_, fields in UNIQUE.items():
        validation = validation.rows_distinct(list(fields))
        steps.append(id_)
    if variant == "rows":
        validation = validation.interrogate(extract_limit=1_000_000_000)
    else:
        validation = validation.interrogate(collect_extracts=False, collect_tbl_checked=False)
    failed = validation.n_failed()
    counts = {id_: int(failed[number]) for number, id_ in enumerate(steps, 1)}

    def rows() -> pl.DataFrame:
        extracts = validation.get_data_extracts()
        parts = {id_: extracts[number] for number, id_ in enumerate(steps, 1)}
        return listed({id_: part["_row_num_"] - 1 for id_, part in parts.items() if part is not None})

    return Answer(counts, rows if variant == "rows" else None, shares(frame.lazy()), nulls_repeat=True)
