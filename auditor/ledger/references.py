"""References: what a worklist calls a finding, so that a ticked line finds its way back into the ledger.

A reference is the name of the record in the ledger and a proof that this ledger's key made it for this rule: who
writes a reference into a file without the key marks nothing.
"""

from __future__ import annotations

import base64
import hmac

import polars as pl

from auditor.ledger.naming import naming
from auditor.model.ruleset import RuleSet
from auditor.results.finding_changes import Naming
from auditor.results.keys import KEY

_PROOF = 8
_NAME = 20


def reference(key: bytes, rule: str, name: str) -> str:
    """The reference of a finding by its rule and the name of its record: 28 lower-case letters and digits."""
    return name + _proof(key, rule, name)


def referring(key: bytes, ruleset: RuleSet) -> Naming:
    """Puts the reference of each finding in the place of the key of its record."""
    named = naming(key, ruleset)
    ids = [rule.id for rule in ruleset.rules]

    def referred(frame: pl.DataFrame) -> pl.DataFrame:
        names = named(frame)
        pairs = names.select("rule", KEY).iter_rows()
        made = [None if name is None else reference(key, ids[rule], name) for rule, name in pairs]
        return names.with_columns(pl.Series(KEY, made, dtype=pl.String))

    return referred


def record_of(key: bytes, rule: str, given: str) -> str | None:
    """The name of the record that a reference is of; None where it was not made by this key for this rule."""
    given = given.strip().lower()
    name = given[:_NAME]
    if len(given) != _NAME + _PROOF or not given.isascii():
        return None
    return name if hmac.compare_digest(given[_NAME:], _proof(key, rule, name)) else None


def _proof(key: bytes, rule: str, name: str) -> str:
    digest = hmac.digest(key, f"worklist\0{rule}\0{name}".encode("utf-8", "surrogatepass"), "sha256")
    return base64.b32encode(digest).decode("ascii")[:_PROOF].lower()
