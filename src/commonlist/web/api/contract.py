"""What every answer of the field's API has in common: yente's contract, for its clients.

Cross-origin use, compression, a trace (W3C Trace Context), a bound on the length of the address,
and errors as ``{"detail": ...}``.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATHS = (
    *("/search/", "/match/", "/entities/", "/reconcile/", "/statements", "/catalog", "/manifest"),
    *("/algorithms", "/healthz", "/readyz", "/updatez"),
)
"""What the paths of the contract begin with."""
MOST_BYTES = 60_000
"""Bytes of an address."""
_LEAST_PACKED = 500
_PARENT = re.compile(
    r"(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?"
)
_MOST_STATES = 31
"""Further entries of a trace's state; W3C bounds it to 32 with our own."""


def is_contract(path: str) -> bool:
    """Tell whether a path belongs to the contract."""
    return path.startswith(PATHS)


class Contract:
    """Puts what the contract says on answers of its paths, and leaves others alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._others = app
        opened = CORSMiddleware(
            _Answered(app),
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=["*"],
            max_age=600,
        )
        self._app = _Traced(GZipMiddleware(opened, minimum_size=_LEAST_PACKED))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or not is_contract(scope["path"]):
            await self._others(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class _Answered:
    """Refuses what is too long, and tells an error of the program in the contract's form.

    The error itself goes on to the log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if len(scope["raw_path"]) + 1 + len(scope["query_string"]) > MOST_BYTES:
            await JSONResponse({"detail": "Request URI too long"}, 414)(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if not begun:
                await JSONResponse({"status": "error"}, 500)(scope, receive, send)
            raise


class _Traced:
    """Answers with the trace that the request stands in, or a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        given = Headers(scope=scope)
        parent, state = traced(given.get("traceparent", ""), given.get("tracestate", ""))

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["traceparent"], headers["tracestate"] = parent, state
            await send(message)

        await self._app(scope, receive, answered)


def traced(parent: str, state: str) -> tuple[str, str]:
    """Return the headers of the next step of a trace; of a broken one a new one begins."""
    match = _PARENT.fullmatch(parent.strip().lower())
    trace, flags = (match[2], match[4]) if match else (secrets.token_hex(16), "00")
    own = secrets.token_hex(8)
    pairs = (part.strip().lower() for part in state.split(",")) if match else ()
    kept = [pair for pair in pairs if pair.count("=") == 1 and not pair.startswith("yente=")]
    return f"00-{trace}-{own}-{flags}", ",".join([f"yente={own}", *kept[:_MOST_STATES]])


def answer(value: Any, status: int = 200, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return a value as JSON; `msgspec.Raw` within it is put in as it is."""
    body = msgspec.json.encode(value)
    return Response(body, status, media_type="application/json", headers=headers)


# What answers look like, for the description of the API


class Error(BaseModel):
    """What went wrong."""

    detail: str = Field(examples=["No such dataset."])


class Entity(BaseModel):
    """An entity; nested ones stand in ``properties``."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(examples=["cl-6wm43wi45u"])
    caption: str = Field(examples=["Teal Brigade"])
    schema_: str = Field(alias="schema", examples=["Organization"])
    properties: dict[str, list["str | Entity"]] = Field(examples=[{"name": ["Teal Brigade"]}])
    datasets: list[str] = Field(examples=[["un_sc"]])
    referents: list[str] = Field(examples=[["un_sc:QDe.999"]])
    target: bool
    first_seen: str | None = Field(examples=["2015-02-26T00:00:00"])
    last_seen: str | None
    last_change: str | None


class Total(BaseModel):
    """How many there are."""

    value: int = Field(ge=0, examples=[42])
    relation: str = Field(examples=["eq"])


class Page(BaseModel):
    """A part of what there is."""

    results: list[Entity | str]
    total: Total
    limit: int
    offset: int


class FacetValue(BaseModel):
    """A value, and how many of what was found have it."""

    name: str = Field(examples=["ru"])
    label: str = Field(examples=["Russia"])
    count: int


class Facet(BaseModel):
    """The values of a field."""

    label: str = Field(examples=["Countries"])
    values: list[FacetValue]


class Found(BaseModel):
    """A page of what was searched for."""

    results: list[Entity]
    facets: dict[str, Facet]
    total: Total
    limit: int
    offset: int


class Explained(BaseModel):
    """What one feature says of a score: log-odds, and why."""

    model_config = ConfigDict(extra="allow")

    score: float = Field(examples=[4.2])
    detail: str = ""


class Scored(Entity):
    """An entity that a query may be."""

    score: float = Field(ge=0, le=1, examples=[0.97])
    match: bool
    explanations: dict[str, Explained]
    features: dict[str, float]


class Queried(BaseModel):
    """A query as it was understood."""

    model_config = ConfigDict(extra="allow")

    schema_: str = Field(alias="schema", examples=["Person"])
    properties: dict[str, list[str]] = Field(examples=[{"name": ["Jane Teal"]}])


class Matched(BaseModel):
    """The answer to one query."""

    status: int = Field(examples=[200])
    results: list[Scored]
    total: Total
    query: Queried


class Matches(BaseModel):
    """The answers under the keys of their queries."""

    model_config = ConfigDict(extra="allow")

    responses: dict[str, Matched]
    limit: int


class Adjacent(BaseModel):
    """An entity, and by property what stands beside it."""

    entity: Entity
    adjacent: dict[str, Page]


class Status(BaseModel):
    """How the server is."""

    status: str = Field(examples=["ok"])


class Dataset(BaseModel):
    """A dataset of the catalogue."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(examples=["un_sc"])
    title: str
    version: str
    index_version: str
    index_current: bool
    load: bool
    entity_count: int | None
    thing_count: int | None
    children: list[str]


class Catalogue(BaseModel):
    """What there is."""

    datasets: list[Dataset]
    current: list[str]
    outdated: list[str]
    index_stale: bool


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of error answers: these, and those that any route may give."""
    described: dict[int | str, dict[str, Any]] = {
        status: {"model": Error} for status in (*statuses, 401, 403, 414, 429, 503)
    }
    return described | {500: {"model": Status, "description": "Its log says more"}}
