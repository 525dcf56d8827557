"""A graph of resources and what is said of them, in an order that does not change, and the prefixes of its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "dqvno": "https://data.norge.no/vocabulary/dqvno#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name with one of PREFIXES: ``dqv:Metric``."""

    text: str


@dataclass(frozen=True, slots=True)
class Address:
    """An IRI, or one relative to the file: ``#person``."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text with a language or the name of its type, or neither. The text is sanitised already."""

    text: str
    language: str | None = None
    type: str | None = None


Value = Name | Address | Literal


@dataclass(frozen=True, slots=True)
class Node:
    """A resource with its classes and properties, whose names have prefixes."""

    address: str
    types: tuple[str, ...]
    properties: Sequence[tuple[str, Value]]
