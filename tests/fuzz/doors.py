"""The doors by which files come in: how a good file looks, how it is spoilt, and what is done with it.

A door does with its file what the program does, down to the last row or line of text that is made of it. What it raises
as an error of the program is a refusal; anything else that it raises is a hole.
"""

from __future__ import annotations

from tests.fuzz import extracts, kept, rules
from tests.fuzz.door import Door

DOORS: dict[str, Door] = {door.name: door for door in (*extracts.DOORS, *rules.DOORS, *kept.DOORS)}
