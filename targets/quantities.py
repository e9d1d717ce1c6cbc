"""Quantities: a number with its unit, the bound words beside it, ranges, and the pairs 由…提高到…."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from measures.chinese import chinese_value
from measures.numerals import Number, NumberKind, find_numbers
from measures.terms import Comparator
from targets import lexicons
from targets.folding import View

#: digits of a number that is believed to be a statistic
_LONGEST = 15
_SEPARATOR = re.compile(r"[ ]?(?:-{1,2}|—{1,2}|–|~|至|到)[ ]?")
#: 百分之四至五: the upper end without its 百分之
_UPPER = re.compile(r"[到至]([一二三四五六七八九十]{1,3}(?:点[〇零一二三四五六七八九]{1,2})?)(?![百千万亿个年月日成])")
#: deaths in so many: 10/10万
_PER = re.compile(r"/(?:10|1|百|十|百)?[万千]")
_MAGNITUDES = re.compile("万亿|百万|千万|十万|百亿|千亿|[百千万亿]")
_MAGNITUDE = r"(?:万亿|百万|千万|十万|百亿|千亿|[百千万亿])"
#: small Chinese numerals below this stand for lists and slogans, not for figures
_SMALL = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """A number with its unit as it stands in the view."""

    #: span of number and unit; a range or a 由…提高到… pair is one quantity
    start: int
    end: int
    #: span with bound words and with 由…提高到
    quote_start: int
    quote_end: int
    value: Decimal
    value_text: str
    unit: str
    #: "count", "measure", "money", "ratio", "time" or "bare" (only a magnitude)
    kind: str
    high: Decimal | None = None
    comparator: Comparator = Comparator.EQ
    #: True where a word says that the figure is kept under: 控制在
    kept: bool = False
    baseline: Decimal | None = None
    baseline_unit: str | None = None
    #: True for a pair that replaces an earlier target: 由…调整为…
    amended: bool = False
    #: True for a small number in Chinese numerals before a loose classifier: 十项, 三个
    loose: bool = False
    #: True for 翻一番, 翻两番: growth of 100 and 300 per cent
    doubling: bool = False
    #: True where the unit was not written
    unitless: bool = False


@cache
def _unit() -> re.Pattern[str]:
    kinds = ("ratio", "money", "measure", "count", "allowed time")
    lexicon = lexicons.sections("units")
    ranked = sorted(((word, kind) for kind in kinds for word in lexicon[kind]), key=lambda pair: -len(pair[0]))
    guards = _guards()
    names = []
    for word, _ in ranked:
        names.append(re.escape(word) + (f"(?!{guards[word]})" if word in guards else ""))
    letters = r"(?![A-Za-z0-9])"
    latin = [n + letters if n[-1].isascii() and n[-1].isalpha() else n for n in names]
    unit = "(?:" + "|".join(latin) + ")"
    never = lexicons.any_of("units", "never")
    each = rf"{_MAGNITUDE}?(?:{unit}|年|日|月|人|时|秒|天)"
    per = rf"(?:/{each}(?:·{each})?)?"
    return re.compile(rf"[ ]?(?:(?!个百分点)(?P<never>{never})|(?P<unit>{unit}{per}))")


def _guards() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for entry in lexicons.words("units", "not before"):
        unit, characters = entry.split("=", 1)
        found.setdefault(unit, []).append(characters)
    return {unit: "|".join(parts) for unit, parts in found.items()}


@cache
def _kind_of() -> dict[str, str]:
    lexicon = lexicons.sections("units")
    kinds = (
        ("count", "count"),
        ("measure", "measure"),
        ("money", "money"),
        ("ratio", "ratio"),
        ("time", "allowed time"),
    )
    return {word: kind for kind, section in kinds for word in lexicon[section]}


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        "(?:"
        + "|".join(sorted(map(re.escape, lexicons.pairs("bounds", "before")), key=len, reverse=True))
        + r")(?:到|至|了|为|在)?[ ]?(?:(?:年度|全年|年初)?(?:计划|目标|任务)(?:投资|任务|目标|数|总数|总额)?的)?$"
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        "[ ]?(" + "|".join(sorted(map(re.escape, lexicons.pairs("bounds", "after")), key=len, reverse=True)) + ")"
    )


def find_quantities(view: View) -> tuple[Quantity, ...]:
    """Return the quantities of a view in order; dates, ordinals, grades and names are none."""
    text = view.text
    single = [q for n in find_numbers(text) if (q := _read(text, n)) is not None]
    named = _with_last_unit(text, single)
    paired = _in_pairs(text, [_bounded(text, q) for q in _in_ranges(text, named)])
    flat = list(_unchanged(text))
    return tuple(sorted([*paired, *flat], key=lambda q: q.start)) if flat else tuple(paired)


_FLAT = re.compile(
    r"(?:(?:与|同|和|较|比)(?:上年|去年|上一年|上年同期|(?:19|20)\d\d年)?)?(?:基本|大体)?(?<![支坚维扶主把])(?P<word>持平)"
)


def _unchanged(text: str) -> Iterator[Quantity]:
    """Yield 与上年持平 as a change of nothing."""
    for match in _FLAT.finditer(text):
        yield Quantity(
            start=match.start("word"),
            end=match.end(),
            quote_start=match.start(),
            quote_end=match.end(),
            value=Decimal(0),
            value_text="0",
            unit="%",
            kind="flat",
        )


def _read(text: str, number: Number) -> Quantity | None:
    """Return the quantity that a number begins, None for dates, ordinals, grades, names and bare Chinese numerals."""
    if _is_part_of_name(text, number) or len(number.value_text) > _LONGEST:
        return None
    if number.unit is not None:
        share = _made(number, number.end, number.unit, "ratio")
        upper = _UPPER.match(text, number.end)
        value = chinese_value(upper[1]) if upper else None
        if upper is None or value is None or value <= number.value:
            return share
        return replace(share, end=upper.end(), quote_end=upper.end(), high=value, comparator=Comparator.RANGE)
    at = number.end + len(number.magnitude)
    if per := _PER.match(text, at):
        return _made(number, per.end(), per.group(), "measure")
    more = text[at : at + 1] if text[at : at + 1] in ("余", "多") else ""
    at += len(more)
    magnitude = number.magnitude
    if more and not magnitude and (extra := _MAGNITUDES.match(text, at)):
        magnitude, at = extra.group(), extra.end()
    quantity = _with_unit(text, number, magnitude, at)
    if quantity is None or not more:
        return quantity
    return replace(quantity, comparator=Comparator.GT)


def _is_part_of_name(text: str, number: Number) -> bool:
    """Tell figures behind 第, 每, a letter or a point: 第八届, 每50公斤, M2, PM2.5, 5G-A."""
    before = text[number.start - 1 : number.start]
    if not before:
        return False
    if before in "第.+/每" or (before.isascii() and before.isalnum()):
        return True
    letter = text[number.start - 2 : number.start - 1]
    return before == "-" and letter.isascii() and letter.isalpha()


def _with_unit(text: str, number: Number, magnitude: str, at: int) -> Quantity | None:
    chinese = number.kind is NumberKind.CHINESE
    small = chinese and not magnitude and number.value < _SMALL
    match = _unit().match(text, at)
    if match and (match["never"] or (match["unit"] == "年" and 1900 <= number.value < 2100)):
        return None
    if match is None:
        if not magnitude and chinese:
            return None
        bare = _made(number, at if magnitude else number.end, magnitude, "bare")
        return replace(bare, loose=small, unitless=not magnitude)
    if match["unit"] == "番" and text[number.start - 1 : number.start] == "翻":
        growth = (2 ** int(min(number.value, Decimal(9))) - 1) * Decimal(100)
        doubled = _made(number, match.end(), "%", "ratio")
        return replace(doubled, start=number.start - 1, quote_start=number.start - 1, value=growth, doubling=True)
    kind = _kind_of().get(match["unit"].split("/")[0], "measure")
    loose = small and match["unit"] in lexicons.words("units", "soft")
    return replace(_made(number, match.end(), magnitude + match["unit"], kind), loose=loose)


def _made(number: Number, end: int, unit: str, kind: str) -> Quantity:
    return Quantity(
        start=number.start,
        end=end,
        quote_start=number.start,
        quote_end=end,
        value=number.value,
        value_text=number.value_text,
        unit=unit,
        kind=kind,
    )


_EACH = re.compile(r"(?:分别|各|依次)[^，。；、\n\d]{0,8}$")


def _with_last_unit(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give 10 and 35 the unit that stands only behind the last: 分别不高于10、35、50毫克/立方米."""
    done = list(found)
    for index in range(len(done) - 2, -1, -1):
        quantity, after = done[index], done[index + 1]
        if not quantity.unitless or after.unitless or text[quantity.end : after.start] not in ("、", "和", "，"):
            continue
        first = index
        while first and done[first - 1].unitless and text[done[first - 1].end : done[first].start] in ("、", "和"):
            first -= 1
        if _EACH.search(text, max(0, done[first].start - 14), done[first].start):
            done[index] = replace(quantity, unit=after.unit, kind=after.kind, unitless=False)
    return done


def _in_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join 3至5个, 12万人至13万人, 6.5%-7% into one quantity each."""
    done: list[Quantity] = []
    for quantity in found:
        last = done[-1] if done else None
        if last and last.high is None and _SEPARATOR.fullmatch(text, last.end, quantity.start):
            same = (
                last.unit == quantity.unit
                or last.unitless
                or (last.kind == "bare" and quantity.unit.startswith(last.unit))
            )
            if same and not quantity.unitless and last.value < quantity.value:
                done[-1] = replace(
                    quantity,
                    start=last.start,
                    quote_start=last.start,
                    value=last.value,
                    value_text=last.value_text,
                    high=quantity.value,
                    comparator=Comparator.RANGE,
                )
                continue
        done.append(quantity)
    return done


def _bounded(text: str, quantity: Quantity) -> Quantity:
    """Take in the bound words that stand directly before and after."""
    comparator, kept = quantity.comparator, False
    start, end = quantity.quote_start, quantity.quote_end
    before = _before().search(text, max(0, start - 18), start)
    if before:
        word = max((w for w in lexicons.pairs("bounds", "before") if before.group().startswith(w)), key=len)
        start = before.start()
        kept = word in lexicons.words("bounds", "keep")
        if comparator is not Comparator.RANGE:
            comparator = Comparator(lexicons.pairs("bounds", "before")[word])
    after = _after().match(text, end)
    if before is None and after is None:
        return quantity
    if after:
        end = after.end()
        if comparator is not Comparator.RANGE and (not before or kept or comparator is Comparator.EQ):
            comparator = Comparator(lexicons.pairs("bounds", "after")[after[1]])
    return replace(quantity, quote_start=start, quote_end=end, comparator=comparator, kept=kept)


_FROM = re.compile(
    r"(?:由|从|自(?![来我身动然主由]))(?:(?!由|从)[^，。；、\n\d]|(?:19|20)\d\d(?=年)|(?<=每)\d{1,4}){0,12}$"
)


@cache
def _to() -> re.Pattern[str]:
    amend = lexicons.any_of("changes", "amending")
    move = lexicons.any_of("changes", "moving")
    return re.compile(
        rf"[，]?(?:逐步|分别|再|进一步|力争|统一|每人每年|每人每月)?(?:(?P<amend>{amend})|(?P<move>{move}))(?:到|至|为|成)?(?:(?:19|20)\d\d年的?)?(?:控制在|不低于|不超过|不少于|每人每年|每人每月|人均|每月|每年|每\d{{0,4}}[亩户人斤吨]|每\d{{0,4}}公斤|约|近)?"
    )


#: 由增长6%调整为下降3%
_TURNED_AMENDMENT = re.compile(r"(?:调整|修改|修订|变更|改)(?:成|为|至|到)(?:增长|下降|降低|提高|减少|增加)")
#: “A增长9.5%”调整为“A增长8.5%”
_QUOTED_AMENDMENT = re.compile(r"”(?:的?目标)?(?:调整|修改|修订|变更|更改|改)(?:成|为|至|到)“[^”\d，。；\n]{2,30}")


def _in_pairs(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join 从25元提高到30元 and 由7.5%左右调整为4%左右 into one quantity each, the first its baseline."""
    done: list[Quantity] = []
    for quantity in found:
        last = done[-1] if done else None
        if last and last.baseline is None and quantity.start - last.quote_end <= 40:
            between = _to().fullmatch(text, last.quote_end, quantity.start)
            opened = _FROM.search(text, max(0, last.quote_start - 16), last.quote_start)
            comparable = last.unit == quantity.unit or last.unitless or not quantity.unitless
            if between is None and opened and _TURNED_AMENDMENT.fullmatch(text, last.quote_end, quantity.quote_start):
                done[-1] = replace(
                    quantity, baseline=last.value, baseline_unit=last.unit or quantity.unit, amended=True
                )
                continue
            if last.unit == quantity.unit and _QUOTED_AMENDMENT.fullmatch(text, last.quote_end, quantity.quote_start):
                done[-1] = replace(
                    quantity, baseline=last.value, baseline_unit=last.unit or quantity.unit, amended=True
                )
                continue
            if between and opened and comparable:
                done[-1] = replace(
                    quantity,
                    quote_start=opened.start(),
                    baseline=last.value,
                    baseline_unit=last.unit or quantity.unit,
                    amended=bool(between["amend"]),
                )
                continue
        done.append(quantity)
    return done
