"""Sentences, clauses, and the chunk of a clause that belongs to each quantity."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from targets import lexicons
from targets.quantities import Quantity

_SENTENCE_END = re.compile(r"[。！？；\n|\t]|[ ]{3,}")
_CLAUSE_END = re.compile(r"[，：]|——")
_BRACKET = re.compile(r"（[^（）\n]*）")
_SUMMED = re.compile("(?:共|共计|合计|总计|总长|总里程|全长|计)")
_JOINERS = re.compile(r"[、/]|以及|和|及(?!以[上下内])|与|并")
_ONLY_JOINER = re.compile(r"[ ]*(?:[、，/]|和|及|与|或|以及|、?其中)?[ ]*(?:每人)?(?:每年|每月|人均)?")
#: characters beyond which a stretch is no sentence, no clause
_LONGEST_SENTENCE, _LONGEST_CLAUSE = 3000, 500
#: what fills the place of a bracket, so that offsets stay
GAP = "\0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A stretch between commas, and the sentence it stands in."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int
    #: True for the content of a bracket
    bracketed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """What belongs to a quantity, or to several parallel ones (分别达到39%和36%), within a clause."""

    #: text before, the previous quantity's part left out; brackets blanked
    left: str
    left_start: int
    quantities: tuple[Quantity, ...]
    #: text behind, up to the joiner before the next chunk
    right: str
    #: text before a quantity that only describes the thing counted: 服务设施面积 1000平方米以上的
    described: str = ""
    #: True where a joiner (、, 和) ties it to the chunk before
    joined: bool = False
    #: the quantity that describes, as it stands
    attribute_text: str = ""
    #: True where the next quantity of the clause takes this one as its attribute
    attribute: bool = False


def split_clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """Yield the clauses of a stretch of the view; what stands in brackets follows as a clause of its own."""
    shadow = blank_brackets(text, start, end)
    for low, high in _pieces(shadow, _SENTENCE_END, _LONGEST_SENTENCE):
        for first, last in _pieces(shadow[low:high], _CLAUSE_END, _LONGEST_CLAUSE):
            clause = Clause(
                start=start + low + first, end=start + low + last, sentence_start=start + low, sentence_end=start + high
            )
            yield clause
            inside = text[clause.start : clause.end]
            if "（" in inside:
                for bracket in _BRACKET.finditer(inside):
                    if bracket.end() - bracket.start() > 6:
                        yield from _in_bracket(text, clause, bracket)


def _in_bracket(text: str, clause: Clause, bracket: re.Match[str]) -> Iterator[Clause]:
    base = clause.start + bracket.start() + 1
    for first, last in _pieces(
        text[base : clause.start + bracket.end() - 1], re.compile(r"[，；。：]"), _LONGEST_CLAUSE
    ):
        yield Clause(
            start=base + first,
            end=base + last,
            sentence_start=clause.sentence_start,
            sentence_end=clause.sentence_end,
            bracketed=True,
        )


def blank_brackets(text: str, start: int, end: int) -> str:
    """Return a stretch of the view with bracketed text blanked, two levels deep."""
    shadow = text[start:end]
    if "（" not in shadow:
        return shadow
    for _ in range(2):
        shadow = _BRACKET.sub(lambda m: GAP * len(m.group()), shadow)
    return shadow


def _pieces(text: str, ends: re.Pattern[str], longest: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between ends; what is longer than any sentence is no sentence and is cut."""
    start = 0
    for match in (*ends.finditer(text), None):
        stop = match.start() if match else len(text)
        for low in range(start, stop, longest):
            high = min(stop, low + longest)
            if not text[low:high].isspace():
                yield low, high
        start = match.end() if match else stop


@cache
def _opens_verb() -> re.Pattern[str]:
    nouns = set(lexicons.words("verbs", "noun like"))
    verbs = {w for section in ("kept", "growth", "decline", "reach") for w in lexicons.words("verbs", section)} - nouns
    return re.compile("|".join(sorted(verbs, key=len, reverse=True)) + "|" + _PLAIN_OPENERS)


_PLAIN_OPENERS = (
    "(?:其中|用于|支持|力争|确保|并|完成|实现|建设(?!用地)|实施|使|带动|达到|达|年均|较|比(?!例|重|率)|占(?!比)|同比"
    "|覆盖(?!率|面)|惠及|投资(?!额)|安装|整治|治理|绿化(?!面积|率|覆盖)|培训|造林|发放贷款|总投资)"
)


def cut_clause(text: str, clause: Clause, quantities: Sequence[Quantity]) -> list[Chunk]:
    """Give each quantity of a clause its chunk; parallel quantities (39%和36%) share one."""
    shadow = blank_brackets(text, clause.start, clause.end)
    quantities = _without_descriptions(
        shadow, clause.start, [q for q in quantities if shadow[q.start - clause.start] != GAP]
    )
    chunks: list[Chunk] = []
    groups = _groups(shadow, clause.start, quantities)
    left_start, joined, described, described_by = clause.start, False, "", ""
    for index, group in enumerate(groups):
        right_end, next_left, attribute = clause.end, clause.end, False
        next_joined = False
        if index + 1 < len(groups):
            low, high = group[-1].quote_end, groups[index + 1][0].quote_start
            right_end, next_left, next_joined, attribute = _cut_between(shadow, clause.start, low, high)
        left = shadow[left_start - clause.start : group[0].quote_start - clause.start]
        right = shadow[group[-1].quote_end - clause.start : right_end - clause.start]
        chunks.append(
            Chunk(
                left=left,
                left_start=left_start,
                quantities=tuple(group),
                right=right,
                described=described,
                joined=joined,
                attribute=attribute,
                attribute_text=described_by,
            )
        )
        described = left if attribute else ""
        described_by = (
            shadow[group[0].quote_start - clause.start : group[-1].quote_end - clause.start] if attribute else ""
        )
        left_start, joined = next_left, next_joined
    return _with_shared_thing(chunks)


_GRADE = re.compile(r"(?:国家|省|市|州|县|区|部|世界|自治区|厅)级")


def _with_shared_thing(chunks: list[Chunk]) -> list[Chunk]:
    """Give 新建6个国家级 the thing that stands only behind the next figure: 20个省级重点专科."""
    for index in range(len(chunks) - 2, -1, -1):
        right, after = chunks[index].right.strip(GAP + " "), chunks[index + 1].right.strip(GAP + " ")
        grade = _GRADE.match(after)
        if grade and len(after) > grade.end() and _GRADE.fullmatch(right):
            chunks[index] = replace(chunks[index], right=right + after[grade.end() :])
    return chunks


#: words between 两项 and the next figure that make one phrase with it: 残疾人两项补贴标准提高到80元
_ONE_PHRASE = re.compile("[^，、；。和及与]{2,8}(?:标准|水平|比例|经费|费用|补助|补贴|收入|率)[^，、；。和及与]{0,6}")


def _without_descriptions(shadow: str, base: int, quantities: list[Quantity]) -> list[Quantity]:
    """Leave out a measure that describes what a count before it counts: 40个投资5000万元以上的工业项目."""
    kept: list[Quantity] = []
    for index, quantity in enumerate(quantities):
        after = quantities[index + 1] if index + 1 < len(quantities) else None
        if quantity.loose and after and _ONE_PHRASE.fullmatch(shadow[quantity.end - base : after.quote_start - base]):
            continue
        behind = shadow[quantity.quote_end - base : quantity.quote_end - base + 2]
        last = kept[-1] if kept else None
        between = shadow[last.quote_end - base : quantity.quote_start - base] if last else ""
        describes = (
            last is not None
            and last.kind == "count"
            and quantity.kind in ("money", "measure")
            and (behind.startswith("的") or (not between and behind.strip("，、；。 ") != ""))
            and len(between) <= 12
            and not _JOINERS.search(between)
            and index + 1 == len(quantities)
        )
        if not describes:
            kept.append(quantity)
    return kept


def _groups(shadow: str, base: int, quantities: Sequence[Quantity]) -> list[list[Quantity]]:
    groups: list[list[Quantity]] = []
    for quantity in quantities:
        if groups:
            between = shadow[groups[-1][-1].quote_end - base : quantity.quote_start - base]
            behind = shadow[quantity.quote_end - base : quantity.quote_end - base + 1]
            adjacent = ("count", "measure") if behind.strip("，、；。） ") == "" else ("count",)
            twice = not between and groups[-1][-1].kind == "count" and quantity.kind in adjacent
            parallel = _ONLY_JOINER.fullmatch(between) and between.strip() and quantity.baseline is None
            if parallel and quantity.kind != groups[-1][-1].kind and behind.strip("，、；。） 以左之和与及") != "":
                parallel = None
            if twice or parallel:
                groups[-1].append(quantity)
                continue
        groups.append([quantity])
    return groups


def _cut_between(shadow: str, base: int, low: int, high: int) -> tuple[int, int, bool, bool]:
    """Return where the right side ends and the next left begins, whether joined, whether the first is an attribute."""
    between = shadow[low - base : high - base]
    head = between.lstrip(" " + GAP)
    if _SUMMED.fullmatch(head) or (_opens_verb().match(head) and not between.startswith("的")):
        return low, low, True, False
    joiners = list(_JOINERS.finditer(between))
    for joiner in joiners:
        rest = between[joiner.end() :].lstrip()
        if not rest or _opens_verb().match(rest):
            return low + joiner.start(), low + joiner.end(), True, False
    hard = [j for j in joiners if j.group() in "、/"] or joiners
    if hard:
        return low + hard[-1].start(), low + hard[-1].end(), True, False
    return high, low, False, True
