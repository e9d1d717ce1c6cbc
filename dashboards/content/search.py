"""One search over targets, documents, indicators and offices: every word of the question must be there."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from dashboards.content.catalogue import IndicatorLine, list_indicators
from dashboards.content.desk import Desk
from dashboards.content.line import GapLine
from dashboards.content.overview import Tally, tally_by_office
from dashboards.content.records import records
from dashboards.wording import SHANGHAI
from storage import documents

if TYPE_CHECKING:
    from storage import Connection

#: hits of each kind that are shown
SHOWN = 50
#: characters of a document's text before and behind a hit
AROUND = 40


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A place in a document where the first word of the question stands."""

    document_id: int
    title: str
    #: first character of the paragraph, the page's anchor "c…"
    paragraph: int
    before: str
    hit: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search finds; each kind at most SHOWN, with the number of all."""

    question: str
    as_of: datetime
    #: targets whose indicator, sentence, place or office holds every word: named so first, then worst first
    targets: tuple[GapLine, ...]
    target_total: int
    passages: tuple[Passage, ...]
    passage_total: int
    indicators: tuple[IndicatorLine, ...]
    #: 主责单位
    offices: tuple[Tally, ...]


def search(connection: "Connection", desk: Desk, question: str, as_of: date | None) -> Found:
    """Everything that holds each word of the question; nothing for a question without words."""
    words = folded(question).split()
    reckoned = desk.reckoned(connection, as_of)
    sentences = {row["target_id"]: row["sentence"] for row in records(reckoned.targets[["target_id", "sentence"]])}
    lines = [line for line in reckoned.lines if words and _holds(_line_texts(line, sentences), words)]
    lines.sort(key=lambda line: not any(word in folded(line.indicator) for word in words))
    passages = list(_passages(connection, desk, words)) if words else []
    indicators = [one for one in list_indicators(desk) if words and _holds(_names(one), words)]
    offices = [tally for tally in tally_by_office(reckoned.lines) if words and _holds((tally.name,), words)]
    return Found(
        question=question,
        as_of=reckoned.as_of.astimezone(SHANGHAI),
        targets=tuple(lines[:SHOWN]),
        target_total=len(lines),
        passages=tuple(passages[:SHOWN]),
        passage_total=len(passages),
        indicators=tuple(indicators[:SHOWN]),
        offices=tuple(offices[:SHOWN]),
    )


def folded(text: str) -> str:
    """Text with full width and case made one; one character stays one where it can."""
    return unicodedata.normalize("NFKC", text).casefold()


def _holds(texts: Iterable[str | None], words: list[str]) -> bool:
    joined = "\n".join(folded(text) for text in texts if text)
    return all(word in joined for word in words)


def _line_texts(line: GapLine, sentences: dict[int, str]) -> tuple[str | None, ...]:
    return line.indicator, line.indicator_id, line.place, line.quote, sentences.get(line.target_id), *line.offices


def _names(one: IndicatorLine) -> tuple[str, ...]:
    return one.id, one.name_zh, one.name_en, *one.aliases


def _passages(connection: "Connection", desk: Desk, words: list[str]) -> Iterable[Passage]:
    for document in documents.list_documents(connection):
        if not desk.reach.has_place(document.place_code):
            continue
        at = 0
        for paragraph in document.text.split("\n"):
            plain = folded(paragraph)
            if all(word in plain for word in words):
                first, length = plain.index(words[0]), len(words[0])
                if len(plain) != len(paragraph):  # folding moved the characters: show the paragraph's beginning
                    first, length = 0, 0
                yield Passage(
                    document_id=document.id,
                    title=document.title or document.name,
                    paragraph=at,
                    before=paragraph[max(0, first - AROUND) : first].lstrip(),
                    hit=paragraph[first : first + length],
                    after=paragraph[first + length : first + length + AROUND],
                )
            at += len(paragraph) + 1
