"""What a label of a table says: indicator, unit, period, kind of figure, basis, prices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from ingest.changes import Change, Changed, read_change
from ingest.grid import clean, period, school_year, without_mark, year_of
from ingest.lexicon import plain, table, terms
from measures.periods import Period, ambiguous_period, read_period, years_period
from measures.terms import Basis, Measure
from measures.units import BARE, Unit, known_unit

#: 地区生产总值 Gross Regional Product in one cell: the English behind the Chinese.
_ENGLISH_TAIL = re.compile(r"(?<=[\u3400-\u9fff）)%＝=\d])\s+[(（]?[A-Za-z][A-Za-z0-9 ,.'’&/()%=-]*[)）]?$")
#: 一、 and 1. before a name
_ITEM = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d))\s*(?=[\u3400-\u9fff])"
)
_LEADING_MARK = re.compile(r"^[▲△★☆●○◆◇■□※]\s*")
_GROUPING = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])?\s*按.{1,12}分组?[:：]?")
_TOTAL_OF = re.compile(r"全[国省市区州县盟](?:合计|总计|总数|平均)")
_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_TAIL = re.compile(r"[_,，:：]\s*([^_,，:：]{1,20})$")
_KEY = re.compile(r"\s*([^:：]{1,12})[:：]\s*(.*)", re.DOTALL)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: 2013年为2012年%: growth in one yearbook, an index in the next.
_YEAR_ON_YEAR = re.compile(
    r"(\d{4})年?\s*(?:为|比)\s*(?:\d{4}年?|上年)\s*(?:的)?\s*[(（]?[%％]?[)）]?|.*(?:为上年|比上年)\s*[(（]?[%％][)）]?"
)
#: 2013年预计, 1-6月累计增长, 6月末余额: a period that other words follow; 2010年价格 and 1978年=100 are no periods.
_DATED = re.compile(
    r"((?:(?:1[89]|20)\d\d年)?(?:\d{1,2}(?:月?[-—–－至~]\d{1,2})?月(?:份|末|底)?|[上下]半年|前三季度|第?[一二三四1-4]季度)"
    r"|(?:1[89]|20)\d\d年(?:[末底]|全年)?)(?!\d|价|不变价|可比价|以来|为|=|＝|[-—–－至~、]\s*\d)(.+)"
)
#: 2013年比2012年增长(%), 2013年比上年±%: growth of the first year.
_GROWN = re.compile(
    r"((?:1[89]|20)\d\d)年?(?:比|较)(?:上年|((?:1[89]|20)\d\d)年?)(?:同期)?"
    r"(?:增长率?|增减|±|[增升]幅|增长速度)[(（]?[%％]?[)）]?"
)
#: The year of 2020年不变价 is no period.
_PRICES_OF = re.compile(r"(?:1[89]|20)\d\d年(?=不变价|可比价|价格)")
#: 完成情况, 及增速: what a title says beside its statistic.
_TITLE_DATE = re.compile(r"(?:1[89]|20)\d\d年?(?:\d{1,2}(?:[-—–至]\d{1,2})?月份?[末底]?|[上下]半年|前三季度|第?.季度)?")
_TABLE_NUMBER = re.compile(
    r"^(?:附?表|table)\s*[\d一二三四五六七八九十]+(?:[-—.]\d+)*\s*[:：]?\s*|\d+个(?:大中|大中小)?城市", re.IGNORECASE
)
_TITLE_TAIL = re.compile(
    r"(?<=..)(?:(?:生产|完成|增长|变动|变化|运行|主要)?情况|统计表|一览表|汇总表|主要(?:经济|统计)?指标"
    r"|(?:及其?|和|与|、)(?:增速|增长速度|增长率|增幅|位次|排名))$"
)
#: 2010-2020年年均增长(%), “十一五”年均: the yearly mean of a growth over several years.
_MEAN_GROWTH = re.compile(r"(.{3,12}?年?)(?:年均|平均)(?:每年)?(?:增长率?|增速|递增|增长速度)?(?:[(（]?[%％][)）]?)?")
_OF_WHICH = re.compile(r"^[▲△★☆●○◆◇■□※]?\s*(?:其中[:：]?|其中|#|of which[:：]?)\s*", re.IGNORECASE)
_NUMBERING = re.compile(
    r"^(?:表|table)?\s*[\d一二三四五六七八九十]+\s*[-－—.、]\s*(?:\d+(?:[-－—.]\d+)?)?\s*", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label, read."""

    #: as written, blanks tidied
    text: str
    #: what is left as the name of a statistic or a place, "" for none
    name: str = ""
    #: unit as written, None where the label gives none
    unit: str | None = None
    #: period, None where it names none
    period: Period | None = None
    #: the periods that it may mean where it is not certain
    doubtful: tuple[Period, ...] = ()
    #: measures.terms.Measure that its words say
    measure: str | None = None
    #: measures.terms.Basis that its words say
    basis: str | None = None
    #: "real", "nominal" or None
    price_basis: str | None = None
    #: True where it may be growth or an index (2013年为2012年%)
    growth_or_index: bool = False
    #: the change that makes another statistic of the one it stands by: 比年初增加, 环比
    change: Changed | None = None
    #: a period whose year is given elsewhere (一季度), as written
    yearless: str = ""
    #: terms.ObsStatus that its words say (预计, 快报数)
    status: str | None = None
    #: what it says of the figures that has no status of its own (修订数)
    note: str | None = None
    #: True where its figures are no statistic: ranks, weights, plans
    aside: bool = False
    #: True where it is the yearly mean of a growth over several years
    mean: bool = False


@cache
def words(kind: str) -> Mapping[str, str]:
    """Return the stored term by word of one kind of labels.csv, longest words first."""
    rows = sorted((r for r in table("labels.csv") if r["kind"] == kind), key=lambda r: -len(r["word"]))
    return MappingProxyType({r["word"]: r["term"] for r in rows})


@cache
def _stub_words() -> Mapping[str, str]:
    return MappingProxyType({plain(word): term for word, term in words("header").items()})


def stub_word(text: str) -> str | None:
    """Return what a heading over labels names: place, period, number or indicator."""
    known = _stub_words()
    if _CHINESE.search(text):  # 行业 | Sector
        text = re.sub(r"\s*[|｜/].*$", "", _ENGLISH_TAIL.sub("", clean(text)))
    bare = plain(_BRACKET.sub("", text)) or plain(text)
    return known.get(bare) or known.get(plain(text))


def is_note(text: str) -> bool:
    """Say whether a line below or above a table is a note or a source line."""
    lower = text.strip().lower()
    if re.match(r"^(\d{1,2}[)）]|[a-z][)）]|[*†‡]|[▲△★☆●○◆◇■□※]\s*(?:指标)?[为是：:])", lower):
        return True
    key = _KEY.match(lower)
    if key is not None and key.group(1).strip() in words("note"):
        return True
    return any(lower.startswith(w) and not lower[len(w) : len(w) + 1].isalnum() for w in words("note") if len(w) > 3)


def is_total(text: str) -> bool:
    """Say whether a row's label names the sum of the others."""
    return plain(text) in {plain(w) for w in words("total")} or _TOTAL_OF.fullmatch(plain(text)) is not None


def key_line(text: str) -> tuple[str, str] | None:
    """Return (what, words) of a title line such as 指标：地区生产总值(亿元), None for other lines."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    what = {plain(w): t for w, t in words("title").items()}.get(plain(found.group(1)))
    return None if what is None else (what, found.group(2).strip())


def read_unit_line(text: str) -> str | None:
    """Return the unit of a line that names nothing else: 单位：亿元, (100 million yuan)."""
    found = key_line(text)
    body = found[1] if found is not None and found[0] == "unit" else text
    whole = _BRACKET.fullmatch(body.strip())
    body = whole.group(1) if whole else body
    return body.strip() if _unit(body.strip()) is not None else None


def bare_place(text: str) -> str:
    """Return the name of a place without 其中： and footnote marks."""
    return without_mark(_OF_WHICH.sub("", text)).strip()


@lru_cache(maxsize=16384)
def read_label(text: str, year: int | None = None) -> Label:
    """Return what a label says; the words that are left are its name."""
    tidy = without_mark(_bare(clean(text)))
    doubtful = ambiguous_period(tidy) or _school_years(tidy)
    if doubtful:
        return Label(text=text, doubtful=doubtful)
    if _is_aside(tidy):
        return Label(text=text, name=tidy, aside=True)
    either = _YEAR_ON_YEAR.fullmatch(tidy)
    if either is not None:
        said = period(either.group(1)) if either.group(1) else None
        return Label(text=text, unit="%", period=said, growth_or_index=True)
    grown = _GROWN.fullmatch(tidy.replace(" ", ""))
    if grown is not None:
        first, base = int(grown.group(1)), grown.group(2)
        over = years_period(int(base) + 1, first) if base and int(base) < first else period(grown.group(1))
        return Label(text=text, unit="%", period=over, measure=str(Measure.GROWTH))
    mean = _MEAN_GROWTH.fullmatch(tidy.replace(" ", ""))
    if mean is not None:
        over = period(mean.group(1))
        if over is not None:
            return Label(text=text, unit="%", period=over, measure=str(Measure.GROWTH), mean=True)
    tidy, status, note = _take_status(tidy)
    when, yearless = _when(tidy, year)
    if when is not None or yearless:
        return Label(text=text, period=when, yearless=yearless, status=status, note=note)
    return _read_words(text, tidy, year, status, note)


def _bare(text: str) -> str:
    """A label without its English and its number."""
    if _CHINESE.search(text):
        text = _ITEM.sub("", _LEADING_MARK.sub("", _ENGLISH_TAIL.sub("", text)))
    return text


def is_grouping(text: str) -> bool:
    """Say whether a row only says how the next ones are divided: 按产业分."""
    return _GROUPING.fullmatch(clean(text)) is not None


def _read_words(text: str, tidy: str, year: int | None, status: str | None, note: str | None) -> Label:
    """A label that is more than a period: unit, prices, kind of figure and basis are taken off, a name is left."""
    when, yearless, rest = _take_period(tidy, year)
    if _is_aside(rest):
        return Label(text=text, name=rest, aside=True)
    rest, unit = _take_unit(rest)
    rest, price = _take_price(without_mark(rest))
    changed = read_change(rest, unit)
    measure: str | None = None
    if changed is not None and changed.kind is Change.RATE:
        measure = str(Measure.DECLINE if changed.falls else Measure.GROWTH)
        rest, changed = changed.rest, None
    elif changed is not None:
        rest = changed.rest
    else:
        rest, measure = _take(rest, "measure")
    rest, basis = _take(rest, "basis")
    if basis is None and unit is not None and ("同月" in unit or "上月" in unit):
        basis = Basis.MONTH
    if changed is None and unit is not None and (measure is None or _is_index(unit)):  # 同比(上年同月=100) is an index
        measure = _measure_of(unit, rest)
    name = _OF_WHICH.sub("", rest.strip(" ,，:：_-、")).strip()
    if unit is None and name in ("%", "％", "‰"):
        name, unit = "", name
    if when is None and not yearless and name:
        when, yearless = _when(name, year)
        name = "" if when is not None or yearless else name
    return Label(
        text=text,
        name="" if (when is not None or yearless) and name in words("mean") else name,
        unit=unit,
        period=when,
        yearless=yearless,
        measure=measure,
        basis=basis,
        price_basis=price,
        change=replace(changed, rest="") if changed else None,
        status=status,
        note=note,
    )


def _when(text: str, year: int | None) -> tuple[Period | None, str]:
    """The period that a text is, and the text itself where its year is not its own."""
    own = period(text)
    if own is not None:
        return own, ""
    meant = period(text, year if year is not None else 2000)
    return (meant if year is not None else None, text) if meant is not None else (None, "")


def _take_period(text: str, year: int | None) -> tuple[Period | None, str, str]:
    """Split 1-6月累计增长 into its period and the rest."""
    dated = _DATED.fullmatch(text)
    if dated is None:
        return None, "", text
    when, yearless = _when(dated.group(1), year)
    return (when, yearless, dated.group(2).strip()) if when is not None or yearless else (None, "", text)


def _take_status(text: str) -> tuple[str, str | None, str | None]:
    """2022年(快报数), 2013年预计: the words about how sure a figure is, taken off."""
    for bracket in _BRACKET.finditer(text):
        said = plain(bracket.group(1))
        if said in _statuses() or said in words("revised"):
            rest = (text[: bracket.start()] + text[bracket.end() :]).strip()
            return rest, _statuses().get(said), bracket.group(1) if said in words("revised") else None
    dated = _DATED.fullmatch(text)
    if dated is not None and plain(dated.group(2)) in {*_statuses(), *words("revised")}:
        said = plain(dated.group(2))
        return dated.group(1), _statuses().get(said), dated.group(2) if said in words("revised") else None
    return text, None, None


@cache
def _statuses() -> Mapping[str, str]:
    """Words of more than one letter that say a status; A to S alone are letters of other things."""
    return MappingProxyType({word: term for word, term in terms("status").items() if len(word) > 1 and term})


def is_alone(name: str) -> bool:
    """Say whether a label names no statistic where it stands alone: 总量, 绝对额."""
    return words("alone").get(plain(name)) == ""


def is_half_name(name: str) -> bool:
    """Say whether a label belongs to the name of the row or of the label above it: 余额."""
    return words("alone").get(plain(name)) == "try"


def bare_name(text: str) -> str:
    """Return a label without unit, footnote marks and 其中："""
    return _OF_WHICH.sub("", _take_unit(without_mark(clean(text)))[0]).strip()


def _is_aside(text: str) -> bool:
    """Say whether a label heads figures that are no statistic: ranks, weights, plans and how much of them is done."""
    bare = plain(_BRACKET.sub("", text))
    if bare in words("aside"):
        return True
    return any(bare.endswith(word) for word, where in words("aside").items() if where == "end")


def _school_years(text: str) -> tuple[Period, ...]:
    """2012-13: the years 2012 and 2013; where 13 could be a month, that month too."""
    first = school_year(text)
    if first is None:
        return ()
    both = (read_period(f"{first}/{first + 1}"), read_period(f"{first}-{text[-2:]}") if text[-2:] < "13" else None)
    return tuple(p for p in both if p is not None)


def _unit(text: str) -> Unit | None:
    """A unit that may stand in brackets of a label; a bare number or year is none."""
    return None if not text or year_of(text) is not None or text.isdigit() else known_unit(text)


def _take_unit(text: str) -> tuple[str, str | None]:
    units = [b for b in _BRACKET.finditer(text) if _unit(b.group(1).strip()) is not None]
    for bracket in reversed(units):
        text = (text[: bracket.start()] + " " + text[bracket.end() :]).strip()
    if units and _CHINESE.search(text):
        text = re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", text)
    if units:
        chosen = next((b for b in units if _CHINESE.search(b.group(1))), units[-1])
        if _is_rate(units[-1].group(1).strip()):  # 生产总值(亿元)增长(%)
            chosen = units[-1]
        return text, chosen.group(1).strip()
    tail = _TAIL.search(text)
    if tail is not None and _unit(tail.group(1).strip()) is not None:
        return text[: tail.start()].strip(), tail.group(1).strip()
    whole = _unit(text)
    if whole is not None and "=" in text.replace("＝", "="):
        return "", text
    if whole is not None and whole.dimension != BARE and not _CHINESE.search(text):
        return "", text
    return ("", text) if whole is not None and len(text) > 1 and whole.magnitude else (text, None)


def _is_index(unit: str) -> bool:
    found = known_unit(unit)
    return found is not None and found.dimension.startswith("index")


def _is_rate(unit: str) -> bool:
    found = known_unit(unit)
    return found is not None and found.dimension in ("percent", "percentage_point")


def _take_price(text: str) -> tuple[str, str | None]:
    for bracket in _BRACKET.finditer(text):
        said = terms("price_basis").get(plain(bracket.group(1)))
        if said is not None:
            return (text[: bracket.start()] + text[bracket.end() :]).strip(), said
    rest, said = _take(_PRICES_OF.sub("", text), "price")
    return (rest, said) if said is not None else (text, None)


def _take(text: str, kind: str) -> tuple[str, str | None]:
    lower = text.lower()
    for word, term in words(kind).items():
        at = lower.find(word)
        if at >= 0:
            return (text[:at] + text[at + len(word) :]).replace("()", "").replace("（）", "").strip(), term
    return text, None


def _measure_of(unit: str, name: str) -> str | None:
    if not _is_rate(unit):
        return Measure.LEVEL
    return Measure.RATIO if re.search(r"率|比重|占|比例|系数|share|rate|ratio", name, re.IGNORECASE) else None


def title_name(text: str) -> str:
    """Return the statistic that a table's title names: without number, year, unit and 各市."""
    tidy = _NUMBERING.sub("", _TABLE_NUMBER.sub("", clean(text)))
    tidy = _BRACKET.sub(lambda m: "" if period(m.group(1)) or _unit(m.group(1).strip()) else m.group(0), tidy)
    tidy = _TITLE_DATE.sub("", tidy)
    for word in words("noise"):
        tidy = tidy.replace(word, "")
    tidy = tidy.strip(" ,，:：-")
    while (shorter := _TITLE_TAIL.sub("", tidy)) != tidy:
        tidy = shorter.strip(" ,，:：-")
    return tidy
