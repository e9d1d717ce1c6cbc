"""How the command line shows what a release would change."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gapwatch.wiring import House

if TYPE_CHECKING:
    from dashboards.content.preview import Incoming
    from dashboards.content.releasing import LightEffect, ReleaseView
    from dashboards.content.rivals import Rivalry

#: rows of each kind that are printed
SHOWN = 40


def view_json(view: "ReleaseView", language: str) -> dict[str, Any]:
    """Return a view as programs read it."""
    from dashboards.i18n import problem_text

    submission = {
        name: value for name, value in vars(view.submission).items() if name not in ("mapping", "digest", "counts")
    }
    lights = None
    if view.lights is not None:
        lights = [
            {
                "target_id": one.line.target_id,
                "doc": one.line.doc,
                "task": one.line.task,
                "place": one.line.place,
                "indicator": one.line.indicator,
                "quote": one.line.quote,
                "answerable": one.line.answerable,
                "from": one.before.status,
                "to": one.line.status,
                "period": one.line.period,
                "observed_from": one.before.observed,
                "observed_to": one.line.observed,
                "unit": one.line.unit,
                "why": one.why,
                "cells": one.cells,
            }
            for one in view.lights
        ]
    return {
        **submission,
        "counts": {change.value: number for change, number in view.counts.items()},
        "rows": [asdict(row) for row in view.rows],
        "conflicts": [asdict(one) for one in view.rivals],
        "problems": [
            {"code": p.code, "severity": p.severity, "text": problem_text(p, language)} for p in view.problems
        ],
        "explained": [problem_text(problem, language) for problem in view.explained],
        "lights": lights,
        "releasable": view.releasable,
    }


def view_lines(home: House, view: "ReleaseView") -> Iterator[str]:
    """Yield a view as people read it, line by line."""
    from dashboards.i18n import problem_text, text, word

    language = home.language
    found = view.submission
    yield text("cli.view.head", language, number=found.id, name=found.name, who=found.submitted_by)
    numbers = "，".join(f"{word('change', c.value, language)}{n}" for c, n in view.counts.items() if n)
    yield text("cli.view.counts", language, counts=numbers)
    for change in ("revised", "corrected", "conflict", "new"):
        rows = [row for row in view.rows if row.change == change][:SHOWN]
        yield from (_row(row, language) for row in rows)
    if view.rivals:
        yield text("cli.view.conflicts", language, count=len(view.rivals))
        yield from (_rivalry(one, language) for one in view.rivals[:SHOWN])
    if view.explained:
        yield text("cli.view.word", language, word=found.word or "")
        yield from (f"  - {problem_text(problem, language)}" for problem in view.explained)
    if view.lights is None:
        yield text("cli.view.no_lights", language)
    elif not view.lights:
        yield text("cli.view.lights_same", language)
    else:
        yield text("cli.view.lights", language, count=len(view.lights))
        yield from (_light(one, language) for one in view.lights)


def _row(row: "Incoming", language: str) -> str:
    from dashboards.i18n import word
    from dashboards.revising import difference_text
    from dashboards.wording import indicator_text, period_text, quantity_text

    kind = word("change", row.change.value, language)
    value = "—" if row.value is None else quantity_text(row.value_text or row.value, row.unit, language)
    if row.old_value is not None:
        old = quantity_text(row.old_value, row.old_unit, language)
        by = difference_text(row.difference, row.percent, row.unit, language)
        value = f"{old} → {value}" + (f"，{by}" if by else "")
    about = f"{row.place} {indicator_text(vars(row), language)} {period_text(row.period, language)}"
    return f"  {kind} {row.cell} {about}：{value}"


def _rivalry(one: "Rivalry", language: str) -> str:
    from dashboards.i18n import word
    from dashboards.wording import indicator_text, period_text, quantity_text

    said = [
        f"{quantity_text(c.value_text or c.value or 0, c.unit, language)}"
        f"（{word('authority', str(c.authority), language)}，{c.source or '—'}，{c.published_at or '—'}）"
        for c in one.claims
    ]
    about = f"{one.place} {indicator_text(vars(one), language)} {period_text(one.period, language)}"
    return f"  {about}：{' ／ '.join(said)}"


def _light(one: "LightEffect", language: str) -> str:
    from dashboards.i18n import word
    from dashboards.wording import indicator_text, status_text, target_text

    line, before = one.line, one.before
    office = line.answerable or "、".join(line.lead)
    about = f"{line.place} {indicator_text(line.row, language)} {target_text(line.row, language)}"
    change = f"{status_text(before.row, language)} → {status_text(line.row, language)}"
    why = word("why", one.why.value, language)
    return f"  #{line.target_id} {about}（{office}）：{change}，{why} {'、'.join(one.cells)}".rstrip()
