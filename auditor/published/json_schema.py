"""The JSON Schema of files of published figures, kept in ``rules/schema`` beside those of rule files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor.published.format import PublishedFile
from auditor.rulesets.json_schema import kept, schema_of

FILE = "publishedfile.schema.json"
_TITLE = "Published figures: the tables and claims of a report, and its known misprints"
_MEANING = {
    "about": "What the number is of: base, period, unit, method. Compared by the claim comparable.",
    "among": "The p-values the claim speaks of.",
    "at": "The row or column that * stands for; of the claim printed, the cell.",
    "between": "What a missing value may be at least and at most; without it what is missing has no bounds.",
    "binary": "Whether the values are 0 and 1, so that the deviation follows from the mean.",
    "by": "What the numbers must have in common, by name of a fact in `about`.",
    "cited": "Tables, figures and sections that the text cites.",
    "claim": "The claim by name; printed for a cell that is no number.",
    "claims": "What the report says of its numbers, or what must hold of them.",
    "classes": "First and last value of each class in order; null is an open end.",
    "columns": "The columns by name.",
    "count": "The number of rows.",
    "deviation": "The standard deviation; in recompute, SQL: of what.",
    "differ": "Whether the text says that the shares differ.",
    "direction": "Which way the sequence goes.",
    "en": "In English.",
    "figure": "The figure that is recomputed.",
    "figures": "Numbers by name; in a claim, which of them.",
    "for": "Rows or columns that the claim is made for, each in turn as *.",
    "format": "The version of this format.",
    "groups": "Groups, each with how many rows it has and its mean or share.",
    "high": "The largest value there can be.",
    "holds": "The comparison, as SQL writes it.",
    "items": "How many questions the mean is over.",
    "kind": "The kind of claim.",
    "known": "Findings that the report is known to give. They do not fail.",
    "level": "The level of significance. Default 0.05.",
    "low": "The smallest value there can be.",
    "mean": "The mean; in recompute, SQL: of what.",
    "missing": "How many are missing.",
    "name": "Small letters, digits and underscores.",
    "nb": "In bokmål.",
    "of": "What the word compares with.",
    "only": "Those of them that the text calls significant.",
    "p": "The p-value.",
    "part": "The count.",
    "parts": "What the total is made of.",
    "percent": "Whether cells are per cent without a sign, or in which columns.",
    "place": "Where it stands in the report.",
    "population": "A named population of the rule set: only its rows count.",
    "present": "What there is to cite.",
    "rate": "The share that is not missing.",
    "reason": "Why it is a misprint, or what was probably meant.",
    "recompute": "How figures are computed from an extract.",
    "report": "The name of the report, as that of the file.",
    "rows": "Of a table, its rows by name, each with a cell for every column; in a claim, how many rows there are.",
    "rules": "The rule set whose tables `recompute` speaks of. Default: indicators.",
    "says": "What the claim says, in words.",
    "share": "The share; in recompute, SQL: of which rows.",
    "source": "Who published it and when; of a known finding, who found it.",
    "statistic": "The z or t statistic.",
    "step": "By how much a class begins after the one before ends. Default 1; 0 for what is continuous.",
    "strict": "Whether standing still breaks the claim.",
    "table": "The table of the rule set.",
    "tables": "The printed tables.",
    "title": "What it is, in a few words.",
    "to": "What is compared.",
    "tolerance": "How far the extract may lie from the printed number, beyond its rounding: 2 pp.",
    "total": "What the parts make up, or a number by definition: 100 %.",
    "value": "The number as it is printed: a whole number is a count, text keeps the decimals it was rounded to.",
    "values": "The sequence in order.",
    "whole": "What the count is of.",
    "within": "A condition in SQL: which rows count.",
    "word": "The word of the text.",
}


def as_text() -> str:
    """The schema as it is kept."""
    schema: dict[str, Any] = schema_of(PublishedFile, _TITLE, _MEANING)
    return kept(schema)


def write(folder: Path) -> None:
    """Write the schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(as_text(), encoding="utf-8")
