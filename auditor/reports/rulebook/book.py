"""The whole rule book of a rule set, and writing it to a folder."""

from __future__ import annotations

from pathlib import Path

from auditor.locale import Translator
from auditor.model.ruleset import RuleSet
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import write_private
from auditor.reports.rulebook.document import Book, Page
from auditor.reports.rulebook.html import html_file
from auditor.reports.rulebook.indexes import front_page, index_pages
from auditor.reports.rulebook.indicator_pages import indicator_page
from auditor.reports.rulebook.markdown import markdown_files
from auditor.reports.rulebook.population_pages import population_page
from auditor.reports.rulebook.rule_pages import parameter_grid, rule_page
from auditor.reports.rulebook.table_pages import table_page
from auditor.rulesets.uses import uses_of

HTML_FILE = "rulebook.html"


class RuleBookError(PrivacyError):
    """The rule book cannot be written where it was asked for."""


def rule_book(ruleset: RuleSet, t: Translator) -> Book:
    """The pages of a rule set that has been loaded and checked. The same set gives the same book."""
    uses = {rule.id: uses_of(rule, ruleset) for rule in ruleset.rules}
    front = front_page(ruleset, t)
    groups: dict[str, tuple[Page, ...]] = {
        t("rulebook.chapter.front"): (front,),
        t("rulebook.chapter.indexes"): index_pages(ruleset, uses, t),
        t("rulebook.chapter.rules"): tuple(rule_page(rule, ruleset, uses[rule.id], t) for rule in ruleset.rules),
        t("rulebook.chapter.tables"): tuple(table_page(each, ruleset, uses, t) for each in ruleset.tables.values()),
    }
    if ruleset.populations:
        pages = tuple(population_page(each, ruleset, t) for each in ruleset.populations.values())
        groups[t("rulebook.chapter.populations")] = pages
    if ruleset.indicators:
        shown = tuple(indicator_page(each, ruleset, t) for each in ruleset.indicators.values())
        groups[t("rulebook.chapter.indicators")] = shown
    if ruleset.parameters:
        title = t("rulebook.parameters.title")
        grid = parameter_grid(list(ruleset.parameters.values()), title, t)
        groups[t("rulebook.chapter.parameters")] = (Page("parameters", title, (grid,)),)
    return Book(t.language, front.title, t("rulebook.chapter.contents"), groups)


def book_files(book: Book) -> dict[str, str]:
    """Every file of a book by its path below the folder: the Markdown pages, and one HTML file."""
    return {**markdown_files(book), HTML_FILE: html_file(book)}


def write_book(book: Book, folder: Path, *, overwrite: bool = False) -> int:
    """Write a book below ``folder``, which is made if need be, and give the number of files.

    RuleBookError where files would be overwritten without leave, or a folder cannot be made; nothing is written then.
    """
    files = book_files(book)
    existing = [name for name in files if (folder / name).exists()]
    if existing and not overwrite:
        raise RuleBookError("rulebook.exists", file=existing[0], count=len(existing))
    try:
        for parent in sorted({(folder / name).parent for name in files}):
            parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise RuleBookError("rulebook.no_folder", folder=folder.name) from None
    for name, text in files.items():
        write_private(folder / name, text, overwrite=overwrite)
    return len(files)
