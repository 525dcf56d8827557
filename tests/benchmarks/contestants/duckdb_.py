"""DuckDB: one statement that keeps the failing rows with a flag a check."""

from __future__ import annotations

import duckdb
import polars as pl

from tests.benchmarks.checks import KEYS, MAX_SHARE, MIN_ROWS, UNIQUE
from tests.benchmarks.contestants.protocol import Answer, Task, listed
from tests.benchmarks.many import extra_rules
from tests.benchmarks.rulefiles import FEW, MANY
from tests.benchmarks.values import COLUMNS

_TYPES = {"String": "VARCHAR", "Int64": "BIGINT", "Float64": "DOUBLE", "Date": "DATE", "Datetime": "TIMESTAMP"}


def run(task: Task, variant: str = "") -> Answer:
    """Failing rows, counts, and the share a municipality; with ``many`` all 300 rules."""
    connection = duckdb.connect()
    for key, table in KEYS.items():
        path = f"'{task.side(table)}'"
        file = f"read_parquet({path})" if task.kind == "parquet" else f"read_csv({path}, delim=';', all_varchar=true)"
        connection.execute(f"CREATE VIEW {table} AS SELECT {key} FROM {file}")
    source, number = _source(task)
    conditions = {check.id: check.sql for check in task.checks}
    if variant == "many":
        conditions |= {extra.id: extra.sql for extra in extra_rules(MANY - FEW)}
    flags = [f'NOT coalesce({sql}, true) AS "{id_}"' for id_, sql in conditions.items()]
    for id_, fields in UNIQUE.items():
        listed_fields = ", ".join(fields)
        known = " AND ".join(f"{field} IS NOT NULL" for field in fields)
        repeated = f"SELECT {listed_fields} FROM {source} WHERE {known} GROUP BY ALL HAVING count(*) > 1"
        flags.append(f'coalesce(({listed_fields}) IN ({repeated}), false) AS "{id_}"')
    names = [*conditions, *UNIQUE]
    anyone = " OR ".join(f'"{each}"' for each in names)
    connection.execute(
        "CREATE TEMP TABLE failing AS SELECT * FROM "
        f"(SELECT *, {number} AS row, {', '.join(flags)} FROM {source}) WHERE {anyone}"
    )
    sums = ", ".join(f'sum("{each}"::INT)' for each in names)
    counts = connection.execute(f"SELECT {sums} FROM failing").fetchone()
    connection.execute(f"SELECT kommunenummer, {sums} FROM failing GROUP BY ALL").fetchall()
    over = connection.execute(
        f"SELECT kommunenummer FROM {source} WHERE kommunenummer IS NOT NULL GROUP BY ALL "
        f"HAVING count(*) >= {MIN_ROWS} AND count(*) FILTER (mottak_id IS NULL) / count(*) > {MAX_SHARE}"
    ).fetchall()

    def rows() -> pl.DataFrame:
        parts = {}
        for each in names:
            found = connection.execute(f'SELECT row FROM failing WHERE "{each}"').fetchnumpy()["row"]
            parts[each] = pl.Series("row", found)
        return listed(parts)

    return Answer(
        {each: int(count or 0) for each, count in zip(names, counts, strict=True)}, rows, sorted(row[0] for row in over)
    )


def _source(task: Task) -> tuple[str, str]:
    if task.kind == "parquet":
        return f"read_parquet('{task.path}', file_row_number=true)", "file_row_number"
    columns = ", ".join(f"'{name}': '{_TYPES[type(dtype).__name__]}'" for name, dtype in COLUMNS.items())
    return f"read_csv('{task.path}', delim=';', header=true, columns={{{columns}}})", "row_number() OVER () - 1"
