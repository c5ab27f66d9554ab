"""Screening against a workspace: a name at once, or whatever a program hands over.

::

    with Screening("commonlist-workspace") as screening:
        for match in screening.search("Mohammed Ali", kind="person"):
            print(match.score, match.caption, match.parties, match.reasons)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection

from commonlist.agreement.presets import rule_of
from commonlist.errors import InputError, UnknownNameError
from commonlist.ledger import Act, Entry
from commonlist.matching import Index
from commonlist.pipeline.evidence import Asked
from commonlist.pipeline.indexing import indexed
from commonlist.pipeline.resolving import Progress, find_entity, loaded, outdated, resolve
from commonlist.pipeline.standing import TargetsOnDemand, captions
from commonlist.screening import Answer, Clearance, Match, Query, Screener, Terms, query
from commonlist.screening.clearances import entity_digest, latest, query_digest, state
from commonlist.screening.queries import sentences
from commonlist.screening.screener import Cleared
from commonlist.storage import Workspace, ledger, lists, partitions
from commonlist.storage import screening as stored
from commonlist.values.dates import stamp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 1000


def asked(terms: Terms) -> Asked:
    """Return terms as a question to the lists; of any topic, unless the rule has one."""
    return Asked(day=terms.day, topic=None)


def checked(connection: Connection, terms: Terms) -> Terms:
    """Return terms that make sense in a workspace.

    Raises:
        InputError: a threshold that is none.
        UnknownNameError: no such list, or no such rule.
    """
    if not 0 < terms.threshold <= 1:
        raise InputError(f"--threshold: {terms.threshold} is not above 0 and at most 1")
    rule_of(terms.rule)
    known = lists.sources(connection)
    for name in terms.lists:
        if name not in known:
            loaded = ", ".join(sorted(known)) or "none"
            raise UnknownNameError(f"no list {name!r} is loaded; there are {loaded}")
    return msgspec.structs.replace(terms, lists=tuple(sorted(set(terms.lists))))


def looked_at(connection: Connection, index: Index, terms: Terms) -> "NDArray[np.bool_] | None":
    """Return which records of the index are of an entity that the chosen lists name.

    What another list calls it finds it too. None: no lists were chosen, all are looked at.
    """
    if not terms.lists:
        return None
    import numpy as np

    keys = partitions.named_by(connection, terms.lists)
    return np.array([key in keys for key in index.keys], np.bool_)


class Screening:
    """A workspace opened for screening; use it in a ``with`` block.

    One that is not there is not made. Records that are not resolved yet are resolved first, and
    the index is built if it is not there. Answers are of the workspace as it was when this was
    opened.

    Raises:
        WorkspaceError: not a workspace, damaged, or in use.
        InputError: no list is loaded; see `checked`.
    """

    def __init__(
        self,
        workspace: str | Path,
        terms: Terms | None = None,
        *,
        database_url: str = "",
        ledger_key: str = "",
        now: datetime | None = None,
        progress: Progress = lambda count: None,
    ) -> None:
        self._now = now or datetime.now(UTC)
        self._folder, self._progress = Path(workspace), progress
        self._database_url, self._ledger_key = database_url, ledger_key
        self._terms = terms or Terms(day=self._now.date())
        self._closing = ExitStack()

    def __enter__(self) -> "Screening":
        with ExitStack() as opening:
            opened = Workspace(
                self._folder, self._now, self._database_url, self._ledger_key, make=False
            )
            workspace = self.workspace = opening.enter_context(opened)
            resolved(workspace, self._progress)
            found = indexed(workspace, self._now, self._progress)
            connection = opening.enter_context(workspace.reading())
            terms = checked(connection, self._terms)
            rule = rule_of(terms.rule)[0]
            targets = TargetsOnDemand(connection, found.index, asked(terms), rule)
            cleared = in_force(connection, terms.day).get("", {})
            rows = looked_at(connection, found.index, terms)
            self._screener = Screener(
                found.index, found.numbers, targets, terms, cleared, rows=rows
            )
            self._closing = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    def search(self, text: str, **details: Any) -> tuple[Match, ...]:
        """Return whom a name may be, best first; see `query` for the details that help."""
        return next(self.screen([query(text, **details)])).matches

    def screen(self, queries: Iterable[Query | str]) -> Iterator[Answer]:
        """Yield the answer to each query, in order; however many, they are taken in batches."""
        stream = (query(each) if isinstance(each, str) else each for each in queries)
        while batch := list(islice(stream, _BATCH)):
            yield from self._screener.screen(batch)


def resolved(workspace: Workspace, progress: Progress = lambda count: None) -> None:
    """Resolve what was put in since it was last done.

    Raises:
        InputError: nothing was put in.
    """
    loaded(workspace)
    with workspace.reading() as connection:
        due = outdated(connection)
    if due:
        resolve(workspace, progress)


# Cleared


@dataclass(frozen=True, slots=True)
class Shown:
    """A clearance, the entity's caption, and whether it holds: see `clearances.state`."""

    clearance: Clearance
    caption: str
    state: str


def clear(
    workspace: Workspace,
    customer: Query,
    entity: str,
    *,
    reason: str,
    author: str,
    now: datetime,
    party: str = "",
    expires: date | None = None,
) -> Clearance:
    """Store that a customer is not an entity (id, record, number or name), for a party.

    Raises:
        InputError: no reason, an expiry that is past, nothing said of the customer, or something
            that cannot be read.
        UnknownNameError: no such entity, or several.
    """
    if not reason.strip():
        raise InputError("a clearance needs a reason: --reason '...'")
    if not customer.text and not customer.numbers:
        raise InputError("say which customer: the name as it stands in the file")
    for said in sentences(customer):
        raise InputError(f"{said}; correct it, here and in the customer's row")
    if expires is not None and expires <= now.date():
        raise InputError(f"--expires: {expires} is not after today")
    with workspace.reading() as connection:
        found = find_entity(connection, entity)
        grounds = stored.grounds_of(connection, [found])[found]
    made = Clearance(
        query=customer.text,
        query_digest=query_digest(customer),
        entity=found,
        entity_digest=entity_digest(grounds),
        reason=reason.strip(),
        author=author,
        made_at=stamp(now),
        party=party,
        expires=expires.isoformat() if expires else "",
    )
    return _stored(workspace, made)


def unclear(
    workspace: Workspace, number: int, *, reason: str, author: str, now: datetime, party: str = ""
) -> Clearance:
    """Take a party's clearance back: the hit is shown again. Both words stay.

    Raises:
        InputError: the party has none of that number in being.
    """
    with workspace.reading() as connection:
        every = latest(stored.clearances(connection))
    old = next((made for made in every if made.id == number and made.party == party), None)
    if old is None:
        raise InputError(f"no clearance {number} in being; commonlist clear list shows them")
    made = Clearance(
        **{name: getattr(old, name) for name in _KEPT},
        reason=reason.strip() or "taken back",
        author=author,
        made_at=stamp(now),
        cleared=False,
    )
    return _stored(workspace, made)


_KEPT = ("query", "query_digest", "entity", "entity_digest", "party")


def _stored(workspace: Workspace, made: Clearance) -> Clearance:
    with workspace.writing() as connection:
        made = msgspec.structs.replace(made, id=stored.add_clearance(connection, made))
        ledger.append(connection, _entry(made))
    return made


def _entry(made: Clearance) -> Entry:
    """What the ledger keeps; the reason may tell of a person, so it is of the particulars."""
    what = {name: getattr(made, name) for name in made.__struct_fields__ if name not in _SAID}
    return Entry(at=made.made_at, who=made.author, act=Act.CLEARANCE, what=what)


_SAID = ("author", "made_at")


def shown(
    connection: Connection, day: date, party: str = "", *, every: bool = False
) -> tuple[Shown, ...]:
    """Return a party's clearances that hold on a day; with ``every`` all its words ever said."""
    made = [said for said in stored.clearances(connection) if said.party == party]
    states = {c.id: state(c, day, now) for c, now in _with_entities(connection, latest(made))}
    called = captions(connection, Asked(day=day, topic=None), {c.entity for c in made})
    rows = (Shown(c, called.get(c.entity, ""), states.get(c.id, "ended")) for c in made)
    return tuple(row for row in rows if every or row.state == "holds")


def in_force(connection: Connection, day: date) -> Mapping[str, Cleared]:
    """Return what each party has cleared on a day, by the digest of the query and the entity."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for made, now in _with_entities(connection, latest(stored.clearances(connection))):
        if state(made, day, now) == "holds":
            of_party = found.setdefault(made.party, {})
            of_party.setdefault(made.query_digest, {})[made.entity] = made.said()
    return found


def _with_entities(
    connection: Connection, made: Sequence[Clearance]
) -> Iterator[tuple[Clearance, str | None]]:
    """Yield each clearance with its entity's digest as it is now, None if there is none."""
    grounds = stored.grounds_of(connection, sorted({c.entity for c in made}))
    digests = {entity: entity_digest(each) for entity, each in grounds.items()}
    yield from ((c, digests.get(c.entity)) for c in made)
