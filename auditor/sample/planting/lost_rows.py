"""Errors that only a whole group shows, planted by leaving persons out, so that what remains is unlike the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from auditor.sample.days import EXTRACT_DATE
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Custom, Planter
from auditor.sample.planting.views import HANDLE, WHO

_TABLE = "introduksjonsprogram"
_COMPARED = 5
"""Fewer groups are not compared with each other."""


def _lost_year(rule: str) -> Custom:
    """Hardly any who were settled, or began a programme, in the last year of a municipality reached the extract."""

    def plant(canvas: Canvas, count: int) -> int:
        last, large, left = EXTRACT_DATE.year, 60, 4
        both = {
            "BOS-KOM-001": ("bosetting", "bosettingsdato", "aar"),
            "NIR-KOM-011": (_TABLE, "start_dato", "start_aar"),
        }
        if not count or any(each.rule in both for each in canvas.planted):
            return 0
        free = set(canvas.free("person", canvas.views["person"].select(HANDLE, WHO))[WHO].to_list())
        people: dict[str, list[set[int]]] = {}
        sizes: list[dict[str, list[int]]] = []
        for table, date, _ in both.values():
            rows = canvas.views[table].select("kommunenummer", WHO, date)
            rows = rows.with_columns(pl.col(date).dt.year().alias("year"))
            of = {year: dict(rows.filter(pl.col("year") == year).group_by("kommunenummer").agg(WHO).iter_rows())
                  for year in (last - 1, last)}  # fmt: skip
            sizes.append(
                {place: [len(of[last - 1].get(place, [])), len(of[last].get(place, []))] for place in of[last]}
            )
            for place, found in of[last].items():
                people.setdefault(place, []).append(set(found))
        compared = [{place for place, counted in each.items() if max(counted) >= large} for each in sizes]
        if min(map(len, compared)) <= _COMPARED:
            return 0
        for place in sorted(compared[0] & compared[1], key=lambda each: (sizes[0][each][1], each)):
            if any(each[place][0] < large for each in sizes) or len(people[place]) < len(both):
                continue
            gone: set[int] = set()
            for found in people[place]:
                gone |= set(sorted(found)[left:])
            kept = [len(found - gone) for found in people[place]]
            if not gone <= free or min(kept) < 1:
                continue
            canvas.begin(rule)
            leave_out(canvas, gone)
            for each, (table, _, name) in both.items():
                canvas.expect_group(each, table, f"kommunenummer {place}, {name} {last}", f"-{table}")
            return 1
        return 0

    return Custom(rule, plant, first=True)


def leave_out(canvas: Canvas, people: set[int]) -> None:
    """Persons with everything the registers hold of them; what municipalities report of settlements follows."""
    for table, view in canvas.views.items():
        rows = view.filter(pl.col(WHO).is_in(sorted(people)))
        if table == "bosetting":
            _settle_fewer(canvas, rows)
        canvas.use(table, rows)
        canvas.remove(table, rows[HANDLE].to_list())


def _settle_fewer(canvas: Canvas, gone: pl.DataFrame) -> None:
    counted = gone.filter(~pl.col("bosettingstype").is_in(["Familieinnvandring", "Selvbosatt"]))
    fewer = counted.group_by("kommunenummer", pl.col("bosettingsdato").dt.year().cast(pl.Int64).alias("aar")).agg(
        pl.len().alias("fewer")
    )
    reported = canvas.views["anmodning"].filter(pl.lit(True)).with_columns(pl.col("aar").cast(pl.Int64))
    for row in reported.join(fewer, on=["kommunenummer", "aar"]).iter_rows(named=True):
        if row["bosatt"] is not None:
            canvas.write("anmodning", row[HANDLE], "bosatt", max(row["bosatt"] - row["fewer"], 0))
    canvas.use("anmodning", reported.join(fewer, on=["kommunenummer", "aar"], how="semi"))


def pools(sizes: Mapping[int, int], least: int, periods: int) -> list[tuple[range, int]]:
    """Years as a rule with ``pool`` joins them, and the rows of each: few rows take earlier years, the last first."""
    found: list[tuple[range, int]] = []
    for year in sorted(sizes, reverse=True):
        if found and found[-1][1] < least and found[-1][0][-1] - year <= periods:
            years, rows = found[-1]
            found[-1] = (range(year, years[-1] + 1), rows + sizes[year])
        else:
            found.append((range(year, year + 1), sizes[year]))
    return found


@dataclass(frozen=True)
class Unlike:
    """A rule about how many of the rows of a municipality and some years are unlike the usual ones.

    The usual ones are lost with their persons, from years that the rule then joins with no others.
    """

    rule: str
    table: str
    by: str
    """The field that holds the year."""
    year: pl.Expr
    within: pl.Expr
    usual: pl.Expr
    least: int
    """The rows a group must have."""
    enough: Callable[[pl.DataFrame, range], int | None]
    """From all rows and some years: how many unusual rows without any usual one are sure to be found, if any are."""

    def plant(self, canvas: Canvas, count: int) -> int:
        """The persons of a municipality's usual rows of some years are lost."""
        named = (self.year.alias("aar"), self.usual.alias("usual"))
        whole = canvas.views[self.table].filter(self.within).with_columns(named)
        whole = whole.select("kommunenummer", "aar", "usual", HANDLE, WHO)
        free = set(canvas.free(self.table, canvas.views[self.table].select(HANDLE, WHO))[HANDLE].to_list())
        planted = 0
        told: set[int] = set()
        for place in (
            whole.group_by("kommunenummer")
            .len()
            .sort("len", "kommunenummer", descending=[True, False])["kommunenummer"]
        ):
            rows = whole.filter(pl.col("kommunenummer") == place)
            years = None if planted == count else self._years(whole, rows)
            if years is None or any(each[-1] in told for each in years):
                continue
            inside = rows.filter(pl.col("aar").is_between(years[0][0], years[-1][-1]))
            if not free.issuperset(inside[HANDLE].to_list()):
                continue
            canvas.begin(self.rule)
            canvas.use(self.table, inside)
            leave_out(canvas, set(inside.filter(pl.col("usual"))[WHO].to_list()))
            for each in years:
                told.add(each[-1])
                label = f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0])
                canvas.expect_group(
                    self.rule, self.table, f"kommunenummer {place}, {self.by} {label}", f"-{self.table}"
                )
            planted += 1
        return planted

    def _years(self, whole: pl.DataFrame, rows: pl.DataFrame) -> list[range] | None:
        """Years of a municipality that are joined with no others once the usual rows are lost."""
        before = dict(rows.group_by("aar").len().iter_rows())
        after = dict(rows.filter(~pl.col("usual")).group_by("aar").len().iter_rows())
        for first in sorted(before):
            for last in range(first, first + 3):
                taken = range(first, last + 1)
                sizes = {year: after.get(year, 0) if year in taken else size for year, size in before.items()}
                joined = [
                    (years, size)
                    for years, size in pools({year: size for year, size in sizes.items() if size}, self.least, 2)
                    if size >= self.least and set(years) & set(taken)
                ]
                inside = all(set(years) <= set(taken) for years, _ in joined)
                if joined and inside and all(self._found(whole, years, size) for years, size in joined):
                    return [years for years, _ in joined]
        return None

    def _found(self, whole: pl.DataFrame, years: range, size: int) -> bool:
        enough = self.enough(whole, years)
        return enough is not None and size >= enough


def _enough_programmes(_: pl.DataFrame, __: range) -> int:
    """Wilson's interval of 42 of 42 lies above seven in ten."""
    return 42


def _where_most_are_soon(whole: pl.DataFrame, years: range) -> int | None:
    """In years in which most are settled soon, a municipality where nobody is stands out, if there are others."""
    soon = whole.filter(pl.col("aar").is_between(years[0], years[-1]))["usual"].mean()
    sizes = whole.group_by("kommunenummer", "aar").len()
    compared = [
        each
        for of_place in sizes.partition_by("kommunenummer")
        for each, rows in pools(dict(of_place.select("aar", "len").iter_rows()), 10, 2)
        if each[-1] == years[-1] and rows >= 10
    ]
    return 14 if isinstance(soon, float) and soon >= 0.68 and len(compared) > _COMPARED else None


_LENGTHS = Unlike(
    "NIR-KOM-006",
    _TABLE,
    "slutt_aar",
    pl.col("slutt_dato").dt.year(),
    (pl.col("lovverk") == "introduksjonsloven")
    & pl.col("slutt_dato").is_not_null()
    & ~pl.col("avslutningsarsak").is_in(["Flyttet", "Død"]),
    (pl.col("slutt_dato") >= pl.col("start_dato").dt.offset_by("18mo"))
    & (pl.col("slutt_dato") < pl.col("start_dato").dt.offset_by("31mo")),
    40,
    _enough_programmes,
)
_SETTLED = Unlike(
    "BOS-KOM-002",
    "bosetting",
    "tillatelse_aar",
    pl.col("p_tillatelse_dato").dt.year(),
    (pl.col("bosettingstype") == "Fra mottak") & pl.col("p_tillatelse_dato").is_not_null(),
    pl.col("bosettingsdato") <= pl.col("p_tillatelse_dato").dt.offset_by("6mo"),
    10,
    _where_most_are_soon,
)


PLANTERS: tuple[Planter, ...] = (
    Custom(_LENGTHS.rule, _LENGTHS.plant, first=True),
    Custom(_SETTLED.rule, _SETTLED.plant, first=True),
    _lost_year("BOS-KOM-001"),
    _lost_year("NIR-KOM-011"),
)
