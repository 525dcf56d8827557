"""``python -m tests.benchmarks.contestants NAME FOLDER KIND RULESET ANSWER [ROWS]``: one contestant, one task."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from tests.benchmarks.contestants.protocol import Task


def main() -> None:
    """Run it and write its answer; with ROWS, also every failing row."""
    name, folder, kind, ruleset, answer_file, *rows_file = sys.argv[1:]
    module, _, variant = name.partition(":")
    contestant = importlib.import_module(f"tests.benchmarks.contestants.{module}")
    task = Task(Path(folder), kind, Path(ruleset))
    answer = contestant.run(task, variant) if variant else contestant.run(task)
    said = {
        "counts": answer.counts,
        "shares": answer.shares,
        "nulls_repeat": answer.nulls_repeat,
        "facts": answer.facts,
    }
    Path(answer_file).write_text(json.dumps(said), encoding="utf-8")
    if rows_file and answer.rows is not None:
        answer.rows().sort("check", "row").write_parquet(rows_file[0])


if __name__ == "__main__":
    main()
