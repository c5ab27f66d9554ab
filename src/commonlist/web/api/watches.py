"""Watches and events: be told when an answer changes."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from commonlist.access import Right
from commonlist.pipeline import watching
from commonlist.pipeline.watching import CustomerWatch, EntityWatch, RuleWatch
from commonlist.screening.terms import RULE
from commonlist.web.api.contract import answer
from commonlist.web.api.describing import Described, answers
from commonlist.web.asking import Configured, Served
from commonlist.web.people import Asker, needs

router = APIRouter(prefix="/api", tags=["watches"], dependencies=[needs(Right.SCREEN)])
Rule = Annotated[
    str, Field(max_length=2000, description="Preset or rule", examples=["all(us, eu)"])
]


class Customer(BaseModel):
    """Whom a customer may be, by name and what else is known."""

    kind: Literal["customer"]
    text: str = Field(default="", max_length=5000, examples=["Orion Relief Committee"])
    schema_: str = Field(default="", max_length=40, alias="schema", examples=["organization"])
    birth: str = Field(default="", max_length=40, examples=["1970-03-29"])
    country: str = Field(default="", max_length=200, examples=["sy"])
    number: str = Field(default="", max_length=200)
    rule: Rule = RULE


class Entity(BaseModel):
    """What the rule and its parties say of an entity: id, record, number or name."""

    kind: Literal["entity"]
    entity: str = Field(max_length=500, examples=["cl-af3l6tcdkz"])
    rule: Rule = RULE


class RuleOf(BaseModel):
    """Whom a rule agrees on, or disputes."""

    kind: Literal["rule"]
    rule: Rule = RULE


About = Annotated[Customer | Entity | RuleOf, Field(discriminator="kind")]


class Wanted(BaseModel):
    """What to watch, and where to tell of changes ("" for nowhere: read the events)."""

    about: About
    url: str = Field(default="", max_length=2000, examples=["https://example.org/hook"])


class Watch(Described):
    """A watch with its last answer: what is said of each entity, by its id.

    Of another party's, administrators of the house see id and owner; the rest is null or empty.
    """

    id: str
    about: dict[str, Any] | None
    who: str
    party: str
    made_at: str
    url: str
    answer: dict[str, dict[str, Any]] | None
    secret: str | None


_WATCH = {
    "id": "8dd4b0a1c2d3e4f5a6b7c8d9e0f1a2b3",
    "about": {"kind": "rule", "rule": "all(us, eu)"},
    "who": "ana",
    "party": "",
    "made_at": "2026-11-28T10:00:00Z",
    "url": "https://example.org/hook",
    "answer": {"cl-af3l6tcdkz": {"caption": "Orion Relief Committee", "status": "agreed"}},
    "secret": None,
}


@router.get("/watches", summary="Your watches", responses=answers([_WATCH], list[Watch]))
def every(live: Served, principal: Asker) -> Response:
    """Your own, the oldest first; administrators see all of the house and whose others are."""
    with live.reading() as connection:
        return answer(watching.of(connection, principal))


@router.post(
    "/watches",
    summary="Watch an answer",
    status_code=201,
    responses=answers(
        {**_WATCH, "answer": None, "secret": "whsec_..."}, Watch, 201, "It is stored"
    ),
)
def add(live: Served, principal: Asker, settings: Configured, given: Wanted) -> Response:
    """Be told when an answer changes. ``secret`` signs what is sent; it is shown this once."""
    made = watching.add(
        live.workspace, _about(given.about), given.url, principal, settings, live.now()
    )
    return answer(made, 201)


def _about(given: Customer | Entity | RuleOf) -> watching.About:
    if isinstance(given, Customer):
        return CustomerWatch(
            text=given.text,
            schema=given.schema_,
            birth=given.birth,
            country=given.country,
            number=given.number,
            rule=given.rule,
        )
    if isinstance(given, Entity):
        return EntityWatch(entity=given.entity, rule=given.rule)
    return RuleWatch(rule=given.rule)


@router.get("/watches/{watch}", summary="A watch", responses=answers(_WATCH, Watch))
def one(live: Served, principal: Asker, watch: str) -> Response:
    """A watch; ``answer`` is null until it was answered for the first time."""
    with live.reading() as connection:
        return answer(watching.one(connection, principal, watch))


@router.delete(
    "/watches/{watch}",
    summary="Remove a watch",
    status_code=204,
    responses={**answers(_WATCH, Watch), 200: {}, 204: {"description": "It is gone"}},
)
def remove(live: Served, principal: Asker, watch: str) -> Response:
    """Watch no more; what was not sent yet is not sent."""
    watching.remove(live.workspace, principal, watch, live.now())
    return Response(status_code=204)


class Event(Described):
    """Something that happened."""

    id: int
    type: Literal["watch.changed", "job.ended"]
    timestamp: str
    data: dict[str, Any]


class Events(BaseModel):
    """Events in order; ask on with ``after`` = ``next``."""

    events: list[Event]
    next: int


_EVENT = {
    "id": 7,
    "type": "watch.changed",
    "timestamp": "2026-11-28T10:00:00Z",
    "data": {
        "of": "8dd4b0a1c2d3e4f5a6b7c8d9e0f1a2b3",
        "about": "rule",
        "changes": [
            {
                "entity": "cl-af3l6tcdkz",
                "before": {"caption": "Orion Relief Committee", "status": "disputed"},
                "after": {"caption": "Orion Relief Committee", "status": "agreed"},
            }
        ],
    },
}


@router.get(
    "/events", summary="What happened", responses=answers({"events": [_EVENT], "next": 7}, Events)
)
def events(
    live: Served,
    principal: Asker,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="The last one known")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """The events of your watches and jobs after one that is known, in order."""
    with live.reading() as connection:
        found = watching.events(connection, principal, after, limit)
    return answer({"events": found, "next": found[-1].id if found else after})
