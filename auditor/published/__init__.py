"""Published figures: the tables and claims of a report, held against each other by arithmetic."""

from auditor.published.loading import load_report
from auditor.published.verifying import verify

__all__ = ["load_report", "verify"]
