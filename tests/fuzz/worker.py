"""One portion of inputs, told a line each; started by :mod:`tests.fuzz.__main__` in a process of its own."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from tests.fuzz.judging import bounded


def main(name: str, first: int, count: int, keeping: bool) -> None:
    """Judge ``count`` inputs of a door, from number ``first`` on."""
    bounded()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:
        for variable in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(Path(place) / variable)
        from tests.fuzz.__main__ import keep
        from tests.fuzz.door import spoilt
        from tests.fuzz.doors import DOORS
        from tests.fuzz.judging import judged
        from tests.fuzz.shrinking import shrunk

        door, folder, kept = DOORS[name], Path(place) / "x", set()
        for number in range(first, first + count):
            data = spoilt(door, number)
            outcome = judged(door, data, folder)
            print(json.dumps({"number": number, "key": outcome.key, "hole": outcome.hole}), flush=True)
            if keeping and outcome.hole and outcome.hole not in kept:
                kept.add(outcome.hole)
                where = outcome.hole.partition(": ")[0]
                keep(name, shrunk(data, lambda each: judged(door, each, folder).hole.partition(": ")[0] == where))  # noqa: B023


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "keep")
