"""The HTML report is whole, says what is hidden, and shows nothing but what may be shared."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from auditor.locale import Translator
from auditor.model.vocabulary import Dimension
from auditor.reports.html_charts import Bar, bars
from auditor.reports.html_report import HtmlRenderer
from auditor.reports.shared_counts import shared_counts
from auditor.reports.shared_units import dimension_units
from tests.reports.conftest import MakeReport, many
from tests.reports.test_html_page import Outline
from tests.small import CLEAN


@pytest.mark.parametrize("language", ["nb", "en"])
def test_parts_pictures_and_headings(make_once: MakeReport, language: str) -> None:
    """Every part is there and in the contents; headings do not leap; pictures have a title and a description."""
    made = HtmlRenderer(Translator(language)).render(make_once(*many()))
    outline = Outline(made)
    parts = [each["id"] for each in outline.named("section")]
    assert parts == ["overview", "rules", "municipalities", "method", "manifest"]
    assert [each["href"] for each in outline.named("a")] == ["#main", *(f"#{part}" for part in parts)]
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    pictures = list(outline.named("svg"))
    assert len(pictures) > 2
    assert {picture["role"] for picture in pictures} == {"img"}
    named = {each.get("id") for each in outline.named("title", "desc")}
    assert all(set(str(picture["aria-labelledby"]).split()) <= named for picture in pictures)
    identities = [each["id"] for _, each in outline.elements if "id" in each]
    assert len(identities) == len(set(identities))
    for _, each in outline.elements:
        assert each.get("aria-labelledby") is None or set(str(each["aria-labelledby"]).split()) <= set(identities)
    assert "␊" not in made


def test_hidden_counts_have_no_bar(make_once: MakeReport) -> None:
    """Neither the picture nor its description tells them; the sentence about hidden counts is there where some are."""
    made = HtmlRenderer(Translator("nb")).render(make_once(*many()))
    assert "Tall under 5 er skjult" in made
    description = re.search(r"<desc[^>]*>(.*?)</desc>", made)
    assert description is not None
    assert description[1] == "kritisk feil: skjult; feil: 94; advarsel: 12; informasjon: skjult"
    first = made[: made.index("</svg>")]
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', first)]
    assert [width > 0 for width in widths] == [False, True, True, False]


def test_tables_by_dimension_are_those_of_the_quality_report(make_once: MakeReport) -> None:
    """Each share is that of the shared units, to a decimal, and a bar stands for each that is told and not zero."""
    report = make_once(*many(1500))
    made = HtmlRenderer(Translator("en")).render(report)
    body = made[made.index('id="quality-caption"') : made.index("</table>", made.index('id="quality-caption"'))]
    rows = {row[0]: row[2:] for row in (re.findall(r">([^<]*)</t[hd]>", line) for line in body.splitlines()) if row}
    dimensions = [Translator("en")(f"reports.text.dimension.{each.value}") for each in Dimension]
    head = next(iter(rows.values()))
    assert [each for each in dimensions if each in head] == head
    told = 0
    for each in dimension_units(report.result, shared_counts(report)):
        title = report.result.ruleset.tables[each.table].title.in_language("en")
        shown = rows[title][head.index(dimensions[list(Dimension).index(each.dimension)])]
        share = each.whole.per_cent
        assert shown == (":" if share is None else f"{share:.1f}%")
        assert (f'id="dimension-{each.dimension.value}-title"' in made) or not share
        told += bool(share)
    assert told > 1


def test_municipalities_are_compared_by_rates_that_may_be_shown(make_once: MakeReport) -> None:
    """The highest first, and none that the table hides."""
    report = make_once(*many(1500))
    made = HtmlRenderer(Translator("nb")).render(report)
    (described,) = re.findall(r'<desc id="rates-desc">(.*?)</desc>', made)
    rates = [float(number.replace(",", ".")) for number in re.findall(r": ([0-9,]+)", described)]
    shown = [each.per_100 for each in shared_counts(report).municipalities if each.municipality and each.per_100]
    assert rates == sorted(rates, reverse=True) == [round(rate, 1) for rate in sorted(shown, reverse=True)]
    assert len(rates) > 1


def test_a_clean_run_says_so(make_once: MakeReport) -> None:
    """No finding, and every rule that ran is listed."""
    made = HtmlRenderer(Translator("nb")).render(make_once(CLEAN, exit_code=0))
    assert "Leveransen kan brukes." in made
    assert "Ingen kontroll har utslag." in made
    assert "L-AVS-001" in made


def test_bars_are_as_long_as_their_numbers() -> None:
    """The longest fills the space, half of it half; a small one can still be seen, nothing and hidden cannot."""
    lines = [Bar("a", 1000, "1000", "error"), Bar("b", 500, "500", ""), Bar("c", 1, "1", ""), Bar("d", 0, "0", "")]
    made = bars("x", "t", "d", [*lines, Bar("e", None, ":", "")])
    assert re.findall(r'width="([0-9.]+)"', made) == ["200.0", "100.0", "1.0", "0.0", "0.0"]
