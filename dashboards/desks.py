"""The desk of a request, for handlers of pages and API: with the rows and figures that its person may see."""

from typing import Annotated

from fastapi import Depends, Request

from dashboards.auth import Person
from dashboards.content.desk import Desk
from dashboards.content.reach import Reach
from dashboards.permissions import Permission, permissions_of


def find_desk(request: Request) -> Desk:
    """The desk of the person who asks; before somebody signs in the one that knows released figures only."""
    desk: Desk = request.app.state.desk
    person: Person | None = request.state.person
    if person is None:
        return desk.seen_by(released_only=True, reach=Reach())
    return desk.seen_by(released_only=not person.may(Permission.UNRELEASED_READ), reach=reach_of(person))


def reach_of(person: Person) -> Reach:
    """The rows that a person sees: by roles, offices and places, whatever the scopes of a token."""
    every = Permission.OFFICES_ALL in permissions_of(person.roles)
    if every:
        return Reach(places=person.places)
    return Reach(offices=frozenset(person.offices), places=person.places, name=person.name)


AtDesk = Annotated[Desk, Depends(find_desk)]
