"""Entities looked up for the API: searched, by id, and what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from commonlist.errors import InputError, UnknownNameError
from commonlist.pipeline.datasets import Rows, held, label, opened, rows_of
from commonlist.pipeline.live import Live
from commonlist.publication import nesting, searching
from commonlist.publication.schemata import model
from commonlist.publication.shelf import NO_TIME, TIMES, Shelf, Thing
from commonlist.storage import partitions

_LABELS = {
    "datasets": "Data sources",
    "schema": "Entity types",
    "countries": "Countries",
    "identifiers": "Identifiers",
    "topics": "Topics",
    "genders": "Genders",
}
_MOST_VALUES = 1000
"""Values of one facet."""
_FOLLOWED = 10_000
"""Rows that are put in the order of a property; the rest keeps its place after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is searched for: see the parameters of the API's ``/search/{dataset}``.

    ``changed_since`` is in seconds since 1970. ``filters`` and ``sort`` are (field, word) pairs.
    """

    query: str = ""
    schema: str = "Thing"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_schemata: tuple[str, ...] = ()
    changed_since: int | None = None
    filters: tuple[tuple[str, str], ...] = ()
    every: bool = False
    target: bool | None = None
    fuzzy: bool = False
    simple: bool = False
    sort: tuple[tuple[str, str], ...] = ()
    facets: tuple[str, ...] = ("countries", "topics", "datasets")
    limit: int = 10
    offset: int = 0


def search(live: Live, dataset: str, asked: Search) -> dict[str, Any]:
    """Return a page of the entities that fit, with their number and facets.

    Raises:
        UnknownNameError: no such dataset.
        InputError: a query, schema, filter or order that cannot be read.
    """
    shelf = opened(live)
    read = searching.parse_simple if asked.simple else searching.parse
    hits = searching.find(
        shelf, read(asked.query, fuzzy=asked.fuzzy), _within(live, shelf, dataset, asked)
    )
    rows = _sorted(shelf, hits.rows, asked.sort)
    page = rows[asked.offset : asked.offset + asked.limit].tolist()
    titles = {name: found.source.title for name, found in held(live).items()}
    return {
        "results": [msgspec.Raw(shelf.body(row)) for row in page],
        "facets": {name: _facet(shelf, name, rows, titles) for name in asked.facets},
        "total": {"value": len(rows), "relation": "eq"},
        "limit": asked.limit,
        "offset": asked.offset,
    }


def _within(live: Live, shelf: Shelf, dataset: str, asked: Search) -> Rows:
    rows = chosen(live, shelf, dataset, asked.include, asked.exclude)
    schema = model().get(asked.schema)
    if schema is None:
        raise InputError("Invalid schema")
    # as in yente: whoever may be a person stands as a legal entity too
    of_kind = schema.comparable if schema.matchable else schema.descendants
    rows = rows & shelf.of_schemata(of_kind)
    for name in asked.exclude_schemata:
        if model().get(name) is None:
            raise InputError("Invalid schema")
    rows &= ~shelf.of_schemata(asked.exclude_schemata)
    if asked.changed_since is not None:
        rows &= shelf.times("last_change") >= asked.changed_since
    if asked.target is not None:
        rows &= searching.holding(shelf, "target", str(asked.target).lower(), rows)
    return _filtered(shelf, rows, asked)


def chosen(
    live: Live, shelf: Shelf, dataset: str, include: tuple[str, ...], exclude: tuple[str, ...]
) -> Rows:
    """Return the rows of a dataset, of some within it alone, and without others.

    As in yente, to exclude a list is not to look at it: what another one has too stays.

    Raises:
        UnknownNameError: no such dataset; those within it need not be there.
    """
    rows = rows_of(live, shelf, dataset)
    if include:
        rows = rows & _any(live, shelf, include)
    if exclude:
        every = frozenset(held(live))
        looked_at = _lists(every, (dataset,)) & _lists(every, include or (dataset,))
        rows = rows & _any(live, shelf, tuple(looked_at - set(exclude)))
        rows &= ~_any(live, shelf, tuple(set(exclude) - every))
    return rows


def _lists(every: frozenset[str], datasets: tuple[str, ...]) -> frozenset[str]:
    """Return the lists that datasets draw from: of a collection all."""
    return frozenset(datasets) if every.issuperset(datasets) else every


def _any(live: Live, shelf: Shelf, names: tuple[str, ...]) -> Rows:
    rows = np.zeros(shelf.size, bool)
    for name in names:
        try:
            rows |= rows_of(live, shelf, name)
        except UnknownNameError:
            continue
    return rows


def _filtered(shelf: Shelf, rows: Rows, asked: Search) -> Rows:
    """Hold rows to the filters: of one field any value, unless every one is wanted."""
    by_field: dict[str, list[str]] = {}
    for field, value in asked.filters:
        by_field.setdefault(field, []).append(value)
    for field, values in by_field.items():
        each = [searching.holding(shelf, field, value, rows) for value in values]
        rows = rows & (np.all(each, axis=0) if asked.every else np.any(each, axis=0))
    return rows


def _sorted(
    shelf: Shelf, rows: NDArray[np.int32], orders: tuple[tuple[str, str], ...]
) -> NDArray[np.int32]:
    """Put rows in order, by the last criterion first; what lacks a value comes last."""
    for field, order in reversed(orders):
        if field in TIMES:
            values = shelf.times(field)[rows]
            lacking = values == NO_TIME
            key = np.where(lacking, np.iinfo(np.int64).max, -values if order == "desc" else values)
            rows = rows[np.argsort(key, kind="stable")]
        else:
            first = rows[:_FOLLOWED].tolist()
            texts = searching.sortable(shelf, field, first)
            pairs = [(text, row) for text, row in zip(texts, first, strict=True) if text]
            pairs.sort(key=lambda pair: pair[0], reverse=order == "desc")
            rest = [row for text, row in zip(texts, first, strict=True) if not text]
            made = np.array([*(row for _, row in pairs), *rest], np.int32)
            rows = np.concatenate([made, rows[_FOLLOWED:]])
    return rows


def _facet(
    shelf: Shelf, name: str, rows: NDArray[np.int32], titles: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "label": _LABELS[name],
        "values": [
            {"name": value, "label": label(name, value, titles), "count": count}
            for value, count in shelf.counts(name, rows)[:_MOST_VALUES]
        ],
    }


# One entity


@dataclass(frozen=True, slots=True)
class Moved:
    """An entity goes by another id now."""

    id: str


def entity(live: Live, id_: str, *, nested: bool) -> Thing | Moved:
    """Return an entity by its id; `Moved` if it goes by another one.

    Of one that was taken apart, ``split_into`` names the others that have its records now.

    Raises:
        UnknownNameError: there is none; of one that was taken apart whole it says into which.
    """
    shelf = opened(live)
    row = _row(shelf, id_)
    thing = nesting.nested(shelf, row) if nested else shelf.thing(row)
    parts = live.of("splits", partitions.splits).get(id_, ())
    if thing["id"] == id_:
        return {**thing, "split_into": parts} if parts else thing
    if parts:
        into = ", ".join(sorted({thing["id"], *parts}))
        raise UnknownNameError(f"No such entity! It was split into {into}")
    return Moved(thing["id"])


def adjacent(
    live: Live,
    id_: str,
    prop: str | None,
    sort: tuple[tuple[str, str], ...],
    limit: int,
    offset: int,
) -> dict[str, Any] | Moved:
    """Return what stands beside an entity, by property, or of one property; so many of each.

    Raises:
        UnknownNameError: no such entity, or no such property that holds entities.
    """
    shelf = opened(live)
    row = _row(shelf, id_)
    thing = shelf.thing(row)
    if thing["id"] != id_:
        return Moved(thing["id"])
    found = nesting.beside(shelf, row)
    if prop is not None:
        if not nesting.is_reference(thing, prop):
            raise UnknownNameError("No such property!")
        return _some(shelf, found.get(prop, []), id_, sort, limit, offset)
    pages = {n: _some(shelf, rows, id_, sort, limit, offset) for n, rows in found.items()}
    return {"entity": thing, "adjacent": pages}


def _some(
    shelf: Shelf,
    rows: list[int],
    root: str,
    sort: tuple[tuple[str, str], ...],
    limit: int,
    offset: int,
) -> dict[str, Any]:
    ordered = _sorted(shelf, np.array(rows, np.int32), sort)
    page = ordered[offset : offset + limit].tolist()
    return {
        "results": [nesting.beside_in(shelf, row, root) for row in page],
        "total": {"value": len(rows), "relation": "eq"},
        "limit": limit,
        "offset": offset,
    }


def _row(shelf: Shelf, id_: str) -> int:
    row = shelf.row(id_)
    if row is not None:
        return row
    raise UnknownNameError("No such entity!")
