"""`template` makes the form in which an office reports its figures."""

import argparse
import sys
from pathlib import Path
from typing import Any

from gapwatch.wiring import house


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    template = commands.add_parser("template", parents=[common], help="单位报送表 / the form of an office's figures")
    template.add_argument("office", metavar="OFFICE", help="单位名称 / as the documents name it")
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.xlsx")
    template.add_argument("--as-of", metavar="DATE", help="查询时点 / what is over at this date (default: now)")
    template.set_defaults(run=run_template)


def run_template(arguments: argparse.Namespace) -> int:
    """Write the workbook; an office without targets that want a figure ends the command with status 2."""
    from dashboards.content.due import due_figures
    from dashboards.i18n import text
    from dashboards.reports.template import template_workbook
    from dashboards.wording import date_text
    from measures.errors import NotFound
    from storage import reading

    home = house(arguments)
    now = home.moment("--as-of", arguments.as_of) or home.now()
    with home.store() as store, reading(store) as connection:
        figures = due_figures(connection, home.catalogue, arguments.office, now)
    if not figures:
        raise NotFound("figure that is due from", arguments.office)
    day = date_text(now.astimezone(home.settings.zone).date(), home.language)
    arguments.output.write_bytes(template_workbook(arguments.office, figures, day, home.language))
    said = text("cli.template_made", home.language, path=arguments.output, count=len(figures))
    print(said, file=sys.stderr)
    return 0
