"""Errors of any row of NAV's registers: keys, persons, codes and dates."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter

HELPED = "plain AND n_programmes = 0 AND ytelsestype = 'Sosialhjelp'"
SUPPORTED = "plain AND ytelsestype = 'Sosialhjelp'"
FOLLOWED = "plain AND tiltakskode IN ('Mentor', 'Individuell oppfølging') AND fra_dato >= DATE '2016-01-01'"
REFUSED = "plain AND vedtak = 'Avslag'"
GRANTED = "plain AND vedtak = 'Innvilget'"
LATER = GRANTED + " AND start_dato BETWEEN DATE '2019-01-01' AND DATE '2024-06-01' AND slutt_dato IS NOT NULL"
_ONCE = "plain AND nav_regs = 1"
_LONG = " AND (til_dato IS NULL OR til_dato - fra_dato > INTERVAL '30 days')"
_DEAD = "dead BETWEEN DATE '2008-01-01' AND DATE '2024-11-01'"
_DEAD_UNKNOWN = _DEAD + " AND nav_regs IS NULL"
_AFTER = {"fra_dato": "dead + INTERVAL '10 days'", "til_dato": "dead + INTERVAL '15 days'"}
_WHO = {"person_id": "person_id", "kommunenummer": "'0301'"}
NEW_KVP = {
    "kvp_id": "'X' || person_id",
    **_WHO,
    "vedtak": "'Innvilget'",
    "hjemmel": "'sosialtjenesteloven § 29'",
    "begrunnelse": "'Se notat'",
    "fra_annen_kommune": "FALSE",
    "status": "'Varig avbrutt'",
}
"""A granted application without its dates."""


def kvp_on(day: str) -> dict[str, str]:
    """A programme of three weeks from a day (SQL), too short to need anything else."""
    return {
        **NEW_KVP,
        "soknad_dato": f"{day} - INTERVAL '30 days'",
        "arbeidsevnevurdering_dato": f"{day} - INTERVAL '20 days'",
        "vedtak_dato": f"{day} - INTERVAL '10 days'",
        "start_dato": day,
        "slutt_dato": f"{day} + INTERVAL '20 days'",
    }


AGAIN = {
    "kvp_id": "'X' || kvp_id",
    "soknad_dato": "soknad_dato - INTERVAL '1 day'",
    "planlagt_slutt_dato": "NULL",
    "stonad_aar": "NULL",
    "status": "'Varig avbrutt'",
    "situasjon": "NULL",
}
"""What makes a copy of a programme one of its own."""


def _copy(rule: str, table: str, where: str, key: str, also_new: tuple[str, ...] = (), **cells: str) -> Added:
    """A further row, as the chosen one but for some cells."""
    return Added(rule, table, where, {key: f"'X' || {key}", **cells}, copy=True, also_new=also_new)


def _twice(rule: str, table: str, where: str, key: str, **cells: str) -> Added:
    """A further row under the same key."""
    return Added(rule, table, where, {key: key, **cells}, copy=True, on_both=True)


_REG, _TIL, _YTE, _KVP = "registrering_id", "nav_tiltak_id", "ytelse_id", "kvp_id"
_STRANGER = "'X' || person_id"
_BEFORE = {"fra_dato": "fra_dato - INTERVAL '400 days'", "til_dato": "fra_dato - INTERVAL '300 days'"}
_NEXT_DAY = "fra_dato + INTERVAL '1 day'"
_FUTURE = "DATE '2025-02-01'"
_CODES: tuple[tuple[str, str, str, str], ...] = (
    ("001", "nav_registrering", "plain", "innsatsgruppe"),
    ("002", "nav_registrering", "plain", "arbeidsmarkedsstatus"),
    ("003", "nav_tiltak", FOLLOWED, "innsatsgruppe"),
    ("004", "ytelse", HELPED, "ytelsestype"),
    ("005", "kvp", REFUSED, "vedtak"),
    ("006", "kvp", REFUSED, "avslagsgrunn"),
    ("007", "kvp", GRANTED, "omfang"),
    ("008", "kvp", GRANTED, "opplaering"),
    ("009", "kvp", GRANTED + " AND slutt_dato IS NOT NULL", "status"),
    ("010", "kvp", GRANTED + " AND situasjon IS NOT NULL", "situasjon"),
)

PLANTERS: tuple[Planter, ...] = (
    Added(
        "NAV-DAT-013",
        "kvp",
        LATER,
        {**AGAIN, "slutt_dato": "start_dato - INTERVAL '3 days'"},
        copy=True,
    ),
    Added(
        "NAV-DAT-014",
        "kvp",
        LATER,
        {**AGAIN, "start_dato": _FUTURE, "slutt_dato": "NULL", "status": "'Fortsatt i program'"},
        copy=True,
    ),
    _copy("NAV-REF-001", "nav_registrering", "plain", _REG, person_id=_STRANGER),
    _copy("NAV-REF-002", "nav_tiltak", FOLLOWED, _TIL, ("NAV-TIL-009",), person_id=_STRANGER),
    _copy("NAV-REF-003", "ytelse", SUPPORTED, _YTE, person_id=_STRANGER),
    _copy("NAV-REF-004", "kvp", REFUSED, _KVP, person_id=_STRANGER),
    _copy("NAV-REF-005", "nav_registrering", "plain", _REG, person_id="NULL"),
    _copy("NAV-REF-006", "nav_tiltak", FOLLOWED, _TIL, person_id="NULL"),
    _copy("NAV-REF-007", "ytelse", SUPPORTED, _YTE, person_id="NULL"),
    _copy("NAV-REF-008", "kvp", REFUSED, _KVP, person_id="NULL"),
    _twice("NAV-DUB-001", "nav_registrering", _ONCE, _REG, **_BEFORE),
    _twice("NAV-DUB-002", "nav_tiltak", FOLLOWED + _LONG, _TIL, fra_dato=_NEXT_DAY),
    Added("NAV-DUB-003", "nav_tiltak", FOLLOWED, {_TIL: f"'X' || {_TIL}"}, copy=True, on_both=True),
    _twice("NAV-DUB-004", "ytelse", SUPPORTED + _LONG, _YTE, fra_dato=_NEXT_DAY),
    Added("NAV-DUB-005", "ytelse", SUPPORTED, {_YTE: f"'X' || {_YTE}"}, copy=True, on_both=True),
    _twice("NAV-DUB-006", "kvp", REFUSED, _KVP, soknad_dato="soknad_dato - INTERVAL '1 day'"),
    Added("NAV-DUB-007", "kvp", REFUSED, {_KVP: f"'X' || {_KVP}"}, copy=True, on_both=True),
    *(Cells(f"NAV-KOD-{number}", table, where, {field: "'Uoppgitt'"}) for number, table, where, field in _CODES),
    *(
        Cells(f"NAV-KOD-{number}", table, where, {"kommunenummer": "'9999'"})
        for number, table, where in (
            ("011", "nav_registrering", "plain"),
            ("012", "nav_tiltak", FOLLOWED),
            ("013", "ytelse", HELPED),
            ("014", "kvp", REFUSED),
        )
    ),
    _copy("NAV-DAT-001", "nav_registrering", "plain AND til_dato IS NOT NULL", _REG, fra_dato="NULL"),
    _copy(
        "NAV-DAT-002",
        "nav_registrering",
        _ONCE,
        _REG,
        fra_dato="fra_dato - INTERVAL '400 days'",
        til_dato="fra_dato - INTERVAL '403 days'",
    ),
    _copy(
        "NAV-DAT-003",
        "nav_registrering",
        _ONCE + " AND til_dato < DATE '2024-10-01'",
        _REG,
        fra_dato=_FUTURE,
        til_dato="NULL",
        kommunenummer="'0301'",
    ),
    Added(
        "NAV-DAT-004",
        "person",
        _DEAD_UNKNOWN,
        {_REG: "'X' || person_id", **_WHO, "innsatsgruppe": "'Standard innsats'", **_AFTER},
        into="nav_registrering",
    ),
    _copy("NAV-DAT-005", "nav_tiltak", FOLLOWED, _TIL, fra_dato="NULL"),
    _copy("NAV-DAT-006", "nav_tiltak", FOLLOWED, _TIL, fra_dato=_NEXT_DAY, til_dato="fra_dato - INTERVAL '3 days'"),
    _copy(
        "NAV-DAT-007",
        "nav_tiltak",
        "plain AND til_dato IS NULL",
        _TIL,
        tiltakskode="'Mentor'",
        fra_dato=_FUTURE,
    ),
    Added(
        "NAV-DAT-008",
        "person",
        _DEAD_UNKNOWN + " AND dead >= DATE '2015-01-01'",
        {_TIL: "'X' || person_id", **_WHO, "tiltakskode": "'Mentor'", "innsatsgruppe": "'Standard innsats'", **_AFTER},
        into="nav_tiltak",
        also_new=("NAV-TIL-009",),
    ),
    _copy("NAV-DAT-009", "ytelse", SUPPORTED, _YTE, fra_dato="NULL"),
    _copy("NAV-DAT-010", "ytelse", SUPPORTED, _YTE, fra_dato=_NEXT_DAY, til_dato="fra_dato - INTERVAL '3 days'"),
    _copy("NAV-DAT-011", "ytelse", SUPPORTED, _YTE, fra_dato=_FUTURE, til_dato="NULL", kommunenummer="'0301'"),
    Added(
        "NAV-DAT-012",
        "person",
        _DEAD,
        {_YTE: "'X' || person_id", **_WHO, "ytelsestype": "'Sosialhjelp'", **_AFTER},
        into="ytelse",
    ),
    Added(
        "NAV-DAT-015",
        "person",
        _DEAD
        + " AND COALESCE(nav_kvp, 0) = 0 AND dead - fodselsdato BETWEEN INTERVAL '6700 days' AND INTERVAL '24000 days'",
        kvp_on("CAST(dead AS DATE) + INTERVAL '40 days'"),
        into="kvp",
    ),
)
