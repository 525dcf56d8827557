"""A rule explained as a person would: given, when, then; why, by what law, how to put it right, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.locale import Translator
from auditor.model import rule as kinds
from auditor.model.rule import Basis, Example, Rule
from auditor.model.ruleset import RuleSet
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import SIGNS, cells, columns, left, wrapped
from auditor.reports.prose import Names, in_words, value_in_words
from auditor.results import message

ROWS_KEY = "times"


def explain(rule: Rule, ruleset: RuleSet, t: Translator, width: int = 80) -> Iterator[str]:
    """The explanation in lines of at most ``width`` cells; examples are shown whole, however wide."""
    return _Explanation(rule, ruleset, t, width).lines()


class _Explanation:
    def __init__(self, rule: Rule, ruleset: RuleSet, t: Translator, width: int) -> None:
        self._rule, self._ruleset, self._t, self._width = rule, ruleset, t, width
        self._names = Names.of(ruleset, rule.table, t)

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"reports.explain.{key}", **facts)

    def lines(self) -> Iterator[str]:
        """All of it."""
        for line in self._parts():
            yield sanitise(line)

    def _parts(self) -> Iterator[str]:
        rule, language = self._rule, self._t.language
        yield from wrapped(f"{rule.id}  {rule.title.in_language(language)}", self._width, "", "  ")
        facts = [
            f"{SIGNS[rule.severity]} {self._t(f'reports.text.severity.{rule.severity.key}')}",
            self._t(f"reports.text.dimension.{rule.dimension.value}"),
            *([self._text("theme", theme=rule.theme)] if rule.theme else []),
        ]
        yield " · ".join(facts)
        yield ""
        table = self._ruleset.tables.get(rule.table)
        title = table.title.in_language(language) if table is not None else rule.table
        given = "given_group" if rule.about_groups else "given"
        yield from self._labelled("label_given", self._text(given, table=rule.table, title=title, by=self._by()))
        when = self._when()
        if when:
            yield from self._labelled("label_when", in_words(when, self._names, self._t))
        yield from self._labelled("label_then", self._then())
        validity = self._validity()
        if validity:
            yield from self._labelled("label_valid", validity)
        yield ""
        yield from self._labelled("label_message", message(rule, None, language, None, table))
        if rule.why is not None:
            yield from self._labelled("label_why", rule.why.in_language(language))
        yield from self._labelled("label_remedy", rule.remedy.in_language(language))
        yield from self._labelled("label_law", "; ".join(self._basis(each) for each in rule.basis))
        yield from self._fields()
        if rule.file:
            yield from self._labelled("label_where", self._text("place", file=rule.file, line=str(rule.line)))
        yield from self._sql()
        yield from self._examples()

    def _labelled(self, key: str, text: str) -> Iterator[str]:
        label = self._text(key)
        size = max(cells(self._text(each)) for each in _LABELS) + 2
        return iter(wrapped(text, self._width, left(label, size), " " * size))

    # What it demands

    def _when(self) -> str | None:
        condition = self._rule.condition
        if isinstance(condition, kinds.ShareCondition):
            return condition.within
        return getattr(condition, "when", None)

    def _by(self) -> str:
        return ", ".join(self._names[name] for name in getattr(self._rule.condition, "by", ()))

    def _titles(self, names: Sequence[str]) -> str:
        return ", ".join(self._names[name] for name in names)

    def _then(self) -> str:
        condition, names, t = self._rule.condition, self._names, self._t
        match condition:
            case kinds.RowCondition():
                return in_words(condition.require, names, t)
            case kinds.CodeListCondition():
                codes = self._ruleset.code_lists.get(condition.codes)
                title = codes.title.in_language(t.language) if codes is not None else condition.codes
                return self._text("then_code_list", field=names[condition.field], codes=title)
            case kinds.IdentifierCondition():
                accepted = ", ".join(self._text(f"identifier.{each}") for each in condition.accepts)
                return self._text("then_identifier", field=names[condition.field], kinds=accepted)
            case kinds.ReferenceCondition():
                return self._reference(condition)
            case kinds.UniqueCondition():
                return self._text("then_unique", fields=self._titles(condition.fields))
            case kinds.NoOverlapCondition():
                key = "then_no_overlap_days" if condition.tolerance_days else "then_no_overlap"
                return self._text(key, **self._interval(condition), days=condition.tolerance_days)
            case kinds.GapCondition():
                return self._text("then_gap", **self._interval(condition), days=condition.max_days)
            case kinds.ShareCondition():
                return self._share(condition)
            case kinds.ReconcileCondition():
                return self._reconcile(condition)
            case kinds.DriftCondition():
                value = value_in_words(condition.value, names, t)
                change = self._percent(condition.max_change_share)
                return self._text("then_drift", value=value, change=change, least=f"{condition.min_value:g}")
            case kinds.ParseCondition():
                return self._text("then_parse", field=names[condition.field])
            case kinds.RowShapeCondition():
                return self._text("then_row_shape")
            case kinds.SchemaCondition():
                return self._text("then_schema", check=condition.check, column=condition.column or self._rule.table)

    def _interval(self, condition: kinds.NoOverlapCondition | kinds.GapCondition) -> dict[str, str]:
        return {"by": self._by(), "start": self._names[condition.start], "end": self._names[condition.end]}

    def _reference(self, condition: kinds.ReferenceCondition) -> str:
        there = Names.of(self._ruleset, condition.to_table, self._t)
        table = self._ruleset.tables.get(condition.to_table)
        text = self._text(
            "then_not_found" if condition.inverse else "then_found",
            fields=self._titles(condition.fields),
            there=", ".join(there[name] for name in condition.to_fields),
            table=table.title.in_language(self._t.language) if table is not None else condition.to_table,
        )
        if condition.where:
            text += self._text("then_where", condition=in_words(condition.where, there, self._t))
        return text

    def _percent(self, share: float) -> str:
        return self._t.percent(share, 0 if round(share, 6) * 100 % 1 == 0 else 1)

    def _share(self, condition: kinds.ShareCondition) -> str:
        of = in_words(condition.of, self._names, self._t)
        limits = []
        if condition.max_share is not None:
            limits.append(self._percent(condition.max_share))
        if condition.max_count is not None:
            limits.append(self._text("limit_count", count=condition.max_count))
        text = self._text("then_share", limit=self._text("limit_and").join(limits), of=of)
        return text + (self._text("at_least_rows", rows=condition.min_rows) if condition.min_rows > 1 else "")

    def _reconcile(self, condition: kinds.ReconcileCondition) -> str:
        text = self._text("then_reconcile", left=self._total(condition.left), right=self._total(condition.right))
        if condition.tolerance:
            text += self._text("tolerance", amount=f"{condition.tolerance:g}")
        if condition.tolerance_share:
            text += self._text("tolerance", amount=self._percent(condition.tolerance_share))
        return text

    def _total(self, total: kinds.Total) -> str:
        names = Names.of(self._ruleset, total.table, self._t)
        if total.value.strip() == "1":
            text = self._text("total_rows", table=total.table)
        else:
            text = self._text("total", value=value_in_words(total.value, names, self._t), table=total.table)
        if total.where:
            text += self._text("total_where", condition=in_words(total.where, names, self._t))
        return text

    def _validity(self) -> str:
        validity = self._rule.validity
        table = self._ruleset.tables.get(self._rule.table)
        by = validity.by or (table.date if table is not None else None)
        parts = []
        if validity.start is not None:
            parts.append(self._text("valid_from", date=validity.start))
        if validity.end is not None:
            parts.append(self._text("valid_to", date=validity.end))
        if not parts:
            return ""
        return " ".join(parts) + (self._text("valid_by", field=self._names[by]) if by else "")

    # Around it

    def _basis(self, basis: Basis) -> str:
        return self._text(f"basis.{basis.kind}", reference=basis.reference)

    def _fields(self) -> Iterator[str]:
        table = self._ruleset.tables.get(self._rule.table)
        for number, name in enumerate(self._rule.blame):
            field = table.field(name) if table is not None else None
            text = f"{self._names[name]} ({name})"
            if field is not None and field.registers is not None:
                text += self._text("registered_by", who=field.registers.in_language(self._t.language))
            yield from self._labelled("label_fields" if number == 0 else "label_none", text)

    def _sql(self) -> Iterator[str]:
        condition = self._rule.condition
        lines = [
            (name, getattr(condition, name))
            for name in ("when", "require", "within", "of", "value", "where")
            if isinstance(getattr(condition, name, None), str)
        ]
        if isinstance(condition, kinds.ReconcileCondition):
            lines = [("left", condition.left.value), ("right", condition.right.value)]
        if not lines:
            return
        yield ""
        yield "SQL"
        for name, text in lines:
            yield from wrapped(" ".join(text.split()), self._width, left(f"  {name}", 11), " " * 11)

    def _examples(self) -> Iterator[str]:
        examples = self._rule.examples
        for key, given in (("fails", examples.fails), ("passes", examples.passes), ("unknown", examples.unknown)):
            if given:
                yield ""
                yield self._text(f"examples_{key}")
                yield from self._example_table(given)

    def _example_table(self, examples: Sequence[Example]) -> Iterator[str]:
        """Rows of single-row examples stand in one table; each example about groups has its own."""
        if all(each.row and not each.others for each in examples):
            yield from self._rows([each.row for each in examples])
            return
        for number, example in enumerate(examples):
            if number:
                yield ""
            yield from self._rows([example.row] if example.row else example.rows)
            for table, rows in example.others.items():
                yield "  " + self._text("with", table=table)
                yield from self._rows(rows, "    ")
            if example.previous:
                yield "  " + self._text("previous")
                yield from self._rows(example.previous, "    ")

    def _rows(self, rows: Sequence[Mapping[str, object]], indent: str = "  ") -> Iterator[str]:
        if not rows:
            yield indent + self._text("no_rows")
            return
        names = list(dict.fromkeys(name for row in rows for name in row))
        heads = [self._text("times") if name == ROWS_KEY else name for name in names]
        lines = [heads, *([_shown(row, name) for name in names] for row in rows)]
        for line in columns(lines, 10_000, 0):
            yield indent + line


def _shown(row: Mapping[str, object], name: str) -> str:
    if name not in row:
        return ""
    value = row[name]
    return "–" if value is None else str(value)


_LABELLED = ("given", "when", "then", "valid", "message", "why", "remedy", "law", "fields", "where")
_LABELS = tuple(f"label_{each}" for each in _LABELLED)
