"""Figures on the running of a workspace: how old its lists are, what waits to be done."""

from collections import Counter
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from commonlist.pipeline.resolving import outdated
from commonlist.storage import jobs, lists, state, watches


class ListAge(msgspec.Struct, frozen=True, kw_only=True):
    """How old the last copy of a list is, and how old it may be, in days."""

    source: str
    days: int
    limit: int

    @property
    def stale(self) -> bool:
        """Tell whether it is older than it may be."""
        return self.days > self.limit


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is so now: the data version, the lists' ages, jobs by state, events to be sent."""

    version: int
    unresolved: bool
    ages: tuple[ListAge, ...]
    jobs: dict[str, int]
    unsent: int


def figures(connection: Connection, now: datetime) -> Figures:
    """Return the figures of a moment."""
    counted = Counter(job.state.value for job in jobs.find(connection))
    return Figures(
        version=state.version(connection),
        unresolved=outdated(connection),
        ages=ages(connection, now.date()),
        jobs={each.value: counted[each.value] for each in jobs.State},
        unsent=watches.unsent(connection),
    )


def ages(connection: Connection, today: date) -> tuple[ListAge, ...]:
    """Return how old the last copy of each list is."""
    found = {}
    for copy in lists.snapshots(connection):
        if not copy.translation:
            found[copy.source] = copy.day
    limits = {name: source.stale_after for name, (source, _) in lists.sources(connection).items()}
    return tuple(
        ListAge(source=name, days=(today - date.fromisoformat(day)).days, limit=limits[name])
        for name, day in sorted(found.items())
    )
