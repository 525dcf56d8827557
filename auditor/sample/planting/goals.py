"""Errors in final goals: against education and age, changed late, and without what they demand."""

from __future__ import annotations

from auditor.sample.planting.specs import Cells, Planter, Related
from auditor.sample.planting.views import WHICH

_TABLE = "introduksjonsprogram"
_ONE = "plain AND n_programmes = 1"
_NEW = " AND lovverk = 'integreringsloven'"
_ENDED = _ONE + _NEW + " AND slutt_dato IS NOT NULL"
_SCHOOL = " AND utdanningsbakgrunn IN ('Ikke fullført grunnskole', 'Fullført grunnskole')"

_CHANGED = {"sluttmaal_endret_dato": "start_dato"}


def _goal(code: str) -> dict[str, str]:
    return {"sluttmaal": f"'{code}'", "forste_sluttmaal": f"'{code}'"}


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "NIR-SLU-001",
        _TABLE,
        _ONE + _NEW + " AND utdanningsbakgrunn = 'Fullført videregående' AND sluttmaal = 'Arbeid'",
        _goal("Fullført grunnskole"),
    ),
    Cells("NIR-SLU-002", _TABLE, _ENDED + _SCHOOL + " AND p_age < 23 AND i_days < 600", _goal("Deler av videregående")),
    Cells(
        "NIR-SLU-003",
        _TABLE,
        _ONE + " AND lovverk = 'integreringsloven kap. 6A' AND sluttmaal = 'Arbeid'" + _SCHOOL,
        _goal("Høyere utdanning"),
    ),
    Cells(
        "NIR-SLU-004",
        _TABLE,
        _ENDED + " AND sluttmaal IN ('Fullført grunnskole', 'Deler av grunnskolen') AND i_days > 150",
        {"forste_sluttmaal": "'Fullført videregående'", "sluttmaal_endret_dato": "slutt_dato - INTERVAL '20 days'"},
    ),
    Cells("NIR-SLU-005", _TABLE, _ONE + " AND sluttmaal = 'Arbeid'", {"forste_sluttmaal": "'Deler av grunnskolen'"}),
    Cells(
        "NIR-SLU-006",
        _TABLE,
        _ENDED + " AND sluttmaal = 'Arbeid' AND i_days > 150",
        {"sluttmaal_endret_dato": "slutt_dato + INTERVAL '5 days'"},
    ),
    Cells(
        "NIR-SLU-007",
        _TABLE,
        _ONE + " AND sluttmaal IN ('Fullført videregående', 'Deler av videregående') AND NOT vgo_fulltid"
        " AND i_days > 370 AND COALESCE(avslutningsarsak, '') NOT IN ('Arbeid', 'Ordinær utdanning – grunnskole')"
        " AND utdanningsbakgrunn <> 'Ikke fullført grunnskole'",
        related=(
            Related(
                "tiltak",
                {"tiltakstype": "'Fag i grunnskole for voksne'"},
                "tiltakstype = 'Fag i videregående skole'",
                by=WHICH,
            ),
        ),
    ),
    Cells(
        "NIR-SLU-008",
        _TABLE,
        _ONE + _NEW + " AND sluttmaal = 'Høyere utdanning' AND n_training = 1",
        related=(Related("norskopplaering", {"norskmaal_lese": "'B1'", "norskmaal_skriftlig": "'B1'"}),),
        found_in="norskopplaering",
    ),
    Cells("NIR-SLU-009", _TABLE, _ONE + " AND sluttmaal = 'Arbeid'", {"forste_sluttmaal": "'Førerkort'", **_CHANGED}),
)
