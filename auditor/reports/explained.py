"""A rule in words, part by part: what every explanation of it is put together from, on whatever it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor import results
from auditor.locale import Translator
from auditor.model import rule as kinds
from auditor.model.rule import Basis, Rule
from auditor.model.ruleset import RuleSet
from auditor.reports.prose import Names, in_words, value_in_words
from auditor.rulesets.examples import RAGGED_KEY

ROWS_KEY = "times"


class Explained:
    """The parts of an explanation in the translator's language. Texts are as written, not yet sanitised."""

    def __init__(self, rule: Rule, ruleset: RuleSet, t: Translator) -> None:
        self.rule = rule
        self._rule, self._ruleset, self._t = rule, ruleset, t
        self._names = Names.of(ruleset, rule.table, t)

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"reports.explain.{key}", **facts)

    @property
    def given(self) -> str:
        """What the rule speaks of: a row of a table, or its rows by group."""
        table = self._ruleset.tables.get(self._rule.table)
        title = table.title.in_language(self._t.language) if table is not None else self._rule.table
        key = "given_group" if self._rule.about_groups else "given"
        return self._text(key, table=self._rule.table, title=title, by=self._by())

    @property
    def when(self) -> str | None:
        """Whom it applies to; None where that is all of them."""
        condition = self._rule.condition
        when = (
            condition.within
            if isinstance(condition, (kinds.ShareCondition, kinds.DriftCondition))
            else getattr(condition, "when", None)
        )
        return in_words(when, self._names, self._t) if when else None

    def _by(self) -> str:
        return ", ".join(self._names[name] for name in getattr(self._rule.condition, "by", ()))

    def _titles(self, names: Sequence[str]) -> str:
        return ", ".join(self._names[name] for name in names)

    @property
    def then(self) -> str:
        """What must hold."""
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
                key = "then_unique_differ" if condition.differ else "then_unique"
                return self._text(key, fields=self._titles(condition.fields), differ=self._titles(condition.differ))
            case kinds.NoOverlapCondition():
                key = {0: "then_no_overlap", 1: "then_no_overlap_day"}.get(
                    condition.tolerance_days, "then_no_overlap_days"
                )
                return self._text(key, **self._interval(condition), days=condition.tolerance_days)
            case kinds.GapCondition():
                return self._gap(condition)
            case kinds.ShareCondition():
                return self._share(condition)
            case kinds.ReconcileCondition():
                return self._reconcile(condition)
            case kinds.DriftCondition():
                return self._drift(condition)
            case kinds.ParseCondition():
                return self._text("then_parse", field=names[condition.field])
            case kinds.RowShapeCondition():
                table = self._ruleset.tables.get(self._rule.table)
                if table is not None and table.line_length:
                    return self._text("then_line_length", length=table.line_length)
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
        highest = []
        if condition.max_share is not None:
            highest.append(self._limit(condition.max_share))
        if condition.max_count is not None:
            highest.append(self._text("limit_count", count=condition.max_count))
        demands = []
        if highest:
            demands.append(self._text("then_share", limit=self._text("limit_and").join(highest), of=of))
        if condition.min_share is not None:
            demands.append(self._text("then_share_least", limit=self._limit(condition.min_share), of=of))
        if condition.against is not None:
            alike = self._titles(condition.against)
            of_whom = self._text("among_alike", fields=alike) if alike else ""
            demands.append(self._text(f"then_share_{condition.side}", of=of, among=of_whom))
        text = self._text("demand_and").join(demands)
        if condition.against is not None and condition.min_difference:
            text += self._text("difference", points=f"{100 * condition.min_difference:g}")
        if condition.certainty is not None:
            decimals = f"{100 * condition.certainty:.6g}".partition(".")[2]
            text += self._text("certainty", share=self._t.percent(condition.certainty, max(1, len(decimals))))
        if condition.min_rows > 1:
            text += self._text("at_least_rows", rows=condition.min_rows)
        if condition.pool is not None:
            text += self._text("pooled", field=self._names[condition.pool.by], periods=condition.pool.periods)
        return text

    def _limit(self, limit: float | str) -> str:
        return value_in_words(limit, self._names, self._t) if isinstance(limit, str) else self._percent(limit)

    def _drift(self, condition: kinds.DriftCondition) -> str:
        value = value_in_words(condition.value, self._names, self._t)
        if condition.per is not None:
            value = self._text("rate", value=value, per=value_in_words(condition.per, self._names, self._t))
        key = "then_drift" if condition.period is None else "then_drift_period"
        if condition.hb is not None:
            key += "_usual"
        least = f"{condition.min_value:g}"
        return self._text(key, value=value, change=self._percent(condition.max_change_share), least=least)

    def _gap(self, condition: kinds.GapCondition) -> str:
        text = self._text("then_gap", **self._interval(condition), days=condition.max_days)
        for key, intervals in (("gap_excused", condition.excused_by), ("gap_inside", condition.inside)):
            if intervals is not None:
                table = self._ruleset.tables.get(intervals.table)
                title = table.title.in_language(self._t.language) if table is not None else intervals.table
                text += self._text(key, table=title)
        return text

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

    @property
    def message(self) -> str:
        """What a reader is told to do, with the titles of fields where their values will stand."""
        table = self._ruleset.tables.get(self._rule.table)
        return results.message(self._rule, None, self._t.language, None, table, self._names.titles)

    @property
    def validity(self) -> str:
        """From when to when the rule holds, by which field; empty where it always does."""
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

    def field(self, name: str) -> tuple[str, str | None]:
        """The title of a column, and who registers it, where that is known."""
        table = self._ruleset.tables.get(self._rule.table)
        field = table.field(name) if table is not None else None
        registers = field.registers.in_language(self._t.language) if field is not None and field.registers else None
        return self._names[name], registers

    def sql(self) -> list[tuple[str, str]]:
        """The parts of the condition as they are written, on one line each, with their names."""
        condition = self._rule.condition
        lines = [
            (name, getattr(condition, name))
            for name in ("when", "require", "within", "of", "max_share", "min_share", "value", "per", "where")
            if isinstance(getattr(condition, name, None), str)
        ]
        if isinstance(condition, kinds.ReconcileCondition):
            lines = [("left", condition.left.value), ("right", condition.right.value)]
        return [(name, " ".join(text.split())) for name, text in lines]

    def example_rows(self, rows: Sequence[Mapping[str, object]]) -> list[list[str]]:
        """Rows of examples as a table; the first line names the fields."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        own = {ROWS_KEY: self._text("times"), RAGGED_KEY: self._text("ragged")}
        heads = [own.get(name, name) for name in names]
        return [heads, *([self._shown(row, name) for name in names] for row in rows)]

    def _shown(self, row: Mapping[str, object], name: str) -> str:
        if name not in row:
            return ""
        value = row[name]
        if isinstance(value, bool):
            return self._t(f"reports.prose.{'yes' if value else 'no'}")
        return "–" if value is None else str(value)


def basis_in_words(basis: Basis, t: Translator) -> str:
    """Why a rule exists: the law, report or standard."""
    return t(f"reports.explain.basis.{basis.kind}", reference=basis.reference)
