"""``python -m tests.benchmarks.waiting FOLDER``: how long a reader waits for the first findings, and for a stop.

FOLDER holds a benchmark's table as ``tests.benchmarks.run --data`` leaves it. Told are medians of some runs: seconds
from the start of the audit until findings are told, and from asking to stop until the audit has ended and until the
process has used no more than a twentieth of a core for a tenth of a second.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from auditor.engine import Progress, audit
from auditor.extract import open_extract
from auditor.model.errors import Cancelled
from auditor.rulesets import load
from tests.benchmarks.rulefiles import write_ruleset

RUNS = 5
STOP_AFTER = 1.0
"""Seconds of the audit after which it is asked to stop."""
_LOOKED_EVERY, _IDLE = 0.1, 0.05


def idle() -> None:
    """Wait until the process does nothing."""
    while True:
        used = time.process_time()
        time.sleep(_LOOKED_EVERY)
        if time.process_time() - used <= _IDLE * _LOOKED_EVERY:
            return


def one_run(run: Callable[[Callable[[Progress], None], threading.Event], None]) -> tuple[float, float, float]:
    """Seconds until findings are told, and from the request until the audit ended and until all is idle."""
    stop, first = threading.Event(), [0.0]
    began = time.perf_counter()

    def told(progress: Progress) -> None:
        if progress.findings and not first[0]:
            first[0] = time.perf_counter() - began

    working = threading.Thread(target=run, args=(told, stop))
    working.start()
    time.sleep(STOP_AFTER)
    asked = time.perf_counter()
    stop.set()
    working.join()
    ended = time.perf_counter() - asked
    idle()
    return first[0], ended, time.perf_counter() - asked - _LOOKED_EVERY


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as rules:
        ruleset = load(write_ruleset(Path(rules) / "rules"))
    extract = open_extract(folder, tuple(ruleset.tables.values()))

    def run(told: Callable[[Progress], None], stop: threading.Event) -> None:
        try:
            audit(extract, ruleset, reference_date=dt.date(2025, 12, 31), progress=told, cancel=stop)
        except Cancelled:
            return
        raise RuntimeError("the audit was done before it was stopped")

    runs = [one_run(run) for _ in range(RUNS)]
    words = ("first findings", "stop until the audit has ended", "stop until the process is idle")
    for word, values in zip(words, zip(*runs, strict=True), strict=True):
        print(f"{word}: {statistics.median(values):.2f} s ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
