"""Sources, their snapshots, the records in them and what could not be read."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from commonlist.records import Designation, Record
from commonlist.sources.reading import Fault
from commonlist.sources.source import Source
from commonlist.storage import tables as t
from commonlist.storage.state import bump

_CHUNK = 2000
_encode = msgspec.json.Encoder().encode
_record = msgspec.json.Decoder(Record).decode
_designation = msgspec.json.Decoder(Designation).decode
_source = msgspec.json.Decoder(Source).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One copy of a list, as held. ``id`` is 0 until it is stored; see `tables.snapshots`."""

    source: str
    digest: str
    day: str
    scope: str = "whole"
    language: str = "en"
    translation: bool = False
    generated: str | None = None
    held_at: str = ""
    reader: str = ""
    counts: Mapping[str, int]
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFault:
    """An entry in quarantine, with the list it stood in and who looked at it."""

    id: int
    source: str
    day: str
    place: str
    entry: str
    reason: str
    raw: str
    looked_at: str | None
    looked_by: str | None


def put_source(connection: Connection, source: Source, format_name: str) -> None:
    """Store what a source is, replacing what was stored."""
    body = _encode(source)
    known = connection.execute(
        select(t.sources.c.body, t.sources.c.format).where(t.sources.c.name == source.name)
    ).first()
    if known is None:
        connection.execute(
            insert(t.sources).values(name=source.name, format=format_name, body=body)
        )
    elif tuple(known) != (body, format_name):
        connection.execute(
            update(t.sources)
            .where(t.sources.c.name == source.name)
            .values(body=body, format=format_name)
        )


def sources(connection: Connection) -> dict[str, tuple[Source, str]]:
    """Return each stored source and its format, by name."""
    c = t.sources.c
    rows = connection.execute(select(c.name, c.body, c.format).order_by(c.name))
    return {name: (_source(body), format_name) for name, body, format_name in rows}


def snapshots(connection: Connection, source: str | None = None) -> tuple[Snapshot, ...]:
    """Return the snapshots of a source, or of all, in order of their days."""
    query = select(t.snapshots).order_by(t.snapshots.c.day, t.snapshots.c.digest)
    if source is not None:
        query = query.where(t.snapshots.c.source == source)
    return tuple(_snapshot(row) for row in connection.execute(query))


def find_snapshot(connection: Connection, source: str, digest: str) -> Snapshot | None:
    """Return the snapshot made of these bytes, if there is one."""
    row = connection.execute(
        select(t.snapshots).where(t.snapshots.c.source == source, t.snapshots.c.digest == digest)
    ).first()
    return _snapshot(row) if row else None


def files_of(connection: Connection, source: str) -> dict[int, list[tuple[str, str]]]:
    """Return for each snapshot of a source its files: name and digest, in order."""
    f, s = t.snapshot_files.c, t.snapshots.c
    query = (
        select(f.snapshot_id, f.name, f.digest)
        .join(t.snapshots, s.id == f.snapshot_id)
        .where(s.source == source)
        .order_by(f.snapshot_id, f.position)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for snapshot_id, name, digest in connection.execute(query):
        found.setdefault(snapshot_id, []).append((name, digest))
    return found


def describe(connection: Connection, snapshot: Snapshot) -> None:
    """Store what is said of a snapshot that is there: date, scope, language, figures."""
    connection.execute(
        update(t.snapshots)
        .where(t.snapshots.c.id == snapshot.id)
        .values(
            day=snapshot.day,
            generated=snapshot.generated,
            scope=snapshot.scope,
            language=snapshot.language,
            translation=snapshot.translation,
            counts=_encode(dict(snapshot.counts)),
        )
    )
    bump(connection)


def programmes(connection: Connection, snapshot_id: int) -> set[str]:
    """Return the programmes that a snapshot has entries under."""
    bodies = connection.execute(
        select(t.acts.c.body)
        .join(t.presence, t.presence.c.record_id == t.acts.c.record_id)
        .where(t.presence.c.snapshot_id == snapshot_id)
    ).scalars()
    return {_designation(body).programme for body in bodies}


def _snapshot(row: Row) -> Snapshot:  # type: ignore[type-arg]
    fields = dict(row._mapping)
    fields["counts"] = msgspec.json.decode(fields["counts"])
    return Snapshot(**fields)


def add_snapshot(
    connection: Connection,
    snapshot: Snapshot,
    files: Sequence[tuple[str, str]],
    records: Iterable[Record],
) -> int:
    """Store a snapshot with its files (name, digest) and records; return its id."""
    values = {
        name: getattr(snapshot, name) for name in Snapshot.__slots__ if name not in ("id", "counts")
    }
    made = connection.execute(
        insert(t.snapshots).values(**values, counts=_encode(dict(snapshot.counts)))
    )
    assert made.inserted_primary_key is not None
    snapshot_id = int(made.inserted_primary_key[0])
    for position, (name, digest) in enumerate(files):
        connection.execute(
            insert(t.snapshot_files).values(
                snapshot_id=snapshot_id, position=position, name=name, digest=digest
            )
        )
    _add_records(connection, snapshot_id, snapshot.source, records)
    bump(connection)
    return snapshot_id


def add_faults(connection: Connection, snapshot_id: int, faults: Iterable[Fault]) -> None:
    """Put entries of a snapshot in quarantine."""
    rows = [
        {
            "snapshot_id": snapshot_id,
            "place": fault.where,
            "entry": fault.entry,
            "reason": fault.reason,
            "raw": fault.raw,
        }
        for fault in faults
    ]
    if rows:
        connection.execute(insert(t.faults), rows)


def _add_records(
    connection: Connection, snapshot_id: int, source: str, records: Iterable[Record]
) -> None:
    """Store the versions that are new, and which versions the snapshot holds."""
    known = {
        (entry, digest): record_id
        for record_id, entry, digest in connection.execute(
            select(t.records.c.id, t.records.c.entry, t.records.c.digest).where(
                t.records.c.source == source
            )
        )
    }
    next_id = (connection.execute(select(func.max(t.records.c.id))).scalar() or 0) + 1
    stream = iter(records)
    while chunk := list(islice(stream, _CHUNK)):
        new, acts, present = [], [], []
        for record in chunk:
            body = _encode(record)
            digest = hashlib.sha256(body).digest()[:16]
            record_id = known.get((record.entry, digest))
            if record_id is None:
                record_id, next_id = next_id, next_id + 1
                known[record.entry, digest] = record_id
                new.append(
                    {
                        "id": record_id,
                        "source": source,
                        "entry": record.entry,
                        "kind": record.kind.value,
                        "caption": record.caption,
                        "digest": digest,
                        "body": body,
                    }
                )
                acts += act_rows(record_id, record)
            present.append({"snapshot_id": snapshot_id, "record_id": record_id})
        for table, rows in ((t.records, new), (t.acts, acts), (t.presence, present)):
            if rows:
                connection.execute(insert(table), rows)


def act_rows(record_id: int, record: Record) -> list[dict[str, object]]:
    """Return the rows of `tables.acts` of a record."""
    return [
        {
            "record_id": record_id,
            "position": position,
            "topic": designation.topic,
            "body": _encode(designation),
        }
        for position, designation in enumerate(record.designations)
    ]


def entries_of(connection: Connection, snapshot_id: int) -> dict[str, tuple[int, str]]:
    """Return each entry of a snapshot with its version's record id and caption."""
    rows = connection.execute(
        select(t.records.c.entry, t.records.c.id, t.records.c.caption)
        .join(t.presence, t.presence.c.record_id == t.records.c.id)
        .where(t.presence.c.snapshot_id == snapshot_id)
        .order_by(t.records.c.id)
    )
    return {entry: (record_id, caption) for entry, record_id, caption in rows}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry, with the designations of the topic that is asked for."""

    id: int
    source: str
    entry: str
    kind: str
    caption: str
    designations: tuple[Designation, ...]


def versions(connection: Connection, topic: str | None) -> dict[int, Version]:
    """Return every version of every entry that has designations of a topic (None: any)."""
    query = (
        select(
            t.acts.c.record_id,
            t.records.c.source,
            t.records.c.entry,
            t.records.c.kind,
            t.records.c.caption,
            t.acts.c.body,
        )
        .join(t.records, t.records.c.id == t.acts.c.record_id)
        .order_by(t.acts.c.record_id, t.acts.c.position)
    )
    if topic is not None:
        query = query.where(t.acts.c.topic == topic)
    grouped: dict[int, tuple[str, str, str, str, list[Designation]]] = {}
    for record_id, source, entry, kind, caption, body in connection.execute(query):
        grouped.setdefault(record_id, (source, entry, kind, caption, []))[4].append(
            _designation(body)
        )
    return {
        record_id: Version(record_id, source, entry, kind, caption, tuple(designations))
        for record_id, (source, entry, kind, caption, designations) in grouped.items()
    }


def is_topic(connection: Connection, word: str) -> bool:
    """Tell whether any designation of any copy has a topic."""
    query = select(t.acts.c.topic).where(t.acts.c.topic == word).limit(1)
    return connection.execute(query).first() is not None


def present(connection: Connection, topic: str | None) -> dict[int, list[int]]:
    """Return for each snapshot the versions in it that have designations of a topic."""
    chosen = select(t.acts.c.record_id).distinct()
    if topic is not None:
        chosen = chosen.where(t.acts.c.topic == topic)
    c = t.presence.c
    query = select(c.snapshot_id, c.record_id).where(c.record_id.in_(chosen))
    query = query.order_by(c.snapshot_id, c.record_id)
    held: dict[int, list[int]] = {}
    for snapshot_id, record_id in connection.execute(query):
        held.setdefault(snapshot_id, []).append(record_id)
    return held


def holding(connection: Connection, ids: Iterable[int]) -> dict[int, list[Snapshot]]:
    """Return the snapshots that hold each of some versions, in order of their days."""
    wanted = iter(sorted(ids))
    held: dict[int, list[Snapshot]] = {}
    while chunk := list(islice(wanted, 500)):
        query = (
            select(t.presence.c.record_id, t.snapshots)
            .join(t.snapshots, t.snapshots.c.id == t.presence.c.snapshot_id)
            .where(t.presence.c.record_id.in_(chunk))
            .order_by(t.snapshots.c.day, t.snapshots.c.digest)
        )
        for row in connection.execute(query):
            fields = dict(row._mapping)
            record_id = fields.pop("record_id")
            fields["counts"] = msgspec.json.decode(fields["counts"])
            held.setdefault(record_id, []).append(Snapshot(**fields))
    return held


def file_named(connection: Connection, digest: str) -> str | None:
    """Return the name under which a file came, None where no snapshot has it."""
    c = t.snapshot_files.c
    return connection.execute(select(c.name).where(c.digest == digest)).scalar()


def newest_ids(connection: Connection, *, translations: bool = False) -> dict[tuple[str, str], int]:
    """Return for each (source, entry) its newest version: of the latest copy that holds it."""
    rank = (
        func.row_number()
        .over(
            partition_by=(t.records.c.source, t.records.c.entry),
            order_by=(t.snapshots.c.day.desc(), t.snapshots.c.digest.desc()),
        )
        .label("rank")
    )
    ranked = (
        select(t.records.c.source, t.records.c.entry, t.records.c.id, rank)
        .join(t.presence, t.presence.c.record_id == t.records.c.id)
        .join(t.snapshots, t.snapshots.c.id == t.presence.c.snapshot_id)
        .where(t.snapshots.c.translation.is_(translations))
        .subquery()
    )
    rows = connection.execute(
        select(ranked.c.source, ranked.c.entry, ranked.c.id)
        .where(ranked.c.rank == 1)
        .order_by(ranked.c.source, ranked.c.entry)
    )
    return {(source, entry): record_id for source, entry, record_id in rows}


class Seen(NamedTuple):
    """The days (ISO) of the first and last copy that holds an entry, and of its newest form."""

    first: str
    last: str
    change: str


def seen(connection: Connection) -> dict[str, Seen]:
    """Return when copies held each record, by key."""
    r, s, p = t.records.c, t.snapshots.c, t.presence.c
    query = (
        select(r.source, r.entry, func.min(s.day), func.max(s.day))
        .join(t.presence, p.record_id == r.id)
        .join(t.snapshots, s.id == p.snapshot_id)
        .group_by(r.id, r.source, r.entry)
    )
    found: dict[str, Seen] = {}
    for source, entry, first, last in connection.execute(query):
        key, made = f"{source}:{entry}", Seen(first, last, first)
        known = found.get(key, made)
        newest = max(known, made, key=lambda each: each.last)
        found[key] = Seen(min(known.first, first), newest.last, newest.change)
    return found


def digests(connection: Connection) -> dict[int, bytes]:
    """Return the digest of every version."""
    return dict(connection.execute(select(t.records.c.id, t.records.c.digest)).all())


def bodies(connection: Connection, ids: Iterable[int]) -> Iterator[tuple[int, Record]]:
    """Yield the records of versions."""
    wanted = iter(sorted(ids))
    while chunk := list(islice(wanted, 500)):
        rows = connection.execute(
            select(t.records.c.id, t.records.c.body).where(t.records.c.id.in_(chunk))
        )
        for record_id, body in rows:
            yield record_id, _record(body)


def captions(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return entry id and caption of each record's latest stored version, by key."""
    rows = connection.execute(
        select(t.records.c.source, t.records.c.entry, t.records.c.caption).order_by(t.records.c.id)
    )
    return {f"{source}:{entry}": (entry, caption) for source, entry, caption in rows}


def versions_of(connection: Connection, source: str, entry: str) -> tuple[tuple[int, Record], ...]:
    """Return all versions of one entry."""
    rows = connection.execute(
        select(t.records.c.id, t.records.c.body)
        .where(and_(t.records.c.source == source, t.records.c.entry == entry))
        .order_by(t.records.c.id)
    )
    return tuple((record_id, _record(body)) for record_id, body in rows)


def faults(connection: Connection, *, all_of_them: bool = False) -> tuple[StoredFault, ...]:
    """Return the quarantine: what nobody has looked at, or all."""
    query = (
        select(
            t.faults.c.id,
            t.snapshots.c.source,
            t.snapshots.c.day,
            t.faults.c.place,
            t.faults.c.entry,
            t.faults.c.reason,
            t.faults.c.raw,
            t.faults.c.looked_at,
            t.faults.c.looked_by,
        )
        .join(t.snapshots, t.snapshots.c.id == t.faults.c.snapshot_id)
        .order_by(t.faults.c.id)
    )
    if not all_of_them:
        query = query.where(t.faults.c.looked_at.is_(None))
    return tuple(StoredFault(**row._mapping) for row in connection.execute(query))


def unread(connection: Connection) -> dict[int, set[str]]:
    """Return for each copy the ids of its entries in quarantine; "" where one has none."""
    found: dict[int, set[str]] = {}
    query = select(t.faults.c.snapshot_id, t.faults.c.entry).where(t.faults.c.raw != "")
    for snapshot_id, entry in connection.execute(query):
        found.setdefault(snapshot_id, set()).add(entry)
    return found


def dropped(connection: Connection) -> dict[int, list[str]]:
    """Return for each copy the raw text of its entries in quarantine.

    What belongs to an entry that the copy lacks (a remark, an address) is no entry.
    """
    f, p, r, s = t.faults.c, t.presence.c, t.records.c, t.snapshots.c
    held = (
        select(r.id)
        .join(t.presence, p.record_id == r.id)
        .where(r.source == s.source, r.entry == f.entry, p.snapshot_id == s.id)
        .correlate(t.faults, t.snapshots)
    )
    query = (
        select(f.snapshot_id, f.raw)
        .join(t.snapshots, s.id == f.snapshot_id)
        .where(f.raw != "", or_(f.entry == "", held.exists()))
    )
    found: dict[int, list[str]] = {}
    for snapshot_id, raw in connection.execute(query.order_by(f.id)):
        found.setdefault(snapshot_id, []).append(raw)
    return found


def look_at(connection: Connection, ids: Sequence[int], author: str, at: str) -> tuple[int, ...]:
    """Mark entries in quarantine as looked at; return those that nobody had looked at before."""
    c = t.faults.c
    waiting = select(c.id).where(c.id.in_(ids), c.looked_at.is_(None)).order_by(c.id)
    found = tuple(connection.execute(waiting).scalars())
    connection.execute(
        update(t.faults).where(c.id.in_(found)).values(looked_at=at, looked_by=author)
    )
    return found
