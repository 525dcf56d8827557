"""Reading YAML safely, with the line of every value, so that a mistake can be pointed at.

Only plain data is read: no tags, no anchors or aliases (which is what a YAML bomb is made of), no key twice, and no
unquoted digits with a leading zero, since YAML reads 0301 as a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.model.errors import RuleSetError

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
_LEADING_ZERO = re.compile(r"0[0-9_]+\Z")
_QUOTED_STYLES = ("'", '"', "|", ">")
_TEXT = "tag:yaml.org,2002:str"
_BOOLEAN = "tag:yaml.org,2002:bool"
"""What YAML 1.1 takes ``on`` and ``no`` for; as keys they mean themselves, as in YAML 1.2."""
_ALLOWED_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
}

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: the same language, ten times as fast."""

Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """The data of a YAML file and where each part of it stands."""

    file: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int:
        """Line (from 1) of the value at ``path``, or of the nearest part above it."""
        place = tuple(path)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(path: Path, name: str | None = None) -> Document:
    """Read one YAML file, called ``name`` in messages; RuleSetError with file and line for anything but plain data."""
    name = name or path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RuleSetError("rulesets.file_too_large", file=name, limit=MAX_BYTES)
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise RuleSetError("rulesets.file_unreadable", file=name) from None
    except UnicodeDecodeError:
        raise RuleSetError("rulesets.file_not_utf8", file=name) from None
    return parse_yaml(text, name)


def parse_yaml(text: str, file: str) -> Document:
    """Read YAML text; see :func:`read_yaml`."""
    reader = _Reader(file)
    try:
        reader.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise reader.refusal("rulesets.yaml_syntax", mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, ValueError):
        raise reader.refusal("rulesets.yaml_syntax", reader.line) from None
    return reader.document


class _Reader:
    """Builds data from the events of the parser, so that nothing but plain data ever comes into being."""

    def __init__(self, file: str) -> None:
        self.document = Document(file, None)
        self.line = 1
        self._events: Iterator[Any] = iter(())
        self._values = yaml.SafeLoader("")

    def refusal(self, key: str, line: int, **facts: object) -> RuleSetError:
        """A refusal with the place it is about."""
        return RuleSetError(key, file=self.document.file, line=str(line), **facts)

    def read(self, text: str) -> None:
        """Read the only document of a text."""
        self._events = iter(yaml.parse(text, Loader=_LOADER))
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refusal("rulesets.yaml_syntax", _line(event))
                self.document.data = self._value(next(self._events), (), 0)

    def _value(self, event: Any, path: Path_, depth: int) -> Any:
        self.line = line = _line(event)
        self.document.lines[path] = line
        self._refuse(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                items.append(self._value(inner, (*path, len(items)), depth + 1))
            return items
        result: dict[str, Any] = {}
        while not isinstance(inner := next(self._events), yaml.MappingEndEvent):
            key = self._key(inner, depth + 1)
            if key in result:
                raise self.refusal("rulesets.yaml_duplicate_key", _line(inner), name=key)
            result[key] = self._value(next(self._events), (*path, key), depth + 1)
        return result

    def _refuse(self, event: Any, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.refusal("rulesets.yaml_alias", _line(event))
        if event.tag is not None:
            raise self.refusal("rulesets.yaml_tag", _line(event))
        if depth >= MAX_DEPTH and not isinstance(event, yaml.ScalarEvent):
            raise self.refusal("rulesets.yaml_depth", _line(event))

    def _key(self, event: Any, depth: int) -> str:
        self._refuse(event, depth)
        kind = _kind(event) if isinstance(event, yaml.ScalarEvent) else None
        if kind not in (_TEXT, _BOOLEAN):
            raise self.refusal("rulesets.yaml_key", _line(event))
        return str(event.value)

    def _scalar(self, event: Any, line: int) -> Any:
        if event.style not in _QUOTED_STYLES and _LEADING_ZERO.match(event.value):
            raise self.refusal("rulesets.unquoted_digits", line, digits=event.value)
        kind = _kind(event)
        if kind == _TEXT:
            return event.value
        return self._values.construct_object(yaml.ScalarNode(kind, event.value))


def _kind(event: Any) -> str:
    """What YAML takes a scalar for: text where it is quoted, or looks like nothing else."""
    if event.style in _QUOTED_STYLES:
        return _TEXT
    for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(event.value[:1], ()):
        if pattern.match(event.value):
            return str(tag) if tag in _ALLOWED_TAGS else _TEXT
    return _TEXT


def _line(event: Any) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
