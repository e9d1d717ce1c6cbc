"""The days on which what is known changed: what a date slider stops at."""

from datetime import date

from sqlalchemy import Connection, func, or_, select

from measures.terms import Release, TargetState
from storage.days import day_of
from storage.tables import series, target_versions, uploads, vintages


def days_of_change(c: Connection, *, released_only: bool) -> tuple[date, ...]:
    """Return the days on which a figure was published, an undated one recorded or a target began to hold, in order."""
    v = vintages.c
    seen = v.release == Release.RELEASED.value
    unsaid = v.release.is_(None) & (v.published_at.is_not(None) | (series.c.source != ""))
    allowed = or_(seen, unsaid) if released_only else v.id.is_not(None)
    joined = vintages.join(series, series.c.id == v.series_id).join(uploads, uploads.c.id == v.upload_id)
    dated = select(v.published_at).select_from(joined).where(v.published_at.is_not(None), allowed).distinct()
    undated = select(uploads.c.recorded_at).select_from(joined).where(v.published_at.is_(None), allowed).distinct()
    held = select(target_versions.c.valid_from).where(target_versions.c.state == TargetState.ACCEPTED.value).distinct()
    days = {*c.execute(dated).scalars(), *c.execute(held).scalars()}
    return tuple(sorted(days | {day_of(moment) for moment in c.execute(undated).scalars()}))


def first_target_day(c: Connection) -> date | None:
    """Return the day from which the oldest accepted target holds, None without any."""
    v = target_versions.c
    return c.execute(select(func.min(v.valid_from)).where(v.state == TargetState.ACCEPTED.value)).scalar()
