"""A small rule set with indicators, for the tests of counting, bounding and showing them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.model.ruleset import RuleSet
from auditor.rulesets import load
from tests.small import write_ruleset

INDICATORS = """\
indicators:
  - name: arbeid
    title: {nb: Til arbeid, en: To work}
    description: {nb: Andelen som gikk til arbeid., en: The share that went to work.}
    source: {nb: NIR, en: NIR}
    basis: [{ours: for testene}]
    table: program
    period: year(slutt_dato)
    within: slutt_dato IS NOT NULL
    exclude:
      - {title: {nb: Startet før 2010, en: Began before 2010}, where: start_dato < '2010-01-01'}
    of: aarsak = 'Arbeid'
    better: high
    targets: [{value: 0.5, from: 2023, basis: [{ours: for testene}]}]
    breaks: [{year: 2022, title: {nb: Ny årsaksliste, en: New list of causes}}]
    least: 4
    pool: 3
    variants:
      - name: mangler_teller
        title: {nb: Manglende er nei, en: Missing is no}
        of: aarsak IS NOT NULL AND aarsak = 'Arbeid'
      - {name: alle, title: {nb: Også før 2010, en: Before 2010 as well}, exclude: []}
    correct: [aarsak, slutt_dato]
  - name: timer
    title: {nb: Timer i snitt, en: Hours on average}
    description: {nb: Gjennomsnittlige timer., en: Mean hours.}
    source: {nb: NIR, en: NIR}
    basis: [{ours: for testene}]
    table: program
    period: year(slutt_dato)
    within: slutt_dato IS NOT NULL
    value: timer
    unit: {nb: timer, en: hours}
    between: [0, 600]
    least: 4
    pool: 1
    correct: [timer]
"""


def write_indicators(folder: Path) -> Path:
    """The rule set ``liten`` with two indicators."""
    write_ruleset(folder)
    (folder / "indikatorer.yaml").write_text(INDICATORS, encoding="utf-8")
    return folder


@cache
def rules() -> RuleSet:
    """The same, loaded."""
    with TemporaryDirectory() as place:
        return load(write_indicators(Path(place) / "liten"))
