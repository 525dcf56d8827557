"""What formats for other programs say of a rule: what is wrong, why, what to do, by what authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.reports.explained import basis_in_words
from auditor.reports.prose import Names

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.model.audit import RuleOutcome
    from auditor.model.rule import Rule
    from auditor.model.ruleset import RuleSet


class RuleWords:
    """Texts of the rules of one rule set, not yet sanitised."""

    def __init__(self, ruleset: RuleSet, t: Translator) -> None:
        self._ruleset, self._t = ruleset, t
        self._titles: dict[str, dict[str, str]] = {}

    def title(self, rule: Rule) -> str:
        """The title."""
        return rule.title.in_language(self._t.language)

    def message(self, rule: Rule) -> str:
        """The message, with titles of fields where it would show their values."""
        from auditor import results

        if rule.table not in self._titles:
            self._titles[rule.table] = Names.of(self._ruleset, rule.table, self._t).titles
        declared = self._ruleset.tables.get(rule.table)
        return results.message(rule, None, self._t.language, None, declared, self._titles[rule.table])

    def remedy(self, rule: Rule) -> str:
        """Where and how it is put right."""
        return rule.remedy.in_language(self._t.language)

    def labelled(self, rule: Rule) -> list[tuple[str, str]]:
        """Message, reason, remedy and basis, each with its label."""
        parts = [("message", self.message(rule))]
        if rule.why is not None:
            parts.append(("why", rule.why.in_language(self._t.language)))
        parts.append(("remedy", self.remedy(rule)))
        parts.append(("law", "; ".join(basis_in_words(each, self._t) for each in rule.basis)))
        return [(self._t(f"reports.explain.label_{name}"), text) for name, text in parts]

    def counted(self, outcome: RuleOutcome) -> str:
        """How many findings in how many rows or groups."""
        key = "reports.programs.counted_one" if outcome.found == 1 else "reports.programs.counted"
        return self._t(key, found=outcome.found, checked=outcome.checked)

    def stopped(self, outcome: RuleOutcome) -> str:
        """Why a rule did not run."""
        if outcome.reason is None:
            return self._t("reports.text.no_reason")
        return self._t(outcome.reason.key, **outcome.reason.facts)
