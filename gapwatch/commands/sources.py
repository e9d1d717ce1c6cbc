"""`sources` lists the sources that are polled, checks one without asking for its file, and polls one now."""

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any

from gapwatch.commands.uploads import print_findings, print_stop
from gapwatch.wiring import House, house

if TYPE_CHECKING:
    from scheduler.kit import Kit
    from scheduler.sources.definitions import FolderSource, Source


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    sources = commands.add_parser("sources", help="数据源 / sources that are polled by themselves")
    acts = sources.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", parents=[common], help="列出数据源 / list the sources")
    listed.set_defaults(run=run_list)
    check = acts.add_parser("check", parents=[common], help="检查设置，不取数 / check a source without fetching")
    check.add_argument("name", metavar="NAME")
    check.set_defaults(run=run_check)
    poll = acts.add_parser("poll", parents=[common], help="立即取数 / fetch now")
    poll.add_argument("name", metavar="NAME")
    poll.add_argument("--dry-run", action="store_true", help="只试读，不入库 / read only, keep nothing")
    poll.set_defaults(run=run_poll)


def run_list(arguments: argparse.Namespace) -> int:
    """List the sources with what became of their last poll."""
    from dashboards.i18n import text
    from gapwatch.printing import print_table
    from scheduler.polling import RUNS_OF
    from storage import jobs, reading

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        runs = {s.name: jobs.list_runs(connection, job=RUNS_OF + s.name, limit=1) for s in home.sources()}
    rows = []
    for source in home.sources():
        last = runs[source.name][0] if runs[source.name] else None
        at = f"{last.started_at.astimezone(home.settings.zone):%Y-%m-%d %H:%M}" if last else ""
        told = " ".join([*(last.counts if last else ()), (last.error or "") if last else ""]).strip()
        days = f"{source.days[0]}–{source.days[1]}"
        rows.append((source.name, source.model_dump()["kind"], source.rank or "", source.every, days, at, told))
    columns = ("source_name", "kind", "rank", "every", "days", "last_poll", "outcome")
    print_table([text(f"cli.column.{column}", home.language) for column in columns], rows)
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Check what a source says, its mapping file, its environment variables and its hosts; fetch nothing."""
    from dashboards.i18n import text
    from scheduler.polling import check

    home = house(arguments)
    source = _source(home, arguments.name)
    check(source)
    print(text("cli.source_good", home.language, name=source.name), file=sys.stderr)
    return 0


def run_poll(arguments: argparse.Namespace) -> int:
    """Fetch a source's file now and take it in; with --dry-run only read it."""
    from dashboards.i18n import text
    from scheduler.kit import kit
    from scheduler.polling import PollOutcome, poll
    from scheduler.sources.definitions import FolderSource

    home = house(arguments)
    source = _source(home, arguments.name)
    with home.store() as store:
        tools = kit(store, home.scheduler_settings(), home.catalogue, home.places)
        if arguments.dry_run:
            return _try_out(home, tools, source)
        if isinstance(source, FolderSource):
            return _empty(home, tools, source)
        polled = poll(tools, source, home.now())
    if polled.intake is not None:
        print_findings(polled.intake.reading, home.language)
        if polled.intake.stop is not None:
            print_stop(polled.intake.reading, polled.intake.stop, home.language)
    counts = polled.intake.outcome.counts if polled.intake and polled.intake.outcome else {}
    said = text(f"cli.poll.{polled.outcome}", home.language, name=source.name)
    numbers = "，".join(f"{change} {number}" for change, number in counts.items() if number)
    print(f"{said} {numbers}".rstrip(), file=sys.stderr)
    return 1 if polled.outcome is PollOutcome.REJECTED else 0


def _try_out(home: House, tools: "Kit", source: "Source") -> int:
    from gapwatch.printing import print_json
    from scheduler.polling import try_out
    from storage.intake import stopped

    found, shown = try_out(tools, source, home.now())
    print_findings(found, home.language)
    print_json(shown, home.settings.zone)
    stop = stopped(found, source.word)
    if stop is not None:
        print_stop(found, stop, home.language)
    return 0 if stop is None else 1


def _empty(home: House, tools: "Kit", source: "FolderSource") -> int:
    """Take the complete files of a folder: two looks, as the clockwork makes them."""
    from dashboards.i18n import text
    from scheduler.jobs import take_arrivals
    from scheduler.sources.folder import inbox_at

    inbox = inbox_at(source.folder)
    inbox.look()
    time.sleep(1)
    counts = take_arrivals(tools, inbox.look(), home.now())
    print(text("cli.folder_emptied", home.language, name=source.name, **counts), file=sys.stderr)
    return 1 if counts["rejected"] else 0


def _source(home: House, name: str) -> "Source":
    from measures.errors import NotFound

    found = next((source for source in home.sources() if source.name == name), None)
    if found is None:
        raise NotFound("source", name)
    return found
