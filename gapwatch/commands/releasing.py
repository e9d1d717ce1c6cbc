"""`uploads` lists what was taken in; submits, releases, withdraws and undoes, each under a person's name."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.commands.uploads import add_told, print_findings, print_stop, settings_of, told
from gapwatch.wiring import House, house

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.observations import IngestOutcome
    from storage.submissions import Submission


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
        ("release", run_release, "审核入库（须为他人） / release what another person submitted"),
        ("withdraw", run_withdraw, "撤回报送 / take a submission back"),
        ("receipt", run_receipt, "回执 / who submitted and released, when, checksum"),
    ):
        act = acts.add_parser(name, parents=[common], help=help_text)
        act.add_argument("submission", type=int, metavar="SUBMISSION")
        act.set_defaults(run=run)
    undo = acts.add_parser("undo", parents=[common], help="撤销已入库文件的数据 / take an upload's values back")
    undo.add_argument("upload", type=int, metavar="UPLOAD")
    for act in (acts.choices[name] for name in ("submit", "release", "withdraw", "undo")):
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


def run_release(arguments: argparse.Namespace) -> int:
    """Take in what another person submitted."""
    from dashboards.i18n import text
    from storage.intake import release_file

    home = house(arguments)
    with home.store() as store:
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
    from dashboards.i18n import text
    from storage import reading
    from storage.submissions import get_submission

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = get_submission(connection, arguments.submission)
    for name, value in _receipt(home, found).items():
        print(f"{text(f'cli.column.{name}', home.language)}  {value}")
    return 0


def _receipt(home: House, found: "Submission") -> dict[str, object]:
    from dashboards.i18n import text

    basis = found.revision_basis
    return {
        "number": found.id,
        "file": found.name,
        "checksum": found.sha256,
        "state": text(f"cli.submission.{found.state}", home.language),
        "submitted_by": found.submitted_by,
        "submitted_at": _moment(home, found.submitted_at),
        "released_by": found.decided_by or "",
        "released_at": _moment(home, found.decided_at),
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
