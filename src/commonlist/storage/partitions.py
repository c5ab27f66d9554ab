"""What the model compared, the entities that came of it, and what a person may look at."""

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice

import msgspec
from sqlalchemy import Connection, Table, delete, insert, or_, select

from commonlist.matching import Comparison
from commonlist.resolution import JOIN, Suggestion
from commonlist.storage import tables as t

_encode = msgspec.json.Encoder().encode
_comparison = msgspec.json.Decoder(Comparison).decode
_CHUNK = 5000


def comparisons(connection: Connection) -> Iterator[Comparison]:
    """Yield what is kept of earlier runs."""
    c = t.comparisons.c
    for body in connection.execute(select(c.body).order_by(c.left, c.right)).scalars():
        yield _comparison(body)


def comparisons_of(connection: Connection, keys: Iterable[str]) -> Iterator[Comparison]:
    """Yield the comparisons of which one of these records is the left one."""
    c = t.comparisons.c
    for chunk in _chunks(keys):
        query = select(c.body).where(c.left.in_(chunk)).order_by(c.left, c.right)
        for body in connection.execute(query).scalars():
            yield _comparison(body)


def likely(connection: Connection) -> list[tuple[str, str]]:
    """Return the pairs that were found to be the same by comparison alone."""
    c = t.comparisons.c
    query = select(c.left, c.right).where(c.score >= JOIN).order_by(c.left, c.right)
    rows = connection.execute(query)
    return [(left, right) for left, right in rows]


def replace_comparisons(
    connection: Connection, changed: Set[str] | None, new: Iterable[Comparison]
) -> None:
    """Drop what involves a changed record (None: all) and store new comparisons."""
    if changed is None:
        connection.execute(delete(t.comparisons))
    else:
        c = t.comparisons.c
        for chunk in _chunks(changed):
            either = c.left.in_(chunk) | c.right.in_(chunk)
            connection.execute(delete(t.comparisons).where(either))
    _insert(
        connection,
        t.comparisons,
        ({"left": c.left, "right": c.right, "score": c.score, "body": _encode(c)} for c in new),
    )


def members(connection: Connection) -> dict[str, str]:
    """Return the entity of each record key."""
    rows = connection.execute(select(t.members.c.record, t.members.c.entity))
    return dict(rows.all())


def named_by(connection: Connection, lists: Iterable[str]) -> set[str]:
    """Return the keys of all records of those entities that one of some lists has a record of."""
    c = t.members.c
    of_lists = or_(*(c.record.startswith(f"{name}:", autoescape=True) for name in lists))
    entities = select(c.entity).where(of_lists)
    return set(connection.execute(select(c.record).where(c.entity.in_(entities))).scalars())


def compared_by(connection: Connection) -> dict[str, bytes]:
    """Return for each record key the digest of what it was last compared by."""
    rows = connection.execute(select(t.members.c.record, t.members.c.body_digest))
    return dict(rows.all())


def store(
    connection: Connection,
    entity_of: Mapping[str, str],
    redirects: Mapping[str, str],
    digests: Mapping[str, bytes],
) -> int:
    """Keep a partition; redirects add to the ones kept, so that an old id leads on.

    Rows that stay as they are are not written. Return how many records came, went, or are of
    another entity than before.
    """
    rows = connection.execute(
        select(t.members.c.record, t.members.c.entity, t.members.c.body_digest)
    )
    before: dict[str, tuple[str, bytes]] = {key: (entity, body) for key, entity, body in rows}
    after = {key: (entity, digests[key]) for key, entity in entity_of.items()}
    changed = [key for key, kept in after.items() if before.get(key) != kept]
    for chunk in _chunks({*(before.keys() - after.keys()), *changed}):
        connection.execute(delete(t.members).where(t.members.c.record.in_(chunk)))
    _insert(
        connection,
        t.members,
        ({"record": k, "entity": after[k][0], "body_digest": after[k][1]} for k in changed),
    )
    moved = {
        (before[key][0], entity)
        for key, (entity, _) in after.items()
        if key in before and entity not in (before[key][0], redirects.get(before[key][0]))
    }
    _store_splits(connection, moved)
    _store_redirects(connection, redirects, set(entity_of.values()))
    gone = len(before.keys() - after.keys())
    return gone + sum(key not in before or before[key][0] != kept[0] for key, kept in after.items())


def _store_redirects(
    connection: Connection, redirects: Mapping[str, str], living: Set[str]
) -> None:
    known = redirects_of(connection)
    led = {old: new for old, new in {**known, **redirects}.items() if old not in living}
    if led != known:
        connection.execute(delete(t.entities))
        _insert(connection, t.entities, ({"id": k, "redirect": to} for k, to in led.items()))


def _store_splits(connection: Connection, moved: Set[tuple[str, str]]) -> None:
    known = set(connection.execute(select(t.splits.c.entity, t.splits.c.part)).all())
    new = sorted(pair for pair in moved if pair not in known)
    _insert(connection, t.splits, ({"entity": entity, "part": part} for entity, part in new))


def redirects_of(connection: Connection) -> dict[str, str]:
    """Return the ids of entities that went into others, each with the one that it is in now."""
    rows = connection.execute(select(t.entities).order_by(t.entities.c.id))
    led = {old: new for old, new in rows if new is not None}
    return {old: _end(led, new) for old, new in led.items()}


def _end(led: Mapping[str, str], id_: str) -> str:
    for _ in led:
        if id_ not in led:
            break
        id_ = led[id_]
    return id_


def splits(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return for each entity that was taken apart the others that its records are in now."""
    led = redirects_of(connection)
    living = set(members(connection).values())
    found: dict[str, set[str]] = {}
    for entity, part in connection.execute(select(t.splits.c.entity, t.splits.c.part)):
        now = led.get(part, part)
        if now in living and now != led.get(entity, entity):
            found.setdefault(entity, set()).add(now)
    return {entity: tuple(sorted(parts)) for entity, parts in found.items()}


def suggestions(connection: Connection) -> tuple[Suggestion, ...]:
    """Return what a person may look at, by falling score."""
    c = t.suggestions.c
    query = select(c.left, c.right, c.score, c.why, c.joined)
    rows = connection.execute(query.order_by(c.score.desc(), c.left, c.right))
    return tuple(Suggestion(*row) for row in rows)


def store_suggestions(connection: Connection, found: Iterable[Suggestion]) -> None:
    """Replace what a person may look at; rows that stay as they are are not written."""
    before = {made.pair: made for made in suggestions(connection)}
    after = {made.pair: made for made in found}
    c = t.suggestions.c
    for left, right in [pair for pair, made in before.items() if after.get(pair) != made]:
        connection.execute(delete(t.suggestions).where(c.left == left, c.right == right))
    new = (made for pair, made in after.items() if before.get(pair) != made)
    _insert(connection, t.suggestions, (msgspec.structs.asdict(made) for made in new))


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """Yield keys in order, as many at once as a statement may name."""
    ordered = iter(sorted(keys))
    while chunk := list(islice(ordered, 400)):
        yield chunk


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    stream = iter(rows)
    while chunk := list(islice(stream, _CHUNK)):
        connection.execute(insert(table), chunk)
