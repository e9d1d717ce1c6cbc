"""`serve` runs pages, API and scheduler in one process, `work` the scheduler alone, `demo` the built-in example."""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House, house

if TYPE_CHECKING:
    from storage import Store


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    serve = commands.add_parser("serve", parents=[common], help="启动网页和调度 / pages, API and scheduler")
    serve.add_argument("--host", help="地址 / address to listen on")
    serve.add_argument("--port", type=int, help="端口 / port")
    serve.set_defaults(run=run_serve)

    work = commands.add_parser("work", parents=[common], help="只启动调度 / the scheduler alone")
    work.set_defaults(run=run_work)

    demo = commands.add_parser("demo", parents=[common], help="演示 / serve the built-in example")
    demo.add_argument("--port", type=int, help="端口 / port")
    demo.add_argument("--no-serve", action="store_true", help="只打印差距表 / print the gap table and end")
    demo.set_defaults(run=run_demo)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    home = house(arguments)
    with home.store() as store:
        return serve_store(store, home, arguments.host, arguments.port)


def serve_store(store: "Store", home: House, host: str | None, port: int | None, *, demo: bool = False) -> int:
    """Serve pages, API and scheduler on an open store until interrupted."""
    import uvicorn

    from dashboards.app import create_app
    from dashboards.i18n import text
    from scheduler import start
    from storage import reading
    from storage.accounts import has_accounts

    host = host or home.settings.web.host
    port = home.settings.web.port if port is None else port
    address = home.settings.web.base_url or f"http://{host}:{port}"
    app = create_app(store, replace(home.web_settings(address), demo=demo), home.now)
    running = start(store, home.scheduler_settings(address), home.catalogue, home.places)
    print(text("cli.serving", home.language, address=f"http://{host}:{port}"), file=sys.stderr)
    with reading(store) as connection:
        if not has_accounts(connection):
            print(text("cli.no_people", home.language), file=sys.stderr)
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning")
    finally:
        running.stop()
    return 0


def run_work(arguments: argparse.Namespace) -> int:
    """Run the scheduler until interrupted."""
    from dashboards.i18n import text
    from scheduler import start

    home = house(arguments)
    with home.store() as store:
        running = start(store, home.scheduler_settings(), home.catalogue, home.places)
        print(text("cli.working", home.language), file=sys.stderr)
        running.wait()
    return 0


def run_demo(arguments: argparse.Namespace) -> int:
    """Fill a temporary database with the example, then serve it or print its gap table."""
    from dashboards.i18n import text
    from dashboards.permissions import Role
    from gapwatch.commands.reckoning import gap_rows, print_gaps, reckon
    from gapwatch.demo.filling import add_people, fill

    with tempfile.TemporaryDirectory(prefix="gapwatch-demo-") as folder:
        arguments.database = f"sqlite:///{Path(folder) / 'demo.db'}"
        home = house(arguments)
        with home.store() as store:
            fill(store, home)
            print(text("cli.demo", home.language), file=sys.stderr)
            if not arguments.no_serve:
                password = add_people(store, home)
                print(text("cli.demo_people", home.language, password=password), file=sys.stderr)
                print("  " + " ".join(Role), file=sys.stderr)
                return serve_store(store, home, None, arguments.port, demo=True)
            print_gaps(gap_rows(reckon(home, store)), home.language, sys.stdout)
    return 0
