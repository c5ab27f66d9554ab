"""An entity: who names it how and lists it on which basis, down to the raw entry."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from commonlist.access import Right
from commonlist.pipeline import tracing
from commonlist.pipeline.live import Live
from commonlist.pipeline.resolving import judge
from commonlist.publication import drawing
from commonlist.resolution import Verdict
from commonlist.web import rendering
from commonlist.web.asking import Served, View, Viewed
from commonlist.web.people import Asker, needs

router = APIRouter(dependencies=[needs(Right.READ)])
CLAIM = ("record", "field", "value", "first", "last")
"""The columns of the file beside the claims."""


@router.get("/entity/{entity:path}")
def show(
    request: Request, view: Viewed, live: Served, entity: str, judged: bool = False
) -> Response:
    """The page, or with ``.json``, ``.csv`` or ``.xlsx`` at the end the claims as a table.

    An id that went into another leads there, as do record keys and names. JSON is all of it.
    """
    name, form = rendering.parted(entity)
    if form is not None:
        found = _file(view, live, name)
        rows = [tuple(claim[word] for word in CLAIM) for claim in found["claims"]]
        return rendering.table(form, found["id"], CLAIM, rows, _plain(found))
    with live.reading() as connection:
        led = tracing.led_to(connection, entity)
    if led is not None:
        return RedirectResponse(view.link(f"/entity/{led}"), 308)
    found = _file(view, live, entity)
    if found["id"] != entity:
        return RedirectResponse(view.link(f"/entity/{found['id']}"), 303)
    question = view.question(live.today())
    return rendering.page(
        request,
        "entity.html",
        view,
        entity=found,
        drawn=drawing.time_line(found["lanes"], question.asked.day),
        judged=judged,
        may_judge=request.state.principal.may(Right.JUDGE),
    )


@router.post("/entity/{entity:path}", dependencies=[needs(Right.JUDGE)])
def tell_apart(
    view: Viewed,
    live: Served,
    asker: Asker,
    entity: str,
    left: Annotated[str, Form(max_length=300)],
    right: Annotated[str, Form(max_length=300)],
    reason: Annotated[str, Form(max_length=2000)],
    background: BackgroundTasks,
) -> Response:
    """Judge two records of it different; entities are made anew behind the answer."""
    judge(live.workspace, left, right, Verdict.DIFFERENT, reason, asker.name, live.now())
    background.add_task(live.settle)
    return RedirectResponse(view.link(f"/entity/{entity}", judged=1), 303)


@router.get("/raw/{digest}")
def raw(live: Served, digest: str) -> Response:
    """A file of a list as it was published, by its SHA-256."""
    with live.reading() as connection:
        name = tracing.file_named(connection, digest)
    if name is None:
        raise HTTPException(404, f"no list came as a file of the digest {digest[:80]}")
    stream = live.workspace.archive.open(digest)
    headers = {"Content-Disposition": f'attachment; filename="{digest[:12]}-{_ascii(name)}"'}
    return StreamingResponse(
        iter(partial(stream.read, 1 << 16), b""),
        media_type="application/octet-stream",
        headers=headers,
    )


def _ascii(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)


def _file(view: View, live: Live, entity: str) -> dict[str, Any]:
    asked = view.question(live.today()).asked
    return live.of(
        ("entity", entity, asked),
        lambda connection: tracing.file_on(connection, entity, asked),
    )


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in ("lanes", "keys")}
