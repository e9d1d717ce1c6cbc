"""Letters and returned ledgers as JSON under /api/v1."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dashboards.address import Identifier
from dashboards.answers import answer
from dashboards.api import REFUSALS, Limit, Listed, Offset, listed
from dashboards.auth import Asking
from dashboards.content.letters import LettersView, LetterView, build_letter, build_letters
from dashboards.desks import AtDesk
from dashboards.permissions import Permission, needs
from storage import ledger, reading
from storage.ledger import Return

router = APIRouter(prefix="/api/v1", tags=["v1"], responses=REFUSALS)


@router.get("/letters", response_model=LettersView)
@needs(Permission.LETTER_READ)
def letters(request: Request, desk: AtDesk, person: Asking) -> Response:
    """The register of letters, newest first."""
    with reading(desk.store) as connection:
        return answer(request, build_letters(connection, desk, person))


@router.get("/letters/{letter_id}", response_model=LetterView)
@needs(Permission.LETTER_READ)
def letter(request: Request, desk: AtDesk, person: Asking, letter_id: Identifier) -> Response:
    """One letter: its words, what was done with it, what may follow."""
    with reading(desk.store) as connection:
        return answer(request, build_letter(connection, person, letter_id))


@router.get("/ledger/returns", response_model=Listed[Return])
@needs(Permission.LEDGER_WRITE)
def returns(request: Request, desk: AtDesk, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Ledgers that came back, newest first."""
    with reading(desk.store) as connection:
        return listed(request, ledger.list_returns(connection), limit, offset)
