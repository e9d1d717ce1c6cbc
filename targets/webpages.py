"""The text of a web page: blocks as lines, table rows as rows of cells, scripts and navigation left out."""

import re
from typing import Final

from lxml import etree, html

from targets import lexicons

_BLOCKS: Final = frozenset(lexicons.words("webpages", "block"))
_LEFT_OUT: Final = frozenset(lexicons.words("webpages", "left out"))
#: levels of nesting that are followed
_DEEPEST: Final = 2000


def page_text(source: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return the text of a page and the first character of each paragraph."""
    source = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", source)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, ValueError):
        return "", ()
    pieces: list[str] = []
    _walk(root, pieces)
    lines = [re.sub(r"[ \t\u00a0\r\f]+", " ", line).strip() for line in "".join(pieces).split("\n")]
    kept = [line for line in lines if line and line != "|"]
    marks, position = [], 0
    for number, line in enumerate(kept, start=1):
        marks.append((position, f"¶ {number}"))
        position += len(line) + 1
    return "\n".join(kept), tuple(marks)


def _walk(root: etree._Element, pieces: list[str]) -> None:
    """Collect text in document order without recursion."""
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if leaving:
            _close(node, tag, pieces)
            continue
        stack.append((node, True))
        if tag in _LEFT_OUT or len(stack) > _DEEPEST:
            continue
        if tag in _BLOCKS and not _in_cell(node):
            pieces.append("\n")
        if node.text:
            pieces.append(re.sub(r"[\n\r\t]+", " " if node.text.isascii() else "", node.text))
        stack.extend((child, False) for child in reversed(node))


def _close(node: etree._Element, tag: str, pieces: list[str]) -> None:
    if tag in ("td", "th"):
        pieces.append(" | ")
    elif tag in _BLOCKS:
        pieces.append(" " if _in_cell(node) else "\n")
    if node.tail:
        pieces.append(re.sub(r"[\n\r\t]+", "", node.tail))


def _in_cell(node: etree._Element) -> bool:
    parent = node.getparent()
    for _ in range(6):
        if parent is None:
            return False
        if parent.tag in ("td", "th"):
            return True
        parent = parent.getparent()
    return False
