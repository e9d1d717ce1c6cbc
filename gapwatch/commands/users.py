"""`users` keeps accounts: who may sign in, with which roles, for which offices and places."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import ACTOR, House, house

if TYPE_CHECKING:
    from dashboards.permissions import Role
    from storage.accounts import Account
    from storage.transactions import Writing


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    users = commands.add_parser("users", help="人员账号 / accounts of people who sign in")
    acts = users.add_subparsers(dest="act", required=True, metavar="ACT")
    new = acts.add_parser("add", parents=[common], help="添加 / add somebody; the first password is printed once")
    new.add_argument("--shown", metavar="TEXT", help="姓名 / name as people read it")
    new.set_defaults(run=run_add)
    role = acts.add_parser("role", parents=[common], help="改角色和范围 / change roles, offices and places")
    role.set_defaults(run=run_role)
    for act, need in ((new, True), (role, False)):
        act.add_argument("--role", action="append", required=need, metavar="ROLE", help="角色 / role, repeatable")
        act.add_argument("--office", action="append", metavar="OFFICE", help="单位，可重复 / office, repeatable")
        act.add_argument("--place", action="append", metavar="PLACE", help="地区，可重复 / place, repeatable")
    disable = acts.add_parser("disable", parents=[common], help="停用 / end an account and its sessions")
    disable.set_defaults(run=run_disable)
    enable = acts.add_parser("enable", parents=[common], help="恢复 / let somebody sign in again")
    enable.set_defaults(run=run_enable)
    password = acts.add_parser("password", parents=[common], help="重设密码 / give another first password")
    password.set_defaults(run=run_password)
    for act in (new, password):
        act.add_argument(
            "--ask", action="store_true", help="输入密码，不自动生成 / ask for the password or read it from a pipe"
        )
    for act in (new, role, disable, enable, password):
        act.add_argument("name", metavar="NAME", help="登录名 / sign-in name")
    listed = acts.add_parser("list", parents=[common], help="列出账号 / list the accounts")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=run_list)


def run_add(arguments: argparse.Namespace) -> int:
    """Add somebody; the password is made here unless it is asked for."""
    from dashboards.auth_people import add_person, read_name
    from measures.errors import ConfigurationError
    from storage import writing

    home = house(arguments)
    name = read_name(arguments.name)
    if name is None:
        raise ConfigurationError("NAME", arguments.name, "2 to 40 letters, digits, dots, dashes or underscores")
    roles, places = _roles(arguments.role), _places(home, arguments.place)
    given = _asked(home, name) if arguments.ask else None
    with home.store() as store, writing(store, actor=ACTOR, act="person:add", at=home.now()) as w:
        _, first = add_person(
            w,
            name=name,
            shown=arguments.shown or "",
            roles=roles,
            offices=arguments.office or (),
            places=places,
            password=given,
        )
    _tell(home, name, None if given else first)
    return 0


def run_role(arguments: argparse.Namespace) -> int:
    """Change roles, offices or places; what is not named stays."""
    from dashboards.auth_people import change_person

    home = house(arguments)
    roles = _roles(arguments.role) if arguments.role else None
    places = None if arguments.place is None else _places(home, arguments.place)

    def change(w: "Writing", account: "Account") -> None:
        change_person(
            w,
            account.id,
            shown=account.shown,
            roles=_roles(account.roles) if roles is None else roles,
            offices=account.offices if arguments.office is None else arguments.office,
            places=account.places if places is None else places,
            active=account.active,
        )

    return _change(home, arguments.name, "person:change", change)


def run_disable(arguments: argparse.Namespace) -> int:
    """End an account; its sessions end at once."""
    return _activate(arguments, active=False)


def run_enable(arguments: argparse.Namespace) -> int:
    """Let somebody sign in again."""
    return _activate(arguments, active=True)


def run_password(arguments: argparse.Namespace) -> int:
    """Give somebody another first password; every session and the second factor end."""
    from dashboards.auth_people import reset_password

    home = house(arguments)
    given = _asked(home, arguments.name) if arguments.ask else None
    made: list[str] = []
    status = _change(
        home, arguments.name, "person:password", lambda w, account: made.append(reset_password(w, account.id, given))
    )
    _tell(home, arguments.name, None if given else made[0])
    return status


def run_list(arguments: argparse.Namespace) -> int:
    """List the accounts, those that have ended too."""
    from dashboards.i18n import text, word
    from gapwatch.printing import print_json, print_table
    from storage import reading
    from storage.accounts import list_accounts

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_accounts(connection)
    if arguments.format == "json":
        secret = ("password", "totp_key", "totp_step", "recovery")
        shown = [{name: value for name, value in vars(one).items() if name not in secret} for one in found]
        print_json(shown, home.settings.zone)
        return 0
    columns = ("auth.name", "auth.shown", "auth.roles", "auth.offices", "auth.places", "auth.state")
    rows = (
        (
            one.name,
            one.shown,
            "、".join(word("role", role, home.language) for role in one.roles),
            "、".join(one.offices),
            "、".join(one.places),
            text("auth.active" if one.active else "auth.ended", home.language),
        )
        for one in found
    )
    print_table([text(column, home.language) for column in columns], rows)
    return 0


def account_named(connection: Any, name: str) -> "Account":
    """Return the account of a sign-in name; raises NotFound."""
    from measures.errors import NotFound
    from storage.accounts import find_account

    found = find_account(connection, name)
    if found is None:
        raise NotFound("account", name)
    return found


def _activate(arguments: argparse.Namespace, *, active: bool) -> int:
    from dashboards.auth_people import change_person

    def change(w: "Writing", account: "Account") -> None:
        change_person(
            w,
            account.id,
            shown=account.shown,
            roles=_roles(account.roles),
            offices=account.offices,
            places=account.places,
            active=active,
        )

    return _change(house(arguments), arguments.name, "person:change", change)


def _change(home: House, name: str, act: str, change: Any) -> int:
    from storage import writing

    with home.store() as store, writing(store, actor=ACTOR, act=act, at=home.now()) as w:
        change(w, account_named(w.connection, name))
    return 0


def _roles(names: Any) -> "list[Role]":
    from dashboards.permissions import Role
    from measures.errors import ConfigurationError

    try:
        return [Role(name) for name in names]
    except ValueError as error:
        raise ConfigurationError("--role", ", ".join(names), f"one of {', '.join(Role)} is expected") from error


def _places(home: House, names: list[str] | None) -> list[str]:
    found = (home.place(name) for name in names or ())
    return [place.code for place in found if place is not None]


def _asked(home: House, name: str) -> str:
    """Read a password twice from the terminal, or once from a pipe."""
    from dashboards.auth_passwords import mistake
    from dashboards.i18n import text
    from measures.errors import ConfigurationError

    if sys.stdin.isatty():
        given = getpass.getpass(text("auth.password.new.field", home.language) + ": ")
        if given != getpass.getpass(text("auth.password.again.field", home.language) + ": "):
            raise ConfigurationError("--ask", "…", text("auth.password.again", home.language))
    else:
        given = sys.stdin.readline().rstrip("\n")
    wrong = mistake(given, known=(name,))
    if wrong is not None:
        raise ConfigurationError("--ask", "…", text(f"auth.password.{wrong}", home.language))
    return given


def _tell(home: House, name: str, password: str | None) -> None:
    """Print a password that was made here: standard output holds it alone, so that it can be piped."""
    from dashboards.i18n import text

    print(text("cli.user_kept", home.language, name=name), file=sys.stderr)
    if password is not None:
        print(text("cli.user_password", home.language), file=sys.stderr)
        print(password)
