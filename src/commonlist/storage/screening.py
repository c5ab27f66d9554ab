"""Clearances, and what screening needs to know of few records rather than of all."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, insert, select, tuple_

from commonlist.screening import Clearance
from commonlist.storage import tables as t

_CHUNK = 300
W_ = TypeVar("W_")


def add_clearance(connection: Connection, made: Clearance) -> int:
    """Store somebody's word on a customer and an entity; return its number."""
    values = {name: getattr(made, name) for name in made.__struct_fields__ if name != "id"}
    stored = connection.execute(insert(t.clearances).values(**values))
    assert stored.inserted_primary_key is not None
    return int(stored.inserted_primary_key[0])


def clearances(connection: Connection) -> tuple[Clearance, ...]:
    """Return all that was ever said, in order."""
    rows = connection.execute(select(t.clearances).order_by(t.clearances.c.id))
    return tuple(Clearance(**row._mapping) for row in rows)


def members_of(connection: Connection, entities: Iterable[str]) -> dict[str, str]:
    """Return the records (keys) of some entities, each with its entity."""
    return _members(connection, t.members.c.entity, entities)


def entities_of(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Return the entities of some records (keys)."""
    return _members(connection, t.members.c.record, keys)


def _members(connection: Connection, column: Column[Any], wanted: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in _chunks(wanted):
        query = select(t.members.c.record, t.members.c.entity).where(column.in_(chunk))
        query = query.order_by(t.members.c.record)
        found.update(connection.execute(query).all())
    return found


def grounds_of(connection: Connection, entities: Iterable[str]) -> dict[str, dict[str, bytes]]:
    """Return for each entity the digest of what each of its records was compared by."""
    found: dict[str, dict[str, bytes]] = {}
    c = t.members.c
    for chunk in _chunks(entities):
        query = (
            select(c.entity, c.record, c.body_digest).where(c.entity.in_(chunk)).order_by(c.record)
        )
        for entity, record, digest in connection.execute(query):
            found.setdefault(entity, {})[record] = digest
    return found


def record_ids(connection: Connection, keys: Iterable[str]) -> set[int]:
    """Return the ids of all versions of some records."""
    found: set[int] = set()
    pair = tuple_(t.records.c.source, t.records.c.entry)
    for chunk in _chunks(keys):
        wanted = [key.partition(":")[::2] for key in chunk]
        found.update(connection.execute(select(t.records.c.id).where(pair.in_(wanted))).scalars())
    return found


def captions(connection: Connection, keys: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield key, caption and kind of every version of some records."""
    c = t.records.c
    for chunk in _chunks(sorted(record_ids(connection, keys))):
        query = select(c.source, c.entry, c.caption, c.kind).where(c.id.in_(chunk)).order_by(c.id)
        for source, entry, caption, kind in connection.execute(query):
            yield f"{source}:{entry}", caption, kind


def present(connection: Connection, ids: Iterable[int]) -> dict[int, list[int]]:
    """Return for each snapshot those of some versions that it holds."""
    held: dict[int, list[int]] = {}
    for chunk in _chunks(sorted(ids)):
        c = t.presence.c
        query = select(c.snapshot_id, c.record_id).where(c.record_id.in_(chunk))
        query = query.order_by(c.snapshot_id, c.record_id)
        for snapshot_id, record_id in connection.execute(query):
            held.setdefault(snapshot_id, []).append(record_id)
    return held


def _chunks(wanted: Iterable[W_]) -> Iterator[list[W_]]:
    stream = iter(wanted)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk
