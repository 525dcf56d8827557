"""Errors in the link from reception centre to settlement, and in the mapping of skills."""

from __future__ import annotations

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Added, Cells, Custom, Planter, Related, Without, distinct, handle

_ASYLUM = "oppholdsgrunnlag IN ('§ 28', '§ 38', '§ 38 femte ledd')"
_UNTAUGHT = "plain AND n_programmes = 0 AND n_training = 0 AND n_early = 0 AND n_hosted = 0 AND n_settled = 1"
_EMERGENCY = "innreise_dato BETWEEN DATE '2015-08-01' AND DATE '2016-12-31'"
_UNSEEN = "plain AND s_by = 'Fra mottak' AND n_early = 0 AND n_hosted = 0 AND n_stays > 0"
_UNMAPPED = (Without("kartlegging", "kartleggingstype = 'Kompetansekartlegging'"),)
_MAPPED = "plain AND kartleggingstype = 'Kompetansekartlegging'"
_MAPPING = {
    "kartlegging_id": "'X' || person_id", "person_id": "person_id", "kommunenummer": "'0301'",
    "kartleggingstype": "'Kompetansekartlegging'", "kartlegging_dato": "DATE '2023-05-02'", "utfort_av": "'IMDi'",
    "system": "'Annet'", "utdanningsbakgrunn": "'Ikke fullført grunnskole'",
}  # fmt: skip


def _from_transit(canvas: Canvas, count: int) -> int:
    """The last stay was in a transit centre, and the person is settled from there."""
    rule, table = "MOT-KOB-005", "mottaksopphold"
    where = "plain AND til_dato = s_on AND s_by = 'Fra mottak' AND n_early = 0 AND n_hosted = 0 AND p_" + _ASYLUM
    rows = distinct(canvas.candidates(rule, table, where)).head(count)
    for row in rows.iter_slices(1):
        number = canvas.begin(rule)
        canvas.use(table, row)
        centre = {"mottak_id": f"K005-{number}", "navn": f"Mottaket K005-{number}", "mottakstype": "Transitt",
                  "kommunenummer": "0301", "aapnet": "2006-01-01"}  # fmt: skip
        canvas.add("mottak", centre)
        written = {"mottak_id": centre["mottak_id"], "mottaksnavn": centre["navn"], "mottakstype": "Transitt",
                   "kommunenummer": "0301"}  # fmt: skip
        for name, value in written.items():
            canvas.write(table, handle(row), name, value)
        for settled in canvas.like("bosetting", row):
            canvas.write("bosetting", settled, "fra_mottak_id", centre["mottak_id"])
        for person in canvas.like("person", row):
            canvas.expect(rule, "person", person, f"{table}.mottak_id; {table}.mottakstype; +mottak")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "MOT-KOB-001",
        "person",
        f"{_UNSEEN} AND tillatelse_dato >= DATE '2016-01-01' AND NOT ({_EMERGENCY})",
        without=(Without("mottaksopphold"),),
        related=(Related("bosetting", {"fra_mottak_id": "NULL"}),),
    ),
    Cells(
        "MOT-KOB-002",
        "person",
        f"{_UNTAUGHT} AND {_ASYLUM} AND NOT ({_EMERGENCY})"
        " AND tillatelse_dato BETWEEN DATE '2016-01-01' AND DATE '2023-12-01'",
        without=(Without("mottaksopphold"), Without("bosetting"), Without("kartlegging")),
        apart="kommunenummer",
    ),
    Cells("MOT-KOB-003", "bosetting", "plain AND fra_mottak_id IS NOT NULL", {"fra_mottak_id": "'M999'"}),
    Cells(
        "MOT-KOB-004",
        "mottaksopphold",
        "plain AND til_dato = s_on AND n_early = 0 AND s_by = 'Fra mottak'"
        " AND til_dato - fra_dato > INTERVAL '230 days'",
        {"til_dato": "til_dato - INTERVAL '200 days'"},
        found_in="person",
    ),
    Custom("MOT-KOB-005", _from_transit),
    Cells(
        "MOT-KOB-006",
        "mottaksopphold",
        f"{_UNTAUGHT} AND p_{_ASYLUM} AND til_dato = s_on AND c_nedlagt IS NULL"
        " AND p_tillatelse_dato < DATE '2023-12-01'",
        {"til_dato": "NULL"},
        without=(Without("bosetting"), Without("kartlegging")),
        found_in="person",
        apart="mottak_id",
    ),
    Cells(
        "MOT-KOB-007",
        "person",
        f"{_UNSEEN} AND {_EMERGENCY}",
        without=(Without("mottaksopphold"),),
        related=(Related("bosetting", {"fra_mottak_id": "NULL"}),),
    ),
    Cells(
        "MOT-KAR-001",
        "person",
        f"plain AND n_stays > 0 AND {_ASYLUM} AND n_settled = 1 AND p_age > 18.1"
        " AND tillatelse_dato BETWEEN DATE '2021-01-01' AND DATE '2023-10-01'",
        without=_UNMAPPED,
    ),
    Cells(
        "MOT-KAR-002",
        "kartlegging",
        "plain AND kartlegging_dato >= DATE '2019-10-01' AND p_oppholdsgrunnlag <> '§ 35'",
        {"system": "'KomBo'"},
    ),
    Cells("MOT-KAR-003", "kartlegging", "plain", {"system": "'Perm'"}),
    Cells(
        "MOT-KAR-004",
        "kartlegging",
        "plain AND utfort_av = 'Bosettingskommune' AND kartlegging_dato > s_on AND n_stays > 0",
        {"utfort_av": "'Vertskommune'"},
    ),
    Cells(
        "MOT-KAR-005",
        "kartlegging",
        "plain AND utfort_av = 'Bosettingskommune' AND n_stays = 0 AND s_on IS NOT NULL",
        {"utfort_av": "'Vertskommune'", "kartlegging_dato": "s_on - INTERVAL '3 days'", "system": "'Annet'"},
    ),
    Added(
        "MOT-KAR-006",
        "person",
        "plain AND oppholdsgrunnlag = '§ 28' AND fodselsdato > DATE '2008-01-01' AND s_on < DATE '2023-01-01'",
        {**_MAPPING, "system": "'Kompass'"},
        into="kartlegging",
    ),
    Cells(
        "MOT-KAR-008",
        "kartlegging",
        f"{_MAPPED} AND utfort_av = 'Vertskommune' AND p_{_ASYLUM} AND p_tillatelse_dato >= DATE '2021-01-01'"
        " AND p_age > 18.1 AND EXTRACT(YEAR FROM s_on + INTERVAL '1 day') = EXTRACT(YEAR FROM s_on)",
        {
            "utfort_av": "'Bosettingskommune'",
            "kartlegging_dato": "s_on + INTERVAL '1 day'",
            "kommunenummer": "s_at",
        },
        found_in="person",
    ),
    Cells(
        "MOT-KAR-009",
        "person",
        f"plain AND n_integration > 0 AND {_ASYLUM} AND n_settled = 1 AND p_age > 18.1"
        " AND tillatelse_dato < DATE '2021-01-01'",
        without=_UNMAPPED,
    ),
    Cells(
        "MOT-KAR-010",
        "person",
        f"plain AND n_stays > 0 AND n_integration = 0 AND {_ASYLUM} AND s_by = 'Fra mottak' AND p_age > 18.1"
        " AND tillatelse_dato < DATE '2021-01-01' AND s_on >= DATE '2018-06-15'",
        without=_UNMAPPED,
    ),
    Cells("MOT-KAR-011", "kartlegging", _MAPPED, {"utdanningsbakgrunn": "NULL"}),
    Cells("MOT-KAR-012", "kartlegging", _MAPPED, {"utdanningsbakgrunn": "'Litt'"}),
)
