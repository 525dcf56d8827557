"""How large a delivery may be before it is taken for a mistake or an attack."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read; all sizes in bytes."""

    columns: int = 2_000
    """Columns of one table."""
    line_bytes: int = 16 * 1024**2
    """One line of a text file, line breaks within quotes included."""
    unpacked_bytes: int = 20 * 1024**3
    """Everything that one compressed file or archive unpacks to."""
    ratio: int = 200
    """Unpacked size for each packed byte, judged only above ``ratio_from_bytes``."""
    ratio_from_bytes: int = 100 * 1024**2
    archive_members: int = 10_000
    """Members of one archive."""
    mapping_bytes: int = 4 * 1024**2
    """The mapping file."""
