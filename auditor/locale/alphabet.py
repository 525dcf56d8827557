"""The order of letters: the Norwegian one, with the letters of the Sámi languages beside those they are made from.

Source: Unicode CLDR's collation for bokmål: æ (ä, œ), ø (ö, ő), å (aa) come last, đ (ð) is sorted as d and ü as y.
"""

from __future__ import annotations

ORDER = {
    "aa": "}",
    "å": "}",
    "æ": "{",
    "ä": "{",
    "œ": "{",
    "ø": "|",
    "ö": "|",
    "ő": "|",
    "ü": "y",
    "á": "a",
    "à": "a",
    "â": "a",
    "č": "c",
    "ç": "c",
    "đ": "d",
    "ð": "d",
    "é": "e",
    "è": "e",
    "ê": "e",
    "ë": "e",
    "ï": "i",
    "í": "i",
    "ŋ": "n",
    "ñ": "n",
    "ó": "o",
    "ô": "o",
    "š": "s",
    "ŧ": "t",
    "ú": "u",
    "ž": "z",
}
"""What small letters are sorted as; the three last ones as signs that follow z."""


def sort_key(text: str) -> str:
    """What a text is sorted by."""
    key = text.lower()
    for letters, other in ORDER.items():
        key = key.replace(letters, other)
    return key
