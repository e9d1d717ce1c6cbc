"""`ingest` takes in actual statistics."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.commands.documents import read_file
from gapwatch.wiring import house

if TYPE_CHECKING:

    pass


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    ingest = commands.add_parser("ingest", parents=[common], help="统计数据入库 / take in actual statistics")
    ingest.add_argument("files", type=Path, nargs="+", metavar="FILE")
    ingest.add_argument("--mapping", type=Path, metavar="FILE", help="表格说明 / what the tables mean (YAML)")
    ingest.add_argument("--source", metavar="NAME", help="数据来源 / source where the file names none")
    ingest.add_argument("--published", metavar="DATE", help="发布日期 / day of publication where the file has none")
    ingest.add_argument("--accept-warnings", metavar="TEXT", help="情况说明 / your word on the warnings")
    ingest.add_argument("--dry-run", action="store_true", help="只试读，不入库 / read only, keep nothing")
    ingest.add_argument("--format", choices=("table", "json"), default="table")
    ingest.set_defaults(run=run_ingest)


def run_ingest(arguments: argparse.Namespace) -> int:
    """Take in each file, or say all that is wrong with it."""
    home = house(arguments)
    settings = _settings(home, arguments)
    results = []
    status = 0
    from gapwatch.printing import print_json, print_problems

    with home.store() as store:
        for path in arguments.files:
            data, problems = read_file(path, home.settings.upload.max_bytes)
            if data is None:
                print_problems(problems, home.language)
                status = 1
                continue
            good, result = _take(store, home, path.name, data, settings, arguments)
            results.append(result)
            status = status or (0 if good else 1)
    if arguments.format == "json":
        print_json(results[0] if len(results) == 1 else results, home.settings.zone)
    return status
