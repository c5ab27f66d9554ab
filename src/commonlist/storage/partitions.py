"""What the model compared, and the entities that came of it."""

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import islice

import msgspec
from sqlalchemy import Connection, delete, insert, select

from commonlist.matching import Comparison
from commonlist.storage import tables as t

_encode = msgspec.json.Encoder().encode
_comparison = msgspec.json.Decoder(Comparison).decode
_CHUNK = 5000


def comparisons(connection: Connection) -> Iterator[Comparison]:
    """Yield what is kept of earlier runs."""
    for body in connection.execute(select(t.comparisons.c.body)).scalars():
        yield _comparison(body)


def replace_comparisons(
    connection: Connection, changed: Set[str] | None, new: Iterable[Comparison]
) -> None:
    """Drop what involves a changed record (None: all) and store new comparisons."""
    if changed is None:
        connection.execute(delete(t.comparisons))
    else:
        keys = iter(sorted(changed))
        while chunk := list(islice(keys, 400)):
            connection.execute(
                delete(t.comparisons).where(
                    t.comparisons.c.left.in_(chunk) | t.comparisons.c.right.in_(chunk)
                )
            )
    stream = iter(new)
    while rows := [
        {"left": c.left, "right": c.right, "score": c.score, "body": _encode(c)}
        for c in islice(stream, _CHUNK)
    ]:
        connection.execute(insert(t.comparisons), rows)


def members(connection: Connection) -> dict[str, str]:
    """Return the entity of each record key."""
    rows = connection.execute(select(t.members.c.record, t.members.c.entity))
    return dict(rows.all())


def compared_by(connection: Connection) -> dict[str, bytes]:
    """Return for each record key the digest of what it was last compared by."""
    rows = connection.execute(select(t.members.c.record, t.members.c.body_digest))
    return dict(rows.all())


def store(
    connection: Connection,
    entity_of: Mapping[str, str],
    redirects: Mapping[str, str],
    digests: Mapping[str, bytes],
) -> None:
    """Replace the partition; redirects add to the ones kept, so that an old id leads on."""
    connection.execute(delete(t.members))
    rows = [
        {"record": key, "entity": entity, "body_digest": digests[key]}
        for key, entity in entity_of.items()
    ]
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert(t.members), rows[start : start + _CHUNK])
    known = redirects_of(connection)
    live = set(entity_of.values())
    led = {old: new for old, new in {**known, **redirects}.items() if old not in live}
    connection.execute(delete(t.entities))
    if led:
        connection.execute(
            insert(t.entities), [{"id": old, "redirect": new} for old, new in led.items()]
        )


def redirects_of(connection: Connection) -> dict[str, str]:
    """Return the ids of entities that went into others."""
    rows = connection.execute(select(t.entities.c.id, t.entities.c.redirect))
    return {old: new for old, new in rows if new is not None}
