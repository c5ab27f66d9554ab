"""Group commit: what many threads write goes into few transactions, each durable once.

A commit waits for the disk, and no other may begin meanwhile. So one thread takes all that waits
and writes it in one transaction; then it tells everybody at once (DeWitt et al., SIGMOD 1984).
If a piece fails, that transaction is undone and each piece is written in one of its own: failures
are few, and a savepoint for every piece would cost PostgreSQL two more round trips each.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from itertools import chain
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from commonlist.errors import WorkspaceError

V_ = TypeVar("V_")
MOST = 200
"""Pieces in one transaction: beyond it others get their turn first."""
PAUSE = 0.0002
"""Seconds without another piece after which those taken are written, though not everybody who
was told last has handed in again: threads that are told together hand in together."""


class _Piece(Generic[V_]):
    """Something to be written, and where its result is waited for."""

    def __init__(self, work: Callable[[Connection], V_]) -> None:
        self._work = work
        self.future: Future[V_] = Future()
        self._result: V_
        self.error: Exception | None = None

    def do(self, connection: Connection) -> bool:
        """Write; return whether it went well."""
        self.error = None
        try:
            self._result = self._work(connection)
        except Exception as error:  # told to whoever waits for it
            self.error = error
        return self.error is None

    def tell(self, translated: Callable[[DBAPIError], Exception]) -> None:
        """Say how it ended, now that it is durable."""
        if self.error is None:
            self.future.set_result(self._result)
        elif isinstance(self.error, DBAPIError):
            self.future.set_exception(translated(self.error))
        else:
            self.future.set_exception(self.error)


class Committer:
    """The one thread of a process that writes what others hand it.

    ``transaction`` opens one and commits it at the end; ``translated`` makes an error of ours of
    one of the database.
    """

    def __init__(
        self,
        transaction: Callable[[], AbstractContextManager[Connection]],
        translated: Callable[[DBAPIError], Exception],
    ) -> None:
        self._transaction, self._translated = transaction, translated
        # not a SimpleQueue: in CPython 3.11 its get may sleep on after one that timed out
        self._waiting: Queue[_Piece[Any] | None] = Queue()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._closed = False
        self._expected = 1

    def submit(self, work: Callable[[Connection], V_]) -> "Future[V_]":
        """Hand in what is to be written; the future is done once it is durable."""
        piece = _Piece(work)
        with self._lock:
            if self._closed:
                raise WorkspaceError("the workspace was closed; nothing more can be written")
            if self._thread is None:
                self._thread = Thread(target=self._run, name="committer", daemon=True)
                self._thread.start()
            self._waiting.put(piece)
        return piece.future

    def close(self) -> None:
        """Write what waits, then end."""
        with self._lock:
            self._closed = True
            self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        last = False
        while not last:
            taken = [self._waiting.get()]
            with suppress(Empty):
                while len(taken) < MOST and taken[-1]:
                    wait = len(taken) < self._expected
                    taken.append(self._waiting.get(wait, timeout=PAUSE))
            last = taken[-1] is None
            self._write([piece for piece in taken if piece and _begins(piece)])

    def _write(self, pieces: Sequence[_Piece[Any]]) -> None:
        """Write pieces together, or each alone if one of them fails."""
        groups = [pieces] if pieces else []
        while groups:
            group = groups.pop(0)
            try:
                with suppress(_FailedError), self._transaction() as connection:
                    if not all(piece.do(connection) for piece in group):
                        raise _FailedError
            except Exception as error:  # nothing was kept: each one hears why
                for piece in chain(group, *groups):
                    piece.future.set_exception(error)
                return
            if len(group) > 1 and any(piece.error for piece in group):
                groups = [[piece] for piece in group]
            else:
                self._expected = len(group) + self._waiting.qsize()
                for piece in group:
                    piece.tell(self._translated)


class _FailedError(Exception):
    """A piece failed: the transaction is not to be kept."""


def _begins(piece: _Piece[Any]) -> bool:
    """Tell whether somebody still waits for a piece; from now on it cannot be cancelled."""
    return piece.future.set_running_or_notify_cancel()
