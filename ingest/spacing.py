"""Text without the blanks that word processors set round digits: 2014 年 1-6 月, 2976.5 亿元."""

import re
from dataclasses import dataclass

_BLANK = r"[ \t\u00a0\u2002-\u200b\u3000]+"
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef％‰“”‘’"
#: Blanks beside a Chinese character or sign; never two figures that a blank parts.
_SPACED = re.compile(
    rf"(?<=[{_WIDE}]){_BLANK}|{_BLANK}(?=[{_WIDE}%])|(?<=[%\d]){_BLANK}(?=[-–—~]+{_BLANK}?\d)|(?<=[-–—~]){_BLANK}(?=\d)"
)


@dataclass(frozen=True, kw_only=True)
class Tight:
    """A text without such blanks, and where its characters stood."""

    text: str
    #: (first character of the text from 0, blanks left out before it), ascending
    steps: tuple[tuple[int, int], ...]

    def origin(self, position: int) -> int:
        """Return where a character of the text stood before, from 0."""
        low, high = 0, len(self.steps)
        while low < high:
            middle = (low + high) // 2
            if self.steps[middle][0] <= position:
                low = middle + 1
            else:
                high = middle
        return position + (self.steps[low - 1][1] if low else 0)


def tighten(text: str) -> Tight:
    """Return a text without the blanks beside Chinese characters; lines stay lines."""
    pieces, steps, at, gone, length = [], [], 0, 0, 0
    for blank in _SPACED.finditer(text):
        pieces.append(text[at : blank.start()])
        length += blank.start() - at
        at = blank.end()
        gone += at - blank.start()
        steps.append((length, gone))
    pieces.append(text[at:])
    return Tight(text="".join(pieces), steps=tuple(steps))


#: — 3 —, - 12 -, 第3页: the number of a page.
_PAGE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?")
#: A line at least so wide, in parts of the widest ones, goes on in the next.
_FULL = 0.86
_ENDS = ("。", "！", "？", "；")


def joined_lines(lines: list[str]) -> str:
    """Return lines as a page breaks them put together to paragraphs: only a full line goes on in the next one."""
    kept = [line.strip() for line in lines if not _PAGE.fullmatch(line.strip()) or not line.strip()]
    widths = sorted(_width(line) for line in kept if line)
    widest = widths[int(len(widths) * 0.9)] if widths else 0
    text, full = "", False
    for line in kept:
        if text and not (full and line):
            text += "\n"
        elif text and line[:1].isascii() and text[-1:].isascii() and not (line[0] in ".%" or text[-1] == "."):
            text += " "
        text += line
        full = bool(line) and _width(line) >= widest * _FULL and not line.endswith(_ENDS)
    return text


def _width(line: str) -> int:
    return sum(1 if c.isascii() else 2 for c in line)
