"""The five reports: each listed misprint is found, and nothing else but what the file tells of with its reason."""

from __future__ import annotations

import pytest

from auditor.published import load_report, verify
from auditor.published.lint import lint
from auditor.published.loading import bundled_reports, find
from auditor.published.model import Outcome, Verification

LISTED: dict[str, dict[str, set[str]]] = {
    "seed-000": {
        "seed-000 4.1a": {"komplettrate[dager]"},
        "seed-000 4.1b": {"snitt_maal"},
        "seed-000 4.1c": {"snitt_dager"},
        "seed-000 4.1d": {"snitt_prove"},
        "seed-000 4.1e": {"forklart"},
        "seed-000 4.1f": {"halvering"},
        "seed-000 4.1g": {"effekt_maal[over1]", "effekt_maal[over175]"},
        "seed-000 4.1h": {"signifikant_maal"},
        "seed-000 4.1i": {"signifikant_prove"},
        "seed-000 4.1j": {"klasser_12"},
        "seed-000 4.1l": {"p_verdi[maal]"},
        "seed-000 4.1m": {"kutt_steinkjer"},
        "seed-000 4.1n": {"figurer"},
        "seed-000 4.1o": {"mottakstyper"},
        "seed-000 4-8": {"fortalt_begynt_er_registrert", "fortalt_fullfort_er_registrert"},
        "egen etterregning": {"p_verdi[dager]", "tekst_dager_im", "tekst_dager_ordinaer", "effekt_prove[over1]"},
    },
    "seed-001": {
        "seed-001 A2": {"kompass_alder"},
        "seed-001 A3": {"kompass_aar"},
        "seed-001 A7": {"nedgang"},
        "seed-001 A10": {"ovre_alder"},
    },
    "seed-002": {
        "seed-002 Q01": {"alle_er_med", "likt_frafall"},
        "seed-002 Q09": {"nettverkene"},
        "seed-002 Q15": {"samme_nevner"},
        "seed-002 Q17": {"klasser_51", "klasser_botid", "aldersgrense"},
        "seed-002 Q18": {"eldre_mulig[norsk]", "eldre_mulig[ip]", "eldre_andel"},
        "seed-002 Q19": {"kjonn_likt[paalitelig]", "kjonn_likt[tilgjengelig]", "alder_likt[ip]", "barn_likt[norsk]"},
        "seed-002 Q22": {"samme_periode"},
        "seed-002 Q23": {"samme_vekt"},
        "seed-002 Q24": {"samme_metode"},
        "seed-002 Q25": {"bedring_sammendrag"},
        "seed-002 Q26": {"bedre_hvert_aar", "okning_per_kohort"},
        "seed-002 Q27": {"mer_spor1", "mer_spor3"},
        "seed-002 Q28": {"taushet"},
        "seed-002 Q29": {"henvisninger"},
    },
    "seed-003": {"seed-003 4-20": {"samme_maalepunkt"}, "seed-003 4-28": {"tabellnummer", "aarstall"}},
    "seed-004a": {
        "seed-004a 5.10 EMA-transitt": {"beboere_andel[ema_transitt]"},
        "seed-004a 5.10 figur 14": {"landene"},
        "seed-004a 5.10 figur 15": {"ip_figur15"},
        "seed-004a 5.10 arbeidssøkere": {"nav_sokere"},
        "seed-004a 5.10 alder": {"nav_alder"},
        "seed-004a 5.10 år": {"nav_aar"},
        "seed-004a 5.10 tabell 1": {"bosatt_tekst", "bosatt_sammendrag"},
        "seed-004a 5.10 kommunesvar": {"kommuner_i_figurer"},
        "seed-004a 5.10 NAV-svar": {"nav_i_figurer"},
        "seed-004a 5.10 AAP": {"aap"},
        "seed-004a 5.10 inntekt": {"over_300"},
        "seed-004a 5.10 jobb og utdanning": {"jobb", "utdanning_etter"},
        "seed-004a 5.10 utvalg": {"utvalg"},
        "seed-004a 5.10 median": {"medianinntekt"},
        "seed-004a 5.10 figur 7": {"figur7"},
        "seed-004a 5.10 IP-utvalg": {"ip_samme_gruppe"},
        "seed-004a 5.10 tilsyn": {"tilsynsperiode"},
        "seed-004a 5.10 lovendring": {"lovdag"},
        "seed-004a 5.10 ett tiltak": {"ett_tiltak"},
        "seed-004a 5.10 på tiltak": {"tiltaksandel"},
        "seed-004a 5.10 menn og kvinner": {"menn_og_kvinner"},
        "seed-004a 5.10 Jobbsjansen": {"jobbsjansen"},
    },
    "seed-004b": {
        "seed-004b 5.9 no. 1": {"ikke_tiltak_i_jobb"},
        "seed-004b 5.9 no. 3": {"antall_sokere[iran]"},
        "seed-004b 5.9 no. 4": {"antall_sokere[eier]"},
        "seed-004b 5.9 no. 5": {"antall_nedsatt[palestina]"},
        "seed-004b 5.9 no. 6": {"printed[sok.helse_problemer.n]"},
        "seed-004b 5.9 no. 8": {"amo", "amo_tabell"},
        "seed-004b 5.9 no. 9": {"sokere_alle"},
        "seed-004b 5.9 no. 10": {"deltakere", "deltakere_nedsatt"},
        "seed-004b 5.9 no. 12": {"tabell9_aar", "tabell9_n"},
        "seed-004b 5.9 no. 13": {"tilskudd_2018"},
        "seed-004b 5.9 no. 16": {"forskriftsdato"},
        "seed-004b 5.9 no. 17": {"arbeid_justert"},
        "seed-004b 5.9 no. 18": {"samme_maalepunkt"},
        "seed-004b 5.9 no. 19": {"bistandsbehov", "bistand_andel"},
        "seed-004b 5.9 no. 20": {"panelperiode"},
        "seed-004b 5.9 no. 21": {"rehabilitering"},
        "seed-004b 5.9 no. 22": {"forklart_enhet"},
        "seed-004b P6": {"uten_nav", "tid_paa_tiltak"},
        "seed-004b P22": {"utvalg_som_populasjon"},
        "seed-004b P25": {"sosialhjelp"},
    },
}
"""The contradictions that the sources list, and the findings that tell of each."""
CONSISTENT = {
    "seed-000": {"andel_im", "matching", "matchede", "vektede", "toppunkt", "fullforte", "avvik[kvinne]",
                 "snitt[kvinne]", "snitt[alder]", "snitt[yrke]", "snitt[hoy]", "snitt[utdanning]", "snitt[lov]",
                 "snitt[mottak]", "forskjell_prove", "dobbel_effekt", "stigende_effekt"},
    "seed-002": {"svarprosent", "did", "did_t[did]", "did_p[did]", "skaar_mulig_topp", "land[nettverk]",
                 "kohorter[total]", "ip_svar", "kvinnegap"},
    "seed-003": {"spenn", "vekter", "informanter"},
    "seed-004a": {"figur1", "beboere", "nav", "figur34", "utdanning", "tabell3", "kommunesvar", "navsvar",
                  "mottakssvar", "fulltid", "tilpasset", "arbeidstiltak", "kjonnsforskjell[amo]"},
    "seed-004b": {"antall_nedsatt[jobb]", "antall_sokere[jobb]", "uten_utfasede", "sensurering",
                  "sensurering_nedsatt", "bosatt_6", "tabell8", "tabell9", "tabell10[tema1]", "tabell11[y2016]",
                  "tabell12[snitt]", "kvp", "ett_eller_flere", "tilskudd_2018_tekst"},
}  # fmt: skip
"""What the sources call right, and so must pass."""


def verified(name: str) -> Verification:
    """A bundled report, verified."""
    return verify(load_report(find(name)))


def called(claim: str, at: str) -> str:
    """A claim as it is listed above."""
    return f"{claim}[{at}]" if at else claim


def test_all_five_reports_are_there() -> None:
    """The fourth in its two halves."""
    assert bundled_reports() == sorted(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_each_listed_misprint_is_found_and_nothing_else(name: str) -> None:
    """By source: exactly these findings, none of them unexplained, and no explanation without a finding."""
    found = verified(name)
    by_source: dict[str, set[str]] = {}
    for verdict in found.of(Outcome.FINDING):
        assert verdict.known is not None, called(verdict.claim, verdict.at)
        by_source.setdefault(verdict.known.source, set()).add(called(verdict.claim, verdict.at))
    assert by_source == LISTED[name]
    assert list(found.stale) == []


@pytest.mark.parametrize("name", CONSISTENT)
def test_what_the_sources_call_right_passes(name: str) -> None:
    """No false alarm."""
    passed = {called(each.claim, each.at) for each in verified(name).of(Outcome.OK)}
    assert passed >= CONSISTENT[name]


def test_what_cannot_be_read_is_told_and_not_taken_for_right() -> None:
    """The number with digits in wrong groups leaves one claim not checkable."""
    unknown = [called(each.claim, each.at) for name in LISTED for each in verified(name).of(Outcome.UNKNOWN)]
    assert unknown == ["antall_sokere[helse_problemer]"]


@pytest.mark.parametrize("name", LISTED)
def test_the_files_are_tidy(name: str) -> None:
    """Every number has a place in the report and a claim that speaks of it."""
    assert lint(load_report(find(name))) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "claim"),
    [
        ("seed-000", '"79,9 %"', '"79,7 %"', "komplettrate[dager]"),
        ("seed-000", "[140, 199]", "[150, 199]", "klasser_12"),
        ("seed-002", "eldre: {value: 13", "eldre: {value: 21", "eldre_mulig[ip]"),
        ("seed-004b", "iran: [3152, 4, 5]", "iran: [1520, 4, 5]", "antall_sokere[iran]"),
        ("seed-004b", '"4 3106"', "4310", "printed[sok.helse_problemer.n]"),
    ],
)
def test_a_corrected_misprint_is_found_no_more(
    tmp_path_factory: pytest.TempPathFactory, file: str, old: str, new: str, claim: str
) -> None:
    """The number that the sources say was meant fits, and the entry of the list is told as stale."""
    text = find(file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    copy = tmp_path_factory.mktemp("corrected") / f"{file}.yaml"
    text = text.replace(old, new)
    if claim.startswith("printed"):
        text = "\n".join(line for line in text.splitlines() if "claim: printed" not in line) + "\n"
    copy.write_text(text, encoding="utf-8")
    found = verify(load_report(copy))
    assert claim not in {called(each.claim, each.at) for each in found.of(Outcome.FINDING)}
    assert (claim in {called(*key) for key in found.stale}) is not claim.startswith("printed")
    assert not found.of(Outcome.UNKNOWN) if claim.startswith("printed") else True
