"""Everybody who is measured, one a file: each answers the same checks on the same files, as a process of its own.

A contestant is a function ``run(task)`` that gives a ``protocol.Answer``. The peers'
modules were written from their documentation; somebody who knows them better may get more out of them.
"""
