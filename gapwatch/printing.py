"""How results are printed: JSON, JSON Lines, CSV, and tables that line up Chinese characters."""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import orjson
from tabulate import tabulate

from dashboards.i18n import problem_text
from measures.problems import Problem


def as_json(value: Any, zone: ZoneInfo | None = None) -> bytes:
    """Return indented JSON with a final newline; moments are shown in the zone, dates as YYYY-MM-DD, NaN as null."""

    def other(item: Any) -> Any:
        if isinstance(item, datetime):
            return item.astimezone(zone).isoformat()
        if isinstance(item, date):
            return item.isoformat()
        if hasattr(item, "item"):
            return item.item()
        raise TypeError(f"{type(item).__name__} has no JSON form")

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME
    return orjson.dumps(value, default=other, option=options)


def print_json(value: Any, zone: ZoneInfo | None = None) -> None:
    """Print a value as JSON to standard output."""
    sys.stdout.write(as_json(value, zone).decode())


def print_lines(records: Iterable[Mapping[str, Any]]) -> None:
    """Print JSON Lines."""
    for record in records:
        sys.stdout.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE).decode())


def safe_cell(value: Any) -> Any:
    """Return a value that no spreadsheet program takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], out: TextIO | None = None) -> None:
    """Print CSV with a header; lists are joined by 、."""
    writer = csv.writer(out or sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = (row[column] for column in columns)
        writer.writerow(["、".join(map(str, c)) if isinstance(c, list) else safe_cell(c) for c in cells])


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO | None = None) -> None:
    """Print a table for people; Chinese characters take two columns."""
    table = tabulate([list(row) for row in rows], headers=list(header), tablefmt="simple", disable_numparse=True)
    print(table, file=out or sys.stdout)


def print_problems(problems: Iterable[Problem], language: str) -> None:
    """Print each problem with its place to standard error."""
    for problem in problems:
        print(problem_text(problem, language), file=sys.stderr)
