"""Handlers of pages: an address to a content dataclass to a template. No reckoning and no words here."""

from dashboards.pages import (
    account,
    alerts,
    documents,
    observations,
    overview,
    people,
    review,
    runs,
    search,
    signin,
    submitting,
    targets,
)

SHOWN = (overview, targets, documents, review, submitting, observations, alerts, runs, search)
PEOPLE = (signin, account, people)
routers = tuple(page.router for page in (*SHOWN, *PEOPLE))

__all__ = ["routers"]
