"""The register of alerts, and what people do with each of them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboards.address import Identifier, language
from dashboards.auth import Asking, Person
from dashboards.content.alerts import STEPS, build_alert, build_alerts
from dashboards.content.desk import Desk
from dashboards.desks import AtDesk
from dashboards.i18n import text
from dashboards.permissions import FormRefused, Permission, needs
from dashboards.rendering import render
from gaps.alerting.life import Step
from measures.errors import NotAllowed
from storage import followup, reading, writing

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Field(max_length=2000)]
Month = Annotated[str | None, Query(max_length=7)]


class Act(BaseModel):
    """What the form of a step sends; each step reads the fields that belong to it."""

    model_config = ConfigDict(extra="forbid")

    form_token: Annotated[str, Field(max_length=200)] = ""
    step: Step
    reason: Text = ""
    measure: Text = ""
    plan: Text = ""
    due: date | None = None
    rung: Annotated[str, Field(max_length=20)] = ""
    right: Annotated[str, Field(pattern="^(|yes|no)$")] = ""
    outcome: Annotated[str, Field(max_length=20)] = ""
    paper: Text = ""

    def detail(self) -> dict[str, object]:
        """What is kept with the step."""
        match self.step:
            case Step.ASKED:
                return {"reason": self.reason.strip(), "due": str(self.due)}
            case Step.ANSWERED:
                return {box: getattr(self, box).strip() for box in followup.BOXES}
            case Step.RETURNED:
                return {"reason": self.reason.strip()}
            case Step.ESCALATED:
                return {"rung": self.rung}
            case Step.JUDGED:
                return {"right": self.right == "yes", "note": self.reason.strip()}
            case Step.CLOSED:
                return {"outcome": self.outcome, "paper": self.paper.strip()}
            case _:
                return {}

    @property
    def mistake(self) -> str | None:
        """What is missing before anything can be tried; None where all is there."""
        missing = {
            Step.ASKED: "" if self.due else "due_missing",
            Step.JUDGED: "" if self.right else "right_missing",
            Step.ESCALATED: "" if self.rung else "rung_missing",
            Step.CLOSED: "" if self.outcome else "outcome_missing",
        }
        return missing.get(self.step) or None


@router.get("/alerts")
@needs(Permission.ALERT_READ)
def alerts(request: Request, desk: AtDesk, person: Asking, month: Month = None, only: str = "open") -> Response:
    """Who was told of what, and where each alert stands."""
    with reading(desk.store) as connection:
        view = build_alerts(connection, desk, person, month=month or None, only_open=only != "all")
    return render(request, "alerts.html", view=view, month=month or "", only=only)


@router.get("/alerts/{alert_id}")
@needs(Permission.ALERT_READ)
def alert(request: Request, desk: AtDesk, person: Asking, alert_id: Identifier) -> Response:
    """One alert with everything that was done, and what may be done next."""
    return _page(request, desk, person, alert_id)


@router.post("/alerts/{alert_id}")
@needs(Permission.ALERT_READ)
def act(request: Request, desk: AtDesk, person: Asking, alert_id: Identifier, form: Annotated[Act, Form()]) -> Response:
    """Take a step; what is refused is said beside its form, which keeps what was typed."""
    permission = STEPS.get(form.step)
    if permission is None or not person.may(permission):
        raise FormRefused("permission")
    with reading(desk.store) as connection:
        build_alert(connection, desk, person, alert_id)  # not found for whom it does not concern
    code = form.mistake
    if code is None:
        try:
            with writing(desk.store, actor=person.name, act=f"alert:{form.step}", at=desk.clock()) as w:
                followup.take(w, alert_id, form.step, form.detail())
            return RedirectResponse(f"/alerts/{alert_id}", status_code=303)
        except NotAllowed as refusal:
            code = refusal.reason
    said = text(f"alert.refused.{code}", language(request))
    return _page(request, desk, person, alert_id, given=form, mistake=said, status=400)


def _page(
    request: Request,
    desk: Desk,
    person: Person,
    alert_id: int,
    given: Act | None = None,
    mistake: str | None = None,
    status: int = 200,
) -> Response:
    with reading(desk.store) as connection:
        view = build_alert(connection, desk, person, alert_id)
    values = given.model_dump() if given else {"step": None}
    return render(request, "alert.html", view=view, given=values, mistake=mistake, status=status)
