"""The rule book: every rule, table and code list of a rule set as pages, in Markdown and in one HTML file."""

from auditor.reports.rulebook.book import HTML_FILE, book_files, rule_book, write_book

__all__ = ["HTML_FILE", "book_files", "rule_book", "write_book"]
