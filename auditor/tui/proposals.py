"""The corrections proposed in a sitting: where they are kept, and which fields none can be proposed for."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.ledger import corrections as files
from auditor.ledger.corrections import Correction, Corrections
from auditor.model.table import Personal
from auditor.privacy.files import private_folder
from auditor.privacy.masking import mask

if TYPE_CHECKING:
    from auditor.tui.session import Session

FOLDER = "corrections"


class Proposals:
    """The corrections of one extract and rule set. Each change is written at once, whole or not at all."""

    def __init__(self, path: Path | None, ruleset: str) -> None:
        """Read what was proposed before. LedgerError where that cannot be read; it is then left as it is."""
        self.path = path
        there = path is not None and path.exists()
        self.corrections = files.read(path) if there and path is not None else Corrections(ruleset)

    @property
    def entries(self) -> tuple[Correction, ...]:
        """All of them, in the order they were made in."""
        return self.corrections.entries

    def propose(self, entry: Correction) -> None:
        """Take one in. PrivacyError where it cannot be written; nothing has then changed."""
        self._keep(self.corrections.with_entry(entry))

    def take_back(self, entry: Correction) -> None:
        """Leave one out. PrivacyError as in :meth:`propose`."""
        self._keep(self.corrections.without(entry))

    def _keep(self, corrections: Corrections) -> None:
        if self.path is not None:
            private_folder(self.path.parent)
            files.write(self.path, corrections)
        self.corrections = corrections


def place_of(session: Session) -> Path | None:
    """Where the corrections of the extract are kept: the file asked for, else one in the user's own folder.

    Its name tells the extract's rule set and a hash of its path, and nothing else of it.
    """
    if session.request.corrections is not None or session.state_dir is None or session.request.path is None:
        return session.request.corrections
    where = hashlib.sha256(str(session.request.path.absolute()).encode("utf-8", "surrogatepass")).hexdigest()
    return session.state_dir / FOLDER / f"{session.audit.ruleset.name}-{where[:16]}.json"


def proposals_of(session: Session) -> Proposals:
    """The corrections of the extract that is shown. LedgerError where those of before cannot be read."""
    path, ruleset = place_of(session), session.audit.ruleset.name
    kept = session.proposals
    if kept is None or kept.path != path or kept.corrections.ruleset != ruleset:
        kept = session.proposals = Proposals(path, ruleset)
    return kept


def refusal(session: Session, table: str, field: str) -> str | None:
    """Why no value can be proposed for a field, as a key of the catalogue; None where one can."""
    audit = session.audit
    declared = audit.ruleset.tables[table]
    known = declared.field(field)
    if place_of(session) is None:
        return "corrections.nowhere"
    if audit.ruleset.schemas:
        return "corrections.refused_schema"
    if known is None or field in audit.extract.tables[table].missing:
        return "corrections.refused_missing"
    if field == declared.person or field in declared.key:
        return "corrections.refused_key"
    if known.personal is not Personal.NONE and not session.may_show_ids:
        return "corrections.refused_personal"
    return None


def refused_value(session: Session, value: str | None) -> str | None:
    """Why a value cannot be proposed, as a key of the catalogue; None where it can."""
    if value and not session.may_show_ids and mask(value, "none") != value:
        return "corrections.refused_identity"
    return None
