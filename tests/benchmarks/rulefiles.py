"""The checks as a rule set of auditor, written out as the files that a person would write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.checks import CODES, KEYS, MAX_SHARE, MIN_ROWS, SHARE, UNIQUE, Check, row_checks
from tests.benchmarks.many import Extra, extra_rules
from tests.benchmarks.values import COLUMNS, TABLE

_TYPES = {"String": "text", "Int64": "integer", "Float64": "decimal", "Date": "date", "Datetime": "date"}
FEW, MANY = 36, 300
EVERYWHERE = "EVERY-ROW"


class _Plain(yaml.SafeDumper):
    """Repeats what stands in two places: rule files have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_ruleset(folder: Path, count: int = FEW, *, everywhere: bool = False) -> Path:
    """A rule set of so many rules in ``folder``, which is given back: the first of the 36, or these and more.

    ``everywhere`` adds a rule that finds every row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checks = row_checks({})
    rules = [_of_check(check) for check in checks] + _of_many_rows()
    rules += [_of_extra(extra) for extra in extra_rules(max(count - len(rules), 0))]
    rules = rules[:count]
    if everywhere:
        says = {"require": "timer_samfunn < 0"}
        rules.append(_rule(EVERYWHERE, says, {"timer_samfunn": 0}, {"timer_samfunn": -1}))
    head = {"name": "bench", "version": "1", "title": _text("Måling"), "registers": ["-"], "sources": ["-"]}
    lists = [_code_list(field, codes) for field, codes in CODES.items()]
    for name, content in (
        ("ruleset", head),
        ("tables", {"tables": _tables(), "code_lists": lists}),
        ("rules", {"theme": "bench", "rules": rules}),
    ):
        text = yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _text(words: str) -> dict[str, str]:
    return {"nb": words, "en": words}


def _tables() -> list[dict[str, Any]]:
    fields = [
        _field(name, "code" if name in CODES else _TYPES[type(dtype).__name__]) for name, dtype in COLUMNS.items()
    ]
    for field in fields:
        if field["type"] == "code":
            field["codes"] = field["name"]
    described = {
        "name": TABLE,
        "title": _text("Deltakere"),
        "files": [TABLE],
        "person": "person_id",
        "municipality": "kommunenummer",
        "date": "start_dato",
        "fields": fields,
    }
    others = [
        {
            "name": table,
            "title": _text(table),
            "files": [table],
            "fields": [_field(key, "text"), _field("navn", "text")],
        }
        for key, table in KEYS.items()
    ]
    return [described, *others]


def _field(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "title": _text(name)}


def _code_list(field: str, codes: Sequence[str]) -> dict[str, Any]:
    entries = [{"code": code, "label": _text(code)} for code in codes]
    return {"name": field, "title": _text(field), "source": "-", "codes": entries}


def _rule(id_: str, said: Mapping[str, Any], fails: Any, passes: Any, blame: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "id": id_,
        "title": _text(id_),
        "table": TABLE,
        **said,
        "severity": "error",
        "dimension": "consistency",
        "message": _text(id_),
        "remedy": _text("-"),
        "basis": [{"ours": "benchmark"}],
        **({"blame": list(blame)} if blame else {}),
        "examples": {"fails": [fails], "passes": [passes]},
    }


def _of_check(check: Check) -> dict[str, Any]:
    return _rule(check.id, check.rule, dict(check.fails), dict(check.passes), [check.column])


def _of_extra(extra: Extra) -> dict[str, Any]:
    return _rule(extra.id, {"when": extra.when, "require": extra.require}, dict(extra.fails), dict(extra.passes))


def _of_many_rows() -> list[dict[str, Any]]:
    row = {"deltaker_id": 1, "person_id": "01010150074", "start_dato": "2020-01-01"}
    other = {"deltaker_id": 2, "person_id": "02010150074", "start_dato": "2020-01-01"}
    found = [
        _rule(id_, {"kind": "unique", "fields": list(fields)}, {**row, "with": {TABLE: [row]}},
              {**row, "with": {TABLE: [other]}})
        for id_, fields in UNIQUE.items()
    ]  # fmt: skip
    there, gone = {"kommunenummer": "0301", "mottak_id": "M1000"}, {"kommunenummer": "0301", "mottak_id": None}
    share = {
        "kind": "share",
        "by": ["kommunenummer"],
        "of": "mottak_id IS NULL",
        "max_share": MAX_SHARE,
        "min_rows": MIN_ROWS,
    }
    some = {"rows": [{**there, "times": 70}, {**gone, "times": 30}]}
    few = {"rows": [{**there, "times": 95}, {**gone, "times": 5}]}
    return [*found, _rule(SHARE, share, some, few)]
