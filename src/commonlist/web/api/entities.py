"""Entities by id: ``/entities/{id}`` and what stands beside them."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from commonlist.access import Right
from commonlist.pipeline import lookup
from commonlist.pipeline.lookup import Moved
from commonlist.web.api.contract import Adjacent, Entity, Page, answer, errors
from commonlist.web.api.search import DEEPEST, MOST, orders
from commonlist.web.asking import Served
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)], tags=["Data access"])
_MOVED: dict[int | str, dict[str, Any]] = {308: {"description": "It goes by another id now"}}
Id = Annotated[
    str, Path(description="An entity's id, also a former one", examples=["cl-6wm43wi45u"])
]
Limit = Annotated[int, Query(ge=0, le=MOST)]
Offset = Annotated[int, Query(ge=0, le=DEEPEST)]
Sort = Annotated[list[str], Query(max_length=10, description="FIELD:asc or FIELD:desc")]


@router.get(
    "/entities/{entity_id}",
    summary="An entity by its id",
    responses={200: {"model": Entity}, **_MOVED, **errors(404)},
)
def entity(
    request: Request,
    live: Served,
    entity_id: Id,
    nested: Annotated[bool, Query(description="With what stands beside it")] = True,
) -> Response:
    """An entity whole; a former id leads to the present one."""
    return _answered(request, lookup.entity(live, entity_id, nested=nested))


@router.get(
    "/entities/{entity_id}/adjacent",
    summary="What stands beside an entity, by property",
    responses={200: {"model": Adjacent}, **_MOVED, **errors(400, 404)},
)
def adjacent(
    request: Request,
    live: Served,
    entity_id: Id,
    sort: Sort = [],  # noqa: B006
    limit: Limit = 10,
    offset: Offset = 0,
) -> Response:
    """Acts, addresses, ties and so on: so many of each property."""
    found = lookup.adjacent(live, entity_id, None, orders(sort), limit, offset)
    return _answered(request, found)


@router.get(
    "/entities/{entity_id}/adjacent/{prop}",
    summary="What stands beside an entity in one property",
    responses={200: {"model": Page}, **_MOVED, **errors(400, 404)},
)
def adjacent_by(
    request: Request,
    live: Served,
    entity_id: Id,
    prop: Annotated[str, Path(description="A property that holds entities")],
    sort: Sort = [],  # noqa: B006
    limit: Limit = 10,
    offset: Offset = 0,
) -> Response:
    """One property, page by page."""
    found = lookup.adjacent(live, entity_id, prop, orders(sort), limit, offset)
    return _answered(request, found)


def _answered(request: Request, found: Any) -> Response:
    if not isinstance(found, Moved):
        return answer(found)
    path = request.url.path.split("/", 3)
    rest = f"/{path[3]}" if len(path) > 3 else ""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/entities/{quote(found.id, safe='')}{rest}{query}", 308)
