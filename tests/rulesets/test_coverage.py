"""The coverage matrix leaves out no rule of any source, names only rules that exist, and says why others do not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.bundled import bundled
from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.model.rule import Basis, Rule
from auditor.rulesets import coverage
from auditor.rulesets.coverage import SourceRule, bundled_rules, check_coverage, load_coverage, source_rule_of
from auditor.rulesets.loading import available, load

SHARED = Path(__file__).resolve().parents[3] / "shared"
SOURCES = load_coverage()
RULES = bundled_rules()
BY_KEY = {rule.key: rule for rule in coverage.all_rules(SOURCES)}


def numbered(prefix: str, *ranges: tuple[int, int], digits: int = 2) -> set[str]:
    """Ids from ranges of numbers, both ends included."""
    return {f"{prefix}{number:0{digits}}" for first, last in ranges for number in range(first, last + 1)}


MEASURES = {
    "arbeidstrening", "aft", "arbeidsrettet-rehabilitering", "avklaring", "amo-kurs", "yrkesrettet-opplæring",
    "ordinær-utdanning", "midlertidig-lønnstilskudd", "varig-lønnstilskudd", "jobbklubb", "individuell-oppfølging",
    "mentor", "inkluderingstilskudd", "varig-tilrettelagt-arbeid", "aap",
}  # fmt: skip
EXPECTED = {
    "seed-000": numbered("S0-", (1, 35)) | numbered("4-", (1, 22), digits=1) | {f"4.1{x}" for x in "abcdefghijklmno"},
    "seed-001": numbered("R", (1, 20), (30, 45), (50, 66), (70, 81), (83, 85), (90, 99), (110, 116), (120, 130))
    | numbered("D", (1, 53)),
    "seed-002": numbered("R", (1, 29)) | numbered("Q", (1, 34)),
    "seed-003": numbered("S3-", (1, 34)) | numbered("4-", (1, 28), digits=1),
    "seed-004a": numbered("R", (1, 53)) | numbered("DQ", (1, 41)) | numbered("I", (1, 14), digits=1),
    "seed-004b": numbered("A", (1, 13), digits=1)
    | numbered("B", (1, 4), digits=1)
    | numbered("C", (1, 14), digits=1)
    | numbered("D", (1, 11), digits=1)
    | numbered("E", (1, 4), digits=1)
    | {f"E-{name}" for name in MEASURES}
    | numbered("F", (1, 10), digits=1)
    | numbered("G", (1, 6), digits=1)
    | numbered("P", (1, 34), digits=1),
    "ssb-kostra": numbered("11B-K", (1, 23), digits=1),
}
CODE_LISTS = {"seed-001": {"2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "7-timer"}, "seed-004a": {"2.5"}}
"""Code lists and needs that rules name as their basis, beside the numbered rules."""


@pytest.mark.parametrize("source", EXPECTED)
def test_every_rule_of_a_source_is_listed(source: str) -> None:
    """The ids each report gives its rules and known problems, restated here, and nothing made up beside them."""
    listed = {rule.id for rule in BY_KEY.values() if rule.source == source}
    further = {name for name in listed if source == "ssb-kostra" and not name.startswith("11B")}
    assert listed - further == EXPECTED[source] | CODE_LISTS.get(source, set())
    if source == "ssb-kostra":
        forms = Counter(name.partition("-")[0] for name in listed)
        assert forms == {"11B": 23, "11CF": 18, "11F": 32, "15F": 57, "FS": 15}


def test_there_is_no_other_source() -> None:
    """A file that no test looks at would be a gap."""
    assert {each.name for each in SOURCES} == EXPECTED.keys()


def domain_ids(text: str) -> Iterator[str]:
    """The ids of rules and problems in a domain report: first cells of its tables, and those told in a line."""
    section, heading = 0, ""
    for line in text.splitlines():
        if found := re.match(r"#+ (?:([0-9])[. ])?(.*)", line):
            heading = line.lstrip("# ")
            section = int(found[1]) if found[1] and line.startswith("## ") else section
            continue
        first = line.split("|")[1].strip() if line.startswith("| ") else ""
        first = re.sub(r" ?\[[TD/]+\]$", "", first)
        if section == 3 and heading.startswith("E. ") and first and first != "Tiltak":
            yield "E-" + re.sub(r" \(.*", "", first).lower().replace(" ", "-")
        elif section == 3 and re.match(r"Also: E1|G1 ", line):
            yield from re.findall(r"\b[EG][0-9]\b", line)
        elif section in (3, 4) and re.fullmatch(r"(S0-|S3-|R|DQ?|Q|[A-F]|P)[0-9]+", first):
            yield first
        elif section == 4 and not heading.startswith("4.1") and re.fullmatch(r"[0-9]+", first):
            yield f"4-{first}"
        elif section == 4 and heading.startswith("4.1") and re.fullmatch(r"[a-z]", first):
            yield f"4.1{first}"
        elif section == 6 and re.fullmatch(r"I[0-9]+", first):
            yield first


@pytest.mark.parametrize("source", [name for name in EXPECTED if name != "ssb-kostra"])
def test_the_reports_themselves_hold_no_other_rule(source: str) -> None:
    """The ids above are those of the reports, where these are at hand."""
    file = SHARED / "domain" / f"{source}.md"
    if not file.is_file():
        pytest.skip("the domain reports are not here")
    found = set(domain_ids(file.read_text(encoding="utf-8")))
    assert found == EXPECTED[source]


def test_the_catalogue_of_ssb_holds_no_other_control() -> None:
    """Form and number of each control, where the catalogue is at hand."""
    file = SHARED / "reference" / "ssb_kostra_regelkatalog.csv"
    if not file.is_file():
        pytest.skip("the catalogue is not here")
    found = []
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            form = {"15F individ": "15F", "felles sosial": "FS"}.get(row["skjema"], row["skjema"].split()[0])
            told = re.match(r"(?:(\w+) )?(?:[Kk]ontroll )?(K?[0-9]+_?[A-Za-z]?) ?: ?(\w+)", row["regel"])
            assert told is not None
            group = f"{told[1].lower()}-" if told[1] and told[1].lower() != "kontroll" else ""
            found.append((f"{form}-{group}{told[2].replace('_', '')}", told[3].lower()))
    twice = Counter(name for name, _ in found)
    ids = {f"{name}-{title}" if twice[name] > 1 else name for name, title in found}
    assert len(ids) == len(found) == 145
    assert ids == {rule.id for rule in BY_KEY.values() if rule.source == "ssb-kostra"}


def test_matrix_and_rules_fit_together() -> None:
    """Every rule named is there, and every basis of every rule stands in the matrix with that rule."""
    check_coverage(SOURCES, RULES)
    assert len(RULES) > 200


def test_a_report_or_control_as_basis_of_a_parameter_is_listed() -> None:
    """Limits come from sources, too."""
    named = {f"{rule.source} {name}" for rule in BY_KEY.values() for name in (rule.id, *rule.also)}
    for name in available():
        for parameter in load(name, checked=False).parameters.values():
            for basis in parameter.basis:
                assert basis.kind != "seed" or source_rule_of(basis) in named, (parameter.name, basis)


@pytest.mark.parametrize("rule", BY_KEY.values(), ids=BY_KEY)
def test_a_rule_is_covered_or_says_why_not(rule: SourceRule) -> None:
    """No third way; and a reason is a sentence, not a word."""
    assert bool(rule.covered_by) == (rule.state in ("covered", "partly"))
    if rule.state == "covered":
        assert rule.reason == ""
    elif rule.state != "duplicate_of":
        assert len(rule.reason) > 5
    assert 5 <= len(rule.says) <= 120 or rule.source == "ssb-kostra"


def test_a_duplicate_points_at_the_rule_itself() -> None:
    """Not at another duplicate, so that one step leads to what is done."""
    for rule in BY_KEY.values():
        assert all(BY_KEY[name].state != "duplicate_of" for name in rule.see), rule.key


def test_coverage_is_no_rule_set() -> None:
    """It lies among them, without a ruleset.yaml."""
    assert (bundled("rules") / coverage.FOLDER).is_dir()
    assert coverage.FOLDER not in available()


@pytest.mark.parametrize(
    ("basis", "name"),
    [
        (Basis("seed", "seed-001 R90"), "seed-001 R90"),
        (Basis("seed", "seed-004a R35 (ti dager)"), "seed-004a R35"),
        (Basis("seed", "seed-001 Tabell 2.2"), "seed-001 Tabell 2.2"),
        (Basis("ssb", "KOSTRA 11B, K16"), "ssb-kostra 11B-K16"),
        (Basis("ssb", "KOSTRA 11B, K22 (99 år)"), "ssb-kostra 11B-K22"),
        (Basis("ssb", "Klass 131"), None),
        (Basis("law", "introduksjonsloven § 25"), None),
    ],
)
def test_what_a_basis_names(basis: Basis, name: str | None) -> None:
    """Remarks in brackets are not part of it."""
    assert source_rule_of(basis) == name


HEAD = "source: seed-000\ntitle: {nb: Kilde, en: Source}\nrules:\n"
COVERED = "  - {id: R1, set: nir, says: Alt, covered_by: [NIR-AVS-001]}\n"
PLANNED = "  - {id: R2, set: nir, says: Alt, status: planned, issue: 3, reason: Senere}\n"


def refused(tmp_path: Path, text: str, *, stem: str = "seed-000") -> RuleSetError:
    """How a coverage file is refused, with a sentence in both languages."""
    folder = tmp_path / "coverage"
    folder.mkdir()
    (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleSetError) as caught:
        check_coverage(load_coverage(folder), {})
    bokmaal, english = Translator("nb").error(caught.value), Translator("en").error(caught.value)
    assert bokmaal != english
    assert f"coverage/{stem}.yaml" in bokmaal
    return caught.value


@pytest.mark.parametrize(
    ("entry", "key", "line"),
    [
        (PLANNED.replace("reason:", "grunn:"), "rulesets.format", "4"),
        (PLANNED.replace("nir", "norsk"), "rulesets.format", "4"),
        (PLANNED.replace("planned", "later"), "rulesets.format", "4"),
        (PLANNED + PLANNED, "coverage.duplicate", "5"),
        (PLANNED + PLANNED.replace("R2", "R3, also: [R2]"), "coverage.duplicate", "5"),
        (PLANNED.replace(", issue: 3", ""), "coverage.issue", "4"),
        (PLANNED.replace(", reason: Senere", ""), "coverage.reason", "4"),
        (PLANNED.replace("issue: 3", "issue: 3, covered_by: [NIR-AVS-001]"), "coverage.rules_or_status", "4"),
        ("  - {id: R1, set: nir, says: Alt}\n", "coverage.rules_or_status", "4"),
        (PLANNED.replace("issue: 3", "issue: 3, partly: noe"), "coverage.partly_without_rules", "4"),
        (PLANNED.replace("issue: 3", "issue: 3, program: noe"), "coverage.program_without_rules", "4"),
        (COVERED.replace("]}", "], reason: Fordi}"), "coverage.reason_and_rules", "4"),
        ("  - {id: R1, set: nir, says: Alt, status: duplicate_of}\n", "coverage.see", "4"),
        (COVERED.replace("]}", "], see: [seed-000 R2]}"), "coverage.see", "4"),
        (COVERED.replace("]}", "], cited_by: [NIR-AVS-001]}"), "coverage.covered_and_cited", "4"),
        (PLANNED + COVERED, "coverage.unknown_rule", "5"),
        (PLANNED.replace("issue: 3", "issue: 3, see: [seed-000 R2]"), "coverage.unknown_source_rule", "4"),
    ],
)
def test_mistakes_are_refused_where_they_stand(tmp_path: Path, entry: str, key: str, line: str) -> None:
    """With file and line."""
    error = refused(tmp_path, HEAD + entry)
    assert error.key == key
    assert error.facts["line"] == line


def test_a_file_is_named_by_its_source(tmp_path: Path) -> None:
    """Rules name the source, and readers look for the file of that name."""
    assert refused(tmp_path, HEAD + PLANNED, stem="seed-009").key == "coverage.source_name"


def test_a_basis_the_matrix_does_not_know_is_refused() -> None:
    """A rule whose basis is in no list, or in one without the rule, is told with its file and line."""
    rule = RULES["NIR-AVS-002"]
    assert Basis("seed", "seed-001 R90") in rule.basis
    left_out = tuple(
        coverage.Source(each.name, each.title, tuple(rule for rule in each.rules if rule.key != "seed-001 R90"))
        for each in SOURCES
    )
    with pytest.raises(RuleSetError) as caught:
        check_coverage(left_out, RULES)
    assert caught.value.key == "coverage.unknown_basis"
    with pytest.raises(RuleSetError) as caught:
        check_coverage(SOURCES, {**RULES, "NIR-AVS-001": _with_basis(RULES["NIR-AVS-001"], "seed-001 R91")})
    assert caught.value.key == "coverage.unlisted"
    assert caught.value.facts["rule"] == "NIR-AVS-001"
    with pytest.raises(RuleSetError) as caught:
        check_coverage(SOURCES, {**RULES, "NIR-AVS-001": _with_basis(RULES["NIR-AVS-001"], "rapporten")})
    assert caught.value.key == "coverage.unknown_basis"


def _with_basis(rule: Rule, reference: str) -> Rule:
    from dataclasses import replace

    return replace(rule, basis=(Basis("seed", reference),))


def test_the_numbers_in_the_readme_are_those_of_the_matrix() -> None:
    """Told there by hand, so that they are read and not only printed."""
    readme = (bundled("rules") / coverage.FOLDER / "README.md").read_text(encoding="utf-8")
    told = {
        row[0]: [int(each) for each in row[1:]]
        for row in re.findall(r"^\| ([^|0-9\n]+)" + r" \| ([0-9]+)" * 7, readme, re.M)
    }
    states = ("covered", "partly", "planned", "no_data", "not_a_rule")
    for about in (*told.keys() - {"all sources and sets"}, "all sources and sets"):
        rules = [rule for rule in BY_KEY.values() if about in (rule.about, "all sources and sets")]
        found = [coverage.totals(rules)[state] for state in states]
        assert told[about] == [len(rules), *found, len(rules) - sum(found)], about
    assert [key for key, rule in BY_KEY.items() if rule.state == "planned"] == []
    assert "Nothing is planned any more" in readme
    forms = [rule for rule in BY_KEY.values() if rule.state == "no_data" and rule.id.startswith(("11F", "15F"))]
    assert f"{len(forms)} of the {told['all sources and sets'][4]} without data" in readme


def test_every_source_rule_the_readme_names_exists() -> None:
    """``seed-001 R40, R70–R72`` and the like."""
    readme = (bundled("rules") / coverage.FOLDER / "README.md").read_text(encoding="utf-8")
    source = ""
    for seed, name in re.findall(r"(seed-[0-9]+[ab]?)|\b((?:S0-|S3-|DQ|[RQABDFP])[0-9]+|4-2|2\.6)\b", readme):
        source = seed or source
        assert not name or f"{source} {name}" in BY_KEY, (source, name)


def test_every_rule_the_readme_names_exists() -> None:
    """``NIR-LOV-001 to 003, 010`` names four rules; each theme names some, or a command."""
    readme = (bundled("rules") / coverage.FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in readme.partition("## By theme")[2].splitlines()[6:]]
    assert len(rows) > 30
    for _, asked, cell in rows:
        named = re.findall(r"(?:([A-Z]+-[A-Z]+)-)?\b([0-9]{3})(?: to ([0-9]{3}))?", cell)
        assert named or "`" in cell, asked
        theme = ""
        for start, first, last in named:
            theme = start or theme
            rules = numbered(f"{theme}-", (int(first), int(last or first)), digits=3)
            assert rules <= RULES.keys(), (asked, rules - RULES.keys())
