"""How many came on which ground in which year, and what they were like: rough national figures since 2008.

Numbers are hundreds of first permits a year, rounded from what IMDi, UDI and SSB publish, and bent so that the cohorts
of seed-002 table 5.1 and the shares of seed-000 table 1 come out; only their proportions matter.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from auditor.sample.draws import Draws, Floats, Ints

FIRST_YEAR = 2008
LAST_YEAR = 2024
"""The last year with figures; later ones are like it."""
GROUNDS = ("§ 28", "§ 38", "§ 38 femte ledd", "§ 34", "§ 35", "Familie", "§ 53", "Asylsøker", "§ 23", "EØS")
ASYLUM, HUMANITARIAN, CHILDREN, COLLECTIVE, RESETTLED, FAMILY, INDEPENDENT, APPLICANT, LABOUR, EEA = range(10)

_FLOWS: dict[int, tuple[float, ...]] = {
    # year: §28, §38, §38-5, §34, §35, family, §53, (applicants), §23, EEA
    2008: (42, 9, 0, 0, 8, 22, 1.2, 0, 3, 1),
    2009: (45, 9, 0, 0, 11, 24, 1.2, 0, 3, 1),
    2010: (46, 7, 0, 0, 11, 24, 1.2, 0, 3, 1),
    2011: (44, 5, 0, 0, 13, 25, 1.2, 0, 3, 1),
    2012: (47, 4, 0, 0, 12, 28, 1.2, 0, 3, 1),
    2013: (55, 4, 1, 0, 10, 28, 1.2, 0, 3, 1),
    2014: (62, 4, 3, 0, 13, 27, 1.2, 0, 3, 1),
    2015: (70, 4, 3, 0, 24, 30, 1.3, 0, 3, 1),
    2016: (112, 5, 3, 0, 32, 36, 1.5, 0, 3, 1),
    2017: (48, 4, 3, 0, 28, 36, 1.5, 0, 3, 1),
    2018: (18, 3, 2, 0, 25, 28, 1.5, 0, 3, 1),
    2019: (17, 3, 2, 0, 29, 22, 1.5, 0, 3, 1),
    2020: (17, 3, 1, 0, 16, 16, 1.2, 0, 3, 1),
    2021: (42, 3, 1, 0, 35, 18, 1.2, 0, 3, 1),
    2022: (38, 3, 1, 290, 30, 18, 1.2, 0, 3, 1),
    2023: (29, 3, 1, 280, 13, 19, 1.2, 0, 3, 1),
    2024: (27, 3, 1, 170, 10, 19, 1.2, 0, 3, 1),
}  # fmt: skip
_WAITING = 0.035
"""Share who wait for an answer on the last day."""

_COUNTRIES = {
    "Syria": "564", "Eritrea": "241", "Afghanistan": "404", "Somalia": "346", "Kongo": "279", "Irak": "452",
    "Iran": "456", "Etiopia": "246", "Sudan": "356", "statsløs": "980", "Tyrkia": "143", "Ukraina": "148",
    "Thailand": "568", "Filippinene": "428", "India": "444", "Myanmar": "420", "Sverige": "106", "Polen": "131",
}  # fmt: skip
COUNTRIES = tuple(_COUNTRIES.values())
_FROM: dict[tuple[int, bool], dict[str, float]] = {
    (ASYLUM, False): {"Eritrea": 37, "Somalia": 20, "Afghanistan": 13, "Iran": 5, "Irak": 6, "Syria": 5, "Sudan": 3.5,
                      "Etiopia": 5, "statsløs": 4, "Kongo": 1.5},
    (ASYLUM, True): {"Syria": 36, "Eritrea": 23, "Afghanistan": 15, "Somalia": 9, "Irak": 4, "Iran": 4, "Etiopia": 3,
                     "Sudan": 2, "statsløs": 2, "Tyrkia": 2},
    (RESETTLED, False): {"Myanmar": 30, "Somalia": 15, "Kongo": 10, "Eritrea": 12, "Afghanistan": 8, "Irak": 8,
                         "Iran": 8, "Etiopia": 4, "Sudan": 5},
    (RESETTLED, True): {"Syria": 50, "Kongo": 25, "Eritrea": 8, "Afghanistan": 7, "Sudan": 2, "Somalia": 2, "Irak": 2,
                        "Etiopia": 4},
    (FAMILY, False): {"Somalia": 33, "Eritrea": 18, "Afghanistan": 7, "Irak": 5, "Iran": 2, "Etiopia": 3, "Sudan": 2,
                      "Thailand": 10, "Filippinene": 8, "statsløs": 6, "Tyrkia": 6},
    (FAMILY, True): {"Syria": 26, "Eritrea": 14, "Afghanistan": 9, "Somalia": 9, "Irak": 4, "Iran": 3, "Etiopia": 3,
                     "Thailand": 17, "Filippinene": 10, "Tyrkia": 5},
    (COLLECTIVE, True): {"Ukraina": 1},
    (LABOUR, True): {"Filippinene": 40, "India": 40, "Iran": 10, "Tyrkia": 10},
    (EEA, True): {"Sverige": 50, "Polen": 50},
}  # fmt: skip
_LATER = 2014
"""From then on Syria takes the place of Somalia and Eritrea."""

_WOMEN = {ASYLUM: 0.34, HUMANITARIAN: 0.36, CHILDREN: 0.45, COLLECTIVE: 0.58, RESETTLED: 0.5, FAMILY: 0.72,
          INDEPENDENT: 0.7, APPLICANT: 0.36, LABOUR: 0.4, EEA: 0.5}  # fmt: skip

_AGES = (0, 6, 13, 16, 18, 25, 35, 45, 56, 67, 85)
_AGE_SHARES: dict[int, tuple[float, ...]] = {
    ASYLUM: (0.06, 0.06, 0.03, 0.045, 0.175, 0.38, 0.175, 0.065, 0.008, 0.002),
    COLLECTIVE: (0.09, 0.11, 0.05, 0.04, 0.11, 0.18, 0.2, 0.12, 0.07, 0.03),
    RESETTLED: (0.14, 0.15, 0.06, 0.05, 0.16, 0.22, 0.14, 0.06, 0.018, 0.002),
    FAMILY: (0.1, 0.12, 0.05, 0.03, 0.24, 0.3, 0.11, 0.035, 0.01, 0.005),
}
_LATER_ASYLUM = (0.07, 0.07, 0.03, 0.03, 0.12, 0.395, 0.215, 0.06, 0.008, 0.002)
"""Those of 2015 and later were older (seed-000 table 1 against seed-002 table 5.1)."""
_GROWN = (LABOUR, INDEPENDENT, EEA)


def arrivals(draws: Draws, size: int, until: dt.date) -> tuple[Ints, Ints]:
    """The ground of each person, and the year of the first permit (for applicants the year of ``until``)."""
    years = np.arange(FIRST_YEAR, until.year + 1)
    weights = np.array([_FLOWS[min(int(year), LAST_YEAR)] for year in years])
    weights[-1] *= (until - dt.date(until.year - 1, 12, 31)).days / 366
    weights[:, APPLICANT] = 0
    weights[-1, APPLICANT] = weights.sum() * _WAITING
    place = draws.pick("ground and year", size, weights.reshape(-1))
    return place % len(GROUNDS), years[place // len(GROUNDS)]


def countries(draws: Draws, ground: Ints, year: Ints) -> Ints:
    """Places in COUNTRIES."""
    names = list(_COUNTRIES)
    found = np.zeros(len(ground), np.int64)
    for each in range(len(GROUNDS)):
        for late in (False, True):
            shares = _FROM.get((each, late)) or _FROM.get((each, True)) or _FROM[ASYLUM, late]
            weights = [shares.get(name, 0.0) for name in names]
            here = (ground == each) & ((year >= _LATER) == late)
            found = np.where(here, draws.pick(f"country {each} {late}", len(ground), weights), found)
    return found


def ages(draws: Draws, ground: Ints, year: Ints) -> Ints:
    """Full years at the first permit."""
    size = len(ground)
    band = np.zeros(size, np.int64)
    for each in range(len(GROUNDS)):
        shares = _AGE_SHARES.get(each, _AGE_SHARES[ASYLUM])
        band = np.where(ground == each, draws.pick(f"age {each}", size, shares), band)
    band = np.where((ground <= CHILDREN) & (year > _LATER), draws.pick("age later", size, _LATER_ASYLUM), band)
    age = np.take(_AGES, band) + draws.whole("years", size, 0, np.diff(_AGES)[band] - 1)
    return np.where(np.isin(ground, _GROWN), np.clip(age, 22, 50), age)


def share_of_women(ground: Ints) -> Floats:
    """The share of women on each ground."""
    return np.array([_WOMEN[each] for each in range(len(GROUNDS))])[ground]
