"""From records to entities: compare what changed, join, mint ids."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from commonlist.errors import InputError, UnknownNameError
from commonlist.matching import (
    MODEL,
    REVIEW,
    THRESHOLD,
    Comparison,
    Profile,
    candidates,
    compare,
    profile,
)
from commonlist.pipeline.overlaying import apply, by_record
from commonlist.records import Record
from commonlist.resolution import (
    Judgement,
    Partition,
    Verdict,
    assign,
    by_caption,
    explain,
    left_open,
    partition,
)
from commonlist.storage import Workspace, lists, opinions, partitions, state
from commonlist.talks import dockets

_DONE = "resolved"
_NAMED = "named"
_OPEN = "open names"
NAMES = dockets.SOURCE.name
"""The source of bare names, which mean whom a list prints under exactly that name."""
Progress = Callable[[int], None]


def resolve(
    workspace: Workspace, progress: Progress = lambda count: None, *, again: bool = False
) -> dict[str, Any]:
    """Group all records into entities; what has not changed is not compared again.

    ``again`` compares everything anew.
    """
    started = time.monotonic()
    with workspace.reading() as connection:
        done = state.get(connection, _DONE)
        if done == _due(connection) and not again:
            return _figures(connection, started, 0)
    with workspace.writing() as connection:
        due = _due(connection)
        fresh = again or done is None or done.split(b" ")[0] != MODEL.encode()
        compared = _resolve(connection, progress, fresh=fresh)
        state.put(connection, _DONE, due)
        return _figures(connection, started, compared)


def open_names(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the names put on the table that may mean other entities, with a record of each."""
    body = state.get(connection, _OPEN)
    return msgspec.json.decode(body, type=dict[str, tuple[str, ...]]) if body else {}


def outdated(connection: Connection) -> bool:
    """Tell whether something was put in since entities were made."""
    return state.get(connection, _DONE) != _due(connection)


def _due(connection: Connection) -> bytes:
    return f"{MODEL} {state.revision(connection)}".encode()


def _resolve(connection: Connection, progress: Progress, *, fresh: bool) -> int:
    grounds = _grounds(connection)
    old = {} if fresh else partitions.compared_by(connection)
    changed = {key for key, digest in grounds.items() if old.get(key) != digest}
    gone = old.keys() - grounds.keys()
    records = newest(connection, None)
    profiles = {key: profile(record) for key, record in records.items()}
    made: list[Comparison] = []
    compared = 0
    for left, right in candidates(profiles, None if fresh else changed):
        compared += 1
        comparison = compare(profiles[left], profiles[right])
        if comparison.score >= REVIEW:
            made.append(comparison)
        if compared % 5000 == 0:
            progress(compared)
    partitions.replace_comparisons(connection, None if fresh else changed | gone, made)
    kept = made if fresh else list(partitions.comparisons(connection))
    judgements = opinions.judgements(connection)
    found = partition(profiles, kept, judgements)
    named = list(by_caption(profiles, found.groups, NAMES))
    if named:
        found = partition(profiles, [*kept, *named], judgements)
    state.put(connection, _NAMED, msgspec.json.encode(named))
    still = left_open(records, found.groups, judgements, NAMES)
    state.put(connection, _OPEN, msgspec.json.encode(still))
    entity_of, redirects = assign(found.groups, partitions.members(connection))
    partitions.store(connection, entity_of, redirects, grounds)
    state.put(connection, "suggestions", msgspec.json.encode(found.suggestions))
    return compared


def _figures(connection: Connection, started: float, compared: int) -> dict[str, Any]:
    members = partitions.members(connection)
    suggestions = state.get(connection, "suggestions") or b"[]"
    return {
        "model": MODEL,
        "records": len(members),
        "entities": len(set(members.values())),
        "compared": compared,
        "suggestions": len(msgspec.json.decode(suggestions)),
        "seconds": round(time.monotonic() - started, 3),
    }


def _grounds(connection: Connection) -> dict[str, bytes]:
    """For each record key the digest of all that it is compared by: newest version, overlays."""
    digests = lists.digests(connection)
    grounds = {
        f"{source}:{entry}": digests[record_id]
        for (source, entry), record_id in lists.newest_ids(connection).items()
    }
    for (source, entry), record_id in lists.newest_ids(connection, translations=True).items():
        key = f"{source}:{entry}"
        grounds[key] = _hashed(grounds.get(key, b""), digests[record_id])
    for key, overlays in by_record(opinions.overlays(connection)).items():
        if key in grounds:
            grounds[key] = _hashed(
                grounds[key], *(f"{o.field}={o.value}".encode() for o in overlays)
            )
    return grounds


def _hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"\0".join(parts)).digest()[:16]


def newest(connection: Connection, keys: Set[str] | None) -> dict[str, Record]:
    """Return the newest version of each record (None: of all), translated names and overlays in."""
    found: dict[str, Record] = {}
    overlays = by_record(opinions.overlays(connection))
    for translations in (False, True):
        wanted = {
            record_id
            for (source, entry), record_id in lists.newest_ids(
                connection, translations=translations
            ).items()
            if keys is None or f"{source}:{entry}" in keys
        }
        for _, record in lists.bodies(connection, wanted):
            found[record.key] = _with_names(found.get(record.key), record)
    return {key: apply(record, overlays.get(key, ())) for key, record in found.items()}


def _with_names(record: Record | None, translation: Record) -> Record:
    """Add a translation's names to a record."""
    if record is None:
        return translation
    more = tuple(name for name in translation.names if name not in record.names)
    return msgspec.structs.replace(record, names=record.names + more)


def _profiles(connection: Connection, keys: Set[str] | None) -> dict[str, Profile]:
    return {key: profile(record) for key, record in newest(connection, keys).items()}


def judge(
    workspace: Workspace,
    left: str,
    right: str,
    verdict: Verdict,
    reason: str,
    author: str,
    now: datetime,
) -> Judgement:
    """Store a judgement on two records; ``UNSURE`` takes an earlier one back.

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
        made = Judgement(
            left=left,
            right=right,
            verdict=verdict,
            author=author,
            reason=reason,
            made_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        opinions.add_judgements(connection, [made])
    return made


def _known_record(connection: Connection, key: str) -> None:
    source, _, entry = key.partition(":")
    if not lists.versions_of(connection, source, entry):
        raise UnknownNameError(
            f"no record {key!r}; a record is source:entry, such as un_sc:QDe.115 "
            "(commonlist show NAME lists them)"
        )


def why(connection: Connection, keys: Iterable[str]) -> tuple[str, ...]:
    """Tell in sentences how the records of an entity came together, and what was kept apart."""
    wanted = set(keys)
    touched = _touched(connection, wanted, opinions.judgements(connection))
    profiles = _profiles(connection, touched)
    found = _partition_of(connection, profiles, opinions.judgements(connection))
    return explain(profiles, found, wanted)


def repartitioned(
    connection: Connection,
    *,
    without: Iterable[Judgement] = (),
    added: Iterable[Judgement] = (),
) -> dict[str, str]:
    """Return the entity of each record that could be touched, had some judgements not been made.

    Only the records that hang together with those judged are grouped anew. Ids are the stored
    ones where a group keeps them.
    """
    dropped, more = set(without), tuple(added)
    every = opinions.judgements(connection)
    seeds = {key for judgement in (*dropped, *more) for key in judgement.pair}
    if not seeds:
        return {}
    touched = _touched(connection, seeds, (*every, *more))
    profiles = _profiles(connection, touched)
    kept = [judgement for judgement in every if judgement not in dropped]
    found = _partition_of(connection, profiles, [*kept, *more])
    stored = partitions.members(connection)
    previous = {key: stored[key] for key in touched if key in stored}
    return assign(found.groups, previous)[0]


def _partition_of(
    connection: Connection, profiles: Mapping[str, Profile], judgements: Iterable[Judgement]
) -> Partition:
    comparisons = [c for c in _compared(connection) if c.left in profiles and c.right in profiles]
    return partition(profiles, comparisons, list(judgements))


def _compared(connection: Connection) -> Iterator[Comparison]:
    """Comparisons by the model, and of bare names with captions."""
    yield from partitions.comparisons(connection)
    body = state.get(connection, _NAMED)
    yield from msgspec.json.decode(body, type=list[Comparison]) if body else ()


def _touched(connection: Connection, seeds: Set[str], judgements: Iterable[Judgement]) -> set[str]:
    """All records that judgements or likely comparisons join to the seeds, also through others."""
    links: dict[str, set[str]] = {}
    pairs = [j.pair for j in judgements if j.verdict is not Verdict.UNSURE]
    pairs += [(c.left, c.right) for c in partitions.comparisons(connection) if c.score >= THRESHOLD]
    for left, right in pairs:
        links.setdefault(left, set()).add(right)
        links.setdefault(right, set()).add(left)
    found, edge = set(seeds), set(seeds)
    while edge:
        edge = {other for key in edge for other in links.get(key, ())} - found
        found |= edge
    return found


def find_entity(connection: Connection, name: str) -> str:
    """Return the id of the entity that an id, record key, reference or name stands for.

    Raises:
        UnknownNameError: nothing or several go by it.
    """
    members = partitions.members(connection)
    redirects = partitions.redirects_of(connection)
    wanted = name.strip()
    for _ in range(len(redirects) + 1):
        if wanted not in redirects:
            break
        wanted = redirects[wanted]
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
