"""`gaps` prints every target's gap at a date; `explain` prints how one of them came about."""

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House, house
from measures.terms import Status

if TYPE_CHECKING:
    import pandas as pd


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    gaps = commands.add_parser("gaps", parents=[common], help="目标差距表 / the gap of every target at a date")
    _add_moments(gaps)
    gaps.add_argument("--place", help="地区 / only this place")
    gaps.add_argument("--status", choices=[s.value for s in Status], help="只列此状态 / only this status")
    gaps.add_argument("--format", choices=("table", "json", "csv"), default="table")
    gaps.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件 / write to a file")
    gaps.set_defaults(run=run_gaps)


def _add_moments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="查询时点 / as known at this date (default: now)")
    parser.add_argument("--recorded-by", metavar="MOMENT", help="只用此前入库的 / hide what was recorded later")


def reckon(home: House, arguments: argparse.Namespace) -> "pd.DataFrame":
    """Return the gap table that the arguments ask for."""
    from dashboards.content import reckon_gaps
    from storage import reading

    place = home.place(getattr(arguments, "place", None))
    with home.store() as store, reading(store) as connection:
        return reckon_gaps(
            connection,
            home.catalogue,
            as_of=home.moment("--as-of", arguments.as_of) or home.now(),
            recorded_by=home.moment("--recorded-by", arguments.recorded_by),
            place_code=place.code if place else None,
            released_only=False,
        )


def run_gaps(arguments: argparse.Namespace) -> int:
    """Print the gap table."""
    from gapwatch.printing import as_json, print_csv

    home = house(arguments)
    table = reckon(home, arguments)
    if arguments.status:
        table = table[table["status"] == arguments.status]
    rows = [_row(record) for record in table.to_dict("records")]
    if arguments.format == "json":
        data = as_json(rows, home.settings.zone)
        if arguments.output:
            arguments.output.write_bytes(data)
        else:
            sys.stdout.write(data.decode())
    elif arguments.format == "csv":
        print_csv(list(table.columns), rows)
    else:
        _print_table(rows, home.language)
    return 0


def _row(record: dict[str, Any]) -> dict[str, Any]:
    """Return a gap row with nulls where numbers are missing."""
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in record.items()}


def _print_table(rows: list[dict[str, Any]], language: str) -> None:
    from dashboards.i18n import text
    from dashboards.wording import gap_text, quantity_text, status_text, target_text
    from gapwatch.printing import print_table

    columns = ("status", "place", "indicator", "target", "observed", "gap", "answerable")
    print_table(
        [text(f"cli.column.{column}", language) for column in columns],
        (
            (
                status_text(row, language),
                row["place"],
                row["indicator"],
                target_text(row, language),
                "" if row["observed"] is None else quantity_text(row["observed"], row["unit"], language),
                gap_text(row, language),
                row["answerable"] or "",
            )
            for row in rows
        ),
    )
