"""The keeper's place: one process holds it, of all that have a workspace open."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

_FILE = "keeper.lock"
_EVERY = 0.5
"""Seconds between two tries."""


@contextmanager
def held(workspace: Path, leaving: Event) -> Iterator[bool]:
    """Wait for the place and hold it during the block; false if ``leaving`` was set before.

    The system gives it free when the process ends, however it ends (``flock(2)``).
    """
    with (workspace / _FILE).open("wb") as file:
        while not leaving.is_set():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                leaving.wait(_EVERY)
                continue
            yield True
            return
        yield False
