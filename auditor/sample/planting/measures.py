"""Errors in the hours and kinds of measures."""

from __future__ import annotations

from auditor.sample.planting.specs import Added, Cells, Planter, Related, Without
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_NEW = " AND lovverk = 'integreringsloven'"
_SOCIETY = "plain AND tiltakstype = 'Samfunnskunnskap'"
_LATE = " AND start_dato >= DATE '2017-01-01'"
_HALF_A_YEAR = " AND i_days > 200 AND i_leaves = 0"
"""Weeks are counted without leave, and hours a week judged after half a year."""
_TAUGHT = " AND n_training > 0 AND NOT vgo_fulltid"


def _measure(kind: str, **cells: str) -> Related:
    return Related("tiltak", cells, f"tiltakstype = '{kind}'", by=WHICH)


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-INN-014",
        _TABLE,
        _ONE + _LATE + " AND lovverk <> 'integreringsloven kap. 6A' AND NOT vgo_fulltid" + _HALF_A_YEAR,
        related=(_measure("Norskopplæring", timer="20"),),
    ),
    Cells("NIR-INN-015", _TABLE, _ONE + _HALF_A_YEAR, related=(_measure("Norskopplæring", timer="i_days * 6.0"),)),
    Cells("NIR-INN-016", "tiltak", _SOCIETY, {"fra_dato": "NULL"}),
    Cells("NIR-INN-017", "tiltak", _SOCIETY + " AND fra_dato >= DATE '2017-01-01'", {"timer": "NULL"}),
    Cells(
        "NIR-INN-018",
        "tiltak",
        "plain AND tiltakstype = 'Norskopplæring' AND i_act = 'integreringsloven kap. 6A' AND i_days > 100",
        {"timer": "0"},
    ),
    Added(
        "NIR-INN-019",
        "tiltak",
        _SOCIETY + " AND i_days > 200 AND i_education = 'Fullført videregående'",
        {"tiltak_id": "'X' || tiltak_id", "tiltakstype": "'Fag i grunnskole for voksne'", "timer": "10"},
        copy=True,
    ),
    Cells(
        "NIR-INN-020",
        _TABLE,
        _ONE
        + _NEW
        + " AND utdanningsbakgrunn = 'Ikke fullført grunnskole' AND p_age < 23 AND i_days > 370 AND n_training = 1"
        " AND COALESCE(avslutningsarsak, '') <> 'Ordinær utdanning – grunnskole'",
        related=(_measure("Fag i grunnskole for voksne", tiltakstype="'Godkjenning/vurdering av formalkompetanse'"),),
    ),
    Cells(
        "NIR-INN-021",
        _TABLE,
        _ONE + _LATE + _TAUGHT + " AND i_days > 190",
        related=(_measure("Norskopplæring", tiltakstype="'Fag i videregående skole'"),),
    ),
    Cells(
        "NIR-INN-022",
        _TABLE,
        _ONE + _NEW + _TAUGHT + " AND slutt_dato IS NULL AND i_days BETWEEN 370 AND 500",
        related=(
            Related("norskopplaering", {"timer_samfunnskunnskap": "0", "status": "'Pågår'", "slutt_dato": "NULL"}),
        ),
        without=(
            Without("tiltak", "tiltakstype = 'Samfunnskunnskap'", by=WHICH),
            Without("prove", "delprove IS NOT NULL"),
        ),
    ),
    Cells(
        "NIR-INN-023",
        _TABLE,
        _ONE + _NEW + " AND slutt_dato IS NOT NULL AND i_days > 370",
        related=(_measure("Livsmestring", timer="10"),),
    ),
    Cells("NIR-INN-024", _TABLE, _ONE + " AND vgo_fulltid", {"heltid": "'Deltid'"}),
    Cells("NIR-INN-025", _TABLE, _ONE + " AND lovverk = 'introduksjonsloven'", {"vgo_fulltid": "TRUE"}),
    Added(
        "NIR-INN-026",
        "tiltak",
        _SOCIETY + " AND i_act = 'introduksjonsloven' AND fra_dato >= DATE '2021-01-01'",
        {"tiltak_id": "'X' || tiltak_id", "tiltakstype": "'Livsmestring'", "timer": "10"},
        copy=True,
    ),
)
