"""What is told of each request: how long it took and how it ended, never what was asked."""

import re
import secrets
import time

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_NAMES = ("method", "route")
REQUESTS = Counter(
    "commonlist_requests_total", "Requests answered.", (*_NAMES, "status"), registry=None
)
SECONDS = Histogram(
    "commonlist_request_seconds",
    "Time from a request to the end of its answer.",
    _NAMES,
    registry=None,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
log = structlog.get_logger("commonlist.requests")


class Observed:
    """The outermost middleware: gives a request its id, counts it, and writes a line of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        status, begun = 500, time.perf_counter()

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, marked)
        finally:
            _told(scope, request_id, status, time.perf_counter() - begun)


def _told(scope: Scope, request_id: str, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    route = route_of(scope)
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    log.info(
        "request",
        id=request_id,
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 2),
    )


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def route_of(scope: Scope) -> str:
    """Return the route's template: of a path that is none of ours nothing is told."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "none"
