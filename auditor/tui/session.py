"""What the screens share: how things are written, what may be seen, and the audit they show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from auditor import results
from auditor.locale import Translator
from auditor.privacy.masking import Masker
from auditor.tui import settings
from auditor.tui.settings import Settings

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.model.errors import AuditorError
    from auditor.model.text import Text
    from auditor.results import RowReader, Summary
    from auditor.results.indicator_reader import IndicatorReader
    from auditor.results.profile.reader import FieldReader
    from auditor.tui.logbook import Logbook
    from auditor.tui.proposals import Proposals
    from auditor.tui.resume import Way


@dataclass(frozen=True, slots=True)
class Request:
    """What to audit, and how."""

    path: Path | None
    rules: str
    reference_date: dt.date
    mapping: Path | None = None
    previous: Path | None = None
    corrections: Path | None = None
    """Where proposed corrections are kept, if not in the user's own folder."""

    def of(self, path: Path) -> Request:
        """The same for another extract; a mapping or previous delivery named for one extract says nothing of others."""
        return self if path == self.path else replace(self, path=path, mapping=None, previous=None, corrections=None)

    def with_rules(self, rules: str) -> Request:
        """The same by another rule set."""
        return replace(self, rules=rules)


@dataclass
class Session:
    """One sitting at the screen."""

    request: Request
    language: str
    may_show_ids: bool = False
    """Whether ``m`` may show identity numbers."""
    watch: bool = False
    """Whether to audit again when the files of the extract change."""
    state_dir: Path | None = None
    """Where recent extracts are remembered; nothing is remembered without it."""
    config_dir: Path | None = None
    """Where settings are kept; they last for the sitting without it."""
    settings: Settings = field(default_factory=Settings)
    trouble: AuditorError | None = None
    """What is to be told about the settings when the screens open."""
    t: Translator = field(init=False)
    masker: Masker = field(init=False)
    logbook: Logbook | None = None
    """The ledger; without one nothing can be waived or marked."""
    result: AuditResult | None = None
    reader: RowReader | None = None
    seconds: float = 0.0
    """How long it took until the audit was shown."""
    fields_shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By table, the fields that the user wants beside those that say who and what is wrong."""
    proposals: Proposals | None = None
    """The corrections proposed for the extract, once somebody has asked for them."""
    off: frozenset[str] = frozenset()
    """Rules that are switched off: the audit shown is without them."""
    way: Way | None = None
    """The views to go to once the extract is loaded, where somebody goes on where they were."""
    edition: int = 0
    """Counts what makes views anew: another audit, another language, other settings."""
    _summary: tuple[AuditResult, Summary] | None = None
    rule_texts: dict[str, str] = field(default_factory=dict)
    """By rule, what is searched in the rule book; made when somebody searches, in the language of the time."""
    _peers: dict[str, list[str]] = field(default_factory=dict)
    _whole: AuditResult | None = None
    _fields: FieldReader | None = None
    _indicators: IndicatorReader | None = None
    _titles: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.t = Translator(self.language)
        shown = self.may_show_ids and self.settings.show_ids
        self.masker = Masker(show_ids=shown, language=self.language)
        self.fields_shown.update(self.settings.columns)

    def settle(self, **changes: Any) -> None:
        """Change settings, for this sitting and the next. AuditorError where they cannot be kept for the next."""
        self.settings = replace(self.settings, **changes)
        if "columns" in changes:
            self.fields_shown.clear()
            self.fields_shown.update(self.settings.columns)
            self.edition += 1
        settings.save(self.config_dir, self.settings)

    def keep_columns(self) -> None:
        """Keep which fields are shown for the next sitting, too. AuditorError as in :meth:`settle`."""
        self.settings = replace(self.settings, columns=dict(self.fields_shown))
        settings.save(self.config_dir, self.settings)

    def text(self, text: Text) -> str:
        """A text of a rule set in the language of the session."""
        return text.in_language(self.language)

    @property
    def audit(self) -> AuditResult:
        """The audit the screens show; only screens that follow a finished audit ask for it."""
        assert self.result is not None
        return self.result

    @property
    def summary(self) -> Summary:
        """The summary of the audit; loading computes it beforehand, since it looks at every finding."""
        if self._summary is None or self._summary[0] is not self.audit:
            self.keep_summary(self.audit, results.summary(self.audit))
        assert self._summary is not None
        return self._summary[1]

    def titles(self, table: str) -> Mapping[str, str]:
        """What the columns of a table are called, also those derived and looked up."""
        from auditor.reports.prose import Names

        key = (self.language, table)
        if key not in self._titles:
            self._titles[key] = Names.of(self.audit.ruleset, table, self.t).titles
        return self._titles[key]

    @property
    def fields(self) -> FieldReader:
        """Reads the fields of the audited extract; what it has read once is kept as long as the audit is shown."""
        from auditor.results.profile.reader import FieldReader

        if self._fields is None or self._fields.result.extract is not self.audit.extract:
            self._fields = FieldReader(self.audit)
        return self._fields

    @property
    def indicators(self) -> IndicatorReader:
        """Computes indicators of the audited extract; what it has computed is kept as long as the audit is shown."""
        from auditor.results.indicator_reader import IndicatorReader

        if self._indicators is None or self._indicators.result.extract is not self.audit.extract:
            self._indicators = IndicatorReader(self.audit)
        return self._indicators

    def peers(self, municipality: str) -> list[str]:
        """The municipalities of about the same size as one; kept, since each rule's explanation names them."""
        from auditor.results.rates import peers

        if municipality not in self._peers:
            self._peers[municipality] = peers(self.audit, municipality)
        return self._peers[municipality]

    def keep_summary(self, result: AuditResult, summary: Summary) -> None:
        """Keep the summary of an audit that is (about to be) shown."""
        self._summary = (result, summary)
        self._titles.clear()
        self._peers.clear()

    @property
    def whole(self) -> AuditResult:
        """The audit with all its rules, whichever are switched off."""
        return self._whole if self.off and self._whole is not None else self.audit

    def switch(self, off: frozenset[str], result: AuditResult, summary: Summary) -> None:
        """Show ``result``, the audit without the rules that are off."""
        self._whole, self.off = self.whole, off
        self.keep_summary(result, summary)
        self.result = result
        self.edition += 1

    def show(self, result: AuditResult, reader: RowReader, summary: Summary) -> None:
        """Another audit is shown from now on; views of the one before are made anew when they are seen again."""
        self.keep_summary(result, summary)
        self.result, self.reader = result, reader
        self.off, self._whole = frozenset(), None
        self._fields = self._indicators = None  # which hold the tables of the audit before
        self.rule_texts.clear()
        self.edition += 1

    def speak(self, language: str) -> None:
        """Change the language; what is shown must be made anew."""
        self.language = language
        self.t = Translator(language)
        self.masker = Masker(show_ids=self.masker.show_ids, language=language)
        self.rule_texts.clear()
        self.edition += 1

    def toggle_ids(self) -> bool:
        """Mask identity numbers or show them, where that is allowed; True if they are shown now."""
        shown = self.may_show_ids and not self.masker.show_ids
        self.masker = Masker(show_ids=shown, language=self.language)
        return shown


class _HasSession(Protocol):
    session: Session


def session_of(node: Any) -> Session:
    """The session of the app that a widget or screen belongs to."""
    return cast("_HasSession", node if hasattr(node, "session") else node.app).session
