"""SSB's controls of form 11CF: a file of fixed width with one error a line, each found by its own control alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.reference.synthetic import synthetic_numbers
from auditor.rulesets import load
from auditor.sample.days import day

TABLE, DAY = "kostra_11cf", dt.date(2026, 2, 1)
FIELDS = load("kostra").tables[TABLE].fields
BORN = "15031990"
CLEAN = {
    "kommunenummer": "1103", "aar": "25", "fodselsdato": BORN, "kjonn": "1", "sivilstand": "1", "forsorger": "2",
    "soknad_dato": "10012025", "vedtak_dato": "01022025", "start_dato": "15022025", "annen_kommune": "2",
    "tillegg": "2", "mnd_02": "02", "mnd_03": "03", "stonad": "0040000", "status": "1",
}  # fmt: skip
ENDED = {"status": "3", "avsluttet_dato": "20032025", "sit_arbeid": "01", "inntektskilde": "01"}
UNUSUAL: tuple[dict[str, str], ...] = (
    {},
    ENDED,
    {"kommunenummer": "0301", "bydel": "07", "status": "6"},
    {"status": "2", "mnd_02": "", "mnd_03": "01", "mnd_01": "01"},
    {"forsorger": "1", "barn": "13", "ytelse_sosialhjelp": "1", "ytelse_slag": "3"},
    {"tillegg": "1", "tillegg_engang": "9", "annen_kommune": "1", "fra_kommune": "4601"},
)
"""Lines that nothing is wrong with."""
WRONG: dict[str, dict[str, str]] = {
    "002": {"kommunenummer": "0301", "bydel": "16"},
    "003": {"kommunenummer": "3001"},
    "004": {"aar": "26"},
    "005": {"fodselsnummer": "15839010271"},
    "006": {"fodselsdato": "15032010"},
    "007": {"fodselsdato": "15031950"},
    "008": {"kjonn": "0"},
    "009": {"sivilstand": ""},
    "010": {"forsorger": ""},
    "011": {"forsorger": "1"},
    "012": {"barn": "02"},
    "013": {"forsorger": "1", "barn": "15"},
    "014": {"soknad_dato": ""},
    "015": {"vedtak_dato": "31122020"},
    "016": {"start_dato": "00000000"},
    "019": {"annen_kommune": ""},
    "020": {"annen_kommune": "1", "fra_kommune": "9999"},
    "021": {"ytelse_sosialhjelp": "1"},
    "026": {"tillegg": "3"},
    "027": {"tillegg_program": "8"},
    "028": {"mnd_02": "", "mnd_03": "", "stonad": ""},
    "029": {"status": "2", "mnd_02": "", "mnd_03": "", "stonad": ""},
    "030": {"stonad": ""},
    "031": {"mnd_02": "", "mnd_03": ""},
    "032": {"stonad": "0600000"},
    "036": {"status": "8"},
    "037": {**ENDED, "avsluttet_dato": ""},
    "038": {**ENDED, "sit_arbeid": ""},
    "039": {**ENDED, "inntektskilde": "02"},
    "040": {"fodselsdato": "16031990"},
}
"""By control, what is wrong in a line."""
ALSO = {"028": {"029"}}
"""Where neither months nor a sum are given, both are told."""


def written(lines: list[dict[str, str]]) -> list[str]:
    """The lines of the file, of fixed width; each has a number of the person's own, unless it says another."""
    born = [each.get("fodselsdato", BORN) if each.get("own date") else BORN for each in lines]
    days = np.array([day(f"{each[4:]}-{each[2:4]}-{each[:2]}") for each in born])
    people = [str(each) for each in synthetic_numbers(days, np.zeros(len(lines), bool))]
    text = []
    for place, (change, number) in enumerate(zip(lines, people, strict=True)):
        line = {**CLEAN, "journalnummer": f"J{place}", "fodselsnummer": number, **change}
        text.append("".join(line.get(each.name, "").ljust(each.width or 0) for each in FIELDS))
    return text


def test_each_error_is_found_by_its_control_and_nothing_else(tmp_path: Path) -> None:
    """One line for each control, lines that are unusual but right, and those that two lines or their length break."""
    wrong = [{**change, **({"own date": "yes"} if name in ("006", "007") else {})} for name, change in WRONG.items()]
    lines = written([*UNUSUAL, *wrong, {"journalnummer": "J1"}, {}])
    who = [each.name for each in FIELDS].index("fodselsnummer")
    start = sum(each.width or 0 for each in FIELDS[:who])
    end = start + (FIELDS[who].width or 0)
    lines[-1] = lines[-1][:start] + lines[0][start:end] + lines[-1][end:]
    assert {len(line) for line in lines} == {152}
    (tmp_path / "kostra_11cf_2025.dat").write_text("\n".join([*lines, lines[2][:-1]]) + "\n", encoding="latin-1")
    ruleset = load("kostra")
    result = audit(open_extract(tmp_path, tuple(ruleset.tables.values())), ruleset, reference_date=DAY)
    found = {
        (int(row), result.rule_ids[rule].removeprefix("KOS-11C-"))
        for rule, row in result.tables[TABLE].findings.select("rule", "row").iter_rows()
    }
    first, after = len(UNUSUAL), len(UNUSUAL) + len(WRONG)
    expected = {(first + place, name) for place, name in enumerate(WRONG)}
    expected |= {(first + place, other) for place, name in enumerate(WRONG) for other in ALSO.get(name, ())}
    expected |= {(1, "042"), (after, "042"), (0, "041"), (after + 1, "041"), (after + 2, "001")}
    assert found == expected
    controls = {rule.id.removeprefix("KOS-11C-") for rule in ruleset.rules_of(TABLE) if not rule.generated}
    assert controls == {*WRONG, "001", "041", "042"}
