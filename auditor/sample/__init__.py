"""Generated register extracts of persons who do not exist, with errors that are known.

:func:`write_sample` is the way in. A sample has every table of the rule set ``integrering``, consistent with each
other; the same seed always gives the same bytes. Identity numbers are of Skatteetaten's synthetic series (month + 80);
DUF has no such series, so those are valid in form only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.sample.days import EXTRACT_DATE
    from auditor.sample.report import SampleReport
    from auditor.sample.write import write_sample

__all__ = ["EXTRACT_DATE", "SampleReport", "write_sample"]

_HOME = {"EXTRACT_DATE": "days", "SampleReport": "report", "write_sample": "write"}


def __getattr__(name: str) -> object:
    """Load on first use, so that importing the package costs nothing."""
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f"auditor.sample.{_HOME[name]}"), name)
    raise AttributeError(name)
