"""The desk of a request, for handlers of pages and API."""

from typing import Annotated

from fastapi import Depends, Request

from dashboards.content.desk import Desk


def find_desk(request: Request) -> Desk:
    """The desk that the application was made with."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(find_desk)]
