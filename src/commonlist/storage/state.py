"""Small facts about the workspace, and the counter by which a later step sees that it is due."""

from sqlalchemy import Connection, bindparam, insert, select, update

from commonlist.storage import tables as t

_GET = select(t.state.c.value).where(t.state.c.key == bindparam("of"))
_SEVERAL = select(t.state).where(t.state.c.key.in_(bindparam("of", expanding=True)))
_PUT = update(t.state).where(t.state.c.key == bindparam("of")).values(value=bindparam("new"))

_REVISION = "revision"
_VERSION = "version"


def get(connection: Connection, key: str) -> bytes | None:
    """Return a fact."""
    return connection.execute(_GET, {"of": key}).scalar()


def with_version(connection: Connection, key: str) -> tuple[bytes | None, int]:
    """Return a fact and the data version, in one round trip."""
    found = connection.execute(_SEVERAL, {"of": [key, _VERSION]})
    held: dict[str, bytes] = {row.key: row.value for row in found}
    return held.get(key), int(held.get(_VERSION) or b"0")


def put(connection: Connection, key: str, value: bytes) -> None:
    """Store a fact."""
    if connection.execute(_PUT, {"of": key, "new": value}).rowcount == 0:
        connection.execute(insert(t.state), {"key": key, "value": value})


def revision(connection: Connection) -> int:
    """Return the number of changes to what resolution rests on."""
    return int(get(connection, _REVISION) or b"0")


def bump(connection: Connection) -> None:
    """Count a change to what resolution rests on."""
    put(connection, _REVISION, str(revision(connection) + 1).encode())


def version(connection: Connection) -> int:
    """Return the number of changes to what answers rest on: the data version."""
    return int(get(connection, _VERSION) or b"0")


def advance(connection: Connection) -> None:
    """Count a change to what answers rest on."""
    put(connection, _VERSION, str(version(connection) + 1).encode())
