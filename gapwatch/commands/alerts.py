"""`alerts` says who hears of red lights, lists what they were told, and takes the steps that follow."""

import argparse
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gapwatch.wiring import ACTOR, day, house
from measures.errors import ConfigurationError, NotAllowed

#: Steps that a person takes; the fields that belong to each.
STEPS: Mapping[str, tuple[str, ...]] = {
    "acknowledged": (),
    "asked": ("reason", "due"),
    "answered": ("reason", "measure", "plan"),
    "accepted": (),
    "returned": ("reason",),
    "escalated": ("rung",),
    "judged": ("reason",),
    "closed": ("outcome", "paper"),
}
RUNGS = ("reminder", "urging", "supervision", "talk", "circular")
OUTCOMES = ("done", "not_done", "adjusted", "stopped")


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    alerts = commands.add_parser("alerts", help="提示 / recipients of the monthly message")
    acts = alerts.add_subparsers(dest="act", required=True, metavar="ACT")
    recipient = acts.add_parser("recipient", parents=[common], help="登记接收人 / keep a recipient")
    recipient.add_argument("name", metavar="NAME")
    recipient.add_argument("--mail", required=True, metavar="ADDRESS")
    recipient.add_argument("--office", action="append", default=[], help="只收此单位 / only this office's targets")
    recipient.add_argument("--lang", choices=("zh", "en"), default="zh")
    recipient.set_defaults(run=run_recipient)
    recipients = acts.add_parser("recipients", parents=[common], help="列出接收人 / list the recipients")
    recipients.set_defaults(run=run_recipients)
    listed = acts.add_parser("list", parents=[common], help="提示台账 / alerts and where each stands")
    listed.add_argument("--month", metavar="YYYY-MM", help="只列此月 / only this month's")
    listed.add_argument("--all", action="store_true", help="含已了结的 / ended ones as well")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=run_list)
    take = acts.add_parser("take", parents=[common], help="办理 / take a step with an alert")
    take.add_argument("alert", type=int, metavar="ALERT")
    take.add_argument("step", choices=STEPS, metavar="STEP", help="办理步骤 / " + ", ".join(STEPS))
    take.add_argument("--by", required=True, metavar="NAME", help="经办人姓名 / name of the person who does this")
    take.add_argument("--reason", default="", help="理由、原因 / why")
    take.add_argument("--measure", default="", help="措施 / measures of an answer")
    take.add_argument("--plan", default="", help="追赶计划 / how it will be caught up")
    take.add_argument("--due", metavar="DATE", help="反馈时限 / date by which to answer")
    take.add_argument("--rung", choices=RUNGS, help="升级为 / rung of the ladder")
    take.add_argument("--wrong", action="store_true", help="提示有误 / the alert was wrong")
    take.add_argument("--outcome", choices=OUTCOMES, help="了结方式 / how it ended")
    take.add_argument("--paper", default="", help="批准依据 / the paper that approves it")
    take.set_defaults(run=run_take)


def run_recipient(arguments: argparse.Namespace) -> int:
    """Keep a recipient; the same address again changes the one that is there."""
    from dashboards.i18n import text
    from storage import writing
    from storage.people import save_recipient

    home = house(arguments)
    if not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", arguments.mail):
        raise ConfigurationError("--mail", arguments.mail, "an address such as office@example.org is expected")
    with home.store() as store, writing(store, actor=ACTOR, act="recipient:save", at=home.now()) as w:
        save_recipient(
            w, name=arguments.name, address=arguments.mail, offices=arguments.office, language=arguments.lang
        )
    print(text("cli.recipient_saved", home.language, name=arguments.name, address=arguments.mail), file=sys.stderr)
    return 0


def run_recipients(arguments: argparse.Namespace) -> int:
    """List the recipients."""
    from dashboards.i18n import text
    from gapwatch.printing import print_table
    from storage import reading
    from storage.people import list_recipients

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_recipients(connection)
    header = [text(f"cli.column.{c}", home.language) for c in ("name", "address", "offices", "language")]
    print_table(header, ((r.name, r.address, "、".join(r.offices), r.language) for r in found))
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """List the alerts, newest first."""
    from dashboards.i18n import text, word
    from gapwatch.printing import print_json, print_table
    from storage import reading
    from storage.followup import list_cases
    from storage.people import list_recipients
    from storage.targets import get_target

    home = house(arguments)
    lang = home.language
    with home.store() as store, reading(store) as c:
        cases = list_cases(c, period=arguments.month, only_open=not arguments.all)
        names = {one.id: one.name for one in list_recipients(c, active=None)}
        targets = {one.alert.target_id: get_target(c, one.alert.target_id) for one in cases}
    if arguments.format == "json":
        print_json([asdict(one) | {"since": one.since, "open": one.life.open} for one in cases], home.settings.zone)
        return 0
    columns = ("number", "month", "since", "place", "indicator", "standing", "rung", "recipient", "answerable")
    rows = (
        (
            one.alert.id,
            one.alert.period,
            one.since,
            targets[one.alert.target_id].place or "",
            targets[one.alert.target_id].indicator,
            word("standing", one.life.standing, lang),
            word("rung", one.life.rung, lang),
            names.get(one.alert.recipient_id, ""),
            targets[one.alert.target_id].answerable or "",
        )
        for one in cases
    )
    print_table([text(f"cli.column.{name}", lang) for name in columns], rows)
    return 0


def run_take(arguments: argparse.Namespace) -> int:
    """Take a step; what is refused is said with its reason, exit status 2."""
    from dashboards.i18n import text, word
    from gaps.alerting.life import Step
    from storage import followup, writing

    home = house(arguments)
    step = Step(arguments.step)
    if arguments.due is not None:
        arguments.due = str(day("--due", arguments.due))
    detail = {name: getattr(arguments, name) for name in STEPS[step]}
    if step is Step.JUDGED:
        detail = {"right": not arguments.wrong, "note": arguments.reason}
    missing = next((name for name in ("due", "rung", "outcome") if name in detail and not detail[name]), None)
    if missing:
        raise ConfigurationError(f"--{missing}", None, text(f"alert.refused.{missing}_missing", home.language))
    try:
        with home.store() as store, writing(store, actor=arguments.by, act=f"alert:{step}", at=home.now()) as w:
            life = followup.take(w, arguments.alert, step, detail)
    except NotAllowed as refusal:
        said = text(f"alert.refused.{refusal.reason}", home.language)
        raise ConfigurationError("STEP", arguments.step, said) from refusal
    standing = word("standing", life.standing, home.language)
    print(text("cli.alert_taken", home.language, id=arguments.alert, standing=standing), file=sys.stderr)
    return 0
