"""The smallest part of an input that still does what the whole did."""

from __future__ import annotations

from collections.abc import Callable


def shrunk(data: bytes, still: Callable[[bytes], bool], steps: int = 400) -> bytes:
    """``data`` with pieces left out for as long as ``still`` holds, trying at most ``steps`` times."""
    size = max(len(data) // 2, 1)
    while size and steps > 0:
        place, shorter = 0, False
        while place < len(data) and steps > 0:
            steps -= 1
            candidate = data[:place] + data[place + size :]
            if still(candidate):
                data, shorter = candidate, True
            else:
                place += size
        if not shorter:
            size //= 2
    return data
