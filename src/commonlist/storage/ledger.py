"""The ledger's tables: entries are added in the transaction of what they record.

Every node of the tree is kept, so an append and a proof read O(log n) of it. The particulars of
an entry stand beside its leaf with their salt, and can be erased. What ends each transaction that
appended is a signed checkpoint (`seal`), of which the last is kept.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from commonlist.errors import FormatError, WorkspaceError
from commonlist.ledger import Act, Entry, Kept, tree
from commonlist.ledger.audit import Finding, Note, audit
from commonlist.ledger.checkpoints import (
    Checkpoint,
    PrivateKey,
    PublicKey,
    private_key,
    read_private_key,
    signed,
    unchecked,
)
from commonlist.ledger.entry import SALT_BYTES, commitment, leaf, particulars
from commonlist.storage import state
from commonlist.storage import tables as t

_HEAD = "ledger head"
_CHUNK = 500
_SIZE = select(func.max(t.ledger.c.number))
_NODE = select(t.nodes.c.hash).where(
    t.nodes.c.level == bindparam("at_level"), t.nodes.c.place == bindparam("at_place")
)


class _Head(msgspec.Struct, frozen=True):
    """What the last transaction left: its checkpoint as signed, and the peaks under its root.

    Peaks are the roots of the complete subtrees that the log consists of, largest first: all that
    an append needs of it. So what is signed always goes on from what was signed before.
    """

    note: str = ""
    peaks: tuple[bytes, ...] = ()

    def by_level(self) -> dict[int, bytes]:
        """Return the peaks by their levels.

        Raises:
            FormatError: they are not those of the checkpoint.
        """
        if not self.note and not self.peaks:
            return {}
        signed_to = unchecked(self.note)
        levels = [level for level, _ in tree.subtrees(0, signed_to.size)]
        made = dict(zip(levels, self.peaks, strict=False))
        fits = len(levels) == len(self.peaks)
        if not fits or tree.root(signed_to.size, lambda level, _: made[level]) != signed_to.root:
            raise FormatError("the peaks beside the checkpoint are not its own")
        return made


class _Open:
    """The ledger in a transaction that appends.

    Its rows are kept back until the end, so that many are written at once. ``data`` is the data
    version, which moves on at the end of a transaction, if at all.
    """

    def __init__(self, size: int, peaks: dict[int, bytes], data: int) -> None:
        self.size = self.signed = size
        self.peaks, self.data = peaks, data
        self.entries: list[dict[str, Any]] = []
        self.nodes: list[dict[str, Any]] = []

    def peak(self, level: int, place: int = 0) -> bytes:
        """Return the one peak of a level."""
        return self.peaks[level]

    def head(self, key: PrivateKey) -> _Head:
        """Sign."""
        made = Checkpoint(key.name, self.size, tree.root(self.size, self.peak))
        peaks = (self.peak(level) for level, _ in tree.subtrees(0, self.size))
        return _Head(signed(made, key), tuple(peaks))

    def write(self, connection: Connection) -> None:
        """Write what was kept back."""
        for table, rows in ((t.ledger, self.entries), (t.nodes, self.nodes)):
            if rows:
                connection.execute(insert(table), rows)
            rows.clear()


_opened: WeakKeyDictionary[Connection, _Open] = WeakKeyDictionary()


def append(connection: Connection, entry: Entry) -> int:
    """Add an entry; return its number, from 0. It is written at the end of the transaction.

    Raises:
        WorkspaceError: the head of the ledger is damaged.
    """
    log = _opened.get(connection)
    if log is None:
        log = _opened[connection] = _begun(connection)
    if not entry.data:
        entry = msgspec.structs.replace(entry, data=log.data)
    salt, what = secrets.token_bytes(SALT_BYTES), particulars(entry)
    body = leaf(entry, commitment(salt, what))
    number, made = log.size, tree.leaf_hash(body)
    row = {"number": number, "at": entry.at, "who": entry.who, "act": entry.act.value}
    log.entries.append({**row, "body": body, "salt": salt, "what": what})
    for level, place, node in [(0, number, made), *tree.grown(number, made, log.peak)]:
        log.nodes.append({"level": level, "place": place, "hash": node})
        log.peaks[level] = node
    log.size += 1
    return number


def _begun(connection: Connection) -> _Open:
    body, data = state.with_version(connection, _HEAD)
    try:
        head = _read(body)
        peaks = head.by_level()
    except FormatError as error:
        raise WorkspaceError(f"the ledger: {error}; commonlist ledger verify says more") from None
    size = unchecked(head.note).size if head.note else 0
    return _Open(size, peaks, data)


def size(connection: Connection) -> int:
    """Return the number of entries."""
    log = _opened.get(connection)
    if log is not None:
        return log.size
    last = connection.execute(_SIZE).scalar()
    return 0 if last is None else int(last) + 1


def _write(connection: Connection) -> None:
    log = _opened.get(connection)
    if log is not None:
        log.write(connection)


def nodes_of(connection: Connection) -> tree.Nodes:
    """Return what reads nodes, each once; those that are lacking raise `WorkspaceError`."""
    _write(connection)

    @cache
    def node(level: int, place: int) -> bytes:
        found = connection.execute(_NODE, {"at_level": level, "at_place": place}).scalar()
        if found is None:
            raise WorkspaceError("the ledger lacks a node; commonlist ledger verify says more")
        return bytes(found)

    return node


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
    _write(connection)
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


def erase(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """Erase the particulars of entries and their salts; return those of which there were any."""
    _write(connection)
    c = t.ledger.c
    there: list[int] = []
    for chunk in _chunks(numbers):
        query = select(c.number).where(c.number.in_(chunk), c.what.is_not(None))
        there += connection.execute(query.order_by(c.number)).scalars()
        gone = update(t.ledger).where(c.number.in_(chunk)).values(salt=None, what=None)
        connection.execute(gone)
    return there


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + _CHUNK] for at in range(0, len(numbers), _CHUNK))


# Checkpoints


def faults(
    connection: Connection, key: PublicKey | None, given: Sequence[Note] = ()
) -> Iterator[Finding]:
    """Yield what is wrong with the ledger, by itself and against checkpoints kept elsewhere."""
    _write(connection)
    kept = ""
    try:
        head = _head(connection)
        kept = head.note
        head.by_level()
    except FormatError as error:
        yield Finding(None, str(error))
    notes = [*([Note("the checkpoint kept here", kept, last=True)] if kept else []), *given]
    c = t.nodes.c

    def rows(level: int) -> Callable[[], Iterator[tuple[int, bytes]]]:
        query = select(c.place, c.hash).where(c.level == level).order_by(c.place)
        return lambda: (tuple(row) for row in connection.execute(query))

    levels = connection.execute(select(c.level).distinct().order_by(c.level)).scalars().all()
    nodes = {level: rows(level) for level in levels}
    yield from audit(entries(connection), nodes, notes, key)


def seal(connection: Connection, key: Callable[[], PrivateKey]) -> None:
    """Write what was appended in a transaction, and sign the head of the ledger."""
    log = _opened.get(connection)
    if log is None or log.signed == log.size:
        return
    log.write(connection)
    state.put(connection, _HEAD, msgspec.json.encode(log.head(key())))
    log.signed = log.size


def checkpoint(connection: Connection) -> str:
    """Return the last checkpoint as it was signed, "" if there is none.

    Raises:
        FormatError: it cannot be read.
    """
    return _head(connection).note


def _head(connection: Connection) -> _Head:
    return _read(state.get(connection, _HEAD))


def _read(body: bytes | None) -> _Head:
    if not body:
        return _Head()
    try:
        made = msgspec.json.decode(body, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        made = _Head()
    if msgspec.json.encode(made) != body:
        raise FormatError("the checkpoint kept here cannot be read")
    return made


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
