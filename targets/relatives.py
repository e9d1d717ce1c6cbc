"""Goals without a figure of their own: set against another figure that the text does not give (practice 9)."""

import re
from dataclasses import dataclass

from measures.terms import Comparator

_SUBJECT = r"(?P<subject>[^，。；：、\n|]{2,40}?)"
_PATTERNS = (
    (
        Comparator.APPROX,
        _SUBJECT + r"(?:与|和|同)(?P<to>[^，。；：\n|]{2,18}?)(?:基本)?同步(?!推进|实施|建设|发展|规划|开工)",
    ),
    (
        Comparator.GT,
        _SUBJECT + r"(?:高于|快于|超过|好于|优于)(?P<to>(?:全国|全省|全市|全区|经济|地区生产总值|国内生产总值|生产总值"
        r"|GDP|上年|去年|城镇|同期|财政收入|物价)[^，。；：、\d\n|]{0,14})",
    ),
    (
        Comparator.GE,
        _SUBJECT + r"(?:不低于|不少于)(?P<to>(?:全国|全省|全市|上年|去年|经济|各项)[^，。；：、\d\n|]{0,14})",
    ),
    (
        Comparator.EQ,
        _SUBJECT + r"(?:全面|按期|不折不扣|确保)?(?:完成|控制在|达到)(?P<to>(?:国家|省|市|上级|自治区|省里|市里)"
        r"(?:和省|、省)?(?:下达|规定|要求|确定|分解)[^，。；：、\d\n|]{0,12})",
    ),
    (Comparator.GE, _SUBJECT + r"(?P<to>只增不减|实现正增长|保持正增长)"),
)
_COMPILED = tuple((comparator, re.compile(pattern)) for comparator, pattern in _PATTERNS)
_TRACE = re.compile(r"同步|高于|快于|超过|好于|优于|不低于|不少于|下达|规定|要求|确定|分解|只增不减|正增长")


@dataclass(frozen=True, kw_only=True)
class RelativeGoal:
    """A goal set against another figure; spans are of the view."""

    #: what is set
    subject: str
    #: against what
    to: str
    comparator: Comparator
    start: int
    end: int


def find_relatives(text: str, start: int, end: int) -> RelativeGoal | None:
    """Return the relative goal of a clause, None where it has none."""
    clause = text[start:end]
    if not _TRACE.search(clause) or len(clause) > 120:
        return None
    for comparator, pattern in _COMPILED:
        match = pattern.search(clause)
        if match:
            return RelativeGoal(
                subject=match["subject"],
                to=match["to"],
                comparator=comparator,
                start=start + match.start("to"),
                end=start + match.end(),
            )
    return None


def trace_of_relatives(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch may hold a relative goal at all."""
    return _TRACE.search(text, start, end) is not None
