"""The options that several commands share, each declared once."""

from __future__ import annotations

from typing import Any

import typer

from auditor.locale import Translator
from auditor.reports.formats import NAMES

DEFAULT_RULES = "integrering"
SEVERITIES = ("info", "warning", "error", "fatal")
_ASKED = False
"""Whoever reads a file says better why it cannot be read than a check of the option would."""


def option(t: Translator, *names: str, metavar: str | None = None, key: str = "") -> Any:
    """An option whose help is ``cli.option.<key>``, by default its own name."""
    key = key or names[0].lstrip("-").replace("-", "_")
    word = t(f"cli.metavar.{metavar}") if metavar else None
    return typer.Option(*names, help=t(f"cli.option.{key}"), metavar=word, show_default=False, readable=_ASKED)


def choice(t: Translator, name: str, available: tuple[str, ...], key: str = "") -> Any:
    """An option that takes one of a few words."""
    key = key or name.lstrip("-").replace("-", "_")
    return typer.Option(name, help=t(f"cli.option.{key}"), metavar="|".join(available), show_default=False)


def report_formats(t: Translator) -> Any:
    """``--format`` of reports that can be several, each with a file of its own."""
    text = t("cli.option.report_format", formats=", ".join(NAMES))
    return typer.Option("--format", help=text, metavar=t("cli.metavar.format"), show_default=False)


def argument(t: Translator, name: str) -> Any:
    """A positional argument with its name and help translated."""
    return typer.Argument(
        metavar=t(f"cli.metavar.{name}"), help=t(f"cli.argument.{name}"), show_default=False, readable=_ASKED
    )


def rules(t: Translator) -> Any:
    """``--rules``."""
    return option(t, "--rules", metavar="rules")


def reference_date(t: Translator) -> Any:
    """``--reference-date``."""
    return option(t, "--reference-date", metavar="date")


def mapping(t: Translator) -> Any:
    """``--mapping``."""
    return option(t, "--mapping", metavar="file")


def previous(t: Translator) -> Any:
    """``--previous``."""
    return option(t, "--previous", metavar="path")


def show_ids(t: Translator) -> Any:
    """``--show-ids``."""
    return option(t, "--show-ids")


def rounded(t: Translator) -> Any:
    """``--rounded``."""
    return option(t, "--rounded")


def worklist_formats(t: Translator) -> Any:
    """``--format`` of worklists."""
    return option(t, "--format", metavar="worklist_formats", key="worklist_format")


def ledger(t: Translator) -> Any:
    """``--ledger``."""
    return option(t, "--ledger", metavar="file")


def plain(t: Translator) -> Any:
    """``--plain``."""
    return option(t, "--plain")
