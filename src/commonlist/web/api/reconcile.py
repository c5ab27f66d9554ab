"""Reconciliation, for OpenRefine and others: the Reconciliation Service API 0.2."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from commonlist.access import Principal, Right
from commonlist.errors import FormatError, InputError
from commonlist.pipeline import match as matching
from commonlist.pipeline import reconciling
from commonlist.pipeline.live import Live
from commonlist.pipeline.match import Within
from commonlist.pipeline.reconciling import MOST
from commonlist.publication import reconciliation
from commonlist.publication.schemata import model
from commonlist.web import rendering
from commonlist.web.api.contract import answer, errors
from commonlist.web.api.match import THRESHOLD, Algorithm, Since, check_algorithm
from commonlist.web.api.search import seconds
from commonlist.web.asking import Served
from commonlist.web.people import Asker, needs, with_key

router = APIRouter(prefix="/reconcile/{dataset}", tags=["Reconciliation"])
Dataset = Annotated[str, Path(description="A dataset of the catalogue", examples=["default"])]
Prefix = Annotated[str, Query(description="How a name begins", max_length=500)]
FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
}
"""A preview stands in a frame of whoever reconciles."""


@router.get(
    "",
    summary="What can be reconciled, and how; or queries in the address",
    dependencies=[needs(Right.READ)],
    responses=errors(400, 404),
)
def service(
    request: Request,
    live: Served,
    asker: Asker,
    dataset: Dataset,
    queries: Annotated[str | None, Query(description="Queries, as JSON")] = None,
) -> Response:
    """The manifest, for OpenRefine to be given the address of; keys in it are passed on."""
    if queries is not None:
        if not asker.may(Right.SCREEN):
            raise HTTPException(403, f"this needs the right to {Right.SCREEN.value}")
        return _candidates(live, asker, queries, Within(dataset=dataset))
    address = f"?{request.url.query}" if request.url.query else ""
    base = str(request.base_url).rstrip("/")
    return answer(reconciling.manifest(live, dataset, base, with_key(request, address)))


@router.post(
    "",
    summary="Reconcile rows, or extend reconciled ones",
    dependencies=[needs(Right.SCREEN)],
    responses=errors(400, 404),
)
async def reconcile(
    live: Served,
    asker: Asker,
    dataset: Dataset,
    queries: Annotated[str | None, Form(description="Rows, as JSON")] = None,
    extend: Annotated[str | None, Form(description="Ids and properties, as JSON")] = None,
    algorithm: Algorithm = "best",
    changed_since: Since = None,
) -> Response:
    """Whom each row may be (``queries``), or what is known of entities (``extend``)."""
    check_algorithm(algorithm)
    within = Within(dataset=dataset, changed_since=seconds(changed_since))
    return await to_thread.run_sync(_posted, live, asker, queries, extend, within)


def _posted(
    live: Live, asker: Principal, queries: str | None, extend: str | None, within: Within
) -> Response:
    try:
        if extend and extend.strip():
            found = reconciling.extended(live, reconciling.read_extension(extend))
            return answer(found, headers={"x-batch-size": str(len(found["rows"]))})
        if queries is None:
            raise InputError("Send queries or extend, as a field of a form")
        return _candidates(live, asker, queries, within)
    except FormatError as error:
        return JSONResponse({"detail": str(error), "errors": [{"msg": str(error)}]}, 400)


def _candidates(live: Live, asker: Principal, queries: str, within: Within) -> Response:
    asked, matcher = reconciling.read_queries(queries), matching.matcher(live)
    found = reconciling.candidates(matcher, asked, within, THRESHOLD, asker.party)
    return answer(found, headers={"x-batch-size": str(len(found))})


@router.get(
    "/suggest/entity",
    summary="Entities of which a name begins so",
    dependencies=[needs(Right.READ)],
    responses=errors(404),
)
def suggest_entity(
    live: Served,
    dataset: Dataset,
    prefix: Prefix = "",
    limit: Annotated[int, Query(ge=0, le=MOST)] = 10,
) -> Response:
    """For somebody who types a name."""
    return _suggested(prefix, reconciling.suggested(live, dataset, prefix, limit))


@router.get(
    "/suggest/type",
    summary="Types of which a name begins so",
    dependencies=[needs(Right.READ)],
    responses=errors(404),
)
def suggest_type(live: Served, dataset: Dataset, prefix: Prefix = "") -> Response:
    """For somebody who chooses a type."""
    held = reconciling.schemata(live, dataset)
    return _suggested(prefix, reconciliation.types_beginning(prefix, held))


@router.get(
    "/suggest/property",
    summary="Properties of which a name begins so",
    dependencies=[needs(Right.READ)],
    responses=errors(404),
)
def suggest_property(live: Served, dataset: Dataset, prefix: Prefix = "") -> Response:
    """For somebody who says what a column holds."""
    held = reconciling.schemata(live, dataset)
    return _suggested(prefix, reconciliation.properties_beginning(prefix, held))


@router.get(
    "/extend/property",
    summary="Properties by which rows may be extended",
    dependencies=[needs(Right.READ)],
    responses=errors(400),
)
def extend_property(
    dataset: Dataset,
    type: Annotated[str, Query(description="Type of the entities")] = "Thing",
    limit: Annotated[int, Query(ge=0, le=MOST, description="0: all")] = 0,
) -> Response:
    """The properties of a type, most telling first."""
    schema = model().get(type)
    if schema is None:
        raise InputError(f"Invalid type: {type[:100]}")
    found = reconciliation.extending(schema, limit)
    return answer({"limit": limit, "type": schema.name, "properties": found})


@router.get(
    "/preview/{entity_id}",
    summary="An entity as a small page",
    dependencies=[needs(Right.READ)],
    responses={200: {"content": {"text/html": {}}}, **errors(404)},
)
def preview(request: Request, live: Served, dataset: Dataset, entity_id: str) -> Response:
    """For a frame beside a row."""
    found = reconciling.preview(live, entity_id)
    if found is None:
        raise HTTPException(404, "No such entity!")
    thing, told = found
    page = rendering.page(request, "preview.html", thing=thing, told=told)
    page.headers.update(FRAMED)
    return page


def _suggested(prefix: str, found: list[Any]) -> Response:
    made = {"code": "/api/status/ok", "status": "200 OK", "prefix": prefix, "result": found}
    return answer(made)
