"""Handlers of pages: an address to a content dataclass to a template. No reckoning and no words here."""

from dashboards.pages import documents, observations, overview, review, runs, search, submitting, targets

routers = tuple(page.router for page in (overview, targets, documents, review, submitting, observations, runs, search))

__all__ = ["routers"]
