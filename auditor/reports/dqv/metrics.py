"""Which metrics of Digdir's vocabulary say what a rule or a dimension counts, and our own where it has none.

Sources: https://data.norge.no/specification/dqv-ap-no, https://data.norge.no/vocabulary/quality-dimension and
https://data.norge.no/vocabulary/quality-metric. A metric belongs to one subdimension (dqvno:inSubDimension). Shares are
in per cent, as in Digdir's examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.locale import Translator
from auditor.model.rule import CodeListCondition, IdentifierCondition, RowCondition, Rule
from auditor.model.vocabulary import Dimension
from auditor.reports.dqv.graph import Address, Literal, Name, Node, Value

_DIMENSION = "https://data.norge.no/vocabulary/quality-dimension#"
_METRIC = "https://data.norge.no/vocabulary/quality-metric#"
COUNT, PER_CENT = "xsd:nonNegativeInteger", "xsd:double"
_SUBDIMENSIONS = {
    Dimension.COMPLETENESS: f"{_DIMENSION}under-coverage",
    Dimension.CONSISTENCY: f"{_DIMENSION}consistency-within-dataset",
    Dimension.ACCURACY: "#subdimension-values",
    Dimension.CURRENTNESS: f"{_DIMENSION}delay",
    Dimension.VALIDITY: "#subdimension-format",
}
_OWN = {Dimension.ACCURACY: "values", Dimension.VALIDITY: "format"}
LANGUAGES = ("nb", "en")


@dataclass(frozen=True, slots=True)
class Metrics:
    """The addresses of the metrics for a count and its share; None where there is none."""

    count: str | None
    share: str | None


def dimension_address(dimension: Dimension) -> str:
    """Digdir's dimension, or ours for *gyldighet*."""
    own = dimension is Dimension.VALIDITY
    return f"#dimension-{dimension.value}" if own else f"{_DIMENSION}{dimension.value}"


def of_dimension(dimension: Dimension) -> Metrics:
    """Rows with a finding in a dimension: Digdir has a metric for the share of inconsistent units only."""
    count, share = f"#metric-{dimension.value}-count", f"#metric-{dimension.value}-share"
    return Metrics(count, f"{_METRIC}qm-consistency-1001" if dimension is Dimension.CONSISTENCY else share)


def of_rule(rule: Rule) -> Metrics | None:
    """The predefined metrics that count just what a rule finds: None where none does."""
    condition = rule.condition
    if isinstance(condition, IdentifierCondition):
        return Metrics(f"{_METRIC}qm-accuracy-1001", f"{_METRIC}qm-accuracy-1002")
    if isinstance(condition, CodeListCondition):
        return Metrics(f"{_METRIC}qm-accuracy-2001", f"{_METRIC}qm-accuracy-2002")
    if not isinstance(condition, RowCondition):
        return None
    if rule.dimension is Dimension.COMPLETENESS and _missing_value(rule, condition):
        return Metrics(f"{_METRIC}qm-completeness-1004", f"{_METRIC}qm-completeness-1005")
    if rule.dimension is Dimension.CONSISTENCY and len(rule.blame) > 1:
        return Metrics(None, f"{_METRIC}qm-consistency-1002")
    return None


def _missing_value(rule: Rule, condition: RowCondition) -> bool:
    """Whether a rule asks that its one field has a value."""
    words = condition.require.split()
    return len(rule.blame) == 1 and words[:4] == [rule.blame[0], "IS", "NOT", "NULL"]


def own_nodes() -> Iterator[Node]:
    """Our dimension, subdimensions and metrics, as the profile wants those described that are not predefined."""
    translators = [Translator(language) for language in LANGUAGES]

    def said(prefix: str, key: str, **facts: str) -> list[tuple[str, Value]]:
        return [(prefix, Literal(t(f"reports.dqv.{key}", **facts), t.language)) for t in translators]

    yield Node(
        "#dimension-validity",
        ("dqv:Dimension", "skos:Concept"),
        [*said("skos:prefLabel", "dimension_validity"), *said("skos:definition", "define_validity")],
    )
    for dimension, name in _OWN.items():
        yield Node(
            f"#subdimension-{name}",
            ("dqvno:SubDimension", "skos:Concept"),
            [
                ("skos:broader", Address(dimension_address(dimension))),
                *said("skos:prefLabel", f"subdimension_{name}"),
                *said("skos:definition", f"define_{name}"),
            ],
        )
    for dimension in Dimension:
        metrics = of_dimension(dimension)
        for kind, address, type_ in (("count", metrics.count, COUNT), ("share", metrics.share, PER_CENT)):
            if address is None or not address.startswith("#"):
                continue
            words = {
                t.language: t(f"reports.dqv.metric_{kind}", dimension=t(f"reports.text.dimension.{dimension.value}"))
                for t in translators
            }
            yield Node(
                address,
                ("dqv:Metric", "skos:Concept"),
                [
                    ("dqvno:inSubDimension", Address(_SUBDIMENSIONS[dimension])),
                    ("dqv:inDimension", Address(dimension_address(dimension))),
                    ("dqv:expectedDataType", Name(type_)),
                    *(("skos:prefLabel", Literal(text, language)) for language, text in words.items()),
                    *said("skos:definition", f"define_{kind}"),
                ],
            )
