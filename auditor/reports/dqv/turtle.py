"""DQV-AP-NO as Turtle (https://www.w3.org/TR/turtle/)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from auditor.reports.dqv.graph import PREFIXES, Address, Name, Node, Value
from auditor.reports.dqv.quality import nodes
from auditor.reports.interface import Renderer, Report

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class TurtleRenderer(Renderer):
    """A paragraph a resource, its properties on a line each."""

    name = "ttl"

    def render(self, report: Report) -> str:
        """The whole graph."""
        return turtle(nodes(report))


def turtle(graph: Iterable[Node]) -> str:
    """A graph as Turtle; addresses that begin with # are relative to the file."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return prefixes + "".join(f"\n{_paragraph(node)}" for node in graph)


def _paragraph(node: Node) -> str:
    lines = [f"<{node.address}> a {', '.join(node.types)}"]
    for name, pairs in groupby(node.properties, key=lambda pair: pair[0]):
        lines.append(f"    {name} " + ", ".join(_value(value) for _, value in pairs))
    return " ;\n".join(lines) + " .\n"


def _value(value: Value) -> str:
    if isinstance(value, Name):
        return value.text
    if isinstance(value, Address):
        return f"<{value.text}>"
    text = f'"{value.text.translate(_ESCAPES)}"'
    if value.language is not None:
        return f"{text}@{value.language}"
    return text if value.type is None else f"{text}^^{value.type}"
