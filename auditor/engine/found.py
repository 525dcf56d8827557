"""Findings as they come, batch by batch: in memory up to a limit, and in a file of their own beyond it.

The file holds numbers of rules, rows and municipalities, and no value of any record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from auditor.engine.municipality_codes import CODES, municipality_names, municipality_physical
from auditor.engine.progress import FirstRow

EMPTY_FINDINGS: dict[str, pl.DataType | type[pl.DataType]] = {
    "rule": pl.UInt16,
    "row": pl.UInt32,
    "municipality": CODES,
}
HELD_FINDINGS = 8_000_000
"""Findings of a table in memory, eight bytes each, before they are written to a file."""
_TOLD, _TOLD_OF_A_RULE = 40, 3
"""Failing rows that are told of while a pass goes on: more do not fit on a screen, and none crowds out the others."""

_Part = tuple[np.ndarray, np.ndarray]


def empty_findings() -> pl.DataFrame:
    """A findings frame without findings."""
    return pl.DataFrame(schema=EMPTY_FINDINGS)


@dataclass
class Found:
    """The findings of one table so far."""

    count: int = 0
    _parts: dict[int, list[_Part]] = field(default_factory=dict)
    """Rule -> row numbers and the municipality codes beside them, batch by batch."""
    _first: dict[int, _Part] = field(default_factory=dict)
    _held: int = 0
    _written: list[Path] = field(default_factory=list)
    _folder: TemporaryDirectory[str] | None = None
    """Of the owner alone; removed with the findings, whatever ends the audit."""
    _can_write: bool = True

    def add(self, rule: int, rows: np.ndarray, codes: np.ndarray) -> None:
        """Note findings of one rule: row numbers and municipality codes."""
        self._parts.setdefault(rule, []).append((rows.astype(np.uint32), codes.astype(np.uint32)))
        self._first.setdefault(rule, (rows[:_TOLD_OF_A_RULE], codes[:_TOLD_OF_A_RULE]))
        self.count += len(rows)
        self._held += len(rows)
        if self._held >= HELD_FINDINGS and self._can_write:
            self._write()

    def first(self) -> list[FirstRow]:
        """The first failing rows, by number, a few of each rule."""
        found = sorted(
            (int(row), rule, int(code)) for rule, part in self._first.items() for row, code in zip(*part, strict=True)
        )[:_TOLD]
        wheres = municipality_names(np.array([code for _, _, code in found], np.int64)).to_list()
        return [(row, rule, where) for (row, rule, _), where in zip(found, wheres, strict=True)]

    def frame(self) -> pl.DataFrame:
        """All findings, by rule and row, as TableResult promises; they are forgotten here.

        What was written is read back, now that the batches of the pass are gone. OSError where it cannot be.
        """
        frames = [pl.read_ipc(path) for path in self._written]
        if self._folder is not None:
            self._folder.cleanup()
        frames.append(self._taken())
        whole = _by_rule(frames) if len(frames) > 1 else frames[0]
        return whole.with_columns(pl.col("municipality").cat.to(CODES))

    def _write(self) -> None:
        """Move what is held to a file; where that cannot be, it all stays in memory."""
        held = self._taken()
        try:
            if self._folder is None:
                self._folder = TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True)
            path = Path(self._folder.name, f"{len(self._written)}.arrow")
            held.write_ipc(path, compression="uncompressed")
            self._written.append(path)
        except (OSError, pl.exceptions.PolarsError):
            self._can_write = False
            codes = held["municipality"].cast(pl.Int64).fill_null(-1).to_numpy() + 1
            first = 0
            for rule, rows in _runs(held):
                here = slice(first, first + rows)
                self._parts[rule] = [(held["row"][here].to_numpy(), codes[here].astype(np.uint32))]
                first += rows

    def _taken(self) -> pl.DataFrame:
        """What is held, by rule and row, with municipalities as whole numbers."""
        rules, rows, codes = [], [], []
        for rule in sorted(self._parts):
            at, where = (np.concatenate(each) for each in zip(*self._parts.pop(rule), strict=True))
            if len(at) > 1 and (at[1:] < at[:-1]).any():
                order = np.argsort(at, kind="stable")
                at, where = at[order], where[order]
            rules.append(np.full(len(at), rule, np.uint16))
            rows.append(at)
            codes.append(where)
        self._held = 0
        return pl.DataFrame(
            {
                "rule": np.concatenate([np.empty(0, np.uint16), *rules]),
                "row": np.concatenate([np.empty(0, np.uint32), *rows]),
                "municipality": municipality_physical(np.concatenate([np.empty(0, np.uint32), *codes])),
            }
        )


def _by_rule(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames that are each in order, as one, without a copy but of a rule whose rows lie among each other."""
    parts: dict[int, list[pl.DataFrame]] = {}
    for frame in frames:
        first = 0
        for rule, rows in _runs(frame):
            parts.setdefault(rule, []).append(frame.slice(first, rows))
            first += rows
    ordered = []
    for rule in sorted(parts):
        each = parts[rule]
        if all(one["row"][-1] < other["row"][0] for one, other in pairwise(each)):
            ordered.extend(each)
        else:
            ordered.append(pl.concat(each).sort("row", maintain_order=True))
    return pl.concat(ordered, rechunk=False)


def _runs(frame: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """The rules of a frame in order, and how many findings each has."""
    yield from frame["rule"].rle().struct.unnest().select("value", "len").iter_rows()
