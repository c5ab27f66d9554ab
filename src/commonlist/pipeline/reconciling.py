"""Entities reconciled: what somebody's table has, suggested, compared, and extended."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import numpy as np

from commonlist.errors import FormatError, InputError
from commonlist.pipeline.datasets import catalogue, opened, rows_of
from commonlist.pipeline.live import Live
from commonlist.pipeline.match import LEAST, MOST_QUERIES, Matcher, Wanted, Within
from commonlist.publication import reconciliation, searching
from commonlist.publication.reconciliation import Candidate, candidate, property_named, shown
from commonlist.publication.schemata import model
from commonlist.publication.shelf import Shelf, Thing
from commonlist.screening.entities import ANY, Example
from commonlist.values.words import words

T_ = TypeVar("T_")
MOST = 500
"""Candidates of one query."""


class Property(msgspec.Struct, frozen=True):
    """What is known of a row beside its name."""

    pid: str
    v: Any


class Query(msgspec.Struct, frozen=True):
    """A row: its name, of which types it may be, and what else is known of it."""

    query: str | None = None
    type: str | list[str] | None = None
    limit: int = 5
    properties: list[Property] = []
    type_strict: str = "any"


class Settings(msgspec.Struct, frozen=True):
    """How values are given."""

    limit: int | str = 0
    render: str = "caption"


class Wish(msgspec.Struct, frozen=True):
    """A property that rows are extended by."""

    id: str
    settings: Settings = Settings()


class Extension(msgspec.Struct, frozen=True):
    """Entities, and what is asked of them."""

    ids: list[str]
    properties: list[Wish] = []


def manifest(live: Live, dataset: str, base: str, query: str) -> dict[str, Any]:
    """Return the description of the service over a dataset.

    Raises:
        UnknownNameError: no such dataset.
    """
    held = schemata(live, dataset)
    title = next((d["title"] for d in catalogue(live)["datasets"] if d["name"] == dataset), dataset)
    return reconciliation.manifest(f"{title} (commonlist)", base, dataset, query, held)


def schemata(live: Live, dataset: str) -> list[str]:
    """Return the schemata of a dataset's entities.

    Raises:
        UnknownNameError: no such dataset.
    """
    shelf = opened(live)
    rows = np.flatnonzero(rows_of(live, shelf, dataset))
    return [name for name, _ in shelf.counts("schema", rows)]


def candidates(
    matcher: Matcher, queries: Mapping[str, Query], within: Within, threshold: float, party: str
) -> dict[str, dict[str, list[Candidate]]]:
    """Return whom each row of a party's table may be, best first.

    Raises:
        InputError: too many rows, or a row that cannot be read.
        UnknownNameError: no such dataset.
    """
    if len(queries) > MOST_QUERIES:
        raise InputError(f"Too many queries in one batch (limit: {MOST_QUERIES})")
    found = {}
    for key, query in queries.items():
        if not 0 <= query.limit <= MOST:
            raise InputError(f"query {key!r}: limit {query.limit} is not from 0 to {MOST}")
        wanted = Wanted(limit=query.limit, threshold=threshold, cutoff=LEAST, party=party)
        asked = {schema: _example(schema, query) for schema in _types(query)}
        answers = matcher.answer(asked, within, wanted).values()
        scored = {made.id: made for answer in answers for made in map(_candidate, answer.results)}
        best = sorted(scored.values(), key=lambda each: (-(each.score or 0.0), each.id))
        found[key] = {"result": best[: query.limit]}
    return found


def _types(query: Query) -> Sequence[str]:
    if isinstance(query.type, str):
        return [query.type]
    return query.type or [ANY]


def _example(schema: str, query: Query) -> Example:
    properties: dict[str, Any] = {"name": [query.query]} if query.query else {}
    for given in query.properties:
        prop = property_named(given.pid, model().get(schema))
        if prop is not None:
            values = given.v if isinstance(given.v, list) else [given.v]
            properties.setdefault(prop.name, []).extend(values)
    return Example(schema, properties)


class _Answered(msgspec.Struct):
    id: str
    caption: str
    schema: str
    score: float
    match: bool
    features: dict[str, float]


_answered = msgspec.json.Decoder(_Answered).decode


def _candidate(result: msgspec.Raw) -> Candidate:
    said = _answered(result)
    return msgspec.structs.replace(
        candidate(said.id, said.caption, said.schema),
        score=said.score,
        match=said.match,
        features=tuple({"id": name, "value": value} for name, value in said.features.items()),
    )


def suggested(live: Live, dataset: str, prefix: str, limit: int) -> list[Candidate]:
    """Return entities of which names have the words, the last of which may be begun alone.

    Raises:
        UnknownNameError: no such dataset.
    """
    shelf = opened(live)
    comparable = [each.name for each in model().schemata.values() if each.matchable]
    rows = rows_of(live, shelf, dataset) & shelf.of_schemata(comparable)
    *whole, last = words(prefix) or ("",)
    if not last:
        return []
    parts = [searching.Word(word, field="names") for word in whole]
    begun = searching.Word(last, beginning=True, field="names")
    hits = searching.find(shelf, searching.Both((*parts, begun)), rows)
    things = (shelf.thing(row) for row in hits.rows[:limit].tolist())
    return [candidate(t["id"], t["caption"], t["schema"]) for t in things]


def extended(live: Live, asked: Extension) -> dict[str, Any]:
    """Return what is asked of entities; of one that is not there nothing.

    Raises:
        InputError: too many entities, or a setting that is none.
    """
    if len(asked.ids) > MOST_QUERIES:
        raise InputError(f"Too many queries in one batch (limit: {MOST_QUERIES})")
    shelf = opened(live)
    names: dict[str, str] = {}
    rows: dict[str, dict[str, list[dict[str, str]]]] = {}
    for id_ in asked.ids:
        row = shelf.row(id_)
        rows[id_] = {} if row is None else _values(shelf, shelf.thing(row), asked, names)
    meta = [{"id": wish.id, "name": names.get(wish.id, wish.id)} for wish in asked.properties]
    return {"meta": meta, "rows": rows}


def _values(
    shelf: Shelf, thing: Thing, asked: Extension, names: dict[str, str]
) -> dict[str, list[dict[str, str]]]:
    found = {}
    for wish in asked.properties:
        prop = property_named(wish.id, model().get(thing["schema"]))
        if prop is None:
            found[wish.id] = list[dict[str, str]]()
            continue
        names[wish.id] = prop.label
        values = thing["properties"].get(prop.name, [])[: _limit(wish.settings) or None]
        if wish.settings.render != "raw":
            values = [
                _caption(shelf, v) if prop.type == "entity" else shown(prop, v) for v in values
            ]
        found[wish.id] = [{"str": value} for value in values]
    return found


def _limit(settings: Settings) -> int:
    try:
        limit = int(settings.limit)
    except ValueError:
        limit = -1
    if limit < 0:
        raise InputError(f"limit: {settings.limit!r} is no number from 0 on")
    return limit


def _caption(shelf: Shelf, id_: str) -> str:
    row = shelf.row(id_)
    return id_ if row is None else str(shelf.thing(row)["caption"])


def preview(live: Live, id_: str) -> tuple[Thing, list[tuple[str, list[str]]]] | None:
    """Return an entity with what tells most of it, by label, as people read it; None: no such."""
    shelf = opened(live)
    row = shelf.row(id_)
    if row is None:
        return None
    thing = shelf.thing(row)
    schema = model().get(thing["schema"])
    featured = reconciliation.extending(schema, 0) if schema else []
    told = ((p.name, _shown(thing, schema.properties[p.id])) for p in featured if schema)
    return thing, [(label, values) for label, values in told if values][:_TOLD]


_TOLD = 8
"""Properties that a preview shows."""


def _shown(thing: Thing, prop: Any) -> list[str]:
    return [shown(prop, value) for value in thing["properties"].get(prop.name, ())][:_TOLD]


def read_queries(text: str) -> dict[str, Query]:
    """Read rows.

    Raises:
        FormatError: they are no JSON of that shape.
    """
    return _read(text, dict[str, Query])


def read_extension(text: str) -> Extension:
    """Read what is asked of entities.

    Raises:
        FormatError: it is no JSON of that shape.
    """
    return _read(text, Extension)


def _read(text: str, of: type[T_]) -> T_:
    try:
        return msgspec.json.decode(text, type=of)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FormatError(f"Cannot decode the request: {error}") from None
