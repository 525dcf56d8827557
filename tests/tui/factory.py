"""A small audit made by hand: three tables, eight rules, five municipalities, and cells that attack their reader."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from auditor.model.audit import AuditResult, RuleOutcome, TableResult
from auditor.model.extract import ROW, ColumnMatch, Extract, Manifest, Problem, RawTable, SourceFile, TablePart
from auditor.model.indicator import Break, Indicator, Target, Variant
from auditor.model.rule import (
    Basis,
    Condition,
    Examples,
    IdentifierCondition,
    NoOverlapCondition,
    RowCondition,
    Rule,
    ShareCondition,
)
from auditor.model.ruleset import Derivation, RuleSet
from auditor.model.table import Field, FieldType, Personal, Table
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, RuleStatus, Severity
from tests.privacy.hostile import in_cells

MUNICIPALITIES = ("0301", "4601", "5001", "1508", "0219")
"""Oslo, Bergen, Trondheim, Ålesund, and Bærum's number before 2020, which is not valid any more."""
HOSTILE = tuple(text for text in in_cells() if text)
PROGRAMME, COURSE, STAY = "introduksjonsprogram", "norskkurs", "mottaksopphold"
DATE = dt.date(2024, 12, 31)


def identity(person: int) -> str:
    """An identity number of the synthetic series (month + 80); its control digits are made up."""
    return f"{1 + person % 28:02}{81 + person % 12}{80 + person % 20}{10000 + person % 89999:05}"


def _field(name: str, kind: FieldType, nb: str, **options: object) -> Field:
    return Field(name, kind, Text(nb), **options)  # type: ignore[arg-type]


TABLES = {
    STAY: Table(
        STAY,
        Text("Opphold i mottak", "Stay in a reception centre"),
        (
            _field("person_id", FieldType.TEXT, "Person", personal=Personal.ID),
            _field("mottak", FieldType.TEXT, "Mottak", context=True, registers=Text("UDI")),
            _field("fra_dato", FieldType.DATE, "Fra"),
            _field("til_dato", FieldType.DATE, "Til"),
            _field("kommunenummer", FieldType.CODE, "Kommune"),
        ),
        person="person_id",
        municipality="kommunenummer",
        date="fra_dato",
        event=("fra_dato", "til_dato"),
    ),
    PROGRAMME: Table(
        PROGRAMME,
        Text("Introduksjonsprogram", "Introduction programme"),
        (
            _field("program_id", FieldType.TEXT, "Program"),
            _field("person_id", FieldType.TEXT, "Person", personal=Personal.ID),
            _field("navn", FieldType.TEXT, "Navn", personal=Personal.NAME, context=True),
            _field("start_dato", FieldType.DATE, "Start"),
            _field("slutt_dato", FieldType.DATE, "Slutt"),
            _field("avslutningsarsak", FieldType.CODE, "Avslutningsårsak", registers=Text("bosettingskommunen")),
            _field("merknad", FieldType.TEXT, "Merknad", context=True),
            _field("kommunenummer", FieldType.CODE, "Kommune"),
        ),
        key=("program_id",),
        person="person_id",
        municipality="kommunenummer",
        date="start_dato",
        event=("start_dato", "slutt_dato"),
        regime="lovverk",
    ),
    COURSE: Table(
        COURSE,
        Text("Opplæring i norsk", "Norwegian training"),
        (
            _field("person_id", FieldType.TEXT, "Person", personal=Personal.ID),
            _field("timer", FieldType.INTEGER, "Timer"),
            _field("start_dato", FieldType.DATE, "Start"),
            _field("slutt_dato", FieldType.DATE, "Slutt"),
            _field("kommunenummer", FieldType.CODE, "Kommune"),
        ),
        person="person_id",
        municipality="kommunenummer",
        date="start_dato",
        event=("start_dato", "slutt_dato"),
    ),
}


def _rule(
    rule_id: str,
    table: str,
    severity: Severity,
    dimension: Dimension,
    nb: str,
    en: str,
    condition: Condition,
    blame: tuple[str, ...],
    message: str,
    remedy: str,
) -> Rule:
    return Rule(
        rule_id,
        Text(nb, en),
        table,
        condition,
        severity,
        dimension,
        Text(message),
        Text(remedy),
        (Basis("law", "introduksjonsloven § 25"), Basis("seed", "seed-001 R90")),
        Examples((), ()),
        blame,
        why=Text(
            "Andelen som går over i arbeid eller utdanning kan ikke regnes ut når årsaken mangler, og kommunen "
            "ser dårligere ut i statistikken enn den er."
        ),
        theme="avslutning",
        file=f"{table}.yaml",
        line=3,
    )


RULES = (
    _rule(
        "NIR-PER-001",
        PROGRAMME,
        Severity.FATAL,
        Dimension.ACCURACY,
        "Identitetsnummeret er ikke gyldig",
        "Invalid identity number",
        IdentifierCondition("person_id", ("fodselsnummer",)),
        ("person_id",),
        "Korrigér identitetsnummeret.",
        "NIR › Person › Identitet",
    ),
    _rule(
        "NIR-AVS-002",
        PROGRAMME,
        Severity.ERROR,
        Dimension.COMPLETENESS,
        "Avsluttet program uten avslutningsårsak",
        "Ended programme without end cause",
        RowCondition("avslutningsarsak IS NOT NULL", "slutt_dato IS NOT NULL"),
        ("avslutningsarsak",),
        "Registrer avslutningsårsak. Programmet ble avsluttet {slutt_dato}, men årsak mangler.",
        "NIR › Introduksjonsprogram › Avslutning, eller kommunens fagsystem",
    ),
    _rule(
        "NIR-AVS-003",
        PROGRAMME,
        Severity.ERROR,
        Dimension.CONSISTENCY,
        "Programmet slutter før det begynner",
        "Programme ends before it begins",
        RowCondition("slutt_dato >= start_dato"),
        ("start_dato", "slutt_dato"),
        "Korrigér datoene. Programmet begynte {start_dato} og sluttet {slutt_dato}.",
        "NIR › Introduksjonsprogram › Vedtak",
    ),
    _rule(
        "NIR-NOR-010",
        COURSE,
        Severity.WARNING,
        Dimension.COMPLETENESS,
        "Norskopplæring uten registrerte timer",
        "Norwegian training without hours",
        RowCondition("timer > 0"),
        ("timer",),
        "Registrer timer. Kurset begynte {start_dato}, men ingen timer er ført.",
        "NIR › Norskopplæring › Timer",
    ),
    _rule(
        "MOT-OPP-004",
        STAY,
        Severity.WARNING,
        Dimension.CONSISTENCY,
        "To opphold i mottak samtidig",
        "Two stays in reception centres at once",
        NoOverlapCondition(("person_id",), "fra_dato", "til_dato"),
        ("fra_dato", "til_dato"),
        "Korrigér datoene. To opphold overlapper.",
        "UDIs mottakssystem",
    ),
    _rule(
        "NIR-NOR-020",
        COURSE,
        Severity.INFO,
        Dimension.CURRENTNESS,
        "Kurset er registrert sent",
        "Course registered late",
        RowCondition("start_dato >= DATE '2020-01-01'"),
        ("start_dato",),
        "Kurset begynte {start_dato}.",
        "NIR › Norskopplæring",
    ),
    _rule(
        "NIR-AND-001",
        PROGRAMME,
        Severity.WARNING,
        Dimension.COMPLETENESS,
        "Mange uten avslutningsårsak i kommunen",
        "Many without end cause in the municipality",
        ShareCondition(("kommunenummer",), "avslutningsarsak IS NULL", max_share=0.1, certainty=0.95),
        ("avslutningsarsak",),
        "Gå gjennom avsluttede programmer i kommunen.",
        "NIR › Personliste",
    ),
    _rule(
        "NIR-DUF-001",
        PROGRAMME,
        Severity.ERROR,
        Dimension.VALIDITY,
        "DUF-nummeret er ikke gyldig",
        "Invalid DUF number",
        IdentifierCondition("duf_nummer", ("duf",)),
        ("duf_nummer",),
        "Korrigér DUF-nummeret.",
        "NIR › Person",
    ),
)
RULE_IDS = tuple(rule.id for rule in RULES)

DERIVATIONS = (
    Derivation(
        PROGRAMME,
        "frist",
        "add_months(start_dato, 3)",
        Text("Tre måneder etter oppstart", "Three months after the start"),
        deadline=True,
    ),
    Derivation(
        PROGRAMME,
        "lovverk",
        "CASE WHEN start_dato >= DATE '2021-01-01' THEN 'integreringsloven' ELSE 'introduksjonsloven' END",
        Text("Lovverk", "Law regime"),
    ),
)

RULESET = RuleSet(
    "nir",
    "1.0",
    Text("Nasjonalt introduksjonsregister", "National introduction register"),
    ("NIR",),
    (),
    TABLES,
    {},
    {},
    DERIVATIONS,
    (),
    RULES,
    indicators={
        "arbeid": Indicator(
            name="arbeid",
            title=Text("Til arbeid eller utdanning", "To work or education"),
            description=Text(
                "Andelen som gikk til arbeid eller utdanning.", "The share that went to work or education."
            ),
            source=Text("NIR, ved avslutning", "NIR, at exit"),
            basis=(Basis("law", "introduksjonsloven § 25"),),
            table=PROGRAMME,
            period="year(slutt_dato)",
            within="slutt_dato IS NOT NULL",
            of="avslutningsarsak IN ('Arbeid', 'Videregående opplæring')",
            better="high",
            targets=(Target(0.55, 2018, None, ()),),
            breaks=(Break(2021, Text("Ny lov", "New act")),),
            variants=(
                Variant(
                    "mangler",
                    Text("Manglende er nei", "Missing is no"),
                    of="avslutningsarsak IS NOT NULL AND avslutningsarsak = 'Arbeid'",
                ),
            ),
            correct=("avslutningsarsak",),
        )
    },
)


def frames(people: int, hostile: bool) -> dict[str, pl.DataFrame]:
    """The raw text of the three tables, one row a person in each; every third ended programme lacks its cause."""
    persons = range(people)

    def text(person: int, otherwise: str) -> str:
        return HOSTILE[person % len(HOSTILE)] if hostile else otherwise

    where = [MUNICIPALITIES[person % 5] for person in persons]
    ids = [identity(person) for person in persons]
    programme = pl.DataFrame(
        {
            "program_id": [f"P{1000 + person}" for person in persons],
            "person_id": ids,
            "navn": [text(person, ("Amina Yusuf", "Oleh Koval", "Selam Tesfay")[person % 3]) for person in persons],
            "start_dato": [f"2022-{1 + person % 12:02}-01" for person in persons],
            "slutt_dato": [f"2024-{1 + person % 12:02}-15" if person % 2 else None for person in persons],
            "avslutningsarsak": [
                None if person % 3 == 0 else text(person, ("Arbeid", "Videregående opplæring")[person % 2])
                for person in persons
            ],
            "merknad": [text(person, "Søkte permisjon") if person % 4 else None for person in persons],
            "kommunenummer": where,
        }
    )
    course = pl.DataFrame(
        {
            "person_id": ids,
            "timer": [None if person % 4 == 0 else str(100 + person % 500) for person in persons],
            "start_dato": [f"2022-{1 + person % 12:02}-15" for person in persons],
            "slutt_dato": [f"2023-{1 + person % 12:02}-15" for person in persons],
            "kommunenummer": where,
        }
    )
    stay = pl.DataFrame(
        {
            "person_id": ids,
            "mottak": [text(person, "Hvalstad transittmottak") for person in persons],
            "fra_dato": [f"2021-{1 + person % 12:02}-03" for person in persons],
            "til_dato": [f"2022-{1 + person % 12:02}-03" for person in persons],
            "kommunenummer": where,
        }
    )
    return {STAY: stay, PROGRAMME: programme, COURSE: course}


def _hits(rule: Rule, frame: pl.DataFrame) -> tuple[pl.Series, int, int]:
    """Which rows a rule finds, how many it can check, and how many it cannot: the truth this audit is made of."""
    row, n = pl.int_range(pl.len(), dtype=pl.UInt32), frame.height
    hit = {
        "NIR-PER-001": row % 50 == 7,
        "NIR-AVS-002": pl.col("slutt_dato").is_not_null() & pl.col("avslutningsarsak").is_null()
        if "slutt_dato" in frame.columns and "avslutningsarsak" in frame.columns
        else pl.lit(False),
        "NIR-AVS-003": row % 40 == 3,
        "NIR-NOR-010": pl.col("timer").is_null() if "timer" in frame.columns else pl.lit(False),
        "MOT-OPP-004": row % 25 == 1,
        "NIR-NOR-020": row % 10 == 3,
    }.get(rule.id, pl.lit(False))
    found = frame.select(hit.alias("hit") if rule.id in RULE_IDS[:6] else pl.lit(False).alias("hit"))["hit"]
    if len(found) != n:
        found = pl.Series("hit", [False] * n)
    unknown = n // 20 if rule.id == "NIR-AVS-003" else 0
    return found.arg_true(), n - unknown, unknown


def _table_result(name: str, frame: pl.DataFrame) -> TableResult:
    findings, totals = [], []
    where = frame["kommunenummer"]
    for number, rule in enumerate(RULES):
        if rule.table != name or rule.id in ("NIR-AND-001", "NIR-DUF-001"):
            continue
        rows, _, unknown = _hits(rule, frame)
        hits = pl.DataFrame({"row": rows.cast(pl.UInt32), "municipality": where.gather(rows)})
        findings.append(hits.select(pl.lit(number, pl.UInt16).alias("rule"), "row", "municipality"))
        counted = (
            where.to_frame("municipality")
            .group_by("municipality")
            .len("checked")
            .join(hits.group_by("municipality").len("found"), on="municipality", how="left")
        )
        totals.append(
            counted.with_columns(
                pl.lit(number, pl.UInt16).alias("rule"),
                pl.col("found").fill_null(0),
                pl.lit(unknown // 5, pl.UInt32).alias("unknown"),
            ).select("rule", "municipality", pl.col("checked", "found", "unknown").cast(pl.UInt32))
        )
    population = (
        frame.group_by(pl.col("kommunenummer").alias("municipality"))
        .agg(
            pl.len().cast(pl.UInt32).alias("rows"),
            pl.col("person_id").n_unique().cast(pl.UInt32).alias("persons"),
            pl.lit(0, dtype=pl.UInt32).alias("misdated"),
        )
        .sort("municipality")
    )
    return TableResult(
        name,
        frame.height,
        frame["person_id"].n_unique(),
        pl.concat(findings).sort("rule", "row").with_columns(pl.col("municipality").cast(pl.Categorical)),
        pl.concat(totals).sort("rule", "municipality"),
        population,
    )


def audit_result(people: int = 200, hostile: bool = False) -> AuditResult:
    """The audit of ``people`` persons; with ``hostile``, names, notes and codes are cells that attack."""
    raw = frames(people, hostile)
    tables = {
        name: RawTable(
            name,
            frame.with_row_index(ROW).lazy(),
            tuple(ColumnMatch(column, column.upper(), "name") for column in frame.columns),
            (TablePart(f"{name}.csv", 0, 2),),
            ("duf_nummer",) if name == PROGRAMME else (),
        )
        for name, frame in raw.items()
    }
    strange = HOSTILE[1] if hostile else "ukjent liste"
    tables[strange] = RawTable(
        strange,
        pl.LazyFrame({ROW: pl.Series([0], dtype=pl.UInt32), "x": ["1"]}),
        (ColumnMatch("x", strange, "none"),),
        (TablePart(f"{strange}.csv", 0, 2),),
        known=False,
    )
    problem = Problem(Severity.WARNING, "tui.delivery.unnamed_problem", {"key": strange}, PROGRAMME)
    files = tuple(SourceFile(f"{name}.csv", "csv", 1000, "0" * 64, frame.height) for name, frame in raw.items())
    extract = Extract(tables, Manifest("uttrekk", files), (problem,))
    results = {name: _table_result(name, frame) for name, frame in raw.items()}
    outcomes = []
    for number, rule in enumerate(RULES):
        if rule.id == "NIR-DUF-001":
            outcomes.append(RuleOutcome(rule.id, RuleStatus.NOT_CHECKABLE, reason=problem))
        elif rule.id == "NIR-AND-001":
            outcomes.append(RuleOutcome(rule.id, RuleStatus.RAN, 5, 2, 0, engine="groups"))
        else:
            totals = results[rule.table].totals.filter(pl.col("rule") == number)
            sums = totals.select("checked", "found", "unknown").sum().row(0)
            outcomes.append(RuleOutcome(rule.id, RuleStatus.RAN, *sums, engine="fused"))
    groups = pl.DataFrame(
        {
            "rule": [6, 6],
            "table": [PROGRAMME] * 2,
            "municipality": ["0301", "4601"],
            "group": ["kommunenummer 0301", f"kommunenummer {HOSTILE[0]}" if hostile else "kommunenummer 4601"],
            "rows": [40, 40],
            "count": [13, 8],
            "value": [0.325, 0.2],
            "limit": [0.1, 0.1],
            "expected": [None, None],
            "low": [0.201, 0.105],
            "high": [0.48, 0.348],
        },
        schema_overrides={"rule": pl.UInt16, "rows": pl.UInt32, "expected": pl.Float64},
    )
    return AuditResult(extract, RULESET, DATE, "fused", RULE_IDS, tuple(outcomes), results, groups, (problem,))


def write_extract(folder: Path, people: int = 200) -> Path:
    """The three tables as CSV files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames(people, hostile=False).items():
        frame.write_csv(folder / f"{name}.csv", separator=";")
    return folder


RULE_FILES = {
    "ruleset.yaml": """
name: prove
version: "1"
title: {nb: Prøveregister, en: Trial register}
registers: [prove]
sources: [ours]
""",
    "tables.yaml": """
tables:
  - name: introduksjonsprogram
    title: {nb: Introduksjonsprogram, en: Introduction programme}
    key: [program_id]
    person: person_id
    municipality: kommunenummer
    date: start_dato
    event: [start_dato, slutt_dato]
    files: ["intro*"]
    fields:
      - {name: program_id, type: text, title: {nb: Program, en: Programme}}
      - {name: person_id, type: text, title: {nb: Person, en: Person}, personal: id}
      - {name: navn, type: text, title: {nb: Navn, en: Name}, personal: name, context: true}
      - {name: start_dato, type: date, title: {nb: Start, en: Start}}
      - {name: slutt_dato, type: date, title: {nb: Slutt, en: End}}
      - name: avslutningsarsak
        type: text
        title: {nb: Avslutningsårsak, en: End cause}
        registers: {nb: bosettingskommunen, en: the settlement municipality}
      - {name: merknad, type: text, title: {nb: Merknad, en: Note}}
      - {name: kommunenummer, type: text, title: {nb: Kommune, en: Municipality}}
  - name: norskkurs
    title: {nb: Norskkurs, en: Norwegian course}
    person: person_id
    municipality: kommunenummer
    date: start_dato
    event: [start_dato, slutt_dato]
    files: ["norskkurs*"]
    fields:
      - {name: person_id, type: text, title: {nb: Person, en: Person}, personal: id}
      - {name: timer, type: integer, title: {nb: Timer, en: Hours}}
      - {name: start_dato, type: date, title: {nb: Start, en: Start}}
      - {name: slutt_dato, type: date, title: {nb: Slutt, en: End}}
      - {name: kommunenummer, type: text, title: {nb: Kommune, en: Municipality}}
""",
    "rules.yaml": """
theme: avslutning
rules:
  - id: PRO-AVS-001
    title: {nb: Avsluttet program uten avslutningsårsak, en: Ended programme without end cause}
    table: introduksjonsprogram
    when: slutt_dato IS NOT NULL
    require: avslutningsarsak IS NOT NULL
    severity: error
    dimension: completeness
    basis: [{law: integreringsloven § 16}]
    message:
      nb: "Registrer avslutningsårsak. Programmet ble avsluttet {slutt_dato}, men årsak mangler."
      en: "Register the end cause. The programme ended {slutt_dato}, but the cause is missing."
    remedy: {nb: NIR › Introduksjonsprogram › Avslutning, en: NIR › Introduction programme › End}
    examples:
      fails: [{slutt_dato: 2024-03-01, avslutningsarsak: null}]
      passes: [{slutt_dato: 2024-03-01, avslutningsarsak: Arbeid}]
  - id: PRO-NOR-001
    title: {nb: Norskkurs uten timer, en: Course without hours}
    table: norskkurs
    require: timer IS NOT NULL
    severity: warning
    dimension: completeness
    basis: [{law: integreringsloven § 29}]
    message: {nb: "Registrer timer for kurset fra {start_dato}.", en: "Register hours of the course from {start_dato}."}
    remedy: {nb: NIR › Norskopplæring, en: NIR › Norwegian training}
    examples: {fails: [{timer: null}], passes: [{timer: 100}]}
""",
}


def write_rules(folder: Path) -> Path:
    """A small rule set for the extract of :func:`write_extract`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in RULE_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
