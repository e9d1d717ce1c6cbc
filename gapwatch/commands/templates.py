"""`templates` hands out the Word templates of the reports, lists what they may print and checks an office's own."""

import argparse
import sys
from pathlib import Path
from typing import Any

from gapwatch.wiring import house
from measures.errors import ConfigurationError


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    family = commands.add_parser("templates", help="报告模板 / the Word templates of reports and letters")
    acts = family.add_subparsers(dest="act", required=True, metavar="ACT")
    export = acts.add_parser("export", parents=[common], help="导出自带模板 / write the shipped templates to a folder")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="文件夹 / folder")
    export.set_defaults(run=run_export)
    listing = acts.add_parser("list", parents=[common], help="列出占位符 / what each template may print")
    listing.set_defaults(run=run_list)
    check = acts.add_parser("check", parents=[common], help="检查模板 / what is wrong with an office's templates")
    check.add_argument(
        "folder", type=Path, nargs="?", metavar="FOLDER", help="文件夹 / folder (default: reports.templates)"
    )
    check.set_defaults(run=run_check)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the shipped templates; what is there already stays."""
    from dashboards.i18n import text
    from dashboards.reports.html import SHIPPED
    from dashboards.reports.placeholders import KINDS

    home = house(arguments)
    arguments.output.mkdir(parents=True, exist_ok=True)
    paths = [arguments.output / f"{kind}.docx" for kind in KINDS]
    for path in paths:
        if path.exists():
            raise ConfigurationError("--output", str(path), "it is there already; name another folder")
    for path in paths:
        path.write_bytes((SHIPPED / path.name).read_bytes())
        print(text("cli.templates.written", home.language, path=path), file=sys.stderr)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print every placeholder of every template."""
    from dashboards.reports.placeholders import KINDS, placeholders

    house(arguments)
    for kind in KINDS:
        print(f"{kind}.docx", *placeholders(kind), sep="\n  ")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Print what is wrong with the templates of a folder; anything is exit 1."""
    from dashboards.i18n import text
    from dashboards.reports.placeholders import check_folder
    from gapwatch.printing import print_problems

    home = house(arguments)
    folder = arguments.folder or home.settings.reports.templates
    if folder is None or not folder.is_dir():
        raise ConfigurationError("FOLDER", str(folder or ""), "a folder with templates is expected")
    problems = check_folder(folder)
    print_problems(problems, home.language)
    if not problems:
        print(text("cli.templates.good", home.language), file=sys.stderr)
    return 1 if problems else 0
