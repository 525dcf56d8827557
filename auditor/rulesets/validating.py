"""Validating the data of a rule file, with mistakes told as a place and what was expected there."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, Union

from pydantic import BaseModel, ValidationError

from auditor.model.errors import RuleSetError
from auditor.rulesets.yaml_source import Document, Path_

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string_type": "text",
    "string_too_short": "some_text",
    "list_type": "list",
    "tuple_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_from_float": "whole_number",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
}
_LIMITS = {
    "greater_than_equal": ("at_least", "ge"),
    "less_than_equal": ("at_most", "le"),
    "greater_than": ("more_than", "gt"),
    "too_short": ("entries", "min_length"),
    "missing_argument": ("entries", "min_length"),
    "string_too_long": ("shorter_text", "max_length"),
}
_SCALARS = {"int", "float", "str", "bool", "date", "constrained-str"}
_QUOTED = re.compile(r"'([^']*)'")


def validated(model: type[Model], document: Document) -> Model:
    """The data of a document as ``model``; RuleSetError with file, line and what was expected for the first mistake."""
    try:
        return model.model_validate(document.data if document.data is not None else {})
    except ValidationError as error:
        first, place = _first(error.errors(include_url=False, include_input=False), document)
        raise RuleSetError(
            "rulesets.format",
            file=document.file,
            line=str(document.line(place)),
            place=_readable(document.data, place),
            expected=_expectation(model, first, place),
        ) from None


def _first(errors: Sequence[Any], document: Document) -> tuple[Any, Path_]:
    """The mistake to tell of: the first in the file, but a misspelt key before what is missing for that reason."""
    misspelt = {each["loc"][:-1] for each in errors if each["type"] == "extra_forbidden"}

    def order(error: Any) -> tuple[bool, int]:
        follows = error["type"] == "missing" and error["loc"][:-1] in misspelt
        return follows, document.line(_place(document.data, error))

    first = min(errors, key=order)
    return first, _place(document.data, first)


def _place(data: Any, error: Any) -> Path_:
    """A pydantic location without the parts that name a union's branch, so that it is a path into the data."""
    place: list[str | int] = []
    location = error["loc"]
    for part in location:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = _inside(data, part)
        elif part == location[-1] and error["type"] in ("missing", "extra_forbidden"):
            pass
        else:
            continue
        place.append(part)
    return tuple(place)


def _inside(data: Any, part: Any) -> Any:
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None


def _readable(data: Any, place: Path_) -> str:
    """A place as a person says it: entries of lists by their id or name, else by number from 1."""
    said: list[str] = []
    for part in place:
        data = _inside(data, part)
        own = data if isinstance(part, int) and isinstance(data, dict) else {}
        name = next((own[key] for key in ("id", "name", "code") if isinstance(own.get(key), str)), None)
        said.append(name or (str(part + 1) if isinstance(part, int) else part))
    return " › ".join(said) or "-"


def _expectation(model: type[BaseModel], error: Any, place: Path_) -> RuleSetError:
    """What was expected, as a sentence part of the catalogue."""
    kind, context, location = error["type"], error.get("ctx") or {}, error["loc"]
    if kind == "extra_forbidden":
        known = sorted(_keys(model, location[:-1]))
        near = difflib.get_close_matches(str(location[-1]), known, 1)
        return _expected("key_like", key=near[0]) if near else _expected("key", keys=known)
    if kind == "missing":
        return _expected("present", key=str(location[-1]))
    if kind == "value_error":
        return _expected(str(context.get("error", "other")))
    if kind == "literal_error":
        return _expected("one_of", values=_QUOTED.findall(context["expected"]))
    if kind == "union_tag_invalid":
        return _expected("one_of", values=_QUOTED.findall(context["expected_tags"]))
    if kind == "string_pattern_mismatch":
        return _expected("rule_id" if "A-Z" in context["pattern"] else "name")
    if location and location[-1] in _SCALARS and len(place) < len(location):
        return _expected("scalar")
    if kind.startswith("date_"):
        return _expected("date")
    if kind in _LIMITS:
        name, fact = _LIMITS[kind]
        return _expected(name, limit=str(context[fact]))
    if kind in ("model_type", "model_attributes_type"):
        return _expected("mapping_of", keys=sorted(_keys(model, location)))
    return _expected(_EXPECTED.get(kind, "other"))


def _expected(name: str, **facts: object) -> RuleSetError:
    return RuleSetError(f"rulesets.expected.{name}", **facts)


def _keys(model: type[BaseModel], location: Sequence[str | int]) -> set[str]:
    """The keys that the format knows at a place."""
    found: list[Any] = [model]
    for part in location:
        found = [inner for each in found for inner in _step(each, part)] if not isinstance(part, int) else found
        found = [inner for each in found for inner in _models(each)]
    return {field.alias or name for each in found for name, field in each.model_fields.items()}


def _step(model: type[BaseModel], part: str | int) -> list[Any]:
    named = [field.annotation for name, field in model.model_fields.items() if part in (field.alias, name)]
    if named:
        return named
    kind = model.model_fields.get("kind")
    return [model] if kind is None or part in typing.get_args(kind.annotation) else []


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif typing.get_origin(annotation) in (list, tuple, Union, types.UnionType, typing.Annotated):
        for each in typing.get_args(annotation):
            yield from _models(each)
