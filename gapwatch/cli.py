"""The command line: `gapwatch COMMAND …`.

Exit status: 0 done, 1 done with problems in people's data, 2 wrong usage or configuration, 3 something of ours or the
world failed.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from gapwatch.commands import (
    alerts,
    audit,
    backtest,
    documents,
    ledger,
    letters,
    plan,
    reckoning,
    releasing,
    review,
    series,
    serving,
    sources,
    template,
    templates,
    tokens,
    upkeep,
    uploads,
    users,
    verdicts,
)
from measures.errors import ConfigurationError, GapwatchError, NotAllowed, NotFound

DONE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="gapwatch",
        description="读取公文中的目标，接收统计数据，测算差距，按月提示。"
        " Reads targets out of official documents, takes in statistics, computes the gap, sends the monthly alerts.",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="设置文件 / settings file (config.yaml)")
    common.add_argument("--database", metavar="URL", help="数据库 / sqlite:///FILE or postgresql://…")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    middle = (releasing, sources, template, series, reckoning, backtest, plan, verdicts, ledger, letters, templates)
    for family in (documents, review, uploads, *middle, serving, users, tokens, alerts, audit, upkeep):
        family.add(commands, common)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = build_parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except (ConfigurationError, NotFound, NotAllowed) as error:
        print(f"gapwatch: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (GapwatchError, OSError) as error:
        print(f"gapwatch: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        return FAILED
