"""`gaps --format xlsx|docx|html|pdf` writes reports; `ledger` writes the supervision office's 台账 and compares it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House, house
from measures.errors import ConfigurationError

if TYPE_CHECKING:
    from dashboards.reports.content import Report

#: forms that are files, not text for a terminal
REPORTS = ("xlsx", "docx", "html", "pdf")
#: 落实情况报告, 呈阅件, 一灯一证
KINDS = ("progress", "briefing", "certificate")


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    ledger = commands.add_parser("ledger", parents=[common], help="督查台账 / the ledger as xlsx, and what was changed")
    ledger.add_argument("--as-of", metavar="DATE", help="查询时点 / as known at this date (default: now)")
    ledger.add_argument("--recorded-by", metavar="MOMENT", help="只用此前入库的 / hide what was recorded later")
    ledger.add_argument("--place", help="地区 / only this place")
    ledger.add_argument("--lang", choices=("zh", "en"), help="语言 / language (default: the settings')")
    ledger.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件 / write to a file")
    ledger.add_argument(
        "--compare", type=Path, metavar="FILE", help="与填写后的台账比较 / say what a filled ledger changed"
    )
    ledger.set_defaults(run=run_ledger)


def write_report(arguments: argparse.Namespace) -> int:
    """Write a report to the file, or to a redirected standard output."""
    from dashboards.reports.making import TemplateRefused, Wanted, make_report
    from gapwatch.commands.reckoning import reckon
    from gapwatch.printing import print_problems
    from storage import reading

    home = house(arguments)
    _check(arguments)
    as_of = home.moment("--as-of", arguments.as_of) or home.now()
    recorded_by = home.moment("--recorded-by", arguments.recorded_by)
    wanted = Wanted(
        form=arguments.format,
        kind=arguments.report,
        target_id=arguments.target,
        language=arguments.lang or home.language,
        status=arguments.status,
        templates=home.settings.reports.templates,
    )
    with home.store() as store:
        frames = reckon(home, store, as_of=as_of, recorded_by=recorded_by, place=arguments.place)
        with reading(store) as connection:
            try:
                written = make_report(connection, frames, home.catalogue, wanted, as_of=as_of)
            except TemplateRefused as refused:
                print_problems(refused.problems, wanted.language)
                return 1
    _write(written, arguments.output)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    if arguments.report == "certificate" and arguments.target is None:
        raise ConfigurationError("--target", "", "the certificate is of one target: --target N")
    if arguments.format == "xlsx" and arguments.report != KINDS[0]:
        raise ConfigurationError("--format", "xlsx", f"--report {arguments.report} is written as docx, html or pdf")
    _check_output(arguments.output)


def _check_output(path: Path | None) -> None:
    if path is None and sys.stdout.isatty():
        raise ConfigurationError("--output", "", "this form is a file: -o FILE, or redirect standard output")


def _write(written: bytes, path: Path | None) -> None:
    if path is None:
        sys.stdout.buffer.write(written)
    else:
        path.write_bytes(written)


def run_ledger(arguments: argparse.Namespace) -> int:
    """Write the ledger, or print how a filled one differs; a difference is exit 1."""
    from dashboards.reports.content import build_report
    from dashboards.reports.ledger import ledger_workbook
    from gapwatch.commands.reckoning import reckon
    from storage import reading

    home: House = house(arguments)
    language = arguments.lang or home.language
    as_of = home.moment("--as-of", arguments.as_of) or home.now()
    recorded_by = home.moment("--recorded-by", arguments.recorded_by)
    if arguments.compare is None:
        _check_output(arguments.output)
    with home.store() as store:
        frames = reckon(home, store, as_of=as_of, recorded_by=recorded_by, place=arguments.place)
        with reading(store) as connection:
            report = build_report(connection, frames, as_of=as_of)
    if arguments.compare is None:
        _write(ledger_workbook(report, language), arguments.output)
        return 0
    return _compare(report, arguments.compare, language)


def _compare(report: "Report", path: Path, language: str) -> int:
    """Print what a filled ledger changed."""
    from dashboards.i18n import text
    from dashboards.reports.ledger import compare_ledger

    try:
        differences = compare_ledger(report, path.read_bytes(), language)
    except ValueError as error:
        raise ConfigurationError("--compare", str(path), str(error)) from error
    print("\n".join(differences) or text("ledger.same", language))
    return 1 if differences else 0
