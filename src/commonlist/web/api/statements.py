"""What each list says, value by value: ``/statements``."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from commonlist.access import Right
from commonlist.pipeline.stating import stated
from commonlist.web.api.contract import Total, answer, errors
from commonlist.web.api.search import orders
from commonlist.web.asking import Served
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])


class Statement(BaseModel):
    """One value of one property, by one list."""

    id: str
    entity_id: str
    canonical_id: str
    prop: str
    prop_type: str
    schema_: str = Field(alias="schema")
    value: str
    dataset: str
    lang: str | None
    original_value: str | None
    origin: str | None
    external: bool
    target: bool
    first_seen: str | None
    last_seen: str | None


class Statements(BaseModel):
    """A page of statements."""

    results: list[Statement]
    total: Total
    limit: int
    offset: int


@router.get(
    "/statements",
    summary="Statements of lists",
    tags=["Data access"],
    responses={200: {"model": Statements}, **errors(400, 404)},
)
def statements(
    live: Served,
    dataset: Annotated[str, Query(description="A dataset of the catalogue")] = "",
    entity_id: Annotated[str, Query(description="An id, also a list's own")] = "",
    canonical_id: Annotated[str, Query(description="An entity's id")] = "",
    prop: Annotated[str, Query(description="A property, such as name")] = "",
    value: str = "",
    schema: str = "",
    sort: Annotated[list[str], Query(max_length=10)] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=0, le=5000)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Who says what: every value of every property with its list."""
    said = {
        "dataset": dataset,
        "entity_id": entity_id,
        "canonical_id": canonical_id,
        "prop": prop,
        "value": value,
        "schema": schema,
    }
    wanted = {field: word for field, word in said.items() if word}
    return answer(stated(live, wanted, orders(sort), limit, offset))
