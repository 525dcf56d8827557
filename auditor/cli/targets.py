"""Where reports go: which format to which file, and which to stdout."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.cli import values
from auditor.cli.errors import UsageError
from auditor.reports import formats


@dataclass(frozen=True)
class Targets:
    """Files with their formats, in the order asked for, and the format of stdout; None where nothing goes there."""

    files: tuple[tuple[str, Path], ...]
    stdout: str | None


def targets(asked: Sequence[str], out: Path | None, force: bool) -> Targets:
    """What ``--format`` and ``--output`` ask for.

    Each of ``asked`` is a format, or a format with its file: ``html:report.html``. The one without a file goes to
    ``out``, else to stdout; where none is, ``out`` gets the format of its name, and stdout the summary, unless a
    file has that. UsageError for unknown formats, two for one place, and files that cannot be written.
    """
    plain: list[str] = []
    files: list[tuple[str, Path]] = []
    for each in asked:
        name, colon, file = each.partition(":")
        values.choice("--format", name, formats.NAMES)
        if not colon:
            plain.append(name)
        elif file:
            files.append((name, Path(file)))
        else:
            raise UsageError("cli.usage.format_file", given=each)
    if len(plain) > 1:
        raise UsageError("cli.usage.one_format", first=plain[0], second=plain[1])
    if plain and out is None and plain[0] in formats.BINARY and sys.stdout.isatty():
        raise UsageError("cli.usage.binary_format", format=plain[0])
    if out is not None:
        files.append((plain.pop() if plain else formats.format_of(out.name), out))
    seen: set[Path] = set()
    for _, file_path in files:
        place = values.new_file(file_path, force).absolute()
        if place in seen:
            raise UsageError("cli.usage.same_file", file=file_path.name)
        seen.add(place)
    summary = None if any(name == "text" for name, _ in files) else "text"
    return Targets(tuple(files), plain[0] if plain else summary)
