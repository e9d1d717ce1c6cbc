"""Who answers, said inside a sentence: 由A会同B于11月底前完工; …，由A牵头，B配合; A任务较重，主要有：…"""

import re
from collections.abc import Iterator

from measures.terms import Responsibility
from targets.offices import is_office, read_offices
from targets.responsibilities import Answer, Covered, read_answer

_CHARGED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:其中，?)?([\u4e00-\u9fff]{2,16}?)(?:的?任务[^，。；：\n]{0,6}，|，)?(?:主要有|主要任务有|主要任务是|负责的有|承担的有|主要承担|主要负责)："
)
_DOES = re.compile(
    r"由([^，。；：\n由]{2,60}?)(?:(?:于|在)(?:[\d年月日底前中旬]{2,14}))?(?:负责)?(?:完工|完成|实施|承担|承建|建成|落实|办理|组织实施|建设|推进)(?=[，。；\n]|$)"
)


def inline_answers(text: str) -> list[Covered]:
    """Return the offices that a sentence itself charges: 由A会同B于11月底前完工, A任务较重，主要有：…"""
    found = list(_asides(text))
    for match in _DOES.finditer(text):
        first, _, others = match[1].partition("会同")
        lead, prefix = read_offices(first)
        support, _ = read_offices(others, prefix)
        if not lead or not all(is_office(name) for name in (*lead, *support)):
            continue
        start = max(text.rfind(mark, max(0, match.start() - 200), match.start()) for mark in "，。；：\n") + 1
        kind = Responsibility.LEAD_SUPPORT if support else Responsibility.JOINT
        answer = Answer(lead=lead, support=support, responsibility=kind, start=match.end(), end=match.end())
        found.append(Covered(start=start, end=match.end(), answer=answer))
    for match in _CHARGED.finditer(text):
        lead, _ = read_offices(match[1])
        if len(lead) == 1 and is_office(lead[0]):
            end = text.find("\n", match.end())
            answer = Answer(
                lead=lead, support=(), responsibility=Responsibility.JOINT, start=match.start(), end=match.start()
            )
            found.append(Covered(start=match.end(), end=end if end >= 0 else len(text), answer=answer))
    return found


_ASIDE = re.compile(r"(?<=，)由([^。；\n]{2,200})(?=[。；\n]|\Z)")


def _asides(text: str) -> Iterator[Covered]:
    """Yield who answers for a sentence that ends with it: …，由A牵头，B配合。"""
    for match in _ASIDE.finditer(text):
        answer = read_answer(match[1], match.start(), match.end())
        if answer is None or not all(is_office(name) for name in (*answer.lead, *answer.support)):
            continue
        start = max(text.rfind(mark, max(0, match.start() - 600), match.start()) for mark in "。；\n") + 1
        yield Covered(start=start, end=match.start(), answer=answer)
