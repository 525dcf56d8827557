"""Two deliveries compared, as lines of text or as JSON: counts, and in JSON the keys of what changed, never a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from auditor.locale import Translator
from auditor.model.audit import AuditResult
from auditor.model.table import Personal, Table
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reference.municipalities import latest
from auditor.reports.json_report import dump
from auditor.reports.layout import SIGNS, columns, left, wrapped
from auditor.results.comparison import Comparison
from auditor.results.finding_changes import Change
from auditor.results.keys import key_fields, key_parts
from auditor.results.row_changes import TableChange

SCHEMA = "auditor-comparison/1"
SHOWN = 10
_COUNTED = (Change.NEW, Change.REMAINING, Change.CORRECTED, Change.NOT_CHECKABLE, Change.LEFT_OUT)


class ComparisonText:
    """The comparison in at most ``width`` cells."""

    def __init__(self, comparison: Comparison, t: Translator, width: int = 80) -> None:
        self._comparison, self._t, self._width = comparison, t, width
        self._masker = Masker(language=t.language)

    def _text(self, key: str, **facts: object) -> str:
        return sanitise(self._t(f"comparison.{key}", **facts))

    def lines(self) -> Iterator[str]:
        """What became of the findings, by rule and municipality, and how the tables differ."""
        comparison = self._comparison
        names = {"old": _name(comparison.old), "new": _name(comparison.new)}
        yield from wrapped(self._text("head", **names), self._width)
        rules = comparison.new.ruleset
        title = rules.title.in_language(self._t.language)
        dates = {"before": comparison.old.reference_date, "after": comparison.new.reference_date}
        yield from wrapped(self._text("by", title=title, version=rules.version, **dates), self._width)
        yield ""
        counts = comparison.counts()
        rows = [(self._text(f"change.{each.value}"), self._t.number(count)) for each, count in counts.items()]
        shown = [row for row, each in zip(rows, counts, strict=True) if counts[each] or each in _COUNTED]
        yield from columns(shown, self._width, 0, [1])
        yield from self._by_rule()
        yield from self._by_municipality()
        yield from self._tables()

    def _head(self, name: str) -> tuple[str, ...]:
        return (self._text(name), *(self._text(f"column.{each.value}") for each in _COUNTED))

    def _counted(self, line: dict[str, Any]) -> list[str]:
        return [self._t.number(line[each.value]) for each in _COUNTED]

    def _by_rule(self) -> Iterator[str]:
        lines = self._comparison.by("rule")
        rows = [self._head("by_rule")]
        for line in lines.head(SHOWN).iter_rows(named=True):
            rule = self._comparison.new.ruleset.rules[line["rule"]]
            title = sanitise(rule.title.in_language(self._t.language))
            rows.append((f"{left(SIGNS[rule.severity], 3)}{rule.id} {title}", *self._counted(line)))
        yield from self._listed(rows, lines.height)

    def _by_municipality(self) -> Iterator[str]:
        lines = self._comparison.by("municipality")
        rows = [self._head("by_municipality")]
        for line in lines.head(SHOWN).iter_rows(named=True):
            rows.append((self._municipality(line["municipality"]), *self._counted(line)))
        yield from self._listed(rows, lines.height)

    def _municipality(self, code: str | None) -> str:
        if code is None:
            return self._text("no_municipality")
        known = latest(code)
        return f"{self._masker.text('none', code)} {known.name if known else ''}".strip()

    def _listed(self, rows: Sequence[tuple[str, ...]], height: int) -> Iterator[str]:
        if len(rows) == 1:
            return
        yield ""
        yield from columns(rows, self._width, 0, range(1, len(rows[0])))
        if height > SHOWN:
            yield self._text("more", count=height - SHOWN)

    def _tables(self) -> Iterator[str]:
        head = ("table", "rows_before", "rows_after", "added", "removed", "changed")
        rows = [tuple(self._text(f"column.{each}") for each in head)]
        for each in self._comparison.tables:
            before, after = (
                "-" if count is None else self._t.number(count) for count in (each.rows_before, each.rows_after)
            )
            counts = (each.added, each.removed, each.rows_changed)
            rows.append((sanitise(each.table), before, after, *map(self._t.number, counts)))
        if len(rows) > 1:
            yield ""
            yield from columns(rows, self._width, 0, range(1, len(head)))
        for each in self._comparison.tables:
            for sentence in self._told(each):
                yield from wrapped(f"{sanitise(each.table)}: {sentence}", self._width, "", "  ")

    def _told(self, change: TableChange) -> Iterator[str]:
        by_field = change.changed["field"].value_counts(sort=True)
        if by_field.height:
            fields = [f"{field} {self._t.number(count)}" for field, count in by_field.iter_rows()]
            yield self._text("fields_changed", fields=", ".join(fields))
        if change.renumbered:
            yield self._text("renumbered", count=change.renumbered)
        if change.ambiguous:
            yield self._text("ambiguous", count=change.ambiguous)
        if change.fields_gone:
            yield self._text("fields_gone", fields=list(change.fields_gone))
        if change.fields_come:
            yield self._text("fields_come", fields=list(change.fields_come))
        for field, count in change.codes_come.items():
            yield self._text("codes_come", field=field, count=count)


def comparison_json(comparison: Comparison, show_ids: bool = False) -> str:
    """The comparison as one JSON object; keys of persons are masked unless ``show_ids``."""
    new = comparison.new
    masker = Masker(show_ids=show_ids)
    tables = new.ruleset.tables
    content = {
        "schema": SCHEMA,
        "ruleset": {"name": new.ruleset.name, "version": new.ruleset.version},
        "old": {"name": _name(comparison.old), "reference_date": comparison.old.reference_date.isoformat()},
        "new": {"name": _name(new), "reference_date": new.reference_date.isoformat()},
        "counts": {each.value: count for each, count in comparison.counts().items()},
        "rules": [
            {"rule": new.rule_ids[line.pop("rule")], **line} for line in comparison.by("rule").iter_rows(named=True)
        ],
        "municipalities": [
            {
                **line,
                "municipality": None if line["municipality"] is None else masker.text("none", line["municipality"]),
            }
            for line in comparison.by("municipality").iter_rows(named=True)
        ],
        "findings": [
            {
                "rule": new.rule_ids[rule],
                "change": change,
                "key": _key(
                    tables.get(new.ruleset.rules[rule].table), key, masker, new.ruleset.rules[rule].about_groups
                ),
            }
            for rule, change, key in comparison.findings.select("rule", "change", "key").iter_rows()
        ],
        "tables": [_table(each) for each in comparison.tables],
        "changed_values": [
            {"table": each.table, "key": _key(tables.get(each.table), key, masker), "field": field}
            for each in comparison.tables
            for key, field in each.changed.select("key", "field").iter_rows()
        ],
    }
    return dump(content)


def _table(change: TableChange) -> dict[str, Any]:
    return {
        "table": change.table,
        "rows_before": change.rows_before,
        "rows_after": change.rows_after,
        "added": change.added,
        "removed": change.removed,
        "changed": change.rows_changed,
        "ambiguous": change.ambiguous,
        "renumbered": change.renumbered,
        "fields_gone": list(change.fields_gone),
        "fields_come": list(change.fields_come),
        "codes_come": dict(change.codes_come),
    }


def _key(table: Table | None, key: str | None, masker: Masker, label: bool = False) -> str | None:
    """A key as it may be shown; the label of a group whose table names persons counts as free text."""
    if key is None or table is None:
        return None
    fields = [table.field(name) for name in key_fields(table)]
    kinds = [field.personal if field else Personal.NONE for field in fields]
    if label:
        return masker.text((Personal.FREE_TEXT if table.person else Personal.NONE).value, key)
    return " / ".join(masker.text(kind.value, part) for kind, part in zip(kinds, key_parts(key), strict=True))


def _name(result: AuditResult) -> str:
    return sanitise(result.extract.manifest.name)
