"""A report in words: what templates print, every field a finished piece of text in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboards.content.line import GapLine
from dashboards.content.series import ShownVintage
from dashboards.i18n import Lang, coded_text, text, word
from dashboards.reports.content import Report
from dashboards.wording import (
    SHAPES,
    date_text,
    gap_text,
    indicator_text,
    period_text,
    place_text,
    quantity_text,
    required_text,
    share_text,
    status_text,
    target_text,
)
from measures.terms import Measure, ObservedKind, Release, Status


@dataclass(frozen=True, kw_only=True)
class Item:
    """One target as a report prints it; an empty text where nothing is known."""

    target_id: int
    #: terms.Status
    status: str
    #: shape and word of the light, with 初步, 推算, 未经复核
    light: str
    place: str
    indicator: str
    #: what is promised
    target: str
    #: the newest figure
    observed: str
    period: str
    #: in words, without sign
    gap: str
    #: what should be done by now
    expected: str
    #: share of the target done
    attained: str
    #: what the rest must bring
    required: str
    #: where it will end
    projected: str
    #: who publishes the figure, and when
    source: str
    #: who says so
    authority: str
    answerable: str
    lead: str
    support: str
    deadline: str
    document: str
    task: str
    quote: str
    #: the whole sentence of the document
    sentence: str
    #: why the light is what it is
    reasons: str
    #: the country's figure and that of the year before
    beside: str
    #: the whole in one line
    line: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A report as its template prints it."""

    title: str
    #: 数据截至…，查询日期…
    dates: str
    overall: tuple[str, ...]
    progress: tuple[Item, ...]
    problems: tuple[Item, ...]
    unreported: tuple[str, ...]
    proposals: tuple[str, ...]
    #: every target that the annex lists
    rows: tuple[Item, ...]
    #: how many the annex leaves out, in words; empty where it lists all
    rest: str
    #: lines below every page or at the end
    foot: tuple[str, ...]


def paper(report: Report, lang: str, *, title: str, most: int | None = None) -> Paper:
    """The report in words; the annex lists at most `most` targets, those with figures and lights first."""
    known_first = sorted(report.lines, key=lambda line: line.status is Status.NO_DATA)
    listed = report.lines if most is None else tuple(known_first[:most])
    left = len(report.lines) - len(listed)
    return Paper(
        title=titled(report, title, lang),
        dates=dates_text(report, lang),
        overall=overall(report, lang),
        progress=items(report, report.good, lang),
        problems=items(report, report.attention, lang),
        unreported=_unreported(report, lang),
        proposals=_proposals(report, lang),
        rows=items(report, listed, lang),
        rest=text("report.rest", lang, number=left) if left else "",
        foot=foot(report, lang),
    )


def titled(report: Report, key: str, lang: str) -> str:
    """A title with its place where there is only one."""
    title = text(key, lang)
    if report.place is None:
        return title
    return text("report.place", lang, place=place_text(report.place, report.lines[0].place_code, lang), title=title)


def dates_text(report: Report, lang: str) -> str:
    """数据截至2013年1—8月，查询日期2013年9月30日."""
    as_of = date_text(report.as_of.date(), lang)
    if report.data_to is None:
        return text("dates.none", lang, as_of=as_of)
    return text("dates.both", lang, data_to=period_text(report.data_to, lang), as_of=as_of)


def foot(report: Report, lang: str, lines: Sequence[GapLine] | None = None) -> tuple[str, ...]:
    """What stands at the end of every output (practice 10, 12 and "Words"); of some lines where it is about those."""
    told = report.lines if lines is None else lines
    unreviewed = sum(line.reviewed is False for line in told)
    figures = (report.figures.get(line.target_id) for line in told)
    said = [text("foot.disclaimer", lang)]
    if unreviewed:
        said.append(text("report.overall.unreviewed", lang, number=unreviewed))
    if any(one is not None and one.release == Release.UNRELEASED for one in figures):
        said.append(text("report.unreleased", lang))
    return tuple(said)


def overall(report: Report, lang: str) -> tuple[str, ...]:
    """How many of each light, and why the grey ones are grey."""
    comma = text("list.comma", lang)
    counts = comma.join(
        text("report.overall.count", lang, status=text(f"status.short.{light}", lang), number=number)
        for light, number in report.counts.items()
        if number
    )
    told = [text("report.overall", lang, dates=dates_text(report, lang), total=len(report.lines), counts=counts)]
    if report.grey:
        grey = comma.join(
            text("report.overall.count", lang, status=text(f"grey.{why}", lang), number=number)
            for why, number in report.grey.items()
        )
        told.append(text("report.overall.grey", lang, total=sum(report.grey.values()), counts=grey))
    return tuple(told)


def items(report: Report, lines: Iterable[GapLine], lang: str) -> tuple[Item, ...]:
    """Lines in words, in their order."""
    return tuple(item(report, line, lang) for line in lines)


def item(report: Report, line: GapLine, lang: str) -> Item:
    """One line in words."""
    comma = text("list.comma", lang)
    figure = report.figures.get(line.target_id)
    document = report.documents.get(line.doc)
    return Item(
        target_id=line.target_id,
        status=line.status,
        light=light_text(line, figure, lang),
        place=place_text(line.place, line.place_code, lang),
        indicator=indicator_text(line.row, lang),
        target=target_text(line.row, lang),
        observed=observed_text(line, lang),
        period=period_text(line.period, lang),
        gap=gap_text(line.row, lang),
        expected=expected_text(line, lang),
        attained="" if line.attainment is None else share_text(line.attainment, lang),
        required=required_text(line.row, lang),
        projected="" if line.projected is None else quantity_text(rounded(line.projected), line.unit, lang),
        source=source_text(figure, lang),
        authority=word("authority", str(figure.authority), lang) if figure and figure.authority else "",
        answerable=line.answerable or text("office.none", lang),
        lead=comma.join(line.lead),
        support=comma.join(line.support),
        deadline=date_text(line.deadline, lang),
        document=(document.title or document.name) if document else line.doc,
        task=line.task or "",
        quote=line.quote,
        sentence=report.sentences.get(line.target_id) or line.quote,
        reasons=text("list.joint", lang).join(coded_text("reason", code, {}, lang) for code in line.reasons),
        beside=beside_text(report, line, lang),
        line=line_text(line, lang),
    )


def expected_text(line: GapLine, lang: str) -> str:
    """What should be done by now, where that is less than the whole: a rate and a passed deadline have no pace."""
    if line.expected is None or line.measure != Measure.LEVEL or line.expected == line.target_value:
        return ""
    return quantity_text(rounded(line.expected), line.unit, lang)


def rounded(value: float) -> float:
    """A reckoned amount with four significant digits or whole: it is not more exact than that."""
    return float(f"{value:.0f}") if abs(value) >= 1000 else float(f"{value:.4g}")


def light_text(line: GapLine, figure: ShownVintage | None, lang: str) -> str:
    """Shape and word, and how sure its figure is: 初步, 推算, 未经复核."""
    marks = [text("provisional", lang)] if line.provisional else []
    if figure is not None and figure.observed_kind == ObservedKind.DERIVED:
        marks.append(text("derived", lang))
    if line.reviewed is False:
        marks.append(text("unreviewed", lang))
    said = f"{SHAPES[line.status]} {status_text(line.row, lang)}"
    return f"{said}（{text('list.comma', lang).join(marks)}）" if marks and lang == Lang.ZH else _marked(said, marks)


def _marked(said: str, marks: list[str]) -> str:
    return f"{said} ({', '.join(marks)})" if marks else said


def observed_text(line: GapLine, lang: str) -> str:
    """The newest figure as pages say it: 增长8.7%, 1200.8亿斤."""
    if line.observed is None:
        return ""
    amount = quantity_text(line.observed_text or line.observed, line.unit, lang)
    if line.measure in (Measure.GROWTH, Measure.DECLINE):
        return text(f"observed.{line.measure}", lang, amount=amount)
    return amount


def source_text(figure: ShownVintage | None, lang: str) -> str:
    """Where a figure comes from and when it was published."""
    if figure is None:
        return ""
    said = [figure.source or text("unsaid", lang), published_text(figure, lang)]
    return text("list.joint", lang).join(said)


def published_text(figure: ShownVintage, lang: str) -> str:
    """When a figure was published."""
    if figure.published_at is None:
        return text("report.published.unknown", lang)
    return text("report.published", lang, day=date_text(figure.published_at, lang))


def beside_text(report: Report, line: GapLine, lang: str) -> str:
    """全国… and 上年同期…, where they are known."""
    said = []
    for name, known in (("national", report.national), ("year_before", report.year_before)):
        one = known.get(line.target_id)
        if one is not None and one.shown is not None:
            written = one.value_text if one.unit == line.unit and one.value_text else one.shown
            said.append(text(f"report.line.{name}", lang, amount=quantity_text(written, line.unit, lang)))
    return text("list.joint", lang).join(said)


def line_text(line: GapLine, lang: str) -> str:
    """A target, its figure and its gap in one sentence."""
    observed = observed_text(line, lang)
    period = period_text(line.period, lang)
    said = text("report.line.observed", lang, period=period, observed=observed) if observed else ""
    return text(
        "report.line",
        lang,
        place=place_text(line.place, line.place_code, lang),
        indicator=indicator_text(line.row, lang),
        target=target_text(line.row, lang),
        observed=said or text("report.line.none", lang),
        gap=gap_text(line.row, lang) or status_text(line.row, lang),
    )


def _unreported(report: Report, lang: str) -> tuple[str, ...]:
    """For each document the last date that has passed, and who has not handed in."""
    last = {one.duty.document_id: one for one in report.unreported}
    return tuple(
        text(
            "report.problems.unreported",
            lang,
            title=one.title,
            due=date_text(one.duty.due, lang),
            who=one.duty.who,
            number=len(one.offices),
            offices=text("list.comma", lang).join(one.offices),
        )
        for one in last.values()
        if one.offices
    )


def _proposals(report: Report, lang: str) -> tuple[str, ...]:
    counts, grey = report.counts, report.grey
    numbers = {
        "red": counts[Status.MISSED] + counts[Status.OFF_TRACK],
        "amber": counts[Status.AT_RISK],
        "stale": counts[Status.STALE],
        "not_reported": grey.get("not_reported", 0),
        "scope": grey.get("scope", 0),
        "not_loaded": grey.get("not_loaded", 0),
    }
    said = tuple(text(f"report.next.{name}", lang, number=number) for name, number in numbers.items() if number)
    return said or (text("report.next.none", lang),)
