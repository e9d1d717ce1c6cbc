"""What the observations of an SDMX message mean: the same questions as of any table."""

from collections.abc import Sequence

import numpy as np

from ingest.asking import Asking
from ingest.figures import is_missing, read_figure
from ingest.knowledge import Knowledge, Part
from ingest.layouts import COLUMNS, release_of, rows_frame
from ingest.lexicon import plain, source_rank, terms
from ingest.longfields import SURE
from ingest.mapping import Said, SheetMapping, sheet_mapping
from ingest.ownplaces import OWN, own_place
from ingest.sdmx import Record
from ingest.sdmxcodes import area_of, is_finer, period_of, place_of, statistic_of, unit_of
from measures.catalogue import Match
from measures.periods import Period, read_period
from measures.places import Level, Place
from measures.problems import Problem, Where
from measures.terms import ObservedKind, ObsStatus, Severity
from measures.units import known_unit

#: Series of which nothing is known that are still asked about one by one.
_MANY = 8
#: Stands for a place whose observations are skipped.
_SKIPPED = Place(code="", name="", short="", level=Level.AREA, parent=None)
_STATUSES = frozenset(str(s) for s in ObsStatus)


def read_records(records: Sequence[Record], knowledge: Knowledge) -> Part:
    """Return the observations of a message; two values of one key and period are an error naming both."""
    mapping = sheet_mapping(knowledge.sheet(""))
    asking = Asking(knowledge)
    rows: list[tuple[object, ...]] = []
    empty: list[tuple[object, ...]] = []
    while True:
        rows, empty = [], []
        many = len({r.series for r in records}) > _MANY
        for record in records:
            row = _row(record, knowledge, mapping, asking, many)
            if row is not None:
                (empty if row[COLUMNS.index("value_text")] is None else rows).append(row)
        if not asking.take_answers():
            break
    return Part(
        observations=rows_frame(rows),
        unstored=rows_frame(empty),
        problems=(*_conflicts(records, knowledge), *_too_fine(records, knowledge)),
        questions=asking.open(),
    )


def _row(
    record: Record, knowledge: Knowledge, mapping: SheetMapping, asking: Asking, many: bool
) -> tuple[object, ...] | None:
    path = (record.series, *record.key.values(), f"{record.series}.{record.period}")
    said = mapping.row(path).over(mapping.everywhere)
    if said.skip:
        return None
    cell = f"!{record.column}{record.row}"
    name, match, skipped = _statistic(record, knowledge, said, asking, many, cell)
    if skipped:
        return None
    place = _place(record, knowledge, said, asking, cell)
    if place is _SKIPPED:
        return None
    period = period_of(record)
    if period is None and not is_finer(record.period):
        answer = asking.ask("ambiguous_period", record.period, [cell], (), value=record.period)
        period = read_period(answer) if answer else None
    figure = None if is_missing(record.value) else read_figure(record.value)
    unit = said.unit or _unit(record, match, knowledge, asking, cell, many)
    source = knowledge.settings.source
    return (
        *(place.name if place else None, place.code if place else None, name, match and match.indicator_id),
        *(said.measure or _measure(unit, name, match, knowledge, asking, cell), *_period_texts(period)),
        *(np.nan if figure is None else figure.value, figure and figure.text, unit),
        *(said.price_basis, _status(record, figure is None), None, source),
        (source_rank(source) or 2) if source else None,
        str(ObservedKind.PUBLISHED),
        _closed(record) or release_of(knowledge.settings.published, source, knowledge.today),
        *(knowledge.settings.published, record.title or None, None, record.row, record.column),
        *(path, (record.period, "OBS_VALUE")),
    )


def _period_texts(period: Period | None) -> tuple[str | None, str | None]:
    return (None, None) if period is None else (str(period), str(period.basis))


def _status(record: Record, absent: bool) -> str | None:
    said = record.attributes.get("OBS_STATUS")
    if said in _STATUSES:
        return said
    return str(ObsStatus.MISSING) if absent else None


def _closed(record: Record) -> str | None:
    """Return what the message's confidentiality says of the release (SDMX CL_CONF_STATUS), None where it is free."""
    said = record.attributes.get("CONF_STATUS") or record.attributes.get("OBS_CONF") or ""
    return terms("release").get(plain(said))


def _statistic(
    record: Record, knowledge: Knowledge, said: Said, asking: Asking, many: bool, cell: str
) -> tuple[str | None, Match | None, bool]:
    meant = statistic_of(record)
    shown = said.indicator or record.title or record.series
    if said.indicator is None and meant is not None and (record.labels or _named(meant[0], knowledge)):
        shown = meant[0]
    found = _named(shown, knowledge)
    if found is not None or said.indicator is not None:
        return shown, found, False
    if many:
        answer = asking.ask("unknown_series", "", [cell], ((OWN, 0.5), ("skip", 0.5)), value=shown)
        return (shown if answer == OWN else None), None, answer == "skip"
    answer = asking.ask("unknown_indicator", shown, [cell], ((shown, 0.3), ("skip", 0.1)), value=shown)
    if answer is None or answer == "skip":
        return None, None, answer == "skip"
    name = shown if answer == OWN else answer
    return name, _named(name, knowledge), False


def _named(text: str, knowledge: Knowledge) -> Match | None:
    catalogue = knowledge.catalogue
    if text in catalogue:
        return Match(indicator_id=text, confidence=1.0, how="exact")
    match = catalogue.find(text)
    return match if match is not None and match.confidence >= SURE else None


def _place(record: Record, knowledge: Knowledge, said: Said, asking: Asking, cell: str) -> Place | None:
    if said.place is not None:
        return own_place(said.place, "", None) or knowledge.places.find(said.place)
    area = area_of(record)
    if area is None:
        return _answered(asking.ask("place", "", [cell], (("全国", 0.3),), sheet=""), "", knowledge)
    dimension, code = area
    label = record.labels.get(dimension) or ""
    found = place_of(code, label, knowledge.places)
    if found is not None:
        return found
    shown = f"{code} {label}".strip()
    answer = asking.ask(
        "unknown_place", code, [cell], (("own", 0.4), *knowledge.near_places(label or code)), value=shown
    )
    return _SKIPPED if answer == "skip" else _answered(answer, shown, knowledge)


def _answered(answer: str | None, shown: str, knowledge: Knowledge) -> Place | None:
    """The place of an answer; own keeps the code and the label that the message has."""
    if answer is None:
        return None
    if answer == OWN:
        code, _, label = shown.partition(" ")
        return own_place(f"{OWN}:{code.upper()} {label or code}", shown, None)
    return own_place(answer, shown, None) or knowledge.places.find(answer)


def _unit(
    record: Record, match: Match | None, knowledge: Knowledge, asking: Asking, cell: str, many: bool
) -> str | None:
    """The unit of measure with its multiplier, where both are known; else each unknown code is asked once."""
    found = unit_of(record)
    if found is not None:
        return found
    said = record.attributes.get("UNIT_MEASURE") or record.key.get("UNIT_MEASURE") or ""
    power = record.attributes.get("UNIT_MULT") or record.key.get("UNIT_MULT") or ""
    label = record.labels.get("UNIT_MEASURE") or ""
    choices: list[tuple[str, float]] = []
    if match is not None:
        indicator = knowledge.catalogue.get(match.indicator_id)
        choices = [(unit, 0.4) for unit in (indicator.unit, *indicator.other_units)]
    key = "/".join((said, power, match.indicator_id if match else "")) if said else "" if many else record.series
    shown = " ".join(part for part in (said, label) if part) + (f" × 10^{power}" if power not in ("", "0") else "")
    answer = asking.ask("unit", key, [cell], choices, value=shown)
    return answer if answer and known_unit(answer) is not None else None


def _measure(
    unit: str | None, name: str | None, match: Match | None, knowledge: Knowledge, asking: Asking, cell: str
) -> str | None:
    """A level; a per cent is a ratio where the statistic is one, else it may be growth, which is asked."""
    found = known_unit(unit) if unit else None
    if found is None:
        return None
    if found.dimension != "percent" or name is None:
        return "level"
    own = known_unit(knowledge.catalogue.get(match.indicator_id).unit) if match else None
    if own is not None and own.dimension == "percent":
        return "ratio"
    return asking.ask("measure", name, [cell], (("growth", 0.5), ("ratio", 0.5)), value=name)


def _too_fine(records: Sequence[Record], knowledge: Knowledge) -> tuple[Problem, ...]:
    """Weeks and days are refused with the reason, once a message."""
    fine = [r for r in records if is_finer(r.period)]
    if not fine:
        return ()
    where = Where(file=knowledge.name, row=fine[0].row)
    details = {"value": fine[0].period, "count": str(len(fine))}
    return (Problem(code="period_too_fine", severity=Severity.ERROR, where=where, details=details),)


def _conflicts(records: Sequence[Record], knowledge: Knowledge) -> tuple[Problem, ...]:
    firsts: dict[tuple[str, str], Record] = {}
    problems = []
    for record in records:
        first = firsts.setdefault((record.series, record.period), record)
        if first is record or first.value == record.value:
            continue
        details = {
            "cell": f"{record.column}{record.row}",
            "first": f"{first.column}{first.row}",
            "first_value": first.value,
            "value": record.value,
        }
        where = Where(file=knowledge.name, row=record.row, column=record.column)
        problems.append(Problem(code="duplicate_differs", severity=Severity.ERROR, where=where, details=details))
    return tuple(problems)
