"""Errors in grants per person: who has them, when, how much, and against settlement and training."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Without

_TABLE = "tilskudd"
_KEY = {"tilskudd_id": "'X' || tilskudd_id"}
_NOWHERE = {"kommunenummer": "NULL"}
"""A row that no rule about receivers can judge."""
_MAPPED = "plain AND tilskuddstype = 'Kompetansekartlegging'"
_DISABLED = "plain AND tilskuddstype = 'Nedsatt funksjonsevne'"
_YEARLY = "plain AND tilskuddstype = 'Integreringstilskudd'"
_ONCE = "plain AND tilskuddstype = 'Barnehagetilskudd'"
_NORWEGIAN = "plain AND tilskuddstype = 'Norsktilskudd'"
_KNOWN = " AND aar IN (2019, 2024)"
"""Years of which the full rates are known."""
_UNKNOWN = " AND aar NOT IN (2018, 2019, 2023, 2024)"
"""Years of which they are not, neither then nor in the next."""
_GROWN = " AND aar - EXTRACT(YEAR FROM p_fodselsdato) BETWEEN 20 AND 60"
_OTHER = {**_KEY, "tilskuddsaar": "NULL", "sats": "NULL", "belop": "9000.0"}
_TRAINED = {**_OTHER, "tilskuddstype": "'Norsktilskudd'"}
_LATER = {
    "tilskudd_id": "'X' || person_id",
    "person_id": "person_id",
    "kommunenummer": "'0301'",
    "mottaker": "'Kommune'",
    "tilskuddstype": "'Kompetansekartlegging'",
    "belop": "1000.0",
}
_FIRST = _YEARLY + " AND tilskuddsaar = 1"

_ROWS: tuple[Planter, ...] = (
    Added("TIL-DUB-001", _TABLE, _MAPPED, {}, copy=True, on_both=True),
    Cells("TIL-KOD-001", _TABLE, _DISABLED, {"tilskuddstype": "'Fødselspenger'"}),
    Cells("TIL-KOD-002", _TABLE, _DISABLED, {"sats": "'Familie'"}),
    Cells("TIL-KOD-003", _TABLE, _DISABLED, {"mottaker": "'Staten'"}),
    Cells("TIL-KOD-004", _TABLE, _MAPPED, {"kommunenummer": "'9999'"}),
    Added("TIL-REF-001", _TABLE, _MAPPED, {**_KEY, "person_id": "'X' || person_id"}, copy=True),
    Added("TIL-REF-003", _TABLE, _MAPPED, {**_KEY, "person_id": "NULL"}, copy=True),
    Added("TIL-REF-005", _TABLE, _MAPPED, {**_KEY, "aar": "NULL"}, copy=True),
    Cells("TIL-REF-006", _TABLE, _MAPPED, {"belop": "NULL"}),
)
_RECEIVERS: tuple[Planter, ...] = (
    Cells("TIL-MOT-001", _TABLE, _DISABLED + " AND kommunenummer <> '0301'", {"kommunenummer": "'0301'"}),
    Cells(
        "TIL-MOT-002",
        _TABLE,
        "plain AND tilskuddstype = 'Opplæring i mottak' AND kommunenummer <> '0301'",
        {"kommunenummer": "'0301'"},
    ),
    Added("TIL-MOT-003", _TABLE, _MAPPED, _KEY, copy=True, on_both=True),
    Added("TIL-MOT-004", _TABLE, _ONCE + _UNKNOWN, {**_KEY, **_NOWHERE, "aar": "aar + 1"}, copy=True, on_both=True),
)
_YEARS: tuple[Planter, ...] = (
    Added(
        "TIL-PER-001",
        _TABLE,
        _YEARLY + " AND tilskuddsaar = 5" + _UNKNOWN,
        {**_KEY, **_NOWHERE, "aar": "aar + 1"},
        copy=True,
    ),
    Cells("TIL-PER-002", _TABLE, _YEARLY + " AND tilskuddsaar > 1" + _UNKNOWN, {"tilskuddsaar": "NULL"}),
    Cells("TIL-PER-003", _TABLE, _YEARLY + " AND tilskuddsaar = 3" + _UNKNOWN, {"tilskuddsaar": "2"}),
    Added(
        "TIL-PER-004",
        "person",
        "dead BETWEEN DATE '2008-01-01' AND DATE '2023-06-01' AND gone IS NULL",
        {**_LATER, "aar": "EXTRACT(YEAR FROM dead) + 1"},
        into=_TABLE,
    ),
    Added(
        "TIL-PER-005",
        "person",
        "tilskudd_left BETWEEN DATE '2008-01-01' AND DATE '2023-06-01' AND dead IS NULL",
        {**_LATER, "aar": "EXTRACT(YEAR FROM tilskudd_left) + 1"},
        into=_TABLE,
    ),
    Added(
        "TIL-PER-006",
        "person",
        "plain AND n_settled = 0",
        {**_LATER, "tilskuddstype": "'Nedsatt funksjonsevne'", "aar": "2020"},
        into=_TABLE,
    ),
    Cells(
        "TIL-PER-007",
        "bosetting",
        "plain AND p_oppholdsgrunnlag IN ('§ 28', '§ 34', '§ 35', '§ 38')"
        " AND bosettingsdato BETWEEN DATE '2012-01-01' AND DATE '2023-12-31'",
        without=(Without(_TABLE, "tilskuddstype = 'Integreringstilskudd'"),),
    ),
)
_RATES: tuple[Planter, ...] = (
    Cells("TIL-SAT-001", _TABLE, _ONCE + _KNOWN, {"belop": "belop + 1000.0"}),
    Added(
        "TIL-SAT-002",
        _TABLE,
        _ONCE + _KNOWN,
        {**_KEY, **_NOWHERE, "belop": "500.0"},
        copy=True,
        on_both=True,
    ),
    Cells("TIL-SAT-003", _TABLE, _ONCE + _KNOWN, {"belop": "belop - 1000.0"}),
    Cells(
        "TIL-SAT-004",
        _TABLE,
        _FIRST + " AND sats = 'Enslig mindreårig' AND aar < EXTRACT(YEAR FROM p_fodselsdato) + 18" + _UNKNOWN,
        {"sats": "'Barn'"},
    ),
    Cells("TIL-SAT-005", _TABLE, _FIRST + " AND sats = 'Barn'" + _UNKNOWN, {"sats": "'Enslig mindreårig'"}),
    Cells("TIL-SAT-006", _TABLE, _FIRST + " AND sats = 'Voksen'", {"sats": "'Barn'"}),
    Added(
        "TIL-SAT-007",
        _TABLE,
        _FIRST + " AND sats = 'Voksen'" + _UNKNOWN,
        {**_OTHER, "tilskuddstype": "'Barnehagetilskudd'"},
        copy=True,
    ),
    Added(
        "TIL-SAT-008",
        _TABLE,
        _FIRST + " AND sats = 'Barn'" + _UNKNOWN,
        {**_OTHER, "tilskuddstype": "'Eldretilskudd'"},
        copy=True,
    ),
)
_TRAINING: tuple[Planter, ...] = (
    Added("TIL-NOR-001", _TABLE, _YEARLY + " AND n_training = 0" + _GROWN, _TRAINED, copy=True),
    Cells(
        "TIL-NOR-002",
        "norskopplaering",
        "plain AND rettighet = 'Rett og plikt' AND n_training = 1 AND lovverk = 'introduksjonsloven'"
        " AND start_dato BETWEEN DATE '2010-01-01' AND DATE '2019-12-31'",
        without=(Without(_TABLE, "tilskuddstype LIKE 'Norsktilskudd%'"),),
    ),
    Added(
        "TIL-NOR-003",
        "norskopplaering",
        "plain AND rettighet = 'Plikt' AND n_training = 1 AND ansvarlig = 'Kommune'",
        {**_LATER, "kommunenummer": "NULL", "tilskuddstype": "'Norsktilskudd'", "aar": "EXTRACT(YEAR FROM start_dato)"},
        into=_TABLE,
    ),
    Cells("TIL-NOR-004", _TABLE, _NORWEGIAN + " AND mottaker = 'Fylkeskommune'", {"mottaker": "'Kommune'"}),
    Added(
        "TIL-NOR-005",
        _TABLE,
        _NORWEGIAN + " AND EXTRACT(YEAR FROM p_fodselsdato) BETWEEN 1980 AND 1989",
        {**_KEY, **_NOWHERE, "mottaker": "'Kommune'", "aar": "EXTRACT(YEAR FROM p_fodselsdato) + 15"},
        copy=True,
    ),
    Cells(
        "TIL-NOR-006",
        _TABLE,
        _NORWEGIAN + " AND p_oppholdsgrunnlag <> '§ 34' AND aar >= 2022",
        {"tilskuddstype": "'Norsktilskudd § 37 d'"},
        apart="person_id",
    ),
    Added(
        "TIL-NOR-007",
        _TABLE,
        "plain AND tilskuddstype = 'Norsktilskudd § 37 d' AND aar = 2023",
        {**_KEY, **_NOWHERE, "aar": "2024", "belop": "9000.0"},
        copy=True,
        on_both=True,
    ),
    Added(
        "TIL-NOR-008",
        _TABLE,
        _YEARLY + " AND aar BETWEEN 2009 AND 2013",
        {**_OTHER, "tilskuddstype": "'Resultattilskudd'"},
        copy=True,
    ),
)

PLANTERS: tuple[Planter, ...] = (*_TRAINING, *_RATES, *_YEARS, *_RECEIVERS, *_ROWS)
UNPLANTED: dict[str, str] = {}
