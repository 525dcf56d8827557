"""What becomes of an input: a result, a refusal in a sentence, or a hole."""

from __future__ import annotations

import os
import resource
import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path

from auditor.model.errors import AuditorError
from tests.fuzz.door import Door, told

MEMORY = 6 * 1024**3
"""Bytes of address space that a process may take for small inputs."""


@dataclass(frozen=True)
class Outcome:
    """``key`` names a refusal; ``hole`` says what happened instead of a result or a refusal."""

    key: str = ""
    hole: str = ""


def judged(door: Door, data: bytes, folder: Path) -> Outcome:
    """Let an input in by a door, in a folder that is emptied afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        door.enter(data, folder)
    except AuditorError as error:
        try:
            told(error)
        except Exception as silent:
            return Outcome(hole=f"no sentence for {error.key}: {type(silent).__name__} {silent}"[:300])
        return Outcome(key=error.key)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Outcome(hole=_signature(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Outcome()


def _signature(error: BaseException) -> str:
    """Type and places, so that the same hole is told once."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "/auditor/" in each.filename]
    places = [f"{Path(each.filename).parent.name}/{Path(each.filename).name}:{each.lineno}" for each in frames[-2:]]
    return f"{type(error).__name__} at {' < '.join(reversed(places)) or '?'}: {str(error)[:200]}"


def bounded() -> None:
    """Give this process a budget of memory, and no core files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
