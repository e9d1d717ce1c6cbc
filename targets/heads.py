"""What the head and the foot of a document say about it: title, number, year, date, place."""

import re
from collections import Counter
from datetime import date

from measures.places import Places
from targets.deadlines import plan_end
from targets.folding import fold

_CN_DIGIT = {char: str(n) for n, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}〔\d{4}〕第?\d{1,4}号|[\u4e00-\u9fff]{2,12}令第\d{1,4}号|第\d{1,3}号令")
_DATE = re.compile(
    r"((?:19|20)\d\d|[一二][〇○零九一二三四五六七八]{3})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_TITLE_END = re.compile(
    r"(?:通知|意见|决定|报告|方案|计划|规划|纲要|办法|公报|公告|要点|表|目标|任务|分解|分工|实事|清单|规定|批复|函|（草案）|（摘录）|（摘要）)$"
)
_ITEM = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,3}[.．、]|[①-⑳]|第[一二三四五六七八九十]{1,3}[章节条])"
)
_TITLE_YEAR = re.compile(r"((?:19|20)\d\d|[一二][〇○零九一二三四五六七八]{3})(?=年)")
_AHEAD_YEAR = re.compile(
    r"((?:19|20)\d\d)年(?=(?:是|的?(?:重点|主要|全市|全省|全县|全区|我[省市县区]|经济社会|国民经济|工作(?!回顾)|民生|为民|预期|目标|政府工作任务|《?政府工作报告))|，(?:全|我))"
)
_PLAN = re.compile(
    r"第(?P<long>[一二三四五六七八九十]{1,2})个五年(?:规划|计划)|“(?P<short>十[一二三四五六七]?五|[五六七八九]五)”(?:规划|计划)"
)
_SIGNED = re.compile(
    r"([\u4e00-\u9fff]{2,14}?(?:省|市|县|区|自治区|自治州|州|盟|旗|地区))(?:人民)?(?:政府|委员会|代表大会|行署)"
)
_CLASSIFIED = re.compile(r"(?:绝密|机密|秘密)[ ]*★")
_INTERNAL = re.compile(r"(?m)^[ （\[【〔]*内部(?:资料|文件|材料)(?:[，,。、 ]|\Z|$|[）\]】〕]|不得|注意|请勿|严禁)")
#: characters at the beginning in which marks of secrecy and titles stand
HEAD = 1500


def secrecy_mark(text: str) -> str | None:
    """Return the mark of secrecy that a document bears at its head, None where there is none (practice 29)."""
    head = text[:HEAD]
    found = _CLASSIFIED.search(head) or _INTERNAL.search(head[:400])
    return found.group().strip() if found else None


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if len(text) == 4:
        return int("".join(_CN_DIGIT.get(char, "0") for char in text))
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return int(_CN_DIGIT[text])
    return (int(_CN_DIGIT[tens]) if tens else 1) * 10 + (int(_CN_DIGIT[ones]) if ones else 0)


def _to_date(match: re.Match[str]) -> date | None:
    try:
        return date(_number(match[1]), _number(match[2]), _number(match[3]))
    except (ValueError, KeyError):
        return None


def read_title(text: str) -> str | None:
    """Return the title: the first lines of the head that end like one, joined where a title was broken."""
    lines = [line.strip() for line in text[:HEAD].split("\n") if line.strip()][:8]
    for index, line in enumerate(lines):
        if len(line) > 90 or line in ("序号", "编号") or line.endswith(("：", ":", "。", "，")) or _ITEM.match(line):
            continue
        joined = line
        if _TITLE_END.search(line):
            for before in reversed(lines[:index]):
                if (
                    before.endswith(("。", "：", "，"))
                    or _TITLE_END.search(before)
                    or _NUMBER.search(before)
                    or len(joined) > 60
                ):
                    break
                joined = before + joined
            return joined
    first = lines[0] if lines else ""
    return first if 4 < len(first) <= 60 and first[-1] not in "。：，；:" and not _ITEM.match(first) else None


def read_number(text: str) -> str | None:
    """Return the 文号 of the head."""
    found = _NUMBER.search(fold(text[:HEAD]).text)
    return found.group() if found else None


def read_issued(text: str) -> date | None:
    """Return the date of signature: alone on one of the last lines, else alone or in brackets near the title."""
    folded = fold(text[-600:]).text.split("\n")
    head = fold(text[:HEAD]).text.split("\n")[:12]
    for line in [*reversed(folded), *head]:
        bare = line.strip(" （）")
        if (
            len(bare) <= 60
            and (match := _DATE.search(bare))
            and (match.end() == len(bare) or "印发" in bare or re.search(r"会议上?$", bare))
        ):
            return _to_date(match)
    return None


def read_year(text: str, title: str | None, issued: date | None, name: str) -> int | None:
    """Return the year that a document is about: of its title, its plan, its date, its file name, its text."""
    if title and (match := _TITLE_YEAR.search(fold(title).text)):
        return _number(match[1])
    if title and (match := _PLAN.search(fold(title).text)):
        return (plan_end(match["short"]) if match["short"] else 1955 + 5 * _number(match["long"])) - 4
    if issued:
        return issued.year
    if match := re.search(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)", name):
        return int(match.group())
    folded = fold(text[:200_000]).text
    ahead = [int(year) for year in _AHEAD_YEAR.findall(folded)]
    if ahead:
        return max(ahead)
    years = Counter(int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d\d)年", folded))
    return max(years, key=lambda year: (years[year], year)) if years else None


def read_place(text: str, title: str | None, places: Places) -> str | None:
    """Return the code of the place that signs the document or stands in its title, None where none is known."""
    foot = fold(text[-300:]).text
    for stretch in (title or "", foot, fold(text[:600]).text):
        for match in _SIGNED.finditer(stretch):
            name = match[1].removeprefix("各").removeprefix("于")
            for cut in (0, *(m.end() for m in re.finditer(r"[省市州盟区]", name[:-2]))):
                found = places.find(name[cut:])
                if found is not None:
                    return found.code
        if "国务院" in stretch[:120] and stretch is not foot:
            return "000000"
    if title:
        for size in (7, 6, 5, 4, 3, 2):
            found = places.find(title[:size])
            if found is not None:
                return found.code
    return None
