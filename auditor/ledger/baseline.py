"""A baseline: the findings somebody has accepted for the time being, so that a job fails for new ones alone.

The file can stand in a repository: it names rules and pseudonyms of records. The key that makes them lies in a file of
its own that must not; with another key nothing of a baseline is recognised, and that is refused, not taken for new.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from auditor.ledger.errors import LedgerError
from auditor.ledger.json_files import content_of
from auditor.ledger.naming import naming
from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.privacy.files import write_private
from auditor.privacy.pseudonyms import same
from auditor.results.finding_changes import findings_by_key
from auditor.results.keys import KEY
from auditor.results.waiving import without

FORMAT = "auditor-baseline"
VERSION = 1


@dataclass(frozen=True)
class Baseline:
    """Accepted findings: rule -> pseudonyms of records; ``check`` tells whether a key is the one that made them."""

    ruleset: str
    check: str
    findings: Mapping[str, frozenset[str]]

    def __len__(self) -> int:
        return sum(map(len, self.findings.values()))


@dataclass(frozen=True)
class Debt:
    """A run against a baseline. Findings without a key are always new."""

    new: int
    gone: int
    new_by_rule: Mapping[str, int]


def of(result: AuditResult, key: bytes) -> Baseline:
    """Everything that was found, as a baseline."""
    named = findings_by_key(result, naming(key, result.ruleset))
    return Baseline(result.ruleset.name, _check(key), _by_rule(result, named))


def against(
    result: AuditResult,
    baseline: Baseline,
    key: bytes,
    least: Severity = Severity.INFO,
    covered: pl.DataFrame | None = None,
) -> Debt:
    """What of an audit is new, of severity ``least`` or worse, and how much of the baseline is gone.

    ``covered`` are the findings of waivers (see :class:`auditor.results.waiving.Waived`), which are not new.

    LedgerError where the key is another, or the baseline is of another rule set.
    """
    if not same(baseline.check, _check(key)):
        raise LedgerError("ledger.baseline_key")
    if baseline.ruleset != result.ruleset.name:
        raise LedgerError("ledger.baseline_rules", rules=result.ruleset.name, other=baseline.ruleset)
    found = of(result, key).findings
    open_ones = findings_by_key(result, naming(key, result.ruleset))
    if covered is not None:
        open_ones = without(open_ones, covered)
    nameless = open_ones.filter(pl.col(KEY).is_null()).group_by("rule").len()
    lacking = {result.rule_ids[rule]: count for rule, count in nameless.iter_rows()}
    asked = _by_rule(result, open_ones)
    new: dict[str, int] = {}
    for rule in result.ruleset.rules:
        accepted = baseline.findings.get(rule.id, frozenset())
        count = len(asked.get(rule.id, frozenset()) - accepted) + lacking.get(rule.id, 0)
        if count and rule.severity >= least:
            new[rule.id] = count
    gone = sum(len(names - found.get(rule, frozenset())) for rule, names in baseline.findings.items())
    return Debt(sum(new.values()), gone, new)


def _by_rule(result: AuditResult, named: pl.DataFrame) -> dict[str, frozenset[str]]:
    lines = named.drop_nulls(KEY).group_by("rule").agg(KEY)
    return {result.rule_ids[rule]: frozenset(names) for rule, names in lines.iter_rows()}


def read(path: Path) -> Baseline:
    """LedgerError where the file is not there, or is no baseline that this program understands."""
    content = content_of(path, "baseline")
    try:
        if (content["format"], content["version"]) != (FORMAT, VERSION):
            raise ValueError
        findings = {
            str(rule): frozenset(_text(name) for name in names) for rule, names in dict(content["findings"]).items()
        }
        return Baseline(_text(content["ruleset"]), _text(content["check"]), findings)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise LedgerError("ledger.baseline_damaged", file=path.name) from None


def write(baseline: Baseline, path: Path) -> None:
    """One line a rule, sorted, so that what a change accepts can be read in a review."""
    lines = [
        f"    {json.dumps(rule)}: {json.dumps(sorted(names))}" for rule, names in sorted(baseline.findings.items())
    ]
    head = {"format": FORMAT, "version": VERSION, "ruleset": baseline.ruleset, "check": baseline.check}
    told = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items())
    body = "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"
    write_private(path, f'{{\n{told},\n  "findings": {body}\n}}\n', overwrite=True)


def _check(key: bytes) -> str:
    return hmac.new(key, b"auditor-baseline", "sha256").hexdigest()[:16]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half a character, which JSON can name, is a ValueError
    return value
