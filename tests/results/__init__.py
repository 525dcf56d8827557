"""Tests of auditor.results."""
