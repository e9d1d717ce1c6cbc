"""Lists of offices as documents write them: separators, shared prefixes, shared tails."""

import re
from functools import cache

from targets import lexicons

_BRACKET = re.compile(r"（[^（）]*）")
_HARD = re.compile(r"[、，,；;/\n]|\s{1,}(?=\S)")
#: 各市、州人民政府 are one group
_LEVELS = re.compile(r"各[市县区州盟旗]\0*(?:、[市县区州盟旗]\0*)+(?=(?:人民)?政府)")
_JOINT = re.compile(r"以及|会同|和|及|与")
_TRAILING = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位)?|等|按.{0,6}分工.*|共同|分别|联合|具体|负责.*)$")
_LEADING = re.compile(r"^(?:由|并由|其中|请|[：:·\s]+)")
_LEVEL_GROUP = re.compile(r"^(?:各|相关|有关).*(?:市|县|区|州|盟|旗|地|市）|区）|县）)$")
_PLACE_TAIL = re.compile(
    r"^(.{2,12}?)(市|县|区|州|盟|旗|地区|自治州|自治县|林区|新区)?((?:人民)?政府|行署|公署|管委会)$"
)
#: longest name of an office that is believed
_LONGEST = 40


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(lexicons.any_of("offices", "ending") + r"(?:（[^（）]{1,30}）)?$")


@cache
def _vertical() -> re.Pattern[str]:
    return re.compile(r"^(.*?)(" + lexicons.any_of("offices", "vertical") + r")$")


@cache
def _level() -> re.Pattern[str]:
    return re.compile(
        "^(?!" + lexicons.any_of("offices", "no level") + ")(" + lexicons.any_of("offices", "level") + ")"
    )


@cache
def _own() -> re.Pattern[str]:
    return re.compile("^" + lexicons.any_of("offices", "own"))


@cache
def _named_level() -> re.Pattern[str]:
    """Match a prefix that is a place with its level before a whole office: 丹泉县 in 丹泉县财政局."""
    return re.compile(r"^([\u4e00-\u9fff]{1,6}?(?:自治区|自治州|自治县|[省市县州盟旗区]))(?=[\u4e00-\u9fff]{2,})")


def is_office(name: str) -> bool:
    """Tell whether a text ends like the name of an office."""
    return 1 < len(name) <= _LONGEST and bool(_ending().search(name))


def split_names(text: str) -> list[str]:
    """Return the names of a list as they stand, brackets kept with their name."""
    kept: list[str] = []
    shadow = _BRACKET.sub(lambda m: "\0" * len(m.group()), text)
    shadow = _LEVELS.sub(lambda m: m.group().replace("、", "\0"), shadow)
    start = 0
    for cut in [*_HARD.finditer(shadow), None]:
        end = cut.start() if cut else len(text)
        kept.extend(_split_joint(text[start:end], shadow[start:end]))
        start = cut.end() if cut else end
    return [name for name in (_clean(piece) for piece in kept) if name]


def _split_joint(piece: str, shadow: str) -> list[str]:
    """Split at 和, 及, 与 only behind a whole office or a group of places: 工业和信息化厅 stays."""
    parts, start = [], 0
    for cut in _JOINT.finditer(shadow):
        before = piece[start : cut.start()]
        if not piece[cut.end() :].strip():
            continue
        if (is_office(before) and not before.endswith(("信息办",))) or before.endswith(("市", "县", "区", "州")):
            parts.append(before)
            start = cut.end()
    return [*parts, piece[start:]]


def _clean(piece: str) -> str:
    name = re.sub(r"\s", "", piece).strip('。.；;，,：:|·-—*“”"')
    name = _LEADING.sub("", name)
    previous = None
    while previous != name:
        previous, name = name, _TRAILING.sub("", name)
    if name.count("（") < name.count("）"):
        name = name.strip("）")
    return name


def read_offices(text: str, prefix: str = "") -> tuple[tuple[str, ...], str]:
    """Return the full names of a list, shared prefixes and tails distributed, and the prefix that held at its end."""
    names: list[str] = []
    place = ""
    for name in _with_tails(split_names(text)):
        full, prefix, place = _with_prefix(name, prefix, place)
        names.append(full)
    return tuple(dict.fromkeys(names)), prefix


def _with_tails(pieces: list[str]) -> list[str]:
    """Give each place of a list the 政府 or 市政府 that stands only after the last: 哈尔滨、大庆市政府."""
    done: list[str] = []
    tail, level = "", ""
    for piece in reversed(pieces):
        if piece == "等":
            continue
        match = _PLACE_TAIL.match(piece)
        if match and not _own_kind(piece):
            level, tail = match.group(2) or "", match.group(3)
        elif tail and _LEVEL_GROUP.match(piece):
            piece += tail
        elif tail and not is_office(piece) and len(piece) <= 12:
            level = piece[-1] if piece[-1] in "市县区州盟旗" else level
            piece += tail if piece[-1] in "市县区州盟旗）" else level + tail
        elif not piece.startswith(("各", "相关", "有关")):
            tail = ""
        done.append(piece)
    return done[::-1]


def _own_kind(piece: str) -> bool:
    return piece.startswith(("省政府", "市政府", "县政府", "区政府", "省委", "国家"))


def _with_prefix(name: str, prefix: str, place: str) -> tuple[str, str, str]:
    if _own().match(name):
        return name, prefix, ""
    vertical = _vertical().match(name)
    if vertical:
        if vertical.group(1) and not _level().match(name):
            return name, prefix, vertical.group(1)
        if not vertical.group(1) and place:
            return place + name, prefix, place
    level = _level().match(name)
    if level and len(name) > len(level.group()):
        return name, level.group(1) + ("政府" if _of_government(name) else ""), ""
    named = _named_level().match(name)
    if named and not _PLACE_TAIL.match(name) and is_office(name[named.end() :]) and not _level_inside(name):
        return name, named.group(1), ""
    if _PLACE_TAIL.match(name) or _stands_alone(name) or not is_office(name):
        return name, prefix, ""
    if not _bureau(name):
        prefix = prefix.removesuffix("政府")
    return prefix + name, prefix, ""


def _of_government(name: str) -> bool:
    """Tell 省政府法制办 from 省政府 itself and from 省法制办."""
    return "政府" in name[:4] and _bureau(name)


def _bureau(name: str) -> bool:
    """Tell offices that stand under the government itself (办, 室): only they share the prefix 省政府."""
    return name.endswith(("办", "室", "办公厅"))


def _level_inside(name: str) -> bool:
    return bool(re.match(lexicons.any_of("offices", "no level"), name)) or name.startswith(("城市", "地市"))


_NAMED_BODY = re.compile(r".{2,}(?:广播电视台|广播电台|电视台|日报社|报社|大学|管委会|医院|海关|机场)$")


def _stands_alone(name: str) -> bool:
    """Tell names that are whole without a prefix: a street, a town, a company or body with a name of its own."""
    if _NAMED_BODY.match(name) and not name.startswith(("广播", "人民", "中心", "开发区", "高新区", "经开区")):
        return True
    return (name.endswith(("公司", "集团")) and len(name) > 8) or name.endswith(
        ("街道", "镇", "乡", "社区", "行署", "地区行署")
    )
