"""`verdicts` prepares, proposes, approves and returns verdicts; `objections` keeps and answers what offices say."""

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House, day, house
from measures.errors import NotAllowed
from measures.terms import ObjectionKind, ObjectionState, VerdictWord

if TYPE_CHECKING:
    from storage import Store
    from storage.objections import Objection
    from storage.verdicts import Verdict


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the commands of this family."""
    family = commands.add_parser("verdicts", help="年度认定 / verdicts on targets: one proposes, another approves")
    acts = family.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", parents=[common], help="列出认定 / verdicts and proposals")
    listed.add_argument("--waiting", action="store_true", help="只列待审定的 / only what waits for approval")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=run_list)
    prepare = acts.add_parser("prepare", parents=[common], help="按测算提出全年认定意见 / propose the year's verdicts")
    prepare.add_argument("--year", type=int, required=True, help="完成时限所在年度 / year of the deadlines")
    prepare.add_argument("--format", choices=("table", "json"), default="table")
    prepare.set_defaults(run=run_prepare)
    propose = acts.add_parser("propose", parents=[common], help="提出认定 / propose a verdict")
    propose.add_argument("target", type=int, metavar="TARGET", help="目标编号 / target_id of `gaps`")
    propose.add_argument("word", choices=[word.value for word in VerdictWord], metavar="WORD", help=_words())
    propose.add_argument("--document", metavar="TEXT", help="依据文件 / the paper that it rests on")
    propose.add_argument("--note", metavar="TEXT", help="说明 / a word")
    propose.set_defaults(run=run_propose)
    for act in (prepare, propose):
        act.add_argument("--date", metavar="DATE", help="认定日期 / day of the verdict (default: today)")
    approve = acts.add_parser("approve", parents=[common], help="审定（须为他人） / approve what another proposed")
    approve.add_argument("verdicts", type=int, nargs="+", metavar="VERDICT")
    approve.set_defaults(run=run_approve)
    back = acts.add_parser("return", parents=[common], help="退回 / return a proposal")
    back.add_argument("verdict", type=int, metavar="VERDICT")
    back.add_argument("--note", required=True, metavar="TEXT", help="意见 / why")
    back.set_defaults(run=run_return)
    review = acts.add_parser("review", parents=[common], help="申请复核 / an office asks for a review of a verdict")
    review.add_argument("target", type=int, metavar="TARGET")
    review.set_defaults(run=run_object, kind=ObjectionKind.REVIEW.value)
    _add_objections(commands, common, review)
    for act in (prepare, propose, approve, back):
        _add_by(act)


def _words() -> str:
    return "认定 / " + ", ".join(word.value for word in VerdictWord)


def _add_by(act: argparse.ArgumentParser) -> None:
    act.add_argument("--by", required=True, metavar="NAME", help="经办人姓名 / name of the person who does this")


def _add_objections(commands: Any, common: argparse.ArgumentParser, review: argparse.ArgumentParser) -> None:
    family = commands.add_parser("objections", help="单位异议 / what offices object to, and the answers")
    acts = family.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", parents=[common], help="列出异议 / objections")
    listed.add_argument("--open", action="store_true", help="只列待处理的 / only open ones")
    listed.add_argument("--format", choices=("table", "json"), default="table")
    listed.set_defaults(run=run_list_objections)
    raised = acts.add_parser("raise", parents=[common], help="提出异议 / object to a light")
    raised.add_argument("target", type=int, metavar="TARGET")
    kinds = [kind.value for kind in ObjectionKind if kind is not ObjectionKind.REVIEW]
    raised.add_argument("kind", choices=kinds, metavar="KIND", help="类别 / " + ", ".join(kinds))
    raised.set_defaults(run=run_object)
    answer = acts.add_parser("answer", parents=[common], help="答复 / uphold or dismiss an objection")
    answer.add_argument("objection", type=int, metavar="OBJECTION")
    answer.add_argument("state", choices=(ObjectionState.UPHELD.value, ObjectionState.DISMISSED.value))
    answer.add_argument("--note", required=True, metavar="TEXT", help="答复内容 / the answer")
    answer.set_defaults(run=run_answer)
    for act in (review, raised):
        act.add_argument("--office", required=True, metavar="OFFICE", help="提出单位 / the office that objects")
        act.add_argument("--text", required=True, metavar="TEXT", help="内容，300字以内 / 300 characters at most")
    for act in (review, raised, answer):
        _add_by(act)


def refusal_text(refusal: NotAllowed, subject: object, language: str) -> str:
    """Why something cannot be done, as a sentence."""
    from dashboards.i18n import coded_text, text

    return text(
        "cli.verdict.refused", language, subject=subject, why=coded_text("refused", refusal.reason, {}, language)
    )


def _attempt(home: House, subject: object, act: Callable[[], str]) -> int:
    """Do something and say so; a refusal is told and is a problem of people's data."""
    try:
        print(act(), file=sys.stderr)
    except NotAllowed as refusal:
        print(refusal_text(refusal, subject, home.language), file=sys.stderr)
        return 1
    return 0


def _dated(home: House, arguments: argparse.Namespace) -> date:
    return day("--date", arguments.date) or home.today()


def run_list(arguments: argparse.Namespace) -> int:
    """List verdicts, newest first."""
    from gapwatch.printing import print_json
    from storage import reading
    from storage.verdicts import list_verdicts

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_verdicts(connection, waiting=arguments.waiting)
        if arguments.format == "json":
            print_json([vars(one) for one in found], home.settings.zone)
        else:
            _print_verdicts(home, store, found)
    return 0


def _print_verdicts(home: House, store: "Store", found: "Iterable[Verdict]") -> None:
    from dashboards.i18n import text, word
    from dashboards.lights import verdict_text
    from dashboards.wording import target_text
    from gapwatch.printing import print_table

    columns = ("number", "target", "indicator", "verdict", "dated", "state", "people", "document")
    rows = []
    for one in found:
        target = _target(store, one.target_id)
        rows.append(
            (
                one.id,
                f"{one.target_id} {target_text(target, home.language)}",
                f"{target['place'] or ''} {target['indicator']}",
                verdict_text(one.word, target, home.language),
                one.dated,
                word("verdict_state", one.state, home.language),
                " / ".join(name for name in (one.proposed_by, one.decided_by) if name),
                one.document or "",
            )
        )
    print_table([text(f"cli.column.{column}", home.language) for column in columns], rows)


def _target(store: "Store", target_id: int) -> dict[str, Any]:
    from storage import reading, targets

    with reading(store) as connection:
        return vars(targets.get_target(connection, target_id))


def run_prepare(arguments: argparse.Namespace) -> int:
    """Propose the year's verdicts and list what stays open; 1 while something does."""
    from dashboards import verdicts
    from dashboards.i18n import coded_text, text
    from gapwatch.printing import print_json, print_table

    home = house(arguments)
    dated = _dated(home, arguments)
    with home.store() as store:
        done = verdicts.prepare(store, home.catalogue, arguments.year, dated=dated, actor=arguments.by, now=home.now())
        if arguments.format == "json":
            print_json({"proposed": done.proposed, "open": [vars(one) for one in done.left_open]})
        elif done.left_open:
            rows = []
            for one in done.left_open:
                target = _target(store, one.target_id)
                place = f"{target['place'] or ''} {target['indicator']}"
                rows.append((one.target_id, place, coded_text("open", one.why, {}, home.language)))
            print_table(
                [text(f"cli.column.{column}", home.language) for column in ("number", "indicator", "why")], rows
            )
    told = {"proposed": len(done.proposed), "open": len(done.left_open)}
    print(text("cli.prepare.done", home.language, **told), file=sys.stderr)
    return 1 if done.left_open else 0


def run_propose(arguments: argparse.Namespace) -> int:
    """Propose a verdict on one target."""
    from dashboards import verdicts
    from dashboards.i18n import text

    home = house(arguments)
    with home.store() as store:

        def act() -> str:
            number = verdicts.propose(
                store,
                home.catalogue,
                arguments.target,
                VerdictWord(arguments.word),
                dated=_dated(home, arguments),
                actor=arguments.by,
                now=home.now(),
                document=arguments.document,
                note=arguments.note,
            )
            return text("cli.verdict.proposed", home.language, number=number)

        return _attempt(home, arguments.target, act)


def run_approve(arguments: argparse.Namespace) -> int:
    """Approve proposals; 1 where one could not be."""
    from dashboards import verdicts
    from dashboards.i18n import text

    home = house(arguments)
    status = 0
    with home.store() as store:
        for number in arguments.verdicts:

            def act(number: int = number) -> str:
                verdicts.approve(store, home.catalogue, number, actor=arguments.by, now=home.now())
                return text("cli.verdict.approved", home.language, number=number)

            status = max(status, _attempt(home, number, act))
    return status


def run_return(arguments: argparse.Namespace) -> int:
    """Return a proposal with a word."""
    from dashboards import verdicts
    from dashboards.i18n import text

    home = house(arguments)
    with home.store() as store:

        def act() -> str:
            verdicts.send_back(store, arguments.verdict, note=arguments.note, actor=arguments.by, now=home.now())
            return text("cli.verdict.returned", home.language, number=arguments.verdict)

        return _attempt(home, arguments.verdict, act)


def run_object(arguments: argparse.Namespace) -> int:
    """Keep an objection, or ask for the review of a verdict."""
    from dashboards.i18n import text
    from storage import writing
    from storage.objections import object_to

    home = house(arguments)
    with home.store() as store:

        def act() -> str:
            with writing(store, actor=arguments.by, act="objection:raise", at=home.now()) as w:
                kind = ObjectionKind(arguments.kind)
                number = object_to(w, arguments.target, kind, office=arguments.office, text=arguments.text)
            return text("cli.objection.kept", home.language, number=number)

        return _attempt(home, arguments.target, act)


def run_answer(arguments: argparse.Namespace) -> int:
    """Uphold or dismiss an objection."""
    from dashboards.i18n import text
    from storage import writing
    from storage.objections import answer

    home = house(arguments)
    with home.store() as store:

        def act() -> str:
            with writing(store, actor=arguments.by, act="objection:answer", at=home.now()) as w:
                answer(w, arguments.objection, ObjectionState(arguments.state), note=arguments.note)
            return text("cli.objection.answered", home.language, number=arguments.objection)

        return _attempt(home, arguments.objection, act)


def run_list_objections(arguments: argparse.Namespace) -> int:
    """List objections, newest first."""
    from gapwatch.printing import print_json
    from storage import reading
    from storage.objections import list_objections

    home = house(arguments)
    with home.store() as store, reading(store) as connection:
        found = list_objections(connection, open_only=arguments.open)
    if arguments.format == "json":
        print_json([vars(one) for one in found], home.settings.zone)
    else:
        _print_objections(home, found)
    return 0


def _print_objections(home: House, found: "Iterable[Objection]") -> None:
    from dashboards.i18n import text, word
    from gapwatch.printing import print_table

    columns = ("number", "target", "office", "kind", "text", "state", "answer")
    rows = (
        (
            one.id,
            one.target_id,
            one.office,
            word("objection_kind", one.kind, home.language),
            one.text,
            word("objection_state", one.state, home.language),
            one.answer or "",
        )
        for one in found
    )
    print_table([text(f"cli.column.{column}", home.language) for column in columns], rows)
