"""`uploads` lists what was taken in; submits, releases, withdraws and undoes, each under a person's name."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.commands.uploads import add_told, print_findings, print_stop, settings_of, told
from gapwatch.wiring import House, house

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.content.releasing import Receipt, ReleaseView
    from storage import Store
    from storage.observations import IngestOutcome


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    uploads = commands.add_parser("uploads", help="报送与审核 / submit, release, withdraw and undo uploads")
    acts = uploads.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", parents=[common], help="列出已入库文件 / what was taken in")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=run_list)
    waiting = acts.add_parser("waiting", parents=[common], help="待审核的报送 / submissions that nobody has released")
    waiting.set_defaults(run=run_waiting)
    submit = acts.add_parser("submit", parents=[common], help="报送，待他人审核 / hand a file in for release")
    submit.add_argument("file", type=Path, metavar="FILE")
    submit.add_argument("--mapping", type=Path, metavar="FILE", help="表格说明 / what the tables mean (YAML)")
    submit.add_argument("--source", metavar="NAME", help="数据来源 / source where the file names none")
    submit.add_argument("--published", metavar="DATE", help="发布日期 / day of publication where the file has none")
    add_told(submit)
    submit.set_defaults(run=run_submit)
    for name, run, help_text in (
        ("show", run_show, "查看报送将改变什么 / what a submission would change"),
        ("release", run_release, "审核入库（须为他人） / release what another person submitted"),
        ("withdraw", run_withdraw, "撤回报送 / take a submission back"),
        ("receipt", run_receipt, "回执 / who submitted and released, when, checksum"),
    ):
        act = acts.add_parser(name, parents=[common], help=help_text)
        act.add_argument("submission", type=int, metavar="SUBMISSION")
        act.set_defaults(run=run)
    for act in (acts.choices["show"], acts.choices["receipt"]):
        act.add_argument("--format", choices=("table", "json"), default="table")
    acts.choices["release"].add_argument("--yes", action="store_true", help="已阅，确认入库 / release without asking")
    embargo = acts.add_parser("embargo", parents=[common], help="提前对外公布 / let an embargo end earlier")
    embargo.add_argument("upload", type=int, metavar="UPLOAD")
    embargo.add_argument("--until", metavar="MOMENT", help="公布时间，省略为立即 / when it ends; without it now")
    embargo.set_defaults(run=run_embargo)
    undo = acts.add_parser("undo", parents=[common], help="撤销已入库文件的数据 / take an upload's values back")
    undo.add_argument("upload", type=int, metavar="UPLOAD")
    for act in (acts.choices[name] for name in ("submit", "show", "release", "withdraw", "embargo", "undo")):
        act.add_argument("--by", required=True, metavar="NAME", help="经办人姓名 / name of the person who does this")
    for act, need in ((acts.choices["withdraw"], False), (undo, True)):
        act.add_argument("--reason", required=need, metavar="TEXT", help="原因 / why")
    undo.set_defaults(run=run_undo)


def run_list(arguments: argparse.Namespace) -> int:
    """List the uploads, newest first."""
    from dashboards.i18n import text
    from gapwatch.printing import print_json, print_table
    from storage import reading
    from storage.observations import list_uploads

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_uploads(connection)
    if arguments.format == "json":
        print_json([{**vars(one), "problems": len(one.problems)} for one in found], home.settings.zone)
        return 0
    columns = ("number", "file", "recorded_at", "recorded_by", "released_by", "new", "revised", "embargo")
    rows = (
        (
            one.id,
            one.name,
            _moment(home, one.recorded_at),
            one.recorded_by,
            one.released_by or text("cli.nobody", home.language),
            one.counts["new"],
            one.counts["revised"] + one.counts["corrected"],
            _moment(home, one.embargo_until),
        )
        for one in found
    )
    print_table([text(f"cli.column.{column}", home.language) for column in columns], rows)
    return 0


def run_waiting(arguments: argparse.Namespace) -> int:
    """List what waits for its release."""
    from dashboards.i18n import text
    from gapwatch.printing import print_table
    from storage import reading
    from storage.submissions import list_submissions

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_submissions(connection, waiting=True)
    columns = ("number", "file", "submitted_at", "submitted_by", "new", "revised")
    rows = (
        (
            one.id,
            one.name,
            _moment(home, one.submitted_at),
            one.submitted_by,
            one.counts["new"],
            one.counts["revised"] + one.counts["corrected"],
        )
        for one in found
    )
    print_table([text(f"cli.column.{column}", home.language) for column in columns], rows)
    return 0


def run_submit(arguments: argparse.Namespace) -> int:
    """Keep a file until another person releases it."""
    from dashboards.i18n import text
    from gapwatch.commands.documents import read_file
    from gapwatch.printing import print_problems
    from storage.intake import submit_file

    home = house(arguments)
    settings = settings_of(home, arguments)
    data, problems = read_file(arguments.file, settings.max_bytes)
    if data is None:
        print_problems(problems, home.language)
        return 1
    with home.store() as store:
        intake = submit_file(
            store,
            data,
            arguments.file.name,
            settings,
            home.catalogue,
            home.places,
            home.now(),
            arguments.by,
            told=told(home, arguments),
            zone=home.settings.zone,
        )
    print_findings(intake.reading, home.language)
    if intake.stop is not None:
        print_stop(intake.reading, intake.stop, home.language)
        return 1
    said = text("cli.submitted", home.language, name=intake.reading.name, number=intake.submission_id)
    print(said, file=sys.stderr)
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print what a submission would change; the lights only for those who did not submit it."""
    from gapwatch.commands.release_view import view_json, view_lines
    from gapwatch.printing import print_json

    home = house(arguments)
    with home.store() as store:
        view = _view(home, store, arguments)
    if arguments.format == "json":
        print_json(view_json(view, home.language), home.settings.zone)
    else:
        print("\n".join(view_lines(home, view)))
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Show what would change, then take in what another person submitted."""
    from dashboards.i18n import text
    from gapwatch.commands.release_view import view_lines
    from storage.intake import release_file

    home = house(arguments)
    with home.store() as store:
        view = _view(home, store, arguments)
        if view.releasable:
            print("\n".join(view_lines(home, view)), file=sys.stderr)
            if not (arguments.yes or _confirmed(home)):
                print(text("cli.not_confirmed", home.language, number=arguments.submission), file=sys.stderr)
                return 1
        outcome = release_file(
            store,
            arguments.submission,
            home.catalogue,
            home.places,
            home.now(),
            arguments.by,
            zone=home.settings.zone,
        )
    print(text("cli.released", home.language, number=arguments.submission, **_counts(outcome)), file=sys.stderr)
    return 0


def _view(home: House, store: "Store", arguments: argparse.Namespace) -> "ReleaseView":
    from dashboards.content.releasing import build_release
    from storage import reading

    with reading(store) as connection:
        return build_release(
            connection,
            arguments.submission,
            home.catalogue,
            home.places,
            home.now(),
            arguments.by,
            zone=home.settings.zone,
        )


def _confirmed(home: House) -> bool:
    """Ask on a terminal; a program has to say --yes."""
    from dashboards.i18n import text

    if not sys.stdin.isatty():
        return False
    print(text("cli.confirm_release", home.language), file=sys.stderr, end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是")


def run_embargo(arguments: argparse.Namespace) -> int:
    """Let the outside know an upload's values earlier than was said."""
    from dashboards.i18n import text
    from storage.intake import end_embargo

    home = house(arguments)
    with home.store() as store:
        ends = end_embargo(store, arguments.upload, home.moment("--until", arguments.until), home.now(), arguments.by)
    print(text("cli.embargo_ends", home.language, number=arguments.upload, at=_moment(home, ends)), file=sys.stderr)
    return 0


def run_withdraw(arguments: argparse.Namespace) -> int:
    """Take a submission back."""
    from dashboards.i18n import text
    from storage import submissions, writing

    home = house(arguments)
    with home.store() as store, writing(store, actor=arguments.by, act="upload:withdraw", at=home.now()) as w:
        submissions.withdraw(w, arguments.submission, note=arguments.reason)
    print(text("cli.withdrawn", home.language, number=arguments.submission), file=sys.stderr)
    return 0


def run_receipt(arguments: argparse.Namespace) -> int:
    """Print the receipt of a submission."""
    from dashboards.content.releasing import build_receipt
    from dashboards.i18n import text
    from gapwatch.printing import print_json
    from storage import reading

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = build_receipt(connection, arguments.submission)
    if arguments.format == "json":
        print_json(vars(found), home.settings.zone)
        return 0
    for name, value in _receipt(home, found).items():
        print(f"{text(f'cli.column.{name}', home.language)}  {value}")
    return 0


def _receipt(home: House, found: "Receipt") -> dict[str, object]:
    from dashboards.i18n import text, word

    basis = found.revision_basis
    counts = "，".join(
        f"{word('change', change, home.language)}{number}" for change, number in found.counts.items() if number
    )
    return {
        "number": found.number,
        "file": found.file,
        "checksum": found.sha256,
        "state": text(f"cli.submission.{found.state}", home.language),
        "submitted_by": found.submitted_by,
        "submitted_at": _moment(home, found.submitted_at),
        "released_by": found.decided_by or "",
        "released_at": _moment(home, found.decided_at),
        "counts": counts,
        "basis": text(f"cli.basis.{basis}", home.language) if basis else "",
        "embargo": _moment(home, found.embargo_until),
        "word": found.word or "",
    }


def run_undo(arguments: argparse.Namespace) -> int:
    """Let what stood before an upload stand again."""
    from dashboards.i18n import text
    from storage.intake import undo

    home = house(arguments)
    with home.store() as store:
        outcome = undo(store, arguments.upload, arguments.reason, home.now(), arguments.by)
    print(text("cli.undone", home.language, number=arguments.upload, count=outcome.stored), file=sys.stderr)
    return 0


def _counts(outcome: "IngestOutcome") -> "Mapping[str, int]":
    return {change.value: number for change, number in outcome.counts.items()}


def _moment(home: House, moment: Any) -> str:
    return "" if moment is None else f"{moment.astimezone(home.settings.zone):%Y-%m-%d %H:%M}"
