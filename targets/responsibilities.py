"""Who answers: 由…负责, 主办/协办, 牵头/配合, 分别负责, 责任单位：… as clauses with their spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from measures.terms import Responsibility
from targets import lexicons
from targets.offices import is_office, read_offices

#: longest clause of responsibility that is believed, characters
_LONGEST = 900


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A clause that says who answers, before anything is said of what it covers."""

    lead: tuple[str, ...]
    support: tuple[str, ...]
    responsibility: Responsibility
    #: span in the view
    start: int
    end: int
    #: text of 完成时限 where the clause has one
    time: str | None = None
    #: True where the clause fills its line
    alone: bool = False


@dataclass(frozen=True, kw_only=True)
class Covered:
    """A stretch of the view and the clause of responsibility that covers it."""

    start: int
    end: int
    answer: Answer


_ROLES = ("lead", "joint", "support", "time", "other")


@cache
def _label() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{role}>{lexicons.any_of('offices', role + ' label')})" for role in _ROLES)
    return re.compile(rf"(?:{groups})(?:（[^（）]{{0,12}}）)?\s*(?:[：:]|[】〕][：:]?|(?<=单位)为|(?<=部门)为)\s*")


@cache
def _by() -> re.Pattern[str]:
    verbs = lexicons.any_of("offices", "lead verb", "each verb", "joint verb")
    work = r"(?:(?:此|该|这|本|以上|上述)[项个些几]{0,2}(?:工作|任务|项目|事项|内容|目标|指标)|具体(?:工作)?)"
    opening = rf"(?:^|(?<=[\n。；]))[ ]*(?:{work}，?)?由"
    return re.compile(rf"{opening}(?P<who>[^。；\n]{{2,{_LONGEST}}}?{verbs}[^。；\n]{{0,300}})(?:[。；]|(?=\n)|$)")


@cache
def _labelled() -> re.Pattern[str]:
    labels = lexicons.any_of("offices", "lead label", "joint label", "support label")
    every = lexicons.any_of("offices", *(f"{role} label" for role in _ROLES))
    mark = r"(?:（[^（）\n]{0,12}）)?[ ]*(?:：|[】〕]：?|(?<=单位)为|(?<=部门)为)"
    line = rf"[^\n]{{2,{_LONGEST}}}"
    return re.compile(
        rf"(?:^|(?<=[\n。；，！ —]))[ ]*[【〔]?{labels}{mark}{line}(?:\n[ \n]{{0,9}}{every}{mark}{line}){{0,6}}"
    )


@cache
def _role_verb() -> re.Pattern[str]:
    kinds = ("each", "lead", "support", "joint")
    return re.compile("|".join(f"(?P<{kind}>{lexicons.any_of('offices', kind + ' verb')})" for kind in kinds))


def find_answers(text: str, start: int, end: int) -> Iterator[Answer]:
    """Yield the clauses of responsibility of a stretch of the view, in order, never overlapping."""
    found: list[Answer] = []
    for finder in (_in_brackets, _by_clause, _after_labels):
        found.extend(finder(text, start, end))
    last = start
    for answer in sorted(found, key=lambda a: (a.start, -a.end)):
        if answer.start >= last:
            yield answer
            last = answer.end


_OPENING = re.compile("[（【〔]")
_CLOSER = {"（": "）", "【": "】", "〔": "〕"}


def _in_brackets(text: str, start: int, end: int) -> Iterator[Answer]:
    position = start
    while opened := _OPENING.search(text, position, end):
        opening = opened.start()
        closing = _closing(text, opening, min(end, opening + _LONGEST))
        position = opening + 1
        if closing < 0:
            continue
        inside = text[opening + 1 : closing]
        answer = read_answer(inside, opening, closing + 1) if _speaks(inside) else None
        answer = answer or _bare_list(text, inside, opening, closing + 1)
        if answer:
            yield answer
        if len(inside) > 2:
            position = closing + 1


_STRONG_ENDING = re.compile(r"(?:厅|局|委|办|部|政府|委员会|公司|联合社|残联|妇联)$")
_LINE_ENDS = re.compile(r"[ ]*[。；]?[ ]*(?:\n|\Z)")


def _bare_list(text: str, inside: str, start: int, end: int) -> Answer | None:
    """Read （省财政厅、省审计厅） behind a full stop or at the end of a line: offices and nothing else."""
    if len(inside) > 300 or not (text[start - 1 : start] in ("。", "；") or _LINE_ENDS.match(text, end)):
        return None
    names, _ = read_offices(_without_remarks(inside))
    if not names or not all(len(name) > 2 and is_office(name) for name in names) or not _STRONG_ENDING.search(names[0]):
        return None
    return Answer(lead=names, support=(), responsibility=Responsibility.JOINT, start=start, end=end)


def _closing(text: str, opening: int, end: int) -> int:
    depth, opener = 0, text[opening]
    closer = _CLOSER[opener]
    for place in range(opening, end):
        char = text[place]
        if char == opener:
            depth += 1
            if depth > 4:
                return -1
        elif char == closer:
            depth -= 1
            if not depth:
                return place
        elif char == "\n":
            return -1
    return -1


def _speaks(inside: str) -> bool:
    if _label().search(inside):
        return True
    tail = _without_remarks(_written_out(inside))
    verbs = list(_role_verb().finditer(tail))
    return bool(verbs) and verbs[-1].end() == len(tail) and verbs[-1].start() > 1


def _without_remarks(inside: str) -> str:
    """Return a bracket without the clauses at its end that say by when or how: 年内持续推进, 6月底前将额度全部下达."""
    parts = re.split(r"([，；。])", inside)
    while len(parts) > 2 and (not parts[-1].strip() or _REMARK.fullmatch(parts[-1].strip())):
        del parts[-2:]
    return "".join(parts).rstrip("。；， ")


def _by_clause(text: str, start: int, end: int) -> Iterator[Answer]:
    for match in _by().finditer(text, start, end):
        answer = read_answer(match["who"], match.start(), match.end())
        if answer:
            yield answer


def _after_labels(text: str, start: int, end: int) -> Iterator[Answer]:
    for match in _labelled().finditer(text, start, end):
        answer = read_answer(match.group(), match.start(), match.end())
        if answer:
            yield answer


#: 列第一位的为牵头单位，下同
_FIRST_LEADS = re.compile(r"[，；。]?(?:列|排)在?(?:第一位?|首位)的?(?:单位|部门)?为[^，；。]{2,8}(?:[，；]下同)?")


def read_answer(text: str, start: int, end: int, prefix: str = "") -> Answer | None:
    """Read one clause, its brackets or its 由 left away, by labels, else by verbs; None where no office is named."""
    text, ranked = _FIRST_LEADS.subn("", _written_out(text))
    labelled = _by_labels(text, prefix)
    lead, support, kind, time = labelled or (*_by_verbs(text, prefix), _time_limit(text))
    if not (lead or support) or kind is None:
        return None
    if ranked and kind is Responsibility.JOINT and len(lead) > 1:
        lead, support, kind = lead[:1], lead[1:], Responsibility.LEAD_SUPPORT
    if not any(is_office(name) for name in (*lead, *support)):
        return None
    return Answer(lead=lead, support=support, responsibility=kind, start=start, end=end, time=time)


#: a clause that begins with a time, or says that work goes on; offices stand in none of them
_REMARK = re.compile(
    r"(?!.*(?:负责|牵头|配合|协办|参与|参加))(?:"
    r"(?:(?:于|在|力争|确保|每|自|到|截至)?(?:\d{4}年|\d{1,2}月|\d{1,2}日|[一二三四]季度|第[一二三四]季度|[上下]半年|年底|年内|年末|全年|今年|明年|月底|每年|每季|每月|每半年|本年|近期|长期|常年|“?十[一二三四五六]?五”?)[^，；。]{0,60})"
    r"|(?:长期|持续|按期|按时|适时|及时|全面|同步|分步|分阶段|常态化|并|立即|尽快)?(?:坚持|推进|实施|落实|推动|开展|跟进|完成|贯彻|组织实施|持续推进|持续实施|长期坚持|抓好落实)[^，；。]{0,20})"
)


@cache
def _role_in_brackets() -> re.Pattern[str]:
    return re.compile(r"（(" + lexicons.any_of("offices", "lead verb", "support verb") + r")(?:单位|部门)?）[、，；]?")


def _written_out(text: str) -> str:
    """Return A（牵头）、B、C as A牵头，B、C配合."""
    marks = list(_role_in_brackets().finditer(text))
    if not marks:
        return text
    plain = _role_in_brackets().sub(r"\1，", text)
    after = text[marks[-1].end() :]
    return plain if _role_verb().search(after) or not after.strip("。；，、 ") else plain.rstrip("。；， ") + "配合"


_TIME_LIMIT = re.compile(
    r"[，；。]\s*(?P<time>(?:于)?(?:\d{4}年)?(?:\d{1,2}月(?:底|\d{1,2}日)?|年底|年内|上半年)(?:之?前)?)(?:前)?(?:全面|基本)?(?:完成|建成|完工|投用|投入使用|落实到位|办结)"
)


def _time_limit(text: str) -> str | None:
    """Return the time of （县交通运输局负责，9月底前完成）."""
    match = _TIME_LIMIT.search(text)
    return match["time"] if match else None


_Roles = tuple[tuple[str, ...], tuple[str, ...], Responsibility | None]


def _by_labels(
    text: str, prefix: str
) -> tuple[tuple[str, ...], tuple[str, ...], Responsibility | None, str | None] | None:
    marks = list(_label().finditer(text))
    if not marks:
        return None
    if all(mark.lastgroup in ("time", "other") for mark in marks):
        lead_, support_, kind_ = _by_verbs(text[: marks[0].start()], prefix)
        timed = [m for m in marks if m.lastgroup == "time"]
        return lead_, support_, kind_, text[timed[0].end() :].split("）")[0] if timed else None
    lead: list[str] = []
    joint: list[str] = []
    support: list[str] = []
    kind: Responsibility | None = None
    time = None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        body = text[mark.end() : following.start() if following else len(text)].strip(" ；，。;")
        role = mark.lastgroup
        if role == "time":
            time = body.split("）")[0]
        elif role == "support":
            names, prefix = read_offices(body, prefix)
            support.extend(names)
        elif role in ("lead", "joint"):
            inner = _by_verbs(body, prefix) if _role_verb().search(body) else None
            if inner and inner[2] is not None:
                lead.extend(inner[0])
                support.extend(inner[1])
                kind = inner[2]
                continue
            names, prefix = read_offices(body, prefix)
            (lead if role == "lead" else joint).extend(names)
    if lead and kind is None:
        return tuple(lead), (*support, *joint), Responsibility.LEAD_SUPPORT, time
    if joint and support:
        return tuple(joint), tuple(support), Responsibility.LEAD_SUPPORT, time
    if lead:
        return tuple(lead), tuple(support), kind, time
    return tuple(joint), tuple(support), Responsibility.JOINT, time


def _by_verbs(text: str, prefix: str) -> _Roles:
    """Read 由A牵头，B、C配合: the verb says what the offices before it do; after 会同 come supporters."""
    lead: list[str] = []
    support: list[str] = []
    kind: Responsibility | None = None
    position = 0
    for match in _role_verb().finditer(text):
        if match.start() < position:
            continue
        body = text[position : match.start()]
        position = match.end()
        role = match.lastgroup
        if not body.strip("，；、。 等"):
            if role == "each" and kind is Responsibility.JOINT:
                kind = Responsibility.EACH
            continue
        first, _, others = body.partition("会同")
        names, prefix = read_offices(first, prefix)
        helpers, prefix = read_offices(others, prefix)
        if role == "lead":
            lead.extend(names)
            kind = Responsibility.LEAD_SUPPORT
        elif role == "support" or kind is Responsibility.LEAD_SUPPORT:
            support.extend(names)
        else:
            lead.extend(names)
            kind = Responsibility.EACH if role == "each" else Responsibility.JOINT
        if helpers:
            support.extend(helpers)
            kind = Responsibility.LEAD_SUPPORT
    if support and kind is not None:
        kind = Responsibility.LEAD_SUPPORT
    return tuple(lead), tuple(support), kind
