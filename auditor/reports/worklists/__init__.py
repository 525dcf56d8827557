"""Worklists as files for those who correct, a spreadsheet, page and CSV each, and an index for the sender."""
