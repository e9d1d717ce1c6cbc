"""What a chart shows beside the dots: where the year should be by now, and where it may end."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboards.content.series import ShownVintage
from dashboards.content.target import TargetView
from dashboards.i18n import text
from dashboards.wording import quantity_text
from gaps.shares import seasonal_share
from measures.periods import read_period
from measures.terms import Basis, Measure

Trace = dict[str, Any]
#: past years behind a seasonal path
YEARS = 5
#: how far the path may lie from the engine's own figure at the newest month, as a share
AGREEMENT = 0.005
QUIET: Mapping[str, Any] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}


def expectation(view: TargetView, lang: str) -> tuple[list[Trace], list[Trace]]:
    """The seasonal path (solid) and the linear one (dashed) of a running total, with their words; else nothing."""
    line, target = view.line, view.target
    if line is None or line.expected_linear is None or target.value is None or target.deadline is None:
        return [], []
    if target.measure != Measure.LEVEL or line.expected_linear == float(target.value) or line.period is None:
        return [], []
    year, value = target.deadline.year, float(target.value)
    start, end = str(date(year, 1, 1)), str(target.deadline)
    traces: list[Trace] = [{**QUIET, "x": [start, end], "y": [0, value], "line": _stroke("dash")}]
    notes = [_note(last_day(year, 3), value * 3 / 12, text("chart.linear", lang), "right", "bottom")]
    months = seasonal_months(view)
    if months:
        days = [start, *(str(last_day(year, month)) for month in months)]
        path = [0.0, *(value * share for share in months.values())]
        traces.append({**QUIET, "x": days, "y": path, "line": _stroke(None)})
        late = max(month for month in months if month <= 10)
        notes.append(_note(last_day(year, late), value * months[late], text("chart.seasonal", lang), "left", "top"))
    return traces, notes


def seasonal_months(view: TargetView) -> dict[int, float]:
    """Share of the year done by the end of each month in past years; empty where it disagrees with the gap engine."""
    line, target = view.line, view.target
    if line is None or line.expected is None or target.deadline is None or not target.value:
        return {}
    known = _running_totals(view.figures)
    years = range(target.deadline.year - YEARS, target.deadline.year)
    shares: dict[int, float] = {}
    for month in range(1, 13):
        pairs = [(known[y, month], known[y, 12]) for y in years if (y, month) in known and (y, 12) in known]
        share = seasonal_share(pairs)
        if share is not None:
            shares[month] = share
    period = read_period(line.period or "")
    now = shares.get(period.end_month) if period else None
    if now is None or abs(now * float(target.value) - line.expected) > AGREEMENT * float(target.value):
        return {}
    return shares


def _running_totals(figures: Sequence[ShownVintage]) -> dict[tuple[int, int], float]:
    """The newest edition of each year's running total, by year and month."""
    found: dict[tuple[int, int], float] = {}
    totals = [one for one in figures if one.measure == Measure.LEVEL and one.basis in (Basis.YTD, Basis.YEAR)]
    for one in sorted(totals, key=lambda x: (x.published_at or date.min, x.vintage_id)):
        if one.shown is not None and one.period_end is not None:
            found[one.period_end.year, one.period_end.month] = one.shown
    return found


def projection(view: TargetView, last: ShownVintage, lang: str) -> tuple[list[Trace], list[Trace]]:
    """The fan from the newest figure to the deadline, and its words; nothing without a projection."""
    line, deadline = view.line, view.target.deadline
    if line is None or line.projected is None or deadline is None or last.period_end is None:
        return [], []
    if last.period_end >= deadline or last.shown is None:
        return [], []
    start, end = str(last.period_end), str(deadline)
    traces: list[Trace] = []
    said = {"projected": quantity_text(_plain(line.projected), line.unit, lang)}
    key = "chart.projected"
    if line.projected_low is not None and line.projected_high is not None:
        fan = {"x": [start, end, end, start], "y": [last.shown, line.projected_high, line.projected_low, last.shown]}
        traces.append({**QUIET, **fan, "fill": "toself", "fillcolor": "var(--accent-faint)", "line": {"width": 0}})
        said["low"] = quantity_text(_plain(line.projected_low), None, lang)
        said["high"] = quantity_text(_plain(line.projected_high), line.unit, lang)
        key = "chart.projected.interval"
    dotted = {"color": "var(--accent)", "width": 2, "dash": "dot"}
    traces.append({**QUIET, "x": [start, end], "y": [last.shown, line.projected], "line": dotted})
    rising = view.target.measure == Measure.LEVEL  # then the room below the lines is free
    height = last.shown * 0.6 if rising else line.projected
    return traces, [_note(deadline, height, text(key, lang, **said), "right", "top")]


def _plain(value: float) -> str:
    """A projected figure without more digits than it deserves."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else date.fromordinal(date(year, month + 1, 1).toordinal() - 1)


def _stroke(dash: str | None) -> Mapping[str, Any]:
    return {"color": "var(--quiet)", "width": 1.5} | ({"dash": dash} if dash else {})


def _note(day: date, value: float, said: str, xanchor: str, yanchor: str) -> Trace:
    font = {"color": "var(--quiet)", "size": 12}
    place = {"x": str(day), "y": value, "xanchor": xanchor, "yanchor": yanchor}
    return {**place, "text": said, "showarrow": False, "font": font, "align": xanchor, "name": "wide"}
