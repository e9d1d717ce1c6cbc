"""`series` prints how the figures of a place and an indicator were revised."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House, house

if TYPE_CHECKING:
    import pandas as pd

    from storage.revisions import Edition


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    series = commands.add_parser("series", parents=[common], help="数据修订历史 / how a series was revised")
    series.add_argument("place", metavar="PLACE", help="地区 / name or code")
    series.add_argument("indicator", metavar="INDICATOR", help="指标 / name or id of the catalogue")
    series.add_argument("--triangle", action="store_true", help="修订三角表 / periods by days of publication")
    series.add_argument("--recorded-by", metavar="MOMENT", help="只用此前入库的 / hide what was recorded later")
    series.add_argument("--format", choices=("table", "json", "csv"), default="table")
    series.set_defaults(run=run_series)


def run_series(arguments: argparse.Namespace) -> int:
    """Print every edition of every figure, or the triangle."""
    home = house(arguments)
    found = _history(home, arguments)
    if arguments.triangle:
        _print_triangle(home, found, arguments.format)
    else:
        _print_editions(home, found, arguments.format)
    return 0


def _history(home: House, arguments: argparse.Namespace) -> "tuple[Edition, ...]":
    from measures.errors import NotFound
    from storage import reading
    from storage.revisions import revision_history

    place = home.place(arguments.place)
    assert place is not None
    recorded_by = home.moment("--recorded-by", arguments.recorded_by)
    match = home.catalogue.find(arguments.indicator)
    known = arguments.indicator if arguments.indicator in home.catalogue else match and match.indicator_id
    with home.store() as store, reading(store) as connection:
        found = revision_history(
            connection,
            place_code=place.code,
            indicator_id=known or None,
            indicator=arguments.indicator,
            recorded_by=recorded_by,
            public_at=home.now(),
        )
    if not found:
        raise NotFound("series", f"{place.name} {arguments.indicator}")
    return found


def _print_editions(home: House, found: "tuple[Edition, ...]", form: str) -> None:
    from dashboards.i18n import text
    from gapwatch.printing import print_csv, print_json, print_table

    rows = [{**vars(edition), "known_on": edition.known_on} for edition in found]
    if form == "json":
        print_json(rows, home.settings.zone)
    elif form == "csv":
        print_csv(list(rows[0]), [{name: _plain(home, value) for name, value in row.items()} for row in rows])
    else:
        names = (
            "period",
            "basis",
            "measure",
            "number",
            "value",
            "unit",
            "change",
            "status",
            "known_on",
            "source",
            "cell",
        )
        header = [text(f"cli.column.{_HEADS.get(name, name)}", home.language) for name in names]
        cells = ({**row, "value": _shown(row), "cell": _cell(row)} for row in rows)
        print_table(header, ([_plain(home, row[name]) for name in names] for row in cells))


#: Columns that bear another name than the field.
_HEADS = {"number": "edition", "status": "obs_status", "basis": "basis_of_period"}


def _print_triangle(home: House, found: "tuple[Edition, ...]", form: str) -> None:
    from dashboards.i18n import text
    from gapwatch.printing import print_csv, print_json, print_table
    from storage.revisions import FIGURE, triangle

    table = triangle(found)
    rows = [_triangle_row(key, values) for key, values in table.iterrows()]
    days = [str(day) for day in table.columns]
    if form == "json":
        print_json(
            [{**dict(zip(FIGURE, row, strict=False)), "values": dict(zip(days, row[5:], strict=True))} for row in rows]
        )
    elif form == "csv":
        names = [*FIGURE, *days]
        print_csv(names, [dict(zip(names, ["" if v is None else v for v in row], strict=True)) for row in rows])
    else:
        header = [*(text(f"cli.column.{_HEADS.get(name, name)}", home.language) for name in FIGURE), *days]
        print_table(header, ([_plain(home, value) for value in row] for row in rows))


def _triangle_row(key: Any, values: "pd.Series[Any]") -> list[Any]:
    return [*(None if part != part else part for part in key), *(None if v != v else v for v in values.tolist())]


def _shown(row: dict[str, Any]) -> Any:
    return row["value"] if row["value_text"] is None else row["value_text"]


def _cell(row: dict[str, Any]) -> str:
    sheet = f"{row['sheet']}!" if row["sheet"] else ""
    return f"#{row['upload_id']} {sheet}{row['column'] or ''}{row['row']}"


def _plain(home: House, value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(home.settings.zone):%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else value
