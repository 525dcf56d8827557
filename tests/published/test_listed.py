"""Every item of the sources' lists of misprints: found, passed with its arithmetic, or outside arithmetic."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from auditor.published.model import Outcome
from auditor.rulesets.coverage import all_rules, load_coverage
from tests.published.test_reports import LISTED, called, verified

DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "domain"
FOUND: dict[str, dict[str, set[str]]] = {
    "seed-000 4.1": {each: set() for each in "abcdefghijlmno"},
    "seed-002 Q": {f"{each:02}": set() for each in (1, 9, 15, 17, 18, 19, *range(22, 30))},
    "seed-004a 5.10": {
        "Figur 14 n": {"figur 14"}, "Figur 15 n": {"figur 15"}, "NAV arbeidssøkere": {"arbeidssøkere"},
        "NAV ages": {"alder"}, "NAV years": {"år"}, "Tabell 1 vs text": {"tabell 1"}, "Survey n": {"kommunesvar"},
        "NAV survey n": {"NAV-svar"}, "AAP/uføre": {"AAP"}, "Income > 300 000": {"inntekt"},
        "job + education": {"jobb og utdanning"}, "Population filter": {"utvalg"}, "Median income": {"median"},
        "Figur 7 n": {"figur 7"}, "IP population": {"IP-utvalg"}, "Tilsyn period": {"tilsyn"},
        "Date of law change": {"lovendring"}, "One tiltak only": {"ett tiltak"}, "On-tiltak counts": {"på tiltak"},
        "NAV tiltak men/women": {"menn og kvinner"}, "Jobbsjansen coverage": {"Jobbsjansen"},
        "EMA-transitt share": {"EMA-transitt"},
    },
    "seed-004b 5.9": {str(each): {f"no. {each}"} for each in (1, 3, 4, 5, 6, 8, 9, 10, 12, 13, *range(16, 23))},
}  # fmt: skip
"""Items told as findings, by list, and under what name the report's file tells of them where it is not the item's."""
PASSED: dict[str, dict[str, set[str]]] = {
    "seed-000 4.1": {"k": {"toppunkt"}},
    "seed-002 Q": {},
    "seed-004a 5.10": {
        "Figur 1 n": {"figur1"}, "Mottak residents": {"beboere"}, "Tabell 3": {"tabell3"},
        "Response rates": {"kommunesvar", "navsvar", "mottakssvar", "fulltid", "tilpasset"}, "Figur 34": {"figur34"},
        "Work tiltak share": {"arbeidstiltak"}, "Education split": {"utdanning"},
        "Tabell 5 text differences": {
            "kjonnsforskjell[amo]", "kjonnsforskjell[amo_nedsatt]", "kjonnsforskjell[arbeidstrening]",
            "kjonnsforskjell[jobbklubb]", "kjonnsforskjell[lonnstilskudd]", "kjonnsforskjell[lonnstilskudd_nedsatt]",
            "kjonnsforskjell[oppfolging]", "kjonnsforskjell[oppfolging_nedsatt]", "kjonnsforskjell[aft_nedsatt]",
        },
    },
    "seed-004b 5.9": {
        "2": {"antall_nedsatt[jobb]"}, "7": {"uten_utfasede"}, "11": {"sensurering", "sensurering_nedsatt"},
        "14": {"bosatt_6"}, "15": {"tabell8", "tabell9", "tabell10[tema1]", "tabell11[y2016]", "tabell12[snitt]"},
        "23": {"kvp"}, "24": {"ett_eller_flere"},
    },
}  # fmt: skip
"""Items that the lists call right, or that rounding explains: the claims that reckon them."""
OUTSIDE: dict[str, dict[str, str]] = {
    "seed-000 4.1": {},
    "seed-002 Q": {
        "02": "of rows without a track", "03": "of a field that is not filled", "04": "of files without a key",
        "05": "of what a row is", "06": "of what one cause can tell", "07": "of open programmes",
        "08": "of long programmes", "10": "of Oslo without its districts", "11": "of offices that several share",
        "12": "of how offices are organised", "13": "of what explains too little", "14": "of who was asked",
        "16": "of wording and coding", "20": "of small numbers", "21": "of how a score is read",
        "30": "of plans nobody knows", "31": "of the same course twice", "32": "of a method",
        "33": "of numbers of municipalities", "34": "of how questions are put",
    },
    "seed-004a 5.10": {},
    "seed-004b 5.9": {},
}  # fmt: skip
"""Items that contradict no printed figure: problems of the data, which the coverage matrix answers for."""


@cache
def passed(report: str) -> set[str]:
    """The claims of a report that hold."""
    return {called(each.claim, each.at) for each in verified(report).of(Outcome.OK)}


def listed(part: str) -> set[str]:
    """The items of a list as the domain report prints it: the first cells of its table."""
    report, heading = part.split()
    text = (DOMAIN / f"{report}.md").read_text(encoding="utf-8")
    if heading == "Q":
        return set(re.findall(r"^\| Q([0-9]+) \|", text, re.MULTILINE))
    section = text.partition(f"\n### {heading} ")[2].partition("\n##")[0]
    first = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    return set(first) - {"#", "Test", "---", *(each for each in first if set(each) <= set("-:"))}


@pytest.mark.parametrize("part", FOUND)
def test_every_item_is_named_once(part: str) -> None:
    """Found, passed or outside, as the lists have them where they are at hand."""
    named = [*FOUND[part], *PASSED[part], *OUTSIDE[part]]
    assert len(named) == len(set(named))
    if not DOMAIN.is_dir():
        pytest.skip("the domain reports are not here")
    assert set(named) == listed(part)


@pytest.mark.parametrize("part", FOUND)
def test_what_is_to_be_found_is_found(part: str) -> None:
    """Each item under its own name among the findings, which test_reports compares with what verify finds."""
    report, heading = part.split()
    start = f"{report} {heading}"
    told = {
        f"{start} {name}" if names else f"{start}{item}"
        for item, names in FOUND[part].items()
        for name in names or {item}
    }
    assert told == {each for each in LISTED[report] if each.startswith(start)}


@pytest.mark.parametrize("part", PASSED)
def test_what_is_right_is_reckoned_and_passes(part: str) -> None:
    """No item is silent because nobody looked."""
    claims = {claim for each in PASSED[part].values() for claim in each}
    assert claims - passed(part.split()[0]) == set()


def test_what_is_outside_is_answered_for_elsewhere() -> None:
    """By a rule, by a feature or by a reason in the coverage matrix; none of it is left to the verifier there."""
    rules = {(each.source, each.id): each for each in all_rules(load_coverage())}
    for part, items in OUTSIDE.items():
        report, heading = part.split()
        for item in items:
            known = rules[report, f"{heading}{item}"]
            assert known.covered_by or known.reason or known.see, known
            assert "auditor verify" not in (known.reason or ""), known
