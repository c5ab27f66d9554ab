"""Customers told apart from entities, so that their hits are not shown again."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from commonlist.access import Right
from commonlist.pipeline import screening
from commonlist.screening import query
from commonlist.web.api.contract import answer
from commonlist.web.api.describing import Described, answers
from commonlist.web.asking import Served
from commonlist.web.people import Asker, needs

router = APIRouter(prefix="/api/clearances", tags=["clearances"])
_SCREEN, _CLEAR = needs(Right.SCREEN), needs(Right.CLEAR)


class Clearance(Described):
    """Somebody's word that a customer is not an entity."""

    id: int
    query: str
    entity: str
    reason: str
    author: str
    made_at: str
    party: str
    expires: str
    cleared: bool


class Shown(Described):
    """A clearance, the entity's name, and whether it holds."""

    clearance: Clearance
    caption: str
    state: str


_CLEARANCE: dict[str, Any] = {
    "id": 7,
    "query": "Orion Relief Committee Ltd",
    "entity": "cl-af3l6tcdkz",
    "reason": "founded in 2019, another country",
    "author": "ana",
    "made_at": "2026-11-28T10:00:00Z",
    "party": "",
    "expires": "2027-11-28",
    "cleared": True,
}
_SHOWN = {"clearance": _CLEARANCE, "caption": "Orion Relief Committee", "state": "holds"}


@router.get(
    "",
    summary="The clearances",
    dependencies=[_SCREEN],
    responses=answers([_SHOWN], list[Shown]),
)
def every(
    live: Served,
    principal: Asker,
    ended: Annotated[bool, Query(description="Also words that no longer hold")] = False,
) -> Response:
    """Those of the own party that hold today; with ``ended`` all its words ever said."""
    with live.reading() as connection:
        return answer(screening.shown(connection, live.today(), principal.party, every=ended))


class Clear(BaseModel):
    """A customer, as he stands in the file, and the entity that he is not."""

    name: str = Field(max_length=5000, examples=["Orion Relief Committee Ltd"])
    schema_: str = Field(default="", max_length=40, alias="schema", examples=["organization"])
    birth: str = Field(default="", max_length=40)
    country: str = Field(default="", max_length=200)
    number: str = Field(default="", max_length=200)
    entity: str = Field(max_length=500, examples=["cl-af3l6tcdkz"])
    reason: str = Field(min_length=1, max_length=2000, examples=["founded in 2019"])
    expires: date | None = Field(default=None, examples=["2027-11-28"])


@router.post(
    "",
    summary="Tell a customer apart",
    status_code=201,
    dependencies=[_CLEAR],
    responses=answers(_CLEARANCE, Clearance, 201, "It is stored"),
)
def clear(live: Served, principal: Asker, given: Clear) -> Response:
    """Say that a customer is not an entity; it holds until the entity changes or it expires."""
    customer = query(
        given.name,
        kind=given.schema_,
        birth=given.birth,
        country=given.country,
        number=given.number,
    )
    made = screening.clear(
        live.workspace,
        customer,
        given.entity,
        reason=given.reason,
        author=principal.name,
        now=live.now(),
        party=principal.party,
        expires=given.expires,
    )
    return answer(made, 201)


@router.delete(
    "/{number}",
    summary="Take a clearance back",
    dependencies=[_CLEAR],
    responses=answers({**_CLEARANCE, "cleared": False}, Clearance),
)
def unclear(live: Served, principal: Asker, number: int) -> Response:
    """Let the hit be shown again. Both words stay."""
    made = screening.unclear(
        live.workspace,
        number,
        reason="",
        author=principal.name,
        now=live.now(),
        party=principal.party,
    )
    return answer(made)
