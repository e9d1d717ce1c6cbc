"""`review` lists what was read out of documents and keeps what a person decides about it."""

import argparse
import csv
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from gapwatch.wiring import ACTOR, house
from measures.errors import ConfigurationError
from measures.terms import TargetState

#: Fields that are numbers and days; all others are text, lists joined by 、, and true or false.
NUMBERS = frozenset({"value", "value_high", "baseline_value", "stretch"})
DAYS = frozenset({"deadline", "valid_from"})
LISTS = frozenset({"lead", "support"})
FLAGS = frozenset({"ceiling", "optional"})


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    review = commands.add_parser("review", help="核对目标 / accept, mend or reject what was read")
    acts = review.add_subparsers(dest="act", required=True, metavar="ACT")

    listing = acts.add_parser("list", parents=[common], help="列出目标 / list targets")
    listing.add_argument("--state", choices=[s.value for s in TargetState], default=TargetState.DRAFT.value)
    listing.add_argument("--place", help="地区 / only this place")
    listing.set_defaults(run=run_list)

    for act, said in (("accept", "确认"), ("reject", "剔除")):
        decide = acts.add_parser(act, parents=[common], help=f"{said} / {act} targets")
        decide.add_argument("targets", type=int, nargs="+", metavar="TARGET")
        decide.add_argument("--note", help="说明 / why")
        decide.set_defaults(run=run_decide, state=TargetState(f"{act}ed"), changes=[])

    mend = acts.add_parser("mend", parents=[common], help="更正并确认 / correct fields and accept")
    mend.add_argument("targets", type=int, nargs=1, metavar="TARGET")
    mend.add_argument("changes", nargs="+", metavar="FIELD=VALUE")
    mend.add_argument("--note", help="说明 / why")
    mend.set_defaults(run=run_decide, state=TargetState.ACCEPTED)

    export = acts.add_parser("export", parents=[common], help="导出目标表 / write the table of targets")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.csv|FILE.xlsx")
    export.add_argument("--state", choices=[s.value for s in TargetState], default=TargetState.ACCEPTED.value)
    export.add_argument("--place", help="地区 / only this place")
    export.set_defaults(run=run_export)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the targets of a state, each with its number for accept, mend and reject."""
    from dashboards.i18n import text
    from dashboards.wording import target_text
    from gapwatch.printing import print_table

    home = house(arguments)
    rows = _records(arguments)
    header = ("number", "task", "place", "indicator", "target", "deadline", "answerable")
    print_table(
        [text(f"cli.column.{column}", home.language) for column in header],
        (
            (
                row["target_id"],
                row["task"] or "",
                row["place"] or "",
                row["indicator"],
                target_text(row, home.language),
                row["deadline"],
                row["answerable"] or "",
            )
            for row in rows
        ),
    )
    return 0


def _records(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    from storage import reading
    from storage.targets import targets_frame

    home = house(arguments)
    place = home.place(arguments.place)
    with home.store() as store, reading(store) as connection:
        frame = targets_frame(connection, place_code=place.code if place else None, state=arguments.state)
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def run_decide(arguments: argparse.Namespace) -> int:
    """Keep a decision about each target, all of them or none."""
    from dashboards.i18n import text
    from storage import writing
    from storage.targets import MENDABLE, decide

    home = house(arguments)
    changes = dict(_change(given, MENDABLE) for given in arguments.changes)
    with home.store() as store, writing(store, actor=ACTOR, act="target:decide", at=home.now()) as w:
        for target_id in arguments.targets:
            decide(w, target_id, arguments.state, changes, arguments.note)
    said = text("cli.decided", home.language, number=len(arguments.targets), state=arguments.state)
    print(said, file=sys.stderr)
    return 0


def _change(given: str, mendable: frozenset[str]) -> tuple[str, Any]:
    field, sign, value = given.partition("=")
    if not sign or field not in mendable:
        raise ConfigurationError("FIELD=VALUE", given, f"a field is one of {', '.join(sorted(mendable))}")
    try:
        return field, _value(field, value)
    except (ValueError, InvalidOperation) as error:
        expected = (
            "a number is expected" if field in NUMBERS else "a date such as 2013-12-31, or true or false, is expected"
        )
        raise ConfigurationError(field, value, expected) from error


def _value(field: str, value: str) -> Any:
    if field in LISTS:
        return tuple(part for part in value.split("、") if part)
    if value == "":
        return None
    if field in NUMBERS:
        return Decimal(value)
    if field in DAYS:
        return date.fromisoformat(value)
    if field in FLAGS:
        if value not in ("true", "false"):
            raise ValueError(value)
        return value == "true"
    return value


def run_export(arguments: argparse.Namespace) -> int:
    """Write the targets as a table that `load` takes in again."""
    from targets.exchange import targets_rows

    rows = targets_rows(_records(arguments))
    if arguments.output.suffix.lower() == ".xlsx":
        _write_xlsx(arguments.output, rows)
    else:
        from gapwatch.printing import safe_cell

        with arguments.output.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return 0


def _write_xlsx(path: Path, rows: list[list[str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("targets")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
