"""Running a whole process and asking the kernel what it took."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]


class FailedError(Exception):
    """A process that ended otherwise than well; the message is the last of what it wrote."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of both cores together, and the largest resident memory in GB."""

    wall: float
    cpu: float
    memory: float


def measured(command: Sequence[str | Path], limit_gb: float | None = None) -> Cost:
    """The cost of one process, imports included; FailedError where it fails or outgrows ``limit_gb``."""
    began = perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else only the peers would be spared compiling
    with subprocess.Popen(
        [str(each) for each in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = perf_counter() - began
    if process.returncode:
        raise FailedError(said.strip()[-2000:])
    memory = used.ru_maxrss / 1e6
    if limit_gb is not None and memory > limit_gb:
        raise FailedError(f"{memory:.1f} GB of memory, more than {limit_gb} GB")
    return Cost(wall, used.ru_utime + used.ru_stime, memory)
