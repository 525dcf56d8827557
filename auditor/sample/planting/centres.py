"""Errors in the register of reception centres and in stays."""

from __future__ import annotations

import datetime as dt

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Added, Also, Cells, Custom, Planter, Related, Without, distinct, handle
from auditor.sample.planting.views import HANDLE, WHO

_TABLE = "mottaksopphold"
_NOT_LAST = "plain AND mottakstype = 'Ankomst' AND n_stays > 1"
_FOR_ADULTS = "mottakstype IN ('Ordinært', 'Integreringsmottak', 'Tilrettelagt')"
_CENTRE = {
    "navn": "'Nytt mottak'", "mottakstype": "'Ordinært'", "kommunenummer": "'0301'", "aapnet": "DATE '2010-01-01'",
    "plasser": "80",
}  # fmt: skip


def _new(rule: str, **changes: str) -> Added:
    """A centre without residents."""
    identity = {"mottak_id": f"'{rule[-7:]}-' || mottak_id", "navn": f"'Mottaket {rule[-3:]} ' || mottak_id"}
    return Added(rule, "mottak", "TRUE", {**_CENTRE, **identity, **changes}, into="mottak")


def _known(rule: str, name: str, municipality: str, **changes: str) -> Custom:
    """Centres without residents under the name of one that the rule set knows, each from a day of its own."""

    def planted(canvas: Canvas, count: int) -> int:
        for _ in range(count):
            number = canvas.begin(rule)
            opened = dt.date(2010, 1, 1) + dt.timedelta(number - 1)
            identity = {"mottak_id": f"{rule[-7:]}-{number}", "navn": name, "kommunenummer": municipality}
            centre = {**identity, "mottakstype": "Ordinært", "aapnet": opened, **changes}
            canvas.expect(rule, "mottak", canvas.add("mottak", centre), "+mottak")
        return count

    return Custom(rule, planted)


def _same_key(canvas: Canvas, count: int) -> int:
    """Two centres with one key: the residents are used up, since their stays cannot be linked any more."""
    rows = (
        canvas.candidates("MOT-REG-001", "mottak", "n_residents < 40")
        .sort("n_residents", maintain_order=True)
        .head(count)
    )
    for row in rows.iter_slices(1):
        number = canvas.begin("MOT-REG-001")
        canvas.use("mottak", row)
        canvas.use_people(canvas.views[_TABLE].filter(pl.col("mottak_id") == row["mottak_id"][0])[WHO].to_list())
        new = canvas.add("mottak", {"navn": f"Dublett {number}"}, handle(row))
        for each in (handle(row), new):
            canvas.expect("MOT-REG-001", "mottak", each, "+mottak")
    return rows.height


def _moved_centre(rule: str, where: str = _NOT_LAST, **about: str) -> Custom:
    """A stay in a new centre: one that was not open then, or not for the person."""

    def planted(canvas: Canvas, count: int) -> int:
        rows = distinct(canvas.candidates(rule, _TABLE, where)).head(count)
        for row in rows.iter_slices(1):
            number = canvas.begin(rule)
            canvas.use(_TABLE, row)
            centre = {"mottak_id": f"{rule[-7:]}-{number}", "navn": f"Mottaket {rule[-3:]}-{number}",
                      "mottakstype": row["mottakstype"][0], "kommunenummer": "0301", **about}  # fmt: skip
            canvas.add("mottak", centre)
            for name, value in (
                ("mottak_id", centre["mottak_id"]),
                ("mottaksnavn", centre["navn"]),
                ("mottakstype", centre["mottakstype"]),
                ("kommunenummer", "0301"),
            ):
                canvas.write(_TABLE, handle(row), name, value)
            canvas.expect(rule, _TABLE, handle(row), f"{_TABLE}.mottak_id; +mottak")
        return rows.height

    return Custom(rule, planted)


def _gap(canvas: Canvas, count: int) -> int:
    """Move the first stay 200 days back; the finding is about the next one."""
    where = (
        _NOT_LAST + " AND c_aapnet < fra_dato - INTERVAL '230 days'"
        " AND EXTRACT(YEAR FROM fra_dato - INTERVAL '200 days') = EXTRACT(YEAR FROM fra_dato)"
    )
    rows = distinct(canvas.candidates("MOT-OPP-014", _TABLE, where)).head(count)
    for row in rows.iter_slices(1):
        canvas.begin("MOT-OPP-014")
        canvas.use(_TABLE, row)
        for name in ("fra_dato", "til_dato"):
            canvas.write(_TABLE, handle(row), name, row.select(pl.col(name).dt.offset_by("-200d"))[name][0])
        following = canvas.views[_TABLE].filter(
            (pl.col("person_id") == row["person_id"][0]) & (pl.col("fra_dato") >= row["til_dato"][0])
        )
        canvas.expect(
            "MOT-OPP-014", _TABLE, int(following.sort("fra_dato")[HANDLE][0]), f"{_TABLE}.fra_dato; {_TABLE}.til_dato"
        )
    return rows.height


def _labour(canvas: Canvas, count: int) -> int:
    """A labour immigrant in centres: every stay is found."""
    where = "plain AND n_early = 0 AND n_programmes = 0 AND n_training = 0 AND p_tillatelse_dato IS NOT NULL"
    asylum = "p_oppholdsgrunnlag NOT IN ('§ 34', '§ 35', 'Familie')"
    rows = distinct(canvas.candidates("MOT-OPP-013", _TABLE, f"{where} AND n_mapped = 0 AND {asylum}")).head(count)
    for row in rows.iter_slices(1):
        canvas.begin("MOT-OPP-013")
        canvas.use(_TABLE, row)
        for person in canvas.like("person", row):
            canvas.write("person", person, "oppholdsgrunnlag", "§ 23")
        for stay in canvas.like(_TABLE, row):
            canvas.expect("MOT-OPP-013", _TABLE, stay, "person.oppholdsgrunnlag")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Custom("MOT-REG-001", _same_key, first=True),
    Added("MOT-REG-002", "mottak", "TRUE", {"mottak_id": "'X' || mottak_id"}, copy=True, on_both=True),
    _new("MOT-REG-003", nedlagt="DATE '2009-01-01'"),
    _new("MOT-REG-004", kommunenummer="'0399'"),
    _new("MOT-REG-005", mottakstype="'Hotell'"),
    _new(
        "MOT-REG-006",
        mottakstype="'Integreringsmottak'",
        kommunenummer="'1103'",
        aapnet="DATE '2018-01-01'",
        nedlagt="DATE '2024-09-30'",
    ),
    _new("MOT-REG-007", mottakstype="'Integreringsmottak'", aapnet="DATE '2018-01-01'"),
    _new(
        "MOT-REG-008",
        mottakstype="'Integreringsmottak'",
        kommunenummer="'4204'",
        aapnet="DATE '2012-01-01'",
    ),
    _known("MOT-REG-009", "Vadsø asylmottak ord avd", "5607", mottakstype="Transitt"),
    _known("MOT-REG-010", "Skien asylmottak ord avd", "1103"),
    _known("MOT-REG-011", "Fauske asylmottak", "1841"),
    _known("MOT-REG-012", "Hareid asylmottak ord avd", "1517", nedlagt="2023-06-30"),
    Cells("MOT-REG-013", "mottak", "n_living > 6 AND nedlagt IS NULL", {"plasser": "3"}),
    Cells("MOT-OPP-001", _TABLE, _NOT_LAST, {"mottak_id": "NULL"}),
    Cells("MOT-OPP-002", _TABLE, _NOT_LAST, {"mottak_id": "'M998'"}),
    _moved_centre(
        "MOT-OPP-003", _NOT_LAST + " AND fra_dato > DATE '2015-02-01'", aapnet="2008-01-01", nedlagt="2015-01-01"
    ),
    _moved_centre("MOT-OPP-004", aapnet="2024-12-20"),
    Cells("MOT-OPP-005", _TABLE, _NOT_LAST, {"til_dato": "fra_dato - INTERVAL '5 days'"}),
    Added(
        "MOT-OPP-006",
        _TABLE,
        "plain AND til_dato - fra_dato > INTERVAL '30 days' AND mottakstype NOT IN ('Ordinært', 'Integreringsmottak',"
        " 'Tilrettelagt')",
        {"opphold_id": "'X' || opphold_id", "fra_dato": "fra_dato + INTERVAL '10 days'"},
        copy=True,
    ),
    Cells(
        "MOT-OPP-007",
        _TABLE,
        "plain AND til_dato = s_on AND s_on < DATE '2024-09-01' AND c_nedlagt IS NULL AND n_early > 0",
        {"til_dato": "s_on + INTERVAL '60 days'"},
    ),
    Cells("MOT-OPP-008", _TABLE, "plain AND mottakstype = 'Ordinært'", {"mottakstype": "'Tilrettelagt'"}),
    Cells(
        "MOT-OPP-009",
        _TABLE,
        "plain AND n_early = 0 AND kommunenummer = c_kommunenummer",
        {"kommunenummer": "CASE WHEN kommunenummer = '0301' THEN '1103' ELSE '0301' END"},
    ),
    Cells("MOT-OPP-010", _TABLE, "plain AND n_early = 0", {"kommunenummer": "'0399'"}),
    Cells("MOT-OPP-011", _TABLE, "plain", {"mottaksnavn": "'Et helt annet sted'"}),
    Cells(
        "MOT-OPP-012",
        _TABLE,
        _NOT_LAST + " AND c_aapnet < fra_dato - INTERVAL '60 days' AND fra_dato >= DATE '2015-03-01'"
        " AND EXTRACT(YEAR FROM til_dato - INTERVAL '45 days') = EXTRACT(YEAR FROM fra_dato)",
        {"fra_dato": "til_dato - INTERVAL '45 days'"},
    ),
    Custom("MOT-OPP-013", _labour),
    Cells(
        "MOT-OPP-016",
        _TABLE,
        _NOT_LAST + " AND c_aapnet < fra_dato - INTERVAL '60 days' AND fra_dato >= DATE '2015-03-01'"
        " AND EXTRACT(YEAR FROM til_dato - INTERVAL '20 days') = EXTRACT(YEAR FROM fra_dato)",
        {"fra_dato": "til_dato - INTERVAL '20 days'"},
    ),
    _moved_centre("MOT-OPP-017", _NOT_LAST + " AND p_age > 20", mottakstype="Enslige mindreårige", aapnet="2010-01-01"),
    Cells(
        "MOT-OPP-018",
        _TABLE,
        f"plain AND {_FOR_ADULTS} AND p_fodselsdato > s_on - INTERVAL '6570 days'",
        related=(Related("bosetting", {"enslig_mindreaarig": "TRUE"}),),
        also=(Also("MOT-OPP-018", _TABLE, _FOR_ADULTS),),
    ),
    Cells(
        "MOT-OPP-019",
        _TABLE,
        "plain AND til_dato IS NULL AND p_oppholdsgrunnlag = 'Asylsøker' AND n_early = 0 AND n_mapped = 0"
        " AND c_aapnet < DATE '2022-06-01'"
        " AND p_fodselsdato BETWEEN DATE '2004-12-01' AND DATE '2022-09-30'"
        " AND mottakstype <> 'Enslige mindreårige'",
        {"fra_dato": "DATE '2022-11-01'"},
        related=(Related("person", {"soknad_dato": "DATE '2022-10-20'", "innreise_dato": "DATE '2022-10-18'"}),),
        without=(Without(_TABLE, "til_dato IS NOT NULL"),),
    ),
    Cells(
        "MOT-OPP-020",
        _TABLE,
        "plain AND mottakstype = 'Integreringsmottak' AND p_tillatelse_dato < DATE '2020-06-01'"
        " AND til_dato - fra_dato >= INTERVAL '70 days' AND p_fodselsdato < fra_dato - INTERVAL '6600 days'",
        without=(Without("kartlegging", "kartleggingstype = 'Karriereveiledning'"),),
    ),
    Cells("MOT-OPP-021", "person", "plain AND soknad_dato IS NOT NULL", {"statsborgerskap": "NULL"}),
    Custom("MOT-OPP-014", _gap),
    Cells("MOT-OPP-015", _TABLE, _NOT_LAST, {"person_id": "'X' || person_id"}),
    Cells(
        "MOT-KOD-001",
        _TABLE,
        "plain AND mottakstype = 'Akuttinnkvartering'",
        {"mottakstype": "'Hotell'"},
        also=(Also("MOT-OPP-008"),),
    ),
    Cells("MOT-KOD-002", _TABLE, "plain", {"soknadsstatus": "'Kanskje'"}),
)
