"""`alerts` says who hears of red lights, and shows what was sent."""

import argparse
import sys
from typing import Any

from gapwatch.wiring import ACTOR, house


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
