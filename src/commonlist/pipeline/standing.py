"""Where entities stand on a day: whose lists name them, and what a rule says of each."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property

from sqlalchemy import Connection

from commonlist.agreement.decisions import Subject, decide
from commonlist.agreement.rules import Rule
from commonlist.agreement.voices import Finding, not_overruled
from commonlist.matching import Index
from commonlist.pipeline.evidence import Asked, Evidence
from commonlist.pipeline.overlaying import apply
from commonlist.pipeline.resolving import NAMES
from commonlist.records import Confidence, Kind, Record
from commonlist.records.validity import State
from commonlist.screening import Target
from commonlist.storage import lists, opinions
from commonlist.storage import screening as stored
from commonlist.storage.lists import Version


def standing(
    connection: Connection, asked: Asked, rule: Rule, entities: Set[str] | None = None
) -> dict[str, Target]:
    """Return the target of each of some entities (None: of all).

    Parties are told by any topic; the rule is asked under its own, or under that of ``asked``.
    """
    under = rule.topic or asked.topic
    wide = _evidence(connection, replace(asked, topic=None), entities)
    narrow = wide
    if under not in (None, "any"):
        narrow = _evidence(connection, replace(asked, topic=under), entities)
    wanted = set(wide.entity_of.values()) if entities is None else entities
    shown = _Shown(connection, wide, wanted)
    return {entity: _target(wide, narrow, rule, shown, entity) for entity in sorted(wanted)}


def captions(connection: Connection, asked: Asked, entities: Set[str]) -> dict[str, str]:
    """Return what some entities are called; one that is no more, as after a merge, is left out."""
    shown = _Shown(connection, _evidence(connection, asked, entities), entities)
    return {entity: shown.of(entity)[0] for entity in entities if shown.has(entity)}


def _evidence(connection: Connection, asked: Asked, entities: Set[str] | None) -> Evidence:
    return Evidence(connection, asked) if entities is None else _Chosen(connection, asked, entities)


class TargetsOnDemand:
    """Looks targets up for the records of an index as they are asked for."""

    def __init__(self, connection: Connection, index: Index, asked: Asked, rule: Rule) -> None:
        self._connection, self._index, self._asked, self._rule = connection, index, asked, rule
        self._known: dict[str, Target] = {}

    def __call__(self, places: Sequence[int]) -> Mapping[int, Target]:
        """Return the target of each place in the index."""
        keys = {place: self._index.key(place) for place in places}
        entity_of = stored.entities_of(self._connection, set(keys.values()))
        new = set(entity_of.values()) - self._known.keys()
        if new:
            self._known |= standing(self._connection, self._asked, self._rule, new)
        return {place: self._known[entity_of[key]] for place, key in keys.items()}


def _target(wide: Evidence, narrow: Evidence, rule: Rule, shown: "_Shown", entity: str) -> Target:
    caption, kind = shown.of(entity)
    findings = {party: not_overruled(each) for party, each in wide.findings.get(entity, {}).items()}
    told = [finding for each in findings.values() for finding in each]
    return Target(
        entity=entity,
        caption=caption,
        kind=kind,
        parties=_parties(findings, State.LISTED, wide.asked),
        unknown=_parties(findings, State.UNKNOWN, wide.asked),
        status=_status(narrow, rule, entity, Subject(kind=kind, state_organ=shown.organ(entity))),
        in_force=not told or any(f.span.state is not State.NOT_LISTED for f in told),
    )


def _parties(
    findings: Mapping[str, Sequence[Finding]], state: State, asked: Asked
) -> tuple[str, ...]:
    """Return the parties of whose own acts the best known is in a state."""
    best = {
        party: min((_RANK[_counted(finding, asked)] for finding in each), default=None)
        for party, each in findings.items()
    }
    return tuple(sorted(party for party, rank in best.items() if rank == _RANK[state]))


_RANK = {State.LISTED: 0, State.UNKNOWN: 1, State.NOT_LISTED: 2}


def _counted(finding: Finding, asked: Asked) -> State:
    """What nobody read in a source shows nothing, unless it is asked for."""
    recalled = finding.confidence is Confidence.RECALLED and not asked.recalled
    return State.UNKNOWN if recalled else finding.span.state


def _status(evidence: Evidence, rule: Rule, entity: str, subject: Subject) -> str:
    voices = {party: evidence.voice(party, entity, subject.kind) for party in rule.parties()}
    said = {name: evidence.list_says(name, entity, rule.filters) for name in rule.sources()}
    return decide(rule, voices, said, subject).status.value


class _Shown:
    """Captions and kinds of entities, also of those in which no list has an act."""

    def __init__(self, connection: Connection, evidence: Evidence, wanted: Set[str]) -> None:
        self._cards = evidence.cards
        bare = wanted - self._cards.keys()
        members = {key: of for key, of in evidence.entity_of.items() if of in bare}
        self._bare: dict[str, tuple[bool, str, Kind]] = {}
        for key, caption, kind in stored.captions(connection, members):
            found = (not key.startswith(f"{NAMES}:"), caption, Kind(kind))
            self._bare[members[key]] = max(found, self._bare.get(members[key], found))

    def has(self, entity: str) -> bool:
        """Tell whether there is such an entity."""
        return entity in self._cards or entity in self._bare

    def of(self, entity: str) -> tuple[str, Kind]:
        """Return caption and kind of an entity."""
        card = self._cards.get(entity)
        if card is not None:
            return card.caption, card.subject.kind
        return self._bare[entity][1:]

    def organ(self, entity: str) -> bool | None:
        """Tell whether somebody stated that an entity is, or is not, an organ of a state."""
        card = self._cards.get(entity)
        return card.subject.state_organ if card else None


class _Chosen(Evidence):
    """Evidence on some entities and their parts alone, read without all others."""

    def __init__(self, connection: Connection, asked: Asked, entities: Set[str]) -> None:
        super().__init__(connection, asked)
        self._entities = entities

    @cached_property
    def _ids(self) -> set[int]:
        """The versions of the records of these entities and of what is part of them."""
        parts = {
            self.entity_of[relation.child]
            for relation in opinions.relations_of(self._connection)
            if self.entity_of.get(relation.parent) in self._entities
            and relation.child in self.entity_of
        }
        members = stored.members_of(self._connection, self._entities | parts)
        return stored.record_ids(self._connection, members)

    @cached_property
    def _versions(self) -> dict[int, Version]:
        versions = (
            _version(record_id, apply(record, self._overlays.get(record.key, ())), self.asked.topic)
            for record_id, record in lists.bodies(self._connection, self._ids)
        )
        return {version.id: version for version in versions if version.designations}

    @cached_property
    def _held(self) -> dict[int, list[int]]:
        return stored.present(self._connection, self._ids)


def _version(record_id: int, record: Record, topic: str | None) -> Version:
    wanted = tuple(d for d in record.designations if topic in (None, d.topic))
    return Version(record_id, record.source, record.entry, record.kind, record.caption, wanted)
