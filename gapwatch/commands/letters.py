"""`letters` drafts letters (代拟稿), prints them, lists the register and takes them further."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import ACTOR, House, house

if TYPE_CHECKING:
    from storage.letters import Letter

KINDS = ("reminder", "supervision", "consultation")
STEPS = ("checked", "returned", "signed", "registered", "served", "answered", "closed", "withdrawn")


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    family = commands.add_parser("letters", help="代拟函件 / letters as drafts, and their register")
    acts = family.add_subparsers(dest="act", required=True, metavar="ACT")
    draft = acts.add_parser("draft", parents=[common], help="代拟 / draft a letter")
    draft.add_argument(
        "about", metavar="TARGET|OFFICE", help="目标编号或主责单位 / a target_id or an answerable office"
    )
    draft.add_argument("--kind", choices=KINDS, default=KINDS[0], help="提醒函、督办单、商请函 / kind of letter")
    draft.add_argument("--as-of", metavar="DATE", help="查询时点 / as known at this date (default: now)")
    draft.add_argument("--by", default=ACTOR, metavar="NAME", help="拟稿人 / who drafts")
    draft.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件 / write the letter as docx")
    draft.set_defaults(run=run_draft)
    show = acts.add_parser("print", parents=[common], help="输出 / write a letter as docx")
    show.add_argument("letter", type=int, metavar="N", help="编号 / number of the register")
    show.add_argument("-o", "--output", type=Path, metavar="FILE", help="写入文件 / write to a file")
    show.set_defaults(run=run_print)
    listing = acts.add_parser("list", parents=[common], help="登记簿 / the register")
    listing.add_argument("--office", metavar="OFFICE", help="单位 / only to this office")
    listing.add_argument("--format", choices=("table", "json"), default="table")
    listing.set_defaults(run=run_list)
    advance = acts.add_parser("advance", parents=[common], help="办理 / take a letter further")
    advance.add_argument("letter", type=int, metavar="N", help="编号 / number of the register")
    advance.add_argument("step", choices=STEPS, help="核稿、退回、签发、登记、送达、反馈、办结、撤回 / what is done")
    advance.add_argument("--by", required=True, metavar="NAME", help="经办人 / who does it")
    advance.add_argument("--number", metavar="TEXT", help="文号（登记时） / its number, when registered")
    advance.add_argument("--day", metavar="DATE", help="成文日期（签发时） / date of the signature (default: today)")
    advance.add_argument("--paper", metavar="TEXT", help="批准依据（办结时） / the paper that approves its closing")
    advance.add_argument("--note", metavar="TEXT", help="说明 / a word")
    advance.set_defaults(run=run_advance)


def run_draft(arguments: argparse.Namespace) -> int:
    """Draft a letter; what is left out is said, no letter at all is exit 1."""
    from dashboards.i18n import text
    from dashboards.letters import draft_letter
    from gapwatch.printing import print_problems
    from measures.terms import LetterKind

    home = house(arguments)
    about: int | str = int(arguments.about) if arguments.about.isdecimal() else arguments.about
    as_of = home.moment("--as-of", arguments.as_of)
    kind = LetterKind(arguments.kind)
    with home.store() as store:
        made = draft_letter(store, home.catalogue, about, kind, actor=arguments.by, now=home.now(), as_of=as_of)
        print_problems(made.problems, home.language)
        if made.letter_id is None:
            print(text("cli.letter.none", home.language), file=sys.stderr)
            return 1
        letter = _letter(store, made.letter_id)
    _tell(home, letter)
    if arguments.output is not None:
        _write(home, letter, arguments.output)
    return 0


def run_print(arguments: argparse.Namespace) -> int:
    """Write a letter as it stands now."""
    from gapwatch.commands.reporting import check_output

    home = house(arguments)
    check_output(arguments.output)
    with home.store() as store:
        letter = _letter(store, arguments.letter)
    _write(home, letter, arguments.output)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print the register, newest first."""
    from dashboards.i18n import text, word
    from gapwatch.printing import print_json, print_table
    from storage import letters, reading

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = letters.list_letters(connection, office=arguments.office)
    if arguments.format == "json":
        print_json([{**vars(one), "steps": [vars(s) for s in one.steps], "state": one.state, "number": one.number,
                     "dated": one.dated} for one in found], home.settings.zone)  # fmt: skip
        return 0
    lang = home.language
    columns = ("number", "letter_kind", "office", "letter_state", "letter_number", "letter_title")
    rows = (
        (
            one.id,
            word("letter_kind", one.kind, lang),
            one.office,
            word("letter_state", one.state, lang),
            one.number or "",
            one.content["title"],
        )
        for one in found
    )
    print_table([text(f"cli.column.{column}", lang) for column in columns], rows)
    return 0


def run_advance(arguments: argparse.Namespace) -> int:
    """Take a letter further."""
    from gapwatch.wiring import day
    from measures.errors import NotAllowed
    from measures.terms import LetterStep
    from storage import letters, writing

    home = house(arguments)
    signed = day("--day", arguments.day)
    detail = {"number": arguments.number, "paper": arguments.paper, "note": arguments.note, "day": signed}
    step = LetterStep(arguments.step)
    with home.store() as store:
        try:
            with writing(store, actor=arguments.by, act=f"letter:{step}", at=home.now()) as w:
                letter = letters.take(w, arguments.letter, step, detail)
        except NotAllowed as refused:
            raise NotAllowed(refused.act, refused.actor, _why(home, refused.reason)) from refused
    _tell(home, letter)
    return 0


def _why(home: House, code: str) -> str:
    from dashboards.i18n import coded_text

    return coded_text("letter.stops", code, {}, home.language)


def _tell(home: House, letter: "Letter") -> None:
    from dashboards.i18n import text, word

    said = {"number": letter.id, "title": letter.content["title"], "office": letter.office}
    state = word("letter_state", letter.state, home.language)
    print(text("cli.letter.stands", home.language, state=state, **said), file=sys.stderr)


def _letter(store: Any, letter_id: int) -> "Letter":
    from storage import letters, reading

    with reading(store) as connection:
        return letters.get_letter(connection, letter_id)


def _write(home: House, letter: "Letter", path: Path | None) -> None:
    from dashboards.reports.letters import letter_file
    from gapwatch.commands.reporting import write_file

    write_file(letter_file(letter, home.settings.reports.templates), path)
