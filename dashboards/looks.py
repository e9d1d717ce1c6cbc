"""Each look at a figure that is not released leaves a row in the audit trail (practice 10)."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from fastapi import Request

from dashboards.auth import Person
from dashboards.content.desk import Desk
from dashboards.content.line import GapLine
from dashboards.content.series import ShownVintage
from dashboards.permissions import Permission
from storage import audit, reading, writing
from storage.release import unreleased_among

#: figures that a row names; of more it says the number
NAMED: Final = 50


def note_looks(request: Request, *contents: Any) -> bool:
    """Record which unreleased figures an answer holds; True where it holds any.

    To be called before the answer goes out: a look that cannot be recorded is not granted.
    """
    person: Person | None = request.state.person
    if person is None or not person.may(Permission.UNRELEASED_READ):
        return False
    desk: Desk = request.app.state.desk
    if desk.settings.released_only:
        return False
    figures = frozenset(figures_in(contents))
    if not figures:
        return False
    with reading(desk.store) as connection:
        seen = sorted(unreleased_among(connection, figures, desk.clock()))
    if seen:
        query = f"?{request.url.query}" if request.url.query else ""
        with writing(desk.store, actor=person.name, act=Permission.UNRELEASED_READ, at=desk.clock()) as w:
            detail = {"number": len(seen), "vintages": seen[:NAMED]}
            audit.record(w, "looks.note_looks", "look", (request.url.path + query)[:400], detail)
    return bool(seen)


def figures_in(content: Any) -> Iterator[int]:
    """The figures that a content names, at any depth."""
    if isinstance(content, GapLine):
        yield from content.vintages
    elif isinstance(content, ShownVintage):
        yield content.vintage_id
    elif isinstance(content, list | tuple):
        for one in content:
            yield from figures_in(one)
    elif isinstance(content, Mapping):
        yield from figures_in(tuple(content.values()))
    elif is_dataclass(content) and not isinstance(content, type):
        yield from figures_in(tuple(getattr(content, one.name) for one in fields(content)))
