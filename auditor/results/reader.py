"""Reading the values behind findings, at the moment a person looks at them and not before."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.extract.steady import steady
from auditor.model.audit import AuditResult
from auditor.model.extract import RAGGED, ROW


class RowReader:
    """Values of an audited extract, by table and row number. A read scans the file: call it off the UI thread.

    ExtractError where a file is not any more what was audited.
    """

    def __init__(self, result: AuditResult) -> None:
        self.result = result
        self._prepared = Preparation(result.extract, result.ruleset, result.reference_date)

    def fields(self, table: str) -> list[str]:
        """All columns of the raw table, the declared fields first."""
        schema = self.result.extract.tables[table].frame.collect_schema()
        return [name for name in schema if name not in (ROW, RAGGED)]

    def read(self, table: str, rows: Sequence[int] | pl.Series, fields: Sequence[str] | None = None) -> pl.DataFrame:
        """ROW and the raw text of ``fields`` (all, where none are named) for ``rows``, in the order asked.

        A derived or looked-up field is given as text, too. Unknown fields are left out.
        """
        wanted = pl.Series(ROW, rows, dtype=pl.UInt32)
        raw = self.fields(table)
        names = raw if fields is None else list(dict.fromkeys(fields))
        frame = self.result.extract.tables[table].frame
        near = [name for name in names if name in raw]
        far = self._computed(table, [name for name in names if name not in raw])
        with steady(self.result.extract):
            found = _pick(frame, wanted, near)
            if far:
                computed = self._prepared.of_rows(table, wanted, far).with_columns(pl.col(far).cast(pl.String))
                found = found.join(computed, on=ROW, how="left")
        return wanted.to_frame().join(found, on=ROW, how="left", maintain_order="left").select(ROW, *near, *far)

    def rows_of_person(self, table: str, person: str) -> pl.DataFrame:
        """All raw rows of a table about one person, by the table's person field; empty for a table without one."""
        described = self.result.ruleset.tables[table]
        frame = self.result.extract.tables[table].frame
        schema = frame.collect_schema()
        if described.person is None or described.person not in schema:
            return frame.clear().collect()
        about = pl.col(described.person).cast(pl.String).str.strip_chars() == person
        with steady(self.result.extract):
            return frame.filter(about).collect(engine="streaming")

    def _computed(self, table: str, names: list[str]) -> list[str]:
        if not names or table not in self._prepared.present or table in self.result.ruleset.schemas:
            return []
        known = self._prepared.columns(table).all
        return [name for name in names if name in known]


def _pick(frame: pl.LazyFrame, rows: pl.Series, names: list[str]) -> pl.DataFrame:
    picked = frame.filter(pl.col(ROW).is_in(rows.unique().implode()))
    return picked.select(ROW, *(pl.col(name).cast(pl.String) for name in names)).collect(engine="streaming")
