"""What there is, and how the server is: ``/catalog``, ``/healthz``, ``/readyz``, ``/updatez``."""

import hashlib
import hmac
from typing import Annotated

import msgspec
from fastapi import APIRouter, BackgroundTasks, HTTPException, Query, Request, Response

from commonlist.access import Right
from commonlist.pipeline import datasets
from commonlist.pipeline import match as matching
from commonlist.web.api.contract import Catalogue, Status, answer, errors
from commonlist.web.asking import Served
from commonlist.web.people import Door, needs

router = APIRouter()
_AGE = 300
"""Seconds for which the catalogue may be kept."""


@router.get(
    "/catalog",
    summary="The datasets",
    tags=["Data access"],
    dependencies=[needs(Right.READ)],
    responses={200: {"model": Catalogue}, 304: {"description": "It is as the client knows it"}},
)
@router.get("/manifest", include_in_schema=False, dependencies=[needs(Right.READ)])
def catalogue(request: Request, live: Served) -> Response:
    """Every list that is loaded, every topic, and what each rule agrees on today."""
    body = msgspec.json.encode(datasets.catalogue(live))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={_AGE}"}
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/healthz",
    summary="Whether the server runs",
    tags=["System"],
    dependencies=[needs(Door.ANYBODY)],
    responses={200: {"model": Status}},
)
async def healthz() -> Response:
    """It does if it answers."""
    return answer({"status": "ok"})


@router.get(
    "/readyz",
    summary="Whether the server can answer",
    tags=["System"],
    dependencies=[needs(Door.ANYBODY)],
    responses={200: {"model": Status}, **errors(503)},
)
def readyz(live: Served) -> Response:
    """It can once entities are on the shelf and may be matched."""
    if not matching.ready(live):
        raise HTTPException(503, "Index not ready.")
    return answer({"status": "ok"})


@router.post(
    "/updatez",
    summary="Look for changed data now",
    tags=["System"],
    dependencies=[needs(Door.ANYBODY)],
    responses={200: {"model": Status}, **errors(403)},
)
def updatez(
    request: Request,
    live: Served,
    behind: BackgroundTasks,
    token: Annotated[str, Query(description="The setting update_token")] = "",
    sync: Annotated[bool, Query(description="Answer when it is done")] = False,
) -> Response:
    """Make entities of what came in, and put them on the shelf."""
    wanted = request.app.state.settings.update_token
    if not wanted or not hmac.compare_digest(token.encode(), wanted.encode()):
        raise HTTPException(403, "Invalid token.")
    if sync:
        datasets.update(live)
        return answer({"status": "ok"})
    behind.add_task(datasets.update, live)
    made = answer({"status": "ok"})
    made.background = behind
    return made
