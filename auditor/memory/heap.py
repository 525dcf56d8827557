"""How the C library keeps memory that numpy gave back."""

from __future__ import annotations

import ctypes
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_TRIM_FROM, _MAP_FROM = 1 << 28, 1 << 25


@cache
def keep_freed_memory() -> None:
    """Let arrays of a few megabytes lie in memory that is used again, instead of memory that is mapped anew for each.

    A fresh page costs more than the arithmetic on what it holds. Only the GNU library needs to be told; elsewhere
    nothing happens. Source: mallopt(3).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_MMAP_THRESHOLD, _MAP_FROM)
    mallopt(_TRIM_THRESHOLD, _TRIM_FROM)
