"""`audit` makes kept evaluations again and prints any difference."""

import argparse
from typing import Any

from gapwatch.wiring import house
from measures.errors import NotFound


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    audit = commands.add_parser("audit", parents=[common], help="自查：重算已存结果 / make kept evaluations again")
    which = audit.add_mutually_exclusive_group()
    which.add_argument("--run", type=int, dest="number", metavar="N", help="只重算此次测算 / only this evaluation")
    which.add_argument("--all", action="store_true", help="重算全部 / every evaluation (default: the newest ten)")
    audit.add_argument("--format", choices=("table", "json"), default="table")
    audit.set_defaults(run=run_audit)


def run_audit(arguments: argparse.Namespace) -> int:
    """Make evaluations again; 1 where a kept row differs."""
    from dashboards.content.selfaudit import RunAudit, audit_gaps
    from dashboards.i18n import text
    from dashboards.wording import moment_text
    from gapwatch.printing import print_json
    from scheduler.selfaudit import RUNS
    from storage import gaps, reading

    home = house(arguments)
    lang = home.language

    def print_audit(audit: RunAudit) -> None:
        told = {"run": audit.run_id, "made_at": moment_text(audit.made_at), "rows": audit.rows}
        if not audit.differences:
            print(text("selfaudit.same", lang, **told))
        for one in audit.differences:
            columns = text("list.comma", lang).join(one.columns)
            print(text(f"selfaudit.{one.kind}", lang, **told, target=one.target_id, columns=columns))

    audits = []
    with home.store() as store, reading(store) as connection:
        limit = None if arguments.all or arguments.number else RUNS
        runs = [r for r in gaps.list_runs(connection, limit=limit) if arguments.number in (None, r.id)]
        if arguments.number and not runs:
            raise NotFound("evaluation", arguments.number)
        for audit in audit_gaps(connection, home.catalogue, runs):
            audits.append(audit)
            if arguments.format == "table":
                print_audit(audit)
    if arguments.format == "json":
        told = [{**vars(audit), "differences": [vars(one) for one in audit.differences]} for audit in audits]
        print_json(told, home.settings.zone)
    elif not audits:
        print(text("selfaudit.none", lang))
    return 1 if any(audit.differences for audit in audits) else 0
