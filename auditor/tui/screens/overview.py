"""Can this delivery be used?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.containers import Grid, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from auditor.privacy.sanitise import sanitise
from auditor.tui import overview
from auditor.tui.keys import Key
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.base import View
from auditor.tui.screens.centres import CentresScreen
from auditor.tui.screens.delivery import DeliveryScreen
from auditor.tui.screens.fields import FieldsScreen
from auditor.tui.screens.history import HistoryScreen
from auditor.tui.screens.indicators import IndicatorsScreen
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.municipalities import MunicipalitiesScreen, open_municipality
from auditor.tui.screens.municipality import MunicipalityScreen, RuleFilter
from auditor.tui.screens.proposals import ProposalsScreen
from auditor.tui.screens.rulebook import RulebookScreen
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class OverviewScreen(View):
    """The verdict with its reasons, what to correct first, the worst rules and municipalities, and all counts."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("a", "municipalities", "tui.key.municipalities", show=True),
        Key("r", "rules", "tui.key.all_rules", show=True),
        Key("x", "matrix", "tui.key.matrix", show=True),
        Key("d", "delivery", "tui.key.delivery", show=True),
        Key("c", "centres", "centres.key.screen", show=True),
        Key("t", "fields", "fields.key.screen", show=True),
        Key("i", "indicators", "indicators.key.screen", show=True),
        Key("w", "history", "logbook.key.history", show=True),
        Key("p", "proposals", "corrections.key.proposals", show=True),
        Key("b", "rulebook", "book.key.screen", show=True),
    )
    help_topic = "overview"
    DEFAULT_CSS = """
    OverviewScreen {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & #overview-grid { grid-size: 2 3; grid-rows: 5fr 3fr 4fr; grid-gutter: 0 1; height: 1fr; min-height: 26; }
        & #severities-section { row-span: 2; }
        &.-narrow #overview-grid { layout: vertical; height: auto; min-height: 0; }
        &.-narrow .by { display: none; }
        &.-narrow Section { height: 9; }
        &.-narrow #causes-section { height: 7; }
        &.-narrow #severities-section { height: 13; }
    }
    """

    @property
    def crumb(self) -> str:
        """The name of the extract."""
        path = self.session.request.path
        return path.name if path else self.session.t("tui.crumb.overview")

    def body(self) -> Iterable[Widget]:
        """The verdict and the tables."""
        session, summary = self.session, self.session.summary
        t = session.t
        with VerticalScroll(can_focus=False):
            with Vertical(classes=f"verdict {overview.tone(summary)}"):
                yield Static(Content(overview.verdict(session)), classes="verdict-sentence")
                for line in overview.reasons(session):
                    yield Static(Content(sanitise(line)), classes="verdict-reason")
                for kind, line in overview.facts(session).items():
                    yield Static(Content(sanitise(line)), classes=f"verdict-facts {kind}")
            with Grid(id="overview-grid"):
                for name, (title, source) in overview.LISTS.items():
                    table = Browser(
                        source(session),
                        name=name,
                        empty=t("tui.overview.no_findings"),
                        help_topic="overview",
                        id=name,
                    )
                    yield Section(t(title), table, id=f"{name}-section")

    def on_mount(self) -> None:
        """Begin at the worst rule."""
        self.query_one("#rules").focus()

    def action_back(self) -> None:
        """To the choice of an extract; the audit is kept, and one key leads back to it."""
        app: Any = self.app
        app.remember_way()
        self.app.notify(self.session.t("tui.toast.audit_kept"), markup=False)
        super().action_back()

    # Where Enter leads

    @on(Table.Opened, "#rules")
    def _open_rule(self, event: Table.Opened) -> None:
        record = self.query_one("#rules", Browser).record
        if record is not None:
            open_findings(self, record["rule"], None)

    @on(Table.Opened, "#municipalities")
    def _open_municipality(self) -> None:
        record = self.query_one("#municipalities", Browser).record
        if record is not None:
            open_municipality(self, record)

    @on(Table.Opened, "#tables")
    def _open_table(self) -> None:
        record = self.query_one("#tables", Browser).record
        if record is not None:
            self.app.push_screen(MunicipalityScreen(only=RuleFilter("table", record["table"], record["title"])))

    @on(Table.Opened, "#severities")
    def _open_severity(self) -> None:
        record = self.query_one("#severities", Browser).record
        if record is not None:
            only = RuleFilter(record["kind"], record["key"], record["what"])
            self.app.push_screen(MunicipalityScreen(only=only))

    @on(Table.Opened, "#causes")
    def _open_cause(self) -> None:
        record = self.query_one("#causes", Browser).record
        if record is not None:
            self.app.push_screen(MunicipalityScreen(only=RuleFilter("rules", record["rules"], record["what"])))

    def action_municipalities(self) -> None:
        """All municipalities."""
        self.app.push_screen(MunicipalitiesScreen())

    def action_rules(self) -> None:
        """All rules, for the whole country."""
        self.app.push_screen(MunicipalityScreen())

    def action_history(self) -> None:
        """Runs, courses and waivers."""
        self.app.push_screen(HistoryScreen())

    def action_matrix(self) -> None:
        """Rules against municipalities, centres and years."""
        self.app.push_screen(MatrixScreen())

    def action_centres(self) -> None:
        """Reception centres that do not fit."""
        self.app.push_screen(CentresScreen())

    def action_fields(self) -> None:
        """How complete the fields are, and how their values are spread."""
        self.app.push_screen(FieldsScreen())

    def action_indicators(self) -> None:
        """What municipalities are measured by."""
        self.app.push_screen(IndicatorsScreen())

    def action_proposals(self) -> None:
        """The corrections that are proposed."""
        self.app.push_screen(ProposalsScreen())

    def action_rulebook(self) -> None:
        """What each rule asks, why, and where it fires."""
        self.app.push_screen(RulebookScreen())

    def action_delivery(self) -> None:
        """What was delivered."""
        self.app.push_screen(DeliveryScreen())
