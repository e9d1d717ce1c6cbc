"""What columns take from the columns at their left: the statistic, the period, the basis; and 上年同期."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.labels import words
from ingest.lexicon import plain
from ingest.meaning import before
from ingest.meanings import Meaning
from measures.periods import Period
from measures.terms import Basis, Measure


def beside_others(columns: Sequence[Meaning], about: Period | None, *, rows_name: bool) -> tuple[Meaning, ...]:
    """Return the columns with what they take from their neighbours.

    about: the period of the title. rows_name: the rows name the statistics, so that columns need none.
    """
    found = [_relative(m, about) for m in columns]
    found = _bases(found)
    found = [_shifted(m, about) for m in found]
    found = found if rows_name else _names(found)
    return _group_periods(found, about)


# --- 上年同期 ---


def _relative(meaning: Meaning, about: Period | None) -> Meaning:
    """本期 is the period of the title, 上年同期 the same one a year before: the word is taken off the names."""
    last = meaning.names[-1] if meaning.names else meaning.yearless
    said = {plain(w): t for w, t in words("relative").items()}.get(plain(last)) if last else None
    own = meaning.period is not None and not meaning.yearless
    if said is None or (meaning.yearless and not meaning.names and (about is None or about.basis is Basis.YEAR)):
        return meaning
    if about is None and not own:
        return meaning
    period = meaning.period if own else None
    return replace(meaning, period=period, yearless="", names=meaning.names[:-1], relative=said)


def _shifted(meaning: Meaning, about: Period | None) -> Meaning:
    period = meaning.period or about
    if not meaning.relative or period is None:
        return meaning
    return replace(meaning, period=before(period) if meaning.relative == "before" else period)


# --- 本月, 本月累计 ---


def _bases(columns: Sequence[Meaning]) -> list[Meaning]:
    """本月 | 上年同期 | 本月累计 | 上年同期: what says nothing of its basis has that of the columns right before it.

    Where those have several (本月 | 累计 | 增长), it is marked as unsure.
    """
    done: list[Meaning] = []
    run: list[str] = []
    silent = False
    parent: tuple[str, ...] | None = None
    for column in columns:
        if column.heading.path[:-1] != parent:
            parent, run, silent = column.heading.path[:-1], [], False
        if column.aside:
            done.append(column)
            continue
        if column.basis is not None:
            run = [column.basis] if silent else [*run, column.basis]
            silent = False
        elif not column.names and not column.yearless and (column.relative or column.period is None):
            silent = True
            if run:
                column = replace(column, basis=run[-1], unsure=len(set(run)) > 1)
        else:
            run, silent = [], False
        done.append(column)
    return done


# --- the statistic at the left ---


def _names(columns: Sequence[Meaning]) -> list[Meaning]:
    """社会消费品零售总额(亿元) | 增速(%): growth without a name is that of the statistic at its left."""
    done: list[Meaning] = []
    names: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    unit: str | None = None
    for column in columns:
        changes = column.measure in (Measure.GROWTH, Measure.DECLINE) or column.change is not None
        if len(column.names) == 1 and plain(column.names[0]) in words("gdp_child") and whole:
            column = replace(column, names=(*whole[-1:], *column.names))
        elif column.names:
            whole = column.names
        if column.names:
            names, unit = column.names, column.unit if not changes else unit
        elif names and (changes or column.relative) and not column.growth_or_index:
            own = column.unit or (unit if column.change or column.relative else None)
            column = replace(column, names=names, unit=own)
        done.append(column)
    return done


# --- the period of the group ---


def _group_periods(columns: Sequence[Meaning], about: Period | None) -> tuple[Meaning, ...]:
    """2009-10, FOOTNOTES, TOTAL …: columns without a period take the one at their left in the same group.

    Growth beside two years (2013年, 2012年, 增长%) belongs to the later one. Where columns without one stand before
    dated ones (产量, 2020年产量, 增长), the title's period is theirs and the growth's.
    """
    done: list[Meaning] = []
    groups: dict[tuple[str, ...], list[Meaning]] = {}
    for column in columns:
        group = groups.setdefault(column.heading.path[:-1], [])
        dated = [m for m in group if (m.period is not None or m.doubtful is not None) and not m.relative]
        silent = column.period is None and column.doubtful is None and not column.yearless
        ahead = about is not None and any(_undated(m) for m in group[: _first_dated(group)])
        if silent and dated and not ahead and len(column.heading.path) >= 1:
            growth = column.measure in (Measure.GROWTH, Measure.DECLINE) or column.change is not None
            latest = growth and all(m.period for m in dated)
            source = max(dated, key=lambda m: m.period.last_day) if latest else dated[-1]  # type: ignore[union-attr]
            label = source.heading.path[-1]
            done.append(replace(column, period=source.period, doubtful=source.doubtful, group_label=label))
        else:
            done.append(column)
        group.append(column)
    return tuple(done)


def _undated(meaning: Meaning) -> bool:
    """A column of levels without a period of its own."""
    changes = meaning.measure in (Measure.GROWTH, Measure.DECLINE) or meaning.change is not None
    return meaning.period is None and not meaning.yearless and not meaning.aside and not changes


def _first_dated(group: Sequence[Meaning]) -> int:
    return next((n for n, m in enumerate(group) if m.period is not None or m.yearless), len(group))
