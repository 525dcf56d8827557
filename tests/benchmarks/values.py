"""The codes and the shape of the measured table, for those who know nothing of auditor."""

from __future__ import annotations

import polars as pl

TABLE = "deltakere"
CENTRES = [f"M{1000 + 7 * number}" for number in range(180)]
GROUNDS = ["ASYL", "OVERF", "FAM_FLYKT", "FAM_ARB", "KOLL_BESK", "HUMANIT", "EOS", "ANNET"]
CAUSES = [f"A{number:02}" for number in range(1, 13)]
LEVELS = ["A1", "A2", "B1", "B2", "C1"]
SEXES = ["M", "K"]
STATES = ["AKTIV", "AVSLUTTET", "AVBRUTT", "PERMISJON"]
COUNTRIES = [a + b + c for a in "ABES" for b in "FRKY" for c in "GIRA"]
COLUMNS: dict[str, pl.DataType] = {
    "deltaker_id": pl.Int64(),
    "person_id": pl.String(),
    "kommunenummer": pl.String(),
    "fylke": pl.String(),
    "mottak_id": pl.String(),
    "oppholdsgrunnlag": pl.String(),
    "kjonn": pl.String(),
    "statsborgerskap": pl.String(),
    "fodselsdato": pl.Date(),
    "bosettingsdato": pl.Date(),
    "start_dato": pl.Date(),
    "slutt_dato": pl.Date(),
    "avslutningsarsak": pl.String(),
    "status": pl.String(),
    "timer_norsk": pl.Float64(),
    "timer_samfunn": pl.Float64(),
    "norsk_niva": pl.String(),
    "utdanningsniva": pl.Int64(),
    "permisjon_dager": pl.Int64(),
    "saksnummer": pl.String(),
    "stonad_belop": pl.Float64(),
    "registrert_tid": pl.Datetime("us"),
}
