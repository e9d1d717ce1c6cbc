"""`gaps --format xlsx|docx|html|pdf` writes reports."""

import argparse
import sys
from pathlib import Path

from gapwatch.wiring import house
from measures.errors import ConfigurationError

#: forms that are files, not text for a terminal
REPORTS = ("xlsx", "docx", "html", "pdf")
#: 落实情况报告, 呈阅件, 一灯一证
KINDS = ("progress", "briefing", "certificate")


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
    write_file(written, arguments.output)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    if arguments.report == "certificate" and arguments.target is None:
        raise ConfigurationError("--target", "", "the certificate is of one target: --target N")
    if arguments.format == "xlsx" and arguments.report != KINDS[0]:
        raise ConfigurationError("--format", "xlsx", f"--report {arguments.report} is written as docx, html or pdf")
    check_output(arguments.output)


def check_output(path: Path | None) -> None:
    """Refuse to pour a file onto a terminal."""
    if path is None and sys.stdout.isatty():
        raise ConfigurationError("--output", "", "this form is a file: -o FILE, or redirect standard output")


def write_file(written: bytes, path: Path | None) -> None:
    """Write to the file, else to standard output."""
    if path is None:
        sys.stdout.buffer.write(written)
    else:
        path.write_bytes(written)
