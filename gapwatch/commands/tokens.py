"""`tokens` makes, lists and ends the tokens by which programs ask the API in a person's name."""

import argparse
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gapwatch.commands.users import account_named
from gapwatch.wiring import ACTOR, house

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.permissions import Permission

#: a scope that stands for every ":read" of the person
READ = "read"


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    tokens = commands.add_parser("tokens", help="接口令牌 / tokens for programs that ask the API")
    acts = tokens.add_subparsers(dest="act", required=True, metavar="ACT")
    new = acts.add_parser("add", parents=[common], help="新建，只显示一次 / make one; it is printed this once")
    new.add_argument("name", metavar="NAME", help="登录名 / sign-in name of the person that it asks for")
    new.add_argument("--for", dest="purpose", required=True, metavar="TEXT", help="用途 / what it is for")
    new.add_argument("--scope", action="append", metavar="SCOPE", help="权限，可重复 / permission, or read")
    new.add_argument("--days", type=int, default=90, help="有效天数 / days that it holds")
    new.set_defaults(run=run_add)
    listed = acts.add_parser("list", parents=[common], help="列出令牌 / list the tokens")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=run_list)
    revoke = acts.add_parser("revoke", parents=[common], help="作废 / end a token")
    revoke.add_argument("token", type=int, metavar="TOKEN", help="编号 / its number")
    revoke.set_defaults(run=run_revoke)


def run_add(arguments: argparse.Namespace) -> int:
    """Make a token; it never allows more than the person may do."""
    from dashboards.auth import person_from
    from dashboards.auth_sessions import make_token
    from dashboards.i18n import text
    from measures.errors import ConfigurationError
    from storage import writing

    home = house(arguments)
    if not 1 <= arguments.days <= 365:
        raise ConfigurationError("--days", arguments.days, "1 to 365 is expected")
    with home.store() as store, writing(store, actor=ACTOR, act="token:add", at=home.now()) as w:
        account = account_named(w.connection, arguments.name)
        scopes = _scopes(arguments.scope or [READ], person_from(account).permissions)
        until = home.now() + timedelta(days=arguments.days)
        number, secret = make_token(w, account.id, name=arguments.purpose, scopes=scopes, expires_at=until)
    print(text("cli.token_made", home.language, number=number), file=sys.stderr)
    print(secret)
    return 0


def _scopes(asked: "Iterable[str]", own: "frozenset[Permission]") -> tuple[str, ...]:
    """Return the permissions that are meant; raises ConfigurationError for one that the person has not."""
    from measures.errors import ConfigurationError

    scopes: set[str] = set()
    for scope in asked:
        found = {one for one in own if one == scope or (scope == READ and one.endswith(":read"))}
        if not found:
            raise ConfigurationError("--scope", scope, f"{READ} or one of {', '.join(sorted(own))} is expected")
        scopes |= found
    return tuple(sorted(scopes))


def run_list(arguments: argparse.Namespace) -> int:
    """List the tokens, without their secrets."""
    from dashboards.i18n import text
    from gapwatch.printing import print_json, print_table
    from storage import reading
    from storage.accounts import list_accounts
    from storage.tokens import list_tokens

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_tokens(connection)
        names = {one.id: one.name for one in list_accounts(connection)}
    if arguments.format == "json":
        print_json([{**vars(one), "account": names[one.account_id]} for one in found], home.settings.zone)
        return 0
    columns = ("cli.column.number", "auth.name", "auth.token.name", "auth.token.prefix", "auth.token.scopes")
    ends = ("auth.session.until", "auth.token.used", "auth.state")
    rows = (
        (
            one.id,
            names[one.account_id],
            one.name,
            f"{one.prefix}…",
            " ".join(one.scopes),
            f"{one.expires_at.astimezone(home.settings.zone):%Y-%m-%d %H:%M}",
            f"{one.used_at.astimezone(home.settings.zone):%Y-%m-%d %H:%M}" if one.used_at else "",
            text("auth.ended" if one.revoked_at or one.expires_at <= home.now() else "auth.active", home.language),
        )
        for one in found
    )
    print_table([text(column, home.language) for column in (*columns, *ends)], rows)
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """End a token."""
    from measures.errors import NotFound
    from storage import writing
    from storage.tokens import revoke

    home = house(arguments)
    with home.store() as store, writing(store, actor=ACTOR, act="token:revoke", at=home.now()) as w:
        if not revoke(w, arguments.token):
            raise NotFound("token", arguments.token)
    return 0
