"""The life of an alert: what may be done with it next, and where it stands after everything that was done.

The state is the fold of its steps, nothing else; who did what when is kept by the caller. An alert of one month that is
still true in the next goes on there: the later one continues with the rung and the question that the earlier one had.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from measures.terms import Binding, Force


class Step(StrEnum):
    """Something that is done with an alert."""

    CONTINUED = "continued"  #: 接上期: takes up where the alert of an earlier month stood
    ACKNOWLEDGED = "acknowledged"  #: 已阅
    ASKED = "asked"  #: 要求反馈
    ANSWERED = "answered"  #: 已反馈
    ACCEPTED = "accepted"  #: 反馈已采纳
    RETURNED = "returned"  #: 反馈退回
    ESCALATED = "escalated"  #: 升级
    JUDGED = "judged"  #: the receiver says whether it was right
    CARRIED = "carried"  #: 转入下期
    CLEARED = "cleared"  #: 解除: the rule is not broken any more
    CLOSED = "closed"  #: 到期关闭: done, not done, adjusted, stopped


class Standing(StrEnum):
    """Where an alert stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CARRIED = "carried"
    CLEARED = "cleared"
    CLOSED = "closed"


class Rung(StrEnum):
    """The ladder (practice 26); everything above REMINDER is a person's act."""

    NOTICE = "notice"  #: 提示
    REMINDER = "reminder"  #: 提醒
    URGING = "urging"  #: 催办
    SUPERVISION = "supervision"  #: 督办
    TALK = "talk"  #: 建议约谈
    CIRCULAR = "circular"  #: 通报


class Outcome(StrEnum):
    """How a closed alert ended; the last two need the paper that approves them."""

    DONE = "done"  #: 已完成
    NOT_DONE = "not_done"  #: 未完成
    ADJUSTED = "adjusted"  #: 目标已调整
    STOPPED = "stopped"  #: 目标终止


#: Standings after which nothing but a judgement of right or wrong follows.
ENDED: Final = frozenset({Standing.CARRIED, Standing.CLEARED, Standing.CLOSED})
LADDER: Final = tuple(Rung)
#: Longest text of each box of an answer, characters (practice 25).
BOX: Final = 300

_ALWAYS = frozenset({Step.ESCALATED, Step.JUDGED, Step.CARRIED, Step.CLEARED, Step.CLOSED})
_NEXT: Final[Mapping[Standing, frozenset[Step]]] = {
    Standing.RAISED: _ALWAYS | {Step.CONTINUED, Step.ACKNOWLEDGED, Step.ASKED},
    Standing.ACKNOWLEDGED: _ALWAYS | {Step.ASKED},
    Standing.ASKED: _ALWAYS | {Step.ANSWERED},
    Standing.ANSWERED: _ALWAYS | {Step.ACCEPTED, Step.RETURNED},
    Standing.RETURNED: _ALWAYS | {Step.ANSWERED},
    Standing.ACCEPTED: _ALWAYS | {Step.ASKED},
    **{standing: frozenset({Step.JUDGED}) for standing in ENDED},
}


@dataclass(frozen=True, kw_only=True)
class Life:
    """Where an alert stands after its steps."""

    standing: Standing = Standing.RAISED
    rung: Rung = Rung.NOTICE
    #: ISO date by which the office is asked to answer, None where it is not asked
    answer_due: str | None = None
    #: what its receiver says of it: True right, False wrong, None nothing yet
    right: bool | None = None
    #: how it was closed, None while it is not
    outcome: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether somebody may still act on it."""
        return self.standing not in ENDED

    @property
    def allowed(self) -> frozenset[Step]:
        """What may be done next."""
        return _NEXT[self.standing]


def lived(steps: Iterable[tuple[str, Mapping[str, Any]]]) -> Life:
    """Where an alert stands after these steps (name and detail, oldest first).

    Raises ValueError for a step that its standing does not allow.
    """
    life = Life()
    for name, detail in steps:
        life = after(life, Step(name), detail)
    return life


def after(life: Life, step: Step, detail: Mapping[str, Any]) -> Life:
    """The life after one more step; raises ValueError where it is not allowed."""
    if step not in life.allowed:
        raise ValueError(f"{step} does not follow {life.standing}")
    match step:
        case Step.CONTINUED:
            due = detail.get("answer_due")
            return replace(life, standing=Standing(detail["standing"]), rung=Rung(detail["rung"]), answer_due=due)
        case Step.ESCALATED:
            return replace(life, rung=Rung(detail["rung"]))
        case Step.JUDGED:
            return replace(life, right=bool(detail["right"]))
        case Step.ASKED:
            return replace(life, standing=Standing.ASKED, answer_due=str(detail["due"]))
        case Step.CLOSED:
            return replace(life, standing=Standing.CLOSED, outcome=Outcome(detail["outcome"]))
        case _:
            return replace(life, standing=Standing(step.value))


def highest_rung(force: str | None, binding: str | None) -> Rung:
    """How far the ladder goes for a target: 力争 at most 提醒, 预期性 without 督办 (practice 6)."""
    if force == Force.STRIVE:
        return Rung.REMINDER
    return Rung.URGING if binding == Binding.EXPECTED else Rung.CIRCULAR
