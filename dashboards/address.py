"""What an address asks for: filters and date, the same on pages and in the API; so a view can be sent to someone."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Path, Query, Request

from dashboards.i18n import Lang
from measures.terms import Status

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2999, 12, 31)

AsOf = Annotated[
    date | None,
    Query(ge=FIRST_DAY, le=LAST_DAY, description="As known at the end of this day, Asia/Shanghai; without it: now"),
]

Words = Annotated[str, Query(max_length=80, description="Words that must all be there")]
Identifier = Annotated[int, Path(ge=1, le=2**62)]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which targets, as known when. A field that is None filters nothing."""

    #: code of a place
    place: str | None = None
    #: identifier of a document
    document: int | None = None
    #: light
    status: Status | None = None
    #: name of an office, as 主责, lead or support
    office: str | None = None
    #: end of this day in Asia/Shanghai, None = now
    as_of: date | None = None

    def query(self, **changes: Any) -> str:
        """The query string of these filters with changes: "?place=230000&status=missed", "" for none."""
        asked = replace(self, **changes)
        given = {name: str(value) for name, value in vars(asked).items() if value is not None}
        return "?" + urlencode(given) if given else ""


def read_filters(
    place: Annotated[str | None, Query(max_length=40, description="Code of a place")] = None,
    document: Annotated[int | None, Query(ge=1, le=2**62, description="Identifier of a document")] = None,
    status: Annotated[Status | None, Query(description="Light")] = None,
    office: Annotated[str | None, Query(max_length=80, description="Office: answerable, lead or support")] = None,
    as_of: AsOf = None,
) -> Filters:
    """The filters of a request; a value of the wrong form is refused by FastAPI before this is called."""
    return Filters(place=place or None, document=document, status=status, office=office or None, as_of=as_of)


Asked = Annotated[Filters, Depends(read_filters)]


def language(request: Request) -> str:
    """The language of a request: its address, else its cookie, else what the person chose, else the setting."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted in (Lang.ZH, Lang.EN):
            return wanted
    person = request.state.person
    return str((person.language if person else None) or request.app.state.settings.language)
