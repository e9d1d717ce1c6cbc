"""The web application: pages and API on one store."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from dashboards import api, api_supervision, api_uploads, assets, metrics
from dashboards.auth import guard
from dashboards.auth_gate import Gate
from dashboards.content.desk import Desk
from dashboards.headers import SafeHeaders
from dashboards.limits import BodyLimit
from dashboards.mistakes import (
    answer_failure,
    answer_missing,
    answer_not_allowed,
    answer_status,
    answer_too_large,
    answer_unavailable,
    answer_wrong_input,
)
from dashboards.pages import routers
from dashboards.permissions import FormRefused
from dashboards.settings import WebSettings
from measures.errors import NotFound, StoreUnavailable
from storage import Store

#: nothing about requests leaves this host, whatever the environment says
SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
DESCRIPTION = "Targets of official documents, the statistics that answer them, and the gap between both."


def create_app(store: Store, settings: WebSettings, clock: Callable[[], datetime]) -> FastAPI:
    """The application for an open store; `clock` gives the moment of now, with its zone."""
    app = FastAPI(
        title="gapwatch",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        telemetry=SILENT,
    )
    app.state.settings = settings
    app.state.desk = Desk(store, settings, clock)
    for router in (assets.router, metrics.router, api.router, api_supervision.router, api_uploads.router, *routers):
        app.include_router(router, dependencies=[Depends(guard)])
    handlers: dict[type[Exception], Callable[..., Any]] = {
        RequestValidationError: answer_wrong_input,
        NotFound: answer_missing,
        FormRefused: answer_not_allowed,
        StoreUnavailable: answer_unavailable,
        HTTPException: answer_status,
        Exception: answer_failure,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(BodyLimit, max_upload_bytes=settings.max_upload_bytes, refuse=answer_too_large)
    app.add_middleware(Gate)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(SafeHeaders)
    app.openapi = partial(_description, app)  # type: ignore[method-assign]
    return app


def _description(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; wrong parameters are answered with 400, so FastAPI's own 422 is taken out."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        for operations in described["paths"].values():
            for operation in operations.values():
                operation["responses"].pop("422", None)
        app.openapi_schema = described
    return app.openapi_schema
