"""Reading files of published figures: checked, with every reference known and every cell a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.bundled import bundled
from auditor.model.errors import RuleSetError
from auditor.published import expressions
from auditor.published.format import (
    ClaimBase,
    ComparableClaim,
    EquationClaim,
    KnownEntry,
    PublishedFile,
    TableEntry,
)
from auditor.published.model import Claim, Figure, Recomputation, Report
from auditor.published.numbers import read_printed
from auditor.published.references import operands, references
from auditor.rulesets import build
from auditor.rulesets.validating import validated
from auditor.rulesets.yaml_source import Document, read_yaml

FOLDER = "published"


def bundled_reports() -> list[str]:
    """The names of the reports whose figures come with the program."""
    return sorted(path.stem for path in (bundled("rules") / FOLDER).glob("*.yaml"))


def find(name: str) -> Path:
    """The file of a report: a path, or the name of one that comes with the program."""
    own = Path(name)
    if own.suffix or own.exists():
        return own
    if name in bundled_reports():
        return bundled("rules") / FOLDER / f"{name}.yaml"
    raise RuleSetError("published.no_such_report", name=name, available=bundled_reports())


def load_report(path: Path) -> Report:
    """The figures and claims of a file; RuleSetError, with file and line, for what cannot be used."""
    document = read_yaml(path)
    entry = validated(PublishedFile, document)
    return _Builder(document, entry).report()


class _Builder:
    def __init__(self, document: Document, entry: PublishedFile) -> None:
        self._document, self._entry = document, entry
        self._figures: dict[str, Figure] = {}

    def _refuse(self, key: str, line: int, **facts: object) -> RuleSetError:
        return RuleSetError(f"published.{key}", file=self._document.file, line=str(line), **facts)

    def report(self) -> Report:
        """The whole file."""
        self._add_figures()
        for position, table in enumerate(self._entry.tables):
            self._add_table(table, position)
        claims = list(self._claims())
        known, lines = self._known({each.key for each in claims})
        return Report(
            self._entry.report,
            build.text(self._entry.title),
            self._entry.source,
            self._document.file,
            self._figures,
            claims,
            known,
            lines,
            self._entry.rules,
            list(self._recomputations()),
        )

    def _recomputations(self) -> Iterator[Recomputation]:
        for position, entry in enumerate(self._entry.recompute):
            line = self._document.line(("recompute", position))
            if entry.figure not in self._figures:
                raise self._refuse("no_such_figure", line, name=entry.figure)
            yield Recomputation(entry, line)

    def _add_figures(self) -> None:
        for name, figure in self._entry.figures.items():
            line = self._document.line(("figures", name))
            printed = read_printed(figure.value)
            self._figures[name] = Figure(name, printed, figure.place or "", line, figure.about)

    def _add_table(self, table: TableEntry, position: int) -> None:
        here: tuple[str | int, ...] = ("tables", position)
        if table.name in {name.partition(".")[0] for name in self._figures}:
            raise self._refuse("name_twice", self._document.line(here), name=table.name)
        percent = table.columns if table.percent is True else (table.percent or [])
        for row, cells in table.rows.items():
            line = self._document.line((*here, "rows", row))
            if len(cells) != len(table.columns):
                raise self._refuse("row_length", line, row=row, cells=len(cells), columns=len(table.columns))
            for column, cell in zip(table.columns, cells, strict=True):
                if cell is not None:
                    name = f"{table.name}.{row}.{column}"
                    printed = read_printed(cell, column in percent)
                    self._figures[name] = Figure(name, printed, table.place or "", line, table.about)

    def _claims(self) -> Iterator[Claim]:
        seen: set[str] = set()
        for position, entry in enumerate(self._entry.claims):
            line = self._document.line(("claims", position))
            if entry.name in seen:
                raise self._refuse("claim_twice", line, name=entry.name)
            seen.add(entry.name)
            for claim in self._spread(entry, line):
                self._look_at(claim)
                yield claim

    def _spread(self, entry: ClaimBase, line: int) -> Iterator[Claim]:
        starred = any("*" in each for each in references(entry)) or (
            isinstance(entry, EquationClaim) and ".*" in entry.holds
        )
        if starred != bool(entry.each):
            raise self._refuse("star", line, name=entry.name)
        if not entry.each:
            yield Claim(entry, "", line)
            return
        data = entry.model_dump(by_alias=True)
        for name in entry.each:
            yield Claim(type(entry).model_validate(_filled(data, name)), name, line)

    def _look_at(self, claim: Claim) -> None:
        """Every number that the claim speaks of is there."""
        entry = claim.entry
        names = list(references(entry))
        if isinstance(entry, EquationClaim):
            names += expressions.references(entry.holds)
        for name in names:
            if name not in self._figures:
                raise self._refuse("no_such_figure", claim.line, name=name)
        for value in operands(entry):
            if value not in self._figures:
                try:
                    read_printed(value)
                except ValueError:
                    raise self._refuse("no_such_figure", claim.line, name=str(value)) from None
        if isinstance(entry, ComparableClaim):
            for name in entry.figures:
                for fact in entry.by:
                    if fact not in self._figures[name].about:
                        raise self._refuse("no_such_fact", claim.line, name=name, fact=fact)

    def _known(
        self, claims: set[tuple[str, str]]
    ) -> tuple[Mapping[tuple[str, str], KnownEntry], Mapping[tuple[str, str], int]]:
        known: dict[tuple[str, str], KnownEntry] = {}
        lines: dict[tuple[str, str], int] = {}
        printed = {("printed", name) for name in self._figures}
        for position, entry in enumerate(self._entry.known):
            line = self._document.line(("known", position))
            key = (entry.claim, entry.at or "")
            if key not in claims | printed:
                raise self._refuse("no_such_claim", line, name=entry.claim, at=entry.at or "-")
            if key in known:
                raise self._refuse("known_twice", line, name=entry.claim)
            known[key], lines[key] = entry, line
        return known, lines


def _filled(value: Any, name: str) -> Any:
    """A claim with ``*`` filled in; a star between spaces is the sign of multiplication."""
    if isinstance(value, str):
        parts = [name if part == "*" else part for part in value.split(".")] if " " not in value else None
        return ".".join(parts) if parts is not None else value.replace(".*.", f".{name}.").replace(".*", f".{name}")
    if isinstance(value, dict):
        return {key: each if key in ("for", "says") else _filled(each, name) for key, each in value.items()}
    return [_filled(each, name) for each in value] if isinstance(value, (list, tuple)) else value
