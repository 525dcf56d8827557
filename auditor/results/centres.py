"""Reception centres that do not fit the extract's own register of them, counted by the rows that name a centre.

The rule set says which fields those are (``centre``, ``centre_fields``); no rule need have run. Which centre each case
may mean is told by :mod:`auditor.results.centre_candidates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.extract.steady import steady
from auditor.model.table import CentreFields
from auditor.reference import municipalities
from auditor.rulesets.values import UNKNOWN

if TYPE_CHECKING:
    import datetime as dt

    from auditor.model.extract import Extract
    from auditor.model.ruleset import RuleSet
    from auditor.model.table import Table


class CentreProblem(str, Enum):
    """What does not fit; in the order of how much hangs on it."""

    UNKNOWN = "unknown"
    """A key that the register does not have."""
    UNMAPPED = "unmapped"
    """A stay without a key."""
    CLOSED = "closed"
    """Stays after the centre closed."""
    EARLY = "early"
    """Stays before it opened."""
    MUNICIPALITY = "municipality"
    """Stays in another municipality than the register says, both numbers valid on the day."""
    TYPE = "type"
    """Stays in another type of centre than the register says."""
    RENAMED = "renamed"
    """A name that the register does not have for the centre."""

    @property
    def by_mapping(self) -> bool:
        """Whether saying which centre is meant puts it right; the others are errors of the register or of the stays."""
        return self in (CentreProblem.UNKNOWN, CentreProblem.UNMAPPED, CentreProblem.RENAMED)

    @property
    def by_name(self) -> bool:
        """Whether each name is a case of its own."""
        return self in (CentreProblem.UNMAPPED, CentreProblem.RENAMED)


CASES: Mapping[str, Any] = {
    "problem": pl.String,
    "table": pl.String,
    "key": pl.String,
    "name": pl.String,
    "rows": pl.Int64,
    "municipality": pl.String,
    "first": pl.Date,
    "last": pl.Date,
}
NAMED: Mapping[str, Any] = {
    "key": pl.String,
    "name": pl.String,
    "type": pl.String,
    "municipality": pl.String,
    "from": pl.Date,
    "to": pl.Date,
    "key_hidden": pl.Boolean,
    "to_hidden": pl.Boolean,
    "rows": pl.Int64,
    "table": pl.String,
    "stay": pl.Boolean,
}
REGISTER: Mapping[str, Any] = {
    "key": pl.String,
    "name": pl.String,
    "other_names": pl.String,
    "type": pl.String,
    "municipality": pl.String,
    "opened": pl.Date,
    "closed": pl.Date,
}
_DATES = ("from", "to", "opened", "closed")
_FOLDED = "__folded"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that does not fit: a key, a name, or a centre with stays that do not suit it."""

    problem: CentreProblem
    table: str
    key: str | None
    name: str | None

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Case:
        """The case of a line of :attr:`CentreCases.cases`."""
        return cls(CentreProblem(line["problem"]), line["table"], line["key"], line["name"])


class CentreCases:
    """The reception centres of an extract against its register.

    Reading looks at every row that names a centre: make and ask it off the UI thread.
    """

    def __init__(self, extract: Extract, ruleset: RuleSet, reference_date: dt.date) -> None:
        self._tables = Preparation(extract, ruleset, reference_date)
        self._declared = ruleset.tables

    @cached_property
    def register(self) -> pl.DataFrame | None:
        """The centres, columns REGISTER; of one with several rows the first. None where there is no register."""
        table = next((each for each in self._present() if each.registers_centres), None)
        if table is None:
            return None
        fields = table.centre_fields
        wanted = {
            "key": table.centre,
            "name": fields.name,
            "other_names": fields.other_names,
            "type": fields.type,
            "municipality": table.municipality,
            "opened": fields.opened,
            "closed": fields.closed,
        }
        with steady(self._tables.extract):
            frame = self._read(table, wanted).collect(engine="streaming")
        return frame.drop_nulls("key").unique("key", keep="first", maintain_order=True).select(list(REGISTER))

    @cached_property
    def cases(self) -> pl.DataFrame:
        """One row a case, columns CASES: what most hangs on first, then those with most rows."""
        found = [pl.DataFrame(schema=CASES)]
        if self.register is not None:
            found += [self._cases(problem) for problem in CentreProblem]
        return pl.concat(found)

    def rows_of(self, case: Case) -> pl.DataFrame:
        """The rows of a case, columns NAMED: those that are alike in all of them are one, with their number."""
        rows = self._judged.filter(
            pl.col(_flag(case.problem)) & (pl.col("table") == case.table) & pl.col("key").eq_missing(pl.lit(case.key))
        )
        if case.problem.by_name:
            folded = case.name.lower() if case.name is not None else None
            rows = rows.filter(pl.col("name").str.to_lowercase().eq_missing(pl.lit(folded)))
        return rows.select(list(NAMED))

    def _cases(self, problem: CentreProblem) -> pl.DataFrame:
        by = ["table", "key", *([_FOLDED] if problem.by_name else [])]
        rows = self._judged.filter(_flag(problem)).sort("rows", descending=True)
        rows = rows.with_columns(pl.col("name").str.to_lowercase().alias(_FOLDED))
        lines = rows.group_by(by).agg(
            pl.lit(problem.value).first().alias("problem"),
            pl.col("name").drop_nulls().first(),
            pl.col("rows").sum().alias("sum"),
            pl.col("municipality").drop_nulls().first(),
            pl.min_horizontal(pl.col("from").min(), pl.col("to").min()).alias("first"),
            pl.max_horizontal(pl.col("from").max(), pl.col("to").max()).alias("last"),
        )
        lines = lines.rename({"sum": "rows"}).sort("key", "name", nulls_last=True)
        return lines.sort("rows", descending=True, maintain_order=True).select(
            pl.col(name).cast(kind) for name, kind in CASES.items()
        )

    @cached_property
    def _named(self) -> pl.DataFrame:
        """Rows that name a centre, columns NAMED."""
        parts = [pl.DataFrame(schema=NAMED)]
        for table in self._present():
            for field in () if table.registers_centres else table.centre_keys:
                about = field == table.centre
                described = table.centre_fields != CentreFields()
                start, end = table.event or (None, None)
                wanted = {
                    "key": field,
                    "name": table.centre_fields.name if about else None,
                    "type": table.centre_fields.type if about else None,
                    "municipality": table.municipality if about else None,
                    "from": start if about else None,
                    "to": end if about else None,
                }
                frame = self._read(table, wanted).group_by(pl.all()).agg(pl.len().cast(pl.Int64).alias("rows"))
                stays = about and end is not None and described
                frame = frame.with_columns(table=pl.lit(table.name), stay=pl.lit(stays))
                with steady(self._tables.extract):
                    parts.append(frame.collect(engine="streaming").select(list(NAMED)))
        return pl.concat(parts)

    @cached_property
    def _judged(self) -> pl.DataFrame:
        """The rows that name a centre, with what its register says and a Boolean column for each problem."""
        assert self.register is not None
        there = {name: f"{name}_there" for name in ("name", "type", "municipality")}
        register = self.register.rename(there).with_columns(found=pl.lit(True))
        rows = self._named.join(register, on="key", how="left")
        key, day, stay = pl.col("key"), pl.col("from"), pl.col("stay")
        found = pl.col("found").fill_null(False)
        name = pl.col("name").str.to_lowercase()
        place, place_there = pl.col("municipality"), pl.col("municipality_there")
        both_valid = municipalities.valid_at(place, day) & municipalities.valid_at(place_there, day)
        known_name = (name == pl.col("name_there").str.to_lowercase()) | pl.col("other_names").fill_null(
            "-"
        ).str.to_lowercase().str.contains(name, literal=True)
        judged = {
            CentreProblem.UNKNOWN: key.is_not_null() & ~found,
            CentreProblem.UNMAPPED: stay & key.is_null() & ~pl.col("key_hidden"),
            CentreProblem.CLOSED: stay
            & ~pl.col("to_hidden")
            & pl.col("closed").is_not_null()
            & ~(pl.col("to") <= pl.col("closed")).fill_null(False),
            CentreProblem.EARLY: stay & (day < pl.col("opened")),
            CentreProblem.MUNICIPALITY: stay & both_valid & (place != place_there),
            CentreProblem.TYPE: stay & (pl.col("type") != pl.col("type_there")),
            CentreProblem.RENAMED: found & pl.col("name_there").is_not_null() & ~known_name,
        }
        return rows.with_columns(expr.fill_null(False).alias(_flag(problem)) for problem, expr in judged.items())

    def _present(self) -> list[Table]:
        there = self._tables.present
        return [self._declared[name] for name in there if set(self._declared[name].centre_keys) & there[name]]

    def _read(self, table: Table, wanted: Mapping[str, str | None]) -> pl.LazyFrame:
        """The wanted fields under their names here, trimmed; null where the table has none or they cannot be seen."""
        columns = self._tables.columns(table.name).own

        def picked(name: str, field: str | None) -> pl.Expr:
            kind = pl.Date if name in _DATES else pl.String
            return (pl.col(field) if field in columns else pl.lit(None)).cast(kind).alias(name)

        def hidden(name: str) -> pl.Expr:
            field = wanted.get(name)
            known = pl.col(f"{field}{UNKNOWN}").fill_null(False) if field in columns else pl.lit(False)
            return known.alias(f"{name}_hidden")

        frame = self._tables.own(table.name).select(
            *(picked(name, field) for name, field in wanted.items()), hidden("key"), hidden("to")
        )
        return frame.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))


def _flag(problem: CentreProblem) -> str:
    return f"__{problem.value}"
