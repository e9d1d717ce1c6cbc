"""What the reckoning speaks for at the deadline (年度认定), and what it leaves to a person (practice 1, 2, 4, 7)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from gaps.reasons import Reason
from measures.terms import Status, VerdictWord

#: reasons that leave the answer to a person, the weightiest first
LEFT_OPEN = (Reason.ROUNDING_SENSITIVE, Reason.SELF_REPORTED, Reason.DERIVED, Reason.NEAR_ZONE)


def is_due(row: Mapping[str, Any], day: date) -> bool:
    """True where the deadline of a GAPS row has passed on a day."""
    return row["deadline"] is not None and row["deadline"] < day


def suggested(row: Mapping[str, Any]) -> VerdictWord | None:
    """The verdict that a GAPS row speaks for at its deadline; None where a person decides.

    M2, deficits and government bonds are not assessed by default.
    """
    reasons = set(row["reasons"])
    if Reason.NOT_ASSESSED in reasons:
        return VerdictWord.NOT_ASSESSED
    if any(reason in reasons for reason in LEFT_OPEN):
        return None
    return {Status.MET: VerdictWord.DONE, Status.MISSED: VerdictWord.NOT_DONE}.get(row["status"])


def left_open(row: Mapping[str, Any]) -> str:
    """Why a GAPS row speaks for no verdict: a reason code, else its light."""
    return next((str(reason) for reason in LEFT_OPEN if reason in row["reasons"]), str(row["status"]))
