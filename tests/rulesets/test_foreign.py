"""Plain pandera schemas become rule sets with texts in both languages, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
import pytest

from auditor.engine.pandera_audit import as_declared, audit_schema_table
from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.model.extract import ROW
from auditor.model.table import FieldType, Personal
from auditor.model.vocabulary import Dimension, RuleStatus, Severity
from auditor.rulesets.foreign import field_types, is_foreign, load_foreign, ruleset_of

MODULE = """
import pandera.polars as pa
import polars as pl

skjema = pa.DataFrameSchema(
    {
        "fødselsnummer": pa.Column(str, pa.Check.str_matches(r"^\\d{11}$"), unique=True),
        "kommunenummer": pa.Column(str, pa.Check.isin(["0301", "1103"], raise_warning=True)),
        "timer": pa.Column(int, [pa.Check.in_range(0, 3000), pa.Check.in_range(1, 2)], nullable=True),
        "start": pa.Column(pl.Date, nullable=True, required=False, metadata={"date": True, "aliases": ["startdato"]}),
        "^ekstra": pa.Column(float, regex=True, required=False),
    },
    checks=pa.Check(lambda d: d.lazyframe.select(pl.col("timer") > 0), error="Timene må være positive"),
    unique=["fødselsnummer", "start"],
    name="deltakere",
)

class Kurs(pa.DataFrameModel):
    kurs_id: int = pa.Field(unique=True)

samling = {"a": skjema, "b": Kurs}
liste = [skjema, Kurs]
like = [skjema, skjema]
annet = 42
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Write a module into the current folder under a name of its own; gives the name."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> str:
        name = f"skjemaer_{abs(hash((text, str(tmp_path))))}"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    return write


def test_a_schema_becomes_a_table_with_rules(module: Callable[[str], str]) -> None:
    """Fields, personal data, municipality and one rule a check, with severity and dimension by kind."""
    ruleset = load_foreign(f"{module(MODULE)}:skjema")
    table = ruleset.tables["deltakere"]
    assert [(each.name, each.type) for each in table.fields] == [
        ("fødselsnummer", FieldType.TEXT),
        ("kommunenummer", FieldType.TEXT),
        ("timer", FieldType.INTEGER),
        ("start", FieldType.DATE),
    ]
    assert (table.person, table.municipality, table.date) == ("fødselsnummer", "kommunenummer", "start")
    assert table.key == ("fødselsnummer",)
    number = table.field("fødselsnummer")
    assert number is not None
    assert number.personal is Personal.ID
    start = table.field("start")
    assert start is not None
    assert start.optional
    assert start.aliases == ("startdato",)
    rules = {rule.id: rule for rule in ruleset.rules}
    assert len(rules) == len(ruleset.rules)
    assert {
        "deltakere.multiple_fields_uniqueness",
        "deltakere.fødselsnummer.column_in_dataframe",
        "deltakere.fødselsnummer.not_nullable",
        "deltakere.fødselsnummer.field_uniqueness",
        "deltakere.fødselsnummer.dtype",
        "deltakere.fødselsnummer.str_matches",
        "deltakere.kommunenummer.isin",
        "deltakere.timer.in_range",
        "deltakere.timer.in_range.2",
        "deltakere.ekstra.not_nullable",
        "deltakere.check",
    } <= set(rules)
    assert "deltakere.start.column_in_dataframe" not in rules
    assert rules["deltakere.kommunenummer.isin"].severity is Severity.WARNING
    assert rules["deltakere.timer.in_range"].severity is Severity.ERROR
    kinds = {
        "fødselsnummer.not_nullable": Dimension.COMPLETENESS,
        "fødselsnummer.field_uniqueness": Dimension.CONSISTENCY,
        "fødselsnummer.dtype": Dimension.VALIDITY,
        "timer.in_range": Dimension.ACCURACY,
    }
    for name, dimension in kinds.items():
        assert rules[f"deltakere.{name}"].dimension is dimension
    assert rules["deltakere.timer.in_range"].message.nb == "Korriger timer. Verdien skal være mellom 0 og 3000."
    assert rules["deltakere.timer.in_range"].message.en == "Correct timer. The value must be between 0 and 3000."
    assert rules["deltakere.check"].message.nb == "Timene må være positive"
    assert rules["deltakere.multiple_fields_uniqueness"].blame == ("fødselsnummer", "start")
    assert all(rule.generated and rule.table == "deltakere" for rule in ruleset.rules)
    for rule in ruleset.rules:
        assert "{" not in rule.message.nb, "a pattern's braces would be taken for a field's value"


@pytest.mark.parametrize(
    ("name", "tables"),
    [("samling", ["a", "b"]), ("liste", ["deltakere", "Kurs"]), ("Kurs", ["Kurs"]), ("skjema", ["deltakere"])],
)
def test_what_a_name_may_hold(module: Callable[[str], str], name: str, tables: list[str]) -> None:
    """A schema, a model, a mapping by table or a collection."""
    ruleset = load_foreign(f"{module(MODULE)}:{name}")
    assert list(ruleset.tables) == tables
    assert list(ruleset.schemas) == tables


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        (MODULE, "annet", "pandera.not_a_schema"),
        (MODULE, "like", "pandera.same_table"),
        (MODULE, "borte", "pandera.name_not_found"),
        ("raise ValueError('01017012345')", "skjema", "pandera.module_raised"),
        ("import sys; sys.exit(3)", "skjema", "pandera.module_raised"),
        ("import finnes_ikke_noe_sted", "skjema", "pandera.module_raised"),
        ("def x(:", "skjema", "pandera.module_raised"),
        ("import pandera.polars as pa\nclass skjema(pa.DataFrameModel):\n    a: 'tull'", "skjema", "pandera.bad_model"),
    ],
)
def test_what_is_no_schema_is_said_in_a_sentence(module: Callable[[str], str], text: str, name: str, key: str) -> None:
    """Each failure has a sentence of ours in both languages, without a word of the foreign exception."""
    with pytest.raises(RuleSetError) as error:
        load_foreign(f"{module(text)}:{name}")
    assert error.value.key == key
    assert error.value.__cause__ is None
    for language in ("nb", "en"):
        sentence = Translator(language)(key, **error.value.facts)
        assert "01017012345" not in sentence


@pytest.mark.parametrize(
    ("spec", "key"),
    [
        ("finnes_ikke_x:skjema", "pandera.module_not_found"),
        ("finnes_ikke_x.y:skjema", "pandera.module_not_found"),
        ("ikke en spesifikasjon", "pandera.bad_spec"),
        ("../x:y", "pandera.bad_spec"),
        ("borte.yaml", "pandera.file_not_found"),
    ],
)
def test_what_cannot_be_found(spec: str, key: str) -> None:
    """A spec that leads nowhere says so."""
    with pytest.raises(RuleSetError) as error:
        load_foreign(spec)
    assert error.value.key == key


def test_what_a_spec_looks_like() -> None:
    """Names of our own rule sets and folders are not taken for schemas."""
    assert is_foreign("a.b:C")
    assert is_foreign("mappe/skjema.yaml")
    assert is_foreign("C:\\mappe\\skjema.json")
    assert not is_foreign("integrering")
    assert not is_foreign("./regler/nir")


def test_the_import_path_is_as_it_was(module: Callable[[str], str], tmp_path: Path) -> None:
    """The current folder is looked into, and then forgotten."""
    import sys

    before = list(sys.path)
    load_foreign(f"{module(MODULE)}:skjema")
    assert sys.path == before


SCHEMA = pa.DataFrameSchema(
    {
        "timer": pa.Column(
            int, [pa.Check.ge(0), pa.Check(lambda d: d.lazyframe.select(pl.col("timer").sum() < 5))], nullable=True
        ),
        "dato": pa.Column(pl.Datetime("us"), nullable=True),
        "borte": pa.Column(str, pa.Check.isin(["x"])),
        "feil": pa.Column(str, pa.Check(lambda d: d.lazyframe.select("finnes_ikke"), name="feiler")),
    },
    unique=["timer", "dato"],
)


@pytest.mark.parametrize("engine", ["fused", "pandera"])
def test_a_table_of_text_is_audited(engine: str) -> None:
    """Text is read as declared; findings name rows of the extract; totals, absences and faults are told apart."""
    text = pl.LazyFrame(
        {
            ROW: pl.Series([10, 11, 12, 13], dtype=pl.UInt32),
            "timer": ["5", "-1", "x", "-1"],
            "dato": ["2024-01-01", "2024-01-01 10:00:00", "31.12.2024", "2024-01-01T10:00:00"],
            "feil": ["a", "b", "c", "d"],
        }
    )
    frame, unreadable = as_declared(SCHEMA, text)
    assert text.select(
        **{name: each.arg_true().implode() for name, each in unreadable.items()}
    ).collect().to_dicts() == [{"timer": [2], "dato": [2]}]
    ruleset = ruleset_of({"t": SCHEMA}, "prøve")
    result = audit_schema_table(SCHEMA, frame, ruleset.rules, engine)
    outcomes = {each.rule_id: each for each in result.outcomes}
    rows = {
        ruleset.rules[place].id: result.findings.filter(rule=place)["row"].to_list()
        for place in result.findings["rule"].unique()
    }
    assert rows == {"t.timer.greater_than_or_equal_to": [11, 13], "t.multiple_fields_uniqueness": [11, 13]}
    assert outcomes["t.timer.greater_than_or_equal_to"].found == 2
    assert outcomes["t.borte.column_in_dataframe"].whole_table
    assert outcomes["t.borte.isin"].status is RuleStatus.NOT_CHECKABLE
    assert outcomes["t.feil.feiler"].status is RuleStatus.FAILED
    assert outcomes["t.timer.check"].found == 0
    assert outcomes["t.dato.dtype"].found == 0
    assert all(each.checked == 4 for each in result.outcomes if each.status is RuleStatus.RAN)
    if engine == "fused":
        assert outcomes["t.timer.check"].engine == "pandera"
        assert outcomes["t.multiple_fields_uniqueness"].engine == "narrow"


def test_field_types() -> None:
    """Each type of Polars is read as the type of field nearest to it."""
    types: dict[str, tuple[Any, FieldType]] = {
        "a": (pl.UInt8, FieldType.INTEGER),
        "b": (pl.Decimal(10, 2), FieldType.DECIMAL),
        "c": (float, FieldType.DECIMAL),
        "d": (pl.Date, FieldType.DATE),
        "e": (bool, FieldType.BOOLEAN),
        "f": (pl.Datetime("ms"), FieldType.TEXT),
        "g": (pl.Enum(["x"]), FieldType.TEXT),
        "h": (None, FieldType.TEXT),
    }
    schema = pa.DataFrameSchema({name: pa.Column(dtype) for name, (dtype, _) in types.items()})
    assert field_types(schema) == {name: kind for name, (_, kind) in types.items()}
