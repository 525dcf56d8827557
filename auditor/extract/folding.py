"""Names compared as people mean them: without case, blanks, underscores and hyphens."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s_\-–.:/]+")
_SHORT = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
_LONG = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_LEADING = re.compile(r"^(?:\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{4}[-_.]\d{2}|\d+)[\s_.\-]+")
_TRAILING = re.compile(r"[\s_.\-]+(?:\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{4}[-_.]\d{2}|v?\d+|\(\d+\))$", re.IGNORECASE)


def plain(text: str) -> str:
    """A name without case and separators; accents kept."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFC", text).casefold())


def spellings(text: str) -> frozenset[str]:
    """A name as it is written with æøå, with ae/o/a, or with ae/oe/aa; two names are one where these meet."""
    name = plain(text)
    return frozenset((name, name.translate(_SHORT), name.translate(_LONG)))


def stem_variants(stem: str) -> tuple[str, ...]:
    """A file's stem as it is, and without the dates, years and numbers around it."""
    found = [stem]
    bare = stem
    while (shorter := _LEADING.sub("", bare)) != bare and shorter:
        bare = shorter
        found.append(bare)
    for each in tuple(found):
        bare = each
        while (shorter := _TRAILING.sub("", bare)) != bare and shorter:
            bare = shorter
            found.append(bare)
    return tuple(dict.fromkeys(unicodedata.normalize("NFC", each).casefold() for each in found))
