"""The keeper: one process beside the server's workers that does jobs and whatever falls due.

It holds a place that only one process of a workspace can have, so nothing is done twice; killed,
its place is free at once and the next one takes up what it left.
"""

from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import Any

import structlog

from commonlist.pipeline import jobs
from commonlist.pipeline.indexing import name_of
from commonlist.pipeline.jobs import Doing
from commonlist.pipeline.screening import resolved
from commonlist.pipeline.shelving import shelved
from commonlist.settings import Settings
from commonlist.storage import Workspace, place

_EVERY = 0.3
"""Seconds between two looks at what is to be done."""
_SELDOM = 600
"""Seconds between two looks at what is to be removed."""
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
        worker = Thread(target=_repeat, args=(doing, "jobs", _jobs), name="jobs")
        worker.start()
        try:
            _repeat(doing, "chores", _Chores(doing))
        finally:
            leaving.set()
            worker.join()


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


class _Chores:
    """Whatever falls due, each in its time."""

    def __init__(self, doing: Doing) -> None:
        self._swept = doing.now().timestamp() - _SELDOM

    def __call__(self, doing: Doing) -> bool:
        """Do what is due."""
        workspace, now = doing.workspace, doing.now()
        resolved(workspace, lambda count: _stay(doing))
        name_of(workspace, now, lambda count: _stay(doing))
        shelved(workspace, now)
        if now.timestamp() - self._swept >= _SELDOM:
            jobs.clean_up(workspace, doing.settings, now)
            self._swept = now.timestamp()
        return False


class _LeavingError(Exception):
    """It is time to leave."""


def _stay(doing: Doing) -> None:
    """End a long step when it is time to leave."""
    if doing.leaving.is_set():
        raise _LeavingError
