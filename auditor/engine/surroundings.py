"""The rows that the rules about one person's records look at, out of tables of any size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.model import rule as rules
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW, Extract, SourceFile, TablePart
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet

WHOLE_ROWS = 20_000
"""A table that is about no person, such as the register of centres, is taken whole up to so many rows."""


@dataclass(frozen=True)
class Link:
    """Rows of ``here`` look at the rows of ``there`` that have the same values: pairs of a field here and there."""

    here: str
    there: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Surroundings:
    """An excerpt of an extract: the rows judged (``own``), by table, and all that they look at."""

    extract: Extract
    own: Mapping[str, pl.Series]
    """The rows of the person, by table; where a record is about nobody, that record alone."""
    whole: frozenset[str]
    """Tables of which no row is left out."""


def links_of(ruleset: RuleSet, chosen: Iterable[Rule]) -> list[Link]:
    """From which table to which, and by what, the rules look; those of the rule's own groups are not in it."""
    found = [Link(each.table, each.from_table, tuple(each.key.items())) for each in ruleset.lookups]
    for rule in chosen:
        if isinstance(rule.condition, rules.ReferenceCondition):
            pairs = zip(rule.condition.fields, rule.condition.to_fields, strict=True)
            found.append(Link(rule.table, rule.condition.to_table, tuple(pairs)))
    return list(dict.fromkeys(found))


def by_person(ruleset: RuleSet, link: Link) -> bool:
    """Whether the rows there are those of the same person."""
    here, there = ruleset.tables[link.here].person, ruleset.tables[link.there].person
    return here is not None and there is not None and (here, there) in link.pairs


def surroundings(result: AuditResult, table: str, row: int, links: Sequence[Link]) -> Surroundings:
    """Gather them; scans the files, so call it off the UI thread."""
    ruleset, tables = result.ruleset, result.extract.tables
    there = [name for name in result.tables if name in tables]
    frames = {name: tables[name].frame for name in there}
    record = frames[table].filter(pl.col(ROW) == row).collect(engine="streaming")
    field = ruleset.tables[table].person
    person = record[field].cast(pl.String).str.strip_chars()[0] if field in record.columns and record.height else None
    wanted: dict[str, pl.LazyFrame] = {}
    whole = {name for name in there if ruleset.tables[name].person is None and result.tables[name].rows <= WHOLE_ROWS}
    for name in there:
        about = ruleset.tables[name].person
        if name in whole:
            wanted[name] = frames[name]
        elif person and about in frames[name].collect_schema():
            wanted[name] = frames[name].filter(pl.col(about or "").cast(pl.String).str.strip_chars() == person)
    near = dict(zip(wanted, pl.collect_all(wanted.values(), engine="streaming"), strict=True))
    if table not in near:
        near[table] = record
    own = {
        name: frame[ROW]
        for name, frame in near.items()
        if person and ruleset.tables[name].person is not None and name not in whole
    }
    own.setdefault(table, record[ROW])
    far = _looked_at(
        result, near, own, [link for link in links if link.there not in whole and not by_person(ruleset, link)]
    )
    for name, frame in far.items():
        near[name] = pl.concat([near[name], frame]).unique(ROW, maintain_order=True) if name in near else frame
    return Surroundings(
        _excerpt(result.extract, {name: near.get(name) for name in there}, frames), own, frozenset(whole)
    )


def _looked_at(
    result: AuditResult, near: Mapping[str, pl.DataFrame], own: Mapping[str, pl.Series], links: Sequence[Link]
) -> dict[str, pl.DataFrame]:
    """Rows of other persons that the person's own look at, by table."""
    conditions: dict[str, list[pl.Expr]] = {}
    for link in links:
        frame, there = near.get(link.here), result.extract.tables.get(link.there)
        if frame is None or there is None or link.here not in own:
            continue
        if not {here for here, _ in link.pairs} <= set(frame.columns):
            continue
        if not {each for _, each in link.pairs} <= set(there.frame.collect_schema()):
            continue
        mine = frame.filter(pl.col(ROW).is_in(own[link.here].implode()))
        same = [
            pl.col(each).cast(pl.String).str.strip_chars().is_in(values.implode())
            for here, each in link.pairs
            for values in (mine[here].cast(pl.String).str.strip_chars().drop_nulls().unique(),)
        ]
        conditions.setdefault(link.there, []).append(pl.all_horizontal(same))
    wanted = {
        name: result.extract.tables[name].frame.filter(pl.any_horizontal(each)) for name, each in conditions.items()
    }
    return dict(zip(wanted, pl.collect_all(wanted.values(), engine="streaming"), strict=True)) if wanted else {}


def _excerpt(extract: Extract, rows: Mapping[str, pl.DataFrame | None], frames: Mapping[str, pl.LazyFrame]) -> Extract:
    """An extract of the rows; of a table without any, no row."""
    tables, files = {}, []
    for name, found in rows.items():
        held = found if found is not None else frames[name].clear().collect()
        tables[name] = replace(extract.tables[name], frame=held.lazy(), parts=(TablePart(name, 0, 1),))
        files.append(SourceFile(name, "", 0, "", held.height))
    return Extract(tables, replace(extract.manifest, files=tuple(files)))
