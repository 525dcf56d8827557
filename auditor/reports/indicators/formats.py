"""The formats of ``auditor indicators``: those of ``auditor check`` but for the ones that tell of rules alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.reports.formats import Format, load

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.reports.indicators.interface import IndicatorRenderer

FORMATS = (
    Format("text", "indicators.text", "TextRenderer", (".txt",)),
    Format("json", "indicators.machine", "JsonRenderer", (".json",), in_words=False),
    Format("jsonl", "indicators.machine", "JsonLinesRenderer", (".jsonl", ".ndjson"), in_words=False),
    Format("parquet", "indicators.parquet", "ParquetRenderer", (".parquet",), in_words=False, binary=True),
    Format("csv", "indicators.csv_file", "CsvRenderer", (".csv",), in_words=False, to_share=True),
    Format("xlsx", "indicators.xlsx", "XlsxRenderer", (".xlsx",), binary=True, to_share=True),
    Format("md", "indicators.markdown", "MarkdownRenderer", (".md",), to_share=True),
    Format("html", "indicators.page", "HtmlRenderer", (".html", ".htm"), to_share=True),
)
NAMES = tuple(each.name for each in FORMATS)
BINARY = frozenset(each.name for each in FORMATS if each.binary)


def renderer(name: str, t: Translator) -> IndicatorRenderer:
    """The renderer of a format; KeyError for an unknown name."""
    made: IndicatorRenderer = load({each.name: each for each in FORMATS}[name], t)
    return made
