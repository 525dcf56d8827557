"""The same run has the same numbers in every format, and what may be shared gives no small count away."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import product

import polars as pl
import pytest

from auditor.locale import Translator
from auditor.model.vocabulary import RuleStatus
from auditor.reports import formats
from auditor.reports.interface import Report
from auditor.reports.shared_counts import SEVERITIES, shared_counts
from tests.reports.conftest import MakeReport, many
from tests.reports.workbook import as_text

HIDDEN = ":"
Counts = dict[str, int | None]


def content(report: Report, name: str, language: str = "nb") -> str | bytes:
    return formats.renderer(name, Translator(language)).render(report)


def rendered(report: Report, name: str, language: str = "nb") -> str:
    """A report as text: that of a spreadsheet is its cells, that of a Parquet file its rows."""
    made = content(report, name, language)
    if isinstance(made, str):
        return made
    return as_text(made) if name == "xlsx" else pl.read_parquet(io.BytesIO(made)).write_csv()


def number(cell: str) -> int | None:
    """A count as a shared file shows it."""
    return None if cell == HIDDEN else int(re.sub(r"[\u00a0,]", "", cell))


def by_json(text: str) -> Counts:
    return {each["id"]: each["found"] for each in json.loads(text)["rules"] if each["found"]}


def by_jsonl(text: str) -> Counts:
    return dict(Counter(json.loads(line)["rule"] for line in text.splitlines()))


def by_markdown(text: str) -> Counts:
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:2] == "| "]
    return {row[0].replace("\\", ""): number(row[3]) for row in rows if len(row) == 6 and row[3][0] in "0123456789:"}


def by_junit(text: str) -> Counts:
    told = re.findall(r"^(?:<system-out>)?(\S+) status=ran .* found=(\d+)", text, re.MULTILINE)
    return {rule: int(found) for rule, found in told if found != "0"}


def by_sarif(text: str) -> Counts:
    run = json.loads(text)["runs"][0]
    counts = dict(Counter(each["ruleId"] for each in run["results"]))
    assert counts == {rule: each["found"] for rule, each in run["properties"]["rules"].items() if each["found"]}
    return dict(counts)


def by_github(text: str) -> Counts:
    told = re.findall(r"title=(\S+) .*?::(\d+|Ett|One) ", text)
    return {rule: int(found) if found.isdigit() else 1 for rule, found in told}


def by_parquet(text: str) -> Counts:
    return dict(Counter(line["rule"] for line in csv.DictReader(io.StringIO(text))))


RULES: dict[str, Callable[[str], Counts]] = {
    "json": by_json,
    "jsonl": by_jsonl,
    "junit": by_junit,
    "sarif": by_sarif,
    "github": by_github,
    "parquet": by_parquet,
}
"""Formats for those who hold the data: every finding of every rule."""


def by_html(text: str) -> Counts:
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", text, re.DOTALL)
    cells = {rule: re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL) for rule, rest in rows}
    return {rule: number(each[3]) for rule, each in cells.items() if len(each) == 7 and "about" in each[0]}


def by_xlsx(text: str) -> Counts:
    rows = [line.split("\t") for line in text.splitlines()]
    return {row[0]: number(row[5]) for row in rows if len(row) > 9 and re.fullmatch(r":|\d+", row[5]) and "-" in row[0]}


def by_turtle(text: str) -> Counts:
    """Rules that a predefined metric counts."""
    counts: Counts = {}
    for paragraph in text.split("\n\n"):
        rule = re.match(r"<#program-(L-\S+)-count> a ", paragraph)
        value = re.search(r'dqv:value "(\d+)"', paragraph)
        if rule:
            counts[rule[1]] = int(value[1]) if value else None
    return counts


def by_jsonld(text: str) -> Counts:
    nodes = {each["@id"]: each for each in json.loads(text)["@graph"]}
    told = [
        (found[1], each) for name, each in nodes.items() if (found := re.fullmatch(r"#program-(L-\S+)-count", name))
    ]
    return {rule: int(each["dqv:value"]["@value"]) if "dqv:value" in each else None for rule, each in told}


SHARED: dict[str, Callable[[str], Counts]] = {
    "md": by_markdown,
    "html": by_html,
    "xlsx": by_xlsx,
    "ttl": by_turtle,
    "jsonld": by_jsonld,
}
"""Formats to be shared: no other number than the right one."""


def report_of(make_once: MakeReport, which: str) -> Report:
    return make_once() if which == "few" else make_once(*many())


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("which", ["few", "many"])
def test_every_format_tells_the_same_counts(make_once: MakeReport, which: str, language: str) -> None:
    """All formats of one report, rule by rule."""
    report = report_of(make_once, which)
    wanted = {each.rule_id: each.found for each in report.result.outcomes if each.found}
    assert sum(wanted.values()) == report.summary.findings > 0
    for name, read in RULES.items():
        assert read(rendered(report, name, language)) == wanted, name
    for name, read in SHARED.items():
        told = read(rendered(report, name, language))
        found = {rule: count for rule, count in told.items() if count}
        assert found.items() <= wanted.items(), name
        assert found or which == "few"
        assert told or name == "md"
        assert all(count != 0 for rule, count in told.items() if rule in wanted), name


def test_every_format_is_compared() -> None:
    """The summary for people shows ten rules only, and CSV none; all others are held against each other."""
    assert {*RULES, *SHARED, "text", "csv"} == set(formats.NAMES)


@pytest.mark.parametrize("which", ["few", "many"])
def test_the_csv_has_the_counts_of_the_json(make_once: MakeReport, which: str) -> None:
    """Each municipality with each severity, and the sums; what is not hidden is right, and something is shown."""
    report = report_of(make_once, which)
    lines = list(csv.DictReader(io.StringIO(rendered(report, "csv").removeprefix("\ufeff")), delimiter=";"))
    places = {each["municipality"] or "": each for each in json.loads(rendered(report, "json"))["municipalities"]}
    *municipalities, sums = lines
    assert [each["municipality"] for each in municipalities] == sorted(places, key=lambda code: (not code, code))
    told = 0
    for line, name in product(municipalities, [*(each.key for each in SEVERITIES), "findings"]):
        count = number(line[name])
        told += count is not None
        assert count in (None, places[line["municipality"]][name])
    assert number(sums["findings"]) == report.summary.findings
    assert told > 0


def test_no_shared_format_shows_a_small_count(make_once: MakeReport) -> None:
    """Of findings, persons and rows."""
    for which in ("few", "many"):
        counts = shared_counts(report_of(make_once, which))
        shown = [counts.findings, counts.unknown, *counts.by_severity.values(), *counts.rows.values()]
        shown += [count for each in counts.rules for count in (each.found, each.checked, each.unknown)]
        for place in counts.municipalities:
            shown += [place.findings, place.persons, *place.by_severity]
        assert not any(count is not None and 0 < count < 5 for count in shown)
        assert counts.hides


def test_rules_do_not_give_away_what_the_severities_hide(make_once: MakeReport) -> None:
    """Where a sum is hidden, so are its rules; where it is shown, no single rule of it is hidden."""
    report = make_once(*many())
    counts = shared_counts(report)
    kinds = set()
    for severity, total in counts.by_severity.items():
        ran = [
            each for each in counts.rules if each.rule.severity is severity and each.outcome.status is RuleStatus.RAN
        ]
        hidden = [each for each in ran if each.found is None]
        kinds.add((total is None, bool(hidden)))
        if total is None:
            assert hidden == ran
        else:
            assert len(hidden) != 1
            assert len(hidden) == 0 or sum(each.outcome.found for each in hidden) > len(hidden)
    assert (True, True) in kinds
    assert any(not total for total, _ in kinds)


def test_shares_and_rates_are_those_of_shown_counts(make_once: MakeReport) -> None:
    """A share with one of its parts would tell the other."""
    counts = shared_counts(make_once(*many()))
    for each in counts.rules:
        assert (each.share is None) == (each.found is None or not each.checked)
        if each.found is not None and each.checked is not None:
            assert each.checked - each.found not in range(1, 5)
    for place in counts.municipalities:
        assert (place.per_100 is None) == (place.findings is None or not place.persons)


@pytest.mark.parametrize("name", formats.NAMES)
def test_formats_are_deterministic_and_need_no_place(make_report: MakeReport, make_once: MakeReport, name: str) -> None:
    """The same extract elsewhere gives the same bytes, but for the name of its folder."""
    first = rendered(make_once(), name)
    second = rendered(make_report(name="elsewhere"), name).replace("elsewhere", "uttrekk")
    assert first == second
    assert content(make_once(*many()), name) == content(make_report(*many()), name)


def test_file_names_ask_for_their_format() -> None:
    """Each suffix leads to its own format, whatever the case; others to text."""
    for each in formats.FORMATS:
        for suffix in each.suffixes:
            assert formats.format_of(f"x{suffix}") == formats.format_of(f"X{suffix.upper()}") == each.name
    assert formats.format_of("x") == formats.format_of("x.log") == "text"
