"""Watches, and the events that tell of what they saw and where they were sent. Times are UTC."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from commonlist.storage import tables as t


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's wish to be told when an answer changes.

    ``about`` is what is asked, as JSON; ``seen`` the last answer, as JSON, "" before the first.
    ``url`` ("" for none) is told of changes, signed with ``secret``.
    """

    id: str
    who: str
    party: str
    made_at: str
    about: bytes
    url: str
    secret: str
    seen: bytes = b""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, for whoever watches or waits for it.

    ``of`` is the watch or job. It is sent to ``url`` when ``due_at`` has come ("": it is sent no
    more); ``sent_at`` is when it arrived, after so many ``tries``. ``id`` is 0 until stored.
    """

    id: int = 0
    kind: str
    of: str
    who: str
    party: str
    at: str
    body: bytes
    url: str = ""
    secret: str = ""
    due_at: str = ""
    tries: int = 0
    sent_at: str = ""


class Due(NamedTuple):
    """An event that is to be sent, by what tells when: whose it is, and where it goes."""

    id: int
    who: str
    party: str
    url: str


def add(connection: Connection, watch: Watch) -> None:
    """Store a watch."""
    connection.execute(insert(t.watches).values(**msgspec.structs.asdict(watch)))


def get(connection: Connection, watch_id: str) -> Watch | None:
    """Return a watch, None if there is none."""
    row = connection.execute(select(t.watches).where(t.watches.c.id == watch_id)).first()
    return None if row is None else Watch(**row._mapping)


def every(connection: Connection, party: str | None = None) -> tuple[Watch, ...]:
    """Return the watches, of one party or all, the oldest first."""
    c = t.watches.c
    query = select(t.watches).order_by(c.made_at, c.id)
    if party is not None:
        query = query.where(c.party == party)
    return tuple(Watch(**row._mapping) for row in connection.execute(query))


def count(connection: Connection, party: str, who: str) -> int:
    """Return how many watches somebody has."""
    c = t.watches.c
    mine = select(func.count()).select_from(t.watches).where(c.party == party, c.who == who)
    return int(connection.execute(mine).scalar() or 0)


def see(connection: Connection, watch_id: str, seen: bytes) -> None:
    """Store the last answer of a watch."""
    connection.execute(update(t.watches).where(t.watches.c.id == watch_id).values(seen=seen))


def remove(connection: Connection, watch_id: str) -> None:
    """Remove a watch; what was not sent yet is sent no more."""
    connection.execute(delete(t.watches).where(t.watches.c.id == watch_id))
    connection.execute(update(t.events).where(t.events.c.of == watch_id).values(due_at=""))


def erase(connection: Connection, watch_id: str) -> None:
    """Remove a watch with its events."""
    connection.execute(delete(t.watches).where(t.watches.c.id == watch_id))
    connection.execute(delete(t.events).where(t.events.c.of == watch_id))


def happen(connection: Connection, event: Event) -> None:
    """Store an event."""
    values = msgspec.structs.asdict(event)
    del values["id"]
    connection.execute(insert(t.events).values(**values))


def all_events(connection: Connection) -> Iterator[Event]:
    """Yield the events of everybody, in order."""
    for row in connection.execute(select(t.events).order_by(t.events.c.id)):
        yield Event(**row._mapping)


def events(
    connection: Connection, party: str, who: str | None, after: int, most: int
) -> tuple[Event, ...]:
    """Return events of a party, or of one of it, with a number over ``after``, in order."""
    c = t.events.c
    query = select(t.events).where(c.party == party, c.id > after)
    if who is not None:
        query = query.where(c.who == who)
    rows = connection.execute(query.order_by(c.id).limit(most))
    return tuple(Event(**row._mapping) for row in rows)


def event(connection: Connection, event_id: int) -> Event | None:
    """Return an event, None if there is none."""
    row = connection.execute(select(t.events).where(t.events.c.id == event_id)).first()
    return None if row is None else Event(**row._mapping)


def due(connection: Connection, now: str, besides: Iterable[int], of_each: int) -> tuple[Due, ...]:
    """Return events that are to be sent now, but for some: the first of each owner, the second.

    Of each there are ``of_each`` at most, in the order in which they are due.
    """
    c = t.events.c
    place = func.row_number().over(partition_by=(c.party, c.who), order_by=(c.due_at, c.id))
    waiting = (
        select(c.id, c.who, c.party, c.url, c.due_at, place.label("place"))
        .where(c.due_at != "", c.due_at <= now, c.id.not_in(list(besides)))
        .subquery()
        .c
    )
    query = (
        select(waiting.id, waiting.who, waiting.party, waiting.url)
        .where(waiting.place <= of_each)
        .order_by(waiting.place, waiting.due_at, waiting.id)
    )
    return tuple(Due(*row) for row in connection.execute(query))


def let_go(connection: Connection, party: str, who: str) -> None:
    """Store that nothing is sent to somebody any more of what was to be."""
    c = t.events.c
    theirs = update(t.events).where(c.due_at != "", c.party == party, c.who == who)
    connection.execute(theirs.values(due_at=""))


def tried(connection: Connection, event: Event) -> None:
    """Store how sending an event went, unless it was to be sent no more meanwhile."""
    c = t.events.c
    values = {"due_at": event.due_at, "tries": event.tries, "sent_at": event.sent_at}
    connection.execute(update(t.events).where(c.id == event.id, c.due_at != "").values(**values))


def unsent(connection: Connection) -> int:
    """Return how many events are still to be sent."""
    query = select(func.count()).select_from(t.events).where(t.events.c.due_at != "")
    return int(connection.execute(query).scalar() or 0)


def forget(connection: Connection, before: str) -> None:
    """Remove events from before a time, but for those that are still to be sent."""
    c = t.events.c
    connection.execute(delete(t.events).where(c.at < before, c.due_at == ""))
