"""`db` keeps the database in order; `config check` reads the settings."""

import argparse
import sys
from pathlib import Path
from typing import Any

from gapwatch.wiring import house


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    database = commands.add_parser("db", help="数据库维护 / upgrade, back up and check the database")
    acts = database.add_subparsers(dest="act", required=True, metavar="ACT")
    upgrade = acts.add_parser("upgrade", parents=[common], help="升级表结构 / bring the schema up to date")
    upgrade.set_defaults(run=run_upgrade)
    backup = acts.add_parser("backup", parents=[common], help="备份 / back up while running")
    backup.add_argument("-o", "--output", type=Path, required=True, metavar="PATH")
    backup.set_defaults(run=run_backup)
    check = acts.add_parser("check", parents=[common], help="检查 / find broken references, hashes and vintages")
    check.set_defaults(run=run_check)

    config = commands.add_parser("config", help="设置 / settings")
    acts = config.add_subparsers(dest="act", required=True, metavar="ACT")
    read = acts.add_parser("check", parents=[common], help="检查设置 / read the settings and say what is wrong")
    read.set_defaults(run=run_config_check)


def run_upgrade(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date."""
    from dashboards.i18n import text

    home = house(arguments)
    with home.store() as store:
        print(text("cli.upgraded", home.language, url=store.address), file=sys.stderr)
    return 0


def run_backup(arguments: argparse.Namespace) -> int:
    """Write a consistent copy of the database."""
    from dashboards.i18n import text
    from storage.backup import backup

    home = house(arguments)
    with home.store() as store:
        backup(store, arguments.output)
    print(text("cli.backed_up", home.language, path=arguments.output), file=sys.stderr)
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Say everything that is wrong with the database."""
    from dashboards.i18n import text
    from gapwatch.printing import print_problems
    from storage import reading
    from storage.checking import check_store

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        problems = check_store(connection)
    print_problems(problems, home.language)
    if not problems:
        print(text("cli.checked", home.language), file=sys.stderr)
    return 1 if problems else 0


def run_config_check(arguments: argparse.Namespace) -> int:
    """Read the settings; a wrong one ends the command with status 2."""
    from dashboards.i18n import text

    home = house(arguments)
    home.settings.mail.secret()
    print(text("cli.config_good", home.language), file=sys.stderr)
    return 0
