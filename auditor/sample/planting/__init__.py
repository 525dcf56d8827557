"""Errors put into a clean sample on purpose, each known by rule, file and line."""
