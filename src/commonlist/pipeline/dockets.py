"""Dockets put into a workspace, and the records of their lines."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from commonlist import __version__
from commonlist.agreement.voices import Stance
from commonlist.errors import FormatError, UnknownNameError, WorkspaceError
from commonlist.ledger import LOCAL, Act, Entry
from commonlist.sources.reading import Input
from commonlist.storage import Workspace, ledger, lists, opinions
from commonlist.storage.lists import Snapshot
from commonlist.talks import dockets
from commonlist.values.dates import stamp


def put_docket(
    workspace: Workspace,
    name: str,
    given: Input,
    now: datetime,
    said: Input | None = None,
    *,
    who: str = LOCAL,
) -> tuple[int, int]:
    """Store a docket under a name (replacing one of that name), with what parties said of it.

    Return how many lines it has and how many stances were new.

    Raises:
        FormatError: with the line; nothing is stored.
    """
    rows = list(dockets.lines(name, given))
    if not rows:
        raise FormatError(f"{given.name}: no name; put one a line under the column 'name'")
    named = lines_of({name: tuple((line, record.key) for line, record in rows)}, name)
    stances = list(dockets.stances(said, named)) if said else []
    with (
        given.open() as stream,
        workspace.archive.staged(stream) as staged,
        workspace.writing() as connection,
    ):
        digest = hashlib.sha256(f"{name}\n{staged.digest}".encode()).hexdigest()
        placed = tuple((line, record.key) for line, record in rows)
        lists.put_source(connection, dockets.SOURCE, "docket")
        is_new = lists.find_snapshot(connection, dockets.SOURCE.name, digest) is None
        if is_new:
            snapshot = Snapshot(
                source=dockets.SOURCE.name,
                digest=digest,
                day=now.date().isoformat(),
                scope="part",
                held_at=stamp(now),
                reader=__version__,
                counts={"records": len(rows)},
            )
            made = (record for _, record in rows)
            lists.add_snapshot(connection, snapshot, [(given.name, staged.digest)], made)
        if is_new or opinions.dockets(connection).get(name) != placed:
            opinions.put_docket(connection, name, placed)
            what: dict[str, object] = {
                "docket": name,
                "digest": staged.digest,
                "lines": list(named),
            }
            ledger.append(connection, _entry(Act.DOCKET, now, who, given, what))
        new = _added(connection, name, stances, now, who, said) if said else 0
        staged.keep()
    return len(named), new


def put_stances(
    workspace: Workspace, docket: str, given: Input, now: datetime, *, who: str = LOCAL
) -> int:
    """Store stances on the lines of a docket; return how many were new.

    Raises:
        UnknownNameError: no such docket.
        FormatError: with the line; nothing is stored.
    """
    with workspace.reading() as connection:
        lines = lines_of(opinions.dockets(connection), docket)
    stances = list(dockets.stances(given, lines))
    with workspace.writing() as connection:
        return _added(connection, docket, stances, now, who, given)


def _added(
    connection: Connection,
    docket: str,
    stances: Sequence[tuple[str, Stance]],
    now: datetime,
    who: str,
    given: Input,
) -> int:
    """Store stances; return how many were new."""
    new = opinions.add_stances(connection, stances)
    if new:
        parties = sorted({stance.party for _, stance in stances})
        what: dict[str, object] = {"docket": docket, "new": new, "parties": parties}
        ledger.append(connection, _entry(Act.STANCE, now, who, given, what))
    return new


def _entry(act: Act, now: datetime, who: str, given: Input, what: dict[str, object]) -> Entry:
    at = stamp(now)
    return Entry(at=at, who=who, act=act, basis=f"file {given.name}", what=what)


def entities_of(
    dockets: dict[str, tuple[tuple[str, str], ...]], name: str, members: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the entities of each line of a docket, in order.

    Raises:
        UnknownNameError: there is none of that name.
        WorkspaceError: its names are not yet made into entities.
    """
    lines = lines_of(dockets, name)
    if any(key not in members for keys in lines.values() for key in keys):
        raise WorkspaceError(
            f"docket {name!r}: its names are not yet made into entities; try again in a moment"
        )
    return {line: tuple(dict.fromkeys(members[k] for k in keys)) for line, keys in lines.items()}


def lines_of(
    dockets: dict[str, tuple[tuple[str, str], ...]], name: str
) -> dict[str, tuple[str, ...]]:
    """Return the record keys of each line of a docket, in order.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name not in dockets:
        there = ", ".join(dockets) or "none yet: commonlist docket add NAME FILE"
        raise UnknownNameError(f"no docket {name!r}; there are: {there}")
    found: dict[str, list[str]] = {}
    for line, key in dockets[name]:
        found.setdefault(line, []).append(key)
    return {line: tuple(keys) for line, keys in found.items()}
