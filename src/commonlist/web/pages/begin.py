"""The first visit: while nothing is loaded, the bundled lists are offered."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.pipeline.bundled import ingest_bundled, tables
from commonlist.pipeline.inventory import is_empty
from commonlist.web import rendering
from commonlist.web.asking import Served
from commonlist.web.people import Asker, needs

router = APIRouter()
PATH = "/begin"


def begun(request: Request, live: Served) -> None:
    """Lead a person to the offer while there is nothing to show."""
    page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if page and live.of("empty", is_empty):
        raise HTTPException(303, "nothing is loaded yet", {"Location": PATH})


@router.get(PATH, dependencies=[needs(Right.READ)])
def show(request: Request, live: Served) -> Response:
    """The offer, or that something is loaded already."""
    return rendering.page(
        request,
        "begin.html",
        empty=live.of("empty", is_empty),
        tables=tables(),
        may=request.state.principal.may(Right.ADMINISTER),
    )


@router.post(PATH, dependencies=[needs(Right.ADMINISTER)])
def load(live: Served, asker: Asker) -> Response:
    """Put the bundled lists in, and make entities of them."""
    ingest_bundled(live.workspace, live.now(), who=asker.name)
    live.settle(asker.name)
    return RedirectResponse("/", 303)
