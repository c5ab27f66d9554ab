"""The index of all records, put together of one part for each list, and kept as files.

A part is made again only when something that its list's records are compared by has changed.
"""

import hashlib
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from commonlist.matching import MODEL, Index, describe, profile, together
from commonlist.pipeline.compared import grounds, newest
from commonlist.records import Record
from commonlist.screening import numbers
from commonlist.storage import Workspace, indexes, state
from commonlist.storage.indexes import Indexes, Mapped

_STATE = "index"
_CHUNK = 2_000
"""Records that are taken apart at a time; fewer than two chunks need no processes."""
Arrays = Mapping[str, Any]


@dataclass(frozen=True)
class Indexed:
    """An index with the identifiers of its records, where it is kept and by which digest."""

    path: Path
    mapped: Mapped

    @cached_property
    def index(self) -> Index:
        """The names."""
        return Index.of(self.mapped.arrays)

    @cached_property
    def numbers(self) -> numbers.Numbers:
        """The identifiers."""
        return numbers.Numbers(self.mapped.arrays)

    @property
    def digest(self) -> str:
        """SHA-256 of all that screening looks at."""
        return self.mapped.digest


def folder(workspace: Workspace) -> Indexes:
    """Return where a workspace keeps its index files."""
    return Indexes(workspace.folder / "index")


def indexed(
    workspace: Workspace,
    now: datetime,
    progress: Any = lambda count: None,
) -> Indexed:
    """Return the index of the newest versions of all records; built if it is not there."""
    return _opened(folder(workspace), name_of(workspace, now, progress))


def name_of(workspace: Workspace, now: datetime, progress: Any = lambda count: None) -> str:
    """Return the name under which that index stands in `folder`; built if it is not there."""
    files = folder(workspace)
    with workspace.reading() as connection:
        name, due = _known(connection, files), _due(connection)
        if name:
            return name
        name = built(connection, files, progress)
    files.sweep(now)
    with workspace.recording() as connection:
        state.put(connection, _STATE, f"{due} {name}".encode())
    return name


def opened(connection: Connection, files: Indexes, progress: Any) -> Indexed:
    """Return the index of what a connection sees; built if it is not there."""
    return _opened(files, _known(connection, files) or built(connection, files, progress))


def _known(connection: Connection, files: Indexes) -> str:
    """Return the index of the present state if it is noted and there; else ""."""
    due, _, name = (state.get(connection, _STATE) or b"").decode().rpartition(" ")
    return name if due == _due(connection) and files.get(name) is not None else ""


def _due(connection: Connection) -> str:
    return f"{MODEL} {state.revision(connection)}"


def _opened(files: Indexes, name: str) -> Indexed:
    return Indexed(files.path(name), indexes.read(files.path(name)))


def built(connection: Connection, files: Indexes, progress: Any) -> str:
    """Build the index of what a connection sees, if it is not there; return its name."""
    by_key = sorted(grounds(connection).items(), key=lambda item: _list_of(item[0]))
    by_list = {name: list(some) for name, some in groupby(by_key, lambda i: _list_of(i[0])[0])}
    parts = {name: _name(f"part-{name}", some) for name, some in by_list.items()}
    whole = _name("names", by_key)
    if files.get(whole) is None:
        found = [
            _kept_part(connection, files, part, [key for key, _ in by_list[name]], progress)
            for name, part in parts.items()
        ]
        files.put(whole, _whole(found))
    return whole


def _kept_part(
    connection: Connection, files: Indexes, name: str, keys: Sequence[str], progress: Any
) -> Arrays:
    known = files.get(name)
    if known is not None:
        return known.arrays
    records = newest(connection, set(keys))
    made = _part([records[key] for key in keys], progress)
    files.put(name, made)
    return made


def _list_of(key: str) -> tuple[str, str]:
    source, _, entry = key.partition(":")
    return source, entry


def _name(prefix: str, some: Iterable[tuple[str, bytes]]) -> str:
    """Name by the model and by what each record is compared by."""
    digest = hashlib.sha256(MODEL.encode())
    for key, ground in some:
        digest.update(f"{key}\0{ground.hex()}\n".encode())
    return f"{prefix}-{digest.hexdigest()[:24]}"


def _whole(parts: Sequence[Arrays]) -> Arrays:
    index = Index.join(parts or [describe([])])
    sizes = [len(part["kind"]) for part in parts]
    return {**index.arrays, **numbers.joined(parts, sizes)}


def _part(records: Sequence[Record], progress: Any) -> Arrays:
    """Describe the records of a list."""
    held = ((at, number) for at, record in enumerate(records) for number in numbers.held(record))
    pieces = list(described(records, progress))
    joined = together(pieces or [describe([])])
    return {**joined, **numbers.arrays(held)}


def described(records: Iterable[Record], progress: Any = lambda count: None) -> Iterator[Arrays]:
    """Describe some records at a time, in order, by as many processes as there are processors.

    ``progress`` is told how many are done. Few records wait at a time, however many there are.
    """
    stream = iter(records)
    chunks = iter(lambda: list(islice(stream, _CHUNK)), [])
    first = list(islice(chunks, 2))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    # forked, so that a caller's script is not run again by each process
    forking = "fork" in multiprocessing.get_all_start_methods()
    every = chain(first, chunks)
    serially = len(first) < 2 or cores < 2 or not forking
    pieces = map(_piece, every) if serially else _side_by_side(every, cores)
    done = 0
    for piece in pieces:
        done += len(piece["kind"])
        progress(done)
        yield piece


def _piece(records: Iterable[Record]) -> Arrays:
    return describe([profile(record) for record in records])


def _side_by_side(chunks: Iterable[list[Record]], cores: int) -> Iterator[Arrays]:
    waiting: deque[Future[Arrays]] = deque()
    pool = ProcessPoolExecutor(cores, multiprocessing.get_context("fork"))
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_decoded, msgspec.json.encode(chunk)))
            if len(waiting) > 2 * cores:
                yield waiting.popleft().result()
        yield from (piece.result() for piece in waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _decoded(chunk: bytes) -> Arrays:
    return _piece(msgspec.json.decode(chunk, type=list[Record]))
