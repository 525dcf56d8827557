"""Where the ledger and its key are."""

from pathlib import Path

from auditor import system
from auditor.ledger.errors import LedgerError

LEDGER = "auditor-ledger.sqlite"


def ledger_path(given: Path | None) -> Path:
    """The ledger asked for, else the one in the user's data folder; LedgerError where the user has none."""
    found = ledger_place(given)
    if found is None:
        raise LedgerError("ledger.no_home")
    return found


def ledger_place(given: Path | None) -> Path | None:
    """The same, with None for a user without a home folder."""
    if given is not None:
        return given
    folder = system.user_folder("data")
    return folder / LEDGER if folder is not None else None


def known_ledger(given: Path | None) -> Path:
    """The same where something must have been put into it before; LedgerError where it or its key is not there."""
    ledger = ledger_path(given)
    if not ledger.exists():
        raise LedgerError("ledger.missing", file=ledger.name)
    known_key(ledger)
    return ledger


def known_key(ledger: Path) -> Path:
    """Where the key of a ledger is; LedgerError where there is none, since another recognises nothing."""
    key = ledger.with_suffix(".key")
    if not key.exists():
        raise LedgerError("ledger.key_missing", file=ledger.name, key=key.name)
    return key


def key_of_baseline(baseline: Path) -> bytes:
    """The key a baseline was made with; LedgerError where it is not there, since another recognises nothing."""
    if not baseline.with_suffix(".key").exists():
        raise LedgerError("ledger.baseline_key")
    return key_of(baseline)


def key_of(ledger: Path) -> bytes:
    """The key of a ledger, in a file of its own beside it; made where there is none."""
    from auditor.privacy.pseudonyms import load_or_create_key

    return load_or_create_key(ledger.with_suffix(".key"))
