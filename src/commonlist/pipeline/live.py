"""A workspace that a server keeps open, with what was made of its present state."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from commonlist.ledger import LOCAL
from commonlist.pipeline.agreeing import Question, agree
from commonlist.pipeline.resolving import resolve
from commonlist.storage import Workspace, state

V_ = TypeVar("V_")
_KEPT = 64
"""Values that are remembered; the one used longest ago goes first."""
_PATIENCE = 1.0
"""Seconds that a request waits for what is made of new data, if there is an earlier value."""


Moment = tuple[int, date]
"""The data version and the day of which something was made."""


class Live:
    """Answers over the present state; each is made once for a data version and day, by one thread.

    ``now`` is the clock. Use it in a ``with`` block: it closes the workspace.
    """

    def __init__(
        self, workspace: Workspace, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.workspace = workspace
        self.now = now
        self._kept: OrderedDict[Hashable, tuple[Moment, Any]] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()
        self._settling = Lock()
        self._behind = ThreadPoolExecutor(1)
        self._coming: dict[Hashable, tuple[float, Future[Any]]] = {}

    def __enter__(self) -> "Live":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._behind.shutdown(cancel_futures=True)
        self.workspace.__exit__(kind, value, trace)

    def today(self) -> date:
        """Return the day in UTC."""
        return self.now().date()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the workspace throughout."""
        with self.workspace.reading() as connection:
            yield connection

    def of(self, key: Hashable, make: Callable[[Connection], V_]) -> V_:
        """Return what ``make`` makes of the present state, remembered under a key.

        The value must be whole when it is returned: its connection is closed then.
        """
        with self.reading() as connection:
            moment = self._moment(connection)
            known = self._known(key, moment)
            if known is not None:
                return cast("V_", known[1])
            with self._lock:
                making = self._making.setdefault(key, Lock())
            try:
                with making:
                    known = self._known(key, moment)
                    if known is None:
                        known = (moment, make(connection))
                        self._keep(key, known)
            finally:  # of what is not there too
                with self._lock:
                    self._making.pop(key, None)
            return cast("V_", known[1])

    def lately(self, key: Hashable, make: Callable[[Connection], V_]) -> V_:
        """Return as `of` does; what takes longer than `_PATIENCE` to make is made behind.

        Until it is there, whoever asks has the value that was made of the data before.
        """
        with self._lock:
            last = self._kept.get(key)
        if last is None:
            return self.of(key, make)
        with self.reading() as connection:
            moment = self._moment(connection)
        if last[0] >= moment:
            return cast("V_", last[1])
        try:
            return cast("V_", self._made_behind(key, make))
        except TimeoutError:
            return cast("V_", last[1])

    def has(self, key: Hashable, make: Callable[[Connection], Any]) -> bool:
        """Tell whether any value is remembered; if none is within `_PATIENCE`, it is on its way."""
        with self._lock:
            if key in self._kept:
                return True
        try:
            self._made_behind(key, make)
        except TimeoutError:
            return False
        return True

    def _made_behind(self, key: Hashable, make: Callable[[Connection], Any]) -> Any:
        """Return what is made by a thread of its own; TimeoutError after `_PATIENCE`."""
        with self._lock:
            begun, coming = self._coming.get(key, (0.0, None))
            if coming is None or coming.done():
                begun, coming = time.monotonic(), self._behind.submit(self.of, key, make)
                self._coming[key] = (begun, coming)
        return coming.result(max(0.0, begun + _PATIENCE - time.monotonic()))

    def at_hand(self, key: Hashable) -> Any:
        """Return what was made of the present state and remembered under a key, else None."""
        with self.reading() as connection:
            known = self._known(key, self._moment(connection))
        return known[1] if known else None

    def settle(self, who: str = LOCAL) -> None:
        """Make entities of what was put in since it was last done; one thread at a time."""
        with self._settling:
            resolve(self.workspace, who=who, now=self.now())

    def answer(self, question: Question) -> dict[str, Any]:
        """Return what a rule says, see `agreeing.agree`; the value is shared, not to be changed."""
        return self.of(("answer", question), lambda connection: agree(connection, question))

    def _moment(self, connection: Connection) -> Moment:
        return state.version(connection), self.today()

    def _known(self, key: Hashable, moment: Moment) -> tuple[Moment, Any] | None:
        """Return what is known of a moment, or of a later one that another thread saw."""
        with self._lock:
            known = self._kept.get(key)
            if known is None or known[0] < moment:
                return None
            self._kept.move_to_end(key)
            return known

    def _keep(self, key: Hashable, made: tuple[Moment, Any]) -> None:
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
