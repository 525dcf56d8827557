"""Writing pandera schemas in pandera's own YAML format, and saying what that format cannot carry."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from typing import Any

import pandera.polars as pa
import polars as pl
import yaml
from pandera.api.checks import Check
from pandera.engines import polars_engine

from auditor.rulesets.pandera_yaml import COLUMN_KEYS, FRAME_KEYS, registered
from auditor.rulesets.slots import check_name


class _NotPlain(Exception):  # noqa: N818 - an answer, not an error
    pass


LeftOut = tuple[str | None, str, str]
"""Column (None for the frame), check or setting, and why it is not in the file (a key of the ``pandera`` catalogue)."""


def schema_to_yaml(schema: pa.DataFrameSchema) -> tuple[str, list[LeftOut]]:
    """A schema in pandera's YAML format, and what that format cannot carry.

    Letters are written as they are and digits with a leading zero are quoted, so that other YAML readers keep them.
    """
    left_out: list[LeftOut] = []
    out: dict[str, Any] = {"schema_type": "polars_dataframe", "api": "polars"}
    if schema.metadata:
        left_out.append((None, "metadata", "pandera.left_out.metadata"))
    out["columns"] = {name: _column(name, column, left_out) for name, column in schema.columns.items()}
    checks = _checks(None, schema.checks, left_out)
    if checks:
        out["checks"] = checks
    if schema.dtype is not None:
        out["dtype"] = str(schema.dtype)
    defaults = pa.DataFrameSchema()
    for key in FRAME_KEYS:
        value = getattr(schema, key)
        if key != "dtype" and value != getattr(defaults, key):
            out[key] = list(value) if isinstance(value, (list, tuple)) else value
    return yaml.dump(out, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120), left_out


def _column(name: str, column: pa.Column, left_out: list[LeftOut]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if column.metadata:
        left_out.append((name, "metadata", "pandera.left_out.metadata"))
    if column.dtype is not None:
        if type(column.dtype).__module__ == polars_engine.__name__ and not column.dtype.auto_coerce:
            out["dtype"] = str(column.dtype)
        else:
            left_out.append((name, "dtype", "pandera.left_out.own_type"))
    defaults = pa.Column()
    for key in COLUMN_KEYS:
        value = getattr(column, key)
        if key not in ("dtype", "name") and value != getattr(defaults, key):
            out[key] = value
    if column.default is not None:
        try:
            out["default"] = _plain(column.default)
        except _NotPlain:
            left_out.append((name, "default", "pandera.left_out.value"))
    checks = _checks(name, column.checks, left_out)
    return {**out, "checks": checks} if checks else out


def _checks(column: str | None, checks: list[Check], left_out: list[LeftOut]) -> list[dict[str, Any]]:
    found = []
    for check in checks:
        name = check_name(check)
        if check.registry_name is None or not registered(name):
            left_out.append((column, name, "pandera.left_out.not_registered"))
            continue
        if check.groupby is not None:
            left_out.append((column, name, "pandera.left_out.groups"))
            continue
        given = {
            key: value for key, value in (check.statistics or {}).items() if value is not None and key != "options"
        }
        try:
            stated = {key: _plain(value) for key, value in given.items()}
        except _NotPlain:
            left_out.append((column, name, "pandera.left_out.value"))
            continue
        found.append({**stated, "options": {"check_name": name, **_options(check, name, given)}})
    return found


def _options(check: Check, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if check.raise_warning:
        options["raise_warning"] = True
    if not check.ignore_na:
        options["ignore_na"] = False
    if check.n_failure_cases is not None:
        options["n_failure_cases"] = check.n_failure_cases
    if check.name != name:
        options["name"] = check.name
    try:
        usual = getattr(Check, name)(**given).error
    except Exception:
        usual = None
    if check.error is not None and check.error != usual:
        options["error"] = check.error
    return options


def _plain(value: Any) -> Any:
    """A value as YAML knows it, or _NotPlain."""
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, type) and issubclass(value, enum.Enum):
        return [_plain(each.value) for each in value]
    if value is None or type(value) in (str, bool, int, float, dt.date):
        return value
    if type(value) is dt.datetime and value.tzinfo is None:
        return value.isoformat(sep=" ")
    if type(value) is dt.time:
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return [_plain(each) for each in sorted(value, key=str)]
    if isinstance(value, (list, tuple, range, pl.Series)):
        return [_plain(each) for each in value]
    raise _NotPlain


class _Dumper(yaml.SafeDumper):
    """Quotes every text that some YAML reader would take for a number, and never writes an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "'" if re.match(r"[\d.+-]", text) else None
    if not text.isprintable():  # line breaks and the like survive double quotes only
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _quoted)
