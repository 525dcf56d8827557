"""The coverage matrix: for every rule that a source states, the rules of ours that check it, or the reason why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from auditor.bundled import bundled
from auditor.model.errors import RuleSetError
from auditor.model.rule import Basis, Rule
from auditor.model.text import Text
from auditor.rulesets import build
from auditor.rulesets.coverage_format import CoverageFile, SourceRuleEntry, Status, Subject
from auditor.rulesets.loading import available, load
from auditor.rulesets.validating import validated
from auditor.rulesets.yaml_source import Document, read_yaml

FOLDER = "coverage"
STATES: tuple[str, ...] = ("covered", "partly", *get_args(Status))
"""What may be said of a source rule; the two first have rules of ours, the others a reason."""
SUBJECTS: tuple[str, ...] = get_args(Subject)
"""What source rules are about: a rule set, published figures, indicators, or the extract as a whole."""
KOSTRA = "ssb-kostra"
_SEED = re.compile(r"(seed-[0-9]+[a-z]?) (.+?)(?: \(.*\))?")
_KOSTRA = re.compile(r"KOSTRA (11B|11CF|felles), K([0-9]+[AB]?(?:-[a-z]+)?)(?: \(.*\))?")
_FORMS = {"11B": "11B-K{}", "11CF": "11CF-{:0>2}", "felles": "FS-{}"}
"""How the matrix names the controls of each form, and those that the forms of the social services share."""


@dataclass(frozen=True, slots=True)
class SourceRule:
    """A rule as a source states it, restated in a line of bokmål."""

    source: str
    id: str
    about: str
    says: str
    covered_by: tuple[str, ...]
    """Our rules that check the same."""
    cited_by: tuple[str, ...]
    """Our rules that name it as background and check something else."""
    state: str
    """One of STATES."""
    reason: str
    """What is left where it is partly covered, why not where it is not; empty where it is covered."""
    program: str
    """What the program itself shows of it besides what the rules find; empty where that is nothing."""
    issue: int | None
    """The issue that is to cover it."""
    see: tuple[str, ...]
    """Source rules that stand for it: ``seed-001 R30``."""
    also: tuple[str, ...]
    """Other ways to point at it: a table, lines of the report."""
    file: str
    line: int

    @property
    def key(self) -> str:
        """Source and id: ``seed-001 R30``."""
        return f"{self.source} {self.id}"


@dataclass(frozen=True, slots=True)
class Source:
    """A report or catalogue with its rules."""

    name: str
    title: Text
    rules: tuple[SourceRule, ...]


def load_coverage(folder: Path | None = None) -> tuple[Source, ...]:
    """All sources of ``rules/coverage`` (or of ``folder``), by name.

    RuleSetError, with file and line, for an unknown key, an id twice, or an entry that has neither rules nor a reason.
    """
    folder = folder or bundled("rules") / FOLDER
    return tuple(_source(path) for path in sorted(folder.glob("*.yaml")))


def _source(path: Path) -> Source:
    document = read_yaml(path, f"{path.parent.name}/{path.name}")
    entries = validated(CoverageFile, document)
    if entries.source != path.stem:
        place = {"file": document.file, "line": str(document.line(("source",)))}
        raise RuleSetError("coverage.source_name", **place, source=entries.source)
    rules: list[SourceRule] = []
    names: set[str] = set()
    for position, entry in enumerate(entries.rules):
        rule = _rule(entries.source, entry, document, document.line(("rules", position)))
        for name in (rule.id, *rule.also):
            if name in names:
                raise RuleSetError("coverage.duplicate", file=rule.file, line=str(rule.line), id=name)
            names.add(name)
        rules.append(rule)
    return Source(entries.source, build.text(entries.title), tuple(rules))


def _rule(source: str, entry: SourceRuleEntry, document: Document, line: int) -> SourceRule:
    def refuse(key: str) -> RuleSetError:
        return RuleSetError(f"coverage.{key}", file=document.file, line=str(line), id=entry.id)

    if bool(entry.covered_by) == bool(entry.status):
        raise refuse("rules_or_status")
    if entry.partly and not entry.covered_by:
        raise refuse("partly_without_rules")
    if entry.program and not entry.covered_by:
        raise refuse("program_without_rules")
    if (entry.status == "planned") != (entry.issue is not None):
        raise refuse("issue")
    if (entry.status == "duplicate_of" and not entry.see) or (entry.see and not entry.status):
        raise refuse("see")
    if entry.status not in (None, "duplicate_of") and not entry.reason:
        raise refuse("reason")
    if entry.covered_by and entry.reason:
        raise refuse("reason_and_rules")
    if set(entry.covered_by) & set(entry.cited_by):
        raise refuse("covered_and_cited")
    return SourceRule(
        source=source,
        id=entry.id,
        about=entry.about,
        says=entry.says,
        covered_by=entry.covered_by,
        cited_by=entry.cited_by,
        state=entry.status or ("partly" if entry.partly else "covered"),
        reason=entry.partly or entry.reason or "",
        program=entry.program or "",
        issue=entry.issue,
        see=entry.see,
        also=entry.also,
        file=document.file,
        line=line,
    )


@cache
def bundled_rules() -> Mapping[str, Rule]:
    """The written rules of all rule sets that come with the program, by id; read once, as they never change."""
    rules = (rule for name in available() for rule in load(name, checked=False).rules)
    return MappingProxyType({rule.id: rule for rule in rules if not rule.generated})


def source_rule_of(basis: Basis) -> str | None:
    """The key of the source rule that a basis names; None where it names no source of the matrix."""
    if basis.kind == "seed" and (found := _SEED.fullmatch(basis.reference)):
        return f"{found[1]} {found[2]}"
    if basis.kind == "ssb" and (found := _KOSTRA.fullmatch(basis.reference)):
        return f"{KOSTRA} {_FORMS[found[1]].format(found[2])}"
    return None


def check_coverage(sources: Sequence[Source], rules: Mapping[str, Rule]) -> None:
    """RuleSetError where matrix and rules do not fit: a rule or source rule that is not there, a basis not listed."""
    named = {f"{rule.source} {name}": rule for rule in all_rules(sources) for name in (rule.id, *rule.also)}
    for rule in all_rules(sources):
        place = {"file": rule.file, "line": str(rule.line), "id": rule.id}
        for name in (*rule.covered_by, *rule.cited_by):
            if name not in rules:
                raise RuleSetError("coverage.unknown_rule", **place, rule=name)
        for name in rule.see:
            if name not in named or named[name] is rule:
                raise RuleSetError("coverage.unknown_source_rule", **place, name=name)
    for ours in rules.values():
        for basis in ours.basis:
            name = source_rule_of(basis) or ""
            place = {"file": ours.file, "line": str(ours.line), "rule": ours.id, "name": name}
            if not name:
                if basis.kind == "seed":
                    raise RuleSetError("coverage.unknown_basis", **{**place, "name": basis.reference})
            elif name not in named:
                raise RuleSetError("coverage.unknown_basis", **place)
            elif ours.id not in (*named[name].covered_by, *named[name].cited_by):
                raise RuleSetError("coverage.unlisted", **place)


def all_rules(sources: Iterable[Source]) -> Iterator[SourceRule]:
    """The rules of all sources."""
    return (rule for source in sources for rule in source.rules)


def totals(rules: Iterable[SourceRule]) -> Counter[str]:
    """How many rules are in each state."""
    return Counter(rule.state for rule in rules)
