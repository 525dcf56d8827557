"""A rule set and extracts small enough to count by hand, for tests of what stands on top of the engine."""

from __future__ import annotations

from pathlib import Path

RULESET = """\
name: liten
version: "1"
title: {nb: Et lite regelsett, en: A small rule set}
registers: [NIR]
sources: [eget]
"""
TABLES = """\
code_lists:
  - name: aarsak
    title: {nb: Avslutningsårsak, en: End cause}
    source: eget
    codes:
      - {code: Arbeid, label: {nb: Arbeid, en: Work}}
      - {code: Flyttet, label: {nb: Flyttet, en: Moved}}
tables:
  - name: program
    title: {nb: Deltakelse i program, en: Participation in a programme}
    key: [program_id]
    person: person_id
    municipality: kommunenummer
    date: start_dato
    files: ["program*"]
    fields:
      - {name: program_id, type: text, title: {nb: Program-id, en: Programme id}}
      - {name: person_id, type: text, personal: id, title: {nb: Person-id, en: Person id}}
      - {name: kommunenummer, type: text, title: {nb: Kommune, en: Municipality}}
      - {name: start_dato, type: date, title: {nb: Startdato, en: Start date}}
      - {name: slutt_dato, type: date, title: {nb: Sluttdato, en: End date}}
      - {name: aarsak, type: code, codes: aarsak, title: {nb: Avslutningsårsak, en: End cause}}
      - {name: timer, type: integer, title: {nb: Timer, en: Hours}, optional: true}
  - name: person
    title: {nb: Personer, en: Persons}
    key: [person_id]
    person: person_id
    files: ["person*"]
    fields:
      - {name: person_id, type: text, personal: id, title: {nb: Person-id, en: Person id}}
      - {name: navn, type: text, personal: name, title: {nb: Navn, en: Name}}
"""
_RULE = """\
  - id: {id}
    title: {{nb: "{nb}", en: "{en}"}}
    table: program
    severity: {severity}
    dimension: {dimension}
    basis: [{{ours: for testene}}]
    message: {{nb: "Korriger. {nb}.", en: "Correct. {en}."}}
    remedy: {{nb: Se i fagsystemet, en: Look in the municipal system}}
{rest}
"""
_RULES = (
    ("L-NOK-001", "Samme program to ganger", "The same programme twice", "fatal", "consistency",
     "    kind: unique\n    fields: [program_id]\n"
     "    examples: {fails: [{program_id: A, with: {program: [{program_id: A}]}}], passes: [{program_id: A}]}"),
    ("L-AVS-001", "Avsluttet uten årsak", "Ended without a cause", "error", "completeness",
     "    when: slutt_dato IS NOT NULL\n    require: aarsak IS NOT NULL\n"
     "    examples: {fails: [{slutt_dato: 2024-01-01, aarsak: null}], passes: [{slutt_dato: null, aarsak: null}],"
     " unknown: [{slutt_dato: 2024-01-01, aarsak: ':'}]}"),
    ("L-DAT-001", "Slutt før start", "End before start", "warning", "accuracy",
     "    when: start_dato IS NOT NULL AND slutt_dato IS NOT NULL\n    require: slutt_dato >= start_dato\n"
     "    examples: {fails: [{start_dato: 2024-01-02, slutt_dato: 2024-01-01}],"
     " passes: [{start_dato: 2024-01-01, slutt_dato: 2024-01-01}]}"),
    ("L-INF-001", "Startet før 2010", "Began before 2010", "info", "currentness",
     "    when: start_dato IS NOT NULL\n    require: start_dato >= '2010-01-01'\n"
     "    examples: {fails: [{start_dato: 2009-12-31}], passes: [{start_dato: 2010-01-01}]}"),
    ("L-PER-001", "Personen finnes ikke", "The person does not exist", "error", "consistency",
     "    kind: reference\n    fields: [person_id]\n    to: {table: person, fields: [person_id]}\n"
     "    examples: {fails: [{person_id: P1, with: {person: [{person_id: P2}]}}],"
     " passes: [{person_id: P1, with: {person: [{person_id: P1}]}}]}"),
    ("L-AND-001", "For mange uten årsak i kommunen", "Too many without a cause in the municipality", "warning",
     "completeness",
     "    kind: share\n    by: [kommunenummer]\n    within: slutt_dato IS NOT NULL\n    of: aarsak IS NULL\n"
     "    max_share: 0.5\n    blame: [aarsak]\n"
     "    examples: {fails: [{rows: [{kommunenummer: '0301', slutt_dato: 2024-01-01, aarsak: null}]}],"
     " passes: [{rows: [{kommunenummer: '0301', slutt_dato: 2024-01-01, aarsak: Arbeid}]}]}"),
)  # fmt: skip

WAIVED = (
    "L-AVS-001", "--municipality", "0301", "--reason", "lawful", "--owner", "K", "--until", "2099-12-31",
)  # fmt: skip
"""What ``auditor ledger waive`` is told to let a municipality off a rule of the small rule set."""
CLEAN = """\
program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer
A1;P1;0301;2023-01-01;2024-01-01;Arbeid;100
A2;P2;0301;2023-02-01;2024-02-01;Flyttet;110
A3;P3;4601;2023-03-01;;;120
"""
FLAWED = """\
program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer
A1;P1;0301;2023-01-01;2024-01-01;;100
A2;P2;0301;2023-02-01;2022-02-01;Flyttet;110
A3;P9;4601;2009-03-01;2010-03-01;;x
A3;P3;4601;2023-03-01;;;120
A5;P4;9999;2023-04-01;2024-04-01;;130
A6;P4;;2023-04-01;2024-04-01;:;140
"""
PERSONS = """\
person_id;navn
P1;Ada Prøve
P2;Bo Prøve
P3;Cato Prøve
P4;Dina Prøve
"""


def write_ruleset(folder: Path) -> Path:
    """The rule set ``liten``."""
    folder.mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(RULESET, encoding="utf-8")
    (folder / "tables.yaml").write_text(TABLES, encoding="utf-8")
    rules = "".join(
        _RULE.format(id=name, nb=nb, en=en, severity=severity, dimension=dimension, rest=rest)
        for name, nb, en, severity, dimension, rest in _RULES
    )
    (folder / "regler.yaml").write_text("theme: test\nrules:\n" + rules, encoding="utf-8")
    return folder


def write_extract(folder: Path, program: str = CLEAN, person: str | None = PERSONS) -> Path:
    """An extract of one or two files."""
    folder.mkdir(parents=True)
    (folder / "program.csv").write_text(program, encoding="utf-8", newline="\n")
    if person is not None:
        (folder / "person.csv").write_text(person, encoding="utf-8", newline="\n")
    return folder
