"""`plan` takes in the schedule that an office filed: what it wants done of its target by a day."""

import argparse
import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import ACTOR, house
from measures.errors import ConfigurationError

if TYPE_CHECKING:
    from gaps.model import PlanPoint

#: columns of the file, with the Chinese heading that is taken as well
COLUMNS = {"target": "目标编号", "due": "时点", "value": "计划值"}


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = commands.add_parser("plan", parents=[common], help="计划进度入库 / take in the schedule of a plan")
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="目标编号,时点,计划值 / columns target, due, value")
    parser.add_argument("--document", help="依据文件 / where it stands")
    parser.set_defaults(run=run_plan)


def run_plan(arguments: argparse.Namespace) -> int:
    """Keep the schedule and say how many points there were."""
    from dashboards.i18n import text
    from storage import writing
    from storage.plans import save_points

    home = house(arguments)
    points = tuple(read_points(arguments.file.read_bytes().decode("utf-8-sig"), str(arguments.file)))
    with home.store() as store, writing(store, actor=ACTOR, act="plan", at=home.now()) as w:
        count = save_points(w, points, document=arguments.document)
    print(text("cli.plan.stored", home.language, count=count, targets=len({p.target_id for p in points})))
    return 0


def read_points(content: str, name: str) -> "Iterator[PlanPoint]":
    """The points of a CSV file; raises ConfigurationError naming the line that cannot be read."""
    from gaps.model import PlanPoint

    for number, row in enumerate(csv.DictReader(io.StringIO(content)), 2):
        cells = [row.get(column) or row.get(heading) or "" for column, heading in COLUMNS.items()]
        try:
            target, due, value = int(cells[0]), date.fromisoformat(cells[1].strip()), float(cells[2])
        except ValueError as error:
            line = ",".join(cells)
            raise ConfigurationError(
                f"{name}:{number}", line, "target, day (2013-06-30) and number expected"
            ) from error
        yield PlanPoint(target_id=target, due=due, value=value)
