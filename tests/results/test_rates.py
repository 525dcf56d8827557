"""Rates: nothing is told of few, intervals are Wilson's, and peers are those of the nearest size."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from auditor import results
from auditor.model.audit import AuditResult
from auditor.results.rates import judged, peer_shares, peers, with_interval
from tests.tui import factory


@pytest.fixture(scope="module")
def audit() -> AuditResult:
    """Municipalities of 1000, 90, 100, 30 and no persons."""
    result = factory.audit_result()
    sizes = dict(zip(factory.MUNICIPALITIES, (1000, 90, 100, 30, 0), strict=True))
    tables = {
        name: replace(
            table,
            population=table.population.with_columns(
                pl.col("municipality").replace_strict(sizes, return_dtype=pl.UInt32).alias("persons")
            ),
        )
        for name, table in result.tables.items()
    }
    return replace(result, tables=tables)


def test_the_interval_is_wilsons_and_there_is_none_of_nothing() -> None:
    """42 of 42 from 91.6 %, by R's binom.confint(42, 42, methods = "wilson")."""
    lines = with_interval(pl.DataFrame({"found": [42, 0, 0], "checked": [42, 10, 0]}))
    assert lines["share"].to_list() == [1.0, 0.0, None]
    assert lines["low"].to_list() == [pytest.approx(0.91620, abs=1e-4), pytest.approx(0), None]
    assert lines["high"].to_list() == [pytest.approx(1), pytest.approx(0.27753, abs=1e-4), None]


def test_what_was_judged_adds_up_to_what_the_rules_say(audit: AuditResult) -> None:
    rows = results.rules(audit).filter(pl.col("rule") != "NIR-AND-001")
    assert judged(audit)["found"].sum() == rows["found"].sum()
    assert judged(audit)["checked"].sum() == rows["checked"].sum()


def test_peers_are_nearest_in_size_by_ratio_and_one_without_persons_has_none(audit: AuditResult) -> None:
    assert peers(audit, "4601") == ["5001", "1508", "0301"]
    assert peers(audit, "0301") == ["5001", "4601", "1508"]
    assert peers(audit, "0219") == []
    assert peers(audit, "9999") == []


def test_the_share_of_the_peers_is_that_of_all_of_them_together(audit: AuditResult) -> None:
    others = [results.rules(audit, each) for each in ("5001", "1508", "0301")]
    shares = dict(peer_shares(audit, "4601").iter_rows())
    for rule in ("NIR-AVS-002", "NIR-NOR-010"):
        lines = [each.filter(pl.col("rule") == rule).row(0, named=True) for each in others]
        found, checked = (sum(line[name] for line in lines) for name in ("found", "checked"))
        assert shares[rule] == pytest.approx(found / checked)
    assert peer_shares(audit, "0219").is_empty()
