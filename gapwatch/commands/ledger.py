"""`ledger` writes the supervision office's 台账; `ledger FILE` says what a filled one changed, and stores it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from gapwatch.commands.reporting import check_output, write_file
from gapwatch.wiring import ACTOR, House, house


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    ledger = commands.add_parser("ledger", parents=[common], help="督查台账 / the ledger as xlsx, and what was changed")
    ledger.add_argument("file", type=Path, nargs="?", metavar="FILE", help="交回的台账 / a ledger that came back")
    ledger.add_argument("--store", metavar="TEXT", help="存入并说明 / store its changes, saying why")
    ledger.add_argument("--by", default=ACTOR, metavar="NAME", help="经办人 / who stores it")
    ledger.add_argument("--as-of", metavar="DATE", help="查询时点 / as known at this date (default: now)")
    ledger.add_argument("--recorded-by", metavar="MOMENT", help="只用此前入库的 / hide what was recorded later")
    ledger.add_argument("--place", help="地区 / only this place")
    ledger.add_argument("--lang", choices=("zh", "en"), help="语言 / language (default: the settings')")
    ledger.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件 / write to a file")
    ledger.set_defaults(run=run_ledger)


def run_ledger(arguments: argparse.Namespace) -> int:
    """Write the ledger, or tell what a filled one changes and store it; anything wrong with it is exit 1."""
    from dashboards.reports.content import build_report
    from dashboards.reports.ledger import build_ledger, ledger_workbook
    from gapwatch.commands.reckoning import reckon
    from storage import reading

    home = house(arguments)
    language = arguments.lang or home.language
    as_of = home.moment("--as-of", arguments.as_of) or home.now()
    recorded_by = home.moment("--recorded-by", arguments.recorded_by)
    if arguments.file is not None:
        return _returned(home, arguments, language)
    check_output(arguments.output)
    with home.store() as store:
        frames = reckon(home, store, as_of=as_of, recorded_by=recorded_by, place=arguments.place)
        with reading(store) as connection:
            report = build_report(connection, frames, as_of=as_of)
            rows = build_ledger(connection, report, language)
    write_file(ledger_workbook(rows, report, language), arguments.output)
    return 0


def _returned(home: House, arguments: argparse.Namespace, language: str) -> int:
    """Print the changes of a filled ledger to standard output, its problems to standard error; store it if asked."""
    from dashboards.i18n import text
    from dashboards.returns import compare, keep
    from gapwatch.commands.documents import read_file
    from gapwatch.printing import print_problems

    data, problems = read_file(arguments.file, home.settings.upload.max_bytes)
    if data is None:
        print_problems(problems, language)
        return 1
    with home.store() as store:
        as_of = home.moment("--as-of", arguments.as_of) or home.now()
        found = compare(store, home.catalogue, data, arguments.file.name, as_of=as_of, lang=language)
        print_problems(found.problems, language)
        for one in found.changes:
            field = text(f"ledger.column.{one.field}", language)
            empty = text("ledger.empty", language)
            said = {"cell": one.cell, "label": one.label, "field": field}
            print(text("ledger.change", language, **said, old=one.old or empty, new=one.new or empty))
        errors = any(problem.severity == "error" for problem in found.problems)
        if errors or not found.changes:
            print(text("ledger.not_stored" if errors else "ledger.same", language), file=sys.stderr)
            return 1 if errors else 0
        print(text("ledger.counted", language, number=len(found.changes)), file=sys.stderr)
        if arguments.store is None:
            print(text("ledger.only_shown", language), file=sys.stderr)
            return 0
        number = keep(store, found, data, word=arguments.store, actor=arguments.by, now=home.now())
    print(text("ledger.stored", language, number=number, changes=len(found.changes)), file=sys.stderr)
    return 0
