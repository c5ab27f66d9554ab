"""The keeper: one process beside the server's workers that does jobs and whatever falls due.

It holds a place that only one process of a workspace can have, so nothing is done twice; killed,
its place is free at once and the next one takes up what it left.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Event, Thread
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from commonlist.pipeline import jobs, screenings, watching
from commonlist.pipeline.figures import ages
from commonlist.pipeline.indexing import name_of
from commonlist.pipeline.jobs import Doing
from commonlist.pipeline.screening import resolved
from commonlist.pipeline.shelving import shelved
from commonlist.pipeline.watching import Sending
from commonlist.settings import Settings
from commonlist.storage import Workspace, place, state

_EVERY = 0.3
"""Seconds between two looks at what is to be done."""
_SELDOM = timedelta(minutes=10)
"""Between two looks at what is to be removed, and at the lists' ages."""
_SCHEDULED = "scheduled"
_AGAIN = 10.0
"""Seconds after which what failed is tried again."""
log = structlog.get_logger("commonlist.keeper")


def keep(
    workspace: Workspace, settings: Settings, now: Callable[[], datetime], leaving: Event
) -> None:
    """Keep a workspace until ``leaving`` is set; waits while another process does."""
    with place.held(workspace.folder, leaving) as holds:
        if not holds:
            return
        log.info("keeping")
        doing = Doing(workspace, settings, now, leaving)
        jobs.restart(workspace)
        beside = [
            Thread(target=_repeat, args=(doing, "jobs", _jobs), name="jobs"),
            Thread(target=_send, args=(doing,), name="webhooks"),
        ]
        for thread in beside:
            thread.start()
        try:
            _repeat(doing, "chores", _Chores(doing))
        finally:
            leaving.set()
            for thread in beside:
                thread.join()


def _repeat(doing: Doing, name: str, step: Callable[[Doing], bool]) -> None:
    """Take steps until it is time to leave; rest after one that had nothing to do."""
    while not doing.leaving.is_set():
        try:
            rest = 0.0 if step(doing) else _EVERY
        except Exception as error:  # the keeper goes on, whatever one step meets
            log.error("failed", step=name, error=type(error).__name__, exc_info=error)
            rest = _AGAIN
        doing.leaving.wait(rest)


def _jobs(doing: Doing) -> bool:
    return jobs.do_next(doing, _failed)


def _failed(job: Any, error: Exception) -> None:
    log.error("job failed", job=job.id, kind=job.kind, exc_info=error)


def _send(doing: Doing) -> None:
    """Send webhooks until it is time to leave, and what is under way then."""
    with Sending(doing.workspace, doing.settings, doing.now, _unsent) as sending:
        _repeat(doing, "webhooks", lambda _: sending.step())


def _unsent(event: Any, why: str) -> None:
    log.warning("webhook failed", event_id=event.id, of=event.of, tries=event.tries + 1, why=why)


class _Chores:
    """Whatever falls due, each in its time."""

    def __init__(self, doing: Doing) -> None:
        self._looked = doing.now() - _SELDOM
        self._watching = watching.Watching()
        self._stale: frozenset[str] = frozenset()
        self._prepared: tuple[int, date] | None = None  # of which state all is made

    def __call__(self, doing: Doing) -> bool:
        """Do what is due."""
        workspace, now = doing.workspace, doing.now()
        with workspace.reading() as connection:
            moment = state.version(connection), now.date()
        if moment != self._prepared:
            resolved(workspace, lambda count: _stay(doing))
            name_of(workspace, now, lambda count: _stay(doing))
            shelved(workspace, now)
            self._prepared = moment
        self._watching.look(workspace, now, _unanswered)
        schedule(doing, now)
        if now - self._looked >= _SELDOM:
            jobs.clean_up(workspace, doing.settings, now)
            screenings.expire(workspace, doing.settings, now)
            self._look_at_ages(doing, now)
            self._looked = now
        return False

    def _look_at_ages(self, doing: Doing, now: datetime) -> None:
        """Raise the alarm for each list that has become older than it may be."""
        with doing.workspace.reading() as connection:
            found = ages(connection, now.date())
        for age in found:
            if age.stale and age.source not in self._stale:
                log.warning("list is stale", source=age.source, days=age.days, limit=age.limit)
        self._stale = frozenset(age.source for age in found if age.stale)


def _unanswered(watch: str, error: Exception) -> None:
    log.warning("watch not answered", watch=watch, error=type(error).__name__)


def schedule(doing: Doing, now: datetime) -> None:
    """Ask for the fetches that are due: each source of the setting ``schedule`` in its hours."""
    every = doing.settings.schedule
    if not every:
        return
    with doing.workspace.reading() as connection:
        last = _last(connection)
    due = [
        source
        for source, hours in every.items()
        if source not in last or now - last[source] >= timedelta(hours=hours)
    ]
    for source in due:
        asked = jobs.FetchSources(sources=(source,))
        jobs.add(doing.workspace, asked, {}, jobs.SCHEDULE, doing.settings, now)
        with doing.workspace.recording() as connection:
            last = {**_last(connection), source: now}
            state.put(connection, _SCHEDULED, msgspec.json.encode(last))


def _last(connection: Connection) -> dict[str, datetime]:
    """Return when each source was last asked for by the schedule."""
    body = state.get(connection, _SCHEDULED)
    return msgspec.json.decode(body, type=dict[str, datetime]) if body else {}


class _LeavingError(Exception):
    """It is time to leave."""


def _stay(doing: Doing) -> None:
    """End a long step when it is time to leave."""
    if doing.leaving.is_set():
        raise _LeavingError
