"""Values nobody can read and lines with a cell too many, for every table of every register."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.table import FieldType, Table
from auditor.rulesets.generated import PARSED_TYPES, format_rule_id, shape_rule_id
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.journal import TABLE_KEYS
from auditor.sample.planting.specs import Custom, Planter, distinct, handle

_WHERE = {
    "anmodning": "bosatt = 0",
    "mottaksopphold": "mottakstype = 'Ankomst'",
    "person": "EXTRACT(YEAR FROM tillatelse_dato) = EXTRACT(YEAR FROM innreise_dato) AND oppholdsgrunnlag <> '§ 34'",
}
"""Which rows may be spoilt; a person's act must follow from either of permit and entry alone,
and an unknown day may not look like a gap between other stays."""
_TYPED: dict[str, tuple[str, ...]] = {
    "person": ("fodselsdato", "tillatelse_dato", "innreise_dato", "soknad_dato"),
    "bosetting": ("vedtaksdato", "bosettingsdato", "folkeregistrert_dato", "avtale_med_imdi", "enslig_mindreaarig"),
    "anmodning": ("aar", "anmodet", "vedtatt", "bosatt", "em_anmodet", "em_vedtatt"),
    "personstatus": ("status_dato",),
    "flytting": ("flyttedato",),
    "mottak": ("aapnet", "nedlagt", "plasser"),
    "mottaksopphold": ("fra_dato", "til_dato"),
    "kartlegging": ("kartlegging_dato",),
    "introduksjonsprogram": ("tilbud_dato", "vedtak_dato", "start_dato", "planlagt_slutt_dato", "slutt_dato",
                             "timer_per_uke", "vgo_fulltid", "har_barn", "forlengelse_dato", "registrert_dato",
                             "sluttmaal_endret_dato", "start_registrert_dato"),
    "permisjon": ("fra_dato", "til_dato"),
    "tiltak": ("fra_dato", "til_dato", "timer"),
    "plan": ("plan_dato", "revidert_dato"),
    "norskopplaering": ("vedtak_dato", "start_dato", "slutt_dato", "timer_norsk", "timer_samfunnskunnskap"),
    "asylnorsk": ("start_dato", "slutt_dato", "timer_norsk", "timer_samfunnskunnskap"),
    "prove": ("prove_dato", "karakter", "overfort_nir_dato", "forsok", "tellende", "poengsum"),
}  # fmt: skip
"""The fields of each table that are no texts and no codes."""
_BAD = {FieldType.BOOLEAN: "kanskje", FieldType.INTEGER: "ca. 10", FieldType.DECIMAL: "ca. 10"}
_NO_DAY = "31.02.2023"
_BOOLEAN = frozenset({"avtale_med_imdi", "enslig_mindreaarig", "vgo_fulltid", "har_barn", "tellende"})
_NUMBER = frozenset({"aar", "anmodet", "vedtatt", "bosatt", "em_anmodet", "em_vedtatt", "plasser", "timer_per_uke",
                     "timer", "timer_norsk", "timer_samfunnskunnskap", "karakter", "forsok", "poengsum"})  # fmt: skip


def _rows(canvas: Canvas, rule: str, table: str, where: str, count: int) -> Iterator[int]:
    """Rows that may be spoilt, an error each: of people to whom nothing else happened, or of a new, empty centre."""
    if table == "mottak":
        centre = {"mottakstype": "Ordinært", "kommunenummer": "0301", "aapnet": "2010-01-01"}
        for _ in range(count):
            name = f"{rule}-{canvas.begin(rule)}"
            yield canvas.add(table, {**centre, "mottak_id": name, "navn": f"Mottaket {name}"})
        return
    rows = distinct(canvas.candidates(rule, table, where, limit=500 + 50 * count)).head(count)
    for row in rows.iter_slices(1):
        canvas.begin(rule)
        canvas.use(table, row)
        yield handle(row)


def _spoilt(field: str) -> str:
    """What somebody may have written that cannot be read as the field's type."""
    kind = FieldType.BOOLEAN if field in _BOOLEAN else FieldType.INTEGER if field in _NUMBER else FieldType.DATE
    return _BAD.get(kind, _NO_DAY)


def _unreadable(table: str, field: str, where: str, text: str) -> Custom:
    rule = format_rule_id(table, field)

    def planted(canvas: Canvas, count: int) -> int:
        planted = 0
        for row in _rows(canvas, rule, table, where, count):
            canvas.write(table, row, field, text)
            canvas.expect(rule, table, row, f"{table}.{field}")
            planted += 1
        return planted

    return Custom(rule, planted)


def _ragged(table: str, where: str) -> Custom:
    rule = shape_rule_id(table)

    def planted(canvas: Canvas, count: int) -> int:
        planted = 0
        for row in _rows(canvas, rule, table, where, count):
            canvas.break_line(table, row)
            canvas.expect(rule, table, row, table)
            planted += 1
        return planted

    return Custom(rule, planted)


def spoilers(table: Table, where: str) -> list[Planter]:
    """Planters of a table of a further register, whose description tells the types; ``where`` says which rows."""
    unreadable = [
        _unreadable(table.name, each.name, where, _BAD.get(each.type, _NO_DAY))
        for each in table.fields
        if each.type in PARSED_TYPES
    ]
    return [*unreadable, _ragged(table.name, where)]


PLANTERS: tuple[Planter, ...] = (
    *(
        _unreadable(table, field, _WHERE.get(table, "TRUE"), _spoilt(field))
        for table, fields in _TYPED.items()
        for field in fields
    ),
    *(_ragged(table, _WHERE.get(table, "TRUE")) for table in TABLE_KEYS),
)
