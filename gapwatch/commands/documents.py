"""`extract` reads a document and prints what it finds; `load` keeps it in the store."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import ACTOR, House, day, house
from measures.problems import Problem, Where
from measures.terms import Severity

if TYPE_CHECKING:
    from storage import Connection
    from storage.documents import LoadOutcome
    from targets import Reading


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    extract = commands.add_parser(
        "extract", parents=[common], help="读出文件中的目标 / print the targets of a document"
    )
    extract.add_argument("file", type=Path, metavar="FILE")
    _add_hints(extract)
    extract.add_argument("--what", choices=("targets", "tasks", "duties"), default="targets")
    extract.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")
    extract.set_defaults(run=run_extract)

    load = commands.add_parser("load", parents=[common], help="文件入库 / keep documents and their targets")
    load.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _add_hints(load)
    load.add_argument("--issued", metavar="DATE", help="发文日期 / date of issue where the text has none")
    load.add_argument("--accept", action="store_true", help="直接确认 / accept every target without review")
    load.set_defaults(run=run_load)


def _add_hints(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", type=int, help="文件年度 / year of the document where the text does not say")
    parser.add_argument("--place", help="地区 / place of the document where the text does not say")


def read_file(path: Path, limit: int) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Return a file's bytes, or the problem that stops it: absent, empty, over the limit."""
    where = Where(file=path.name)
    if not path.is_file():
        return None, (Problem(code="file_absent", severity=Severity.ERROR, where=where, details={"name": str(path)}),)
    size = path.stat().st_size
    details = {"name": path.name, "size": f"{size}", "limit": f"{limit}"}
    if size == 0:
        return None, (Problem(code="file_empty", severity=Severity.ERROR, where=where, details=details),)
    if size > limit:
        return None, (Problem(code="file_too_large", severity=Severity.ERROR, where=where, details=details),)
    return path.read_bytes(), ()


def read_document(
    path: Path, home: House, arguments: argparse.Namespace, issued: str | None = None
) -> tuple["Reading | None", bytes, tuple[Problem, ...]]:
    """Return what a document says, its bytes, and the problems that stopped it."""
    from targets import find_targets, open_document
    from targets.exchange import is_targets_table, read_targets_table

    data, problems = read_file(path, home.settings.upload.max_bytes)
    if data is None:
        return None, b"", problems
    place = home.place(arguments.place)
    hints: dict[str, Any] = {
        "year": arguments.year,
        "place": place.code if place else None,
        "issued": day("--issued", issued),
    }
    if is_targets_table(data, path.name):
        return read_targets_table(data, path.name, home.catalogue, home.places, **hints), data, ()
    document, problems = open_document(data, path.name, **hints)
    if document is None:
        return None, data, problems
    return find_targets(document, home.catalogue, home.places), data, problems


def run_extract(arguments: argparse.Namespace) -> int:
    """Print the targets, tasks or duties of one document."""
    from gapwatch.printing import print_problems

    home = house(arguments)
    reading, _, problems = read_document(arguments.file, home, arguments)
    print_problems(problems, home.language)
    if reading is None:
        return 1
    print_problems(reading.problems, home.language)
    _print_records(_records(reading, arguments.what), arguments.format)
    return 1 if any(p.severity == Severity.ERROR for p in (*problems, *reading.problems)) else 0


def _records(reading: "Reading", what: str) -> list[dict[str, Any]]:
    from targets import duty_record, record, task_record

    if what == "tasks":
        return [task_record(task, reading.document) for task in reading.tasks]
    if what == "duties":
        return [duty_record(duty, reading.document) for duty in reading.duties]
    return [record(target, reading.document) for target in reading.targets]


def _print_records(records: list[dict[str, Any]], form: str) -> None:
    from gapwatch.printing import print_csv, print_lines, print_table

    if form == "jsonl":
        print_lines(records)
    elif records and form == "csv":
        print_csv(list(records[0]), records)
    elif records:
        shown = ("task", "indicator", "quote", "deadline", "kind", "lead", "support", "who", "what", "due")
        columns = [column for column in shown if column in records[0]]
        print_table(columns, ([_cell(r[c]) for c in columns] for r in records))


def _cell(value: Any) -> str:
    if isinstance(value, list):
        names = [str(v) for v in value]
        return "、".join(names[:3]) + (f" 等{len(names)}个" if len(names) > 3 else "")
    return "" if value is None else str(value)


def run_load(arguments: argparse.Namespace) -> int:
    """Keep documents with their tasks, targets and duties."""
    from dashboards.i18n import text
    from gapwatch.printing import print_problems
    from storage import writing
    from storage.documents import save_document

    home = house(arguments)
    status = 0
    with home.store() as store:
        for path in arguments.files:
            reading, data, problems = read_document(path, home, arguments, arguments.issued)
            print_problems(problems, home.language)
            if reading is None:
                status = 1
                continue
            print_problems(reading.problems, home.language)
            if any(p.severity == Severity.ERROR for p in reading.problems):
                print(text("cli.not_loaded", home.language, name=path.name), file=sys.stderr)
                status = 1
                continue
            with writing(store, actor=ACTOR, act="document:load", at=home.now()) as w:
                outcome = save_document(w, reading, data, accept=arguments.accept)
                _print_changes(w.connection, outcome, home.language)
            print(text("cli.loaded", home.language, **_outcome(path, reading, outcome)), file=sys.stderr)
    return status


def _print_changes(connection: "Connection", outcome: "LoadOutcome", language: str) -> None:
    """Say of each target that a later state of a document gained, lost or changed; a first load only counts."""
    from dashboards.i18n import text
    from dashboards.wording import target_text
    from storage.targets import get_target

    for change in outcome.targets:
        if change.change == "unchanged" or (change.change == "gained" and outcome.supersedes is None):
            continue
        target = get_target(connection, change.target_id)
        said = text(
            f"cli.target.{change.change}",
            language,
            number=change.target_id,
            task=target.task or "",
            indicator=target.indicator,
            target=target_text(vars(target), language),
            fields="、".join(change.fields),
        )
        print(said, file=sys.stderr)


def _outcome(path: Path, reading: "Reading", outcome: "LoadOutcome") -> Mapping[str, Any]:
    return {
        "name": path.name,
        "tasks": len(reading.tasks),
        "targets": len(reading.targets),
        "duties": len(reading.duties),
        "gained": outcome.gained,
        "lost": outcome.lost,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
    }
