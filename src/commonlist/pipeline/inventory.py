"""What is in a workspace: sources and their copies, dockets, the file on one entity."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from commonlist.errors import UnknownNameError
from commonlist.pipeline import views
from commonlist.pipeline.compared import newest
from commonlist.pipeline.dockets import entities_of
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.resolving import find_entity
from commonlist.records import Name, Record
from commonlist.records.validity import State
from commonlist.sources import FORMATS, LISTS, reader
from commonlist.storage import lists, opinions, partitions
from commonlist.storage.lists import StoredFault
from commonlist.values.scripts import script_of


def inventory(connection: Connection, today: date) -> list[dict[str, Any]]:
    """Return a row for each list that we can read or hold: copies, last date, age, entries."""
    held = {name: source for name, (source, _) in lists.sources(connection).items()}
    published = {name: reader(name).SOURCE for name in LISTS}
    waiting: dict[str, int] = {}
    for fault in lists.faults(connection):
        waiting[fault.source] = waiting.get(fault.source, 0) + 1
    rows = []
    for name, source in {**published, **held}.items():
        copies = [s for s in lists.snapshots(connection, name) if not s.translation]
        last = copies[-1] if copies else None
        age = (today - date.fromisoformat(last.day)).days if last else None
        rows.append(
            {
                "source": name,
                "title": source.title,
                "party": ", ".join(source.voices),
                "authority": source.authority,
                "history": source.history.value,
                "register": source.register,
                "copies": len(copies),
                "last": last.day if last else None,
                "age_days": age,
                "stale": age is not None and age > source.stale_after,
                "scope": last.scope if last else None,
                "entries": last.counts.get("records") if last else None,
                "quarantined": waiting.get(name, 0),
                "digest": last.digest if last else None,
            }
        )
    rows += [
        {"source": name, "title": reader(name).SOURCE.title, "copies": 0, "party": "as it says"}
        for name in FORMATS
    ]
    return rows


def is_empty(connection: Connection) -> bool:
    """Tell whether nothing was put in yet."""
    return not lists.sources(connection)


def source(connection: Connection, name: str, today: date) -> dict[str, Any]:
    """Return what is known of one list: its row of `inventory`, its copies, what they prove.

    ``copies`` are the newest first.

    Raises:
        UnknownNameError: we can neither read nor hold such a list.
    """
    row = next((row for row in inventory(connection, today) if row["source"] == name), None)
    if row is None or name in FORMATS:
        raise UnknownNameError(f"no source {name!r}; /sources shows what there is")
    held = lists.sources(connection).get(name)
    what = held[0] if held else reader(name).SOURCE
    files = lists.files_of(connection, name)
    return {
        **row,
        "topics": sorted(what.topics),
        "kinds": sorted(what.kinds),
        "stale_after": what.stale_after,
        "fewest": what.fewest,
        "formats": what.formats,
        "copies": [
            {
                "day": copy.day,
                "generated": copy.generated,
                "held_at": copy.held_at,
                "scope": copy.scope,
                "language": copy.language,
                "translation": copy.translation,
                "digest": copy.digest,
                "files": [file for file, _ in files.get(copy.id, ())],
                "entries": copy.counts.get("records", 0),
                "quarantined": copy.counts.get("quarantined", 0),
                "reader": copy.reader,
            }
            for copy in reversed(lists.snapshots(connection, name))
        ],
    }


def quarantined(connection: Connection, name: str) -> tuple[StoredFault, ...]:
    """Return the entries of a list that could not be read, those first that nobody looked at."""
    found = (f for f in lists.faults(connection, all_of_them=True) if f.source == name)
    return tuple(sorted(found, key=lambda fault: fault.looked_at is not None))


def docket(connection: Connection, name: str) -> list[dict[str, Any]]:
    """Return the lines of a docket with the entities that they mean."""
    members = partitions.members(connection)
    return [
        {
            "line": line,
            "entities": ", ".join(entities),
            "records": sum(entity in entities for entity in members.values()),
        }
        for line, entities in entities_of(opinions.dockets(connection), name, members).items()
    ]


def dossier(connection: Connection, name: str, asked: Asked) -> dict[str, Any]:
    """Return everything that is held on one entity.

    Raises:
        UnknownNameError: nothing or several go by that name.
    """
    entity = find_entity(connection, name)
    evidence = Evidence(connection, asked)
    keys = sorted(key for key, of in evidence.entity_of.items() if of == entity)
    records = newest(connection, set(keys))
    card = evidence.card(entity)
    findings = evidence.findings.get(entity, {})
    parties = sorted(findings.keys() | evidence.stances.get(entity, {}).keys())
    return {
        "id": entity,
        "caption": card.caption,
        "kind": card.subject.kind.value,
        "as_of": asked.day.isoformat(),
        "names": _names(list(records.values())),
        "voices": {
            party: views.voice_view(evidence.voice(party, entity, card.subject.kind), None)
            for party in parties
        },
        "ended": [
            views.act_view(finding)
            for party in parties
            for finding in findings.get(party, ())
            if finding.span.state is not State.LISTED
        ],
        "records": [_record(records[key]) for key in keys if key in records],
        "relations": _relations(connection, evidence, entity),
        "overlays": [
            {"record": o.record, "field": o.field, "value": o.value, "author": o.author,
             "reason": o.reason, "made_at": o.made_at}
            for o in opinions.overlays(connection)
            if o.record in keys
        ],
    }  # fmt: skip


def _names(records: list[Record]) -> list[dict[str, Any]]:
    """Each name once, by script, with the lists that use it."""
    users: dict[str, set[str]] = {}
    marks: dict[str, set[str]] = {}
    for record in records:
        for name in record.names:
            users.setdefault(name.text, set()).add(record.source)
            marks.setdefault(name.text, set()).update(_marks(name))
    return [
        {
            "name": text,
            "script": script_of(text),
            "used_by": sorted(users[text]),
            "marks": sorted(marks[text]),
        }
        for text in sorted(
            users, key=lambda text: (script_of(text) != "Latin", script_of(text), text)
        )
    ]


def _marks(name: Name) -> set[str]:
    said = {"weak"} if name.weak else set()
    said |= {"former"} if name.former else set()
    said |= {f"from {name.since}"} if name.since else set()
    return said | ({f"until {name.until}"} if name.until else set())


def _record(record: Record) -> dict[str, Any]:
    import msgspec

    made: dict[str, Any] = {"key": record.key, **msgspec.to_builtins(record)}
    for births in made.get("births", ()):
        births.update({k: _iso(v) for k, v in births.items() if k in ("date", "until")})
    for act in made.get("designations", ()):
        if "listed_on" in act:
            act["listed_on"]["date"] = _iso(act["listed_on"]["date"])
        for stated in act.get("dates", ()):
            stated["date"] = _iso(stated["date"])
        for field in ("delisted_on", "attested_on"):
            if field in act:
                act[field] = _iso(act[field])
    for name in made["names"]:
        name.update({k: _iso(v) for k, v in name.items() if k in ("since", "until")})
    return made


def _iso(parts: Any) -> str:
    from commonlist.values.dates import PartialDate

    return str(PartialDate(*parts))


def _relations(connection: Connection, evidence: Evidence, entity: str) -> list[dict[str, Any]]:
    found = []
    for relation in opinions.relations_of(connection):
        child, parent = (evidence.entity_of.get(key) for key in (relation.child, relation.parent))
        if entity in (child, parent) and child and parent and child != parent:
            found.append(
                {
                    "child": evidence.card(child).caption,
                    "child_id": child,
                    "role": str(relation.role),
                    "parent": evidence.card(parent).caption,
                    "parent_id": parent,
                    "since": str(relation.since) if relation.since else None,
                    "until": str(relation.until) if relation.until else None,
                    "author": relation.author,
                    "basis": relation.basis,
                }
            )
    return found
