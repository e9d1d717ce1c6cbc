"""Many rows at once: executemany with tuples on SQLite, COPY on PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ARRAY, Connection, FromClause, Select, Table, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.types import TypeEngine

from storage.framing import objects

#: Rows in memory as Python objects at one time.
CHUNK = 20_000


def insert_rows(c: Connection, table: Table, names: Sequence[str], chunks: Iterable[Sequence[Sequence[Any]]]) -> None:
    """Insert rows given as chunks of columns, each a list of plain Python values in the order of `names`."""
    quoted = ", ".join(f'"{name}"' for name in names)
    if c.dialect.name == "postgresql":
        driver: Any = c.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            for row in chain.from_iterable(zip(*columns, strict=True) for columns in chunks):
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})'  # noqa: S608  (names are this package's own)
    for columns in chunks:
        rows = list(zip(*columns, strict=True))
        if rows:
            c.exec_driver_sql(statement, rows)


def add_rows(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows that all name the same columns; return their ids, given in the order of the rows.

    Values pass through the types of their columns. A table without a column `id` gives no ids.
    """
    if not rows:
        return []
    ids = _reserved(c, table, len(rows)) if "id" in table.c else []
    names = list(rows[0])
    given = [_bound(c, table.c[name].type, [row[name] for row in rows]) for name in names]
    columns = [ids, *given] if ids else given
    pieces = ([column[start : start + CHUNK] for column in columns] for start in range(0, len(rows), CHUNK))
    insert_rows(c, table, ["id", *names] if ids else names, pieces)
    return ids


def _reserved(c: Connection, table: Table, count: int) -> list[int]:
    """Return ids that nobody else will use: SQLite has one writer, PostgreSQL a sequence."""
    if c.dialect.name == "sqlite":
        last = c.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    numbers = func.generate_series(1, count).table_valued("number")
    return list(c.execute(select(func.nextval(sequence)).select_from(numbers)).scalars())


def _bound(c: Connection, kind: TypeEngine[Any], values: list[Any]) -> list[Any]:
    """Return values in the form in which the driver takes them."""
    process = kind.dialect_impl(c.dialect).bind_processor(c.dialect)
    return values if process is None else [process(value) for value in values]


def insert_if_absent(c: Connection, table: Table, row: Mapping[str, Any]) -> int | None:
    """Insert a row; return its id, None where a unique key of it is taken."""
    dialect = postgresql if c.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(dict(row)).on_conflict_do_nothing().returning(table.c.id)
    found: int | None = c.execute(statement).scalar()
    return found


@contextmanager
def rows_at_hand(c: Connection, table: Table, pieces: Iterable[Sequence[list[Any]]]) -> Iterator[FromClause]:
    """Let the database join with rows given as pieces of columns.

    A temporary table, on PostgreSQL arrays: there readers may not even make one of those.
    """
    if c.dialect.name == "postgresql":
        columns = [list(chain.from_iterable(parts)) for parts in zip(*pieces, strict=True)]
        arrays = (cast(values, ARRAY(column.type)) for values, column in zip(columns, table.c, strict=True))
        yield func.unnest(*arrays).table_valued(*table.c.keys()).render_derived()
        return
    c.execute(CreateTable(table))
    insert_rows(c, table, table.c.keys(), pieces)
    yield table
    c.execute(DropTable(table))


def chunks_of(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Cut row numbers into pieces of a bearable size."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def fetch_columns(c: Connection, query: Select[Any], numbers: Mapping[str, str]) -> dict[str, NDArray[Any]]:
    """Return an answer as one array a column, of the dtypes that `numbers` gives, else of Python objects.

    The rows never stand beside the columns all at once, and a word that comes a million times is one object.
    """
    pieces: dict[str, list[NDArray[Any]]] = {}
    seen: dict[str, dict[Any, Any]] = {}
    # Closed whatever happens: a server's cursor must not outlive a line that was cut.
    with c.execute(query, execution_options={"yield_per": CHUNK}) as answer:
        names = list(answer.keys())
        for name in names:
            pieces[name] = [np.empty(0, dtype=numbers.get(name, "object"))]
        for rows in answer.partitions():
            for name, values in zip(names, zip(*rows, strict=True), strict=True):
                if name in numbers:
                    pieces[name].append(np.array(values, dtype=numbers[name]))
                    continue
                known = seen.setdefault(name, {})
                few = len(known) < CHUNK // 2
                pieces[name].append(objects([known.setdefault(v, v) for v in values] if few else values))
    return {name: np.concatenate(pieces.pop(name)) for name in names}


def plain(column: "pd.Series[Any]", rows: NDArray[np.int64]) -> list[Any]:
    """Return some values of a column as Python objects, None for what is missing."""
    values = column.iloc[rows].to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    return list(values.tolist())
