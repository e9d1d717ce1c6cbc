"""`gaps` prints every target's gap at a date; `explain` prints how one of them came about."""

import argparse
import contextlib
import math
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from gapwatch.commands.reporting import KINDS, REPORTS, write_report
from gapwatch.commands.rolling import GROUPINGS, print_rollup
from gapwatch.wiring import House, house
from measures.errors import ConfigurationError, NotFound
from measures.terms import Measure, Status

if TYPE_CHECKING:
    from dashboards.content.reckoning import Frames
    from dashboards.content.rollup import Rollup
    from storage import Store


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    gaps = commands.add_parser("gaps", parents=[common], help="目标差距表 / the gap of every target at a date")
    _add_moments(gaps)
    gaps.add_argument("--place", help="地区 / only this place")
    gaps.add_argument("--status", choices=[s.value for s in Status], help="只列此状态 / only this status")
    gaps.add_argument("--by", choices=GROUPINGS, help="汇总 / counts and sums by group (table, json)")
    gaps.add_argument("--format", choices=("table", "json", "csv", *REPORTS), default="table")
    gaps.add_argument("--report", choices=KINDS, default=KINDS[0], help="报告种类 / kind of docx, html and pdf")
    gaps.add_argument("--target", type=int, metavar="N", help="一灯一证的目标编号 / target of --report certificate")
    gaps.add_argument("--lang", choices=("zh", "en"), help="语言 / language (default: the settings')")
    gaps.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件 / write to a file")
    gaps.set_defaults(run=run_gaps)

    explain = commands.add_parser("explain", parents=[common], help="测算过程 / how one gap came about")
    explain.add_argument("target", type=int, metavar="TARGET", help="目标编号 / target_id of `gaps`")
    _add_moments(explain)
    explain.set_defaults(run=run_explain, place=None)


def _add_moments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="查询时点 / as known at this date (default: now)")
    parser.add_argument("--recorded-by", metavar="MOMENT", help="只用此前入库的 / hide what was recorded later")


def reckon(
    home: House,
    store: "Store",
    *,
    as_of: datetime | None = None,
    recorded_by: datetime | None = None,
    place: str | None = None,
) -> "Frames":
    """Return the gap table of the whole store, or of one place, with the tables that it came from."""
    from dashboards.content.reckoning import reckon_frames
    from storage import reading

    found = home.place(place)
    with reading(store) as connection:
        return reckon_frames(
            connection,
            home.catalogue,
            as_of=as_of or home.now(),
            recorded_by=recorded_by,
            place_code=found.code if found else None,
            released_only=False,
        )


def _asked(arguments: argparse.Namespace) -> "tuple[House, Frames]":
    home = house(arguments)
    as_of = home.moment("--as-of", arguments.as_of)
    recorded_by = home.moment("--recorded-by", arguments.recorded_by)
    with home.store() as store:
        return home, reckon(home, store, as_of=as_of, recorded_by=recorded_by, place=arguments.place)


def run_gaps(arguments: argparse.Namespace) -> int:
    """Print the gap table, or its roll-up."""
    if arguments.by and arguments.format not in ("table", "json"):
        raise ConfigurationError("--format", arguments.format, "table or json goes with --by")
    if arguments.format in REPORTS:
        return write_report(arguments)
    home, frames = _asked(arguments)
    language = arguments.lang or home.language
    rows = gap_rows(frames, arguments.status)
    with _output(arguments.output) as out:
        if arguments.by:
            print_rollup(_rolled(home, frames, arguments), home, language, arguments.format, out)
        elif arguments.format == "json":
            from gapwatch.printing import as_json

            out.write(as_json(rows, home.settings.zone).decode())
        elif arguments.format == "csv":
            from gapwatch.printing import print_csv

            print_csv(list(frames.gaps.columns), rows, out)
        else:
            print_gaps(rows, language, out)
    return 0


def _rolled(home: House, frames: "Frames", arguments: argparse.Namespace) -> "Rollup":
    """The roll-up of a gap table, or of its rows of one status."""
    from dashboards.content.overview import document_titles
    from dashboards.content.rollup import By, rolled
    from storage import reading

    gaps = frames.gaps
    if arguments.status:
        gaps = gaps[gaps["status"].astype(str) == arguments.status]
    targets = frames.targets[frames.targets["target_id"].isin(gaps["target_id"])]
    as_of = home.moment("--as-of", arguments.as_of) or home.now()
    with home.store() as store, reading(store) as connection:
        titles = document_titles(connection)
    return rolled(gaps, targets, By(arguments.by), titles, home.places, as_of)


@contextlib.contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def gap_rows(frames: "Frames", status: str | None = None) -> list[dict[str, Any]]:
    """Return the gap rows, or those of one status, with nulls where numbers are missing.

    Where a place has a light rule of its own, its light stands in `local_light`.
    """
    from gaps.lights import light_of_place
    from gaps.model import ZONE

    rows = [_nulled(row) for row in frames.gaps.to_dict("records") if status in (None, row["status"])]
    for row in rows:
        local = light_of_place(row, row["as_of"].astimezone(ZONE).date())
        if local is not None:
            row["local_light"] = {"rule": local.rule, "light": local.light, "source": local.source}
    return rows


def _nulled(record: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key): None if isinstance(value, float) and math.isnan(value) else value for key, value in record.items()
    }


def print_gaps(rows: list[dict[str, Any]], language: str, out: TextIO) -> None:
    """Print gap rows as a table for people."""
    from dashboards.i18n import text
    from dashboards.lights import light_text
    from dashboards.wording import gap_text, target_text
    from gapwatch.printing import print_table

    columns = ("number", "status", "place", "indicator", "target", "observed", "gap", "answerable")
    cells = (
        (
            row["target_id"],
            light_text(row, language),
            row["place"],
            row["indicator"],
            target_text(row, language),
            _observed(row, language),
            gap_text(row, language),
            row["answerable"] or "",
        )
        for row in rows
    )
    print_table([text(f"cli.column.{column}", language) for column in columns], cells, out)
    print(f"\n{text('foot.disclaimer', language)}", file=out)


def _observed(row: Mapping[str, Any], language: str) -> str:
    from dashboards.wording import quantity_text

    if row["observed"] is None:
        return ""
    unit = row["gap_unit"] or row["unit"] if row["measure"] == Measure.LEVEL else row["unit"]
    return quantity_text(row["observed"], unit, language)


def run_explain(arguments: argparse.Namespace) -> int:
    """Print the sentence, the figures and each step of one gap."""
    from dashboards.i18n import text
    from dashboards.lights import light_text
    from dashboards.wording import gap_text, step_text, target_text
    from gaps import explain

    home, frames = _asked(arguments)
    rows = frames.gaps[frames.gaps["target_id"] == arguments.target].to_dict("records")
    if not rows:
        raise NotFound("target", arguments.target)
    row = _nulled(rows[0])
    (target,) = frames.targets[frames.targets["target_id"] == arguments.target].to_dict("records")
    language = home.language
    print(f"{row['place']} {row['indicator']} {target_text(row, language)}")
    print(f"“{target['sentence']}” ({row['doc']} {row['task'] or ''})".rstrip())
    for step in explain(rows[0], target, frames.observations, settings=frames.settings, catalogue=home.catalogue):
        print(f"  {step_text(step, language)}")
    print("  ".join(said for said in (light_text(row, language), gap_text(row, language)) if said))
    print(text("foot.disclaimer", language))
    return 0
