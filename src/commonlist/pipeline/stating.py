"""What each list says of each entity, value by value, for the API's ``/statements``."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection

from commonlist.pipeline.compared import newest
from commonlist.pipeline.datasets import Rows, opened, rows_of
from commonlist.pipeline.live import Live
from commonlist.publication import followthemoney
from commonlist.publication.searching import Both, Word, find
from commonlist.publication.shelf import Shelf, Thing
from commonlist.publication.statements import fits, statements
from commonlist.records import Record
from commonlist.values.words import words

_FIRST, _MOST = 500, 8_000
"""Entities whose records are read at once: few at first, as a page needs no more."""


def stated(
    live: Live,
    wanted: Mapping[str, str],
    sort: Sequence[tuple[str, str]],
    limit: int,
    offset: int,
) -> dict[str, Any]:
    """Return a page of the statements that have the wanted values (see `statements.FIELDS`).

    Without an order it is not looked further than the page: the total may be ``gte``.

    Raises:
        UnknownNameError: no such dataset.
    """
    shelf = opened(live)
    exactly = {f: word for f, word in wanted.items() if f not in ("dataset", "entity_id")}
    id_ = wanted.get("entity_id")
    whole = bool(sort) or id_ is not None
    with live.reading() as connection:
        fitting = (
            statement
            for statement in _of_rows(connection, shelf, _rows(live, shelf, wanted))
            if fits(statement, exactly) and _of_dataset(shelf, statement, wanted.get("dataset", ""))
        )
        found = list(fitting if whole else islice(fitting, offset + limit + 1))
    if id_ is not None:  # an id that no list has for its own entry means the whole entity
        found = [statement for statement in found if statement["entity_id"] == id_] or found
    for field, order in reversed(sort):
        found.sort(key=lambda each: str(each.get(field) or ""), reverse=order == "desc")
    more = not whole and len(found) > offset + limit
    return {
        "results": found[offset : offset + limit],
        "total": {"value": len(found), "relation": "gte" if more else "eq"},
        "limit": limit,
        "offset": offset,
    }


def _of_dataset(shelf: Shelf, statement: Mapping[str, Any], dataset: str) -> bool:
    """Of one list only what it says itself; of a collection all that its entities have."""
    is_list = dataset in shelf.names["datasets"]
    return not is_list or statement["dataset"] == dataset


def _rows(live: Live, shelf: Shelf, wanted: Mapping[str, str]) -> Rows:
    rows = rows_of(live, shelf, wanted.get("dataset", "default"))
    for field in ("entity_id", "canonical_id"):
        if field in wanted:
            row = shelf.row(wanted[field])
            mask = np.zeros(shelf.size, bool)
            if row is not None:
                mask[row] = True
            rows = rows & mask
    if "schema" in wanted:
        rows = rows & shelf.of_schemata([wanted["schema"]])
    said = words(wanted.get("value", ""))
    if said and shelf.row(wanted["value"]) is None:
        hits = find(shelf, Both(tuple(Word(word) for word in said)), rows)
        rows = np.zeros(shelf.size, bool)
        rows[hits.rows] = True
    return rows


def _of_rows(connection: Connection, shelf: Shelf, rows: Rows) -> Iterator[dict[str, Any]]:
    chosen = np.flatnonzero(rows).tolist()
    at_once = _FIRST
    while chosen:
        some, chosen = chosen[:at_once], chosen[at_once:]
        at_once = min(4 * at_once, _MOST)
        things = [shelf.thing(row) for row in some]
        several = {key for thing in things if len(thing["datasets"]) > 1 for key in _keys(thing)}
        records = newest(connection, several) if several else {}
        for thing in things:
            yield from _of_thing(thing, records)


def _of_thing(thing: Thing, records: Mapping[str, Record]) -> Iterator[dict[str, Any]]:
    """Of an entity of several lists, what is in none of our records is said by the others."""
    if len(thing["datasets"]) == 1:
        entity = next(iter(_keys(thing)), thing["id"])
        yield from statements(thing, entity, thing["datasets"][0], thing)
        return
    rest = {name: list(values) for name, values in thing["properties"].items()}
    held = [records[key] for key in _keys(thing) if key in records]
    for record in held:
        part = next(followthemoney.things(thing["id"], [record]))
        yield from statements(thing, record.key, record.source, part)
        for name, values in part["properties"].items():
            rest[name] = [value for value in rest.get(name, ()) if value not in values]
    left = [name for name in thing["datasets"] if name not in {r.source for r in held}]
    for dataset in left[:1]:
        yield from statements(thing, thing["id"], dataset, {**thing, "properties": rest})


def _keys(thing: Thing) -> list[str]:
    """Return the record keys among the ids that lead to an entity."""
    sources = tuple(f"{name}:" for name in thing["datasets"])
    return [id_ for id_ in thing["referents"] if id_.startswith(sources)]
