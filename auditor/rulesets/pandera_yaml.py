"""Reading pandera schemas from YAML or JSON files in pandera's own format, without pandas.

Reading is strict where pandera is lenient: plain data only, unknown keys are errors, and codes such as 0301 must be
quoted, since YAML would make numbers of them. Writing is in :mod:`auditor.rulesets.pandera_writing`.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pandera.polars as pa
import polars as pl
from pandera.api.checks import Check
from pandera.backends.polars.register import register_polars_backends
from pandera.engines import polars_engine
from pandera.errors import SchemaInitError

from auditor.model.errors import RuleSetError
from auditor.rulesets.yaml_source import MAX_BYTES, MAX_DEPTH, Document, Path_, read_yaml

BUILTIN_CHECKS = (
    "equal_to",
    "not_equal_to",
    "greater_than",
    "greater_than_or_equal_to",
    "less_than",
    "less_than_or_equal_to",
    "in_range",
    "isin",
    "notin",
    "str_matches",
    "str_contains",
    "str_startswith",
    "str_endswith",
    "str_length",
    "unique_values_eq",
)
"""The checks of pandera that work on Polars frames."""
_ALIASES = ("eq", "ne", "gt", "ge", "lt", "le", "between")
FRAME_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "dtype": (str, type(None)),
    "coerce": bool,
    "strict": (bool, str),
    "name": (str, type(None)),
    "ordered": bool,
    "unique": (str, list, type(None)),
    "report_duplicates": str,
    "unique_column_names": bool,
    "add_missing_columns": bool,
    "drop_invalid_rows": bool,
    "title": (str, type(None)),
    "description": (str, type(None)),
}
COLUMN_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "dtype": (str, type(None)),
    "nullable": bool,
    "unique": bool,
    "coerce": bool,
    "required": bool,
    "regex": bool,
    "name": (str, type(None)),
    "report_duplicates": str,
    "drop_invalid_rows": bool,
    "title": (str, type(None)),
    "description": (str, type(None)),
}
_CHECK_OPTIONS = ("raise_warning", "ignore_na", "n_failure_cases", "error", "name")


def read_schema(path: Path) -> pa.DataFrameSchema:
    """The schema in a YAML or JSON file of pandera's format; RuleSetError names file, line and what is wrong."""
    document = _read_json(path) if path.suffix.lower() == ".json" else read_yaml(path)
    return _Reader(document).schema()


def _read_json(path: Path) -> Document:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        if path.stat().st_size > MAX_BYTES:
            raise RuleSetError("rulesets.file_too_large", file=path.name, limit=MAX_BYTES)
        data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)
    except OSError:
        raise RuleSetError("rulesets.file_unreadable", file=path.name) from None
    except UnicodeDecodeError:
        raise RuleSetError("rulesets.file_not_utf8", file=path.name) from None
    except (ValueError, RecursionError):
        raise RuleSetError("pandera.json_syntax", file=path.name) from None
    if _depth(data) > MAX_DEPTH:
        raise RuleSetError("rulesets.yaml_depth", file=path.name, line="1")
    return Document(path.name, data)


def _depth(data: Any) -> int:
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return 1 + max((_depth(part) for part in parts), default=0)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document

    def refuse(self, wrong: str, place: Path_, **facts: object) -> NoReturn:
        line = str(self.document.line(place))
        where = ".".join(str(part) for part in place) or self.document.file
        raise RuleSetError(f"pandera.{wrong}", file=self.document.file, line=line, place=where, **facts)

    def schema(self) -> pa.DataFrameSchema:
        data = self.mapping(self.document.data, ())
        if data.get("schema_type", "polars_dataframe") != "polars_dataframe" or data.get("api", "polars") != "polars":
            self.refuse("not_polars_file", ("schema_type",))
        known = {*FRAME_KEYS, "schema_type", "version", "api", "columns", "checks", "index"}
        for key in data:
            if key not in known:
                self.refuse("unknown_key", (key,), key=key)
        if data.get("index") is not None:
            self.refuse("unknown_key", ("index",), key="index")
        settings = self.settings(data, FRAME_KEYS, ())
        if "dtype" in settings:
            settings["dtype"] = self.dtype(settings["dtype"], ("dtype",))
        declared = self.mapping(data.get("columns") or {}, ("columns",))
        columns = {
            name: self.column(self.mapping(each or {}, ("columns", name)), name) for name, each in declared.items()
        }
        checks = self.checks(data.get("checks"), ("checks",), None)
        try:
            return pa.DataFrameSchema(columns, checks=checks, **settings)
        except (SchemaInitError, TypeError, ValueError):
            self.refuse("bad_schema", ())

    def mapping(self, data: Any, place: Path_) -> dict[str, Any]:
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            self.refuse("not_a_mapping", place)
        return data

    def settings(
        self, data: Mapping[str, Any], types: Mapping[str, type | tuple[type, ...]], place: Path_
    ) -> dict[str, Any]:
        settings = {key: data[key] for key in types if key in data}
        for key, value in settings.items():
            if not isinstance(value, types[key]):
                self.refuse("bad_value", (*place, key))
        return settings

    def column(self, data: dict[str, Any], name: str) -> pa.Column:
        place: Path_ = ("columns", name)
        settings = self.settings(data, COLUMN_KEYS, place)
        dtype = self.dtype(settings.pop("dtype", None), (*place, "dtype"))
        settings.pop("name", None)  # the key says it
        checks = self.checks(data.get("checks"), (*place, "checks"), dtype)
        for key, value in data.items():
            if key in COLUMN_KEYS or key in ("checks", "default"):
                continue
            if not registered(key):
                self.refuse("unknown_key", (*place, key), key=key)
            checks.append(self.check(key, self.flat(value), (*place, key), dtype))
        default = data.get("default")
        if default is not None:
            settings["default"] = self.value(default, dtype, (*place, "default"))
        try:
            return pa.Column(dtype, checks, name=name, **settings)
        except (SchemaInitError, TypeError, ValueError):
            self.refuse("bad_column", place)

    @staticmethod
    def flat(value: Any) -> dict[str, Any]:
        """The form ``check: value`` as the list form has it."""
        if isinstance(value, dict):
            options = {key: value[key] for key in _CHECK_OPTIONS if key in value}
            return {**{key: each for key, each in value.items() if key not in options}, "options": options}
        return {} if value is None else {"value": value}

    def checks(self, data: Any, place: Path_, dtype: Any) -> list[Check]:
        if data is None:
            return []
        if isinstance(data, dict):
            return [self.check(name, self.flat(value), (*place, name), dtype) for name, value in data.items()]
        if not isinstance(data, list):
            self.refuse("bad_value", place)
        found = []
        for number, entry in enumerate(data):
            here = (*place, number)
            options = self.mapping(self.mapping(entry, here).get("options") or {}, (*here, "options"))
            name = options.get("check_name")
            if not isinstance(name, str):
                self.refuse("nameless_check", here)
            rest = {key: value for key, value in options.items() if key != "check_name"}
            found.append(self.check(name, {**entry, "options": rest}, here, dtype))
        return found

    def check(self, name: str, entry: dict[str, Any], place: Path_, dtype: Any) -> Check:
        if not registered(name):
            self.refuse("unknown_check", place, check=name)
        options = entry.get("options") or {}
        for key in options:
            if key not in _CHECK_OPTIONS:
                self.refuse("unknown_key", place, key=key)
        stated = {key: self.value(value, dtype, place) for key, value in entry.items() if key != "options"}
        positional = [stated.pop("value")] if set(stated) == {"value"} and name != "equal_to" else []
        try:
            check: Check = getattr(Check, name)(*positional, **stated, **options)
        except Exception:
            self.refuse("bad_check", place, check=name)
        return check

    def value(self, value: Any, dtype: Any, place: Path_) -> Any:
        """A value as the column's type has it: dates and timestamps may be written as text."""
        if isinstance(value, list):
            return [self.value(each, dtype, place) for each in value]
        kind = getattr(dtype, "type", None)
        try:
            if isinstance(value, str) and kind == pl.Date:
                return dt.date.fromisoformat(value[:10] if value.endswith("00:00:00") else value)
            if isinstance(value, str) and isinstance(kind, pl.Datetime):
                return dt.datetime.fromisoformat(value)
            if isinstance(value, str) and kind == pl.Time:
                return dt.time.fromisoformat(value)
        except ValueError:
            self.refuse("bad_value", place)
        return value

    def dtype(self, text: str | None, place: Path_) -> Any:
        if text is None:
            return None
        for name in (text, text.lower()):
            try:
                return polars_engine.Engine.dtype(name)
            except (TypeError, ValueError):
                continue
        try:
            return polars_engine.Engine.dtype(_dtype(ast.parse(text, mode="eval").body))
        except (SyntaxError, TypeError, ValueError, RecursionError, pl.exceptions.PolarsError):
            self.refuse("unknown_type", place)


def registered(name: str) -> bool:
    """Whether a check can be named in a file: one of pandera's own, or one a user has registered."""
    register_polars_backends()
    return name in BUILTIN_CHECKS or name in _ALIASES or name in Check.REGISTERED_CUSTOM_CHECKS


def _dtype(node: ast.expr) -> Any:
    """A Polars type written as a call, such as ``Datetime(time_unit='ms')``; names and plain values only."""
    if isinstance(node, ast.Name):
        found = getattr(pl.datatypes, node.id, None)
        if isinstance(found, type) and issubclass(found, pl.DataType):
            return found
    elif isinstance(node, ast.Call):
        arguments = [_dtype(each) for each in node.args]
        named = {each.arg: _dtype(each.value) for each in node.keywords if each.arg}
        return _dtype(node.func)(*arguments, **named)
    elif isinstance(node, ast.Constant):
        return node.value
    elif isinstance(node, (ast.List, ast.Tuple)):
        return [_dtype(each) for each in node.elts]
    elif isinstance(node, ast.Dict):
        return {_dtype(key): _dtype(value) for key, value in zip(node.keys, node.values, strict=True) if key}
    raise ValueError
