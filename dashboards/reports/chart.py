"""Bars for the worst lights: shares of the target done, and rates beside their targets. Numbers only, no drawing."""

from dataclasses import dataclass

from dashboards.content.line import GapLine
from dashboards.reports.content import Report
from dashboards.wording import indicator_text, place_text
from measures.terms import Measure

#: bars of one chart
MOST = 12
#: a longer bar says no more: per cent of the target
LONGEST = 200.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar."""

    target_id: int
    label: str
    #: terms.Status
    status: str
    #: per cent
    length: float
    #: the target of a rate, or the share that should be done by now, per cent; None where unknown
    mark: float | None


def amount_bars(report: Report, lang: str) -> tuple[Bar, ...]:
    """The worst amounts: per cent of the target done, and what should be done by now."""
    bars = (_amount(line, lang) for line in report.lines)
    return tuple(bar for bar in bars if bar is not None)[:MOST]


def rate_bars(report: Report, lang: str) -> tuple[Bar, ...]:
    """The worst rates in per cent, and their targets."""
    bars = (_rate(line, lang) for line in report.lines)
    return tuple(bar for bar in bars if bar is not None)[:MOST]


def _amount(line: GapLine, lang: str) -> Bar | None:
    if line.measure != Measure.LEVEL or line.attainment is None or not line.target_value:
        return None
    due = line.expected if line.expected is not None else line.expected_linear
    return Bar(
        target_id=line.target_id,
        label=_label(line, lang),
        status=line.status,
        length=min(max(line.attainment * 100, 0.0), LONGEST),
        mark=None if due is None else due / line.target_value * 100,
    )


def _rate(line: GapLine, lang: str) -> Bar | None:
    if line.measure == Measure.LEVEL or line.unit != "%" or line.observed is None or line.target_value is None:
        return None
    return Bar(
        target_id=line.target_id,
        label=_label(line, lang),
        status=line.status,
        length=line.observed,
        mark=line.target_value,
    )


def _label(line: GapLine, lang: str) -> str:
    return f"{place_text(line.place, line.place_code, lang)} {indicator_text(line.row, lang)}"
