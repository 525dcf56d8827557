"""Names of records in the ledger: keyed pseudonyms, so that the file alone tells nobody whose record it is."""

from __future__ import annotations

import polars as pl

from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.privacy.pseudonyms import pseudonyms
from auditor.results.finding_changes import Naming
from auditor.results.keys import KEY


def naming(key: bytes, ruleset: RuleSet) -> Naming:
    """Puts the pseudonym of each record in the place of its key; the same key in another table gets another name."""
    sorts = [_sort(rule) for rule in ruleset.rules]

    def named(frame: pl.DataFrame) -> pl.DataFrame:
        parts = [frame.filter(pl.col(KEY).is_null())]
        sort = pl.col("rule").replace_strict(dict(enumerate(sorts)), return_dtype=pl.String)
        for (purpose,), lines in frame.drop_nulls(KEY).with_columns(sort.alias("__sort")).group_by("__sort"):
            keys = lines[KEY].unique()
            names = pl.Series(list(pseudonyms(key, keys, str(purpose))), dtype=pl.String)
            parts.append(lines.with_columns(pl.col(KEY).replace_strict(keys, names)).drop("__sort"))
        return pl.concat(parts)

    return named


def name_of(key: bytes, rule: Rule, record: str) -> str:
    """The name of what a rule is about: a record, by the key as :func:`auditor.results.keys.keyed` writes it, or the
    group with the label ``record``.
    """
    return next(pseudonyms(key, (record,), _sort(rule)))


def _sort(rule: Rule) -> str:
    return f"group:{rule.id}" if rule.about_groups else f"record:{rule.table}"
