"""Fields of an audited extract, read when somebody looks at them; what was prepared once is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from auditor.results.profile.completeness import Cells, Completeness, completeness, preparation
from auditor.results.profile.values import Distribution, distribution

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult


@dataclass(frozen=True)
class TableFields:
    """The fields of a table: how complete they are and how their values are spread."""

    completeness: Completeness
    distributions: dict[str, Distribution]


class FieldReader:
    """The fields of the rows that were audited. Every method scans: call it off the UI thread."""

    def __init__(self, result: AuditResult) -> None:
        self.result = result
        self._prepared = preparation(result.extract, result.ruleset, result.reference_date)
        self._read: dict[str, TableFields] = {}

    @property
    def tables(self) -> list[str]:
        """The tables that can be looked into."""
        return [name for name in self._prepared.present if name not in self.result.ruleset.schemas]

    def of(self, table: str) -> TableFields:
        """A table's fields; read once."""
        if table not in self._read:
            places = self.result.municipalities
            complete = completeness(self._prepared, table, places)
            spread = {name: distribution(self._prepared, table, name, places) for name in complete.fields}
            self._read[table] = TableFields(complete, spread)
        return self._read[table]

    def rows_in_state(self, table: str, field: str, state: str, **keys: str | int | None) -> pl.Series:
        """Row numbers where the cell of a field is in a state, in a municipality or year (the keys), or in all."""
        cells = Cells(self._prepared, table, self.result.municipalities)
        return cells.rows(field, cells.states(field)[state], **keys)

    def rows_with(self, table: str, field: str, wanted: pl.Expr) -> pl.Series:
        """Row numbers where a condition on the prepared field holds."""
        return Cells(self._prepared, table, self.result.municipalities).rows(field, wanted)
