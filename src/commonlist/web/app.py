"""The application: routes, what every answer carries, errors."""

import json
from http import HTTPStatus

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commonlist import __version__
from commonlist.errors import (
    AccessError,
    CommonlistError,
    HeldBackError,
    InputError,
    UnknownNameError,
    WorkspaceError,
)
from commonlist.pipeline.identity import Provider
from commonlist.pipeline.live import Live
from commonlist.settings import Settings
from commonlist.web import metrics, observing, people, rendering
from commonlist.web.api import (
    catalogue,
    clearances,
    entities,
    jobs,
    lists,
    match,
    opinions,
    reconcile,
    search,
    statements,
    watches,
)
from commonlist.web.api.contract import Contract, is_contract
from commonlist.web.pages import (
    account,
    batch,
    begin,
    difference,
    dispute,
    entity,
    matrix,
    parties,
    review,
    screening,
    sources,
)
from commonlist.web.pages import people as people_page

LISTS = (matrix, difference, parties, entity, dispute, review, screening, batch)
"""The modules of pages that show what is loaded; while nothing is, they lead to `begin`."""
PAGES = (*LISTS, begin, sources, account, people_page)
"""The modules of pages; each has a ``router``."""
API = (
    *(match, search, reconcile, entities, statements, catalogue),
    *(lists, opinions, clearances, jobs, watches),
)
"""The modules of the API; each has a ``router``."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer says to a browser."""
_USUAL = Settings()


def application(live: Live, settings: Settings = _USUAL) -> FastAPI:
    """Return the application over a live workspace."""
    app = FastAPI(
        title="commonlist",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        strict_content_type=False,  # yente's clients may leave it out
    )
    app.state.live, app.state.settings, app.state.admitted = live, settings, people.Memory()
    app.state.provider = Provider(settings.oidc) if settings.oidc.issuer else None
    app.mount("/static", StaticFiles(packages=[("commonlist.web", "static")]), "static")
    for module in API:
        ours = [Depends(people.FromOurForm(always=False))]
        app.include_router(module.router, dependencies=ours, responses=people.REFUSALS)
    for module in PAGES:
        ours = [Depends(people.FromOurForm(always=True))]
        first = [Depends(begin.begun)] if module in LISTS else []
        app.include_router(module.router, include_in_schema=False, dependencies=[*ours, *first])
    app.include_router(metrics.router, include_in_schema=False)
    app.add_exception_handler(CommonlistError, _explained)
    app.add_exception_handler(Exception, _unforeseen)
    app.add_exception_handler(HTTPException, _explained)
    app.add_exception_handler(RequestValidationError, _misread)  # type: ignore[arg-type]
    app.add_middleware(
        people.Admission,
        live=live,
        settings=settings,
        explain=_explained,
        bodies=_bodies(settings),
    )
    app.add_middleware(Contract)
    app.add_middleware(_Framed)
    app.add_middleware(observing.Observed)
    return app


def _bodies(settings: Settings) -> people.Bodies:
    routes = [route for module in (*PAGES, *API) for route in module.router.routes]
    most = settings.upload_megabytes << 20
    return people.Bodies((route for route in routes if isinstance(route, APIRoute)), most)


class _Framed:
    """Puts `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = scope["path"].startswith("/static/")

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                if kept:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, framed)


def _explained(request: Request, error: Exception) -> Response:
    """Say what went wrong: to a program as ``{"detail": ...}``, to a person as a page."""
    status, detail = _told(error)
    more = error.headers if isinstance(error, HTTPException) else None
    if not _is_page(request):
        return JSONResponse({"detail": detail}, status, more)
    if status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return RedirectResponse(people.way_back(request), HTTPStatus.SEE_OTHER)
    page = rendering.page(
        request, "error.html", status=status, title=HTTPStatus(status).phrase, detail=detail
    )
    page.headers.update(more or {})
    return page


def _unforeseen(request: Request, error: Exception) -> Response:
    """Say that the program has an error, without the error's words: the log says more."""
    return _explained(request, HTTPException(500, "an error of the program; its log says more"))


async def _misread(request: Request, error: RequestValidationError) -> Response:
    """Say to a person what of a request could not be read, in a line; to a program all of it.

    What was given is not said back: it may be a customer's, and what is no text cannot be.
    """
    if not _is_page(request):
        found = [{name: each[name] for name in ("type", "loc", "msg")} for each in error.errors()]
        body = json.dumps({"detail": found})  # in ASCII, so that any text can be said
        return Response(body, HTTPStatus.UNPROCESSABLE_ENTITY, media_type="application/json")
    first = error.errors()[0]
    detail = f"{first['loc'][-1]}: {first['msg']}"
    return _explained(request, HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, detail))


def _is_page(request: Request) -> bool:
    path = request.url.path
    return "text/html" in request.headers.get("accept", "") and not is_contract(path)


def _told(error: Exception) -> tuple[int, str]:
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    for kind, status in _STATUS.items():
        if isinstance(error, kind):
            return status, str(error)
    return 500, str(error)


_STATUS = {
    UnknownNameError: 404,
    InputError: 400,
    AccessError: 403,
    HeldBackError: 409,
    WorkspaceError: 503,
}
