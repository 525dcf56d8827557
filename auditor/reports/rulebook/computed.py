"""What a rule looks up in other tables or computes, in words: nobody has to read its SQL to know what it asks about."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.locale import Translator
from auditor.model.ruleset import Derivation, Lookup, RuleSet
from auditor.reports.prose import Names, in_words, value_in_words
from auditor.reports.rulebook.document import Grid, Line
from auditor.reports.rulebook.document import line as line_of


def computed_grid(columns: Sequence[str], table: str, ruleset: RuleSet, caption: str, t: Translator) -> Grid | None:
    """A line for each of the columns (``table.name``) that is looked up or computed, those of ``table`` first.

    None where there is none.
    """
    words, known = _Words(ruleset, table, t), set(columns)
    looked_up = [(each, name) for each in ruleset.lookups for name in each.fields if f"{each.table}.{name}" in known]
    derived = [each for each in ruleset.derivations if f"{each.table}.{each.name}" in known]
    rows = [(each.table != table, words.looked_up(each, name)) for each, name in looked_up]
    rows += [(each.table != table, words.derived(each)) for each in derived]
    heads = tuple(t(f"rulebook.column.{each}") for each in ("title", "how"))
    return Grid(caption, heads, tuple(line for _, line in sorted(rows, key=lambda row: row[0]))) if rows else None


class _Words:
    def __init__(self, ruleset: RuleSet, table: str, t: Translator) -> None:
        self._ruleset, self._table, self._t = ruleset, table, t
        self._names: dict[str, Names] = {}

    def _of(self, table: str) -> Names:
        if table not in self._names:
            self._names[table] = Names.of(self._ruleset, table, self._t)
        return self._names[table]

    def _title(self, table: str, name: str) -> Line:
        title = self._of(table)[name]
        return line_of(title if table == self._table else self._t("reports.prose.of_table", title=title, table=table))

    def derived(self, derivation: Derivation) -> tuple[Line, ...]:
        """A computed field: what it is called, and what it is."""
        how = value_in_words(derivation.sql, self._of(derivation.table), self._t)
        return self._title(derivation.table, derivation.name), line_of(how)

    def looked_up(self, lookup: Lookup, name: str) -> tuple[Line, ...]:
        """A field of another table: which of its rows are meant, and which of these where only one can be."""
        there, t = self._of(lookup.from_table), self._t
        keys = t("reports.prose.between_and").join(there[each] for each in lookup.key.values())
        how = t(
            "rulebook.computed.from",
            value=value_in_words(lookup.fields[name], there, t),
            table=self._ruleset.tables[lookup.from_table].title.in_language(t.language),
            keys=keys,
        )
        if lookup.where:
            how = t("rulebook.computed.where", how=how, where=in_words(lookup.where, there, t))
        if lookup.order:
            key = "last" if lookup.order.startswith("-") else "first"
            how = t(f"rulebook.computed.{key}", how=how, field=there[lookup.order.removeprefix("-")])
        return self._title(lookup.table, name), line_of(how)
