"""`series` prints how the figures of a place and an indicator were revised."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House, house
from measures.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd

    from storage.revisions import Edition


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    series = commands.add_parser("series", parents=[common], help="数据修订历史 / how a series was revised")
    series.add_argument("place", metavar="PLACE", nargs="?", help="地区 / name or code")
    series.add_argument("indicator", metavar="INDICATOR", nargs="?", help="指标 / name or id of the catalogue")
    series.add_argument("--as-of", metavar="DATE", help="查询时点 / as known then; without it now")
    series.add_argument("--late", action="store_true", help="应发未到的数据 / what is late, of one place or of all")
    series.add_argument("--triangle", action="store_true", help="修订三角表 / periods by days of publication")
    series.add_argument("--recorded-by", metavar="MOMENT", help="只用此前入库的 / hide what was recorded later")
    series.add_argument("--format", choices=("table", "json", "csv"), default="table")
    series.set_defaults(run=run_series)


def run_series(arguments: argparse.Namespace) -> int:
    """Print every edition of every figure, the triangle, or what is late."""
    home = house(arguments)
    if arguments.late:
        return _print_late(home, arguments)
    if arguments.place is None or arguments.indicator is None:
        raise ConfigurationError("PLACE INDICATOR", arguments.place, "a place and an indicator, or --late, is expected")
    frame = _frame(home, arguments)
    from storage.revisions import editions_of

    if arguments.triangle:
        _print_triangle(home, editions_of(frame), arguments.format)
    else:
        as_of = home.moment("--as-of", arguments.as_of) or home.now()
        _print_editions(home, editions_of(frame), _standing(frame, as_of), arguments.format)
    return 0


def _frame(home: House, arguments: argparse.Namespace) -> "pd.DataFrame":
    from measures.errors import NotFound
    from storage import reading
    from storage.observations import observations_frame

    place = home.place(arguments.place)
    assert place is not None
    match = home.catalogue.find(arguments.indicator)
    known = arguments.indicator if arguments.indicator in home.catalogue else match and match.indicator_id
    with home.store() as store, reading(store) as connection:
        found = observations_frame(
            connection,
            place_codes=[place.code],
            indicator_ids=[known] if known else None,
            indicators=[arguments.indicator],
            as_of=home.moment("--as-of", arguments.as_of),
            recorded_by=home.moment("--recorded-by", arguments.recorded_by),
            public_at=home.now(),
        )
    if found.empty:
        raise NotFound("series", f"{place.name} {arguments.indicator}")
    return found


def _standing(frame: "pd.DataFrame", as_of: datetime) -> dict[int, str]:
    """Return by vintage what it is at a moment: "answers", or "conflict" where another source answers otherwise."""
    from dashboards.content.rivals import rivals
    from gaps.known import known_at

    found = dict.fromkeys(known_at(frame, as_of)["vintage_id"].tolist(), "answers")
    for one in rivals(frame, as_of):
        found |= {claim.vintage_id: "conflict" for claim in one.claims if claim.vintage_id and not claim.answers}
    return found


def _print_late(home: House, arguments: argparse.Namespace) -> int:
    """Print the figures whose release is past and that are not here; status 1 where there are some."""
    from dashboards.i18n import text, word
    from dashboards.wording import indicator_text
    from gapwatch.printing import print_csv, print_json, print_table
    from storage import reading
    from storage.lateness import late_figures

    place = home.place(arguments.place)
    now = home.moment("--as-of", arguments.as_of) or home.now()
    with home.store() as store, reading(store) as connection:
        found = late_figures(connection, home.catalogue, now, place_codes=[place.code] if place else None)
    rows = [vars(one) for one in found]
    if arguments.format == "json":
        print_json(rows, home.settings.zone)
    elif arguments.format == "csv":
        names = ("place", "place_code", "indicator", "indicator_id", "measure", "last", "period", "due", "days")
        print_csv(names, rows)
    else:
        header = [text(f"cli.column.{name}", home.language) for name in _LATE]
        cells = (
            {**r, "indicator": indicator_text(r, home.language), "measure": word("measure", r["measure"])} for r in rows
        )
        print_table(header, ([row[_HELD.get(name, name)] for name in _LATE] for row in cells))
    return 1 if found else 0


_LATE = ("place", "indicator", "measure", "missing", "due", "days_late", "newest")
#: Columns of lateness that bear another name than the field.
_HELD = {"missing": "period", "days_late": "days", "newest": "last"}


def _print_editions(home: House, found: "tuple[Edition, ...]", standing: dict[int, str], form: str) -> None:
    from dashboards.i18n import text
    from gapwatch.printing import print_csv, print_json, print_table

    rows = [
        {**vars(edition), "known_on": edition.known_on, "standing": standing.get(edition.vintage_id)}
        for edition in found
    ]
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
            "standing",
            "cell",
        )
        header = [text(f"cli.column.{_HEADS.get(name, name)}", home.language) for name in names]
        cells = ({**row, "value": _shown(row), "cell": _cell(row), "standing": _said(home, row)} for row in rows)
        print_table(header, ([_plain(home, row[name]) for name in names] for row in cells))


#: Columns that bear another name than the field.
_HEADS = {"standing": "used", "number": "edition", "status": "obs_status", "basis": "basis_of_period"}


def _print_triangle(home: House, found: "tuple[Edition, ...]", form: str) -> None:
    from dashboards.i18n import text
    from gapwatch.printing import print_csv, print_json, print_table
    from storage.revisions import FIGURE, triangle

    table = triangle(found)
    rows = [_triangle_row(key, values) for key, values in table.iterrows()]
    days = [str(day) for day in table.columns]
    if form == "json":
        n = len(FIGURE)
        print_json(
            [
                {**dict(zip(FIGURE, row[:n], strict=True)), "values": dict(zip(days, row[n:], strict=True))}
                for row in rows
            ]
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


def _said(home: House, row: dict[str, Any]) -> str:
    from dashboards.i18n import word

    return word("standing", row["standing"], home.language) if row["standing"] else ""


def _cell(row: dict[str, Any]) -> str:
    sheet = f"{row['sheet']}!" if row["sheet"] else ""
    return f"#{row['upload_id']} {sheet}{row['column'] or ''}{row['row']}"


def _plain(home: House, value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(home.settings.zone):%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else value
