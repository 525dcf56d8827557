"""JSON Schemas of the rule-file format, made from its models, so that editors complete keys and mark mistakes.

They are kept in ``rules/schema``. In a rule file, ``# yaml-language-server: $schema=../schema/rulefile.schema.json`` as
the first line makes editors use them; ``python -m auditor.rulesets.json_schema FOLDER`` writes them anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from auditor.rulesets.coverage_format import CoverageFile
from auditor.rulesets.format import RuleFile, RuleSetFile

FILES: dict[str, type[BaseModel]] = {
    "coveragefile.schema.json": CoverageFile,
    "rulefile.schema.json": RuleFile,
    "ruleset.schema.json": RuleSetFile,
}
_TITLES = {
    "coveragefile.schema.json": "Coverage: every rule of a source with the rules that cover it, or the reason why not",
    "rulefile.schema.json": "Rule file: tables, code lists, parameters, derived fields, look-ups, populations, rules",
    "ruleset.schema.json": "ruleset.yaml: name, version and bases of a rule set",
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SQL = "SQL over the fields of the table, three-valued: unknown is neither true nor false. "
_MEANING: dict[str, str] = {
    "absent": "What a group without rows here is: not checkable (unknown), a total of 0 (zero), or no case (skip).",
    "accepts": "Kinds of identity numbers that are right here.",
    "against": "What a share is held against: all rows, or those that agree in these fields of `by`.",
    "a": "Keeps the limits apart where all changed alike, as a share of the median change.",
    "aliases": "Other spellings: headers the column is known by, or texts that stand for the code.",
    "better": "Whether high or low is better; left out where neither is.",
    "between": "What a missing value of a mean may be at least and at most.",
    "breaks": "Years from which the series cannot be compared with what was before.",
    "correct": "The fields whose correction decides rows that are open.",
    "basis": "Where it comes from: laws, reports, standards; one key each.",
    "blame": "The fields to look at first. Default: the columns of the condition.",
    "builds_on": "Rule sets whose tables, lists, parameters and rules are included.",
    "by": "The fields that make a group, or (in valid) the field that dates a row.",
    "c": "How many quartile distances from the median change are usual.",
    "centre": "The field that names the reception centre a row is about.",
    "centre_fields": "The fields that describe that centre: for the mapping of centres.",
    "certainty": "Of a two-sided interval: 0.95, 0.998. A fixed share is broken where the whole interval is beyond it.",
    "closed": "The field with the day the centre closed.",
    "code": "The code as text. Digits must be quoted: '0301'.",
    "code_lists": "Code lists, with dates and aliases.",
    "codes": "A code list by name; in a code list, its codes.",
    "context": "Further fields to show beside a finding, or (in a field) whether it is shown by default.",
    "date_format": "How its dates are written where no separators tell; noughts alone are no date.",
    "date": "The field that dates a row: for validity, parameters, code lists and municipality numbers.",
    "deadline": "Whether it is a day by which something must be done: the timeline of a person marks it.",
    "derive": "Fields computed from others.",
    "description": "What a row of the table is; of a field, what is registered in it. Of an indicator, what it counts.",
    "differ": "Only rows that differ in one of these fields are held against each other.",
    "dimension": "Quality dimension (DQV-AP-NO; validity is our own, for format rules).",
    "end": "The field with the last day; empty means still open.",
    "event": "First and last day of what a row tells of a person's life; the second may be null.",
    "excused_by": "Intervals of another table that fill gaps.",
    "examples": "Rows that show the rule fire, stay silent, or find itself unable to check. They are run by the tests.",
    "exclude": "Rows that do not count, with the reason.",
    "indicators": "What municipalities are measured by: shares and means by year.",
    "least": "Municipalities with fewer rows take up earlier years.",
    "targets": "What was to be reached, by year.",
    "unit": "The unit of the mean.",
    "variants": "Other readings of the indicator: what they say otherwise.",
    "year": "The year.",
    "fails": "Rows that must give a finding. `with: {table: [rows]}`: seen with these; `on`: the reference date. A list"
    " for a value stands for a row with each of its values, `times` for so many rows alike.",
    "field": "The field the rule looks at.",
    "fields": "Fields of the table; in a look-up, new name: field there, or COUNT(*), SUM(x), MIN(x), MAX(x).",
    "files": "Patterns that names of files or sheets of this table match, without case.",
    "from": "From when it holds, that day included; in a look-up, the table to fetch from.",
    "has": "What else is known of a code: attribute: text, number or date. SQL reads it with attribute_of.",
    "hb": "Only changes unusual among those of all groups (Hidiroglou-Berthelot).",
    "id": "Unique id of capital letters, digits and hyphens: NIR-AVS-002.",
    "inside": "The interval of another table that encloses a group: gaps are counted from its first to its last day.",
    "inverse": "The values must not be found there.",
    "keep": _SQL + "Rows stay where it is true; where it is unknown, they cannot be decided.",
    "key": "Fields that name a row; in a look-up, field here: field there.",
    "keys": "Further fields that hold keys of centres.",
    "kind": "What kind of rule it is. Default: row.",
    "label": "The code in words.",
    "left": "The total that is checked.",
    "line_length": "Characters of a line of fixed width. Default: where the last field ends.",
    "lookup": "Fields fetched from other tables by key.",
    "max_change_share": "Largest change since the previous delivery or period, as a share of its value.",
    "max_count": "Largest number of rows.",
    "max_days": "Largest number of days between one interval and the next.",
    "max_share": "Largest share of rows, from 0 to 1, or SQL over the fields of the group.",
    "message": "To the reader: what to do, what was found, what was expected, why. {field} shows a field's value.",
    "min_difference": "The smallest difference from the share of all that is a finding, from 0 to 1.",
    "min_rows": "Groups with fewer rows have no verdict.",
    "min_share": "Smallest share of rows, from 0 to 1, or SQL over the fields of the group.",
    "min_value": "Groups below this on both sides are not judged; of a rate, what it is divided by.",
    "municipality": "The field that drill-down groups by.",
    "name": "Small letters, digits and underscores.",
    "of": _SQL + "True for the rows that are counted.",
    "optional": "It may be absent without anybody having to act.",
    "order": "Take the first row by this field there; -field takes the last. Without it a key found twice is unknown.",
    "opened": "The field with the day the centre opened.",
    "other_names": "The field with further names of the centre, separated by |.",
    "parameters": "Numbers, texts and dates that rules share, with the dates they changed.",
    "passes": "Rows that must not give a finding.",
    "per": "The aggregate that the value is divided by, which makes it a rate.",
    "period": "The field of `by` whose values are compared with the one before; of an indicator, SQL: the year.",
    "periods": "How many earlier periods a small group may take up.",
    "person": "The field that says whose record a row is.",
    "personal": "What kind of personal data it holds; decides how it is masked.",
    "pool": "How groups with fewer than min_rows rows take up earlier periods; of an indicator, how many years.",
    "position": "Of its first character in a line of fixed width, from 1. Default: after the field before.",
    "populations": "Named parts of tables: whom a report speaks of.",
    "quasi": "It describes a person so that, together with others, it may single one out; of a date, its year.",
    "reference": "A list that the program carries.",
    "regime": "The field that says which law a row stands under, for the timeline.",
    "registers": "Who registers it; of a table, unless a field says another. In ruleset.yaml: the registers.",
    "remedy": "Where to correct it: the place in the register or the system.",
    "require": _SQL + "What must hold: a finding is where `when` is true and this is false.",
    "right": "The total it is checked against.",
    "row": "Values that rows of the rule's table have unless they say otherwise.",
    "rows": "Further rows of the rule's table, for rules about groups.",
    "rules": "The rules, at most some 300 lines a file.",
    "severity": "info, warning, error or fatal (informasjon, advarsel, feil, kritisk feil).",
    "shared": "What every example of the rule has, so that each tells only what is its own.",
    "side": "Whether a share may be too high, too low, or either.",
    "since": "Since when the field is registered, or (in a table) there is something to register, and who says so.",
    "source": "Where it comes from: of a list, an indicator; in rules/coverage, the report or catalogue.",
    "sources": "What the rule set is made from.",
    "sql": _SQL + "The value of the field.",
    "start": "The field with the first day.",
    "steps": "What leaves rows out, in this order.",
    "table": "The table by name.",
    "tables": "Table descriptions (filbeskrivelse).",
    "theme": "What the rules of the file have in common; rules are listed by it.",
    "title": "What it is, in a few words.",
    "to": "Until when it holds, that day not included; in a reference, where the values must be found.",
    "tolerance": "How far the totals may lie apart.",
    "tolerance_days": "How many days two intervals may overlap.",
    "tolerance_share": "How far the totals may lie apart, as a share of the right one.",
    "type": "What the text is read as. A code keeps its leading zeros and has a code list.",
    "u": "How much more the change of a large group weighs, from 0 to 1.",
    "unknown": "Rows that must come out as not checkable.",
    "valid": "The period the rule holds for.",
    "value": "The value; in totals, drift and indicators, SQL.",
    "values": "The values in order of date.",
    "version": "The version, quoted.",
    "when": _SQL + "Whom the rule is about. Default: every row.",
    "where": _SQL + "The rows of the other table that count.",
    "why": "What goes wrong when this is wrong.",
    "with": "Rows of other tables that are there, too.",
    "width": "How many characters it has in a line of fixed width.",
    "within": _SQL + "The rows of which the share is taken. Default: all.",
    "law": "A law with its section: introduksjonsloven § 25.",
    "regulation": "A regulation with its section.",
    "seed": "A report and its rule.",
    "standard": "A standard.",
    "imdi": "Guidance from IMDi.",
    "ssb": "A rule or document of SSB.",
    "ours": "Our own reasoning.",
    "also": "Other ways to point at the source rule: a table, lines of the report.",
    "cited_by": "Rules of ours that name the source rule and check something else.",
    "covered_by": "Rules of ours that check the same.",
    "issue": "The issue that is to cover it, where status is planned.",
    "partly": "What is left, where the rules cover only a part.",
    "program": "What the program itself shows of it, besides what the rules find.",
    "reason": "Why no rule covers it.",
    "says": "The source rule in a line of our own words.",
    "see": "Source rules that stand for it: seed-001 R30.",
    "set": "The rule set it belongs to, or what else it is about.",
    "status": "What becomes of it, where no rule covers it.",
    "nb": "In bokmål.",
    "en": "In English.",
}


def json_schema(file: str) -> dict[str, Any]:
    """The schema of one of FILES; KeyError for another name."""
    return schema_of(FILES[file], _TITLES[file], _MEANING)


def schema_of(model: type[BaseModel], title: str, meaning: Mapping[str, str]) -> dict[str, Any]:
    """The schema of a file format, with what each of its keys means."""
    schema = model.model_json_schema(by_alias=True)
    for entry in (schema, *schema.get("$defs", {}).values()):
        for name, said in entry.get("properties", {}).items():
            said.pop("title", None)
            if name in meaning:
                said["description"] = meaning[name]
    return {"$schema": _DIALECT, **schema, "title": title}


def as_text(file: str) -> str:
    """The schema as it is kept."""
    return kept(json_schema(file))


def kept(schema: Mapping[str, Any]) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> None:
    """Write all schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        (folder / file).write_text(as_text(file), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
