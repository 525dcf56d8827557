"""Audits the data quality of Norwegian integration-register extracts."""

__version__ = "0.1.0"
