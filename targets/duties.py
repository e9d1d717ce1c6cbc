"""报送时限: which office reports what to whom by when."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from targets import lexicons
from targets.folding import View
from targets.model import Document, Duty

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_REPORT = re.compile(
    r"报送|上报|报告|汇报|报至|报备|备案|反馈|抄报|报(?=[省市县区国自州我送给党人厅部局办政督])|通报(?=[^，。]{0,12}进度)"
)
_DAY = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<last>底|末))(?:[、和及](?P<more>\d{1,2})日)?"
)
_MONTHLY = re.compile(r"每月(?:的)?(?:(?P<day>\d{1,2})日|(?P<last>底|末))")
_QUARTERLY = re.compile(r"每(?:个)?季度(?:末|结束|最后|第一)?(?:月)?(?:后)?(?:(?P<days>\d{1,2})(?:个工作)?日)?")
_TERM = re.compile(r"(?:(?:每)?年底|年终|年末)前?(?=[^。；，]{0,12}报)")
_OFFICE = re.compile(r"([\u4e00-\u9fff]{2,16}(?:厅|局|委|办|部|室|处|科|公司|中心))(?=要|应|须|负责|于|每)")
_WHO = re.compile(
    r"(?:^|[，。；：、 ]|[一二三四五六]是)("
    + lexicons.any_of("offices", "duty opening")
    + r"[\u4e00-\u9fff、（）]{0,30}?"
    + lexicons.any_of("offices", "duty ending")
    + ")(?="
    + lexicons.any_of("offices", "duty verb")
    + ")"
)


def find_duties(document: Document, view: View) -> tuple[Duty, ...]:
    """Return the reporting duties of a document, in order."""
    return tuple(_duties(document, view))


def _duties(document: Document, view: View) -> Iterator[Duty]:
    who = ""
    for match in _SENTENCE.finditer(view.text):
        sentence = match.group()
        if found := _WHO.search(sentence) or _OFFICE.match(sentence.strip()):
            who = found[1]
        report = list(_REPORT.finditer(sentence))
        if not report:
            continue
        due = _due(sentence[: report[-1].end() + 6], document)
        if not due or _only_told(sentence):
            continue
        start = match.start() + len(sentence) - len(sentence.lstrip())
        start += _behind_ordinal(view.text[start : match.end()])
        low, high = view.span(start, match.end())
        yield Duty(
            who=who or "各有关单位",
            what=_what(sentence, who),
            due=due,
            quote=document.text[low:high].strip(),
            start=low,
            end=high,
        )


def _behind_ordinal(sentence: str) -> int:
    opened = re.match(r"(?:[一二三四五六七八九十]是|[（(]?[一二三四五六七八九十]{1,3}[）)、])", sentence)
    return opened.end() if opened and opened.group().endswith("是") else 0


def _only_told(sentence: str) -> bool:
    """Tell sentences about reports that nobody owes: work reports given, press reports."""
    return (
        bool(re.search(r"工作报告(?:已经|已|提出|强调)|讯|记者|报道|作(?:了)?(?:政府)?工作报告|大会报告工作", sentence))
        and "报送" not in sentence
    )


def _due(text: str, document: Document) -> tuple[date, ...]:
    year = document.issued.year if document.issued else document.year
    days: list[date] = []
    for match in _DAY.finditer(text):
        named = int(match["year"]) if match["year"] else (days[-1].year if days else year)
        month = int(match["month"])
        if named is None or not 1 <= month <= 12:
            continue
        last = calendar.monthrange(named, month)[1]
        for group in (match["day"] or str(last), match["more"]):
            if group and 1 <= int(group) <= last:
                days.append(date(named, month, int(group)))
    if year is not None:
        days += [day for day in _repeated(text, year, document.issued) if not days or "每" in text]
    return tuple(sorted(dict.fromkeys(days)))


def _repeated(text: str, year: int, issued: date | None) -> list[date]:
    first = issued or date(year, 1, 1)
    if match := _MONTHLY.search(text):
        days = [date(year, m, min(int(match["day"] or 31), calendar.monthrange(year, m)[1])) for m in range(1, 13)]
        return [day for day in days if day >= first]
    if match := _QUARTERLY.search(text):
        ends = [date(year, m, calendar.monthrange(year, m)[1]) for m in (3, 6, 9, 12)]
        shift = timedelta(days=int(match["days"])) if match["days"] and "后" in match.group() else timedelta()
        return [day + shift for day in ends if day >= first]
    return [date(year, 12, 31)] if _TERM.search(text) else []


def _what(sentence: str, who: str) -> str:
    text = sentence.strip().rstrip("。；！")
    if who and who in text:
        text = text[text.index(who) + len(who) :]
    return text.strip("，： ")
