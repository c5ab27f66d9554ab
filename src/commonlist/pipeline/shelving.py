"""The shelf of a workspace: what the API serves, kept as one file that processes share.

An entity of the partition is one FollowTheMoney entity made of its records. Of a list that came
as FollowTheMoney itself every entity is there as the file has it, parties or not; a party of one
such file alone keeps its id there. Ids that an entity had before, or has in a list, lead to it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from commonlist.pipeline.compared import newest
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.indexing import folder
from commonlist.pipeline.resolving import NAMES
from commonlist.publication import followthemoney
from commonlist.publication.schemata import model
from commonlist.publication.shelf import Shelf, Shelved, Thing, described
from commonlist.records import Record
from commonlist.records.validity import Span, State
from commonlist.sources import ftm
from commonlist.sources.reading import Fault, Input
from commonlist.storage import Workspace, lists, partitions, state
from commonlist.storage.archive import Archive
from commonlist.storage.indexes import Indexes, Mapped, read
from commonlist.storage.lists import Seen
from commonlist.values.dates import PartialDate

FORM = 4
"""Counted up when what stands on the shelf changes with the same data."""


def shelved(workspace: Workspace, now: datetime) -> Shelf:
    """Return the shelf of the present data; made if it is not there."""
    files = folder(workspace)
    with workspace.reading() as connection:
        name = f"shelf-{_name(connection)}{now:%Y%m%d}"
        mapped = files.get(name) or _made(connection, workspace, files, name, now)
    return Shelf(mapped.arrays, name)


def _made(
    connection: Connection, workspace: Workspace, files: Indexes, name: str, now: datetime
) -> Mapped:
    with files.alone(name):
        mapped = files.get(name)
        if mapped is None:
            file = files.put(name, described(_things(connection, workspace.archive, now.date())))
            mapped = read(file)
            files.sweep(now)
    return mapped


def _name(connection: Connection) -> str:
    """Name a shelf by all that it is made of: records, overlays, and which are one entity.

    What does not bear on it, such as a clearance, gives the same name.
    """
    known = (FORM, state.revision(connection), model().version)
    digest = hashlib.sha256(repr(known).encode())
    for record, entity in sorted(partitions.members(connection).items()):
        digest.update(f"{record}\0{entity}\n".encode())
    return digest.hexdigest()[:24]


def _things(connection: Connection, archive: Archive, day: date) -> Iterator[Shelved]:
    """Yield all entities: those of files of FollowTheMoney in their order, then the others."""
    members = partitions.members(connection)
    records = _in_force(connection, day, members)
    raw = _Raw(connection, archive, members)
    ids = _Ids(connection, members, records, raw)
    seen = lists.seen(connection)
    done: set[str] = set()
    for source, thing in raw.things:
        entity = members.get(f"{source}:{thing.id}")
        if entity is None:
            yield Shelved(ids.rewritten(_plain(thing, source, raw.day[source])))
        elif entity not in done:
            done.add(entity)
            yield from _party(entity, ids, records, raw, seen)
    for entity in sorted(set(members.values()) - done):
        if records.get(entity):
            yield from _party(entity, ids, records, raw, seen)


def _in_force(
    connection: Connection, day: date, members: Mapping[str, str]
) -> dict[str, list[Record]]:
    """Return the records of each entity, acts ended that are no longer in force on a day.

    That comes first by whose caption pages show the entity, under their usual topic if it is
    there; it gives the caption here too.
    """
    evidence = Evidence(connection, Asked(day=day, topic=None))
    told: dict[str, list[Span]] = defaultdict(list)
    for findings in evidence.findings.values():
        for finding in (each for party in findings.values() for each in party):
            if not finding.child:
                told[finding.record].append(finding.span)
    found: dict[str, list[Record]] = defaultdict(list)
    for key, record in sorted(newest(connection, None).items()):
        if record.source != NAMES and key in members:
            if members[key] in evidence.wings:
                acts = tuple(msgspec.structs.replace(a, part="") for a in record.designations)
                record = msgspec.structs.replace(record, designations=acts)
            found[members[key]].append(_ended(record, told.get(key, ())))
    cards = evidence.cards | Evidence(connection, Asked(day=day)).cards
    for entity, records in found.items():
        if shown := cards.get(entity):
            records.sort(key=lambda record: record.caption != shown.caption)
    return found


def _ended(record: Record, told: Sequence[Span]) -> Record:
    """Return a record; if no act of it is in force any more, all that state no end have one."""
    if not told or any(span.state is not State.NOT_LISTED for span in told):
        return record
    last = max(span.until or span.start for span in told)
    end = PartialDate(last.year, last.month, last.day)
    acts = (
        act if act.delisted_on else msgspec.structs.replace(act, delisted_on=end)
        for act in record.designations
    )
    return msgspec.structs.replace(record, designations=tuple(acts))


class _Raw:
    """The newest copies of the lists that came as FollowTheMoney."""

    def __init__(
        self, connection: Connection, archive: Archive, members: Mapping[str, str]
    ) -> None:
        self.day: dict[str, str] = {}
        self.things: list[tuple[str, ftm.Thing]] = []
        self.of: dict[str, list[tuple[str, ftm.Thing]]] = defaultdict(list)
        forms = {name: form for name, (_, form) in lists.sources(connection).items()}
        for source in sorted(name for name, form in forms.items() if form == "ftm"):
            last = lists.snapshots(connection, source)[-1]
            self.day[source] = last.day
            for name, digest in lists.files_of(connection, source)[last.id]:
                self.things += ((source, thing) for thing in _read(archive, name, digest))
        for source, thing in self.things:
            entity = members.get(f"{source}:{thing.id}")
            if entity is not None:
                self.of[entity].append((source, thing))


def _read(archive: Archive, name: str, digest: str) -> Iterator[ftm.Thing]:
    for _, thing in ftm.entries(Input(name, lambda: archive.open(digest))):
        if not isinstance(thing, Fault):
            yield thing


class _Ids:
    """By which id each entity goes here, and which others lead to it."""

    def __init__(
        self,
        connection: Connection,
        members: Mapping[str, str],
        records: Mapping[str, list[Record]],
        raw: _Raw,
    ) -> None:
        foreign = set(raw.day)
        self.of: dict[str, str] = {}
        for entity, things in raw.of.items():
            alone = all(record.source in foreign for record in records.get(entity, ()))
            self.of[entity] = things[0][1].id if alone else entity
        self.leads: dict[str, str] = {
            thing.id: self.of[entity] for entity, things in raw.of.items() for _, thing in things
        }
        self.before: dict[str, list[str]] = defaultdict(list)
        for old, entity in partitions.redirects_of(connection).items():
            self.before[entity].append(old)

    def to(self, entity: str) -> str:
        """Return the id of an entity."""
        return self.of.get(entity, entity)

    def also(self, entity: str, raw: _Raw) -> list[str]:
        """Return the further ids that lead to an entity."""
        own = [thing.id for _, thing in raw.of.get(entity, ())]
        every = [entity, *own, *self.before.get(entity, ())]
        return [id_ for id_ in dict.fromkeys(every) if id_ != self.to(entity)]

    def rewritten(self, thing: Thing) -> Thing:
        """Return a thing whose references to parties that go by another id lead to these."""
        schema = model().get(thing["schema"])
        properties = {
            name: list(dict.fromkeys(self.leads.get(value, value) for value in values))
            if schema and name in schema.properties and schema.properties[name].type == "entity"
            else values
            for name, values in thing["properties"].items()
        }
        return {**thing, "properties": properties}


def _party(
    entity: str,
    ids: _Ids,
    records: Mapping[str, list[Record]],
    raw: _Raw,
    seen: Mapping[str, Seen],
) -> Iterator[Shelved]:
    """Yield an entity, then what belongs to it alone: acts, wallets."""
    own, id_ = records.get(entity, []), ids.to(entity)
    things = raw.of.get(entity, [])
    foreign = {source for source, _ in things}
    ours = [record for record in own if record.source not in foreign]
    made = list(followthemoney.things(id_, ours)) if ours else []
    parts = [*made[:1], *(_plain(thing, source, raw.day[source]) for source, thing in things)]
    also = ids.also(entity, raw)
    whole = _merged(id_, parts)
    times = [seen[record.key] for record in ours if record.key in seen]
    referents = dict.fromkeys((*whole["referents"], *also, *(r.key for r in ours)))
    listed = (act.topic for record in own for act in record.designations if not act.delisted_on)
    yield Shelved(
        ids.rewritten({**_timed(whole, times), "referents": [r for r in referents if r != id_]}),
        also=[*also, *whole["referents"], *(record.key for record in own)],
        records=[record.key for record in own],
        listed=list(dict.fromkeys(listed)),
    )
    yield from (Shelved(_timed(thing, times)) for thing in made[1:])


def _plain(thing: ftm.Thing, source: str, day: str) -> Thing:
    """Return an entity of a file as it stands there, with all keys."""
    return {
        "id": thing.id,
        "caption": thing.caption or _caption(thing),
        "schema": thing.schema,
        "properties": thing.properties,
        "datasets": [source],
        "referents": [other for other in thing.referents if other != thing.id],
        "target": bool(thing.target),
        "first_seen": _stamp(thing.first_seen) or f"{day}T00:00:00",
        "last_seen": _stamp(thing.last_seen) or f"{day}T00:00:00",
        "last_change": _stamp(thing.last_change or thing.first_seen) or f"{day}T00:00:00",
    }


def _caption(thing: ftm.Thing) -> str:
    schema = model().get(thing.schema)
    return thing.value(*(schema.caption if schema else ("name",))) or thing.schema


def _stamp(text: str | None) -> str | None:
    """Return a time as the API gives it: UTC, to the second, without a zone."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    plain = moment.astimezone(UTC) if moment.tzinfo else moment
    return plain.replace(tzinfo=None, microsecond=0).isoformat()


def _merged(id_: str, parts: Iterable[Thing]) -> Thing:
    """Return one entity of several: the most specific schema, all values, the widest times."""
    found = list(parts)
    whole: Thing = {**found[0], "id": id_}
    for part in found[1:]:
        whole["schema"] = _narrower(whole["schema"], part["schema"])
        properties = dict(whole["properties"])
        for name, values in part["properties"].items():
            properties[name] = list(dict.fromkeys((*properties.get(name, ()), *values)))
        whole["properties"] = properties
        for name in ("datasets", "referents"):
            whole[name] = list(dict.fromkeys((*whole[name], *part[name])))
        whole["target"] = whole["target"] or part["target"]
        whole |= _widest(whole, part)
    return whole


def _narrower(left: str, right: str) -> str:
    schema = model().get(right)
    return right if schema is not None and schema.is_a(left) else left


def _widest(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        "first_seen": min(filter(None, (left["first_seen"], right["first_seen"])), default=None),
        "last_seen": max(filter(None, (left["last_seen"], right["last_seen"])), default=None),
        "last_change": max(filter(None, (left["last_change"], right["last_change"])), default=None),
    }


def _timed(thing: Thing, times: Iterable[Seen]) -> Thing:
    """Return a thing with the days on which copies of lists held it."""
    for first, last, change in times:
        days = {"first_seen": first, "last_seen": last, "last_change": change}
        thing = {**thing, **_widest(thing, {n: f"{d}T00:00:00" for n, d in days.items()})}
    return thing
