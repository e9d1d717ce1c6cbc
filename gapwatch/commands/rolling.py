"""`gaps --by`: lights by office, section, document, place or indicator, and how targets were divided."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from gapwatch.wiring import House

if TYPE_CHECKING:
    from dashboards.content.rollup import Rollup, Whole

#: what targets are grouped by
GROUPINGS = ("office", "section", "document", "place", "indicator")


def print_rollup(rollup: "Rollup", home: House, language: str, form: str, out: TextIO) -> None:
    """Print a roll-up as JSON or as tables for people."""
    from dashboards.i18n import text
    from gapwatch.printing import as_json, print_table

    if form == "json":
        out.write(as_json(_plain(asdict(rollup)), home.settings.zone).decode())
        return
    _print_groups(rollup, language, out)
    if rollup.set_aside:
        print(f"\n{text('overview.set_aside', language, number=rollup.set_aside)}", file=out)
    if rollup.wholes:
        print(f"\n{text('rollup.wholes', language)}  {text('rollup.wholes.what', language)}", file=out)
        columns = ("number", "place", "indicator", "target", "parts", "parts_total", "factor", "range", "attained")
        header = [text(f"cli.column.{column}", language) for column in (*columns, "furthest")]
        print_table(header, [_whole(one, language) for one in rollup.wholes], out)
    print(f"\n{text('foot.disclaimer', language)}", file=out)


def _plain(value: Any) -> Any:
    """The same with keys that are plain words."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _print_groups(rollup: "Rollup", language: str, out: TextIO) -> None:
    from dashboards.i18n import text
    from dashboards.wording import SHAPES
    from gapwatch.printing import print_table
    from measures.terms import Status

    office = rollup.by == "office"
    header = [text("cli.column.group", language)]
    header += [f"{SHAPES[status]} {text(f'status.short.{status}', language)}" for status in Status]
    header += [text("cli.column.total", language)]
    header += [text("cli.column.taking_part", language)] if office else []
    header.append(text("cli.column.worst", language))
    rows = []
    for group in rollup.groups:
        bad = group.worst in (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)
        worst = f"{SHAPES[group.worst]} {group.worst_target}" if group.worst and bad else ""
        parting = [group.taking_part] if office else []
        rows.append([group.name, *(group.counts[status] for status in Status), group.total, *parting, worst])
    print_table(header, rows, out)


def _whole(one: "Whole", language: str) -> tuple[Any, ...]:
    from dashboards.i18n import text
    from dashboards.wording import number_text, quantity_text, share_text

    division, parts = one.division, one.parts
    apart = text("rollup.not_added", language)
    worst = f"{one.worst_place} {share_text(parts.worst[1], language)}" if parts and parts.worst else ""
    return (
        division.target_id,
        one.place or "",
        division.indicator,
        quantity_text(division.value, one.unit, language),
        len(division.parts),
        apart if division.total is None else quantity_text(division.total, one.unit, language),
        "" if division.factor is None else number_text(division.factor, language, 3),
        f"{number_text(division.lowest, language)}–{number_text(division.highest, language)}",
        quantity_text(parts.observed, one.unit, language) if parts and len(parts.missing) < len(division.parts) else "",
        worst,
    )
