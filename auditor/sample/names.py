"""Names that nobody has."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from auditor.sample.days import Days
from auditor.sample.draws import Bools, Draws

NAMES_FIRST: tuple[str, ...] = (
    "Blid", "Djerv", "Flink", "Glad", "Hissig", "Kvikk", "Lystig", "Modig", "Munter", "Nøktern", "Nysgjerrig", "Ivrig",
    "Rask", "Rolig", "Sindig", "Skarp", "Snill", "Stille", "Stolt", "Tapper", "Trofast", "Treig", "Vaken", "Varm",
    "Vennlig", "Ydmyk", "Oppriktig", "Omtenksom", "Pålitelig", "Ekte", "Frisk", "Fornøyd", "Høflig", "Klok", "Lun",
    "Målrettet", "Presis", "Robust", "Smidig", "Spontan",
)  # fmt: skip
NAMES_LAST: tuple[str, ...] = (
    "Akvarell", "Ananas", "Bjelle", "Blyant", "Bokhylle", "Brygge", "Busk", "Eikenøtt", "Ekorn", "Fiskestang", "Fjær",
    "Fløyte", "Gaffel", "Gitar", "Gulrot", "Hammer", "Hatt", "Havre", "Iskrem", "Jordbær", "Kaffekopp", "Kanel",
    "Kikkert", "Kjole", "Klokke", "Kompass", "Lampe", "Linjal", "Lykt", "Maskin", "Melon", "Paraply", "Pensel", "Potet",
    "Rips", "Ryggsekk", "Saks", "Sjokolade", "Skje", "Snøball", "Stige", "Stol", "Svane", "Sykkel", "Tallerken",
    "Tavle", "Telt", "Trekant", "Vaffel", "Vindmølle",
)  # fmt: skip


def names(draws: Draws, birth: Days, man: Bools) -> npt.NDArray[np.object_]:
    """An adjective and a thing for each, as in Skatteetaten's test population.

    No two persons of one sex and birth date share a name, so that they can be told apart by these.
    """
    size = len(birth)
    first = draws.whole("first name", size, 0, len(NAMES_FIRST) - 1)
    last = draws.whole("last name", size, 0, len(NAMES_LAST) - 1)
    every = np.array([f"{thing}, {word}" for word in NAMES_FIRST for thing in NAMES_LAST], dtype=object)
    who = (birth.astype("datetime64[D]").astype(np.int64) * 2 + man.astype(np.int64)) * len(every)
    chosen = first * len(NAMES_LAST) + last
    while True:
        _, seen_first = np.unique(who + chosen, return_index=True)
        again = np.ones(size, bool)
        again[seen_first] = False
        if not again.any():
            found: npt.NDArray[np.object_] = every[chosen]
            return found
        chosen[again] = (chosen[again] + 1 + np.arange(int(again.sum()))) % len(every)
