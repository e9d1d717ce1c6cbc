"""Handlers of pages: an address to a content dataclass to a template. No reckoning and no words here."""

from dashboards.pages import documents, overview, review, runs, search, targets, uploads

routers = (overview.router, targets.router, documents.router, review.router, uploads.router, runs.router, search.router)

__all__ = ["routers"]
