"""Files somebody delivered, as tables of raw text: discovery, dialects, recognition, mapping, manifest.

:func:`open_extract` is the way in. Nothing is ever written to disk, save a mapping file on request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.extract.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from auditor.model.extract import Extract
    from auditor.model.table import Table

__all__ = ["Limits", "open_extract"]


def open_extract(
    path: Path,
    tables: Sequence[Table] = (),
    mapping: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008
    tick: Callable[[str], None] | None = None,
) -> Extract:
    """Read a folder, a file or a zip archive; see :func:`auditor.extract.open.open_extract`."""
    from auditor.extract import open as opening

    return opening.open_extract(path, tables, mapping, limits, tick)
