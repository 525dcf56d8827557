"""The distributions of an extract are those the reports publish, within the tolerance stated for each figure.

The figures come out of the extract with the published gaps in it (``profile="published"``): where the law demands what
a figure says is missing, no lawful extract could show it. The extract without errors is held to the others. Where a
report contradicts itself, the figure that fits its own others is taken: attainment and days by kind of centre (seed-000
table 2), not the totals of table 1 that cannot follow from them.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from auditor.model.errors import AuditorError
from auditor.sample import EXTRACT_DATE, write_sample
from tests.sample.planted import found, listed
from tests.sample.published import Files, Measured, measured

PERSONS, SEED = 30_000, 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure; ``tolerance`` is on its own scale, beside three standard errors of the extract's own."""

    value: float
    tolerance: float
    source: str
    error: bool = False
    """Whether it speaks of what should not be so."""

    def met_by(self, found: Measured) -> bool:
        """Whether the extract shows it."""
        return abs(found.value - self.value) <= self.tolerance + 3 * found.deviation / max(found.n, 1) ** 0.5


SHARE, DAYS, MONTHS = 2.0, 30.0, 1.0
FIGURES: dict[str, Figure] = {
    "integration": Figure(7.0, 1.5, "seed-000 L788"),
    "women": Figure(34.5, SHARE, "seed-000 L790"),
    "women integration": Figure(26.0, SHARE, "seed-000 L859-881, table 3"),
    "women ordinary": Figure(35.2, SHARE, "seed-000 table 3"),
    "new act": Figure(15.5, SHARE, "seed-000 L796"),
    "new act integration": Figure(36.5, 4, "seed-000 table 3"),
    "new act ordinary": Figure(13.9, SHARE, "seed-000 table 3"),
    "attained integration": Figure(46.1, SHARE, "seed-000 L837"),
    "attained ordinary": Figure(42.5, SHARE, "seed-000 L837"),
    "days missing": Figure(20.3, 1.5, "seed-000 L800", error=True),
    "days": Figure(834, DAYS, "seed-000 L800"),
    "days deviation": Figure(274, 30, "seed-000 L800"),
    "days integration": Figure(802.8, 40, "seed-000 L839"),
    "days ordinary": Figure(842.7, DAYS, "seed-000 L839"),
    "centre days": Figure(533, DAYS, "seed-000 L802"),
    "centre days deviation": Figure(617, 50, "seed-000 L802"),
    "centre days integration": Figure(426.6, 40, "seed-000 table 3"),
    "centre days ordinary": Figure(541.1, DAYS, "seed-000 table 3"),
    "age": Figure(31.6, 0.6, "seed-000 L805"),
    "age deviation": Figure(8.22, 0.4, "seed-000 L805"),
    "age integration": Figure(30.1, 0.7, "seed-000 table 3"),
    "age ordinary": Figure(31.7, 0.6, "seed-000 table 3"),
    "early hours": Figure(51.26, 4, "seed-000 L807, missing read as nought"),
    "early hours deviation": Figure(77.8, 6, "seed-000 L807"),
    "early 1": Figure(40.1, SHARE, "seed-000 L86-90"),
    "early 175": Figure(12.2, 1.5, "seed-000 L86-90"),
    "tests missing": Figure(33.9, SHARE, "seed-000 L803", error=True),
    "score": Figure(6.67, 0.5, "seed-000 L803; 6.56 by table 2"),
    "score deviation": Figure(4.07, 0.3, "seed-000 L803"),
    "score ordinary": Figure(6.46, 0.4, "seed-000 L841"),
    "score integration": Figure(7.85, 0.6, "seed-000 L841"),
    "hours": Figure(1234, 50, "seed-000 L809, missing read as nought", error=True),
    "hours deviation": Figure(691, 40, "seed-000 L809", error=True),
    "Spor 1": Figure(33, SHARE, "seed-002 L2985-2994", error=True),
    "Spor 2": Figure(53, SHARE, "seed-002 L2985-2994", error=True),
    "Spor 3": Figure(9, SHARE, "seed-002 L2985-2994", error=True),
    "spor unknown": Figure(5, 1, "seed-002 L2985-2994", error=True),
    "leavers women": Figure(45, SHARE, "seed-002 table 5.1"),
    "leavers -24": Figure(29, SHARE, "seed-002 table 5.1"),
    "leavers 25-34": Figure(44, SHARE, "seed-002 table 5.1"),
    "leavers 35-44": Figure(20, SHARE, "seed-002 table 5.1"),
    "leavers 45-": Figure(7, 1, "seed-002 table 5.1"),
    "leavers Eritrea": Figure(28, SHARE, "seed-002 table 5.1"),
    "leavers Somalia": Figure(22, SHARE, "seed-002 table 5.1"),
    "leavers Afghanistan": Figure(10, SHARE, "seed-002 table 5.1"),
    "leavers Iran": Figure(4, SHARE, "seed-002 table 5.1"),
    "leavers Irak": Figure(5, SHARE, "seed-002 table 5.1"),
    "leavers Syria": Figure(4, 2.5, "seed-002 table 5.1"),
    "leavers Sudan": Figure(3, SHARE, "seed-002 table 5.1"),
    "leavers Etiopia": Figure(4, SHARE, "seed-002 table 5.1"),
    "cohort 2011": Figure(15, SHARE, "seed-002 L3017-3030"),
    "cohort 2012": Figure(17, SHARE, "seed-002 L3017-3030"),
    "cohort 2013": Figure(17, SHARE, "seed-002 L3017-3030"),
    "cohort 2014": Figure(17, SHARE, "seed-002 L3017-3030"),
    "cohort 2015": Figure(16, SHARE, "seed-002 L3017-3030"),
    "cohort 2016": Figure(19, SHARE, "seed-002 L3017-3030"),
    "leavers months": Figure(25.2, MONTHS, "seed-002 L3081-3085: 26 and 25"),
    "leavers months median": Figure(24, 0.7, "seed-002 table 5.1"),
    "within 6 2013": Figure(50, 3, "seed-004a L215-221"),
    "within 6 2014": Figure(50, 3, "seed-004a L215-221"),
    "within 6 2018": Figure(82, 3, "seed-004a L3147"),
    "within 12 2011": Figure(93, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2012": Figure(92, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2013": Figure(83, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2014": Figure(77, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2015": Figure(78, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2016": Figure(95, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2017": Figure(97, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2018": Figure(97, 1.5, "seed-004a L3156-3166", error=True),
    "within 12 2019": Figure(99, 1.5, "seed-004a L3156-3166", error=True),
}


def missed(files: Files, *, lawful: bool = False) -> dict[str, tuple[float, float]]:
    """The figures an extract does not show: what it shows, and what is published."""
    shown = measured(files)
    wanted = {name: figure for name, figure in FIGURES.items() if not (lawful and figure.error)}
    return {name: (shown[name].value, each.value) for name, each in wanted.items() if not each.met_by(shown[name])}


@pytest.fixture(scope="module")
def with_gaps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An extract with the published gaps, and the list of them."""
    folder = tmp_path_factory.mktemp("published")
    write_sample(folder / "sample", PERSONS, SEED, folder / "errors.csv", profile="published")
    return folder / "sample", folder / "errors.csv"


def test_the_published_figures_come_out(with_gaps: tuple[Path, Path]) -> None:
    """Every figure, recomputed from the files, lies within its tolerance."""
    assert missed(Files(with_gaps[0], EXTRACT_DATE)) == {}


def test_hours_in_centres_heap_on_the_legal_numbers(with_gaps: tuple[Path, Path]) -> None:
    """175 and 250 hours stand ten times as often as any number within ten hours of them (seed-000 L1348-1354)."""
    hours = Files(with_gaps[0], EXTRACT_DATE).table("asylnorsk", "timer_norsk")["timer_norsk"].drop_nulls()
    counted = Counter(int(each) for each in hours)
    for heap in (175, 250):
        near = max(counted[each] for each in range(heap - 10, heap + 11) if each != heap)
        assert counted[heap] > 10 * near > 0


def test_every_gap_is_listed_and_found(with_gaps: tuple[Path, Path]) -> None:
    """The gaps of the published profile are known errors as all others: each is found, and nothing else."""
    assert found(with_gaps[0]) == listed(with_gaps[1])
    with with_gaps[1].open(encoding="utf-8", newline="") as stream:
        planted = {each["rule"] for each in csv.DictReader(stream, delimiter=";")}
    assert planted >= {"NIR-DAT-001", "NIR-NOR-006", "NIR-ASY-001", "NIR-ASY-012", "BOS-BOS-008"}


def test_what_is_lawful_needs_no_errors(tmp_path: Path) -> None:
    """The figures that speak of lawful states come out of an extract without errors, also a small national one."""
    write_sample(tmp_path / "sample", 14_359, 4)
    assert missed(Files(tmp_path / "sample", EXTRACT_DATE), lawful=True) == {}


def test_gaps_are_a_habit_of_the_municipality(with_gaps: tuple[Path, Path]) -> None:
    """Among municipalities with many ended programmes, the worst lack three times the share of dates the best do."""
    programmes = Files(with_gaps[0], EXTRACT_DATE).programmes
    gap = pl.col("days").is_null().mean().alias("gap")
    counted = programmes.group_by("kommunenummer").agg(pl.len().alias("n"), gap)
    shares = counted.filter(pl.col("n") >= 75)["gap"].sort()
    assert len(shares) > 20
    assert shares[-3] > 3 * shares[2]


def test_an_extract_of_an_earlier_day_has_its_municipalities(tmp_path: Path) -> None:
    """Each number in an extract of 2016 was one then; nobody has come later, and nothing is found."""
    from auditor.reference import municipalities
    from tests.sample.audits import audited, findings, group_findings

    date = dt.date(2016, 12, 31)
    write_sample(tmp_path / "sample", 6_000, 1, until=date)
    files = Files(tmp_path / "sample", date)
    then = {each.code for each in municipalities.municipalities(date)}
    assert len(then) > 400
    living = files.table("person", "kommunenummer").to_series().drop_nulls()
    asked = files.table("anmodning", "kommunenummer", "aar").filter(pl.col("aar") == 2016)
    assert set(living) <= then
    assert set(asked["kommunenummer"]) == then
    assert files.table("person", "oppholdsgrunnlag").filter(pl.col("oppholdsgrunnlag") == "§ 34").height == 0
    result = audited(tmp_path / "sample", date)
    assert findings(result) == {}
    assert group_findings(result) == {}


@pytest.mark.parametrize(
    ("date", "errors", "said"),
    [(dt.date(2009, 5, 1), False, "sample.date"), (dt.date(2030, 1, 1), False, "sample.date"),
     (dt.date(2016, 12, 31), True, "sample.errors_date")],
)  # fmt: skip
def test_a_day_without_figures_or_errors_is_refused(tmp_path: Path, date: dt.date, errors: bool, said: str) -> None:
    """Before and after the figures there is no extract, and errors are known for one day only; nothing is written."""
    with pytest.raises(AuditorError, match=said.replace(".", r"\.")):
        write_sample(tmp_path / "sample", 100, 1, tmp_path / "errors.csv" if errors else None, until=date)
    assert not (tmp_path / "sample").exists()
