"""`backtest` projects the past as the engine would have, and keeps how well it did and who projects which series."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import ACTOR, House, house

if TYPE_CHECKING:
    from datetime import datetime

    from gaps.backtest import Line, Replay
    from storage import Store

COLUMNS = ("indicator", "month", "cases", "share", "mape", "mape_linear", "bias", "coverage", "models")


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = commands.add_parser("backtest", parents=[common], help="预计方法回测 / how well past years were projected")
    parser.add_argument("--indicator", help="指标 / only this indicator: identifier or name")
    parser.add_argument("--place", help="地区 / only this place; nothing is kept")
    parser.add_argument("--as-of", metavar="DATE", help="查询时点 / as known at this date (default: now)")
    parser.add_argument(
        "--singly", action="store_true", help="加试ETS、Theta、ARIMA，较慢 / try models that are reckoned one by one"
    )
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.set_defaults(run=run_backtest)


def run_backtest(arguments: argparse.Namespace) -> int:
    """Replay the past, keep the result unless only one place was asked for, and print it."""
    home = house(arguments)
    moment = home.moment("--as-of", arguments.as_of) or home.now()
    indicator = _indicator(home, arguments.indicator)
    with home.store() as store:
        found = _replayed(home, store, moment, indicator, arguments)
    _print(home, found.lines, arguments.format)
    return 0


def _indicator(home: House, text: str | None) -> str | None:
    if text is None or text in home.catalogue:
        return text
    match = home.catalogue.find(text)
    return match.indicator_id if match else text


def _replayed(
    home: House, store: "Store", moment: "datetime", indicator: str | None, arguments: argparse.Namespace
) -> "Replay":
    from dashboards.content.backtest import replayed
    from storage import writing
    from storage.backtests import save_backtest

    place = home.place(arguments.place)
    found, settings = replayed(
        store,
        home.catalogue,
        moment,
        indicator=indicator,
        place_code=place.code if place else None,
        singly=arguments.singly,
        released_only=False,
    )
    if place is None and arguments.as_of is None:
        with writing(store, actor=ACTOR, act="backtest", at=home.now()) as w:
            save_backtest(w, found, as_of=moment, settings=settings)
    return found


def _print(home: House, lines: "Sequence[Line]", form: str) -> None:
    from dashboards.i18n import text
    from gapwatch.printing import print_csv, print_json, print_table

    if form == "json":
        print_json([asdict(line) for line in lines], home.settings.zone)
    elif form == "csv":
        print_csv(COLUMNS, [asdict(line) | {"models": _models(line)} for line in lines])
    else:
        names = [text(f"cli.column.backtest_{name}", home.language) for name in COLUMNS]
        print_table(names, [_cells(home, line) for line in lines])
        print(f"\n{text('cli.backtest.note', home.language)}")


def _models(line: "Line") -> str:
    return " ".join(f"{model}={count}" for model, count in line.models.items())


def _cells(home: House, line: "Line") -> list[Any]:
    from dashboards.i18n import word

    known = line.indicator in home.catalogue
    name = home.catalogue.get(line.indicator).name_zh if known and home.language == "zh" else line.indicator
    models = "、".join(f"{word('model', model, home.language)} {n}" for model, n in line.models.items() if n)
    shares = (f"{line.share:.1%}", f"{line.mape:.1f}", f"{line.mape_linear:.1f}", f"{round(line.bias, 1) + 0.0:+.1f}")
    return [name, line.month, line.cases, *shares, "" if line.coverage is None else f"{line.coverage:.0%}", models]
