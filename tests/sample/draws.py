"""Random errors in random samples, for as long as one likes: what is found must be what was planted.

``python -m tests.sample.draws --first 0 --draws 200`` makes a sample with errors from each number, audits it and prints
every difference with the number that gives it again (``--first 17 --draws 1``); it ends in 1 where there was any.
A number always gives the same persons, municipalities and rules. With ``--clean`` nothing is planted in the same
samples, so that nothing may be found.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import replace

from auditor.sample.planting.registry import PLANTERS, counts
from tests.sample.planted import Draw, differences

SMALLEST, LARGEST = 300, 9_000
"""Persons."""
_SHOWN = 12
"""Differences of one draw that are printed."""


def draw(number: int) -> Draw:
    """Few rules, many or all of them, in a small or large sample of few or all municipalities."""
    luck = random.Random(number)
    known = sorted(PLANTERS)
    kind = luck.choice(("few", "many", "all"))
    if kind == "all":
        wanted = counts(luck.randint(0, 1_500))
    else:
        several = luck.randint(1, 12) if kind == "few" else luck.randint(13, len(known))
        wanted = {rule: luck.randint(1, 6) for rule in luck.sample(known, several)}
    return Draw(
        persons=round(SMALLEST * (LARGEST / SMALLEST) ** luck.random()),
        seed=luck.randrange(2**31),
        municipalities=luck.choice((None, luck.randint(1, 12), luck.randint(13, 200))),
        wanted=wanted,
        favoured=luck.choice((None, None, "0301", "4601")),
    )


def main(words: list[str] | None = None) -> int:
    """Draw, compare, print; how many draws differed is told last."""
    parser = argparse.ArgumentParser(prog="python -m tests.sample.draws", description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="number of the first draw")
    parser.add_argument("--draws", type=int, default=20, help="how many")
    parser.add_argument("--clean", action="store_true", help="the same samples without errors")
    options = parser.parse_args(words)
    begun, differing = time.monotonic(), 0
    for number in range(options.first, options.first + options.draws):
        each = replace(draw(number), wanted={}) if options.clean else draw(number)
        where = "all" if each.municipalities is None else each.municipalities
        print(f"{number}: {each.persons} persons, {where} municipalities, {len(each.wanted)} rules", flush=True)
        differ = differences(each)
        differing += bool(differ)
        for sign, what in (("+", differ.too_much), ("-", differ.missed)):
            for finding in what[:_SHOWN]:
                print(f"   {sign} {' '.join(map(str, finding))}", flush=True)
            if len(what) > _SHOWN:
                print(f"   {sign} and {len(what) - _SHOWN} more", flush=True)
    print(f"{differing} of {options.draws} draws differ ({time.monotonic() - begun:.0f} s)")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
