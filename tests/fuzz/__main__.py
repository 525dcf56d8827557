"""``python -m tests.fuzz --inputs N``: spoil N files, by all doors or some, and tell what is a hole.

Each door's inputs run in a process of their own with a bound on memory; one that takes longer than ``--seconds`` for a
single input is ended, and that input is a hole, too. Holes are shrunk and kept in ``corpus/``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
PORTION = 1_000


def main() -> int:
    """Divide the inputs among the doors, portion by portion."""
    from tests.fuzz.doors import DOORS

    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("--inputs", type=int, default=2_400)
    asked.add_argument("--first", type=int, default=0, help="number of the first input of each door")
    asked.add_argument("--door", action="append", choices=sorted(DOORS))
    asked.add_argument("--seconds", type=float, default=30.0, help="for one input")
    asked.add_argument("--jobs", type=int, default=1, help="doors at the same time")
    asked.add_argument("--keep", action="store_true", help="shrink holes and keep them in corpus/")
    given = asked.parse_args()
    names = given.door or list(DOORS)
    each = -(-given.inputs // len(names))
    holes = inputs = 0
    with ThreadPoolExecutor(given.jobs) as jobs:
        for name, done in zip(names, jobs.map(lambda name: _tried(name, each, given), names), strict=True):
            inputs += done.total()
            holes += _told(name, done)
    print(f"{inputs} inputs by {len(names)} doors, {holes} holes", flush=True)
    return 1 if holes else 0


def _tried(name: str, count: int, given: argparse.Namespace) -> Counter[str]:
    """How often the inputs of a door ended in what."""
    done: Counter[str] = Counter()
    first, last = given.first, given.first + count
    while first < last:
        first = _portion(name, first, min(PORTION, last - first), given.seconds, given.keep, done)
    return done


def _told(name: str, done: Counter[str]) -> int:
    """Print what became of a door's inputs; the number of holes."""
    holes = {key: count for key, count in done.items() if key.startswith("hole")}
    refused = {key: count for key, count in done.items() if key and key not in holes}
    print(
        f"{name}: {done.total()} inputs, {done['']} results, {sum(refused.values())} refusals of {len(refused)} kinds",
        flush=True,
    )
    for key, count in holes.items():
        print(f"  {count} times: {key}", flush=True)
    return sum(holes.values())


def _portion(name: str, first: int, count: int, seconds: float, keep: bool, done: Counter[str]) -> int:
    """Carry out a portion in a process of its own; the number to go on with."""
    command = [sys.executable, "-m", "tests.fuzz.worker", name, str(first), str(count), "keep" if keep else ""]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True)
        assert process.stdout is not None
        number = first
        while True:
            watch = threading.Timer(max(seconds, 60.0 if number == first else 0.0), process.kill)
            watch.start()
            line = process.stdout.readline()
            watch.cancel()
            if not line:
                break
            told = json.loads(line)
            number = told["number"] + 1
            done[f"hole {told['hole']} (as input {told['number']})" if told["hole"] else told["key"]] += 1
        process.wait()
        if number < first + count:
            said.seek(0, os.SEEK_END)
            said.seek(max(said.tell() - 2000, 0))
            done[f"hole ended or hung ({process.returncode}) at input {number}: {said.read()[-300:]!r}"] += 1
            if keep:
                _kept(name, number)
            number += 1
    return number


def _kept(name: str, number: int) -> None:
    from tests.fuzz.door import spoilt
    from tests.fuzz.doors import DOORS

    keep(name, spoilt(DOORS[name], number))


def keep(name: str, data: bytes) -> Path:
    """Put an input into the corpus, named by its content."""
    path = CORPUS / name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())
