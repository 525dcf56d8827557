"""How the files look: their names, headers and ways of writing dates, as different systems would write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ISO = "%Y-%m-%d"
NORWEGIAN = "%d.%m.%Y"


@dataclass(frozen=True)
class Layout:
    """One file; ``headers`` renames fields, ``words`` writes codes otherwise in every ``every``-th row."""

    file: str
    dates: str = ISO
    headers: Mapping[str, str] = field(default_factory=dict)
    yes_no: tuple[str, str] = ("ja", "nei")
    comma: bool = True
    """Decimal comma."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    every: int = 4


LAYOUTS: dict[str, Layout] = {
    "person": Layout(
        "personer.csv",
        NORWEGIAN,
        {
            "fodselsnummer": "Fødselsnummer",
            "duf_nummer": "DUF-nummer",
            "navn": "Navn",
            "fodselsdato": "Fødselsdato",
            "kjonn": "Kjønn",
            "kommunenummer": "Kommunenr",
            "tillatelse_dato": "Dato første tillatelse",
            "innreise_dato": "Innreisedato",
            "soknad_dato": "Søknadsdato",
        },
        words={
            "kjonn": {"Kvinne": "K", "Mann": "M"},
            "oppholdsgrunnlag": {"§ 28": "§28", "§ 35": "overføringsflyktning", "§ 34": "kollektiv beskyttelse"},
        },
    ),
    "introduksjonsprogram": Layout(
        "introduksjonsprogram.csv",
        NORWEGIAN,
        {
            "start_dato": "Startdato",
            "slutt_dato": "Avsluttet dato",
            "avslutningsarsak": "Avslutningsårsak",
            "sluttmaal": "Sluttmål",
            "utdanningsbakgrunn": "Utdanningsbakgrunn",
            "timer_per_uke": "Timer per uke",
            "rettighet": "Rett og plikt",
        },
        words={
            "lovverk": {"integreringsloven kap. 6A": "kap. 6A"},
            "avslutningsarsak": {
                "Ordinær utdanning – videregående skole": "Ordinær utdanning -videregående skole",
                "Ikke arbeidssøker - forsørget": "Ikke arbeidssøker -forsørget",
            },
        },
    ),
    "tiltak": Layout(
        "tiltak.csv",
        words={"tiltakstype": {"Arbeidsmarkedsopplæring (AMO kurs)": "AMO-kurs", "Norskopplæring": "norsk"}},
    ),
    "permisjon": Layout("permisjon.csv", NORWEGIAN, {"fra_dato": "Fra dato", "til_dato": "Til dato", "arsak": "Årsak"}),
    "plan": Layout("planer.csv", headers={"plantype": "type plan", "revidert_dato": "sist revidert"}),
    "norskopplaering": Layout(
        "norskopplaering.csv",
        NORWEGIAN,
        {
            "timer_norsk": "Antall timer norsk",
            "timer_samfunnskunnskap": "Timer samfunnskunnskap",
            "norskmaal_muntlig": "Norskmål muntlig",
            "norskmaal_skriftlig": "Norskmål skriftlig",
            "kommunenummer": "Opplæringskommune",
        },
        words={"spor": {"Spor 1": "1", "Spor 2": "2", "Spor 3": "3"}},
    ),
    "prove": Layout(
        "norskprover.csv",
        NORWEGIAN,
        {
            "prove_id": "Prøve-id",
            "prove_dato": "Prøvedato",
            "provetype": "Prøve",
            "delprove": "Delprøve",
            "nivaa": "Nivå",
            "overfort_nir_dato": "Overført NIR",
            "nivaa_nir": "Nivå NIR",
            "forsok": "Forsøk",
            "kandidatgruppe": "Kandidatgruppe",
            "provespraak": "Prøvespråk",
        },
        words={
            "provetype": {"Samfunnskunnskapsprøve": "Samfunnskunnskap", "Norskprøve": "Norskprøven"},
            "delprove": {"Lytte": "Lytteforståelse", "Lese": "Leseforståelse", "Skriftlig": "Skriftlig framstilling"},
            "kandidatgruppe": {"Introduksjonsprogram": "intro", "Privatist": "utenfor loven"},
        },
    ),
    "asylnorsk": Layout("asylnorsk.csv", headers={"timer_norsk": "timer norsk"}),
    "mottak": Layout("mottak.csv", headers={"aapnet": "åpnet", "driftsoperator": "driftsoperatør"}),
    "mottaksopphold": Layout(
        "mottaksopphold.csv",
        NORWEGIAN,
        {"fra_dato": "Innflyttet", "til_dato": "Utflyttet", "soknadsstatus": "Søknadsstatus"},
        words={"mottakstype": {"Ordinært": "ordinært mottak"}},
    ),
    "kartlegging": Layout("kartlegging.csv", headers={"utfort_av": "utført_av"}),
    "bosetting": Layout(
        "bosetting.csv",
        headers={"bosettingsdato": "faktisk bosatt", "enslig_mindreaarig": "enslig_mindreårig"},
        yes_no=("J", "N"),
        words={"bosettingstype": {"Fra mottak": "fra asylmottak", "Overføringsflyktning": "kvoteflyktning"}},
    ),
    "anmodning": Layout("anmodning.csv", headers={"aar": "år", "vedtatt": "vedtak"}),
    "personstatus": Layout("personstatus.csv", NORWEGIAN, words={"status": {"Bosatt": "1"}}),
    "flytting": Layout("flytting.csv", NORWEGIAN, {"til_kommune": "Tilflyttingskommune"}),
}
