"""How many rows of each group a rule about shares is about, and how many of them count, added up batch by batch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.engine.counter import Counter
from auditor.engine.group_lines import ROWS, WHERE
from auditor.engine.municipality_codes import municipality_names
from auditor.memory.bits import truths
from auditor.model.rule import Rule, ShareCondition
from auditor.privacy.masking import HIDDEN_VALUE
from auditor.rulesets.conditions import applies_to
from auditor.rulesets.expressions import compile_condition
from auditor.rulesets.values import Scope

LEAST, MOST = "__least", "__most"
"""Rows that surely count, and those that may."""
_ONE = "__one"
_ADDED_UP_AT = 200_000
"""Lines of batches from which on they are added up before the last batch."""


class ShareCounts:
    """The groups of one rule; ``place`` names its columns in the batches.

    ``municipality`` is the column that says it, None where the table has none.
    """

    def __init__(self, rule: Rule, place: int, scope: Scope, municipality: str | None) -> None:
        condition = rule.condition
        assert isinstance(condition, ShareCondition)
        self.rule = rule
        self._by = list(condition.by)
        self._municipality = municipality
        within = compile_condition(condition.within, scope).expr if condition.within else None
        applies, _ = applies_to(rule, scope)
        meant = [each.fill_null(False) for each in (within, applies) if each is not None]
        meant += [pl.col(name).is_not_null() for name in self._by]
        self._prefix = f"__share:{place}:"
        self._columns = {
            "meant": pl.all_horizontal(meant),
            "of": compile_condition(condition.of, scope).expr,
            **{f"by:{name}": pl.col(name) for name in self._by},
        }
        if municipality is not None and municipality not in self._by:
            self._columns["where"] = pl.col(municipality)
        self._lines: list[pl.DataFrame] = []
        self._height = 0
        self._by_place = np.zeros((3, 0), np.int64) if self._by == [municipality] else None
        """ROWS, LEAST and MOST by municipality code, where these are the groups."""

    def columns(self) -> list[pl.Expr]:
        """What a batch must hold for :meth:`note`."""
        return [expr.alias(self._prefix + name) for name, expr in self._columns.items()]

    def note(self, batch: pl.DataFrame, counter: Counter | None = None) -> None:
        """Count the rows of a batch; where ``counter`` knows their municipalities, groups that are these by it."""
        own = batch.select(pl.col(self._prefix + name).alias(name) for name in self._columns)
        if self._by_place is not None and counter is not None:
            own = own[self._count_places(own, counter)]
        where = [pl.col("where").first().alias(WHERE), (pl.col("where").n_unique() == 1).alias(_ONE)]
        lines = (
            own.filter(pl.col("meant").fill_null(False))
            .group_by([pl.col(f"by:{name}").alias(name) for name in self._by])
            .agg(
                pl.len().cast(pl.Int64).alias(ROWS),
                pl.col("of").fill_null(False).sum().cast(pl.Int64).alias(LEAST),
                pl.col("of").fill_null(True).sum().cast(pl.Int64).alias(MOST),
                *(where if "where" in self._columns else []),
            )
        )
        self._lines.append(lines)
        self._height += lines.height
        if self._height > _ADDED_UP_AT:
            self._lines = [self._added_up()]
            self._height = self._lines[0].height if self._lines[0].height < _ADDED_UP_AT // 2 else 0

    def _count_places(self, own: pl.DataFrame, counter: Counter) -> npt.NDArray[np.intp]:
        """Count the rows of every municipality that has a name of its own; the others are given back."""
        assert self._by_place is not None
        meant, of = truths(own["meant"]).true, truths(own["of"])
        counts = np.stack([counter.of(each) for each in (meant, meant & of.true, meant & ~of.false)])
        nameless = municipality_names(np.arange(counter.width)).fill_null(HIDDEN_VALUE) == HIDDEN_VALUE
        counts[:, nameless.to_numpy()] = 0
        missing = max(counter.width - self._by_place.shape[1], 0)
        self._by_place = np.pad(self._by_place, ((0, 0), (0, missing)))
        self._by_place[:, : counter.width] += counts
        return np.flatnonzero(nameless.to_numpy()[counter.codes])

    def _of_places(self) -> list[pl.DataFrame]:
        """What was counted by municipality, as lines."""
        if self._by_place is None:
            return []
        at = np.flatnonzero(self._by_place[0])
        counts = dict(zip((ROWS, LEAST, MOST), self._by_place[:, at], strict=True))
        return [pl.DataFrame({self._by[0]: municipality_names(at), **counts})]

    def _added_up(self, of_places: Sequence[pl.DataFrame] = ()) -> pl.DataFrame:
        where = [pl.col(WHERE).first(), (pl.col(_ONE).all() & (pl.col(WHERE).n_unique() == 1)).alias(_ONE)]
        return (
            pl.concat([*self._lines, *of_places])
            .group_by(self._by)
            .agg(pl.col(ROWS, LEAST, MOST).sum(), *(where if "where" in self._columns else []))
        )

    @property
    def counted(self) -> bool:
        """Whether there was a batch at all."""
        return bool(self._lines)

    def groups(self) -> pl.DataFrame:
        """A line for each group: its fields, ROWS, LEAST, MOST, and WHERE, the only municipality its rows have."""
        groups = self._added_up(self._of_places())
        where: pl.Expr
        if "where" in self._columns:
            where = pl.when(_ONE).then(pl.col(WHERE))
        elif self._municipality is not None:
            where = pl.col(self._municipality)
        else:
            where = pl.lit(None, dtype=pl.String)
        return groups.select(*self._by, ROWS, LEAST, MOST, where.alias(WHERE))
