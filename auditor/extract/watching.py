"""Whether the files of an extract are still what they were."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from auditor.extract.sources import MAPPING_NAME

State = frozenset[tuple[str, int, int]]
"""Path, time of the last change in nanoseconds, and size of every file."""
POLL_SECONDS = 0.5


def state_of(path: Path, further: Iterable[Path] = ()) -> State:
    """The files of an extract (a folder or a file) and ``further`` ones, as they are on disk; none for what is gone."""
    found = set()
    for each in (path, *further):
        for file in sorted(each.rglob("*")) if each.is_dir() else [each]:
            try:
                status = file.stat()
            except OSError:
                continue
            if not file.is_dir():
                found.add((str(file), status.st_mtime_ns, status.st_size))
    return frozenset(found)


def wait_for_change(
    before: State, path: Path, further: Iterable[Path] = (), stop: Callable[[], bool] = lambda: False
) -> State | None:
    """The files, once they are others than ``before`` and have been left alone for a moment.

    None as soon as ``stop``, asked twice a second, says so.
    """
    further = tuple(further)
    last = before
    while True:
        time.sleep(POLL_SECONDS)
        if stop():
            return None
        now = state_of(path, further)
        if now != before and now == last:
            return now
        last = now


def changed_files(before: State, after: State) -> list[str]:
    """Names of the files that are new, gone or other than they were."""
    return sorted({Path(name).name for name, _, _ in before ^ after})


def mappings(path: Path, mapping: Path | None) -> tuple[Path, ...]:
    """The mapping files outside the extract whose change makes another audit: the one named, else one beside it."""
    return (mapping,) if mapping is not None else (path.parent / MAPPING_NAME,)
