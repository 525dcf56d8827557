"""What a report says of quality, as resources of DQV-AP-NO: one dataset a table, with a part for each municipality.

The delivery is a dataset with the tables as parts; its verdict is a quality annotation, the rule set the standard it
was held to. Measurements are told in all and by municipality; where a number is hidden, that of the whole table says so
in words instead of a value, and that of a municipality is left out. Publisher, contact and theme, which a catalogue
asks for, are for those who publish: an extract does not know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor import __version__
from auditor.locale import Translator
from auditor.model.vocabulary import Dimension, RuleStatus
from auditor.privacy.sanitise import sanitise
from auditor.reports.dqv.graph import Address, Literal, Name, Node, Value
from auditor.reports.dqv.metrics import COUNT, LANGUAGES, PER_CENT, dimension_address, of_dimension, of_rule, own_nodes
from auditor.reports.interface import Report
from auditor.reports.shared_counts import RuleCounts
from auditor.reports.shared_units import DimensionUnits
from auditor.reports.shared_words import SharedWords

_DELIVERY, _RULESET = "#delivery", "#ruleset"
_NUMBER = re.compile(r"[0-9]{4}")
_DIGITS = 8
"""Significant ones, so that a few of many are not none."""


def nodes(report: Report) -> Iterator[Node]:
    """The whole graph; the same report gives the same nodes in the same order."""
    yield from _Quality(report).nodes()


class _Quality:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.words = [SharedWords(report, Translator(language)) for language in LANGUAGES]
        self.counts = self.words[0].counts
        self.tables = {name: f"#table-{place}" for place, name in enumerate(report.result.tables, start=1)}
        described = report.result.ruleset.tables
        self.tables |= {name: f"#{name}" for name in self.tables if name in described}

    def nodes(self) -> Iterator[Node]:
        """Delivery, rule set, metrics, places, and for each table what was measured."""
        yield self._delivery()
        yield from self._verdict()
        yield self._ruleset()
        yield from own_nodes()
        yield from self._places()
        by_table: dict[str, list[DimensionUnits]] = {name: [] for name in self.tables}
        for each in self.words[0].units():
            by_table[each.table].append(each)
        for name, units in by_table.items():
            yield from self._table(name, units)

    def _said(self, prefix: str, key: str, **facts: object) -> list[tuple[str, Value]]:
        return [(prefix, Literal(sanitise(words(f"dqv.{key}", **facts)), words.language)) for words in self.words]

    def _delivery(self) -> Node:
        name = sanitise(self.report.result.extract.manifest.name)
        date = self.report.result.reference_date
        return Node(
            _DELIVERY,
            ("dcat:Dataset",),
            [
                *((("dct:title"), Literal(sanitise(words.title), words.language)) for words in self.words),
                *self._said("dct:description", "delivery", program=f"auditor {__version__}"),
                ("dct:identifier", Literal(name)),
                ("dct:date", Literal(date.isoformat(), type="xsd:date")),
                ("dct:conformsTo", Address(_RULESET)),
                ("dqv:hasQualityAnnotation", Address("#verdict")),
                *(("dct:hasPart", Address(address)) for address in self.tables.values()),
            ],
        )

    def _verdict(self) -> Iterator[Node]:
        bodies = [f"#verdict-{words.language}" for words in self.words]
        yield Node(
            "#verdict",
            ("dqv:QualityAnnotation",),
            [
                ("oa:motivatedBy", Name("dqv:qualityAssessment")),
                ("oa:hasTarget", Address(_DELIVERY)),
                *(("oa:hasBody", Address(body)) for body in bodies),
            ],
        )
        for words, body in zip(self.words, bodies, strict=True):
            text = " ".join([words.verdict(), *words.reservations()])
            yield Node(
                body,
                ("oa:TextualBody",),
                [
                    ("rdf:value", Literal(sanitise(text))),
                    ("dct:language", Literal(words.language)),
                    ("dct:format", Literal("text/plain")),
                ],
            )

    def _ruleset(self) -> Node:
        ruleset = self.report.result.ruleset
        used = {each.rule.dimension for each in self.counts.rules if each.outcome.status is RuleStatus.RAN}
        title = [
            ("dct:title", Literal(sanitise(ruleset.title.in_language(words.language)), words.language))
            for words in self.words
        ]
        return Node(
            _RULESET,
            ("dct:Standard",),
            [
                *title,
                ("dct:identifier", Literal(sanitise(ruleset.name))),
                ("owl:versionInfo", Literal(sanitise(ruleset.version))),
                *(("dqv:inDimension", Address(dimension_address(each))) for each in Dimension if each in used),
            ],
        )

    def _place(self, place: int) -> str:
        code = self.counts.municipalities[place].municipality or ""
        return f"municipality-{code}" if _NUMBER.fullmatch(code) else f"municipality-other-{place + 1}"

    def _places(self) -> Iterator[Node]:
        for place, each in enumerate(self.counts.municipalities):
            names = [("rdfs:label", Literal(sanitise(words.name(each)), words.language)) for words in self.words]
            code = [("dct:identifier", Literal(each.municipality))] if each.municipality else []
            yield Node(f"#{self._place(place)}", ("dct:Location",), [*code, *names])

    def _table(self, name: str, units: list[DimensionUnits]) -> Iterator[Node]:
        address = self.tables[name]
        measured = [*self._dimensions(address, units), *self._rules(address, name)]
        rows = self.counts.rows.get(name)
        places = sorted({place for each in units for place, unit in each.places.items() if unit.per_cent is not None})
        told = {"rows": ":" if rows is None else rows}
        yield Node(
            address,
            ("dcat:Dataset",),
            [
                *(("dct:title", Literal(sanitise(words.table(name)), words.language)) for words in self.words),
                *self._said("dct:description", "table", **told),
                ("dct:identifier", Literal(sanitise(name))),
                ("dct:isPartOf", Address(_DELIVERY)),
                ("dct:conformsTo", Address(_RULESET)),
                *(("dct:hasPart", Address(f"{address}-{self._place(place)}")) for place in places),
                *(("dqv:hasQualityMeasurement", Address(each.address)) for each in measured),
            ],
        )
        yield from measured
        for place in places:
            yield from self._part(name, address, place, units)

    def _dimensions(self, address: str, units: list[DimensionUnits]) -> Iterator[Node]:
        for each in units:
            metrics, whole = of_dimension(each.dimension), each.whole
            start = f"{address}-{each.dimension.value}"
            yield self._measurement(f"{start}-count", address, metrics.count, _count(whole.found), {})
            yield self._measurement(f"{start}-share", address, metrics.share, _per_cent(whole.per_cent), {})

    def _rules(self, address: str, name: str) -> Iterator[Node]:
        for each in self.counts.rules:
            if each.rule.table != name or each.outcome.status is not RuleStatus.RAN:
                continue
            metrics = of_rule(each.rule)
            if metrics is None or not each.outcome.checked:
                continue
            about = self._about(each)
            start = f"{address}-{_fragment(each.rule.id)}"
            if metrics.count is not None:
                yield self._measurement(f"{start}-count", address, metrics.count, _count(each.found), about)
            share = None if each.share is None else 100 * each.share
            if metrics.share is not None:
                yield self._measurement(f"{start}-share", address, metrics.share, _per_cent(share), about)

    def _about(self, counts: RuleCounts) -> Mapping[str, str]:
        """By language what a rule is about, and which fields."""
        rule = counts.rule
        fields = ", ".join(rule.blame)
        return {
            words.language: sanitise(f"{rule.id}: {rule.title.in_language(words.language)} ({fields})")
            for words in self.words
        }

    def _measurement(
        self, address: str, dataset: str, metric: str | None, value: Literal | None, about: Mapping[str, str]
    ) -> Node:
        """A number of a table, or in words that it is hidden."""
        comments = [*about.items()]
        if value is None:
            hidden = {words.language: words("dqv.hidden") for words in self.words}
            comments = [(language, f"{about.get(language, '')} {text}".strip()) for language, text in hidden.items()]
        return Node(
            address,
            ("dqv:QualityMeasurement",),
            [
                ("dqv:isMeasurementOf", Address(metric or "")),
                ("dqv:computedOn", Address(dataset)),
                *([("dqv:value", value)] if value is not None else []),
                *(("rdfs:comment", Literal(text, language)) for language, text in comments),
            ],
        )

    def _part(self, name: str, table: str, place: int, units: list[DimensionUnits]) -> Iterator[Node]:
        """The rows of one municipality, and what of them has findings."""
        address = f"{table}-{self._place(place)}"
        measured = []
        for each in units:
            unit = each.places.get(place)
            value = None if unit is None else _per_cent(unit.per_cent)
            if value is not None:
                metric = of_dimension(each.dimension).share
                measured.append(self._measurement(f"{address}-{each.dimension.value}", address, metric, value, {}))
        counts = self.counts.municipalities[place]
        titles = [
            ("dct:title", Literal(sanitise(f"{words.table(name)}, {words.place(counts)}"), words.language))
            for words in self.words
        ]
        yield Node(
            address,
            ("dcat:Dataset",),
            [
                *titles,
                *self._said("dct:description", "part"),
                ("dct:identifier", Literal(f"{sanitise(name)} {counts.municipality or ''}".strip())),
                ("dct:isPartOf", Address(table)),
                ("dct:spatial", Address(f"#{self._place(place)}")),
                *(("dqv:hasQualityMeasurement", Address(node.address)) for node in measured),
            ],
        )
        yield from measured


def _count(count: int | None) -> Literal | None:
    return None if count is None else Literal(str(count), type=COUNT)


def _per_cent(share: float | None) -> Literal | None:
    return None if share is None else Literal(f"{share:.{_DIGITS}g}", type=PER_CENT)


def _fragment(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "_", text)
