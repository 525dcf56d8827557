"""DQV-AP-NO as JSON-LD (https://www.w3.org/TR/json-ld11/)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from auditor.reports.dqv.graph import PREFIXES, Address, Name, Node, Value
from auditor.reports.dqv.quality import nodes
from auditor.reports.interface import Renderer, Report
from auditor.reports.json_report import dump


class JsonLdRenderer(Renderer):
    """An object a resource, on a line each."""

    name = "jsonld"

    def render(self, report: Report) -> str:
        """The whole graph."""
        return jsonld(nodes(report))


def jsonld(graph: Iterable[Node]) -> str:
    """A graph as one JSON object with its context; it asks for nothing from elsewhere."""
    return dump({"@context": PREFIXES, "@graph": [_object(node) for node in graph]})


def _object(node: Node) -> dict[str, Any]:
    told: dict[str, Any] = {"@id": node.address, "@type": list(node.types)}
    for name, pairs in groupby(node.properties, key=lambda pair: pair[0]):
        values = [_value(value) for _, value in pairs]
        told[name] = values[0] if len(values) == 1 else values
    return told


def _value(value: Value) -> Any:
    if isinstance(value, (Name, Address)):
        return {"@id": value.text}
    if value.language is not None:
        return {"@value": value.text, "@language": value.language}
    return value.text if value.type is None else {"@value": value.text, "@type": value.type}
