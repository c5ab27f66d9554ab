"""From stored lists to voices: what each list says of each entity on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from commonlist.agreement.decisions import Subject, acts_count
from commonlist.agreement.rules import Truth
from commonlist.agreement.voices import Finding, Stance, Voice, not_overruled, voice
from commonlist.parties import blocs_of
from commonlist.pipeline.catalogue import known as known_lists
from commonlist.pipeline.compared import newest
from commonlist.pipeline.overlaying import apply, in_being
from commonlist.pipeline.resolving import NAMES, open_names
from commonlist.records import Confidence, Designation, Kind
from commonlist.records.validity import (
    Act,
    Sighting,
    Span,
    State,
    act,
    attested,
    complete,
    on,
    spans,
)
from commonlist.resolution import Relation
from commonlist.resolution.naming import named_in, telling
from commonlist.sources.source import History, Source
from commonlist.storage import lists, opinions, partitions
from commonlist.storage.lists import Snapshot, Version
from commonlist.storage.opinions import Overlay

PART_OF = "part_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The day asked for, and what may be counted.

    ``known`` leaves out what was made public after it; ``held`` what we did not have by it.
    ``topic`` None is any. ``recalled`` counts facts that nobody read in a source.
    """

    day: date
    known: date | None = None
    held: date | None = None
    topic: str | None = "terrorism"
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of an entity: its id, caption, kind, class if a source says so."""

    id: str
    caption: str
    subject: Subject


class Evidence:
    """Everything that bears on a day, read once from a workspace.

    ``entity_of`` replaces the stored partition for some records: "what if this judgement fell",
    or what was known on an earlier day.
    """

    def __init__(
        self,
        connection: Connection,
        asked: Asked,
        entity_of: Mapping[str, str] | None = None,
    ) -> None:
        self.asked = asked
        self._connection = connection
        self.entity_of = {**partitions.members(connection), **(entity_of or {})}
        stored = lists.sources(connection)
        self._loaded = {name: source for name, (source, _) in stored.items()}
        self._hand_filled = {name for name, (_, form) in stored.items() if form == "table"}
        self._copies = self._grouped_copies()
        self._voices: dict[tuple[str, str], Voice] = {}
        self._silent: dict[tuple[str, Kind], Voice] = {}
        self._blocs_of: dict[str, tuple[str, ...]] = {}
        self._registers: dict[tuple[str, Kind], dict[str, dict[str, bool]]] = {}
        self._bare: dict[str, Card] = {}
        self._courses: dict[tuple[str, Designation], tuple[Span, ...]] = {}

    def within(self, entity_of: Mapping[str, str]) -> "Evidence":
        """Return the same evidence on some records alone, under another partition of them.

        What was read is shared. Where a wing may be listed, the records of the whole and of the
        wing both belong among them.
        """
        by_record = {name: getattr(self, name) for name in _BY_RECORD}
        _ = self._relations, self._old
        made = copy(self)
        made.entity_of, made._voices, made._bare = dict(entity_of), {}, {}
        for name in _BY_ENTITY:
            made.__dict__.pop(name, None)
        for name, known in by_record.items():
            made.__dict__[name] = {key: known[key] for key in entity_of if key in known}
        return made

    def at(self, day: date) -> "Evidence":
        """Return the same evidence on another day; what was read is shared."""
        _ = self._versions, self._held, self._unread, self._relations, self.cards, self.stances
        if self._dropped:
            _ = self._spelt
        made = copy(self)
        made.asked = replace(self.asked, day=day)
        made._voices, made._silent, made._blocs_of, made._registers = {}, {}, {}, {}
        for name in _BY_DAY:
            made.__dict__.pop(name, None)
        return made

    def _grouped_copies(self) -> dict[str, list[Snapshot]]:
        """Copies of each list that were public and held in time, in order of their days."""
        known, held = self.asked.known, self.asked.held
        copies: dict[str, list[Snapshot]] = defaultdict(list)
        for snapshot in lists.snapshots(self._connection):
            public = known is None or snapshot.day <= known.isoformat()
            had = held is None or snapshot.held_at[:10] <= held.isoformat()
            if public and had and not snapshot.translation:
                copies[snapshot.source].append(snapshot)
        return copies

    @cached_property
    def _versions(self) -> dict[int, Version]:
        found = lists.versions(self._connection, self.asked.topic)
        for key, overlays in self._overlays.items():
            source, _, entry = key.partition(":")
            for record_id, record in lists.versions_of(self._connection, source, entry):
                made = apply(record, overlays)
                wanted = tuple(d for d in made.designations if self.asked.topic in (None, d.topic))
                found.pop(record_id, None)
                if wanted:
                    found[record_id] = Version(
                        record_id, source, entry, made.kind, made.caption, wanted
                    )
        return found

    @cached_property
    def findings(self) -> dict[str, dict[str, list[Finding]]]:
        """What each list says on the day, by entity and party."""
        found: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
        for key, told in self._told.items():
            entity = self.entity_of.get(key)
            if entity is None:
                continue  # not resolved yet: `resolving.outdated` tells
            for finding in told:
                found[entity][finding.party].append(finding)
        self._add_parts(found)
        return found

    @cached_property
    def _told(self) -> dict[str, tuple[Finding, ...]]:
        """What each list says on the day, by record."""
        return {
            f"{name}:{entry}": tuple(
                self._of_entry(self._loaded[name], copies, sightings, f"{name}:{entry}")
            )
            for name, copies in self._copies.items()
            for entry, sightings in _by_entry(copies, self._held, self._versions).items()
        }

    @cached_property
    def _held(self) -> dict[int, list[int]]:
        """The versions in each snapshot; of any topic where an overlay may have moved one."""
        return lists.present(self._connection, None if self._overlays else self.asked.topic)

    @cached_property
    def _overlays(self) -> dict[str, tuple[Overlay, ...]]:
        """The overlays of each record that were in being by the day of ``known``."""
        return in_being(self._connection, self.asked.known)

    def _of_entry(
        self,
        source: Source,
        copies: Sequence[Snapshot],
        sightings: Sequence[tuple[Snapshot, Version]],
        key: str,
    ) -> Iterator[Finding]:
        """One finding for each act of the version in effect.

        An edition that dates every act itself corrects those before it, for all days.
        """
        day = self.asked.day
        if source.history in _DATED:
            sightings = sightings[-1:]
        told = [pair for pair in sightings if pair[0].day <= day.isoformat()]
        in_effect = told[-1][1] if told else sightings[0][1]
        groups = {(d.party, d.part) for _, version in sightings for d in version.designations}
        for party, part in sorted(groups):
            shown = (
                _acts(in_effect, party, part)
                or [d for _, version in sightings for d in _acts(version, party, part)][-1:]
            )
            for made in shown:
                course = self._courses.get((key, made))
                if course is None:
                    course = self._course(source, copies, sightings, made, party, part)
                    self._courses[key, made] = course
                yield _finding(source, key, made, course, day)

    def _course(
        self,
        source: Source,
        copies: Sequence[Snapshot],
        sightings: Sequence[tuple[Snapshot, Version]],
        made: Designation,
        party: str,
        part: str,
    ) -> tuple[Span, ...]:
        """What the list says of the acts of a party for all time, as dated by one of them."""
        stale = source.stale_after
        if source.history is History.COMPLETE and (whole := self._told_whole(copies, sightings)):
            start, end = _period(source, date.fromisoformat(whole[-1].day))
            in_last = sightings[-1][0].day >= whole[-1].day  # or in a cut copy since
            told = complete(act(made) if in_last else None, start, end, stale)
        elif source.history in _DATED:
            last = date.fromisoformat(copies[-1].day)
            told = attested(act(made), _attested_on(source, made, last), stale)
        else:
            unread = self._unread
            told = spans(_sightings(source, copies, sightings, made, party, part, unread), stale)
        if made.delisted_reason and made.delisted_on is None:  # ended on a day that was not found
            return tuple(
                replace(span, state=State.UNKNOWN) if span.state is State.LISTED else span
                for span in told
            )
        return told

    def _told_whole(
        self, copies: Sequence[Snapshot], sightings: Sequence[tuple[Snapshot, Version]]
    ) -> list[Snapshot]:
        """The whole copies that hold an entry, or in which it is not in quarantine."""
        held = {snapshot.id for snapshot, _ in sightings}
        lost = {"", *(version.entry for _, version in sightings)}
        return [
            copy
            for copy in copies
            if copy.scope == "whole"
            and (copy.id in held or not self._unread.get(copy.id, set()) & lost)
        ]

    @cached_property
    def _unread(self) -> dict[int, set[str]]:
        """The entries in quarantine of each copy; "" is one that could not be told."""
        return lists.unread(self._connection)

    @cached_property
    def _may_hold(self) -> dict[str, set[str]]:
        """For each entity the lists that may hold it by an entry in quarantine, by its names."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, names in self._may_name.items():
            if key in self.entity_of:
                found[self.entity_of[key]] |= names
        return found

    @cached_property
    def _may_name(self) -> dict[str, set[str]]:
        """For each record the lists in which one of its names is in quarantine about the day."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, copies in self._copies.items():
            raw = [
                text
                for copy in _about(self._loaded[name], copies, self.asked.day.isoformat())
                for text in self._dropped.get(copy.id, ())
            ]
            for text in raw:
                for spelling in named_in(text, self._spelt.keys()):
                    for key in self._spelt[spelling]:
                        found[key].add(name)
        return found

    @cached_property
    def _dropped(self) -> dict[int, list[str]]:
        """The raw text of the entries in quarantine of each copy."""
        return lists.dropped(self._connection)

    @cached_property
    def _spelt(self) -> dict[tuple[str, ...], set[str]]:
        """The records that have a name, by its words; those of names on the table among them."""
        docketed = lists.snapshots(self._connection, NAMES)
        entries = [lists.entries_of(self._connection, copy.id) for copy in docketed]
        ids = {record_id for held in entries for record_id, _ in held.values()}
        found: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for _, record in lists.bodies(self._connection, ids | self._versions.keys()):
            for name in telling(record):
                found[name].add(record.key)
        return found

    def _add_parts(self, found: dict[str, dict[str, list[Finding]]]) -> None:
        """A listed wing makes its whole listed in part; of the wing itself the act is no part."""
        day = self.asked.day
        added: list[tuple[str, str, Finding]] = []
        for relation in self._relations:
            began = relation.since is None or relation.since.first() <= day
            ended = relation.until is not None and relation.until.first() <= day
            child = self.entity_of.get(relation.child)
            parent = self.entity_of.get(relation.parent)
            if relation.role != PART_OF or not began or ended or child == parent:
                continue
            if child is None or parent is None:
                continue
            for party, findings in found.get(child, {}).items():
                added += [
                    (parent, party, replace(finding, child=PART_OF))
                    for finding in not_overruled(findings)
                    if finding.span.state is State.LISTED and not finding.child
                ]
        for wing in self.wings & found.keys():
            for findings in found[wing].values():
                findings[:] = [replace(finding, part="") for finding in findings]
        for parent, party, finding in added:
            if finding not in found[parent][party]:
                found[parent][party].append(finding)

    @cached_property
    def wings(self) -> Set[str]:
        """The entities that are part of another, on whatever day."""
        ties = (
            (self.entity_of.get(relation.child), self.entity_of.get(relation.parent))
            for relation in self._relations
            if relation.role == PART_OF
        )
        return {child for child, parent in ties if child is not None and child != parent}

    @cached_property
    def cards(self) -> dict[str, Card]:
        """The entities that the lists hold under the topic, and those of dockets."""
        best: dict[str, _Shown] = {}
        for key, shown in self._shown.items():
            entity = self.entity_of.get(key)
            if entity is not None and (entity not in best or shown[0] > best[entity][0]):
                best[entity] = shown
        return {
            entity: Card(entity, version.caption, self._subject(entity, Kind(version.kind)))
            for entity, (_, version) in best.items()
        }

    @cached_property
    def _shown(self) -> "dict[str, _Shown]":
        """The version of each record by which an entity may be shown, with its rank."""
        best: dict[str, _Shown] = {}
        day_of = {s.id: s.day for copies in self._copies.values() for s in copies}
        newest: dict[int, str] = {}
        for snapshot_id, record_ids in self._held.items():
            day = day_of.get(snapshot_id)
            if day is not None:
                for record_id in record_ids:
                    newest[record_id] = max(day, newest.get(record_id, ""))
        for record_id, day in newest.items():
            version = self._versions.get(record_id)
            if version is None:
                continue
            key = f"{version.source}:{version.entry}"
            rank = (_CAPTIONS.get(version.source, 1), day, version.caption)
            if key not in best or rank > best[key][0]:
                best[key] = (rank, version)
        return best

    def card(self, entity: str) -> Card:
        """Return what is shown of one entity, also one that no list holds under the topic."""
        found = self.cards.get(entity) or self._bare.get(entity)
        if found is None:
            found = self._bare[entity] = self._bare_card(entity)
        return found

    def _bare_card(self, entity: str) -> Card:
        keys = {key for key, of in self.entity_of.items() if of == entity}
        shown = max(
            (
                (_CAPTIONS.get(record.source, 1), record.caption, record.kind)
                for record in newest(self._connection, keys).values()
            ),
            default=(0, entity, Kind.OTHER),
        )
        return Card(entity, shown[1], self._subject(entity, shown[2]))

    def blocs_of(self, parties: Iterable[str]) -> set[str]:
        """Return the blocs whose voice some parties have on the day."""
        return {bloc for party in parties for bloc in self._blocs(party)}

    def _subject(self, entity: str, kind: Kind) -> Subject:
        return Subject(kind=kind, state_organ=self._classes.get(entity))

    @cached_property
    def _classes(self) -> dict[str, bool]:
        """Entities of which somebody stated the class."""
        return {
            self.entity_of[key]: is_organ
            for key, is_organ in self._stated.items()
            if key in self.entity_of
        }

    @cached_property
    def _stated(self) -> dict[str, bool]:
        """Records of which somebody stated the class: whether it is an organ of a state."""
        return {
            key: overlay.value == "state_organ"
            for key, overlays in self._overlays.items()
            for overlay in overlays
            if overlay.field == "class"
        }

    @cached_property
    def _relations(self) -> tuple[Relation, ...]:
        return opinions.relations_of(self._connection)

    @cached_property
    def open_names(self) -> dict[str, tuple[str, ...]]:
        """For each name on the table that nobody tied yet, the entities that it may mean."""
        return {
            self.entity_of[key]: tuple(
                dict.fromkeys(self.entity_of[other] for other in others if other in self.entity_of)
            )
            for key, others in self._names.items()
            if key in self.entity_of
        }

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """For each record of a name on the table that nobody tied yet, those of its name."""
        return open_names(self._connection)

    @cached_property
    def _undecided(self) -> set[str]:
        """Of a name that may mean somebody listed nobody can say that it is not listed."""
        return set(self.open_names)

    @cached_property
    def stances(self) -> dict[str, dict[str, list[Stance]]]:
        """Stances that were public in time, by entity and party."""
        found: dict[str, dict[str, list[Stance]]] = defaultdict(lambda: defaultdict(list))
        for key, said in self._said.items():
            if key in self.entity_of:
                for stance in said:
                    found[self.entity_of[key]][stance.party].append(stance)
        return found

    @cached_property
    def _said(self) -> dict[str, tuple[Stance, ...]]:
        """Stances that were public in time, by record."""
        found: dict[str, tuple[Stance, ...]] = {}
        for key, stance in opinions.stances(self._connection):
            late = self.asked.known and stance.since and stance.since.first() > self.asked.known
            if not late:
                found[key] = (*found.get(key, ()), stance)
        return found

    def voice(self, party: str, entity: str, kind: Kind) -> Voice:
        """Return the voice of a party on an entity."""
        made = self._voices.get((party, entity))
        if made is None:
            made = self._voices[party, entity] = self._voice(party, entity, kind)
        return made

    def _voice(self, party: str, entity: str, kind: Kind) -> Voice:
        """A voice that nothing was found for is the same for all such entities."""
        findings = self.findings.get(entity, {}).get(party, ())
        stances = self.stances.get(entity, {}).get(party, ())
        blocs = [self.voice(bloc, entity, kind) for bloc in self._blocs(party)]
        unread = self._may_hold.get(entity, set())
        silent = (
            entity not in self._undecided
            and not unread
            and not findings
            and not stances
            and all(b is self._silent.get((b.party, kind)) for b in blocs)
        )
        if silent and (party, kind) in self._silent:
            return self._silent[party, kind]
        made = voice(
            party,
            self.asked.day,
            findings,
            {} if entity in self._undecided else self._absent(party, kind),
            blocs=blocs,
            stances=stances,
            recalled=self.asked.recalled,
            old=self._old,
            unread=unread,
        )
        if silent:
            self._silent[party, kind] = made
        return made

    def _blocs(self, party: str) -> tuple[str, ...]:
        if party not in self._blocs_of:
            self._blocs_of[party] = blocs_of(party, self.asked.day)
        return self._blocs_of[party]

    def list_says(self, name: str, entity: str, filters: frozenset[str] = frozenset()) -> Truth:
        """Tell whether one list holds an entity on the day, by acts that count under filters."""
        told = [
            finding
            for findings in self.findings.get(entity, {}).values()
            for finding in findings
            if finding.source == name and ("parts" in filters or not finding.in_part)
        ]
        states = {self._counted(finding) for finding in told}
        if State.LISTED in states:
            acts = (finding for finding in told if self._counted(finding) is State.LISTED)
            counted = acts_count(acts, filters, follows=False)
            open_too = counted is Truth.NO and State.UNKNOWN in states
            return Truth.UNKNOWN if open_too else counted
        source = self._loaded.get(name)
        unread = name in self._may_hold.get(entity, ())
        if source is None or unread or State.UNKNOWN in states:
            return Truth.UNKNOWN
        absent = State.NOT_LISTED in states or self._proves_absence(source)
        return Truth.NO if absent else Truth.UNKNOWN

    def _counted(self, finding: Finding) -> State:
        """What nobody read in a source shows nothing, unless it is asked for."""
        recalled = finding.confidence is Confidence.RECALLED and not self.asked.recalled
        return State.UNKNOWN if recalled else finding.span.state

    def _absent(self, party: str, kind: Kind) -> dict[str, dict[str, bool]]:
        """For each register of a party that can hold such an entity: does a list prove absence."""
        made = self._registers.get((party, kind))
        if made is None:
            made = self._registers[party, kind] = defaultdict(dict)
            for source in known_lists([party], self._loaded.values()):
                topical = self.asked.topic is None or self.asked.topic in source.topics
                if topical and kind in source.kinds and source.register is not None:
                    proves = self._proves_absence(source)
                    made[source.register][source.name] = proves and self._whole(source)
        return made

    def _whole(self, source: Source) -> bool:
        """Whether a list holds all topics of its register, where any topic is asked for."""
        others = known_lists(source.voices, self._loaded.values())
        wider = any(o.register == source.register and o.topics > source.topics for o in others)
        return self.asked.topic is not None or not wider

    def _proves_absence(self, source: Source) -> bool:
        span = self.silence(source)
        beyond = source.name in self._hand_filled and span.stale
        return span.state is State.NOT_LISTED and not beyond

    @cached_property
    def _old(self) -> set[str]:
        """The lists of which only a copy of an earlier day speaks for the day asked for."""
        return {name for name, source in self._loaded.items() if self.silence(source).stale}

    def last_copy(self, name: str) -> str | None:
        """Return the day (ISO) of the last copy of a list on or before the day asked for."""
        day = self.asked.day.isoformat()
        return max((c.day for c in self._copies.get(name, ()) if c.day <= day), default=None)

    def silence(self, source: Source) -> Span:
        """Return what a list says on the day of an entry that none of its copies holds."""
        copies = [c for c in self._copies.get(source.name, ()) if c.scope == "whole"]
        if not copies or source.history is History.FRAGMENT:
            return Span(date.min, date.max, State.UNKNOWN)
        if source.history is History.COMPLETE:
            last = date.fromisoformat(copies[-1].day)
            told = complete(None, *_period(source, last), source.stale_after)
        else:
            told = spans(_sightings(source, copies, (), None, "", "", {}), source.stale_after)
        return on(told, self.asked.day)


_DATED = (History.COMPLETE, History.FRAGMENT)
"""Histories of which an edition dates all acts in it, ended ones too."""
_Shown = tuple[tuple[int, str, str], Version]
_BY_ENTITY = (
    *("findings", "wings", "cards", "stances", "open_names", "_classes", "_undecided"),
    "_may_hold",
)
_BY_DAY = ("_told", "findings", "_old", "_may_name", "_may_hold")
_BY_RECORD = ("_told", "_shown", "_said", "_names", "_stated", "_may_name")
_CAPTIONS = {"docket": 0, "un_sc": 3, "un_organizations": 2}
"""Whose caption an entity shows: the UN's before others', a docket's last."""


def _finding(
    source: Source, key: str, made: Designation, course: tuple[Span, ...], day: date
) -> Finding:
    return Finding(
        record=key,
        source=source.name,
        party=made.party,
        authority=made.authority,
        span=on(course, day),
        course=course,
        register=source.register,
        origin=made.origin,
        programme=made.programme,
        topic=made.topic,
        by_regime=made.by_regime,
        basis=made.legal_basis,
        part=made.part,
        confidence=made.confidence,
    )


def _acts(version: Version, party: str, part: str) -> list[Designation]:
    return [d for d in version.designations if d.party == party and d.part == part]


def _by_entry(
    copies: Sequence[Snapshot], held: Mapping[int, list[int]], versions: Mapping[int, Version]
) -> dict[str, list[tuple[Snapshot, Version]]]:
    """The copies that hold each entry, with the version in them, in order of their days."""
    found: dict[str, list[tuple[Snapshot, Version]]] = {}
    for snapshot in copies:
        for record_id in held.get(snapshot.id, ()):
            version = versions.get(record_id)
            if version is not None:
                found.setdefault(version.entry, []).append((snapshot, version))
    return found


def _sightings(
    source: Source,
    copies: Sequence[Snapshot],
    held: Sequence[tuple[Snapshot, Version]],
    made: Designation | None,
    party: str,
    part: str,
    unread: Mapping[int, Set[str]],
) -> tuple[Sighting, ...]:
    """What the copies that cover an entry's regime show, one sighting a day.

    A cut copy only ever shows presence, and so does one in which the entry, or one that could not
    be told, is in quarantine. On one day presence in any copy goes before absence.
    """
    own = act(made) if made else None
    programmes = {d.programme for _, version in held for d in version.designations}
    versions = {snapshot.id: version for snapshot, version in held}
    by_day: dict[date, Act | None] = {}
    for snapshot in copies:
        version = versions.get(snapshot.id)
        here = bool(version and _acts(version, party, part))
        lost = unread.get(snapshot.id, set()) & {"", *(v.entry for _, v in held)}
        if not here and (lost or not _covers(snapshot, programmes)):
            continue
        day = date.fromisoformat(snapshot.day)
        by_day[day] = _dated(own, version, made) if here else by_day.get(day)
    first = source.covers_from.first() if source.covers_from else None
    if first and source.history is History.CURRENT and by_day and first < max(by_day):
        last = by_day[max(by_day)]
        if len(by_day) == 1 and (last is None or (last.since and last.since <= first)):
            by_day[first] = last
    return tuple(Sighting(day, by_day[day]) for day in sorted(by_day))


def _dated(own: Act | None, version: Version | None, made: Designation | None) -> Act | None:
    """The act as this copy dates it, where it has the same programme; else as the one shown."""
    if version is None or made is None:
        return own
    for designation in version.designations:
        same = designation.programme == made.programme and designation.part == made.part
        if same and designation.party == made.party:
            return act(designation)
    return own


def _about(source: Source, copies: Sequence[Snapshot], day: str) -> list[Snapshot]:
    """The copies that tell of absence on a day: from the whole one before it to the one after."""
    whole = [copy.day for copy in copies if copy.scope == "whole"]
    if source.history is History.COMPLETE:
        return [copy for copy in copies if copy.day >= max(whole, default="")]
    first = max((other for other in whole if other <= day), default="")
    last = first if first == day else min((other for other in whole if other > day), default=None)
    return [copy for copy in copies if first <= copy.day and (last is None or copy.day <= last)]


def _covers(snapshot: Snapshot, programmes: Iterable[str]) -> bool:
    if snapshot.scope in ("whole", "part"):
        return snapshot.scope == "whole"
    return bool(set(programmes) & set(snapshot.scope.split(",")))


def _attested_on(source: Source, made: Designation, last: date) -> date:
    if made.attested_on is not None:
        return made.attested_on.first()
    if source.covers_to is not None:
        return last
    listed = act(made).since
    return listed if listed is not None and listed < last else last


def _period(source: Source, last: date) -> tuple[date, date]:
    start = source.covers_from.first() if source.covers_from else last
    return start, last
