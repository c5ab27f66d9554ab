"""Small facts about the workspace, and the counter by which a later step sees that it is due."""

from sqlalchemy import Connection, delete, insert, select

from commonlist.storage import tables as t

_REVISION = "revision"


def get(connection: Connection, key: str) -> bytes | None:
    """Return a fact."""
    return connection.execute(select(t.state.c.value).where(t.state.c.key == key)).scalar()


def put(connection: Connection, key: str, value: bytes) -> None:
    """Store a fact."""
    connection.execute(delete(t.state).where(t.state.c.key == key))
    connection.execute(insert(t.state).values(key=key, value=value))


def revision(connection: Connection) -> int:
    """Return the number of changes to what resolution rests on."""
    return int(get(connection, _REVISION) or b"0")


def bump(connection: Connection) -> None:
    """Count a change to what resolution rests on."""
    put(connection, _REVISION, str(revision(connection) + 1).encode())
