"""The desk at which pages are made: the store, the catalogue, the clock, and what was reckoned a moment ago."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from dashboards.content.line import GapLine, gap_lines, urgency
from dashboards.content.memory import Memory
from dashboards.content.reach import EVERYWHERE, Reach
from dashboards.content.reckoning import reckon_frames
from dashboards.drafts import Drafts
from dashboards.settings import WebSettings
from dashboards.wording import SHANGHAI
from gaps import GapSettings
from gaps.known import is_released
from measures.catalogue import Catalogue, load_catalogue
from measures.places import Places, load_places
from measures.terms import SubmissionState
from storage import Store, documents
from storage.calendar import days_of_change, first_target_day
from storage.release import embargoes_over
from storage.revision import revision
from storage.submissions import list_submissions

if TYPE_CHECKING:
    from storage import Connection

T = TypeVar("T")
#: gap tables kept in memory (an overview looks at two), and contents made from them
KEPT, CONTENTS = 12, 512
#: desks of people who see some rows only
DESKS = 64


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """Every accepted target with its light at one date."""

    #: the moment asked about
    as_of: datetime
    #: lines, worst first
    lines: tuple[GapLine, ...]
    #: the target versions that hold, contract TARGETS
    targets: pd.DataFrame
    #: the gap table, contract GAPS
    gaps: pd.DataFrame
    #: the observations that some gap was reckoned from, contract OBSERVATIONS
    used: pd.DataFrame
    #: how it was reckoned
    settings: GapSettings

    @cached_property
    def by_target(self) -> dict[int, GapLine]:
        """Lines by target."""
        return {line.target_id: line for line in self.lines}


def reviewed_uploads(connection: "Connection") -> frozenset[int]:
    """The uploads that one person submitted and another released."""
    released = (one.upload_id for one in list_submissions(connection) if one.state is SubmissionState.RELEASED)
    return frozenset(upload_id for upload_id in released if upload_id is not None)


def end_of_day(day: date) -> datetime:
    """The last moment of a day in Asia/Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI) - timedelta(microseconds=1)


def within(every: Reckoned, reach: Reach) -> Reckoned:
    """The part of a reckoning that somebody sees."""
    lines = tuple(line for line in every.lines if reach.holds(line))
    seen = {line.target_id for line in lines}
    figures = {vintage for line in lines for vintage in line.vintages}
    return replace(
        every,
        lines=lines,
        targets=every.targets[every.targets["target_id"].isin(seen)],
        gaps=every.gaps[every.gaps["target_id"].isin(seen)],
        used=every.used[every.used["vintage_id"].isin(figures)],
    )


class Desk:
    """What every page is made from."""

    def __init__(
        self,
        store: Store,
        settings: WebSettings,
        clock: Callable[[], datetime],
        *,
        reach: Reach = EVERYWHERE,
        whole: "Desk | None" = None,
        drafts: Drafts | None = None,
    ) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock
        self.reach = reach
        #: the desk with every row that this one is a part of, None where this one has every row
        self._whole = whole
        self.drafts = drafts or Drafts()
        self._desks: Memory[Desk] = Memory(DESKS)
        self._reckonings: Memory[Reckoned] = Memory(KEPT)
        self._contents: Memory[Any] = Memory(CONTENTS)
        self._days: tuple[tuple[int, ...], tuple[date, ...]] | None = None

    def seen_by(self, *, released_only: bool, reach: Reach) -> "Desk":
        """The desk of somebody who sees what is released only, or some rows only (practice 10)."""
        released_only = released_only or self.settings.released_only
        if released_only != self.settings.released_only:
            settings = replace(self.settings, released_only=True)
            public = self._desks.get(True, lambda: Desk(self.store, settings, self.clock, drafts=self.drafts))
            return public.seen_by(released_only=True, reach=reach)
        if reach == self.reach:
            return self
        return self._desks.get(reach, lambda: self._part(reach))

    def _part(self, reach: Reach) -> "Desk":
        return Desk(self.store, self.settings, self.clock, reach=reach, whole=self, drafts=self.drafts)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The indicators."""
        return load_catalogue()

    @cached_property
    def places(self) -> Places:
        """The places."""
        return load_places()

    def moment(self, as_of: date | None) -> datetime:
        """The moment that an address asks about: the end of its day, or now."""
        return self.clock() if as_of is None else end_of_day(as_of)

    def public_at(self, as_of: date | None) -> datetime:
        """The moment at which embargoes are looked at: a date to come ends none."""
        return min(self.moment(as_of), self.clock())

    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.clock().astimezone(SHANGHAI).date()

    def reckoned(self, connection: "Connection", as_of: date | None) -> Reckoned:
        """All lights at a date; reckoned once for each state of the store and kept in memory."""
        state = self._state(connection, as_of)
        if self._whole is None:
            return self._reckonings.get(state, lambda: self._reckon(connection, as_of))
        every = self._whole.reckoned(connection, as_of)
        return self._reckonings.get(state, lambda: within(every, self.reach))

    def remembered(self, connection: "Connection", as_of: date | None, what: Hashable, make: Callable[[], T]) -> T:
        """Content made once for each state of the store, date and question, and kept in memory."""
        found: T = self._contents.get((*self._state(connection, as_of), what), make)
        return found

    def _state(self, connection: "Connection", as_of: date | None) -> tuple[Hashable, ...]:
        """What everything reckoned for a date depends on."""
        over = embargoes_over(connection, self.clock())
        return (*revision(connection), over, as_of or self.today(), as_of is None)

    def days(self, connection: "Connection") -> tuple[date, ...]:
        """The days on which what is known changed since the first target held: where a date slider stops."""
        key = revision(connection)
        if self._days is None or self._days[0] != key:
            found = days_of_change(connection, released_only=self.settings.released_only)
            first = first_target_day(connection)
            self._days = (key, tuple(day for day in found if first is not None and first <= day <= self.today()))
        return self._days[1]

    def visible(self, observations: pd.DataFrame) -> pd.DataFrame:
        """The rows of an OBSERVATIONS frame that this audience may see (practice 10), in the places within reach."""
        seen = observations[is_released(observations)] if self.settings.released_only else observations
        return seen[seen["place_code"].map(self.reach.has_figure).astype(bool)] if self.reach.places else seen

    def _reckon(self, connection: "Connection", as_of: date | None) -> Reckoned:
        moment = self.moment(as_of)
        frames = reckon_frames(
            connection,
            self.catalogue,
            as_of=moment,
            released_only=self.settings.released_only,
            public_at=self.public_at(as_of),
        )
        known = {document.doc: document.id for document in documents.list_documents(connection)}
        lines = sorted(gap_lines(frames, known, reviewed_uploads(connection)), key=urgency)
        used = frames.observations["vintage_id"].isin({v for line in lines for v in line.vintages})
        return Reckoned(
            as_of=moment,
            lines=tuple(lines),
            targets=frames.targets,
            gaps=frames.gaps,
            used=frames.observations[used],
            settings=frames.settings,
        )
