"""`ingest` takes in actual statistics."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.commands.documents import read_file
from gapwatch.wiring import ACTOR, House, day, house
from measures.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest import UploadReading, UploadSettings
    from storage import Store
    from storage.intake import Intake, Stop, Told


#: Changes that leave values which nobody has reviewed.
_STORING = ("new", "revised", "corrected", "conflict")


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    ingest = commands.add_parser("ingest", parents=[common], help="统计数据入库 / take in actual statistics")
    ingest.add_argument("files", type=Path, nargs="+", metavar="FILE")
    ingest.add_argument("--mapping", type=Path, metavar="FILE", help="表格说明 / what the tables mean (YAML)")
    ingest.add_argument("--source", metavar="NAME", help="数据来源 / source where the file names none")
    ingest.add_argument("--published", metavar="DATE", help="发布日期 / day of publication where the file has none")
    add_told(ingest)
    ingest.add_argument("--dry-run", action="store_true", help="只试读，不入库 / read only, keep nothing")
    ingest.add_argument("--format", choices=("table", "json"), default="table")
    ingest.set_defaults(run=run_ingest)


def add_told(parser: argparse.ArgumentParser) -> None:
    """Add what an uploader may say beside the file."""
    from measures.terms import RevisionBasis

    parser.add_argument("--accept-warnings", metavar="TEXT", help="情况说明 / your word on the warnings")
    parser.add_argument(
        "--revision-basis",
        choices=[basis.value for basis in RevisionBasis],
        help="修订依据：普查修订、核实、差错更正、口径变化 / why known values become others",
    )
    parser.add_argument("--embargo", metavar="MOMENT", help="公布时间，此前对外不可见 / not known outside before this")


def told(home: House, arguments: argparse.Namespace) -> "Told":
    """Return what the uploader says beside the file."""
    from measures.terms import RevisionBasis
    from storage.intake import Told

    return Told(
        word=arguments.accept_warnings,
        revision_basis=RevisionBasis(arguments.revision_basis) if arguments.revision_basis else None,
        embargo_until=home.moment("--embargo", arguments.embargo),
    )


def run_ingest(arguments: argparse.Namespace) -> int:
    """Take in each file whole, or say all that is wrong with it and keep nothing of it."""
    from tqdm import tqdm

    from gapwatch.printing import print_json

    home = house(arguments)
    settings = settings_of(home, arguments)
    results: list[dict[str, Any]] = []
    all_good = True
    with home.store() as store:
        for path in tqdm(arguments.files, unit="file", disable=None if len(arguments.files) > 1 else True):
            good, result = _take(store, home, path, settings, arguments)
            all_good = all_good and good
            results.append(result)
    if arguments.format == "json":
        print_json(results[0] if len(results) == 1 else results, home.settings.zone)
    return 0 if all_good else 1


def settings_of(home: House, arguments: argparse.Namespace) -> "UploadSettings":
    """Return what the arguments say about a file."""
    return home.upload_settings(
        source=arguments.source,
        published=day("--published", arguments.published),
        mapping=read_mapping("--mapping", arguments.mapping),
    )


def read_mapping(option: str, path: Path | None) -> "Mapping[str, object]":
    """Return a mapping file, empty for none; raises ConfigurationError for what is no mapping."""
    import yaml

    if path is None:
        return {}
    try:
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(
            option, str(path), f"a YAML file is expected ({' '.join(str(error).split())})"
        ) from error
    if not isinstance(mapping, dict):
        raise ConfigurationError(option, str(path), "sheets: or answers: is expected at the top")
    return mapping


def _take(
    store: "Store", home: House, path: Path, settings: "UploadSettings", arguments: argparse.Namespace
) -> tuple[bool, dict[str, Any]]:
    from gapwatch.printing import print_problems
    from storage.intake import take_in

    data, problems = read_file(path, settings.max_bytes)
    if data is None:
        print_problems(problems, home.language)
        return False, {"file": path.name, "problems": [p.code for p in problems]}
    if arguments.dry_run:
        return _try(store, home, path.name, data, settings, arguments.accept_warnings)
    intake = take_in(
        store,
        data,
        path.name,
        settings=settings,
        catalogue=home.catalogue,
        places=home.places,
        now=home.now(),
        actor=ACTOR,
        told=told(home, arguments),
        zone=home.settings.zone,
    )
    print_findings(intake.reading, home.language)
    counts = {str(c): n for c, n in intake.outcome.counts.items()} if intake.outcome else None
    _print_end(intake, counts, home.language)
    return intake.stored, {"file": path.name, "sha256": intake.reading.sha256, "counts": counts, "stop": intake.stop}


def _try(
    store: "Store", home: House, name: str, data: bytes, settings: "UploadSettings", word: str | None
) -> tuple[bool, dict[str, Any]]:
    from dashboards.content.trial import try_upload
    from dashboards.i18n import text
    from storage import reading
    from storage.intake import stopped

    with reading(store) as connection:
        found, shown = try_upload(
            connection, data, name, settings, home.catalogue, home.places, home.now(), home.settings.zone, home.language
        )
    print_findings(found, home.language)
    stop = stopped(found, word)
    print(text("cli.dry_run", home.language, name=name), file=sys.stderr)
    if stop is not None:
        print_stop(found, stop, home.language)
    return stop is None, shown


def print_findings(found: "UploadReading", language: str) -> None:
    """Print problems and open questions to standard error."""
    from dashboards.i18n import coded_text, text
    from gapwatch.printing import print_problems

    print_problems(found.problems, language)
    for question in found.questions:
        choices = "".join(f"\n    {value} ({confidence:.0%})" for value, confidence in question.choices)
        said = coded_text("question", question.code, question.details, language)
        line = text(
            "cli.question",
            language,
            id=question.id,
            said=said,
            cells="、".join(cell.removeprefix("!") for cell in question.cells[:5]),
        )
        print(line + choices, file=sys.stderr)


def print_stop(found: "UploadReading", stop: "Stop", language: str) -> None:
    """Print why nothing of a file was kept, and what to do."""
    from dashboards.i18n import problem_text, text
    from measures.terms import Severity
    from storage.intake import wanting

    errors = sum(problem.severity == Severity.ERROR for problem in found.problems)
    said = text(f"cli.stop.{stop}", language, name=found.name, errors=errors, questions=len(found.questions))
    lines = [f"  - {problem_text(problem, language)}" for problem in wanting(found)] if stop == "word" else []
    print("\n".join([said, *lines]), file=sys.stderr)


def _print_end(intake: "Intake", counts: "Mapping[str, int] | None", language: str) -> None:
    from dashboards.i18n import text
    from measures.terms import Change

    if counts is None:
        assert intake.stop is not None
        print_stop(intake.reading, intake.stop, language)
        return
    every = {change.value: counts.get(change.value, 0) for change in Change}
    said = text("cli.ingested", language, name=intake.reading.name, **every)
    said += text("cli.unreviewed", language) if any(counts.get(change, 0) for change in _STORING) else ""
    print(said, file=sys.stderr)
