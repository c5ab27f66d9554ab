"""What a party's law and words are on one entity on one day."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from commonlist.records import Confidence, DateKind
from commonlist.records.validity import Span, State
from commonlist.values.dates import PartialDate


class Law(StrEnum):
    """A party's law on an entity; only a party whose every relevant list is known can not list."""

    LISTED = "listed"
    LISTED_IN_PART = "listed_in_part"
    NOT_LISTED = "not_listed"
    UNKNOWN = "unknown"


class Detail(StrEnum):
    """How a party's law came about."""

    AUTONOMOUS = "autonomous"
    TRANSPOSED = "transposed"
    FOLLOWS = "follows"
    DELISTED = "delisted"
    NEVER = "never"
    STALE = "stale"


class Stand(StrEnum):
    """What a party says it wants; ``REPORTED`` is somebody else's word that it agrees."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"
    CONDITIONAL = "conditional"
    RESERVED = "reserved"
    REPORTED = "reported"
    NONE_KNOWN = "none_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A stand of a party on an entity, since a day (None: not known), read in ``source``."""

    party: str
    stand: Stand
    since: PartialDate | None
    confidence: Confidence
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one list says of one record of an entity on the day that is asked for.

    ``child`` is the relation by which a record of another entity bears on this one ("" for its
    own): a wing that is listed makes the whole listed in part. ``course`` is what the list says of
    it for all time; ``span`` is the stretch of it that holds the day.
    """

    record: str
    source: str
    party: str
    authority: str
    span: Span
    register: str | None = None
    origin: str = ""
    programme: str = ""
    topic: str = ""
    by_regime: bool = False
    basis: str = ""
    part: str = ""
    child: str = ""
    confidence: Confidence = Confidence.STATED
    course: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def in_part(self) -> bool:
        """Whether only a part of the entity is listed by it."""
        return bool(self.part or self.child)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A party's law and stance on one entity on one day, with what they rest on.

    ``since`` starts the present unbroken interval, by the earliest act in it (ISO, partial; ""
    where it is not known). ``acts`` are the findings that are in force; ``stance`` is the last
    that counts, None where none is known; ``stances`` are all up to the day.
    """

    party: str
    law: Law = Law.UNKNOWN
    detail: Detail | None = None
    since: str = ""
    since_kind: DateKind | None = None
    until: date | None = None
    confidence: Confidence = Confidence.STATED
    acts: tuple[Finding, ...] = ()
    stance: Stance | None = None
    stances: tuple[Stance, ...] = ()
    blocs: tuple["Voice", ...] = field(default=(), repr=False)

    @property
    def stand(self) -> Stand:
        """The stand that holds."""
        return self.stance.stand if self.stance else Stand.NONE_KNOWN


def voice(
    party: str,
    day: date,
    findings: Sequence[Finding],
    absent: Mapping[str, Mapping[str, bool]],
    *,
    blocs: Sequence[Voice] = (),
    stances: Iterable[Stance] = (),
    recalled: bool = False,
    old: Set[str] = frozenset(),
    unread: Set[str] = frozenset(),
) -> Voice:
    """Return the voice of a party.

    ``findings`` are its own, of the topic asked for. ``absent`` tells for each register whose
    absence matters, and each list of it, whether that list proves absence on the day for an entry
    that it does not hold; empty means that we know of no such list. ``blocs`` are the voices of
    the blocs that the party belongs to on the day: without an entry of its own it has theirs.
    ``recalled`` counts facts that nobody read in a source; without it they show neither presence
    nor absence. ``old`` are the lists that prove absence only by a copy of an earlier day.
    ``unread`` are those with an entry in quarantine that may be the entity.
    """
    said = _in_order(stances, day)
    held = next((s for s in reversed(said) if recalled or not _recalled(s)), None)
    counted = [f for f in findings if recalled or not _recalled(f)]
    told = not_overruled(counted)
    acts = tuple(f for f in told if f.span.state is State.LISTED)
    whole = tuple(f for f in acts if not f.in_part)
    for law, resting, wanted in (
        (Law.LISTED, whole, Law.LISTED),
        (Law.LISTED_IN_PART, acts, Law.LISTED_IN_PART),
    ):
        if resting:
            known = [f for f in told if law is Law.LISTED_IN_PART or not f.in_part]
            return _listed(party, law, resting, known, acts, held, said)
        followed = [bloc for bloc in blocs if bloc.law is wanted]
        if followed:
            return _followed(party, followed[0], acts, held, said)
    doubted = {f.source for f in findings if f not in counted} | unread
    proved = _proved_absent(told, doubted, absent, blocs)
    law = Law.NOT_LISTED if proved else Law.UNKNOWN
    return Voice(
        party=party,
        law=law,
        detail=_absence_detail(law, findings, absent, old, day),
        stance=held,
        stances=said,
        blocs=tuple(blocs),
    )


def not_overruled(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings on an entity but listings that only an older list of a register shows.

    Of two lists of one register that both hold the entity the one that speaks for the day, or is
    the newer, says whether it is still listed. One that merely lacks it says nothing here: it may
    hold it by an entry that was not found to be the same.
    """
    by_list: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.register is not None and not finding.child:
            by_list.setdefault(finding.source, []).append(finding)
    return [
        finding
        for finding in findings
        if finding.child or not any(_overrules(told, finding) for told in by_list.values())
    ]


def _overrules(told: Sequence[Finding], listing: Finding) -> bool:
    """Whether a list, by all that it tells of the entity, ends an older list's listing."""
    if listing.span.state is not State.LISTED or not listing.span.stale:
        return False
    of = listing.span.by or date.min
    return any(f.in_part == listing.in_part for f in told) and all(
        f.register == listing.register
        and f.span.state is State.NOT_LISTED
        and (not f.span.stale or (f.span.by or date.min) > of)
        for f in told
    )


def _recalled(fact: Finding | Stance) -> bool:
    return fact.confidence is Confidence.RECALLED


def _in_order(stances: Iterable[Stance], day: date) -> tuple[Stance, ...]:
    """Stances known by the day: undated ones first, so that a dated one holds before them."""
    early = date.min
    kept = [s for s in stances if s.since is None or s.since.first() <= day]
    return tuple(sorted(kept, key=lambda s: s.since.first() if s.since else early))


def _listed(
    party: str,
    law: Law,
    resting: Sequence[Finding],
    known: Sequence[Finding],
    acts: tuple[Finding, ...],
    held: Stance | None,
    said: tuple[Stance, ...],
) -> Voice:
    first = _start(resting, known)
    ends = [f.span.until for f in resting]
    return Voice(
        party=party,
        law=law,
        detail=_detail(resting),
        since=first.since_text,
        since_kind=first.since_kind,
        until=None if None in ends else max(end for end in ends if end),
        confidence=min((f.confidence for f in resting), key=list(Confidence).index),
        acts=acts,
        stance=held,
        stances=said,
    )


def _start(resting: Sequence[Finding], known: Sequence[Finding]) -> Span:
    """The span with which the unbroken listing began, also by acts that have ended since."""
    first = min((f.span for f in resting), key=lambda s: (not s.since_text, s.start, s.since_text))
    earlier = [s for f in known for s in f.course if s.state is State.LISTED and s.since_text]
    while True:
        before = [s for s in earlier if s.start < first.start <= s.end]
        if not before:
            return first
        first = min(before, key=lambda s: (s.start, s.since_text))


def _followed(
    party: str,
    bloc: Voice,
    acts: tuple[Finding, ...],
    held: Stance | None,
    said: tuple[Stance, ...],
) -> Voice:
    return Voice(
        party=party,
        law=bloc.law,
        detail=Detail.FOLLOWS,
        since=bloc.since,
        since_kind=bloc.since_kind,
        until=bloc.until,
        confidence=bloc.confidence,
        acts=acts,
        stance=held,
        stances=said,
        blocs=(bloc,),
    )


def _detail(resting: Sequence[Finding]) -> Detail | None:
    """Stale if no list speaks for the day itself; else the most independent origin that is said."""
    fresh = [f for f in resting if not f.span.stale]
    if not fresh:
        return Detail.STALE
    origins = {f.origin for f in fresh}
    if "autonomous" in origins or "" in origins:
        return Detail.AUTONOMOUS if "autonomous" in origins else None
    return Detail.TRANSPOSED if any(o.startswith("transposes") for o in origins) else Detail.FOLLOWS


def _absence_detail(
    law: Law,
    findings: Sequence[Finding],
    absent: Mapping[str, Mapping[str, bool]],
    old: Set[str],
    day: date,
) -> Detail | None:
    if law is Law.UNKNOWN:
        return Detail.STALE if any(f.span.stale for f in findings) else None
    held: dict[str, set[bool]] = {}
    for finding in findings:
        if not finding.child:
            held.setdefault(finding.source, set()).add(finding.span.stale)
    if any(_only_old(lists, held, old) for lists in absent.values()):
        return Detail.STALE
    return Detail.DELISTED if any(_ended(f, day) for f in findings) else Detail.NEVER


def _only_old(lists: Mapping[str, bool], held: Mapping[str, Set[bool]], old: Set[str]) -> bool:
    """Whether no list of a register speaks for the day itself.

    ``held`` tells of each list that holds the entity how its findings are: stale or not.
    """
    proofs = [name for name, proved in lists.items() if proved or name in held]
    return all(False not in held[name] if name in held else name in old for name in proofs)


def _ended(finding: Finding, day: date) -> bool:
    """Whether a list held the entity before the day and no longer does."""
    if finding.in_part:
        return False
    return any(s.state is State.LISTED and s.end <= day for s in finding.course)


def _proved_absent(
    findings: Sequence[Finding],
    doubted: Set[str],
    absent: Mapping[str, Mapping[str, bool]],
    blocs: Sequence[Voice],
) -> bool:
    """Whether a list of each register says so, and each bloc whose voice the party would have.

    A list of ``doubted`` holds the entity by a fact that does not count, or may hold it by an
    entry that could not be read: its register is open.
    """
    if not absent or any(bloc.law is not Law.NOT_LISTED for bloc in blocs):
        return False
    held: dict[str, list[Span]] = {}
    for finding in findings:
        if not finding.child:
            held.setdefault(finding.source, []).append(finding.span)
    return all(
        doubted.isdisjoint(lists) and _register_absent(lists, held) for lists in absent.values()
    )


def _register_absent(lists: Mapping[str, bool], held: Mapping[str, list[Span]]) -> bool:
    """One list of the register suffices, unless another of them leaves open what became of it.

    A list that is too old to say leaves nothing open: its successor may say.
    """
    spans = [span for name in lists for span in held.get(name, ())]
    if any(span.state is State.UNKNOWN and not span.stale for span in spans):
        return False
    return any(
        {span.state for span in held[name]} == {State.NOT_LISTED} if name in held else proved
        for name, proved in lists.items()
    )
