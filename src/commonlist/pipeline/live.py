"""A workspace that a server keeps open, with what was made of its present state."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
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


class Live:
    """Answers over the present state; each is made once for a data version, by one thread.

    ``now`` is the clock. Use it in a ``with`` block: it closes the workspace.
    """

    def __init__(
        self, workspace: Workspace, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.workspace = workspace
        self.now = now
        self._kept: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()
        self._settling = Lock()

    def __enter__(self) -> "Live":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
            version = state.version(connection)
            known = self._known(key, version)
            if known is not None:
                return cast("V_", known[1])
            with self._lock:
                making = self._making.setdefault(key, Lock())
            with making:
                known = self._known(key, version)
                if known is None:
                    known = (version, make(connection))
                    self._keep(key, known)
            return cast("V_", known[1])

    def made(self, key: Hashable) -> bool:
        """Tell whether something was remembered under a key, of whatever data version."""
        with self._lock:
            return key in self._kept

    def settle(self, who: str = LOCAL) -> None:
        """Make entities of what was put in since it was last done; one thread at a time."""
        with self._settling:
            resolve(self.workspace, who=who, now=self.now())

    def answer(self, question: Question) -> dict[str, Any]:
        """Return what a rule says, see `agreeing.agree`; the value is shared, not to be changed."""
        return self.of(("answer", question), lambda connection: agree(connection, question))

    def _known(self, key: Hashable, version: int) -> tuple[int, Any] | None:
        """Return what is known of a version, or of a later one that another thread saw."""
        with self._lock:
            known = self._kept.get(key)
            if known is None or known[0] < version:
                return None
            self._kept.move_to_end(key)
            return known

    def _keep(self, key: Hashable, made: tuple[int, Any]) -> None:
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            self._making.pop(key, None)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
