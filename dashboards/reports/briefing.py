"""呈阅件: one A4 for a leader, five items at most (practice 28)."""

from dataclasses import dataclass

from dashboards.i18n import text
from dashboards.reports.content import Report
from dashboards.reports.words import Item, dates_text, foot, items, overall, titled

#: items that one sheet holds
MOST = 5


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """What the sheet prints."""

    title: str
    dates: str
    overall: tuple[str, ...]
    #: what wants attention, worst first
    items: tuple[Item, ...]
    #: said where there are more, or none
    note: str
    foot: tuple[str, ...]


def briefing(report: Report, lang: str) -> Briefing:
    """The sheet of a report."""
    shown = report.attention[:MOST]
    note = ""
    if not shown:
        note = text("report.problems.none", lang)
    elif len(report.attention) > MOST:
        note = text("report.briefing.more", lang, total=len(report.attention), number=MOST)
    return Briefing(
        title=titled(report, "report.title.briefing", lang),
        dates=dates_text(report, lang),
        overall=overall(report, lang),
        items=items(report, shown, lang),
        note=note,
        foot=foot(report, lang),
    )
