"""Centres that do not fit, the evidence for what they mean, and what the mapping file makes of a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor import engine, rulesets
from auditor.extract import open_extract
from auditor.extract.centre_file import decided, mapping_file
from auditor.extract.centre_mapping import CentreMapping
from auditor.extract.mapping import ExtractMapping, format_mapping, parse_mapping, write_centres
from auditor.model.errors import MappingError
from auditor.model.extract import Extract
from auditor.model.ruleset import RuleSet
from auditor.results.centre_candidates import accepted, best_of_each, candidates, refusal, rejected
from auditor.results.centres import Case, CentreCases, CentreProblem
from tests import centres as made

DATE = dt.date(2024, 12, 31)


@dataclass(frozen=True)
class World:
    """An extract on disk and its rule set."""

    folder: Path
    ruleset: RuleSet

    def extract(self) -> Extract:
        """The extract as it is read now."""
        return open_extract(self.folder, tuple(self.ruleset.tables.values()))

    def cases(self) -> CentreCases:
        """Its centres."""
        return CentreCases(self.extract(), self.ruleset, DATE)

    def found(self) -> dict[str, int]:
        """The findings of each rule."""
        result = engine.audit(self.extract(), self.ruleset, reference_date=DATE)
        return {each.rule_id: each.found for each in result.outcomes if each.found}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Stays with every problem there is."""
    return World(made.write_extract(tmp_path / "uttrekk"), rulesets.load(str(made.write_rules(tmp_path / "regler"))))


def case_of(cases: CentreCases, problem: CentreProblem, table: str = "opphold") -> Case:
    """The only case of a problem in a table."""
    lines = [Case.of(line) for line in cases.cases.iter_rows(named=True)]
    (found,) = (each for each in lines if each.problem is problem and each.table == table)
    return found


def test_each_problem_is_a_case_with_its_rows(world: World) -> None:
    lines = world.cases().cases.select("problem", "table", "key", "rows").rows()
    assert lines == [
        ("unknown", "opphold", "M9", 2),
        ("unknown", "bosetting", "M9", 1),
        ("unmapped", "opphold", None, 1),
        ("closed", "opphold", "M2", 1),
        ("early", "opphold", "M3", 1),
        ("municipality", "opphold", "M3", 1),
        ("type", "opphold", "M3", 1),
        ("renamed", "opphold", "M3", 1),
    ]


def test_evidence_is_the_likeness_of_names_the_municipality_the_dates_and_the_type(world: World) -> None:
    cases = world.cases()
    found = candidates(cases, case_of(cases, CentreProblem.UNKNOWN), {})
    first = found.row(0, named=True)
    assert first["centre"] == "M3"
    assert first["alike"] > 0.7
    assert (first["same_municipality"], first["fits"], first["rows_that_fit"], first["rows"]) == (1.0, 1.0, 2, 2)
    assert first["same_type"] == 1.0
    closed = candidates(cases, case_of(cases, CentreProblem.CLOSED), {}).row(0, named=True)
    assert (closed["centre"], closed["fits"]) == ("M2", 0.0)


def test_a_case_without_a_name_is_judged_by_what_else_is_known(world: World) -> None:
    cases = world.cases()
    nameless = case_of(cases, CentreProblem.UNKNOWN, "bosetting")
    assert candidates(cases, nameless, {}).height == 0
    best = best_of_each(cases, {})
    assert best.filter(table="bosetting")["best"].to_list() == [None]
    assert best.filter(problem="unknown", table="opphold")["best"].to_list() == ["M3"]


def test_more_and_better_evidence_comes_first(tmp_path: Path) -> None:
    """A name alone, however alike, is less than a name with municipality, time and type; what is against counts too."""
    head = made.CENTRES.splitlines()[0]
    centres = [
        "name alone;Solbakken;;;;;",
        "all but the name;Solbakke;;Ordinært;0301;2020-01-01;",
        "another place and type;Solbakken;;Transitt;4601;2020-01-01;",
        "place alone;;;;0301;;",
    ]
    stays = f"{made.STAYS.splitlines()[0]}\nO1;P1;X;Solbakken;Ordinært;0301;2024-01-01;2024-02-01\n"
    extract = made.write_extract(tmp_path / "uttrekk", stays, "\n".join([head, *centres, ""]))
    cases = World(extract, rulesets.load(str(made.write_rules(tmp_path / "regler")))).cases()
    found = candidates(cases, case_of(cases, CentreProblem.UNKNOWN), {})
    order = ["all but the name", "another place and type", "name alone", "place alone"]
    assert found["centre"].to_list() == order
    assert found["fits"].to_list() == [1.0, 1.0, None, None]
    scores = dict(found.select("centre", "score").iter_rows())
    assert (scores["name alone"], scores["place alone"]) == (0.5, 0.2)
    assert 0.9 < scores["all but the name"] < 1.0


def test_what_is_accepted_is_audited_as_if_the_register_key_had_been_written(world: World) -> None:
    before = world.found()
    assert before == {"M-OPP-001": 1, "M-OPP-002": 2, "M-BOS-001": 1}
    cases = world.cases()
    told = accepted({}, case_of(cases, CentreProblem.UNKNOWN), "M3")
    told = accepted(told, case_of(cases, CentreProblem.UNMAPPED), "M2")
    told = accepted(told, case_of(cases, CentreProblem.RENAMED), "M3")
    write_centres(mapping_file(world.extract()), told)
    assert world.found() == {}
    assert decided(world.extract()) == told
    left = {line["problem"] for line in world.cases().cases.iter_rows(named=True)}
    assert not left & {"unknown", "unmapped"}
    assert (world.folder / "opphold.csv").read_text(encoding="utf-8") == made.STAYS


def test_a_hidden_key_is_neither_missing_nor_mapped(world: World) -> None:
    (world.folder / "auditor.toml").write_text('[centres.M3]\nnames = ["Skjult"]\n', encoding="utf-8")
    frame = world.extract().tables["opphold"].frame.collect()
    assert frame.filter(opphold_id="O8")["mottak_id"].to_list() == [":"]


def test_a_rejected_centre_comes_last_and_is_not_the_best(world: World) -> None:
    cases = world.cases()
    case = case_of(cases, CentreProblem.UNKNOWN)
    told = rejected({}, case, "M3")
    assert told == {"M3": CentreMapping(rejected=("M9",))}
    found = candidates(cases, case, told)
    assert (found["centre"][-1], found["rejected"][-1]) == ("M3", True)
    assert best_of_each(cases, told).filter(problem="unknown", table="opphold")["best"][0] != "M3"


def test_a_decision_takes_back_what_contradicts_it(world: World) -> None:
    case = case_of(world.cases(), CentreProblem.UNKNOWN)
    told = accepted({"M1": CentreMapping(keys=("M9", "X"))}, case, "M3")
    assert told == {"M1": CentreMapping(keys=("X",)), "M3": CentreMapping(keys=("M9",))}
    assert rejected(told, case, "M3") == {"M1": CentreMapping(keys=("X",)), "M3": CentreMapping(rejected=("M9",))}
    assert accepted(rejected(told, case, "M3"), case, "M3")["M3"] == CentreMapping(keys=("M9",))


def test_errors_of_the_register_and_the_stays_cannot_be_mapped_away(world: World) -> None:
    cases = world.cases()
    for problem in CentreProblem:
        if problem not in (CentreProblem.UNKNOWN, CentreProblem.UNMAPPED):
            assert refusal(case_of(cases, problem), "M1") is not None
    assert refusal(case_of(cases, CentreProblem.RENAMED), "M3") is None


def test_the_rest_of_the_mapping_file_stays_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "auditor.toml"
    text = "# laget for hånd\npseudonymous = false\n\n[centres.M1]\nkeys = ['A']\n\n"
    text += "[files.'a.csv']  # en fil\nignore = true\n"
    file.write_text(text, encoding="utf-8")
    write_centres(file, {"M2": CentreMapping(names=('Ås «"mottak"»',))})
    written = file.read_text(encoding="utf-8")
    assert "# laget for hånd" in written
    assert "# en fil" in written
    told = parse_mapping(written.encode(), "auditor.toml", ())
    assert told.centres == {"M2": CentreMapping(names=('Ås «"mottak"»',))}
    assert told.files["a.csv"].ignore
    assert file.stat().st_mode & 0o777 == 0o600
    write_centres(file, {})
    assert parse_mapping(file.read_bytes(), "auditor.toml", ()).centres == {}


def test_a_file_where_centres_stand_apart_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "auditor.toml"
    file.write_text('centres.M1.keys = ["A"]\n', encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        write_centres(file, {"M1": CentreMapping(keys=("B",))})
    assert caught.value.key == "extract.mapping_centres_apart"
    assert file.read_text(encoding="utf-8") == 'centres.M1.keys = ["A"]\n'


def test_a_key_or_name_means_one_centre() -> None:
    for said, again in (('keys = ["x"]', 'keys = ["x"]'), ('names = ["Å"]', 'names = [" å "]')):
        text = f"[centres.A]\n{said}\n[centres.B]\n{again}"
        with pytest.raises(MappingError) as caught:
            parse_mapping(text.encode(), "auditor.toml", ())
        assert caught.value.key == "extract.mapping_centre_twice"


def test_a_mapping_with_centres_is_read_as_it_was_written() -> None:
    said = {"M 1": CentreMapping(("a", 'b"'), ("Ås",), ("c",)), "M2": CentreMapping(keys=("d",))}
    told = ExtractMapping(centres=said)
    told = ExtractMapping(
        centres={"M 1": CentreMapping(("a", 'b"'), ("Ås",), ("c",)), "M2": CentreMapping(keys=("d",))}
    )
    assert parse_mapping(format_mapping(told).encode(), "auditor.toml", ()) == told


def test_a_centre_that_the_register_does_not_have_is_told_about(world: World) -> None:
    (world.folder / "auditor.toml").write_text('[centres.M99]\nkeys = ["M9"]\n', encoding="utf-8")
    extract = world.extract()
    assert [each.key for each in extract.problems] == ["extract.centre_unknown"]
    assert "M9" in extract.tables["opphold"].frame.collect()["mottak_id"].to_list()


def test_without_a_register_there_is_nothing_to_hold_centres_against(tmp_path: Path) -> None:
    rules = rulesets.load(str(made.write_rules(tmp_path / "regler")))
    world = World(made.write_extract(tmp_path / "uttrekk", centres=None), rules)
    assert world.cases().register is None
    assert world.cases().cases.height == 0
