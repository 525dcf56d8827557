"""Changes of what rules share that no example notices, each with its reason; a test demands that each survives."""

from __future__ import annotations

from collections.abc import Mapping

_EARLIER = "an earlier branch has taken these days"
_EARLIER_AGES = "an earlier branch has taken these ages"
_NULLS_LAST = "means the same: a missing date is taken only where there is no other, and is as missing as none"
_POPULATION = "only a population adds these days up, and populations have no examples"
_NO_OTHER = "means the same: rules ask for other values, and this one is none of them"
_COMPLETED = "means the same: the rule asks about completed training, which has an end"
_ONE_KEY = "means the same: any value will do that all rows have"
_FROM_CENTRE = "means the same: the rules that ask are about those settled from a centre, or not at all"
_PRIVATE = "forste_bosettingstype IN ('Privat', 'Selvbosatt')"
_SENTINEL = "1900-01-01 stands for 'never': no date of a register is near it"
_LEFT = "means the same: the rules that ask leave these grounds to NIR-MAL-004"
_OUTSIDE = "oppholdsgrunnlag IN ('Norsk', 'Asylsøker')"
_HIGHEST = "means the same: nothing is above the highest step, so that it is never lower than another"
_LOWEST = "means the same: nothing is below the lowest step, so that no other is lower"
_HALF_A_YEAR = "means the same: the rules ask about measures of at least 182 days"
_ABOVE_ZERO = "means the same: rules ask only whether there is any"
_ALL_FOUR = "means the same: rules ask only whether all four are there, and a missing one still counts less"
_ANY_ON_SCALE = "means the same: the rules ask whether an answer is outside 1 to 5, and both defaults are within"
_ONLY_TICKED = "means the same: the rules ask only where some month is ticked"
_ONE_MOVE = "means the same: the rule asks only about those who moved once at most"
_REAL_NUMBER = (
    "an example would have to hold an identity number that could belong to a person; examples hold synthetic ones only"
)
_REAL = "where: IDENTIFIER_KIND(fodselsnummer) IN ('fodselsnummer', 'd_number', 'incomplete') -> without"


def _each(change: str, times: int) -> list[str]:
    """The labels of a change that can be made in so many places of a column."""
    return [change, *(f"{change} ({number})" for number in range(2, times + 1))]


SHARED_EXCEPTIONS: Mapping[tuple[str, str], str] = {
    (
        "person.lovverk_beregnet",
        "tillatelse_dato < PARAMETER('integreringsloven_fra') -> tillatelse_dato <= PARAMETER('integreringsloven_fra')",
    ): _EARLIER,
    ("person.lovverk_beregnet", "PARAMETER('integreringsloven_fra') +1 day (3)"): _EARLIER,
    ("person.kartlegging_i_mottak", "'nei' -> another"): _NO_OTHER,
    ("person.kartlegging_i_mottak", "'nei' -> another (2)"): _NO_OTHER,
    ("person.kartlegging_i_mottak", "'nei' -> another (3)"): _NO_OTHER,
    ("person.mottak_ventet", "'ukjent' -> another"): _NO_OTHER,
    ("person.mottak_ventet", "'overføringsflyktning' -> another"): _NO_OTHER,
    ("person.mottak_ventet", "'familie' -> another"): _NO_OTHER,
    ("person.mottak_ventet", "'privat' -> another"): _NO_OTHER,
    ("person.mottak_ventet", f"CASE without CASE WHEN {_PRIVATE} THEN 'privat' END"): _FROM_CENTRE,
    ("person.mottak_ventet", f"{_PRIVATE} -> without 'Privat'"): _FROM_CENTRE,
    ("person.mottak_ventet", f"{_PRIVATE} -> without 'Selvbosatt'"): _FROM_CENTRE,
    ("person.mottak_ventet", "'Privat' -> another"): _FROM_CENTRE,
    ("person.mottak_ventet", "'Selvbosatt' -> another"): _FROM_CENTRE,
    ("norskopplaering.netto_mnd", "COALESCE(slutt_dato, REFERENCE_DATE()) -> without REFERENCE_DATE()"): _COMPLETED,
    ("norskopplaering.netto_mnd", "REFERENCE_DATE() -1 day"): _COMPLETED,
    ("norskopplaering.netto_mnd", "REFERENCE_DATE() +1 day"): _COMPLETED,
    ("person.hele_uttrekket", "1 -1"): _ONE_KEY,
    ("person.hele_uttrekket", "1 +1"): _ONE_KEY,
    (
        "introduksjonsprogram.sluttmaal_trinn",
        "CASE without CASE WHEN sluttmaal = 'Høyere utdanning' THEN 5 END",
    ): _HIGHEST,
    (
        "introduksjonsprogram.sluttmaal_trinn",
        "sluttmaal = 'Høyere utdanning' -> sluttmaal <> 'Høyere utdanning'",
    ): _HIGHEST,
    ("introduksjonsprogram.sluttmaal_trinn", "'Høyere utdanning' -> another"): _HIGHEST,
    ("introduksjonsprogram.sluttmaal_trinn", "5 +1"): _HIGHEST,
    (
        "introduksjonsprogram.forste_sluttmaal_trinn",
        "CASE without CASE WHEN forste_sluttmaal = 'Deler av grunnskolen' THEN 1 END",
    ): _LOWEST,
    ("introduksjonsprogram.forste_sluttmaal_trinn", "'Deler av grunnskolen' -> another"): _LOWEST,
    ("introduksjonsprogram.forste_sluttmaal_trinn", "1 -1"): _LOWEST,
    ("introduksjonsprogram.uketimer_snitt", "without tiltaksdager > 0"): _HALF_A_YEAR,
    ("introduksjonsprogram.uketimer_snitt", "tiltaksdager > 0 -> tiltaksdager >= 0"): _HALF_A_YEAR,
    ("introduksjonsprogram.uketimer_snitt", "0 -1 (2)"): _HALF_A_YEAR,
    ("introduksjonsprogram.uketimer_snitt", "0 +1 (2)"): _HALF_A_YEAR,
    ("prove.fra_pad", "1 +1"): _ABOVE_ZERO,
    ("prove.rader_fra_pad", "SUM(fra_pad) -> MAX(fra_pad)"): _ABOVE_ZERO,
    ("prove.c1", "CASE without ELSE"): _ABOVE_ZERO,
    ("prove.c1", "1 +1"): _ABOVE_ZERO,
    ("introduksjonsprogram.antall_c1", "SUM(c1) -> MAX(c1)"): _ABOVE_ZERO,
    ("prove.norskfritak", "1 +1"): _ABOVE_ZERO,
    ("prove.norskbevis", "CASE without ELSE"): _ABOVE_ZERO,
    ("prove.norskbevis", "1 +1"): _ABOVE_ZERO,
    ("prove.med_nivaa", "1 +1"): _ABOVE_ZERO,
    ("prove.rader_med_nivaa", "SUM(med_nivaa) -> MAX(med_nivaa)"): _ABOVE_ZERO,
    ("prove.samfbevis", "CASE without ELSE"): _ABOVE_ZERO,
    ("introduksjonsprogram.program_proveplikt", "0 -1"): _NO_OTHER,
    ("norskopplaering.proveplikt", "0 -1 (2)"): _NO_OTHER,
    ("norskopplaering.norsk_ute_dato", "MIN(status_dato) -> MAX(status_dato)"): _ABOVE_ZERO,
    ("norskopplaering.antall_norskbevis", "SUM(norskbevis) -> MAX(norskbevis)"): _ABOVE_ZERO,
    ("introduksjonsprogram.antall_norskbevis", "SUM(norskbevis) -> MAX(norskbevis)"): _ABOVE_ZERO,
    ("bosetting.ute_av_kommunen", "CAST('1900-01-01' AS DATE) -1 day"): _SENTINEL,
    ("bosetting.ute_av_kommunen", "CAST('1900-01-01' AS DATE) +1 day"): _SENTINEL,
    (
        "person.programgruppe",
        "CASE without CASE WHEN oppholdsgrunnlag = 'Permanent' THEN 'Kan tilbys' END",
    ): _NO_OTHER,
    ("person.programgruppe", "'Permanent' -> another"): _NO_OTHER,
    ("person.programgruppe", "'Kan tilbys' -> another"): _NO_OTHER,
    ("person.programgruppe", "'Kan tilbys' -> another (2)"): _NO_OTHER,
    ("person.norskgruppe", "'Ingen' -> another"): _NO_OTHER,
    ("person.norskgruppe", "'Ingen' -> another (2)"): _NO_OTHER,
    ("person.programgruppe", f"without {_OUTSIDE}"): _LEFT,
    ("person.programgruppe", f"{_OUTSIDE} -> without 'Norsk'"): _LEFT,
    ("person.programgruppe", f"{_OUTSIDE} -> without 'Asylsøker'"): _LEFT,
    ("person.programgruppe", "'Norsk' -> another"): _LEFT,
    ("person.programgruppe", "'Asylsøker' -> another"): _LEFT,
    ("norskopplaering.antall_samfbevis", "SUM(samfbevis) -> MAX(samfbevis)"): _ABOVE_ZERO,
    ("prove.alle", "1 -1"): _ONE_KEY,
    ("prove.alle", "1 +1"): _ONE_KEY,
    ("norskopplaering.antall_norskfritak", "SUM(norskfritak) -> MAX(norskfritak)"): _ABOVE_ZERO,
    ("introduksjonsprogram.antall_norskfritak", "SUM(norskfritak) -> MAX(norskfritak)"): _ABOVE_ZERO,
    (
        "introduksjonsprogram.samfunnskunnskap_timer",
        "SUM(timer_samfunnskunnskap) -> MAX(timer_samfunnskunnskap)",
    ): _ABOVE_ZERO,
    ("prove.antall_delprover", "0 -1"): _ALL_FOUR,
    ("prove.antall_delprover", "0 -1 (2)"): _ALL_FOUR,
    ("prove.antall_delprover", "0 -1 (3)"): _ALL_FOUR,
    ("prove.antall_delprover", "0 -1 (4)"): _ALL_FOUR,
    ("person.antall_virkelige", f"{_REAL} 'fodselsnummer'"): _REAL_NUMBER,
    ("person.antall_virkelige", f"{_REAL} 'd_number'"): _REAL_NUMBER,
    ("person.antall_virkelige", "where: 'fodselsnummer' -> another"): _REAL_NUMBER,
    ("person.antall_virkelige", "where: 'd_number' -> another"): _REAL_NUMBER,
    ("kostra_11b.stonad_per_maaned", "antall_maaneder > 0 -> antall_maaneder >= 0"): _ONLY_TICKED,
    ("kostra_11b.stonad_per_maaned", "0 -1"): _ONLY_TICKED,
    ("kvp.ventet_stonad", "PARAMETER('kvp_ung_alder') -1 (2)"): _EARLIER_AGES,
    ("ytelse.kvp_start", "where: without start_dato IS NOT NULL"): _NULLS_LAST,
    ("nav_registrering.siste_dag", "REFERENCE_DATE() -1 day"): _POPULATION,
    ("nav_registrering.siste_dag", "REFERENCE_DATE() +1 day"): _POPULATION,
    **{
        ("nav_registrering.dager", label): _POPULATION
        for label in (
            "1 -1",
            "1 +1",
            "DAYS_BETWEEN(fra_dato, siste_dag) + 1 -> DAYS_BETWEEN(fra_dato, siste_dag) - 1",
            "DAYS_BETWEEN(fra_dato, siste_dag) -> MONTHS_BETWEEN(fra_dato, siste_dag)",
            "DAYS_BETWEEN(fra_dato, siste_dag) -> turned",
        )
    },
    ("tilskudd.siste_tilflytting", "order flyttedato"): _ONE_MOVE,
    **{("kostra_11b.antall_tiltak", label): _ABOVE_ZERO for label in _each("1 +1", 11)},
    **{("kostra_11cf.antall_tillegg", label): _ABOVE_ZERO for label in _each("1 +1", 5)},
    **{("kostra_11cf.antall_maaneder", label): _ABOVE_ZERO for label in _each("1 +1", 12)},
    **{("kostra_11cf.antall_situasjoner", label): _ABOVE_ZERO for label in _each("1 +1", 10)},
    **{
        (f"svar.{name}_svar", label): _ANY_ON_SCALE
        for name in ("laveste", "hoyeste")
        for change in ("3 -1", "3 +1")
        for label in _each(change, 22)
    },
}
