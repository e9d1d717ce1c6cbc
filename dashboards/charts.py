"""Charts as plain plotly dictionaries: one question each, the finding as title, direct labels, no legend.

Colours are names of static/page.css ("var(--accent)"); the page puts in what its mode gives them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from dashboards.content.series import ShownVintage
from dashboards.content.target import TargetView
from dashboards.i18n import text, word
from dashboards.paths import expectation, projection
from dashboards.wording import date_text, gap_text, indicator_text, month_name, period_text, quantity_text, target_text
from measures.terms import Basis, Comparator, Measure

Figure = dict[str, Any]
#: periods that are shown at most, and up to how many every dot has its figure beside it
MOST, LABELLED = 24, 6


def target_title(view: TargetView, lang: str) -> str:
    """The finding of a target's chart: "粮食总产1200.8亿斤，距目标差99.2亿斤"."""
    line = view.line
    if line is None or line.observed is None:
        return text(
            "chart.title.none",
            lang,
            indicator=indicator_text(vars(view.target), lang),
            target=target_text(vars(view.target), lang),
        )
    amount = quantity_text(line.observed_text or line.observed, line.unit, lang)
    said = {
        "indicator": indicator_text(line.row, lang),
        "period": period_text(line.period, lang),
        "observed": observed_text(line.measure, amount, lang),
        "gap": gap_text(line.row, lang),
    }
    return text("chart.title.gap" if line.gap is not None else "chart.title.last", lang, **said)


def observed_text(measure: str, amount: str, lang: str) -> str:
    """An observed figure in words: "增长8.7%" for growth, the amount for the others."""
    return text(f"observed.{measure}", lang, amount=amount) if measure in ("growth", "decline") else amount


def target_figure(view: TargetView, lang: str) -> Figure | None:
    """The chart of a target against its figures; None where no figure is on its scale."""
    points = chart_points(view)
    if not points:
        return None
    line, shapes, notes = _target_marks(view, lang, points)
    expected, expected_notes = expectation(view, lang)
    fan, fan_notes = projection(view, points[-1], lang)
    layout = _layout(view, points, lang)
    days = [str(one.period_end) for one in points] + [str(day) for trace in line for day in trace["x"]]
    layout["xaxis"]["range"] = _padded(min(days), max(days))
    traces = [*fan, *expected, *line, _actual(points, view, lang)]
    layout |= {"shapes": shapes, "annotations": [*expected_notes, *fan_notes, *notes]}
    return {"data": traces, "layout": layout}


def _padded(first: str, last: str) -> list[str]:
    """The days of an axis with room beside the outermost dots."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    room = timedelta(days=max(20, (end - start).days // 16))
    return [str(start - room), str(end + room)]


def chart_points(view: TargetView) -> tuple[ShownVintage, ...]:
    """One figure a period on the target's scale, oldest first: the year's running figures, else the years."""
    newest: dict[date, ShownVintage] = {}
    year = view.target.deadline.year if view.target.deadline else None
    shown = [one for one in view.figures if one.shown is not None and one.period_end is not None]
    measures = _measures(shown, view)
    shown = [one for one in shown if one.measure in measures]
    running = [x for x in shown if x.basis == Basis.YTD and x.period_end and x.period_end.year == year]
    if running:
        chosen = running + [x for x in shown if x.basis == Basis.YEAR and x.period_end and x.period_end.year == year]
    else:
        chosen = [one for one in shown if one.basis == Basis.YEAR] or shown
    for one in sorted(chosen, key=lambda x: (x.used, x.published_at or date.min, x.vintage_id)):
        if one.period_end is not None:
            newest[one.period_end] = one
    return tuple(newest[day] for day in sorted(newest))[-MOST:]


def _measures(shown: Iterable[ShownVintage], view: TargetView) -> set[str]:
    """One measure only: that of the figure used, else the target's own."""
    used = {one.measure for one in shown if one.used}
    return used or {
        view.target.measure,
        *({"growth"} if view.target.measure in (Measure.DECLINE, Measure.FLAT) else ()),
    }


def _actual(points: Sequence[ShownVintage], view: TargetView, lang: str) -> Figure:
    unit = view.target.unit
    labels = [dot_text(one, unit, lang) if len(points) <= LABELLED or one.used else "" for one in points]
    labels[-1] = dot_text(points[-1], unit, lang)
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [str(one.period_end) for one in points],
        "y": [one.shown for one in points],
        "text": labels,
        "textposition": [_label_side(one, view) for one in points],
        "textfont": {"color": "var(--ink)", "size": 13},
        "customdata": [f"/observations/{one.vintage_id}" for one in points],
        "hovertext": [_hover(one, unit, lang) for one in points],
        "hoverinfo": "text",
        "line": {"color": "var(--accent)", "width": 2},
        "marker": {
            "size": 9,
            "color": ["var(--raised)" if one.tentative else "var(--accent)" for one in points],
            "line": {"color": "var(--accent)", "width": 2},
        },
        "cliponaxis": False,
    }


def _label_side(one: ShownVintage, view: TargetView) -> str:
    """Where a figure keeps clear of the lines: left above in the course of a year, else away from the target's line."""
    if one.basis == Basis.YTD:
        return "top left"
    below = view.target.value is not None and (one.shown or 0.0) < float(view.target.value)
    return "bottom center" if below else "top center"


def dot_text(one: ShownVintage, unit: str | None, lang: str) -> str:
    """A dot's figure, with the decimals of its publication where it stands in the target's unit."""
    return quantity_text(one.value_text if one.value_text and one.unit == unit else one.shown or 0.0, unit, lang)


def _hover(one: ShownVintage, unit: str | None, lang: str) -> str:
    published = date_text(one.published_at, lang) if one.published_at else text("chart.undated", lang)
    return text(
        "chart.hover",
        lang,
        period=period_text(one.period, lang),
        value=dot_text(one, unit, lang),
        published=published,
        state=word("obs_status", one.status, lang) if one.status else "",
        cell=escape(f"{one.sheet + '!' if one.sheet else ''}{one.column or ''}{one.row or ''}"),
    )


def _target_marks(
    view: TargetView, lang: str, points: Sequence[ShownVintage]
) -> tuple[list[Figure], list[Figure], list[Figure]]:
    """The target as a line over its own period, with its band where it has one, and its words on it."""
    target = view.target
    if target.value is None or target.deadline is None:
        return [], [], []
    value = float(target.value)
    running = any(p.basis == Basis.YTD for p in points)
    start = date(target.deadline.year, 1, 1) if running else date(target.deadline.year - 1, 7, 1)
    end = target.deadline + timedelta(days=30 if running else 180)
    span = {"x": [str(start), str(end)], "y": [value, value]}
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": "var(--ink)", "width": 2}}
    edge = _band_edge(view, value)
    band: Figure = {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": "var(--accent-faint)"}
    band |= {"x0": str(start), "x1": str(end), "y0": value, "y1": edge}
    note = {
        "x": str(start),
        "y": value,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "text": escape(text("chart.target", lang, target=target_text(vars(target), lang))),
        "font": {"color": "var(--ink)", "size": 13},
    }
    return [line | span], [] if edge is None else [band], [note]


def _band_edge(view: TargetView, value: float) -> float | None:
    """The other edge of the band: the range's upper value, or how far 左右 forgives."""
    line, target = view.line, view.target
    if target.comparator == Comparator.RANGE and target.value_high is not None:
        return float(target.value_high)
    if target.comparator != Comparator.APPROX or line is None or line.margin is None or line.observed is None:
        return None
    upward = line.observed + line.margin
    downward = line.observed - line.margin
    return min((downward, upward), key=lambda edge: abs(edge - value))


def _layout(view: TargetView, points: Sequence[ShownVintage], lang: str) -> Figure:
    axis: Mapping[str, Any] = {
        "gridcolor": "var(--rule)",
        "zerolinecolor": "var(--quiet)",
        "tickfont": {"color": "var(--quiet)", "size": 12},
        "linecolor": "var(--rule)",
        "fixedrange": True,
    }
    amount = view.target.measure == Measure.LEVEL
    return {
        "font": {"family": "var(--fonts)", "color": "var(--ink)"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 48, "r": 16, "t": 24, "b": 40},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "separators": ".," if lang == "en" else ".",
        "xaxis": {
            **axis,
            "type": "date",
            "showgrid": False,
            "tickmode": "array",
            "tickangle": 0,
            "tickvals": [str(one.period_end) for one in points],
            "ticktext": [tick_text(one, points, lang) for one in points],
        },
        "yaxis": {
            **axis,
            "rangemode": "tozero" if amount else "normal",
            "zeroline": True,
        },
    }


def tick_text(one: ShownVintage, points: Sequence[ShownVintage], lang: str) -> str:
    """The period under a dot; the year is said once where all dots lie in one year."""
    years = {p.period_end.year for p in points if p.period_end}
    if one.basis != Basis.YTD or one.period_end is None or len(years) > 1:
        return period_text(one.period, lang)
    month = text("chart.month", lang, month=month_name(one.period_end.month, lang))
    return f"{month}<br>{one.period_end.year}" if one is points[0] else month
