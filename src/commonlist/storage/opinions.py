"""What people say: judgements, relations, stances, overlays, dockets. Never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from commonlist.agreement.voices import Stance, Stand
from commonlist.records import Confidence
from commonlist.resolution import Judgement, Relation, Role, Verdict
from commonlist.storage import tables as t
from commonlist.storage.state import bump
from commonlist.values.dates import parse_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A correction of one field of a record, with author and reason. ``id`` is 0 until stored."""

    record: str
    field: str
    value: str
    author: str
    reason: str
    made_at: str
    undone_at: str | None = None
    id: int = 0


def add_judgements(connection: Connection, made: Iterable[Judgement]) -> int:
    """Store judgements, the same one twice is one; return how many were new."""
    known = set(judgements(connection))
    new = [judgement for judgement in dict.fromkeys(made) if judgement not in known]
    if new:
        connection.execute(
            insert(t.judgements),
            [
                {
                    "left": j.left,
                    "right": j.right,
                    "verdict": j.verdict.value,
                    "author": j.author,
                    "reason": j.reason,
                    "made_at": j.made_at,
                    "second": j.second,
                }
                for j in new
            ],
        )
        bump(connection)
    return len(new)


def judgements(connection: Connection, known: str | None = None) -> tuple[Judgement, ...]:
    """Return the judgements in the order in which they were made; ``known``: up to that day."""
    c = t.judgements.c
    query = select(c.left, c.right, c.verdict, c.author, c.reason, c.made_at, c.second)
    if known is not None:
        query = query.where(c.made_at < known + "~")
    return tuple(
        Judgement(
            left=left,
            right=right,
            verdict=Verdict(verdict),
            author=author,
            reason=reason,
            made_at=made_at,
            second=second,
        )
        for left, right, verdict, author, reason, made_at, second in connection.execute(
            query.order_by(c.made_at, c.id)
        )
    )


def add_relations(connection: Connection, relations: Iterable[Relation]) -> int:
    """Store relations, the same one twice is one; return how many were new."""
    known = set(relations_of(connection))
    rows = [
        {
            "child": r.child,
            "parent": r.parent,
            "role": r.role,
            "since": str(r.since) if r.since else None,
            "until": str(r.until) if r.until else None,
            "author": r.author,
            "basis": r.basis,
        }
        for r in relations
        if r not in known
    ]
    if rows:
        connection.execute(insert(t.relations), rows)
        bump(connection)
    return len(rows)


def relations_of(connection: Connection) -> tuple[Relation, ...]:
    """Return all relations."""
    c = t.relations.c
    return tuple(
        Relation(
            child=child,
            parent=parent,
            role=Role(role),
            since=parse_iso(since) if since else None,
            until=parse_iso(until) if until else None,
            author=author,
            basis=basis,
        )
        for child, parent, role, since, until, author, basis in connection.execute(
            select(c.child, c.parent, c.role, c.since, c.until, c.author, c.basis).order_by(c.id)
        )
    )


def add_stances(connection: Connection, said: Iterable[tuple[str, Stance]]) -> int:
    """Store stances with the record key that they are on; return how many were new."""
    known = set(stances(connection))
    rows = [
        {
            "record": key,
            "party": s.party,
            "stand": s.stand.value,
            "since": str(s.since) if s.since else "",
            "confidence": s.confidence.value,
            "source": s.source,
            "note": s.note,
        }
        for key, s in dict.fromkeys(said)
        if (key, s) not in known
    ]
    if rows:
        connection.execute(insert(t.stances), rows)
    return len(rows)


def stances(connection: Connection) -> tuple[tuple[str, Stance], ...]:
    """Return all stances, each with the record key that it is on."""
    c = t.stances.c
    query = select(c.record, c.party, c.stand, c.since, c.confidence, c.source, c.note)
    return tuple(
        (
            record,
            Stance(
                party=party,
                stand=Stand(stand),
                since=parse_iso(since) if since else None,
                confidence=Confidence(confidence),
                source=source,
                note=note,
            ),
        )
        for record, party, stand, since, confidence, source, note in connection.execute(
            query.order_by(c.id)
        )
    )


def add_overlay(connection: Connection, overlay: Overlay) -> int:
    """Store an overlay and return its id."""
    made = connection.execute(
        insert(t.overlays).values(
            record=overlay.record,
            field=overlay.field,
            value=overlay.value,
            author=overlay.author,
            reason=overlay.reason,
            made_at=overlay.made_at,
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def undo_overlay(connection: Connection, overlay_id: int, at: str) -> None:
    """End an overlay."""
    connection.execute(
        update(t.overlays)
        .where(t.overlays.c.id == overlay_id, t.overlays.c.undone_at.is_(None))
        .values(undone_at=at)
    )


def overlays(connection: Connection, *, ended: bool = False) -> tuple[Overlay, ...]:
    """Return the overlays in being, or with ``ended`` all."""
    query = select(t.overlays).order_by(t.overlays.c.id)
    if not ended:
        query = query.where(t.overlays.c.undone_at.is_(None))
    return tuple(Overlay(**row._mapping) for row in connection.execute(query))


def put_docket(connection: Connection, name: str, lines: Iterable[tuple[str, str]]) -> None:
    """Store a docket as (line, record key) in order, replacing one of the same name."""
    connection.execute(t.dockets.delete().where(t.dockets.c.name == name))
    rows = [
        {"name": name, "position": position, "line": line, "record": record}
        for position, (line, record) in enumerate(lines)
    ]
    if rows:
        connection.execute(insert(t.dockets), rows)


def dockets(connection: Connection) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the dockets by name: (line, record key) in order."""
    c = t.dockets.c
    found: dict[str, list[tuple[str, str]]] = {}
    for name, line, record in connection.execute(
        select(c.name, c.line, c.record).order_by(c.name, c.position)
    ):
        found.setdefault(name, []).append((line, record))
    return {name: tuple(lines) for name, lines in found.items()}
