"""From records to entities: compare what changed, join, mint ids."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from commonlist.errors import InputError, UnknownNameError
from commonlist.ledger import LOCAL, Act, Entry
from commonlist.matching import (
    MODEL,
    REVIEW,
    Comparison,
    Index,
    Profile,
    candidates,
    compare,
    comparisons,
    logit_of,
    profile,
)
from commonlist.pipeline import indexing
from commonlist.pipeline.compared import grounds, newest
from commonlist.records import Record
from commonlist.resolution import (
    BUNDLED,
    Judgement,
    Move,
    Partition,
    Verdict,
    assign,
    blocking,
    by_caption,
    explain,
    in_force,
    left_open,
    moves,
    partition,
)
from commonlist.storage import Workspace, ledger, lists, opinions, partitions, state
from commonlist.storage.indexes import Indexes
from commonlist.talks import dockets
from commonlist.values.dates import stamp

_DONE = "resolved"
_NAMED = "named"
_OPEN = "open names"
NAMES = dockets.SOURCE.name
"""The source of bare names, which mean whom a list prints under exactly that name."""
Progress = Callable[[int], None]


def resolve(
    workspace: Workspace,
    progress: Progress = lambda count: None,
    *,
    again: bool = False,
    who: str = LOCAL,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Group all records into entities; what has not changed is not compared again.

    ``again`` compares everything anew. ``who`` asked for it, ``now`` (else by the clock).
    """
    started = time.monotonic()
    with workspace.reading() as connection:
        done = state.get(connection, _DONE)
        if done == _due(connection) and not again:
            return _figures(connection, started, 0)
    with workspace.writing() as connection:
        due = _due(connection)
        fresh = again or done is None or done.split(b" ")[0] != MODEL.encode()
        made = _resolve(connection, indexing.folder(workspace), progress, fresh=fresh)
        state.put(connection, _DONE, due)
        figures = _figures(connection, started, made.compared)
        if made.moved:
            kept = {name: figures[name] for name in ("records", "entities", "compared")}
            entry = Entry(
                at=stamp(now or datetime.now(UTC)),
                who=who,
                act=Act.RESOLVE,
                basis=f"model {MODEL}",
                what={**kept, "moved": made.moved},
            )
            ledger.append(connection, entry)
        return figures


def open_names(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the names put on the table that may mean other entities, with a record of each."""
    body = state.get(connection, _OPEN)
    return msgspec.json.decode(body, type=dict[str, tuple[str, ...]]) if body else {}


def loaded(workspace: Workspace) -> None:
    """Refuse to answer from a workspace into which nothing was put yet.

    Raises:
        InputError: nothing was.
    """
    with workspace.reading() as connection:
        if not lists.sources(connection):
            raise InputError(
                f"no list is loaded in {workspace.folder}: put one in with commonlist ingest"
            )


def outdated(connection: Connection) -> bool:
    """Tell whether something was put in since entities were made."""
    return state.get(connection, _DONE) != _due(connection)


def _due(connection: Connection) -> bytes:
    return f"{MODEL} {state.revision(connection)}".encode()


class _Resolved(NamedTuple):
    """Pairs compared, and records that came, went or are of another entity than before."""

    compared: int
    moved: int


def _resolve(
    connection: Connection, files: Indexes, progress: Progress, *, fresh: bool
) -> _Resolved:
    by = grounds(connection)
    old = {} if fresh else partitions.compared_by(connection)
    changed = {key for key, digest in by.items() if old.get(key) != digest}
    gone = old.keys() - by.keys()
    index = indexing.opened(connection, files, progress).index
    made = _compared(index, None if fresh else changed, progress)
    partitions.replace_comparisons(connection, None if fresh else changed | gone, made)
    kept = made if fresh else list(partitions.comparisons(connection))
    records = newest(connection, None)
    profiles = {key: profile(record) for key, record in records.items()}
    judgements = opinions.judgements(connection)
    relations = opinions.relations_of(connection)
    found = partition(profiles, kept, judgements, relations, bare=NAMES)
    named = list(by_caption(profiles, found.groups, NAMES))
    if named:
        found = partition(profiles, [*kept, *named], judgements, relations, bare=NAMES)
    state.put(connection, _NAMED, msgspec.json.encode(named))
    still = left_open(records, found.groups, judgements, NAMES)
    state.put(connection, _OPEN, msgspec.json.encode(still))
    entity_of, redirects = assign(found.groups, partitions.members(connection))
    moved = partitions.store(connection, entity_of, redirects, by)
    partitions.store_suggestions(connection, (*found.suggestions, *found.doubts))
    return _Resolved(len(made), moved)


def _compared(index: Index, changed: Set[str] | None, progress: Progress) -> list[Comparison]:
    """Compare the records that may be one, of which one has changed (None: all), with reasons."""
    rows = None
    if changed is not None:
        import numpy as np

        rows = np.array([row for row, key in enumerate(index.keys) if key in changed], np.int32)
    found = [(pair.left, pair.right) for pair in candidates(index, logit_of(REVIEW), rows)]
    made = []
    for comparison in comparisons(index, index, found):
        made.append(comparison)
        if len(made) % 1000 == 0:
            progress(len(made))
    return made


def _figures(connection: Connection, started: float, compared: int) -> dict[str, Any]:
    members = partitions.members(connection)
    suggestions = partitions.suggestions(connection)
    return {
        "model": MODEL,
        "records": len(members),
        "entities": len(set(members.values())),
        "compared": compared,
        "suggestions": sum(not found.joined for found in suggestions),
        "doubts": sum(found.joined for found in suggestions),
        "seconds": round(time.monotonic() - started, 3),
    }


class Judged(msgspec.Struct, frozen=True):
    """A judgement as stored, whether it counts, and what it does.

    It does not count while it waits for a second reader. ``blocked_by`` is the judgement because
    of which two records that are judged the same, now or earlier, are apart all the same.
    """

    judgement: Judgement
    counts: bool
    moved: tuple[Move, ...]
    blocked_by: Judgement | None

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, the judgement's own beside what it does."""
        rest = {name: getattr(self, name) for name in ("counts", "moved", "blocked_by")}
        return {**msgspec.to_builtins(self.judgement), **msgspec.to_builtins(rest)}


def judge(
    workspace: Workspace,
    left: str,
    right: str,
    verdict: Verdict,
    reason: str,
    author: str,
    now: datetime,
    *,
    second: bool = False,
) -> Judged:
    """Store a judgement on two records; ``UNSURE`` takes an earlier one back.

    With ``second`` it counts only when another author says the same.

    Raises:
        UnknownNameError: no such record.
        InputError: one record with itself, or no reason.
    """
    if not reason.strip():
        raise InputError("a judgement needs a reason: --reason '...'")
    with workspace.writing() as connection:
        for key in (left, right):
            _known_record(connection, key)
        if left == right:
            raise InputError(f"a judgement is about two records, not {left} alone")
        grounds = Grounds(connection)
        made = Judgement(
            left=left,
            right=right,
            verdict=verdict,
            author=author,
            reason=reason,
            made_at=_after(grounds.judgements, {left, right}, now),
            second=second,
        )
        found = grounds.judged(made)
        said = [judgement for judgement in grounds.judgements if judgement.pair == made.pair]
        if said and msgspec.structs.replace(said[-1], made_at=made.made_at) == made:
            return found  # the same said again
        opinions.add_judgements(connection, [made])
        what = {"left": left, "right": right, "verdict": verdict.value, "second": second}
        entry = Entry(at=made.made_at, who=author, act=Act.JUDGEMENT, basis=reason, what=what)
        ledger.append(connection, entry)
    return found


def _after(judgements: Iterable[Judgement], pair: Set[str], now: datetime) -> str:
    """Return the time, to the second, or the next one after what was said on a pair before."""
    said = [j.moment() for j in judgements if set(j.pair) == pair and j.author != BUNDLED]
    moment = max([now, *(moment + timedelta(seconds=1) for moment in said)])
    return stamp(moment)


def _known_record(connection: Connection, key: str) -> None:
    source, _, entry = key.partition(":")
    if not lists.versions_of(connection, source, entry):
        raise UnknownNameError(
            f"no record {key!r}; a record is source:entry, such as un_sc:QDe.115 "
            "(commonlist show NAME lists them)"
        )


class Grounds:
    """What entities are made of, to ask what they would be with other judgements.

    Only the records that hang together with those asked about are grouped anew. ``judgements``
    are those stored, with what was added (`add`) since they were read.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.judgements = opinions.judgements(connection)
        self.relations = opinions.relations_of(connection)
        self.stored = partitions.members(connection)
        self._near: dict[str, set[str]] = {}
        for pair in partitions.likely(connection):
            self._tie(*pair)
        for judgement in self.judgements:
            if judgement.verdict is not Verdict.UNSURE:
                self._tie(*judgement.pair)
        self._named = _named(connection)
        self._read: set[str] = set()
        self._records: dict[str, Record] = {}
        self._profiles: dict[str, Profile] = {}
        self._comparisons: dict[str, list[Comparison]] = {}
        self._compare = cache(compare)

    def _tie(self, left: str, right: str) -> None:
        self._near.setdefault(left, set()).add(right)
        self._near.setdefault(right, set()).add(left)

    def add(self, judgement: Judgement) -> None:
        """Count a judgement from now on."""
        self.judgements = (*self.judgements, judgement)
        self._tie(*judgement.pair)

    def touched(self, seeds: Iterable[str]) -> set[str]:
        """Return all records that judgements and likely comparisons tie to the seeds."""
        found = edge = set(seeds)
        while edge:
            edge = {other for key in edge for other in self._near.get(key, ())} - found
            found = found | edge
        return found

    def read(self, keys: Set[str]) -> None:
        """Read what is needed of records, many at once."""
        new = keys - self._read
        if new:
            self._read |= new
            self._records |= newest(self._connection, new)
            for made in partitions.comparisons_of(self._connection, new):
                self._comparisons.setdefault(made.left, []).append(made)

    def record(self, key: str) -> Record:
        """Return the newest version of a record."""
        self.read({key})
        return self._records[key]

    def profiles(self, keys: Set[str]) -> dict[str, Profile]:
        """Return the profiles of those records that are held."""
        self.read(keys)
        for key in keys & self._records.keys() - self._profiles.keys():
            self._profiles[key] = profile(self._records[key])
        return {key: self._profiles[key] for key in keys & self._profiles.keys()}

    def comparison(self, left: str, right: str) -> Comparison:
        """Return how two records compare: as kept, or else now."""
        profiles = self.profiles({left, right})
        kept = self._compared({left, right})
        return kept[0] if kept else self._compare(profiles[left], profiles[right])

    def partition(self, keys: Set[str], judgements: Sequence[Judgement]) -> Partition:
        """Group these records, which must be all that hang together."""
        bearing = [said for said in judgements if said.left in keys]
        profiles, compared = self.profiles(keys), self._compared(keys)
        return partition(profiles, compared, bearing, self.relations, self._compare, bare=NAMES)

    def entities(
        self,
        keys: Set[str],
        judgements: Sequence[Judgement],
        before: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """Return the entity of each of these records under judgements; ids as ``before``."""
        known = self.stored if before is None else before
        previous = {key: known[key] for key in keys if key in known}
        return assign(self.partition(keys, judgements).groups, previous)[0]

    def judged(self, made: Judgement) -> Judged:
        """Return what one more judgement does."""
        keys = self.touched(made.pair)
        before = self.entities(keys, self.judgements)
        more = (*self.judgements, made)
        after = self.entities(keys, more, before)
        standing = in_force(said for said in more if said.left in keys)
        found = standing.get(made.pair)
        counts = found is not None and found.verdict is made.verdict
        broken = (
            pair
            for pair, said in standing.items()
            if said.verdict is Verdict.SAME
            and after.get(pair[0]) != after.get(pair[1])
            and (pair == made.pair or before.get(pair[0]) == before.get(pair[1]))
        )
        against = next(broken, None) if counts else None
        blocks = blocking(self.partition(keys, more), *against) if against else None
        return Judged(made, counts, moves(before, after), blocks)

    def _compared(self, keys: Set[str]) -> list[Comparison]:
        kept = (made for key in sorted(keys) for made in self._comparisons.get(key, ()))
        return [made for made in (*kept, *self._named) if {made.left, made.right} <= keys]


def why(connection: Connection, keys: Iterable[str]) -> tuple[str, ...]:
    """Tell in sentences how the records of an entity came together, and what was kept apart."""
    wanted = set(keys)
    near = {
        key
        for found in partitions.suggestions(connection)
        if not wanted.isdisjoint(found.pair)
        for key in found.pair
    }
    grounds = Grounds(connection)
    touched = grounds.touched(wanted | near)
    found = grounds.partition(touched, grounds.judgements)
    return explain(grounds.profiles(touched), found, wanted)


def repartitioned(connection: Connection, *, without: Iterable[Judgement] = ()) -> dict[str, str]:
    """Return the entity of each record that could be touched, had some judgements not been made.

    Ids are the stored ones where a group keeps them.
    """
    dropped = set(without)
    seeds = {key for judgement in dropped for key in judgement.pair}
    if not seeds:
        return {}
    grounds = Grounds(connection)
    kept = [judgement for judgement in grounds.judgements if judgement not in dropped]
    return grounds.entities(grounds.touched(seeds), kept)


def _named(connection: Connection) -> list[Comparison]:
    """Comparisons of bare names with captions, as last made."""
    body = state.get(connection, _NAMED)
    return msgspec.json.decode(body, type=list[Comparison]) if body else []


def find_entity(connection: Connection, name: str) -> str:
    """Return the id of the entity that an id, record key, reference or name stands for.

    Raises:
        UnknownNameError: nothing or several go by it.
    """
    members = partitions.members(connection)
    wanted = name.strip()
    wanted = partitions.redirects_of(connection).get(wanted, wanted)
    if wanted in members.values():
        return wanted
    if wanted in members:
        return members[wanted]
    found = {members[key] for key in _by_name(connection, wanted) if key in members}
    if len(found) == 1:
        return found.pop()
    if not found:
        raise UnknownNameError(
            f"nothing goes by {name!r}; give an entity's id, a record (un_sc:QDe.115), a number "
            "(QDe.115) or a name as a list prints it"
        )
    several = ", ".join(sorted(found)[:5])
    raise UnknownNameError(f"{name!r} may be {len(found)} entities: {several}; give one id")


def _by_name(connection: Connection, name: str) -> list[str]:
    """Records with that entry id or caption; failing that, those with that name among all."""
    folded = name.casefold()
    captions = lists.captions(connection)
    exact = [key for key, (entry, caption) in captions.items() if name == entry]
    exact = exact or [k for k, (_, caption) in captions.items() if caption.casefold() == folded]
    if exact:
        return exact
    return [
        key
        for key, record in newest(connection, None).items()
        if any(n.text.casefold() == folded for n in record.names)
    ]
