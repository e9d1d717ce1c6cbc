"""`alerts` says who hears of red lights, and shows what was sent."""

import argparse
import re
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


def run_recipient(arguments: argparse.Namespace) -> int:
    """Keep a recipient; the same address again changes the one that is there."""
    from dashboards.i18n import text
    from measures.errors import ConfigurationError
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
