"""Searches: ``/search/{dataset}``."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from commonlist.access import Right
from commonlist.errors import InputError
from commonlist.pipeline import lookup
from commonlist.pipeline.lookup import Search
from commonlist.web.api.contract import Found, answer, errors
from commonlist.web.asking import Served
from commonlist.web.people import needs

router = APIRouter(dependencies=[needs(Right.READ)])
MOST, DEEPEST = 500, 9_499
"""Entities of one page, and before it."""
TIME = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$"
Words = Annotated[list[str], Query(max_length=100)]


class Facets(StrEnum):
    """Fields of which the values are counted."""

    DATASETS = "datasets"
    SCHEMA = "schema"
    COUNTRIES = "countries"
    IDENTIFIERS = "identifiers"
    TOPICS = "topics"
    GENDERS = "genders"


class Operator(StrEnum):
    """Whether one of several words of a filter is enough."""

    OR = "OR"
    AND = "AND"


@router.get(
    "/search/{dataset}",
    summary="Search entities by words",
    tags=["Matching"],
    responses={200: {"model": Found}, **errors(400, 404)},
)
def search(
    live: Served,
    dataset: Annotated[str, Path(description="A dataset of the catalogue", examples=["default"])],
    q: Annotated[str, Query(description="Words, in Lucene's syntax")] = "",
    schema: Annotated[str, Query(description="Type of entities")] = "Thing",
    include_dataset: Words = [],  # noqa: B006
    exclude_dataset: Words = [],  # noqa: B006
    exclude_schema: Words = [],  # noqa: B006
    changed_since: Annotated[str | None, Query(pattern=TIME)] = None,
    countries: Words = [],  # noqa: B006
    topics: Words = [],  # noqa: B006
    datasets: Words = [],  # noqa: B006
    filter: Annotated[list[str], Query(max_length=100, description="FIELD:VALUE")] = [],  # noqa: B006
    filter_op: Operator = Operator.OR,
    limit: Annotated[int, Query(ge=0, le=MOST)] = 10,
    offset: Annotated[int, Query(ge=0, le=DEEPEST)] = 0,
    sort: Annotated[list[str], Query(max_length=10, description="FIELD:asc or FIELD:desc")] = [],  # noqa: B006
    target: Annotated[bool | None, Query(deprecated=True)] = None,
    fuzzy: Annotated[bool, Query(description="Allow typing errors")] = False,
    simple: Annotated[bool, Query(description="Take nothing for an operator's error")] = False,
    facets: Annotated[list[Facets], Query(max_length=10)] = [  # noqa: B006
        Facets.COUNTRIES,
        Facets.TOPICS,
        Facets.DATASETS,
    ],
) -> Response:
    """Entities that have all the words, those with them in a name first."""
    asked = Search(
        query=q,
        schema=schema,
        include=tuple(include_dataset),
        exclude=tuple(exclude_dataset),
        exclude_schemata=tuple(exclude_schema),
        changed_since=seconds(changed_since),
        filters=(
            *(("countries", word) for word in countries),
            *(("topics", word) for word in topics),
            *(("datasets", word) for word in datasets),
            *map(_filter, filter),
        ),
        every=filter_op is Operator.AND,
        target=target,
        fuzzy=fuzzy,
        simple=simple,
        sort=orders(sort),
        facets=tuple(facet.value for facet in facets),
        limit=limit,
        offset=offset,
    )
    return answer(lookup.search(live, dataset, asked))


def seconds(text: str | None) -> int | None:
    """Return a time of an address in seconds since 1970.

    Raises:
        InputError: there is no such day or hour.
    """
    if text is None:
        return None
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise InputError(f"changed_since: there is no {text}") from None


def orders(words: list[str]) -> tuple[tuple[str, str], ...]:
    """Read ``FIELD:ORDER`` words; without an order it is ascending.

    Raises:
        InputError: an order that is neither asc nor desc.
    """
    made = []
    for word in words:
        field, _, order = word.partition(":")
        if order not in ("", "asc", "desc"):
            raise InputError(f"sort: {order!r} is not asc or desc")
        made.append((field, order or "asc"))
    return tuple(made)


def _filter(text: str) -> tuple[str, str]:
    field, colon, value = text.partition(":")
    if not (field and colon and value):
        raise InputError(f"Invalid filter: {text!r} is not FIELD:VALUE")
    return field, value
