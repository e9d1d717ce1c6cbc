"""The habits of 统计公报 and press texts: what stands between the name of a statistic and its number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.knowledge import Knowledge
from ingest.longfields import SURE
from measures.catalogue import Match
from measures.periods import Period, read_period, year_period, ytd_period
from measures.places import COUNTRY, Place
from measures.terms import Basis, Comparator

#: A name as the text has it and what it means.
Subject = tuple[str, Match]

#: A bracket without figures belongs to the name before it: 固定资产投资（不含农户）.
CLAUSES = re.compile(r"(?:[^，,、：:（）()]|[（(][^（）()\d，。；]{1,20}[）)])+")
_BRACKET = re.compile(r"[（(]([^（）()]*)[）)]")
#: Brackets that say nothing new of a statistic.
_NEEDLESS = re.compile(
    r"(?:现价|按?现行价格|按?当年价格?|绝对数|[A-Z]{2,4}|新口径|下同|初步核算数?|初步统计数?|快报数?|含海关数?)$"
)

_AGAINST = r"(?:(?:比|较|与|同)(?:上年|去年)(?:同期|同月|同季|末|底)?(?:相比)?|同比|可比|比上一年|较上一年)"
_REALLY = (
    r"(?:按可比价格?(?:计算|算)?|按不变价格?(?:计算|算)?|按可比口径(?:计算)?|按?同口径(?:计算)?"
    r"|扣除(?:价格|物价)(?:上涨)?因素(?:影响)?后?)"
)
_UP, _DOWN = r"增长|上涨|提高|上升|增|涨|增加", r"下降|降低|下跌|减少|回落|降|减|跌|下滑"
#: 比上年名义增长, 同比实际下降了: what stands right before a rate of growth.
GROWTH = re.compile(
    rf"(?:{_REALLY})?(?P<price>实际|名义)?(?P<against>{_AGAINST})?(?P<price2>实际|名义)?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|约|近|超过)?$"
    rf"|(?:{_REALLY})?(?P<price3>实际|名义)?(?:{_AGAINST})?(?:(?P<speed>增速|增幅|涨幅|增长率)|(?P<fall>降幅))(?:为|达到?|是)?$"
)
#: 比上年增加 47.6 亿斤: an amount of change, not a level.
RISE = re.compile(
    rf"(?:{_AGAINST})?(?:净增加?|增加|增收|增产|减少|减产|减收|增支|新增加|多增?|少增?|提高|降低|增|减|回升|加快|回落|放缓|收窄|扩大)(?:了)?$"
)
#: 与上年持平: growth of nought; 基本持平 is about nought and no figure.
LEVEL_WITH = re.compile(r"(?:同比|(?:与|和|同)(?:上年|去年)(?:同期|同月)?)(?P<said>(?:基本|大体|大致|总体)?持平)$")
REAL = re.compile(r"可比价|不变价|扣除价格|扣除物价|实际")
#: What is promised, not told.
PROMISED = re.compile(
    r"力争|确保|预期目标|目标(?:为|是|任务)|计划(?:为|到|完成)|规划(?:到|目标)|到20\d\d年.{0,20}(?:达到|超过)"
)
_QUALIFIERS = {
    "突破": Comparator.GT,
    "超过": Comparator.GT,
    "超": Comparator.GT,
    "跨越": Comparator.GT,
    "站上": Comparator.GT,
    "约": Comparator.APPROX,
    "近": Comparator.LT,
}
_BEHIND = {"以上": Comparator.GE, "以下": Comparator.LE, "左右": Comparator.APPROX, "上下": Comparator.APPROX}

#: Between a name and its number: 实现, 达到, 为 …
_VERBS = re.compile(
    r"(?:共计|合计|累计|总计)?(?:实现|完成|达到?|为|是|共|有|约|近|超过|突破|分别为|首次|再次|已经?|成功|超|跨越|站上|接近|逼近|稳定在|保持在|提高到|上升到|增加到|增长到|下降到|降低到|回落到|降至|升至|增至|减少到|总量)?(?:了)?$"
)
_LEADING = re.compile(
    r"^(?:其中|(?:经|据)?初步(?:核算|统计|测算)|据统计|全年|全省|全市|全县|全区|全州|全盟|全旗|全国|截至?|截止|到?(?:上|本)?年末|年底|[年月季]末|末|底|实现|完成|累计|我[省市县区州]|本[省市县区州]|当年|当月|本月|当季|今年以来|今年|我国|期内|同期|内)"
)
_MIDDLE = re.compile(r"(?:累计|共计|共)?(?:实现|完成)(?:了)?")
_TIMES = re.compile(
    r"^(?:(?:19|20)\d\d年度?|上半年|下半年|前三季度|前\d{1,2}个?月|第?[一二三四]季度|\d{1,2}(?:[-—–至~]\d{1,2})?月份?)"
)
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:上半年|前三季度|前\d{1,2}个?月|第?[一二三四]季度|\d{1,2}[-—–至~]\d{1,2}月份?|\d{1,2}月份?)|(?:19|20)\d\d年|全年"
)
#: 比一季度提高, 较5月回落, 高于上半年: what something is compared with is not its period.
_COMPARED = re.compile(
    r"(?:比|较|与|高于|低于|快于|慢于)(?:(?:19|20)\d\d年)?(?:同期|[^，。；]{0,3}?)(?:上半年|前三季度|第?[一二三四]季度|\d{1,2}(?:[-—–至~]\d{1,2})?月份?|(?:19|20)\d\d年|全年)"
)
_MONTH_ALONE = re.compile(r"(?:当月|本月|单月)")
_OF_KIND = re.compile(
    r"分(?:三大)?(?:门类|产业|行业|领域|经济类型|地域|城乡|地区|类别|类型|三次产业)(?:来)?看|(?:门类|产业)[中看]"
)
_SUFFIXES = ("增加值", "投资", "零售额", "产值", "用电量")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a text is about."""

    place: Place | None
    period: Period | None
    #: words that speak of other places than the text's
    foreign: re.Pattern[str]


def scene(place: Place | None, period: Period | None) -> Scene:
    """Return the scene of a text: in a city's text 全省 is not the city, in a province's 全国 is not the province."""
    if place is not None and place.code == COUNTRY:
        return Scene(place=place, period=period, foreign=re.compile(r"全球|世界"))
    own = place.name[-1] if place is not None else "省市县区州盟旗"
    if place is not None and place.name.endswith("自治区"):
        own = "区"
    others = "".join(c for c in "省市县区州盟旗" if c not in own)
    pattern = r"全国|我国|全球|世界" + (rf"|全[{others}](?![场域])" if others else "")
    return Scene(place=place, period=period, foreign=re.compile(pattern))


def title_place(text: str, knowledge: Knowledge) -> Place | None:
    """Return the place that a title begins with, behind a time and 关于."""
    line = text.strip()
    shorter = ""
    while line != shorter:
        shorter = line
        line = re.sub(r"^(?:关于|[\s《“]+)", "", _PERIOD_ONLY.sub("", line))
    for end in range(min(len(line), 12), 1, -1):
        for start in range(min(3, end - 1)):
            found = knowledge.places.find(line[start:end])
            if found is not None:
                return found
    return None


_PERIOD_ONLY = re.compile(rf"^(?:{_PERIOD.pattern})")


def period_said(words: str, period: Period | None) -> tuple[Period | None, bool]:
    """Return (the period that words name, whether they name one); what something is compared with is none of it.

    Two years, or a span whose end is not clear, name one that cannot be told: (None, True).
    """
    bare = _COMPARED.sub("", words)
    said = list(_PERIOD.finditer(bare))
    year = period.end_year if period is not None else None
    if not said:
        if _MONTH_ALONE.search(bare) and period is not None and period.basis in (Basis.YTD, Basis.MONTH):
            return read_period(f"{period.end_year}年{period.last_day.month}月"), True
        return None, False
    if len({m.group()[:4] for m in said if m.group()[:4].isdigit() and m.group()[4:5] == "年"}) > 1:
        return None, True
    if re.search(r"(?:19|20)\d\d年?[-—–至~](?:19|20)\d\d年", bare):
        return None, True
    text = said[-1].group()
    if text == "全年":
        return (year_period(year), True) if year else (None, False)
    if text.startswith("前") and text[1].isdigit():
        months = re.search(r"\d+", text)
        return (ytd_period(year, int(months.group())), True) if year and months else (None, True)
    return read_period(text.replace("份", ""), year), True


def bare_name(before: str, place: Place | None) -> str:
    """The words before a number without times, verbs, 全省 and the place itself; what is left must be the name."""
    words, shorter = before.strip(), ""
    names = sorted({place.name, place.short} if place is not None else set(), key=len, reverse=True)
    while words != shorter:
        shorter = words
        words = _VERBS.sub("", _LEADING.sub("", _TIMES.sub("", words))).strip()
        for name in names:
            if name and len(name) > 1 and words.startswith(name) and len(words) > len(name):
                words = words.removeprefix(name)
                break
    return words


def subject_of(words: str, before: Subject | None, sentence: str, knowledge: Knowledge) -> Subject | None:
    """The indicator that the words name, all of them: 哈尔滨市地区生产总值 is not the province's.

    In 分门类看，… 制造业增长 the name goes on with what the one before it ended with; 利润总额 after 规模以上工业
    企业 is that of these enterprises.
    """
    if not words:
        return None
    for name in _spellings(words, before, sentence):
        match = knowledge.catalogue.find(name)
        if match is not None and match.confidence >= SURE:
            return name, match
    return None


def _spellings(words: str, before: Subject | None, sentence: str) -> Iterator[str]:
    by_kind = _OF_KIND.search(sentence) is not None
    ending = next((s for s in _SUFFIXES if before is not None and before[0].rstrip("）)").endswith(s)), None)
    above = before is not None and before[0].startswith(("规模以上", "规上"))
    if by_kind and "门类" in sentence:
        yield "规模以上" + words
        yield from (f"规模以上{words}{ending}",) if ending else ()
    yield words
    shorter = _BRACKET.sub(lambda m: "" if _NEEDLESS.match(m.group(1)) else m.group(), words)
    if shorter != words:
        yield shorter
    spoken = _MIDDLE.sub("", shorter)
    if spoken != shorter:
        yield spoken
    if by_kind and ending:
        yield words + ending
    if above and before is not None and "企业" in before[0]:
        yield "规模以上工业企业" + spoken


def qualifier(before: str, behind: str = "") -> str | None:
    """Return terms.Comparator of 突破, 约, 近 … right before a number, or of 以上, 左右 … right behind its unit."""
    said = before.removesuffix("了")
    found = next((str(q) for word, q in _QUALIFIERS.items() if said.endswith(word)), None)
    return found or next((str(q) for word, q in _BEHIND.items() if behind.lstrip().startswith(word)), None)
