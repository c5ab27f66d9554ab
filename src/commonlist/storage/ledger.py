"""The ledger's tables: entries are added in the transaction of what they record.

Every node of the tree is kept, so an append and a proof read O(log n) of it. The particulars of
an entry stand beside its leaf with their salt, and can be erased. What ends each transaction that
appended is a signed checkpoint (`seal`), of which the last is kept.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from commonlist.errors import FormatError, WorkspaceError
from commonlist.ledger import Act, Entry, Kept, tree
from commonlist.ledger.checkpoints import (
    Checkpoint,
    PrivateKey,
    private_key,
    read_private_key,
    signed,
    unchecked,
)
from commonlist.ledger.entry import SALT_BYTES, commitment, leaf, particulars
from commonlist.storage import state
from commonlist.storage import tables as t

_CHECKPOINT = "ledger checkpoint"
_CHUNK = 500
_SIZE = select(func.max(t.ledger.c.number))
_NODE = select(t.nodes.c.hash).where(
    t.nodes.c.level == bindparam("at_level"), t.nodes.c.place == bindparam("at_place")
)


def append(connection: Connection, entry: Entry) -> int:
    """Add an entry; return its number, from 0."""
    number = size(connection)
    if not entry.data:
        entry = msgspec.structs.replace(entry, data=state.version(connection))
    salt, what = secrets.token_bytes(SALT_BYTES), particulars(entry)
    body = leaf(entry, commitment(salt, what))
    made = tree.leaf_hash(body)
    connection.execute(
        insert(t.ledger),
        {
            "number": number,
            "at": entry.at,
            "who": entry.who,
            "act": entry.act.value,
            "body": body,
            "salt": salt,
            "what": what,
        },
    )
    nodes = [(0, number, made), *tree.grown(number, made, nodes_of(connection))]
    connection.execute(
        insert(t.nodes),
        [{"level": level, "place": place, "hash": node} for level, place, node in nodes],
    )
    return number


def size(connection: Connection) -> int:
    """Return the number of entries."""
    last = connection.execute(_SIZE).scalar()
    return 0 if last is None else int(last) + 1


def nodes_of(connection: Connection) -> tree.Nodes:
    """Return what reads nodes, each once; those that are lacking raise `WorkspaceError`."""

    @cache
    def node(level: int, place: int) -> bytes:
        found = connection.execute(_NODE, {"at_level": level, "at_place": place}).scalar()
        if found is None:
            raise WorkspaceError(f"the ledger lacks a node of its tree; {_LOOK}")
        return bytes(found)

    return node


_LOOK = "commonlist ledger verify tells what was changed"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries to read: from number ``first`` to ``last``, of an act, a person, some days.

    Days are ISO (UTC), both included. What is not said does not count.
    """

    first: int = 0
    last: int | None = None
    act: Act | None = None
    who: str = ""
    since: str = ""
    until: str = ""


def entries(
    connection: Connection,
    chosen: Filter = Filter(),  # noqa: B008
    *,
    most: int | None = None,
    newest_first: bool = False,
) -> Iterator[Kept]:
    """Yield entries in order, ``most`` at most, as they stand: nothing is checked."""
    c = t.ledger.c
    wanted = [c.number >= chosen.first]
    wanted += [c.number <= chosen.last] if chosen.last is not None else []
    wanted += [c.act == chosen.act.value] if chosen.act else []
    wanted += [c.who == chosen.who] if chosen.who else []
    wanted += [c.at >= chosen.since] if chosen.since else []
    wanted += [c.at < chosen.until + "~"] if chosen.until else []
    rows = (
        select(t.ledger, t.nodes.c.hash)
        .outerjoin(t.nodes, (t.nodes.c.level == 0) & (t.nodes.c.place == c.number))
        .where(*wanted)
        .order_by(c.number.desc() if newest_first else c.number)
        .limit(most)
    )
    for row in connection.execute(rows):
        yield Kept(**row._mapping)


# Checkpoints


def seal(connection: Connection, key: Callable[[], PrivateKey]) -> None:
    """Sign the head of the ledger, if something was appended since it was last signed.

    Raises:
        WorkspaceError: what was signed before is not the beginning of what is there.
    """
    now, note = size(connection), checkpoint(connection)
    before = _read(note)
    signed_to = before.size if before else 0
    if signed_to == now:
        return
    nodes = nodes_of(connection)
    if before and (signed_to > now or tree.root(signed_to, nodes) != before.root):
        raise WorkspaceError(f"the ledger is not what its last checkpoint says; {_LOOK}")
    signer = key()
    made = signed(Checkpoint(signer.name, now, tree.root(now, nodes)), signer)
    state.put(connection, _CHECKPOINT, made.encode())


def checkpoint(connection: Connection) -> str:
    """Return the last checkpoint as it was signed, "" if there is none."""
    return (state.get(connection, _CHECKPOINT) or b"").decode("utf-8", "replace")


def _read(note: str) -> Checkpoint | None:
    try:
        return unchecked(note) if note else None
    except FormatError:
        raise WorkspaceError(f"the ledger's checkpoint is damaged; {_LOOK}") from None


def key_in(file: Path) -> PrivateKey:
    """Return the key that is kept in a file; at first use it is made (mode 0600).

    Raises:
        WorkspaceError: the file cannot be read or written.
        FormatError: it holds no key.
    """
    try:
        if not file.exists():
            new = file.with_name(f".new-{secrets.token_hex(8)}")
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as written:
                written.write(private_key(secrets.token_bytes(32)).written() + "\n")
                written.flush()
                os.fsync(written.fileno())
            _placed(new, file)
        return read_private_key(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{file}: the ledger's key cannot be had: {error}") from None
    except FormatError as error:
        raise FormatError(f"{file}: {error}") from None


def _placed(new: Path, file: Path) -> None:
    """Put a file in its place, unless another process was first."""
    try:
        file.hardlink_to(new)
    except FileExistsError:
        pass
    finally:
        new.unlink()
