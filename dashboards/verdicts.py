"""Giving verdicts: what pages and the command line do, each one transaction on figures that are released (practice 2).

A verdict rests on what is known at the end of its day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dashboards.content.reckoning import reckon_frames
from dashboards.content.records import records
from dashboards.wording import SHANGHAI
from gaps.verdicts import is_due, left_open, suggested
from measures.catalogue import Catalogue
from measures.errors import NotAllowed, NotFound
from measures.terms import VerdictWord
from storage import Store, jobs, reading, verdicts, writing

#: name of the run that prepares the year's verdicts
ANNUAL_VERDICTS = "annual_verdicts"


@dataclass(frozen=True, kw_only=True)
class LeftOpen:
    """A target whose deadline has passed, and for which nothing was proposed."""

    target_id: int
    #: the sentence stands under "open.<why>"
    why: str


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What a preparation of the year's verdicts did."""

    #: ids of the new proposals
    proposed: tuple[int, ...]
    left_open: tuple[LeftOpen, ...]


def rows_on(store: Store, catalogue: Catalogue, day: date, now: datetime) -> dict[int, Mapping[str, Any]]:
    """The gap rows by target, reckoned on what is released and known at the end of a day."""
    end = datetime.combine(day + timedelta(days=1), time(), SHANGHAI) - timedelta(microseconds=1)
    with reading(store) as connection:
        frames = reckon_frames(connection, catalogue, as_of=end, released_only=True, public_at=min(end, now))
    return {row["target_id"]: row for row in records(frames.gaps)}


def propose(
    store: Store,
    catalogue: Catalogue,
    target_id: int,
    word: VerdictWord,
    *,
    dated: date,
    actor: str,
    now: datetime,
    document: str | None = None,
    note: str | None = None,
) -> int:
    """Propose a verdict on a target; raises NotFound and what storage.verdicts.propose raises."""
    row = rows_on(store, catalogue, dated, now).get(target_id)
    if row is None:
        raise NotFound("target", target_id)
    with writing(store, actor=actor, act="verdict:propose", at=now) as w:
        return verdicts.propose(w, row, word, dated=dated, document=document or None, note=note or None)


def approve(store: Store, catalogue: Catalogue, verdict_id: int, *, actor: str, now: datetime) -> None:
    """Approve a verdict whose figures have not changed; raises what storage.verdicts.approve raises."""
    with reading(store) as connection:
        found = verdicts.get_verdict(connection, verdict_id)
    row = rows_on(store, catalogue, now.astimezone(SHANGHAI).date(), now).get(found.target_id)
    same = row is None or (row["period"], row["observed"]) == (found.period, found.observed)
    used: Sequence[int] = found.vintages if row is None or same else row["vintages"]
    with writing(store, actor=actor, act="verdict:approve", at=now) as w:
        verdicts.approve(w, verdict_id, used=used)


def send_back(store: Store, verdict_id: int, *, note: str, actor: str, now: datetime) -> None:
    """Return a proposal with a word; raises what storage.verdicts.send_back raises."""
    with writing(store, actor=actor, act="verdict:return", at=now) as w:
        verdicts.send_back(w, verdict_id, note=note)


def prepare(store: Store, catalogue: Catalogue, year: int, *, dated: date, actor: str, now: datetime) -> Prepared:
    """年度认定: propose what the reckoning speaks for, of every target that was due in a year, and list the others.

    One transaction, and a run of its own; persons approve. Targets that have a verdict are left alone.
    """
    rows = rows_on(store, catalogue, dated, now)
    due = [row for row in rows.values() if is_due(row, dated) and row["deadline"].year == year]
    proposed: list[int] = []
    open_ones: list[LeftOpen] = []
    with writing(store, actor=actor, act="verdict:prepare", at=now) as w:
        run_id = jobs.start_run(w, ANNUAL_VERDICTS, now)
        judged = verdicts.standing(w.connection, as_of=now)
        waiting = {verdict.target_id for verdict in verdicts.list_verdicts(w.connection, waiting=True)}
        for row in due:
            if row["target_id"] in judged or row["target_id"] in waiting:
                continue
            word, why = suggested(row), left_open(row)
            if word is not None:
                try:
                    proposed.append(verdicts.propose(w, row, word, dated=dated))
                    continue
                except NotAllowed as refusal:
                    why = refusal.reason
            open_ones.append(LeftOpen(target_id=row["target_id"], why=why))
        if run_id is not None:
            jobs.end_run(w, run_id, "done", {"proposed": len(proposed), "open": len(open_ones)})
    return Prepared(proposed=tuple(proposed), left_open=tuple(open_ones))
