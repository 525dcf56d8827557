"""The target groups by permit, reference person, age and act, cell by cell, against a table written out by hand.

The table is what the report's table of target groups says (seed-001, Tabell 2.2), with the ages of the two acts. The
rules are asked about every cell: they must speak exactly where the table does not allow the right that is registered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.engine import audit
from auditor.engine.worlds import raw_table
from auditor.model.audit import AuditResult
from auditor.model.extract import Extract, Manifest
from auditor.sample import EXTRACT_DATE
from tests.sample.audits import rules

BOTH, OFFER, DUTY, RIGHT, NONE = "Rett og plikt", "Kan tilbys", "Plikt", "Rett", "Ingen"
OWN: dict[str, tuple[str, str]] = {
    "§ 28": (BOTH, BOTH),
    "§ 34": (BOTH, BOTH),
    "§ 35": (BOTH, BOTH),
    "§ 38": (BOTH, BOTH),
    "§ 38 femte ledd": (BOTH, BOTH),
    "§ 53": (BOTH, BOTH),
    "Permanent": (OFFER, BOTH),
    "§ 23": (NONE, DUTY),
    "§ 25": (NONE, DUTY),
    "EØS": (NONE, NONE),
    "Norsk": (NONE, NONE),
    "Asylsøker": (NONE, NONE),
}
"""Programme and Norwegian by a person's own permit."""
FAMILY: dict[str | None, tuple[str | None, str | None]] = {
    "§ 28": (BOTH, BOTH),
    "§ 34": (BOTH, BOTH),
    "§ 35": (BOTH, BOTH),
    "§ 38": (BOTH, BOTH),
    "§ 38 femte ledd": (BOTH, BOTH),
    "Norsk": (OFFER, BOTH),
    "Permanent": (OFFER, BOTH),
    "§ 23": (NONE, DUTY),
    "§ 25": (NONE, DUTY),
    "EØS": (NONE, NONE),
    "§ 53": (None, BOTH),
    "Familie": (None, BOTH),
    "Asylsøker": (None, None),
    None: (None, None),
}
"""The same for family members, by the reference person's permit; None where that does not decide it."""
ACTS: dict[str, tuple[str, str, str]] = {
    "2016": ("introduksjonsloven", "2016-12-31", "2016-12-31"),
    "2017": ("introduksjonsloven", "2017-01-01", "2017-01-01"),
    "2020": ("introduksjonsloven", "2020-12-31", "2020-12-31"),
    "arrived 2021": ("integreringsloven", "2020-12-31", "2021-01-01"),
    "2021": ("integreringsloven", "2021-01-01", "2021-01-01"),
    "6A": ("integreringsloven kap. 6A", "2022-07-01", "2022-07-01"),
}
"""Act, first permit and entry."""
AGES = (15, 16, 17, 18, 19, 54, 55, 56, 66, 67, 68)
PROGRAMME_RIGHTS, NORWEGIAN_RIGHTS = (BOTH, OFFER), (BOTH, DUTY, RIGHT, NONE)
PROGRAMME_RULES = {
    "NIR-MAL-001",
    "NIR-MAL-002",
    "NIR-MAL-003",
    "NIR-MAL-004",
    "NIR-MAL-005",
    "NIR-MAL-010",
    "NIR-MAL-011",
}
NORWEGIAN_RULES = {"NIR-NOR-001", "NIR-NOR-002", "NIR-NOR-015"}


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix, and the right that is registered in it."""

    ground: str
    reference: str | None
    act: str
    age: int
    right: str

    @property
    def groups(self) -> tuple[str | None, str | None]:
        """Programme and Norwegian by the permit alone."""
        return FAMILY[self.reference] if self.ground == "Familie" else OWN[self.ground]


def programme_allowed(cell: Cell) -> bool:
    """What table and ages say of the programme of somebody settled by agreement, begun a month after the permit."""
    group = cell.groups[0]
    grown_in = cell.act.startswith("20") and cell.act != "2021"
    in_age = 18 <= cell.age <= 55
    if cell.age < 18:
        return False
    if group is None:
        return in_age or cell.right == OFFER
    if cell.right == BOTH:
        return group == BOTH and (in_age or (grown_in and cell.age <= 55))
    return group == OFFER or (group == BOTH and not in_age)


def norwegian_allowed(cell: Cell) -> bool:
    """What table and ages say of the training."""
    group = cell.groups[1]
    oldest = 55 if cell.act == "2016" else 67
    youngest = 16 if cell.act in {"2016", "2017", "2020"} else 18
    in_age = youngest <= cell.age <= oldest
    if group is None:
        return in_age or cell.right != BOTH
    if group == BOTH:
        return in_age if cell.right == BOTH else not 18 <= cell.age <= oldest
    if cell.right in (BOTH, RIGHT):
        return False
    return cell.right == NONE or group == DUTY


def cells(rights: tuple[str, ...]) -> Iterator[Cell]:
    """Every ground, reference ground, act and age with every right."""
    families: list[tuple[str, str | None]] = [("Familie", each) for each in FAMILY]
    for ground, reference in [*((each, None) for each in OWN), *families]:
        for act in ACTS:
            if (act == "6A") != (ground == "§ 34"):
                continue
            for age in AGES:
                for right in rights:
                    yield Cell(ground, reference, act, age, right)


def _person(number: int, cell: Cell) -> dict[str, object]:
    _, permit, entry = ACTS[cell.act]
    year, rest = int(permit[:4]), permit[4:]
    return {
        "person_id": f"N{number}",
        "fodselsdato": f"{year - cell.age}{rest}",
        "oppholdsgrunnlag": cell.ground,
        "referanseperson_grunnlag": cell.reference,
        "tillatelse_dato": permit,
        "innreise_dato": entry,
    }


def _asked(of: set[str], people: list[dict[str, object]], **rows: list[dict[str, object]]) -> AuditResult:
    given = {"person": people, **rows}
    tables = {name: raw_table(table, given.get(name, [])) for name, table in rules().tables.items()}
    few = replace(rules(), rules=tuple(rule for rule in rules().rules if rule.id in of))
    assert {rule.id for rule in few.rules} == of
    return audit(Extract(tables, Manifest("", ())), few, reference_date=EXTRACT_DATE)


def _spoken(result: AuditResult, table: str, of: set[str]) -> dict[int, set[str]]:
    spoken: dict[int, set[str]] = {}
    for rule, row in result.tables[table].findings.select("rule", "row").iter_rows():
        if result.rule_ids[rule] in of:
            spoken.setdefault(row, set()).add(result.rule_ids[rule])
    return spoken


def test_programmes_cell_by_cell() -> None:
    """The rules of the programme's target group speak of a cell where the table forbids it, and of no other."""
    asked = list(cells(PROGRAMME_RIGHTS))
    people = [_person(number, cell) for number, cell in enumerate(asked)]
    start = [ACTS[cell.act][1] for cell in asked]
    programmes: list[dict[str, object]] = [
        {
            "program_id": f"I{number}",
            "person_id": f"N{number}",
            "kommunenummer": "0301",
            "lovverk": ACTS[cell.act][0],
            "rettighet": cell.right,
            "vedtak_dato": start[number],
            "start_dato": start[number],
        }
        for number, cell in enumerate(asked)
    ]
    settled: list[dict[str, object]] = [
        {
            "bosetting_id": f"S{number}",
            "person_id": f"N{number}",
            "kommunenummer": "0301",
            "bosettingstype": "Fra mottak",
            "bosettingsdato": start[number],
        }
        for number in range(len(asked))
    ]
    result = _asked(PROGRAMME_RULES, people, introduksjonsprogram=programmes, bosetting=settled)
    spoken = _spoken(result, "introduksjonsprogram", PROGRAMME_RULES)
    wrong = [(cell, spoken.get(n)) for n, cell in enumerate(asked) if (n in spoken) == programme_allowed(cell)]
    assert wrong == []
    assert len(asked) > 2_000


def test_norwegian_cell_by_cell() -> None:
    """The rules of the training's target group speak of a cell where the table forbids it, and of no other."""
    asked = list(cells(NORWEGIAN_RIGHTS))
    people = [_person(number, cell) for number, cell in enumerate(asked)]
    training: list[dict[str, object]] = [
        {
            "opplaering_id": f"O{number}",
            "person_id": f"N{number}",
            "lovverk": ACTS[cell.act][0],
            "rettighet": cell.right,
            "start_dato": ACTS[cell.act][1],
        }
        for number, cell in enumerate(asked)
    ]
    spoken = _spoken(_asked(NORWEGIAN_RULES, people, norskopplaering=training), "norskopplaering", NORWEGIAN_RULES)
    wrong = [(cell, spoken.get(n)) for n, cell in enumerate(asked) if (n in spoken) == norwegian_allowed(cell)]
    assert wrong == []
    assert len(asked) > 4_000


def test_the_act_follows_permit_entry_and_ground() -> None:
    """Each act of the table above is the one that is worked out from permit and entry; the others are findings."""
    acts = sorted({act for act, _, _ in ACTS.values()})
    asked = [(cell, act) for cell in cells((BOTH,)) if cell.age == 30 or cell.age == 54 for act in acts]
    people = [_person(number, cell) for number, (cell, _) in enumerate(asked)]
    training: list[dict[str, object]] = [
        {"opplaering_id": f"O{number}", "person_id": f"N{number}", "lovverk": act}
        for number, (_, act) in enumerate(asked)
    ]
    spoken = _spoken(_asked({"NIR-LOV-003"}, people, norskopplaering=training), "norskopplaering", {"NIR-LOV-003"})
    assert [pair for number, pair in enumerate(asked) if (number in spoken) == (pair[1] == ACTS[pair[0].act][0])] == []


CENTRES: dict[tuple[str, int], set[str]] = {
    ("§ 28", 1): set(),
    ("§ 28", 0): {"NIR-ASY-006"},
    ("§ 34", 1): set(),
    ("Asylsøker", 1): set(),
    ("Asylsøker", 0): {"NIR-ASY-006"},
    ("§ 35", 0): {"NIR-ASY-010"},
    ("Familie", 0): {"NIR-ASY-010"},
    ("§ 23", 0): {"NIR-ASY-010"},
    ("§ 25", 0): {"NIR-ASY-010"},
    ("EØS", 0): {"NIR-ASY-010"},
    ("§ 38", 0): {"NIR-ASY-006"},
    ("§ 38 femte ledd", 0): {"NIR-ASY-006"},
}
"""Training in a centre by ground and number of stays: what is found."""


def test_training_in_centres_by_ground_and_age() -> None:
    """Training in a centre is for those who live there and are of age: 16 under the old act, 18 under the new."""
    ages = ((15, 2020), (16, 2020), (17, 2021), (18, 2021), (60, 2021))
    asked = [(case, age, year) for case in CENTRES for age, year in ages]
    people: list[dict[str, object]] = []
    early: list[dict[str, object]] = []
    stays: list[dict[str, object]] = []
    for number, ((ground, count), age, year) in enumerate(asked):
        key = f"N{number}"
        people.append({"person_id": key, "fodselsdato": f"{year - age}-03-01", "oppholdsgrunnlag": ground})
        early.append({"asylnorsk_id": key, "person_id": key, "start_dato": f"{year}-03-01", "timer_norsk": "80"})
        stays.extend(
            [{"opphold_id": key, "person_id": key, "mottakstype": "Ordinært", "fra_dato": f"{year}-01-01"}] * count
        )
    of = {"NIR-ASY-006", "NIR-ASY-010", "NIR-ASY-021", "NIR-ASY-022", "NIR-ASY-023"}
    spoken = _spoken(_asked(of, people, asylnorsk=early, mottaksopphold=stays), "asylnorsk", of)
    for number, (case, age, year) in enumerate(asked):
        young = {"NIR-ASY-021"} if age < (16 if year < 2021 else 18) else set()
        assert spoken.get(number, set()) == CENTRES[case] | young, (case, age, year)
