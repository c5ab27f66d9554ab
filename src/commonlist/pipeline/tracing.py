"""From what is shown of an entity down to the raw files, and along time."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from sqlalchemy import Connection

from commonlist.agreement.voices import Finding
from commonlist.parties import is_party, party
from commonlist.pipeline import inventory
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.resolving import why
from commonlist.publication import beside
from commonlist.publication.drawing import Bar, Lane, Point
from commonlist.records import Record
from commonlist.records.validity import Span, State
from commonlist.resolution import BUNDLED, Verdict, in_force
from commonlist.sources import exemptions
from commonlist.storage import lists, opinions, partitions
from commonlist.storage.lists import Snapshot

_SHORT = ("record", "kind", "listed by")
"""Fields that are told elsewhere on the page."""


def file_on(connection: Connection, entity: str, asked: Asked) -> dict[str, Any]:
    """Return all that a page shows of an entity.

    What `inventory.dossier` gives, with ``claims``, ``copies`` (by record), ``joined`` (why the
    records are one, in sentences), ``apart`` (what people told it apart from), ``lanes`` (see
    `lanes`), ``acts`` and ``exemptions``.

    Raises:
        UnknownNameError: nothing or several go by that name.
    """
    found = inventory.dossier(connection, entity, asked)
    keys = [record["key"] for record in found["records"]]
    evidence = Evidence(connection, asked)
    held = {key: _versions(connection, key) for key in keys}
    return {
        **found,
        "keys": keys,
        "claims": [claim for key in keys for claim in _claims(held[key])],
        "copies": {key: _copies(connection, held[key]) for key in keys},
        "joined": why(connection, keys) if len(keys) > 1 else (),
        "apart": _apart(connection, evidence, set(keys)),
        "lanes": lanes(evidence, found["id"]),
        "acts": _acts(found["records"]),
        "exemptions": _exempted(found["records"]),
    }


def led_to(connection: Connection, entity: str) -> str | None:
    """Return the entity that an id which has ended leads to, None where it leads nowhere."""
    return partitions.redirects_of(connection).get(entity)


def _apart(connection: Connection, evidence: Evidence, keys: Set[str]) -> list[dict[str, str]]:
    """The entities of records that people judged different from one of these."""
    found = {}
    for (left, right), said in in_force(opinions.judgements(connection)).items():
        other = right if left in keys else left
        entity = evidence.entity_of.get(other)
        if said.verdict is not Verdict.DIFFERENT or said.author == BUNDLED or entity is None:
            continue
        if len(keys & {left, right}) == 1:
            found[entity] = {
                "id": entity,
                "caption": evidence.card(entity).caption,
                "author": said.author,
                "reason": said.reason,
                "made_at": said.made_at,
            }
    return list(found.values())


_Held = Sequence[tuple[Record, Sequence[Snapshot]]]


def _versions(connection: Connection, key: str) -> _Held:
    """The versions of an entry, each with the copies that hold it."""
    source, _, entry = key.partition(":")
    versions = lists.versions_of(connection, source, entry)
    held = lists.holding(connection, {record_id for record_id, _ in versions})
    return [(record, held.get(record_id, [])) for record_id, record in versions]


def _claims(held: _Held) -> list[dict[str, str]]:
    """Each value that an entry ever had, with the first and the last copy that has it."""
    found: dict[tuple[str, str], list[Snapshot]] = {}
    key = ""
    for record, copies in held:
        key = record.key
        for field, values in beside.fields(record, details=True, latin=False).items():
            for value in values if field not in _SHORT else ():
                found.setdefault((field, value), []).extend(copies)
    rows = []
    for (field, value), copies in found.items():
        ordered = sorted(copies, key=lambda copy: copy.day)
        rows.append(
            {
                "field": field,
                "value": value,
                "record": key,
                "first": ordered[0].day if ordered else "",
                "last": ordered[-1].day if ordered else "",
            }
        )
    return rows


def _copies(connection: Connection, held: _Held) -> list[dict[str, Any]]:
    """The copies of the list that hold an entry, with their files; the newest first."""
    copies = {copy.id: copy for _, found in held for copy in found}
    files = {
        id_: named
        for source in {copy.source for copy in copies.values()}
        for id_, named in lists.files_of(connection, source).items()
    }
    return [
        {
            "day": copy.day,
            "scope": copy.scope,
            "held_at": copy.held_at,
            "files": [{"name": name, "digest": digest} for name, digest in files[copy.id]],
        }
        for copy in sorted(copies.values(), key=lambda copy: copy.day, reverse=True)
    ]


def _acts(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every designation in the newest version of each record, under any topic."""
    return [
        {
            "record": record["key"],
            "party": act["party"],
            "authority": act["authority"],
            "programme": act["programme"],
            "topic": act["topic"],
            "basis": act.get("legal_basis", ""),
            "reference": act.get("reference", ""),
            "measures": list(act.get("measures", ())),
            "origin": act.get("origin", ""),
            "part": act.get("part", ""),
            "dates": [
                {"kind": stated["kind"], "date": stated["date"]}
                for stated in (*([act["listed_on"]] if "listed_on" in act else ()),
                               *act.get("dates", ()))
            ],
            "delisted_on": act.get("delisted_on", ""),
            "delisted_reason": act.get("delisted_reason", ""),
            "confidence": act.get("confidence", "stated"),
        }
        for record in records
        for act in record.get("designations", ())
    ]  # fmt: skip


def _exempted(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each party and programme that lists it, what is excepted; nothing found is said too."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records:
        for act in record.get("designations", ()):
            if "delisted_on" not in act:
                key = act["party"], act["programme"]
                known = exemptions.of(act["party"], act["programme"], record["source"])
                found.setdefault(key, {"party": key[0], "programme": key[1], "known": tuple(known)})
    return [found[key] for key in sorted(found)]


def lanes(evidence: Evidence, entity: str) -> tuple[Lane, ...]:
    """Return a lane for each party that ever spoke of an entity: its listings, its words.

    A listing whose end is not stated reaches to the day asked for; what no copy tells is a gap.
    """
    today = evidence.asked.day
    findings = evidence.findings.get(entity, {})
    said = evidence.stances.get(entity, {})
    made = []
    for code in sorted(findings.keys() | said.keys()):
        bars = [bar for finding in findings.get(code, ()) for bar in _bars(finding, today)]
        points = tuple(
            Point(stance.since.first(), str(stance.since), stance.stand.value)
            for stance in said.get(code, ())
            if stance.since is not None and stance.since.first() <= today
        )
        if bars or points:
            name = party(code).name if is_party(code) else code
            made.append(Lane(code, name, tuple(dict.fromkeys(bars)), points))
    return tuple(made)


def _bars(finding: Finding, today: date) -> list[Bar]:
    kind = "part" if finding.in_part else "whole"
    said = finding.basis or finding.programme
    bars: list[Bar] = []
    for span in finding.course:
        if span.state is not State.LISTED or span.start > today:
            continue
        if bars and bars[-1].end == span.start and bars[-1].stale == span.stale:
            bars[-1] = bars[-1].until(min(span.end, today))
            continue
        bars.append(
            Bar(
                span.start,
                min(span.end, today),
                _since(span, bars),
                kind,
                span.stale,
                finding.record,
                said,
            )
        )
    return bars


def _since(span: Span, before: Sequence[Bar]) -> str:
    """The day as it is printed; a bar that goes on from another repeats its day."""
    goes_on = before and before[-1].end == span.start
    return before[-1].since if goes_on else span.since_text or span.start.isoformat()


def file_named(connection: Connection, digest: str) -> str | None:
    """Return the name under which a file of a list came, None where there is none."""
    return lists.file_named(connection, digest)
