"""Handlers of pages: an address to a content dataclass to a template. No reckoning and no words here."""

from dashboards.pages import (
    account,
    alerts,
    backtest,
    documents,
    ledger,
    letters,
    observations,
    overview,
    people,
    review,
    rollup,
    runs,
    search,
    series,
    signin,
    signin_oidc,
    submitting,
    targets,
    uploads,
    verdicts,
)

FIGURES = (submitting, uploads, series, observations)
FOLLOWED = (ledger, letters, alerts, verdicts)
SHOWN = (overview, targets, documents, review, *FIGURES, *FOLLOWED, rollup, runs, backtest, search)
PEOPLE = (signin, signin_oidc, account, people)
routers = tuple(page.router for page in (*SHOWN, *PEOPLE))

__all__ = ["routers"]
