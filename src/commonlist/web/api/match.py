"""Entities asked for by example: yente's ``/match`` and ``/algorithms``."""

from typing import Annotated, Any

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from commonlist.access import Right
from commonlist.errors import InputError
from commonlist.pipeline import match as matching
from commonlist.pipeline.live import Live
from commonlist.pipeline.match import Wanted, Within
from commonlist.screening.entities import Example
from commonlist.screening.scored import Response as Answer
from commonlist.web.api.contract import Matches, errors
from commonlist.web.api.search import TIME, seconds
from commonlist.web.asking import Served
from commonlist.web.people import Asker, needs

router = APIRouter(tags=["Matching"])
MOST_RESULTS = 500
"""Entities that may be asked for of one query."""
MOST_EXCLUDED = 50
"""Entities that may be left out by their ids."""
THRESHOLD = 0.7
"""The score from which on an entity counts as a match, unless another is asked for."""
Algorithm = Annotated[
    str, Query(description="A comparison of `/algorithms`; one answers for all", max_length=100)
]
Since = Annotated[
    str | None, Query(description="Only what has changed since", pattern=TIME, max_length=19)
]
Names = Annotated[list[str], Query(max_length=500)]


class Batch(msgspec.Struct):
    """What is asked for: entities, each under a key that the asker chooses."""

    queries: dict[str, Example | None]
    weights: dict[str, float] = {}
    config: dict[str, Any] = {}


class Answers(msgspec.Struct, omit_defaults=True):
    """The answers under the keys of their queries; ``ignored`` tells what had no effect."""

    responses: dict[str, Answer]
    limit: int
    ignored: tuple[str, ...] = ()


_batch = msgspec.json.Decoder(Batch).decode
_encode = msgspec.json.Encoder().encode


_BODY = {
    "schema": {
        "type": "object",
        "required": ["queries"],
        "properties": {
            "queries": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["schema", "properties"],
                    "properties": {
                        "id": {"type": "string"},
                        "schema": {"type": "string"},
                        "properties": {"type": "object"},
                    },
                },
            },
            "weights": {"type": "object", "additionalProperties": {"type": "number"}},
            "config": {"type": "object"},
        },
    },
    "example": {
        "queries": {
            "a": {
                "schema": "Person",
                "properties": {"name": ["Jane Teal"], "birthDate": ["1972"], "country": "Syria"},
            }
        }
    },
}
"""What is asked for, as the description of the API has it."""


@router.post(
    "/match/{dataset}",
    summary="Match entities by example",
    dependencies=[needs(Right.SCREEN)],
    responses={200: {"model": Matches}, **errors(400, 404)},
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": _BODY}}},
)
async def match(
    request: Request,
    live: Served,
    asker: Asker,
    dataset: Annotated[str, Path(max_length=200)],
    limit: Annotated[int, Query(ge=0, le=MOST_RESULTS)] = 5,
    threshold: Annotated[float, Query(allow_inf_nan=False)] = THRESHOLD,
    cutoff: Annotated[float, Query(allow_inf_nan=False, deprecated=True)] = THRESHOLD,
    algorithm: Algorithm = "best",
    include_dataset: Names = [],  # noqa: B006  FastAPI makes a new one
    exclude_dataset: Names = [],  # noqa: B006
    exclude_schema: Names = [],  # noqa: B006
    topics: Names = [],  # noqa: B006
    changed_since: Since = None,
    exclude_entity_ids: Annotated[list[str], Query(max_length=MOST_EXCLUDED)] = [],  # noqa: B006
) -> Response:
    """Say whom each of up to 100 entities may be, best first, with the reasons for each score."""
    check_algorithm(algorithm)
    batch = read(await request.body())
    within = Within(
        dataset=dataset,
        include=tuple(include_dataset),
        exclude=tuple(exclude_dataset),
        exclude_schemata=tuple(exclude_schema),
        topics=tuple(topics),
        changed_since=seconds(changed_since),
        exclude_entities=tuple(exclude_entity_ids),
    )
    wanted = Wanted(
        limit=limit, threshold=threshold, cutoff=min(cutoff, threshold), party=asker.party
    )
    asked = {key: example for key, example in batch.queries.items() if example is not None}
    found = await answered(live, asked, within, wanted)
    ignored = ("weights",) if batch.weights else ()
    return Response(
        _encode(Answers(found, limit, ignored)),
        media_type="application/json",
        headers={"x-batch-size": str(len(found))},
    )


@router.get(
    "/algorithms",
    summary="How entities are compared",
    dependencies=[needs(Right.READ)],
    responses=errors(),
)
async def algorithms() -> Response:
    """Say which comparison answers, and what it looks at."""
    return Response(_encode(matching.described()), media_type="application/json")


async def answered(
    live: Live, asked: dict[str, Example], within: Within, wanted: Wanted
) -> dict[str, Answer]:
    """Return the answers; a single query of what is at hand is sooner answered than handed over.

    Raises:
        InputError: see `matching.Matcher.answer`.
        UnknownNameError: no such dataset.
    """
    matcher = matching.at_hand(live)
    if matcher is not None and len(asked) == 1 and matcher.knows(within):
        return matcher.answer(asked, within, wanted)

    def answer() -> dict[str, Answer]:
        return (matcher or matching.matcher(live)).answer(asked, within, wanted)

    return await to_thread.run_sync(answer)


def check_algorithm(name: str) -> None:
    """Refuse what is no comparison.

    Raises:
        InputError: there is none of that name.
    """
    if name not in (matching.ALGORITHM, *matching.OTHERS):
        raise InputError(f"Unknown algorithm: {name!r}; /algorithms names them")


def read(body: bytes) -> Batch:
    """Read a batch.

    Raises:
        RequestValidationError: it is no JSON, or not of its shape.
        InputError: a setting that the comparison does not have.
    """
    try:
        batch = _batch(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise RequestValidationError(
            [{"type": "value_error", "loc": ("body",), "msg": str(error), "input": None}]
        ) from None
    for name in batch.config:
        raise InputError(
            f"Invalid configuration parameter: {name[:100]!r}; {matching.ALGORITHM} has none"
        )
    return batch
