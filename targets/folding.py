"""The view that the reader reads: full width and traditional characters folded one for one, soft line ends left out.

The text as received is never changed: every position of the view knows its position in the text.
"""

import re
from array import array
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from targets import lexicons

_PUNCTUATION = {
    "(": "（",
    ")": "）",
    ";": "；",
    ":": "：",
    "!": "！",
    "?": "？",
    "﹪": "%",
    "％": "%",
    "．": ".",
    "　": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\t": "\t",
    "\r": "\n",
    "\u2028": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "﹑": "、",
    "､": "、",
    "｡": "。",
    "［": "〔",
    "］": "〕",
    "[": "〔",
    "]": "〕",
    "【": "【",
    "〈": "《",
    "〉": "》",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    "‟": "“",
    "〞": "”",
    "〝": "“",
    "―": "—",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "－": "-",
    "∼": "~",
    "～": "~",
    "〜": "~",
    "╱": "/",
    "／": "/",
    "•": "·",
    "㎡": "㎡",
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "＜": "<",
    "＞": ">",
    "︱": "|",
    "｜": "|",
    "│": "|",
    "┃": "|",
}
_WIDE = {chr(0xFEE0 + code): chr(code) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_WIDE_COMMA = re.compile(r"(?<!\d)(\d{1,3})，(?=\d{3}(?!\d))")
_LINE = re.compile(r"[^\n]*\n?")
_OPENS_ITEM = re.compile(
    r"[ \t]*(?:[（(]?[一二三四五六七八九十百]{1,4}[、）)]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条编篇件]|[（(]?\d{1,3}[.．、）)]|[①-⑳■●◆▲◇※]|——|专栏|附件|表\d|注[：:])"
)
#: a hard-wrapped text has lines of about the same width: those at least this share of the widest are full
_FULL = 0.88


@dataclass(frozen=True, kw_only=True)
class View:
    """What the reader reads, and where each character of it stands in the text as received."""

    #: folded text
    text: str
    #: position of each character in the received text; None where both run alike
    origin: "array[int] | None" = None
    #: True where the text has no character that the view shows as another, spaces aside
    plain: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the received text of a span of the view."""
        if self.origin is None or end <= start:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


@cache
def _table() -> dict[int, str]:
    table = {ord(old): new for old, new in (_PUNCTUATION | _WIDE).items()}
    table.update({ord(pair[0]): pair[1] for pair in lexicons.words("traditional")})
    return table


def fold(text: str) -> View:
    """Return the view of a text; time grows linearly with its length."""
    folded = text.translate(_table())
    folded = _WIDE_COMMA.sub(r"\1,", _COMMA.sub("，", folded))
    table = _table()
    plain = all(ord(char) not in table or table[ord(char)].isspace() for char in set(text))
    soft = _soft_ends(folded)
    if not soft:
        return View(text=folded, plain=plain)
    origin = array("q")
    pieces, last = [], 0
    for start, end in soft:
        pieces.append(folded[last:start])
        origin.extend(range(last, start))
        last = end
    pieces.append(folded[last:])
    origin.extend(range(last, len(folded)))
    return View(text="".join(pieces), origin=origin, plain=plain)


def _soft_ends(text: str) -> list[tuple[int, int]]:
    """Return the spans of line ends that only wrap a paragraph: the line is full and no sentence ends with it."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if m.end() > m.start()]
    widths = sorted(end - start for start, end in lines if text[start:end].strip())
    if len(widths) < 6:
        return []
    width = widths[int(len(widths) * 0.95)]
    near = sum(_FULL * width <= w <= width * 1.1 for w in widths)
    if not 18 <= width <= 90 or near < 0.3 * len(widths):
        return []
    soft = []
    for (start, end), (following, stop) in pairwise(lines):
        line = text[start:end].rstrip()
        if not line or len(line) < _FULL * width or line[-1] in "。！？；：" or _OPENS_ITEM.match(text, following):
            continue
        rest = text[following:stop]
        if rest.strip() and "\t" not in line and "|" not in line and "  " not in line.strip():
            soft.append((start + len(line), following + len(rest) - len(rest.lstrip())))
    return soft
