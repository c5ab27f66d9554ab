"""Records of who was screened, and their end: kept in the ledger as whole as the settings say.

A screening of names is an entry whose particulars are::

    {"terms": {...}, "screened": [{"names": ["Grey Heron"], ..., "matches": [...]}, ...]}

see `footprints.footprint`. That of a file has its receipt, which names nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from commonlist.errors import InputError
from commonlist.ledger import LOCAL, Act, Entry, Kept
from commonlist.pipeline import watching
from commonlist.pipeline.compared import newest
from commonlist.screening import Match, Query, Terms
from commonlist.screening.footprints import bears, footprint, normalised, texts
from commonlist.settings import Settings
from commonlist.storage import Workspace, ledger, lists, opinions, watches
from commonlist.storage import screening as stored
from commonlist.storage.watches import Event, Watch
from commonlist.values.dates import stamp

_PURPOSE = "names that were screened"


def names_key(workspace: Workspace) -> bytes:
    """Return the key of digests of names: it is derived from the one that signs the ledger."""
    return workspace.signer.derived(_PURPOSE)


def entry(
    workspace: Workspace,
    screened: Iterable[tuple[Query, Sequence[Match]]],
    terms: Terms,
    settings: Settings,
    now: datetime,
    *,
    who: str = LOCAL,
    basis: str = "",
) -> Entry:
    """Return the entry of a screening of names, to be appended in any transaction."""
    key = names_key(workspace) if settings.screened_names == "digests" else None
    return Entry(
        at=stamp(now),
        who=who,
        act=Act.SCREENING,
        basis=basis,
        what={
            "terms": msgspec.to_builtins(terms),
            "screened": [footprint(asked, matches, key) for asked, matches in screened],
        },
    )


def record(workspace: Workspace, made: Entry) -> int:
    """Append an entry together with those of other threads; return its number once it is kept."""
    return workspace.recorded(lambda connection: ledger.append(connection, made))


# Erased


class Erased(NamedTuple):
    """How many entries' particulars were erased, and how many watches."""

    screenings: int
    watches: int


def expire(workspace: Workspace, settings: Settings, now: datetime, *, who: str = LOCAL) -> int:
    """Erase screenings older than the setting ``screening_days``; return how many. 0 is for good.

    It is to be called now and then: a day's screenings end with one entry.
    """
    if not settings.screening_days:
        return 0
    before = now.date() - timedelta(days=settings.screening_days)
    return erase(workspace, now, before=before, who=who, reason="kept long enough").screenings


def erase(
    workspace: Workspace,
    now: datetime,
    *,
    before: date | None = None,
    name: str = "",
    numbers: Sequence[int] = (),
    who: str,
    reason: str,
) -> Erased:
    """Erase what was screened, of all that is asked; return how much.

    ``before`` is a day (UTC) that stays itself, ``name`` somebody screened, ``numbers`` are
    entries. What is left of an entry is that there was a screening: by whom, when, over which
    data. With a ``name`` watches on a customer of that name go too, with their events. An entry of
    its own says which were erased and why; that is never erased.

    Raises:
        InputError: nothing said of which, no reason, or an entry that is no screening.
    """
    if before is None and not name.strip() and not numbers:
        raise InputError("say what to erase: --before DAY, --name NAME or --entry N")
    if not reason.strip():
        raise InputError("an erasure needs a reason: --reason '...'; it stays, so name nobody")
    key = names_key(workspace)
    with workspace.recording() as connection:
        chosen = [
            kept.number
            for kept in ledger.entries(connection, ledger.Filter(act=Act.SCREENING))
            if (before is None or kept.at < before.isoformat())
            and (not name or _screened(kept, name, key))
            and (not numbers or kept.number in numbers)
        ]
        foreign = sorted(set(numbers) - set(chosen))
        if foreign and before is None and not name:
            raise InputError(f"entry {foreign[0]} is no screening; only those can be erased")
        done = ledger.erase(connection, chosen)
        gone = [
            watch.id
            for watch in (watching.naming(connection, name) if name and not numbers else ())
            if before is None or watch.made_at < before.isoformat()
        ]
        for watch_id in gone:
            watches.erase(connection, watch_id)
        if done or gone:
            what: dict[str, Any] = {"entries": ranges(done)} | ({"watches": gone} if gone else {})
            made = Entry(at=stamp(now), who=who, act=Act.ERASURE, basis=reason.strip(), what=what)
            ledger.append(connection, made)
    workspace.overwrite()
    return Erased(len(done), len(gone))


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Return rising numbers as ranges, first and last: ``[1, 2, 3, 7]`` is ``[[1, 3], [7, 7]]``."""
    found = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in run]
        found.append([row[0], row[-1]])
    return found


# Held on one name


def held(workspace: Workspace, connection: Connection, name: str) -> dict[str, Any]:
    """Return all that is held on one name; case and blanks do not count.

    ``screenings`` are those of exactly the name, also where digests only were kept, and nobody
    else of the same request. ``entries`` are others of the ledger in whose text it stands,
    ``acts`` the numbers of entries by somebody of that name. ``records`` are the lists' entries
    that bear it, with ``judgements``, ``overlays`` and ``clearances`` on them or that tell of it.
    ``watches`` are those on a customer of that name, of all parties, and ``events`` theirs or in
    whose text it stands.

    Raises:
        InputError: no name.
    """
    wanted = normalised(name)
    if not wanted:
        raise InputError("say whose name")
    key = names_key(workspace)
    screenings, entries, acts = [], [], []
    for kept in ledger.entries(connection):
        if normalised(kept.who) == wanted:
            acts.append(kept.number)
        if screened := _screened(kept, name, key):
            screenings.append({**plain(kept), "what": {"screened": screened}})
        elif "screened" not in (kept.particulars() or {}) and _tells(kept, wanted):
            entries.append(plain(kept))
    records = {
        record_key: record
        for record_key, record in newest(connection, None).items()
        if any(normalised(each.text) == wanted for each in record.names)
    }
    entities = set(stored.entities_of(connection, records).values())
    watched = watching.naming(connection, name)
    theirs = {watch.id for watch in watched}
    return {
        "name": name,
        "screenings": screenings,
        "entries": entries,
        "acts": acts,
        "records": [{"record": made.key, "caption": made.caption} for made in records.values()],
        "judgements": [
            msgspec.to_builtins(made)
            for made in opinions.judgements(connection)
            if not records.keys().isdisjoint(made.pair) or wanted in normalised(made.reason)
        ],
        "overlays": [
            msgspec.to_builtins(made)
            for made in opinions.overlays(connection, ended=True)
            if made.record in records or wanted in normalised(f"{made.value} {made.reason}")
        ],
        "clearances": [
            msgspec.to_builtins(made)
            for made in stored.clearances(connection)
            if made.entity in entities or wanted in normalised(f"{made.query} {made.reason}")
        ],
        "quarantine": [
            {"id": fault.id, "source": fault.source, "raw": fault.raw}
            for fault in lists.faults(connection, all_of_them=True)
            if wanted in normalised(fault.raw)
        ],
        "watches": [_plain_watch(watch) for watch in watched],
        "events": [
            _plain_event(event)
            for event in watches.all_events(connection)
            if event.of in theirs or _says(event, wanted)
        ],
    }


def _says(event: Event, wanted: str) -> bool:
    """Tell whether a name stands in any text of an event."""
    return any(wanted in normalised(text) for text in texts(msgspec.json.decode(event.body)))


def _plain_watch(watch: Watch) -> dict[str, Any]:
    return {
        **{name: getattr(watch, name) for name in ("id", "who", "party", "made_at")},
        "about": msgspec.json.decode(watch.about),
        "answer": msgspec.json.decode(watch.seen) if watch.seen else {},
    }


def _plain_event(event: Event) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in ("id", "of", "who", "party", "at")},
        "body": msgspec.json.decode(event.body),
    }


def _screened(kept: Kept, name: str, key: bytes) -> list[Mapping[str, Any]]:
    """Return what an entry says of a name that was screened."""
    what = kept.particulars() or {}
    return [each for each in what.get("screened", ()) if bears(each, name, key)]


def _tells(kept: Kept, wanted: str) -> bool:
    """Tell whether a name stands in any text of an entry."""
    return any(wanted in normalised(text) for text in texts(plain(kept)))


def plain(kept: Kept) -> dict[str, Any]:
    """Return an entry as plain values; ``what`` is None where it was erased."""
    leaf = kept.leaf()
    return {
        "number": kept.number,
        "at": leaf.at,
        "who": leaf.who,
        "act": leaf.act,
        "basis": leaf.basis,
        "data": leaf.data,
        "what": kept.particulars(),
    }
