"""Catalogues of what a person reads, in bokmål (nb) and English (en), and how numbers and dates are written.

Catalogues are TOML files, one an area, in ``nb/`` and ``en/``: ``nb/extract.toml`` holds the texts whose key begins
with ``extract.``. Placeholders are those of ``str.format``, without attribute or index access.
"""

from auditor.locale.catalogue import LANGUAGES, Translator, preferred_language

__all__ = ["LANGUAGES", "Translator", "preferred_language"]
