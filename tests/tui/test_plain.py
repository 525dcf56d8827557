"""The plain mode: the same numbers as the screens, cell for cell, and nothing personal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.model.vocabulary import Severity
from auditor.privacy.sanitise import sanitise
from auditor.results.matrix import By
from auditor.tui import drawable, recent
from auditor.tui.matrix import HEAT_SIGNS
from auditor.tui.plain.page import WINDOW, Page, line_of
from auditor.tui.plain.pages import Pages
from auditor.tui.plain.walk import Walk
from auditor.tui.proposals import proposals_of
from auditor.tui.screens.base import View
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.session import Session
from auditor.tui.settings import load
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, settle, with_audit
from tests.tui.test_privacy import OSLO_WITHOUT_CAUSE, VIEWS, harmless

RULE = "NIR-AVS-002"
PAGES: dict[str, Callable[[Pages], Page | str]] = {
    "overview": Pages.overview,
    "municipalities": Pages.municipalities,
    "counties": Pages.counties,
    "municipality": lambda pages: pages.rules("0301", "Oslo"),
    "rules": Pages.rules,
    "rows": lambda pages: pages.findings(RULE, None),
    "record": lambda pages: pages.record(factory.PROGRAMME, 3, ("avslutningsarsak",), Severity.ERROR),
    "rulebook": Pages.rulebook,
    "rule": lambda pages: pages.whole_rule("NIR-AVS-002"),
    "fields": Pages.fields,
    "field": lambda pages: pages.field(factory.COURSE, "timer"),
    "field of texts": lambda pages: pages.field(factory.PROGRAMME, "merknad"),
    "field matrix": lambda pages: pages.field_matrix(factory.PROGRAMME, "avslutningsarsak"),
    "field rows": lambda pages: pages.field_rows(OSLO_WITHOUT_CAUSE),
    "indicators": Pages.indicators,
    "indicator": lambda pages: pages.indicator("arbeid"),
    "deciding rows": lambda pages: pages.deciding("arbeid", "0301"),
    "groups": lambda pages: pages.findings("NIR-AND-001", None),
    "person": lambda pages: pages.person(factory.PROGRAMME, 3),
    "delivery": Pages.delivery,
    "settings": Pages.settings,
    "correction": lambda pages: pages.propose(factory.PROGRAMME, 3, ["avslutningsarsak"]),
    "columns": lambda pages: pages.columns(factory.HOSTILE[1]),
}
"""The pages of views of tests.tui.test_privacy.VIEWS and of MORE, by the same names."""
MORE: dict[str, Callable[[], View]] = {
    "settings": SettingsScreen,
    "correction": lambda: CorrectionScreen(factory.PROGRAMME, 3, ["avslutningsarsak"]),
}


def walked(session: Session, *answers: str) -> str:
    """What is written while those answers are given."""
    out = io.StringIO()
    Walk(session, io.StringIO("".join(f"{answer}\n" for answer in answers)), out).run()
    return out.getvalue()


def unbroken(text: str) -> str:
    """The text without line breaks inside its sentences."""
    return " ".join(text.split())


@pytest.mark.parametrize("hostile", [False, True])
async def test_every_cell_is_that_of_the_screen(hostile: bool, tmp_path: Path) -> None:
    """Each list of each page has the columns and cells of the table on the screen, and its lines say all of them."""
    session = with_audit(make_session(state_dir=tmp_path), 40, hostile)
    pages = Pages(session)
    app = ShowsAudit(session)
    async with app.run_test(size=(140, 40)) as pilot:
        for name, make in PAGES.items():
            if name == "columns" and not hostile:
                continue
            await app.push_screen({**VIEWS, **MORE}[name]())
            await settle(pilot)
            page = make(pages)
            assert isinstance(page, Page), name
            tables = [table for table in app.screen.query(Browser) if table.id != "codes"]
            assert len(tables) == len(page.lists), name
            for table, listing in zip(tables, page.lists, strict=True):
                shown, told = table.frame_source, listing.source
                assert [column.name for column in shown.columns] == [column.name for column in told.columns]
                assert shown.window(0, shown.height) == told.window(0, told.height)
                for row in range(min(told.height, 30)):
                    line = line_of(told, row, session.t)
                    for column, cell in zip(told.columns, told.window(row, row + 1)[0], strict=True):
                        if column.title and not column.drawn and cell.text != "·":
                            assert sanitise(cell.text).strip() in line, (name, column.name)
                    assert harmless(line)
        assert app.reports == []


@pytest.mark.parametrize("by", By)
async def test_every_number_of_the_matrix_is_that_of_the_screen(by: By) -> None:
    """By any unit, in rows of rules and of units: count, share and heat, and the page a number leads to counts it."""
    session = with_audit(make_session())
    app = ShowsAudit(session, lambda: MatrixScreen(by))
    page = Pages(session).matrix(by)
    async with app.run_test(size=(140, 40)) as pilot:
        for listing, turn in zip(page.lists, ("", "t"), strict=True):
            screens: dict[bool, Any] = {}
            for share, keys in ((False, (turn,)), (True, ("c",))):
                await pilot.press(*filter(None, keys))
                await settle(pilot)
                screens[share] = app.screen.query_one(Browser).frame_source
            await pilot.press("c")
            if by is By.CENTRE:
                assert listing.source.height == 0
                continue
            assert listing.source.height == screens[False].height > 1
            for row in range(listing.source.height):
                record = listing.source.record(row)
                opened = listing.open(record)
                assert isinstance(opened, Page)
                lines = opened.lists[0].source
                told = {line["name"]: line for line in lines.records(0, lines.height)}
                cells = {share: screen.window(row, row + 1)[0] for share, screen in screens.items()}
                assert lines.window(0, 1)[0][1].text == listing.source.window(row, row + 1)[0][-1].text
                for column, count, part in zip(screens[False].columns, cells[False], cells[True], strict=True):
                    line = told.get(column.title)
                    if not column.name.isdecimal() or line is None:
                        assert not column.name.isdecimal() or not count.text
                        continue
                    signs = [sign for sign in HEAT_SIGNS if sign and count.text.startswith(sign)]
                    heat = session.t(f"tui.heat.level_{HEAT_SIGNS.index(signs[0])}") if signs else ""
                    written = [count.text.lstrip("".join(HEAT_SIGNS)).strip(), part.text.lstrip("░▒▓ "), heat]
                    assert [line["found"], line["share"], line["heat"]] == written
        assert app.reports == []


def test_a_number_of_the_matrix_leads_to_what_it_counts() -> None:
    """Rules against municipalities, a rule, a municipality, a row; and a number of all rules to the municipality."""
    session = with_audit(make_session())
    (rules, units) = Pages(session).matrix(By.MUNICIPALITY).lists
    names = rules.source.values("name").to_list()
    rule = names.index("Avsluttet program uten avslutningsårsak")
    of_first_unit = str(rules.source.height + 2)
    said = unbroken(walked(session, "x", "1", str(rule + 1), "2", "1", "b", "b", "b", of_first_unit, "1"))
    for expected in (
        "> Matrise Hold kontrollene opp mot 1. Kommune 2. Mottak 3. År",
        "> Matrise: kommune Utslag per kontroll og kommune",
        "> Avsluttet program uten avslutningsårsak Hele uttrekket · Avsluttet program uten avslutningsårsak 33 utslag",
        "1. Sum; Utslag: 33; Andel: 16,5 %",
        "> Rad ",
        f"> {units.source.record(1)['name']} {units.source.record(1)['name']} · alle kontroller",
    ):
        assert expected in said.replace("\u00a0", " "), expected


def test_settings_are_kept_and_hold_at_once(tmp_path: Path) -> None:
    session = with_audit(make_session(config_dir=tmp_path))
    said = unbroken(walked(session, "s", "1", "2", "3", "2"))
    assert "Språk: bokmål Gjelder skjermene." in said
    assert "Language: English" in said
    assert "Density: compact, no frames" in said
    assert (load(tmp_path).settings.language, load(tmp_path).settings.density) == ("en", "compact")


def test_a_correction_is_proposed_seen_and_taken_back(tmp_path: Path) -> None:
    """The fields, the question, what the value does, the list; a page may be left without anything having been kept."""
    session = with_audit(make_session(state_dir=tmp_path))
    to_record = ("2", "1", "v")
    fields = Pages(session).propose(factory.PROGRAMME, 3, ["avslutningsarsak"])
    assert fields.lists[0].source.record(0)["name"] == "avslutningsarsak"
    said = unbroken(walked(session, *to_record, "1", "Arbeid", "b", "q"))
    assert "Ny verdi for Avslutningsårsak Nå: mangler Skriv en ny verdi, eller bare Enter" in said
    assert "✓ Forsvinner: Avsluttet program uten avslutningsårsak" in said
    assert proposals_of(session).entries == ()
    said = unbroken(walked(session, *to_record, "1", "Arbeid", "v", "1", "", "b", "k", "1", "v"))
    assert "1. ✎; Felt: Avslutningsårsak; Verdi nå: mangler; Arbeid" in said
    assert "Foreslått. 1 utslag forsvinner." in said
    assert "Det er verdien som står der nå." in said
    assert "Linje" in said
    assert "Rettelsen er tatt tilbake." in said
    assert proposals_of(session).entries == ()


def test_one_walks_from_the_overview_to_the_person_and_back() -> None:
    """Rule, record, person, explanation; then back step by step to the first page."""
    said = unbroken(walked(with_audit(make_session()), "2", "1", "11", "b", "b", "b", "b"))
    for expected in (
        "2. feil; Avsluttet program uten avslutningsårsak; Utslag: 33; Andel: 16,5 %",
        f"2024 > {RULE} ✗ feil: Avsluttet program uten avslutningsårsak",
        "1. Linje: 5; ",
        "avslutningsarsak: ✗ mangler; navn: A. Y.",
        f"2024 > {RULE} > Rad Registrer avslutningsårsak.",
        "Slik retter du: NIR › Introduksjonsprogram › Avslutning",
        "Hvor i uttrekket: introduksjonsprogram.csv, linje 5",
        f"2024 > {RULE} > Rad > Forklaring",
        "Linje 1 til 20 av 33.",
        "Dette er den første siden.",
    ):
        assert expected in said.replace("\u00a0", " "), expected


def test_all_pages_are_reached_and_long_lists_are_turned() -> None:
    said = unbroken(
        walked(
            with_audit(make_session()), "a", "1", "1", "b", "r", "d", "h", "b", "b", "b", "b", "b", "2", "n", "n", "p"
        )
    )
    for expected in (
        "> Kommuner 5 kommuner",
        "> 5001 Trondheim - Tråante",
        "> Alle kontroller 8 kontroller",
        "> Leveranse Tabeller 1. i orden;",
        "Hver side er tekst som leses ovenfra.",
        f"Linje {WINDOW + 1} til 33 av 33.",
        "Det er ikke flere linjer den veien.",
    ):
        assert expected in said, expected


def test_one_walks_from_the_indicators_to_a_record_that_decides() -> None:
    said = unbroken(walked(with_audit(make_session()), "i", "1", "1", "1", "b", "b", "b", "b", "b"))
    for expected in (
        "> Indikatorer ",
        "> arbeid Til arbeid eller utdanning",
        "> 0301 Oslo Rett først: 0301 Oslo",
        "> Rad Til arbeid eller utdanning Se etter: Avslutningsårsak",
        "Dette er den første siden.",
    ):
        assert expected in said, expected


def test_a_rule_that_did_not_run_and_a_group_say_why_there_is_nothing_to_open() -> None:
    session = with_audit(make_session())
    ids = [line["rule"] for line in Pages(session).rules().lists[0].source.records(0, len(factory.RULES))]
    said = unbroken(
        walked(session, "r", str(ids.index("NIR-DUF-001") + 1), "b", str(ids.index("NIR-AND-001") + 1), "1")
    )
    assert "Kontrollen er ikke kjørt." in said
    assert "Utslaget gjelder en gruppe." in said


def test_the_language_changes_on_the_way() -> None:
    session = with_audit(make_session())
    said = unbroken(walked(session, "a", "l"))
    assert "2024 > Kommuner" in said
    assert "2024 > Municipalities" in said
    assert "A number opens." in said
    assert session.language == "en"


@pytest.mark.parametrize("allowed", [False, True])
def test_identity_numbers_are_masked_unless_one_may_and_asks(allowed: bool) -> None:
    session = with_audit(make_session(may_show_ids=allowed))
    numbers = [factory.identity(person) for person in range(200)]
    said = walked(session, "2", "1", "1", "d", "a")
    assert not any(number in said for number in numbers)
    shown = walked(session, "2", "m")
    assert (factory.identity(3) in shown) is allowed
    assert allowed or "Identitetsnumre er skjult" in unbroken(shown)


def test_hostile_cells_are_text() -> None:
    session = with_audit(make_session(), 60, hostile=True)
    assert harmless(walked(session, "2", "1", "1", "b", "b", "b", "d", "4", "b", "b", "r", "1"))


def test_what_is_not_understood_is_said_and_nothing_breaks() -> None:
    said = unbroken(walked(with_audit(make_session()), "hva", "999", "0", "-1", "n", "", "q", "a"))
    assert said.count("Det svaret er ikke forstått.") == 2
    assert said.count("Det nummeret står ikke på siden.") == 2
    assert "> Kommuner" not in said


def test_a_failure_is_a_sentence_without_values(monkeypatch: pytest.MonkeyPatch) -> None:
    session = with_audit(make_session())

    def fail(*arguments: object) -> None:
        raise ValueError("01819012345-HEMMELIG")

    monkeypatch.setattr(session.reader, "read", fail)
    said = walked(session, "2", "a")
    assert "Noe gikk galt i programmet" in said
    assert "HEMMELIG" not in said
    assert "> Kommuner" in said


def test_an_extract_is_chosen_by_number_or_path(tmp_path: Path) -> None:
    session = make_session(state_dir=tmp_path)
    recent.remember(tmp_path, recent.Recent(Path("/leveranser/[x] 2024"), "nir"))
    for answer, expected in (
        ("1", recent.Recent(Path("/leveranser/[x] 2024"), "nir")),
        ("/annet/sted", recent.Recent(Path("/annet/sted"), "nir")),
        ("q", None),
        ("", None),
    ):
        out = io.StringIO()
        assert Walk(session, io.StringIO(answer + "\n"), out).choose() == expected
        assert "1. [x] 2024; /leveranser; nir" in out.getvalue()


@pytest.mark.parametrize(
    ("terminal", "term", "expected"), [(True, "xterm", True), (True, "dumb", False), (False, "xterm", False)]
)
def test_a_terminal_that_cannot_draw_is_known(
    terminal: bool, term: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.setenv("TERM", term)
    assert drawable() is expected
