"""Rule sets for tests, written as a person would: a folder of YAML files."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

HEAD = """\
name: prove
version: "1"
title: {nb: Prøve, en: Trial}
registers: [Prøveregister]
sources: [prøve]
"""

TABLES = """\
tables:
  - name: program
    title: {nb: Program, en: Programme}
    key: [program_id]
    person: person_id
    municipality: kommunenummer
    date: start_dato
    fields:
      - {name: program_id, type: text, title: {nb: Nøkkel, en: Key}}
      - {name: person_id, type: text, title: {nb: Person, en: Person}, personal: id}
      - {name: kommunenummer, type: text, title: {nb: Kommune, en: Municipality}}
      - {name: start_dato, type: date, title: {nb: Start, en: Start}}
      - {name: slutt_dato, type: date, title: {nb: Slutt, en: End}}
      - {name: timer, type: integer, title: {nb: Timer, en: Hours}}
      - {name: belop, type: decimal, title: {nb: Beløp, en: Amount}}
      - {name: aktiv, type: boolean, title: {nb: Aktiv, en: Active}}
      - {name: aarsak, type: code, codes: aarsak, title: {nb: Årsak, en: Cause}}
  - name: person
    title: {nb: Person, en: Person}
    key: [person_id]
    person: person_id
    fields:
      - {name: person_id, type: text, title: {nb: Person, en: Person}, personal: id}
      - {name: fodselsdato, type: date, title: {nb: Født, en: Born}}
      - {name: navn, type: text, title: {nb: Navn, en: Name}, personal: name}
"""

CODES = """\
code_lists:
  - name: aarsak
    title: {nb: Årsak, en: Cause}
    source: prøve
    codes:
      - {code: Arbeid, label: {nb: Arbeid, en: Work}, aliases: [i arbeid]}
      - {code: Utdanning, label: {nb: Utdanning, en: Education}}
      - {code: Flyttet, label: {nb: Flyttet, en: Moved}, to: 2021-01-01}
parameters:
  - name: rett
    title: {nb: Rett, en: Right}
    basis: [{law: prøveloven § 1}]
    values: [{value: 300}, {value: 600, from: 2012-01-01}]
  - name: grense
    title: {nb: Grense, en: Limit}
    basis: [{law: prøveloven § 2}]
    values: [{value: 10}]
"""

RULE = """\
  - id: {id}
    title: {{nb: Prøve, en: Trial}}
    table: {table}
    severity: error
    dimension: consistency
    basis: [{{law: prøveloven § 1}}]
    message: {{nb: {message}, en: {message}}}
    remedy: {{nb: Rett det, en: Correct it}}
    examples: {examples}
"""


def rule(
    condition: str, *, rule_id: str = "P-1", table: str = "program", examples: str = "", message: str = "Rett."
) -> str:
    """One rule as YAML: ``condition`` holds the lines that differ."""
    shown = examples or "{fails: [{timer: 1, slutt_dato: 2024-01-01}], passes: [{timer: 2, slutt_dato: null}]}"
    text = RULE.format(id=rule_id, table=table, examples=shown, message=message)
    return text + "".join(f"    {line}\n" for line in dedent(condition).strip().splitlines())


def write(folder: Path, rules: str = "", **files: str) -> Path:
    """A folder ``prove`` with the tables and lists above, ``rules`` and further files by name."""
    place = folder / "prove"
    place.mkdir(parents=True, exist_ok=True)
    contents = {
        "ruleset": HEAD,
        "tables": TABLES,
        "codes": CODES,
        "regler": f"rules:\n{rules}" if rules else "",
        **files,
    }
    for name, text in contents.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return place
