"""Letters as 代拟稿: their words from the lights, and the paper that is printed (practice 26). Letters are Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.content.line import GapLine
from dashboards.i18n import Lang, text
from dashboards.reports.content import Report
from dashboards.reports.docx import fill_template
from dashboards.reports.words import dates_text, foot, item
from dashboards.wording import date_text
from measures.terms import LetterKind, OfficeKind
from storage.documents import list_duties
from storage.letters import Letter

if TYPE_CHECKING:
    from storage import Connection

ZH = Lang.ZH.value
#: the template of each kind
TEMPLATES: Mapping[LetterKind, str] = {
    LetterKind.REMINDER: "letter",
    LetterKind.CONSULTATION: "letter",
    LetterKind.SUPERVISION: "supervision",
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says, kept when it is drafted."""

    title: str
    #: 主送
    addressee: str
    #: the documents that ask for it
    basis: str
    opening: str
    #: a line each target
    items: tuple[str, ...]
    requests: tuple[str, ...]
    closing: str
    #: by when an answer is wanted, in words; "" where none is
    due: str
    #: 抄送: offices that support, in words
    copies: str
    #: 数据截至…，查询日期…
    dates: str
    #: what every output says below
    foot: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LetterPaper:
    """A letter as its template prints it."""

    #: 代拟稿 until it is signed, then empty
    mark: str
    #: 文号, empty before it is registered
    number: str
    title: str
    addressee: str
    basis: str
    opening: str
    items: tuple[str, ...]
    requests: tuple[str, ...]
    closing: str
    due: str
    copies: str
    #: 成文日期, empty before it is signed
    date: str
    dates: str
    foot: tuple[str, ...]


def kind_for(office_kind: OfficeKind, wanted: LetterKind) -> LetterKind:
    """The kind of letter that an office gets: central offices, party bodies and companies are only asked."""
    if office_kind in (OfficeKind.CENTRAL, OfficeKind.PARTY, OfficeKind.COMPANY):
        return LetterKind.CONSULTATION
    return wanted


def write_words(
    connection: "Connection", report: Report, lines: Sequence[GapLine], kind: LetterKind, office: str
) -> Words:
    """The words of a letter to one office about some of the lines of a report."""
    you = text("letter.you.polite" if kind is LetterKind.CONSULTATION else "letter.you", ZH)
    subject = lines[0].indicator if len(lines) == 1 else text("letter.subject.many", ZH, number=len(lines))
    due = _due(connection, report, lines)
    said = {"you": you, "subject": subject, "due": date_text(due, ZH)}
    requests = ["check", f"{kind}.act", f"{kind}.answer" if due is not None else f"{kind}.answer.undated"]
    support = dict.fromkeys(one for line in lines for one in (*line.lead, *line.support) if one != office)
    return Words(
        title=text(f"letter.title.{kind}", ZH, **said),
        addressee=office,
        basis=_basis(report, lines),
        opening=text(f"letter.opening.{kind}", ZH, basis=_basis(report, lines), dates=dates_text(report, ZH), **said),
        items=tuple(_line(report, line, order) for order, line in enumerate(lines, 1)),
        requests=tuple(text(f"letter.request.{one}", ZH, **said) for one in requests),
        closing=text(f"letter.closing.{kind}", ZH, **said),
        due=date_text(due, ZH) if kind is not LetterKind.REMINDER else "",
        copies=text("list.comma", ZH).join(support),
        dates=dates_text(report, ZH),
        foot=foot(report, ZH, lines),
    )


def _line(report: Report, line: GapLine, order: int) -> str:
    said = item(report, line, ZH)
    parts = [said.line]
    if said.expected:
        parts.append(text("report.line.expected", ZH, amount=said.expected))
    parts += [part for part in (said.required, said.beside) if part]
    joined = text("report.joint", ZH).join(parts)
    return text("letter.item", ZH, order=order, said=joined, light=said.light.partition(" ")[2], source=said.source)


def _basis(report: Report, lines: Sequence[GapLine]) -> str:
    """《title》（文号） of each document."""
    papers = (report.documents.get(doc) for doc in dict.fromkeys(line.doc for line in lines))
    named = (
        text(
            "letter.paper.numbered" if one.number else "letter.paper",
            ZH,
            title=one.title or one.name,
            number=one.number,
        )
        for one in papers
        if one is not None
    )
    return text("list.comma", ZH).join(named)


def _due(connection: "Connection", report: Report, lines: Sequence[GapLine]) -> date | None:
    """The next date by which the documents ask for a report: nothing is asked for in between (practice 25)."""
    today = report.as_of.date()
    papers = {line.document_id for line in lines if line.document_id is not None}
    dates = [duty.due for one in papers for duty in list_duties(connection, one, due_from=today) if duty.due]
    return min(dates, default=None)


def letter_paper(letter: Letter) -> LetterPaper:
    """A letter as it is printed now: without number and date before it is signed."""
    kept: dict[str, Any] = dict(letter.content)
    kept |= {name: tuple(kept[name]) for name in ("items", "requests", "foot")}
    dated = letter.dated
    return LetterPaper(
        **kept,
        mark="" if dated else text("letter.mark", ZH),
        number=letter.number or "",
        date=date_text(date.fromisoformat(dated), ZH) if dated else "",
    )


def letter_file(letter: Letter, templates: Path | None = None) -> bytes:
    """A letter as a Word document."""
    return fill_template(TEMPLATES[letter.kind], letter_paper(letter), ZH, templates)


def kept(words: Words) -> dict[str, Any]:
    """The words as the store keeps them."""
    return asdict(words)
