"""A register of three reception centres and stays that do not fit it, small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

RULESET = """\
name: mottaksliten
version: "1"
title: {nb: Mottak i liten, en: Centres in small}
registers: [SESAM]
sources: [eget]
"""
TABLES = """\
tables:
  - name: mottak
    title: {nb: Mottak, en: Centres}
    key: [mottak_id]
    centre: mottak_id
    centre_fields: {name: navn, other_names: andre_navn, type: mottakstype, opened: aapnet, closed: nedlagt}
    municipality: kommunenummer
    files: [mottak]
    fields:
      - {name: mottak_id, type: text, title: {nb: Id, en: Key}}
      - {name: navn, type: text, title: {nb: Navn, en: Name}}
      - {name: andre_navn, type: text, title: {nb: Andre navn, en: Other names}, optional: true}
      - {name: mottakstype, type: text, title: {nb: Type, en: Type}}
      - {name: kommunenummer, type: text, title: {nb: Kommune, en: Municipality}}
      - {name: aapnet, type: date, title: {nb: Åpnet, en: Opened}}
      - {name: nedlagt, type: date, title: {nb: Nedlagt, en: Closed}}
  - name: opphold
    title: {nb: Opphold, en: Stays}
    key: [opphold_id]
    person: person_id
    centre: mottak_id
    centre_fields: {name: mottaksnavn, type: mottakstype}
    municipality: kommunenummer
    date: fra_dato
    event: [fra_dato, til_dato]
    files: [opphold]
    fields:
      - {name: opphold_id, type: text, title: {nb: Opphold, en: Stay}}
      - {name: person_id, type: text, personal: id, title: {nb: Person, en: Person}}
      - {name: mottak_id, type: text, title: {nb: Mottak, en: Centre}}
      - {name: mottaksnavn, type: text, title: {nb: Navn, en: Name}}
      - {name: mottakstype, type: text, title: {nb: Type, en: Type}}
      - {name: kommunenummer, type: text, title: {nb: Kommune, en: Municipality}}
      - {name: fra_dato, type: date, title: {nb: Fra, en: From}}
      - {name: til_dato, type: date, title: {nb: Til, en: To}}
  - name: bosetting
    title: {nb: Bosetting, en: Settlement}
    key: [bosetting_id]
    person: person_id
    centre_fields: {keys: [fra_mottak_id]}
    files: [bosetting]
    fields:
      - {name: bosetting_id, type: text, title: {nb: Id, en: Key}}
      - {name: person_id, type: text, personal: id, title: {nb: Person, en: Person}}
      - {name: fra_mottak_id, type: text, title: {nb: Fra mottak, en: From centre}}
"""
_RULE = """\
  - id: {id}
    title: {{nb: "{nb}", en: "{nb}"}}
    table: {table}
    severity: error
    dimension: consistency
    basis: [{{ours: for testene}}]
    message: {{nb: "Korriger. {nb}.", en: "Correct. {nb}."}}
    remedy: {{nb: SESAM, en: SESAM}}
{rest}
"""
_RULES = (
    ("M-OPP-001", "Opphold uten mottak", "opphold",
     "    require: mottak_id IS NOT NULL\n"
     "    examples: {fails: [{mottak_id: null}], passes: [{mottak_id: M1}]}"),
    ("M-OPP-002", "Ukjent mottak", "opphold",
     "    kind: reference\n    fields: [mottak_id]\n    to: {table: mottak, fields: [mottak_id]}\n"
     "    examples: {fails: [{mottak_id: M9}], passes: [{mottak_id: M1, with: {mottak: [{mottak_id: M1}]}}]}"),
    ("M-BOS-001", "Bosatt fra et annet mottak", "bosetting",
     "    kind: reference\n    fields: [person_id, fra_mottak_id]\n"
     "    to: {table: opphold, fields: [person_id, mottak_id]}\n"
     "    examples: {fails: [{person_id: P1, fra_mottak_id: M9}], passes: [{person_id: P1, fra_mottak_id: M1,"
     " with: {opphold: [{person_id: P1, mottak_id: M1}]}}]}"),
)  # fmt: skip

CENTRES = """\
mottak_id;navn;andre_navn;mottakstype;kommunenummer;aapnet;nedlagt
M1;Larvik integreringsmottak;Larvik IM;Integreringsmottak;3909;2016-10-01;
M2;Bodø asylmottak;;Ordinært;1804;2010-01-01;2020-01-01
M3;Alta mottak;;Ordinært;5601;2015-01-01;
"""
STAYS = """\
opphold_id;person_id;mottak_id;mottaksnavn;mottakstype;kommunenummer;fra_dato;til_dato
O1;P1;M1;Larvik integreringsmottak;Integreringsmottak;3909;2024-01-01;2024-05-01
O2;P2;M9;Alta asylmotak;Ordinært;5601;2024-02-01;2024-06-01
O3;P3;M9;Alta asylmottak;Ordinært;5601;2024-02-02;
O4;P4;;Bodø mottak;Ordinært;1804;2018-02-01;2018-06-01
O5;P5;M2;Bodø asylmottak;Ordinært;1804;2019-02-01;2020-06-01
O6;P6;M3;Alta mottak;Transitt;1804;2014-02-01;2024-06-01
O7;P7;M3;Alta vandrerhjem;Ordinært;1804;2024-02-01;2024-06-01
O8;P8;:;Skjult;Ordinært;5601;2024-02-01;2024-06-01
"""
SETTLED = """\
bosetting_id;person_id;fra_mottak_id
B1;P1;M1
B2;P2;M9
B3;P3;M3
"""


def write_rules(folder: Path) -> Path:
    """The rule set ``mottaksliten``."""
    folder.mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(RULESET, encoding="utf-8")
    (folder / "tables.yaml").write_text(TABLES, encoding="utf-8")
    rules = "".join(_RULE.format(id=name, nb=nb, table=table, rest=rest) for name, nb, table, rest in _RULES)
    (folder / "regler.yaml").write_text("theme: test\nrules:\n" + rules, encoding="utf-8")
    return folder


def write_extract(folder: Path, stays: str = STAYS, centres: str | None = CENTRES) -> Path:
    """An extract of three files, or two without a register."""
    folder.mkdir(parents=True)
    for name, text in (("mottak", centres), ("opphold", stays), ("bosetting", SETTLED)):
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    return folder
