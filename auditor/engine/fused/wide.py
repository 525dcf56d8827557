"""The wide pass: every rule as a flag, keeping only rows where one is set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from auditor.engine.fused.keys import candidates, confirmed
from auditor.engine.streaming import CHUNK_ROWS, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from auditor.engine.fuse import FusedRule


def flag(rule: FusedRule) -> str:
    """The name of the Boolean column that says where ``rule`` fails."""
    return f"__fails{rule.place}"


@dataclass(frozen=True)
class Scan:
    """What a frame is to be scanned for.

    ``frame`` is prepared and has a column ``row`` that numbers its rows; ``columns`` are wanted beside the flags.
    """

    frame: pl.LazyFrame
    rules: tuple[FusedRule, ...]
    row: str
    columns: tuple[str, ...] = ()

    def batches(self, chunk_rows: int = CHUNK_ROWS, stop: Callable[[], bool] | None = None) -> Iterator[pl.DataFrame]:
        """Failing rows in order: ``row``, the wanted columns and those of the unique rules, then one flag a rule.

        The flags of unique rules mark candidates until :func:`settle` has seen them all. Polars errors come through;
        :func:`broken` finds out whose they are.
        """
        if not self.rules:
            return
        unique = [rule for rule in self.rules if rule.unique]
        groups = [rule.unique for rule in unique if rule.unique]
        suspects = candidates(self.frame, groups, self.row) if groups else []
        wanted = dict.fromkeys([*self.columns, *(name for group in groups for name in group)])
        flags = [rule.fails.alias(flag(rule)) for rule in self.rules if rule.fails is not None]
        flags += [
            pl.col(self.row).is_in(rows.implode()).alias(flag(rule))
            for rule, rows in zip(unique, suspects, strict=True)
        ]
        query = self.frame.select(self.row, *wanted, *flags)
        query = query.filter(pl.any_horizontal([flag(rule) for rule in self.rules]))
        yield from stream(query, chunk_rows, stop)


def settle(failing: pl.DataFrame, rules: Sequence[FusedRule]) -> pl.DataFrame:
    """The failing rows with the flags of unique rules set for true repetitions only.

    ``failing`` must hold all candidates. Rows that are left without a flag stay.
    """
    for rule in rules:
        if not rule.unique:
            continue
        suspect = failing[flag(rule)].arg_true()
        true = suspect.filter(confirmed(failing.select(rule.unique)[suspect]))
        repeated = pl.repeat(False, failing.height, eager=True).scatter(true, True)
        failing = failing.with_columns(repeated.alias(flag(rule)))
    return failing


def broken(scan: Scan) -> tuple[FusedRule, ...]:
    """The rules whose expression cannot be evaluated on this frame, found by running each alone."""
    found = []
    for rule in scan.rules:
        if rule.fails is None:
            continue
        try:
            scan.frame.select(scan.row, rule.fails.alias(flag(rule))).select(pl.col(flag(rule)).any()).collect(
                engine="streaming"
            )
        except Exception:
            found.append(rule)
    return tuple(found)


def failing_rows(scan: Scan) -> tuple[pl.DataFrame, tuple[FusedRule, ...]]:
    """All failing rows with settled flags, and the rules that had to be left out because they cannot be evaluated."""
    left_out: tuple[FusedRule, ...] = ()
    try:
        batches = list(scan.batches())
    except Exception:
        left_out = broken(scan)
        if not left_out:
            raise
        scan = replace(scan, rules=tuple(rule for rule in scan.rules if rule not in left_out))
        batches = list(scan.batches())
    failing = pl.concat(batches) if batches else pl.DataFrame()
    return (settle(failing, scan.rules) if batches else failing), left_out
