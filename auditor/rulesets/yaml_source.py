"""Reading YAML safely, with the line of every value, so that a mistake can be pointed at.

Only plain data is read: no tags, no anchors or aliases (which is what a YAML bomb is made of), no key twice, and no
unquoted digits with a leading zero, since YAML reads 0301 as a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from auditor.model.errors import RuleSetError

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
_LEADING_ZERO = re.compile(r"0[0-9_]+\Z")
_QUOTED_STYLES = ("'", '"', "|", ">")
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
    loader = None
    try:
        _refuse_aliases(text, file)
        loader = _LOADER(text)
        node = loader.get_single_node()
        document = Document(file, None)
        document.data = None if node is None else _construct(loader, node, (), document, 0)
        return document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RuleSetError("rulesets.yaml_syntax", file=file, line=str(line)) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise RuleSetError("rulesets.yaml_syntax", file=file, line="1") from None
    finally:
        if loader is not None:
            loader.dispose()


def _refuse_aliases(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RuleSetError("rulesets.yaml_alias", file=file, line=str(_line(event)))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                raise RuleSetError("rulesets.yaml_depth", file=file, line=str(_line(event)))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _construct(loader: Any, node: yaml.Node, path: Path_, document: Document, depth: int) -> Any:
    line = _line(node)
    document.lines[path] = line
    if node.tag not in _ALLOWED_TAGS:
        raise RuleSetError("rulesets.yaml_tag", file=document.file, line=str(line))
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if key_node.tag == _BOOLEAN else loader.construct_object(key_node)
            key_line = str(_line(key_node))
            if not isinstance(key, str):
                raise RuleSetError("rulesets.yaml_key", file=document.file, line=key_line)
            if key in result:
                raise RuleSetError("rulesets.yaml_duplicate_key", file=document.file, line=key_line, name=key)
            result[key] = _construct(loader, value_node, (*path, key), document, depth + 1)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_construct(loader, each, (*path, i), document, depth + 1) for i, each in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.style not in _QUOTED_STYLES and _LEADING_ZERO.match(node.value):
        raise RuleSetError("rulesets.unquoted_digits", file=document.file, line=str(line), digits=node.value)
    return loader.construct_object(node)
