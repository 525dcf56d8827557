"""The whole audit: both engines agree, totals add up to what a recount gives, and no rule takes others down."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auditor.bundled import bundled
from auditor.engine import Progress, audit, groups, prepare
from auditor.engine.prepare import Preparation
from auditor.engine.worlds import raw_table
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.model.errors import Cancelled, EngineError
from auditor.model.extract import ROW, Extract, Manifest, RawTable, SourceFile, TablePart
from auditor.model.rule import RowCondition
from auditor.model.ruleset import Derivation, RuleSet
from auditor.model.text import Text
from auditor.model.vocabulary import RuleStatus
from auditor.results import municipalities
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, row_test
from auditor.rulesets.loading import load
from tests.engine.extracts import extract, random_extract
from tests.rulesets import writing

DATE = dt.date(2024, 12, 31)


@pytest.fixture(scope="module", params=["integrering", "statistikk"])
def audited(request: pytest.FixtureRequest) -> AuditResult:
    """Random rows in every table of a bundled rule set, audited in one pass a table; the larger set's are held."""
    ruleset = load(request.param)
    given = random_extract(ruleset, seed=4, rows=300)
    if request.param == "integrering":
        given = of_files(given, dict.fromkeys(given.tables, 300))
    return audit(given, ruleset, reference_date=DATE)


def test_every_rule_has_an_outcome(audited: AuditResult) -> None:
    """All rules run on random rows (drift has nothing to compare with), and most find something."""
    status = Counter(each.status for each in audited.outcomes)
    assert [each for each in audited.outcomes if each.status is RuleStatus.FAILED] == []
    assert status[RuleStatus.RAN] >= len(audited.outcomes) - 2
    assert sum(each.found > 0 for each in audited.outcomes) > len(audited.outcomes) / 3


def test_engines_agree(audited: AuditResult) -> None:
    """Pandera's own backend finds the same rows; all that differs is how long it takes."""
    reference = audit(audited.extract, audited.ruleset, reference_date=DATE, engine="pandera")
    for name, table in audited.tables.items():
        other = reference.tables[name]
        columns = ["rule", "row", pl.col("municipality").cast(pl.String)]
        assert table.findings.select(columns).equals(other.findings.select(columns)), name
        assert table.totals.sort("rule", "municipality").equals(other.totals.sort("rule", "municipality")), name
        assert (table.rows, table.persons) == (other.rows, other.persons)
    for one, two in zip(audited.outcomes, reference.outcomes, strict=True):
        assert replace(one, engine="") == replace(two, engine="")
    assert audited.group_findings.equals(reference.group_findings)


def recounted(result: AuditResult, table: str) -> Iterator[tuple[str, str | None, int, int, int]]:
    """Rule, municipality, checked, found and unknown, counted row by row from what each rule says alone."""
    tables = Preparation(result.extract, result.ruleset, DATE)
    municipality = result.ruleset.tables[table].municipality
    rules = tuple(each for each in result.ruleset.rules_of(table) if isinstance(each.condition, ELEMENTWISE_KINDS))
    tests = [row_test(rule, tables.scope(table), result.ruleset) for rule in rules]
    where = pl.col(municipality) if municipality else pl.lit(None, dtype=pl.String)
    said = tables.frame(table, rules).select(
        pl.col(ROW),
        where.alias("where"),
        *((pl.lit(True) if test.applies is None else test.applies).alias(f"a{i}") for i, test in enumerate(tests)),
        *(test.holds.alias(f"h{i}") for i, test in enumerate(tests)),
    )
    rows = said.collect()
    for number, rule in enumerate(rules):
        counts: dict[str | None, list[int]] = {}
        for place, applies, held in rows.select("where", f"a{number}", f"h{number}").iter_rows():
            count = counts.setdefault(place, [0, 0, 0])
            outcome = True if applies is False else held if applies else True if held else None
            count[0] += applies is True and outcome is not None
            count[1] += applies is True and outcome is False
            count[2] += outcome is None
        for place, (checked, found, unknown) in counts.items():
            if checked or found or unknown:
                yield rule.id, place, checked, found, unknown


def test_totals_are_what_a_recount_gives(audited: AuditResult) -> None:
    """Checked, found and not checkable per rule and municipality, and per rule in all."""
    for name, table in audited.tables.items():
        wanted = set(recounted(audited, name))
        rules = {each[0] for each in wanted}
        got = {
            (audited.rule_ids[rule], place, *counts)
            for rule, place, *counts in table.totals.iter_rows()
            if audited.rule_ids[rule] in rules
        }
        assert got == wanted, name
        for rule in rules:
            outcome = audited.outcome(rule)
            sums = [sum(each[column] for each in wanted if each[0] == rule) for column in (2, 3, 4)]
            assert [outcome.checked, outcome.found, outcome.unknown] == sums


def test_findings_are_what_the_totals_count(audited: AuditResult) -> None:
    """Findings are sorted, distinct, within the table, and as many per rule and municipality as the totals say."""
    for table in audited.tables.values():
        found = table.findings.select("rule", "row")
        assert found.equals(found.unique().sort("rule", "row"))
        assert found.height == 0 or int(found["row"].max()) < table.rows  # type: ignore[arg-type]
        counted = table.findings.select("rule", pl.col("municipality").cast(pl.String)).rows()
        totals = {(rule, place): number for rule, place, number in
                  table.totals.select("rule", "municipality", "found").rows() if number}  # fmt: skip
        assert Counter(counted) == totals


def test_population(audited: AuditResult) -> None:
    """Rows and persons per municipality are those of the table."""
    tables = Preparation(audited.extract, audited.ruleset, DATE)
    for name, table in audited.tables.items():
        described, frame = audited.ruleset.tables[name], tables.own(name).collect()
        assert table.rows == frame.height == table.population["rows"].sum()
        if described.person:
            assert table.persons == frame[described.person].drop_nulls().n_unique()
        else:
            assert table.persons is None
        if described.municipality:
            rows = Counter(frame[described.municipality].to_list())
            assert dict(table.population.select("municipality", "rows").rows()) == rows
        if described.municipality and described.person:
            pairs = frame.select(described.municipality, described.person).unique().rows()
            persons = Counter(place for place, person in pairs if person is not None)
            assert {where: n for where, n in table.population.select("municipality", "persons").rows() if n} == persons


def test_narrowed_to_municipalities(audited: AuditResult) -> None:
    """A narrowed run says of its rows what the full one says, and nothing of others."""
    chosen = ("0301", "1103")
    narrow = audit(audited.extract, audited.ruleset, reference_date=DATE, municipalities=chosen)
    assert narrow.municipalities == chosen
    tables = Preparation(audited.extract, audited.ruleset, DATE)
    for name, table in narrow.tables.items():
        described, full = audited.ruleset.tables[name], audited.tables[name]
        if described.municipality is None:
            continue
        inside = set(tables.own(name).filter(pl.col(described.municipality).is_in(chosen)).collect()[ROW])
        assert table.rows == len(inside)
        kept = full.findings.filter(pl.col("row").is_in(list(inside))).select("rule", "row")
        assert table.findings.select("rule", "row").equals(kept), name
        counted = full.totals.filter(pl.col("municipality").is_in(chosen)).sort("rule", "municipality")
        assert table.totals.sort("rule", "municipality").equals(counted), name
    for place in narrow.group_findings["municipality"].to_list():
        assert place in chosen


@pytest.fixture
def small(tmp_path: Path) -> RuleSet:
    """A few rules over one table, one of them for groups."""
    groups = "{fails: [{rows: [{timer: 1}]}], passes: [{rows: [{timer: 2}]}]}"
    rules = (
        writing.rule("require: timer > 1")
        + writing.rule("require: year_start(timer) < start_dato", rule_id="P-2")
        + writing.rule("kind: unique\nfields: [program_id]", rule_id="P-3")
        + writing.rule(
            "kind: share\nby: [kommunenummer]\nof: timer IS NULL\nmax_share: 0.1", rule_id="P-4", examples=groups
        )
        + writing.rule("require: fodt <= start_dato", rule_id="P-5")
    )
    lookup = "lookup:\n  - {table: program, from: person, key: {person_id: person_id}, fields: {fodt: fodselsdato}}\n"
    return load(writing.write(tmp_path, rules, oppslag=lookup))


def programs(*hours: object) -> list[dict[str, object]]:
    """Programmes with these hours, one municipality after the other."""
    return [
        {"program_id": str(number), "person_id": "P1", "kommunenummer": ("0301", "1103")[number % 2], "timer": each,
         "start_dato": "2022-01-01"}
        for number, each in enumerate(hours)
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ["fused", "pandera"])
def test_rule_that_raises(small: RuleSet, engine: str) -> None:
    """A rule that cannot be evaluated has failed and found nothing; the others say what they would without it."""
    given = extract(small, program=programs(0, 1, 999_999, 2000), person=[{"person_id": "P1"}])
    result = audit(given, small, reference_date=DATE, engine=engine)
    assert result.outcome("P-2").status is RuleStatus.FAILED
    assert result.outcome("P-2").reason is not None
    others = [each for each in result.outcomes if each.rule_id != "P-2"]
    assert {each.status for each in others} == {RuleStatus.RAN}
    assert (result.outcome("P-1").checked, result.outcome("P-1").found) == (4, 2)
    assert not result.complete
    place = result.rule_ids.index("P-2")
    assert result.tables["program"].findings.filter(pl.col("rule") == place).height == 0
    assert result.tables["program"].totals.filter(pl.col("rule") == place).height == 0
    alone = replace(small, rules=tuple(rule for rule in small.rules if rule.id != "P-2"))
    without = audit(given, alone, reference_date=DATE, engine=engine)
    assert [replace(each, engine="") for each in others] == [replace(each, engine="") for each in without.outcomes]


@pytest.mark.parametrize("engine", ["fused", "pandera"])
def test_reference_that_raises(tmp_path: Path, engine: str) -> None:
    """A reference whose other rows cannot be told has failed, and the rules beside it say what they would alone."""
    to = "kind: reference\nfields: [person_id]\nto: {table: program, fields: [person_id], where: WHERE}"
    ruleset = load(
        writing.write(
            tmp_path,
            writing.rule("require: timer > 1")
            + writing.rule(to.replace("WHERE", "year_start(timer) < start_dato"), rule_id="P-2")
            + writing.rule(to.replace("WHERE", "timer > 0"), rule_id="P-3"),
        )
    )
    given = extract(ruleset, program=programs(0, 1, 999_999, 2000), person=[])
    result = audit(given, ruleset, reference_date=DATE, engine=engine)
    assert result.outcome("P-2").status is RuleStatus.FAILED
    assert {each.status for each in result.outcomes if each.rule_id != "P-2"} == {RuleStatus.RAN}
    assert (result.outcome("P-1").found, result.outcome("P-3").checked) == (2, 4)


def test_a_panic_of_polars_takes_no_other_rule_down(small: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic of its Rust code, which is no ``Exception``, fails the rule about groups that met it."""

    def panics(*_: object) -> pl.DataFrame:
        raise pl.exceptions.PanicException("index out of bounds")

    monkeypatch.setattr(groups, "judge_groups", panics)
    result = audit(extract(small, program=programs(0, 1), person=[]), small, reference_date=DATE)
    about_groups = {rule.id for rule in small.rules if rule.about_groups}
    assert about_groups
    assert {each.rule_id for each in result.outcomes if each.status is RuleStatus.FAILED} == about_groups
    assert {each.status for each in result.outcomes if each.rule_id not in about_groups} == {RuleStatus.RAN}


def of_files(given: Extract, rows: dict[str, int]) -> Extract:
    """The same tables as if each came from a file of that many rows."""
    parts = {name: (TablePart(f"{name}.csv", 0, 2),) for name in given.tables}
    tables = {name: replace(table, parts=parts[name]) for name, table in given.tables.items()}
    return Extract(tables, Manifest("", tuple(SourceFile(f"{name}.csv", "csv", 1, "", rows[name]) for name in tables)))


def test_tables_that_are_held_say_the_same(audited: AuditResult) -> None:
    """It makes no difference whether all tables are held in memory, or only some of them, or none."""
    names = list(audited.tables)
    mixed = (names[::2],) if audited.ruleset.name == "integrering" else (names, names[::2], names[1::2])
    for held in mixed:
        given = of_files(audited.extract, {name: 300 if name in held else 10**7 for name in names})
        tables = Preparation(given, audited.ruleset, DATE, hold=True)
        assert {name for name in names if tables.engine(name) == "in-memory"} == set(held)
        other = audit(given, audited.ruleset, reference_date=DATE)
        assert other.outcomes == audited.outcomes
        assert other.group_findings.equals(audited.group_findings)
        for name, table in audited.tables.items():
            assert table.findings.equals(other.tables[name].findings), name
            assert table.totals.sort("rule", "municipality").equals(
                other.tables[name].totals.sort("rule", "municipality")
            ), name


def test_held_table_of_a_rule_that_raises(small: RuleSet) -> None:
    """A derived field that raises stops only the rules that use it, held or not."""
    raising = Derivation("program", "foerste", "year_start(timer)", Text(nb="Første"))
    ruleset = replace(
        small,
        derivations=(raising,),
        rules=tuple(
            replace(rule, condition=RowCondition("foerste < start_dato")) if rule.id == "P-2" else rule
            for rule in small.rules
        ),
    )
    given = of_files(
        extract(ruleset, program=programs(0, 1, 999_999, 2000), person=[{"person_id": "P1"}]),
        {"program": 4, "person": 1},
    )
    result = audit(given, ruleset, reference_date=DATE)
    assert [each.rule_id for each in result.outcomes if each.status is not RuleStatus.RAN] == ["P-2"]


def test_cancel(small: RuleSet) -> None:
    """A run stops when it is asked to, before it starts or while it is under way."""
    given = extract(small, program=programs(*range(9)), person=[])
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        audit(given, small, reference_date=DATE, cancel=stop)
    later = threading.Event()

    def stop_after_first_batch(progress: Progress) -> None:
        if progress.rows:
            later.set()

    with pytest.raises(Cancelled):
        audit(given, small, reference_date=DATE, cancel=later, progress=stop_after_first_batch)


def test_progress(small: RuleSet) -> None:
    """Progress names every table and never goes back within one."""
    given = extract(small, program=programs(*range(50)), person=[{"person_id": "P1"}])
    told: list[Progress] = []
    audit(given, small, reference_date=DATE, progress=told.append)
    assert list(dict.fromkeys(each.table for each in told)) == ["program", "person"]
    assert {each.tables for each in told} == {2}
    for table in ("program", "person"):
        rows = [each.rows for each in told if each.table == table]
        assert rows == sorted(rows)
    assert max(each.rows for each in told) == 50


def test_first_failing_rows_are_told_before_the_end(small: RuleSet) -> None:
    """At most three of each rule, by row; all of them are findings of the result, and in its municipalities."""
    given = extract(small, program=programs(*[1] * 10), person=[{"person_id": "P1"}])
    told: list[Progress] = []
    result = audit(given, small, reference_date=DATE, progress=told.append)
    first = next(each.first for each in told if each.rows)
    assert [(each.row, each.rule_id, each.municipality) for each in first] == [
        (0, "P-1", "0301"),
        (1, "P-1", "1103"),
        (2, "P-1", "0301"),
    ]
    place = result.rule_ids.index("P-1")
    assert {each.row for each in first} <= set(result.tables["program"].findings.filter(rule=place)["row"])


def test_unknown_engine(small: RuleSet) -> None:
    """Only the engines there are can be asked for."""
    with pytest.raises(EngineError):
        audit(extract(small), small, reference_date=DATE, engine="spark")


def test_extract_that_can_no_longer_be_read(small: RuleSet, tmp_path: Path) -> None:
    """A file that goes away between opening and auditing is told, without the text of the reader's exception."""
    path = tmp_path / "program.parquet"
    given = extract(small, program=programs(1, 2), person=[])
    table = given.tables["program"]
    table.frame.collect().write_parquet(path)
    gone = RawTable("program", pl.scan_parquet(path), (), ())
    gone.frame.collect_schema()
    path.write_bytes(b"PAR1 no longer PAR1")
    with pytest.raises(EngineError) as caught:
        audit(Extract({**given.tables, "program": gone}, given.manifest), small, reference_date=DATE)
    assert caught.value.facts == {"table": "program"}
    assert caught.value.__cause__ is None


def test_reference_date_is_an_input(tmp_path: Path) -> None:
    """The same extract on another day gives another answer."""
    ruleset = load(writing.write(tmp_path, writing.rule("require: start_dato <= reference_date()")))
    given = extract(ruleset, program=programs(1), person=[])
    found = {
        day: audit(given, ruleset, reference_date=day).outcome("P-1").found
        for day in (dt.date(2021, 12, 31), dt.date(2022, 1, 1))
    }
    assert list(found.values()) == [1, 0]


def test_no_rows(small: RuleSet) -> None:
    """Empty tables are audited without findings, and the run is not green: nothing was read."""
    for engine in ("fused", "pandera"):
        result = audit(extract(small, program=[], person=[]), small, reference_date=DATE, engine=engine)
        assert all(table.findings.height == table.rows == 0 for table in result.tables.values())
        assert not result.complete


CLEAN = """
import datetime as dt
from auditor.engine import audit
from auditor.rulesets.loading import load
from tests.engine.extracts import extract
ruleset = load(FOLDER)
rows = [{"kommunenummer": f"9{number % 7}", "timer": 5} for number in range(300_000)]
result = audit(extract(ruleset, program=rows, person=[]), ruleset, reference_date=dt.date(2024, 12, 31))
place = result.rule_ids.index("P-1")
totals = result.tables["program"].totals.rows()
print(sorted((where, checked, found) for rule, where, checked, found, _ in totals if rule == place))
"""


def test_municipalities_of_rows_without_findings(tmp_path: Path) -> None:
    """Several batches without a finding: each municipality keeps its number from one batch to the next."""
    folder = writing.write(tmp_path, writing.rule("require: timer > 1"))
    root = Path(__file__).parents[2]
    code = CLEAN.replace("FOLDER", repr(str(folder)))
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    wanted = [(f"9{number}", 300_000 // 7 + (number < 300_000 % 7), 0) for number in range(7)]
    assert done.stdout.strip() == str(wanted)


def test_many_municipalities(tmp_path: Path) -> None:
    """Totals grow with whatever stands in the municipality column, and none is taken for another."""
    ruleset = load(writing.write(tmp_path, writing.rule("require: timer > 1")))
    rows: list[dict[str, Any]] = [{"kommunenummer": f"{number:04d}", "timer": number % 3} for number in range(3000)]
    result = audit(extract(ruleset, program=rows, person=[]), ruleset, reference_date=DATE)
    place = result.rule_ids.index("P-1")
    totals = result.tables["program"].totals.filter(pl.col("rule") == place)
    assert {where: (checked, found) for _, where, checked, found, _ in totals.iter_rows()} == {
        f"{number:04d}": (1, int(number % 3 < 2)) for number in range(3000)
    }
    again = replace(ruleset, rules=(replace(ruleset.rules[0], condition=RowCondition("timer > 0")),))
    assert audit(result.extract, again, reference_date=DATE).outcomes[0].found == 1000


def test_rows_dated_when_the_number_was_no_municipality() -> None:
    """0219 was Bærum until 2020: a row of 2019 is in its time, one of 2024 is not, and the number then stands apart."""
    ruleset = load("nir")
    rows = [
        {"program_id": "I1", "kommunenummer": "0219", "start_dato": "2019-05-01"},
        {"program_id": "I2", "kommunenummer": "0219", "start_dato": "2024-05-01"},
        {"program_id": "I3", "kommunenummer": "0301", "start_dato": "2024-05-01"},
    ]
    tables = {
        name: raw_table(table, rows if name == "introduksjonsprogram" else []) for name, table in ruleset.tables.items()
    }
    result = audit(Extract(tables, Manifest("", ())), ruleset, reference_date=dt.date(2024, 12, 31))
    population = result.tables["introduksjonsprogram"].population
    assert dict(population.select("municipality", "misdated").rows()) == {"0219": 1, "0301": 0}
    lines = municipalities(result)
    assert dict(lines.select("municipality", "valid").rows()) == {"0219": False, "0301": True}


def test_a_table_too_large_to_hold_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamed, with the columns of the rules about several rows kept from the one pass, nothing changes."""
    ruleset = load("mottak")
    opened = open_extract(bundled("samples") / "demo", tuple(ruleset.tables.values()))
    held = audit(opened, ruleset, reference_date=DATE)
    kept: dict[str, frozenset[str]] = {}
    keep = Preparation.keep

    def noted(self: Preparation, table: str, names: frozenset[str], frame: pl.DataFrame) -> None:
        kept[table] = names
        keep(self, table, names, frame)

    monkeypatch.setattr(Preparation, "keep", noted)
    monkeypatch.setattr(prepare, "HELD_ROWS", 0)
    streamed = audit(opened, ruleset, reference_date=DATE)
    assert "mottaksopphold" in kept
    assert streamed.outcomes == held.outcomes
    assert streamed.group_findings.equals(held.group_findings)
    for name, table in held.tables.items():
        columns = ["rule", "row", pl.col("municipality").cast(pl.String)]
        assert table.findings.select(columns).equals(streamed.tables[name].findings.select(columns)), name


@pytest.mark.parametrize("wrong", ["13813177703", "Ada Prøve", "0301 Oslo", "\u0661\u0662\u0663\u0664"])
def test_what_is_no_number_of_a_municipality_is_not_told_as_its_place(wrong: str, tmp_path: Path) -> None:
    """In a shifted line a name or an identity number stands there: places are told in reports and in the ledger."""
    ruleset = load(writing.write(tmp_path, writing.rule("require: timer > 1")))
    rows: list[dict[str, Any]] = [{"kommunenummer": wrong, "timer": 0}, {"kommunenummer": "9999", "timer": 0}]
    result = audit(extract(ruleset, program=rows, person=[]), ruleset, reference_date=DATE)
    table = result.tables["program"]
    assert set(table.findings["municipality"].cast(pl.String)) == {"9999", "•••"}
    assert set(table.population["municipality"]) == {"9999", "•••"}
