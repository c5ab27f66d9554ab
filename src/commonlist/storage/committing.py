"""Group commit: what many threads write goes into few transactions, each durable once.

A commit waits for the disk, and no other may begin meanwhile. So one thread takes all that waits
and writes it in one transaction, each piece behind a savepoint of its own; then it tells
everybody at once (DeWitt et al., SIGMOD 1984).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from commonlist.errors import WorkspaceError
from commonlist.storage import ledger

V_ = TypeVar("V_")
MOST = 200
"""Pieces in one transaction: beyond it others get their turn first."""
PAUSE = 0.0002
"""Seconds without another piece after which those taken are written: threads that were told
together hand in together."""


class _Piece(Generic[V_]):
    """Something to be written, and where its result is waited for."""

    def __init__(self, work: Callable[[Connection], V_]) -> None:
        self.work = work
        self.future: Future[V_] = Future()
        self._result: V_
        self._error: BaseException | None = None

    def do(self, connection: Connection) -> None:
        """Write, or leave no trace."""
        connection.exec_driver_sql("SAVEPOINT piece")
        before = ledger.mark(connection)
        try:
            self._result = self.work(connection)
        except Exception as error:  # told to whoever waits for it
            self._error = error
            ledger.rewind(connection, before)
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT piece")
        connection.exec_driver_sql("RELEASE SAVEPOINT piece")

    def tell(self, translated: Callable[[DBAPIError], Exception]) -> None:
        """Say how it ended, now that it is durable."""
        if self._error is None:
            self.future.set_result(self._result)
        elif isinstance(self._error, DBAPIError):
            self.future.set_exception(translated(self._error))
        else:
            self.future.set_exception(self._error)


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
                    taken.append(self._waiting.get(timeout=PAUSE))
            last = taken[-1] is None
            self._write([piece for piece in taken if piece and _begins(piece)])

    def _write(self, pieces: Sequence[_Piece[Any]]) -> None:
        if not pieces:
            return
        try:
            with self._transaction() as connection:
                for piece in pieces:
                    piece.do(connection)
        except Exception as error:  # nothing was kept: each one hears why
            for piece in pieces:
                piece.future.set_exception(error)
        else:
            for piece in pieces:
                piece.tell(self._translated)


def _begins(piece: _Piece[Any]) -> bool:
    """Tell whether somebody still waits for a piece; from now on it cannot be cancelled."""
    return piece.future.set_running_or_notify_cancel()
