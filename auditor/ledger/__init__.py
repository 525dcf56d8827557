"""The ledger: what was found in which delivery, and what somebody decided about it. No value and no key of a record.

One SQLite file in write-ahead mode: whoever is killed loses nothing that was acknowledged, and two programs at once
wait for each other.
"""
