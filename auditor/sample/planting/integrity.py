"""Errors in what links the tables: rows without a person or programme, rows registered twice, unknown codes."""

from __future__ import annotations

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.programmes import LOOSE
from auditor.sample.planting.specs import Added, Also, Cells, Custom, Planter, distinct, handle

_NO_PERSON = {"person_id": "NULL"}
_NOBODY = {"person_id": "'X' || person_id"}
_FAMILY = "plain AND bosettingstype = 'Familieinnvandring' AND n_programmes = 0 AND n_training = 0"
_MAPPED = "plain AND n_programmes = 0 AND n_mapped > 0"
_RESIDENT = "plain AND n_stays > 0"
_TRAINED = "plain AND n_training = 1 AND n_programmes = 0"
_SUBJECT = "plain AND tiltakstype = 'Samfunnskunnskap'"
_CONTRACT = "plain AND plantype = 'Integreringskontrakt' AND i_act = 'integreringsloven kap. 6A'"
_LEAVE = "plain AND i_leaves = 1 AND til_dato IS NOT NULL"
_EARLY = "plain AND n_early = 1 AND timer_norsk NOT IN (175, 250)"
_NEW_ACT = "plain AND n_training = 1 AND lovverk = 'integreringsloven'"


def _twice(rule: str, table: str, key: str, where: str) -> Added:
    """The same row under another key."""
    return Added(rule, table, where, {key: f"'X' || {key}"}, copy=True, on_both=True)


def _same_key(rule: str, table: str, where: str) -> Added:
    """The same row once more."""
    return Added(rule, table, where, {}, copy=True, on_both=True)


def _shared_key(rule: str, table: str, key: str, where: str) -> Custom:
    """The rows of two persons under one key."""

    def planted(canvas: Canvas, count: int) -> int:
        rows = distinct(canvas.candidates(rule, table, where)).head(2 * count)
        pairs = rows.height // 2
        for number in range(pairs):
            canvas.begin(rule)
            canvas.use(table, rows[2 * number : 2 * number + 2])
            first, second = rows[2 * number], rows[2 * number + 1]
            canvas.write(table, handle(second), key, first[key][0])
            for row in (first, second):
                canvas.expect(rule, table, handle(row), f"{table}.{key}")
        return pairs

    return Custom(rule, planted)


PLANTERS: tuple[Planter, ...] = (
    Added("BOS-REF-001", "personstatus", "plain AND status = 'Midlertidig'", _NOBODY, copy=True),
    Added("BOS-REF-002", "flytting", "TRUE", {"flytting_id": "'X' || flytting_id", **_NOBODY}, copy=True),
    Added("BOS-REF-003", "bosetting", _FAMILY, {"bosetting_id": "'X' || bosetting_id", **_NO_PERSON}, copy=True),
    Added("BOS-REF-004", "personstatus", "plain AND status = 'Midlertidig'", _NO_PERSON, copy=True),
    Added("BOS-REF-005", "flytting", "TRUE", {"flytting_id": "'X' || flytting_id", **_NO_PERSON}, copy=True),
    Added("MOT-REF-001", "kartlegging", _MAPPED, {"kartlegging_id": "'X' || kartlegging_id", **_NOBODY}, copy=True),
    Added("MOT-REF-002", "kartlegging", _MAPPED, {"kartlegging_id": "'X' || kartlegging_id", **_NO_PERSON}, copy=True),
    Added("MOT-REF-003", "mottaksopphold", _RESIDENT, {"opphold_id": "'X' || opphold_id", **_NO_PERSON}, copy=True),
    Added("NIR-REF-001", "norskopplaering", _TRAINED, {"opplaering_id": "'X' || opplaering_id", **_NOBODY}, copy=True),
    Added("NIR-REF-002", "asylnorsk", _EARLY, {"asylnorsk_id": "'X' || asylnorsk_id", **_NOBODY}, copy=True),
    Cells("NIR-REF-003", "tiltak", _SUBJECT, _NOBODY),
    Cells("NIR-REF-004", "plan", _CONTRACT, _NOBODY),
    Cells("NIR-REF-005", "permisjon", _LEAVE + " AND i_act = 'introduksjonsloven'", _NOBODY),
    Cells("NIR-REF-006", "tiltak", _SUBJECT, {"program_id": "NULL"}),
    Cells(
        "NIR-REF-007",
        "permisjon",
        _LEAVE + " AND i_end IS NOT NULL AND i_slack > leave_days + 10 AND leave_days * 14 < i_days",
        {"program_id": "NULL"},
    ),
    Cells("NIR-REF-008", "plan", _CONTRACT, {"program_id": "NULL"}),
    Added(
        "NIR-REF-009",
        "plan",
        "plain AND plan_dato >= DATE '2021-01-01'",
        {"plan_id": "'X' || plan_id", "program_id": "NULL", "plantype": "'Norskplan'", **_NOBODY},
        copy=True,
    ),
    Added(
        "NIR-REF-010",
        "introduksjonsprogram",
        "plain AND n_programmes = 1",
        {
            **LOOSE,
            "program_id": "'N' || program_id",
            "vedtak_dato": "DATE '2018-05-20'",
            "start_dato": "DATE '2018-06-01'",
            "slutt_dato": "DATE '2018-08-15'",
        },
    ),
    Added(
        "NIR-REF-011", "norskopplaering", _TRAINED, {"opplaering_id": "'X' || opplaering_id", **_NO_PERSON}, copy=True
    ),
    Added("NIR-REF-012", "asylnorsk", _EARLY, {"asylnorsk_id": "'X' || asylnorsk_id", **_NO_PERSON}, copy=True),
    Cells("NIR-REF-013", "asylnorsk", _EARLY, {"mottak_id": "'M997'"}),
    _same_key("BOS-DUB-001", "bosetting", _FAMILY),
    _same_key("BOS-DUB-002", "flytting", "TRUE"),
    _twice("BOS-DUB-003", "flytting", "flytting_id", "TRUE"),
    _same_key("BOS-DUB-004", "personstatus", "plain AND status = 'Midlertidig'"),
    _shared_key("MOT-DUB-001", "mottaksopphold", "opphold_id", _RESIDENT),
    _same_key("MOT-DUB-002", "kartlegging", _MAPPED),
    _twice("MOT-DUB-003", "kartlegging", "kartlegging_id", _MAPPED),
    _same_key("NIR-DUB-001", "tiltak", _SUBJECT),
    _twice("NIR-DUB-002", "tiltak", "tiltak_id", _SUBJECT),
    _same_key("NIR-DUB-003", "plan", _CONTRACT),
    _twice("NIR-DUB-004", "plan", "plan_id", _CONTRACT),
    _shared_key("NIR-DUB-005", "permisjon", "permisjon_id", _LEAVE),
    _same_key("NIR-DUB-006", "norskopplaering", _TRAINED),
    _twice("NIR-DUB-007", "norskopplaering", "opplaering_id", _TRAINED),
    _same_key("NIR-DUB-008", "asylnorsk", _EARLY),
    _twice("NIR-DUB-009", "asylnorsk", "asylnorsk_id", _EARLY),
    Cells(
        "NIR-KOD-015",
        "person",
        "plain AND n_programmes = 0 AND n_training = 0 AND oppholdsgrunnlag = 'Familie'",
        {"referanseperson_grunnlag": "'Turist'"},
    ),
    Cells(
        "NIR-KOD-016",
        "norskopplaering",
        _TRAINED + " AND p_age > 19",
        {"lovverk": "'Skoleloven'"},
        also=(Also("NIR-LOV-003"),),
    ),
    Cells("NIR-KOD-017", "norskopplaering", _TRAINED, {"ansvarlig": "'Staten'"}),
    Cells("NIR-KOD-018", "norskopplaering", _NEW_ACT, {"norskmaal_muntlig": "'C2'"}),
    Cells("NIR-KOD-019", "norskopplaering", _NEW_ACT, {"norskmaal_lytte": "'C2'"}),
    Cells("NIR-KOD-020", "norskopplaering", _NEW_ACT, {"norskmaal_lese": "'C2'"}),
    Cells("NIR-KOD-021", "norskopplaering", _NEW_ACT, {"norskmaal_skriftlig": "'C2'"}),
    Cells("NIR-KOD-022", "permisjon", _LEAVE, {"arsak": "'Ferie'"}),
    Cells("NIR-KOD-023", "permisjon", _LEAVE, {"kommunenummer": "'0399'"}),
    Cells("NIR-KOD-024", "tiltak", _SUBJECT, {"kommunenummer": "'0399'"}),
    Cells("NIR-KOD-025", "plan", _CONTRACT, {"kommunenummer": "'0399'"}),
    Cells("NIR-KOD-026", "introduksjonsprogram", "plain AND kommunenummer <> '0301'", {"bydel": "'030101'"}),
    Cells("NIR-KOD-027", "person", "plain AND n_programmes = 0 AND n_settled = 0", {"kommunenummer": "'0399'"}),
    Cells("MOT-KOD-005", "kartlegging", _MAPPED, {"kommunenummer": "'0399'"}),
    Cells("BOS-KOD-001", "personstatus", "plain AND status = 'Bosatt'", {"kommunenummer": "'0399'"}),
)
