"""A rule explained as a person would, for a terminal: given, when, then; why, by what law, how to put it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.locale import Translator
from auditor.model.rule import Example, Rule
from auditor.model.ruleset import RuleSet
from auditor.privacy.sanitise import sanitise
from auditor.reports.explained import Explained, basis_in_words
from auditor.reports.layout import SIGNS, cells, columns, left, wrapped


def explain(rule: Rule, ruleset: RuleSet, t: Translator, width: int = 80) -> Iterator[str]:
    """The explanation in lines of at most ``width`` cells; examples are shown whole, however wide."""
    return _Explanation(rule, ruleset, t, width).lines()


class _Explanation:
    def __init__(self, rule: Rule, ruleset: RuleSet, t: Translator, width: int) -> None:
        self._rule, self._t, self._width = rule, t, width
        self._said = Explained(rule, ruleset, t)

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"reports.explain.{key}", **facts)

    def lines(self) -> Iterator[str]:
        """All of it."""
        for line in self._parts():
            yield sanitise(line)

    def _parts(self) -> Iterator[str]:
        rule, said, language = self._rule, self._said, self._t.language
        yield from wrapped(f"{rule.id}  {rule.title.in_language(language)}", self._width, "", "  ")
        facts = [
            f"{SIGNS[rule.severity]} {self._t(f'reports.text.severity.{rule.severity.key}')}",
            self._t(f"reports.text.dimension.{rule.dimension.value}"),
            *([self._text("theme", theme=rule.theme)] if rule.theme else []),
        ]
        yield " · ".join(facts)
        yield ""
        yield from self._labelled("label_given", said.given)
        if said.when:
            yield from self._labelled("label_when", said.when)
        yield from self._labelled("label_then", said.then)
        if said.validity:
            yield from self._labelled("label_valid", said.validity)
        yield ""
        yield from self._labelled("label_message", said.message)
        if rule.why is not None:
            yield from self._labelled("label_why", rule.why.in_language(language))
        yield from self._labelled("label_remedy", rule.remedy.in_language(language))
        yield from self._labelled("label_law", "; ".join(basis_in_words(each, self._t) for each in rule.basis))
        yield from self._fields()
        if rule.file:
            yield from self._labelled("label_where", self._text("place", file=rule.file, line=str(rule.line)))
        yield from self._sql()
        yield from self._examples()

    def _labelled(self, key: str, text: str) -> Iterator[str]:
        label = self._text(key)
        size = max(cells(self._text(each)) for each in _LABELS) + 2
        return iter(wrapped(text, self._width, left(label, size), " " * size))

    def _fields(self) -> Iterator[str]:
        for number, name in enumerate(self._rule.blame):
            title, registers = self._said.field(name)
            text = f"{title} ({name})"
            if registers is not None:
                text += self._text("registered_by", who=registers)
            yield from self._labelled("label_fields" if number == 0 else "label_none", text)

    def _sql(self) -> Iterator[str]:
        parts = self._said.sql()
        if not parts:
            return
        yield ""
        yield "SQL"
        for name, text in parts:
            yield from wrapped(text, self._width, left(f"  {name}", 11), " " * 11)

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
        for line in columns(self._said.example_rows(rows), 10_000, 0):
            yield indent + line


_LABELLED = ("given", "when", "then", "valid", "message", "why", "remedy", "law", "fields", "where")
_LABELS = tuple(f"label_{each}" for each in _LABELLED)
