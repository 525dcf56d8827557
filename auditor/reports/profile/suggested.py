"""Suggested rules as lines of text, and in the rule format, to be looked through and taken up by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from auditor.locale import LANGUAGES, Translator
from auditor.model.rule import ReferenceCondition, RowCondition, UniqueCondition
from auditor.model.ruleset import RuleSet
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reference.municipalities import latest
from auditor.reports.layout import wrapped
from auditor.results.profile.drafts import Draft
from auditor.results.profile.suggestions import Suggestion

MOST_PLACES = 5
"""Municipalities that are named beside a suggestion."""


class Suggested:
    """Suggestions with their ids, in the translator's language."""

    def __init__(self, suggestions: Sequence[Suggestion], ruleset: RuleSet, t: Translator) -> None:
        self.suggestions, self._ruleset, self._t = suggestions, ruleset, t
        self.ids = list(_ids(suggestions))

    def lines(self, width: int, left_out: int) -> Iterator[str]:
        """Each with its support, its exceptions and where these are; ``left_out`` were known and are not told."""
        t = self._t
        for name, each in zip(self.ids, self.suggestions, strict=True):
            title = title_of(each.draft, self._ruleset, t)
            yield from wrapped(sanitise(f"{name}  {title} ({each.draft.table})"), width, "", "  ")
            share = t.percent(each.exceptions / each.checked, 2)
            said = t("suggest.support", checked=each.checked, exceptions=each.exceptions, share=share)
            if each.known is not None:
                said += " " + t("suggest.known", rule=each.known)
            yield from wrapped(sanitise(said), width, "  ", "  ")
            if each.municipalities:
                yield from wrapped(sanitise(t("suggest.where", places=self._places(each))), width, "  ", "  ")
        if self.suggestions:
            yield ""
        yield from wrapped(t("suggest.summary", count=len(self.suggestions), known=left_out), width)

    def _places(self, each: Suggestion) -> str:
        masker = Masker(language=self._t.language)
        told = []
        for code, count in each.municipalities[:MOST_PLACES]:
            known = latest(code) if code is not None else None
            number = self._t("suggest.no_municipality") if code is None else masker.text("none", code)
            told.append(f"{number} {known.name if known else ''}".strip() + f" ({self._t.number(count)})")
        more = len(each.municipalities) - MOST_PLACES
        return ", ".join(told) + (" " + self._t("suggest.more", count=more) if more > 0 else "")

    def rule_file(self) -> str:
        """A file in the rule format, with both languages: each rule is a draft until somebody has judged it."""
        rules = [_entry(name, each, self._ruleset) for name, each in zip(self.ids, self.suggestions, strict=True)]
        head = "".join(f"# {line}\n" for line in wrapped(self._t("suggest.file"), 110))
        content = {"theme": "forslag", "rules": rules}
        return head + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _ids(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for each in suggestions:
        table = each.draft.table.upper().replace("_", "")
        counts[table] = counts.get(table, 0) + 1
        yield f"FORSLAG-{table}-{counts[table]:03}"


def _facts(draft: Draft, ruleset: RuleSet, t: Translator) -> dict[str, str]:
    table = ruleset.tables[draft.table]
    titles = [field.title.in_language(t.language) if (field := table.field(name)) else name for name in draft.fields]
    first = " + ".join(titles) if draft.kind == "key" else titles[0]
    second = titles[1] if len(titles) > 1 and draft.kind != "key" else ""
    to = ruleset.tables[draft.to_table].title.in_language(t.language) if draft.to_table else ""
    return {"first": first, "second": second, "value": draft.value, "to": to}


def title_of(draft: Draft, ruleset: RuleSet, t: Translator) -> str:
    """What is wrong where the draft is broken."""
    return t(f"suggest.title.{draft.kind}", **_facts(draft, ruleset, t))


def _entry(name: str, each: Suggestion, ruleset: RuleSet) -> dict[str, Any]:
    """A suggestion as the rule format has it."""
    draft = each.draft
    texts = {language: Translator(language) for language in LANGUAGES}
    titles = {language: title_of(draft, ruleset, t) for language, t in texts.items()}
    return {
        "id": name,
        "title": titles,
        "table": draft.table,
        **_condition(draft),
        "blame": list(draft.blame or draft.fields),
        "severity": "warning",
        "dimension": draft.dimension.value,
        "basis": [{"ours": texts["nb"]("suggest.basis", checked=each.checked, exceptions=each.exceptions)}],
        "message": {language: t("suggest.message", title=titles[language]) for language, t in texts.items()},
        "remedy": {language: t("suggest.remedy") for language, t in texts.items()},
        "examples": {"fails": [dict(draft.fails)], "passes": [dict(draft.passes)]},
    }


def _condition(draft: Draft) -> Mapping[str, Any]:
    match draft.condition:
        case RowCondition(require=require, when=when):
            return {"when": when, "require": require} if when else {"require": require}
        case UniqueCondition(fields=fields, differ=differ):
            return {"kind": "unique", "fields": list(fields), **({"differ": list(differ)} if differ else {})}
        case ReferenceCondition() as reference:
            to = {"table": reference.to_table, "fields": list(reference.to_fields)}
            return {"kind": "reference", "fields": list(reference.fields), "to": to}
        case _:
            raise TypeError(type(draft.condition).__name__)
