"""The formats of ``auditor check``: name, file names that ask for it, and renderer, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.reports.interface import Renderer


@dataclass(frozen=True, slots=True)
class Format:
    """One format; ``renderer`` is a class of ``module``, made with a translator where it is ``in_words``.

    ``binary`` files are not for a terminal; those ``to_share`` hide small counts and name no line of a file.
    """

    name: str
    module: str
    renderer: str
    suffixes: tuple[str, ...] = ()
    in_words: bool = True
    binary: bool = False
    to_share: bool = False


FORMATS = (
    Format("text", "text_report", "TextRenderer", (".txt",)),
    Format("json", "json_report", "JsonRenderer", (".json",), in_words=False),
    Format("jsonl", "jsonl_report", "JsonLinesRenderer", (".jsonl", ".ndjson"), in_words=False),
    Format("parquet", "parquet_report", "ParquetRenderer", (".parquet",), in_words=False, binary=True),
    Format("csv", "csv_report", "CsvRenderer", (".csv",), in_words=False, to_share=True),
    Format("xlsx", "xlsx_report", "XlsxRenderer", (".xlsx",), binary=True, to_share=True),
    Format("md", "markdown_report", "MarkdownRenderer", (".md",), to_share=True),
    Format("junit", "junit_report", "JunitRenderer", (".xml",)),
    Format("sarif", "sarif_report", "SarifRenderer", (".sarif", ".sarif.json")),
    Format("github", "github_report", "GithubRenderer"),
    Format("html", "html_report", "HtmlRenderer", (".html", ".htm"), to_share=True),
    Format("ttl", "dqv.turtle", "TurtleRenderer", (".ttl",), in_words=False, to_share=True),
    Format("jsonld", "dqv.jsonld", "JsonLdRenderer", (".jsonld",), in_words=False, to_share=True),
)
NAMES = tuple(each.name for each in FORMATS)
BINARY = frozenset(each.name for each in FORMATS if each.binary)
TO_SHARE = tuple(each.name for each in FORMATS if each.to_share)


def renderer(name: str, t: Translator) -> Renderer:
    """The renderer of a format; KeyError for an unknown name."""
    made: Renderer = load({each.name: each for each in FORMATS}[name], t)
    return made


def load(chosen: Format, t: Translator) -> Any:
    """The renderer that a format names, imported and made."""
    kind = getattr(import_module(f"auditor.reports.{chosen.module}"), chosen.renderer)
    return kind(t) if chosen.in_words else kind()


def format_of(file: str, known: Sequence[Format] = FORMATS) -> str:
    """The format among ``known`` that a file name asks for: text where it asks for none."""
    name = file.lower()
    fitting = [(len(suffix), each.name) for each in known for suffix in each.suffixes if name.endswith(suffix)]
    return max(fitting)[1] if fitting else "text"
