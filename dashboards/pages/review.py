"""Accepting, mending and rejecting what was read out of a document."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboards.address import Identifier, language
from dashboards.auth import Asking
from dashboards.content.document import build_document, review_of
from dashboards.desks import AtDesk
from dashboards.mending import read_changes
from dashboards.pages.documents import render_document
from dashboards.permissions import Permission, needs
from measures.terms import TargetState
from storage import jobs, reading, targets, writing

router = APIRouter(include_in_schema=False)

STATES: Mapping[str, TargetState] = {
    "accept": TargetState.ACCEPTED,
    "mend": TargetState.ACCEPTED,
    "reject": TargetState.REJECTED,
}
Text = Annotated[str | None, Field(max_length=2000)]


class Decision(BaseModel):
    """What the form of one target sends; fields that are not there stay as they are."""

    model_config = ConfigDict(extra="forbid")

    form_token: Annotated[str, Field(max_length=200)] = ""
    act: Annotated[str, Field(pattern="^(accept|mend|reject)$")]
    note: Text = None
    indicator: Text = None
    indicator_id: Text = None
    measure: Text = None
    comparator: Text = None
    value: Text = None
    value_high: Text = None
    unit: Text = None
    deadline: Text = None
    force: Text = None
    binding: Text = None
    accrual: Text = None
    judged_on: Text = None
    answerable: Text = None
    lead: Text = None
    support: Text = None

    def fields(self) -> dict[str, str]:
        """The target's fields that were sent."""
        left = {"form_token", "act", "note"}
        return {name: value for name, value in self.model_dump().items() if name not in left and value is not None}


@router.post("/documents/{document_id}/targets/{target_id}")
@needs(Permission.TARGET_DECIDE)
def decide(
    request: Request,
    desk: AtDesk,
    person: Asking,
    document_id: Identifier,
    target_id: Identifier,
    decision: Annotated[Decision, Form()],
) -> Response:
    """Keep a person's decision and go on to the next draft; what cannot be read is said beside its field."""
    with reading(desk.store) as connection:
        view = build_document(connection, desk, document_id, None)
    review = review_of(view, target_id)
    sent = decision.fields() if decision.act == "mend" else {}
    changes, mistakes = read_changes(sent, review.target, desk.catalogue, language(request))
    if mistakes:
        note = decision.note or ""
        return render_document(request, view, review, None, given=sent, mistakes=mistakes, note=note, status=400)
    with writing(desk.store, actor=person.name, act=f"target:{decision.act}", at=desk.clock()) as w:
        targets.decide(w, target_id, STATES[decision.act], changes, decision.note or None)
        jobs.request(w, "reckon_gaps")
    onward = review.next_draft or target_id
    return RedirectResponse(f"/documents/{document_id}?target={onward}#t{onward}", status_code=303)
