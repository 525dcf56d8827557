"""Auditing a table by a foreign pandera schema: failing rows and counts for each rule that was made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from auditor.engine.fuse import FusedPlan, FusedRule, NotFusable, Slot, fuse
from auditor.engine.fused.casting import cast, castable
from auditor.engine.fused.wide import Scan, broken, flag, settle
from auditor.engine.pandera_native import run_alone, run_native
from auditor.model.errors import Cancelled
from auditor.model.extract import RAGGED, ROW
from auditor.model.rule import SchemaCondition
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.slots import RuleKind, unique_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pandera.polars import DataFrameSchema

    from auditor.model.rule import Rule

FINDINGS = pl.Schema({"rule": pl.UInt16, "row": pl.UInt32})
HIDDEN = (ROW, RAGGED)
"""Columns of the program's own, which a schema must not know of."""

COLUMN_ABSENT = "pandera.column_absent"
RULE_RAISED = "pandera.rule_raised"


@dataclass(frozen=True)
class SchemaOutcome:
    """How one rule of a schema went.

    ``found`` counts failing rows; it is 1 with ``whole_table`` where the rule speaks of the table (a missing column, a
    wrong type, a total), which gives no row. ``reason`` is a key of the ``pandera`` catalogue that takes ``rule``,
    ``table`` and ``field``.
    """

    rule_id: str
    status: RuleStatus
    engine: str
    checked: int = 0
    found: int = 0
    whole_table: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class SchemaAudit:
    """The outcomes in the order of the given rules, and one row a finding: ``rule`` (its place there) and ``row``."""

    rows: int
    outcomes: tuple[SchemaOutcome, ...]
    findings: pl.DataFrame


@dataclass
class _Tally:
    """What is known of one slot of a schema."""

    engine: str
    rows: list[pl.Series] = field(default_factory=list)
    whole_table: bool = False
    error: bool = False


def audit_schema_table(
    schema: DataFrameSchema,
    frame: pl.LazyFrame,
    rules: Sequence[Rule],
    engine: str = "fused",
    stop: Callable[[], bool] | None = None,
    tell: Callable[[int], None] | None = None,
) -> SchemaAudit:
    """Apply the rules made from ``schema`` to a table.

    ``frame`` has the typed columns (see :func:`as_declared`) and ROW; RAGGED may be there. ``engine`` is ``fused`` (one
    scan; what cannot be fused runs on pandera alone) or ``pandera`` (all of it on pandera's backend, the reference; the
    table is then read into memory). ``tell`` gets the failing rows so far. Cancelled where ``stop`` says so.
    """
    names = [name for name in frame.collect_schema().names() if name not in HIDDEN]
    rows = int(frame.select(pl.len()).collect(engine="streaming").item())
    plan = None
    if engine == "fused":
        try:
            plan = fuse(schema, pl.Schema({name: frame.collect_schema()[name] for name in names}))
        except NotFusable:
            plan = None
    if plan is None:
        tallies = _by_pandera(schema, frame, names)
        default = "pandera"
    else:
        tallies = _in_one_scan(plan, frame, stop, tell)
        default = "fused"
    outcomes, findings = [], [pl.DataFrame(schema=FINDINGS)]
    for place, rule in enumerate(rules):
        outcome, found = _outcome(rule, tallies, default, _absent(schema, rule, names), rows)
        outcomes.append(outcome)
        if len(found):
            findings.append(
                pl.DataFrame({"rule": pl.repeat(place, len(found), dtype=pl.UInt16, eager=True), "row": found})
            )
    return SchemaAudit(rows, tuple(outcomes), pl.concat(findings))


def _in_one_scan(
    plan: FusedPlan, frame: pl.LazyFrame, stop: Callable[[], bool] | None, tell: Callable[[int], None] | None
) -> dict[Slot, _Tally]:
    prepared = plan.prepare(frame, keep=(ROW,))
    scan = Scan(prepared, plan.rules, ROW)
    left_out: tuple[FusedRule, ...] = ()
    try:
        tallies = _tallies(scan, stop, tell)
    except Cancelled:
        raise
    except Exception:
        left_out = broken(scan)
        if not left_out:
            raise
        kept = tuple(rule for rule in plan.rules if rule not in left_out)
        tallies = _tallies(Scan(prepared, kept, ROW), stop, tell)
    checked = plan.prepare(frame.drop(HIDDEN, strict=False)).drop(plan.structure.hidden)
    numbers: pl.Series | None = None
    for rule in (*(rule for rule, _ in plan.unfusable), *left_out):
        if stop is not None and stop():
            raise Cancelled
        tally = tallies.setdefault(rule.slot, _Tally("pandera"))
        tally.engine = "pandera"
        if rule.check_object is None:
            tally.error = True
            continue
        seen = checked if rule.visible is None else checked.select(rule.visible)
        alone = run_alone(rule.check_object, seen, rule.key)
        tally.error |= alone.error is not None
        tally.whole_table |= alone.whole_frame
        if len(alone.rows):
            if numbers is None:
                numbers = frame.select(ROW).collect(engine="streaming")[ROW]
            tally.rows.append(numbers[alone.rows])
    for finding in plan.scalars:
        tallies.setdefault(finding.slot, _Tally("fused")).whole_table = True
    return tallies


def _tallies(scan: Scan, stop: Callable[[], bool] | None, tell: Callable[[int], None] | None) -> dict[Slot, _Tally]:
    """The failing rows of each rule, batch by batch; a rule that may be met in several columns has one tally."""
    tallies = {rule.slot: _Tally("narrow" if rule.unique else "fused") for rule in scan.rules}
    unique = tuple(rule for rule in scan.rules if rule.unique)
    suspects: list[pl.DataFrame] = []
    failing = 0
    for batch in scan.batches(stop=stop):
        failing += batch.height
        for rule in scan.rules:
            if not rule.unique:
                tallies[rule.slot].rows.append(batch[scan.row].filter(batch[flag(rule)]))
        if unique:
            marks = [flag(rule) for rule in unique]
            keys = dict.fromkeys(name for rule in unique for name in rule.unique or ())
            suspects.append(batch.filter(pl.any_horizontal(marks)).select(scan.row, *keys, *marks))
        if tell is not None:
            tell(failing)
    if stop is not None and stop():
        raise Cancelled
    if suspects:
        settled = settle(pl.concat(suspects), unique)
        for rule in unique:
            tallies[rule.slot].rows.append(settled[scan.row].filter(settled[flag(rule)]))
    return tallies


def _by_pandera(schema: DataFrameSchema, frame: pl.LazyFrame, names: Sequence[str]) -> dict[Slot, _Tally]:
    data = frame.select(ROW, *names).collect()
    report = run_native(schema, data.select(names))
    tallies: dict[Slot, _Tally] = {}
    for column, check, number, _ in report.errors.iter_rows():
        tallies.setdefault((column, check, number), _Tally("pandera")).error = True
    for (column, check, number), group in report.failures.group_by("column", "check", "number", maintain_order=True):
        slot = (None if column is None else str(column), str(check), number if isinstance(number, int) else None)
        tally = tallies.setdefault(slot, _Tally("pandera"))
        tally.whole_table |= group["row"].null_count() > 0
        tally.rows.append(data[ROW][group["row"].drop_nulls()])
    return tallies


def _absent(schema: DataFrameSchema, rule: Rule, names: Sequence[str]) -> bool:
    """Whether a rule speaks of a column that is not there (other than by demanding it)."""
    condition = rule.condition
    assert isinstance(condition, SchemaCondition)
    if condition.check == RuleKind.FRAME_UNIQUE.value and condition.column is None:
        group = unique_groups(schema)[condition.number or 0]
        kept = set(names) if schema.strict != "filter" else set(names) & set(schema.columns)
        return not set(group) <= kept | (set(schema.columns) if schema.add_missing_columns else set())
    if condition.column is None or condition.check in (RuleKind.PRESENT.value, RuleKind.PATTERN_MATCHES.value):
        return False
    column = schema.columns.get(condition.column)
    if column is None or condition.column in names:
        return False
    if column.regex:
        return not pl.LazyFrame(schema=dict.fromkeys(names, pl.Null)).select(pl.col(column.selector)).collect_schema()
    return not schema.add_missing_columns


def _outcome(
    rule: Rule, tallies: dict[Slot, _Tally], default: str, absent: bool, rows: int
) -> tuple[SchemaOutcome, pl.Series]:
    condition = rule.condition
    assert isinstance(condition, SchemaCondition)
    nothing = pl.Series("row", [], dtype=pl.UInt32)
    if absent:
        return SchemaOutcome(rule.id, RuleStatus.NOT_CHECKABLE, default, reason=COLUMN_ABSENT), nothing
    tally = tallies.get((condition.column, condition.check, condition.number), _Tally(default))
    if tally.error:
        return SchemaOutcome(rule.id, RuleStatus.FAILED, tally.engine, reason=RULE_RAISED), nothing
    found = pl.concat(tally.rows).cast(pl.UInt32).unique().sort().alias("row") if tally.rows else nothing
    whole = tally.whole_table
    count = len(found) or int(whole)
    return SchemaOutcome(rule.id, RuleStatus.RAN, tally.engine, rows, count, whole and not len(found)), found


def as_declared(schema: DataFrameSchema, frame: pl.LazyFrame) -> tuple[pl.LazyFrame, dict[str, pl.Expr]]:
    """A table of text as the types a schema declares, and for each column read so, where a value could not be read.

    Columns that are no text, and those whose type the schema leaves open, stay as they are. Dates and times are read in
    the form of ISO 8601. The expressions are about ``frame``: true where there is a value that gives none of the type.
    """
    given = frame.collect_schema()
    read: dict[str, pl.Expr] = {}
    for name, source in given.items():
        declared = schema.columns.get(name)
        dtype = schema.dtype if schema.dtype is not None else None if declared is None else declared.dtype
        target = getattr(dtype, "type", None)
        if name in HIDDEN or source != pl.String or target is None or target == pl.String:
            continue
        if castable(source, target):
            read[name] = cast(pl.col(name), source, target, strict=False)
    unreadable = {name: pl.col(name).is_not_null() & value.is_null() for name, value in read.items()}
    return frame.with_columns(value.alias(name) for name, value in read.items()), unreadable
