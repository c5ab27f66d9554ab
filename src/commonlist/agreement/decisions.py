"""What a rule says of one entity on one day, and what it would take to say otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from commonlist.agreement.forcing import smallest
from commonlist.agreement.rules import (
    Atom,
    Expression,
    PartyAtom,
    Rule,
    Truth,
)
from commonlist.agreement.voices import Detail, Finding, Law, Stand, Voice
from commonlist.records import Kind
from commonlist.records.validity import State

MOST_NEEDS = 40
"""Largest number of alternatives that `what_it_takes` gives for one direction."""


class Status(StrEnum):
    """The answer of a rule."""

    AGREED = "agreed"
    DISPUTED = "disputed"
    NOT_LISTED = "not_listed"
    UNDETERMINED = "undetermined"


class Lack(StrEnum):
    """What a listing that is there lacks to count under a rule's filters."""

    OWN_ACT = "listed_by_itself"
    OTHER_REGIME = "listed_under_another_regime"
    ORIGIN = "listed_with_its_origin_stated"


@dataclass(frozen=True, slots=True)
class Change:
    """A voice that would have to be another: ``to`` is a law, a stand or a `Lack`."""

    atom: str
    to: str


@dataclass(frozen=True, slots=True)
class Need:
    """A smallest set of changes that makes the decision ``to``: none of them can be left out."""

    to: Status
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The entity that is decided on: its kind, and its class if a source says so."""

    kind: Kind
    state_organ: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A rule's answer with the voices that it rests on.

    ``counts`` says per atom whether it counted; ``note`` why a procedure leaves it open.
    """

    status: Status
    counts: Mapping[str, Truth]
    note: str = ""


def decide(
    rule: Rule,
    voices: Mapping[str, Voice],
    lists: Mapping[str, Truth],
    subject: Subject,
    supposed: Mapping[str, Truth] | None = None,
    against: bool = False,
) -> Decision:
    """Answer a rule from voices (by party) and, for ``source(x)``, from lists (by name).

    A party or list that is missing is unknown. ``supposed`` says how some atoms would count
    instead: "what if"; ``against``, that one of them speaks against. A rule that is false is
    disputed if any voice counts for it, or if, under ``[stances]``, a party speaks against it;
    else it is not listed. What is outside the rule is not listed by it, whoever speaks.
    """
    atoms = dict.fromkeys(rule.expression.atoms())
    counts = {str(atom): _counts(rule, atom, voices, lists) for atom in atoms}
    counts |= {name: truth for name, truth in (supposed or {}).items() if name in counts}
    counts = {name: _of_class(rule, subject, truth) for name, truth in counts.items()}
    if not in_scope(rule, subject):
        return Decision(status=Status.NOT_LISTED, counts=dict.fromkeys(counts, Truth.NO))
    answer = rule.expression.holds(lambda atom: counts[str(atom)])
    status = _status(answer, counts)
    against = against and "stances" in rule.filters
    if status is Status.NOT_LISTED and (against or _spoken_against(rule, voices, counts)):
        status = Status.DISPUTED
    procedures = rule.procedures() if answer is Truth.UNKNOWN else ()
    note = "; ".join(f"{p}: a step between the parties, open without talks" for p in procedures)
    return Decision(status=status, counts=counts, note=note)


def _spoken_against(rule: Rule, voices: Mapping[str, Voice], counts: Mapping[str, Truth]) -> bool:
    """A name that a party of the rule speaks against is on the table: it is disputed."""
    if "stances" not in rule.filters:
        return False
    spoken = (voices[p] for p in rule.parties() if p in voices and counts[p] is Truth.NO)
    return any(voice.stand is Stand.OPPOSES for voice in spoken)


def in_scope(rule: Rule, subject: Subject) -> bool:
    """Tell whether the rule speaks of such an entity at all."""
    if "organizations" in rule.filters and subject.kind is not Kind.ORGANIZATION:
        return False
    if "persons" in rule.filters and subject.kind is not Kind.PERSON:
        return False
    return not ("non_state" in rule.filters and subject.state_organ is True)


def _of_class(rule: Rule, subject: Subject, truth: Truth) -> Truth:
    """Under ``non_state`` a yes on an entity of unknown class is unknown."""
    open_class = "non_state" in rule.filters and subject.state_organ is None
    return Truth.UNKNOWN if open_class and truth is Truth.YES else truth


def _status(answer: Truth, counts: Mapping[str, Truth]) -> Status:
    if answer is Truth.YES:
        return Status.AGREED
    if answer is Truth.UNKNOWN:
        return Status.UNDETERMINED
    return Status.DISPUTED if Truth.YES in counts.values() else Status.NOT_LISTED


def _counts(
    rule: Rule, atom: Atom, voices: Mapping[str, Voice], lists: Mapping[str, Truth]
) -> Truth:
    if not isinstance(atom, PartyAtom):
        return lists.get(atom.source, Truth.UNKNOWN)
    voice = voices.get(atom.party)
    return counts(voice, rule.filters) if voice is not None else Truth.UNKNOWN


def counts(voice: Voice, filters: frozenset[str]) -> Truth:
    """Tell how a voice counts under a rule's filters."""
    if _speaks(voice, filters):
        if voice.stand in (Stand.SUPPORTS, Stand.REPORTED):
            return Truth.YES
        return Truth.NO if voice.stand is Stand.OPPOSES else Truth.UNKNOWN
    if voice.law is Law.UNKNOWN:
        return Truth.UNKNOWN
    if voice.law is Law.NOT_LISTED:
        return Truth.NO
    return _listing_counts(voice, filters)


def _speaks(voice: Voice, filters: frozenset[str]) -> bool:
    """Whether the party's word stands before its law."""
    return "stances" in filters and voice.stand is not Stand.NONE_KNOWN


def _listing_counts(voice: Voice, filters: frozenset[str]) -> Truth:
    if voice.law is Law.LISTED_IN_PART and "parts" not in filters:
        return Truth.NO
    if not filters & {"no_disputed_regimes", "autonomous"}:
        return Truth.YES
    return acts_count(_acts(voice), filters, follows=voice.detail is Detail.FOLLOWS)


def acts_count(acts: Iterable[Finding], filters: frozenset[str], *, follows: bool) -> Truth:
    """Tell how listings count under a rule's filters; ``follows``, that they are of a bloc."""
    kept = [act for act in acts if "parts" in filters or not act.in_part]
    if "no_disputed_regimes" in filters:
        kept = [act for act in kept if not act.by_regime]
    if not kept or "autonomous" not in filters:
        return Truth.YES if kept else Truth.NO
    if follows:
        return Truth.NO
    if any(act.origin == "autonomous" for act in kept):
        return Truth.YES
    return Truth.UNKNOWN if any(not act.origin for act in kept) else Truth.NO


def _acts(voice: Voice) -> Iterator[Finding]:
    """The acts of the party, or of the bloc whose voice it has."""
    own = [act for act in voice.acts if act.span.state is State.LISTED]
    if own and (voice.law is Law.LISTED_IN_PART or any(not act.in_part for act in own)):
        yield from own
        return
    for bloc in voice.blocs:
        yield from _acts(bloc)


def what_it_takes(
    rule: Rule,
    voices: Mapping[str, Voice],
    decision: Decision,
    subject: Subject,
) -> tuple[Need, ...] | None:
    """Return the smallest sets of changes that flip the decision, fewest changes first.

    Smallest by inclusion: no change of a set can be left out ("RU; or EU and UK"). At most
    `MOST_NEEDS` of each direction are given. An entity outside the rule, or of a class that is
    not known, needs no voice but another rule or fact: empty. None: what it takes is not known,
    for a direction of it is beyond the work that may be done (`forcing.MOST_WORK`).
    """
    if not in_scope(rule, subject) or ("non_state" in rule.filters and subject.state_organ is None):
        return ()
    counted = tuple(decision.counts.items())
    against = _spoken_against(rule, voices, decision.counts)
    found: list[Need] = []
    for wanted in _flips(decision.status):
        forcing = _smallest(rule.expression, counted, wanted)
        if forcing is None:
            return None
        found += (_need(to, names, voices, rule.filters, against) for to, names in forcing)
    return tuple(found)


def _need(
    to: Status,
    names: Sequence[str],
    voices: Mapping[str, Voice],
    filters: frozenset[str],
    against: bool,
) -> Need:
    """``against``: somebody speaks against it already, or would by one of the changes."""
    wanted = Truth.YES if to is Status.AGREED else Truth.NO
    changes = tuple(Change(name, _target(voices.get(name), filters, wanted)) for name in names)
    against = against or any(change.to == Stand.OPPOSES for change in changes)
    return Need(Status.DISPUTED if to is Status.NOT_LISTED and against else to, changes)


def _flips(status: Status) -> tuple[Truth, ...]:
    """The answers that a decision is not, but could become."""
    if status is Status.UNDETERMINED:
        return (Truth.YES, Truth.NO)
    return (Truth.NO,) if status is Status.AGREED else (Truth.YES,)


def _target(voice: Voice | None, filters: frozenset[str], wanted: Truth) -> str:
    """A party whose word stands before its law has to say otherwise; else its law has to change."""
    said = voice is not None and _speaks(voice, filters)
    if wanted is Truth.YES:
        return Stand.SUPPORTS.value if said else _lacking(voice, filters)
    return Stand.OPPOSES.value if said else Law.NOT_LISTED.value


def _lacking(voice: Voice | None, filters: frozenset[str]) -> str:
    """What a party's law would have to be to count; of a listing that is there, what it lacks."""
    in_law = (Law.LISTED, Law.LISTED_IN_PART) if "parts" in filters else (Law.LISTED,)
    if voice is None or voice.law not in in_law:
        return Law.LISTED.value
    if _listing_counts(voice, filters & {"parts", "no_disputed_regimes"}) is Truth.NO:
        return Lack.OTHER_REGIME.value
    unknown = _listing_counts(voice, filters) is Truth.UNKNOWN
    return Lack.ORIGIN.value if unknown else Lack.OWN_ACT.value


@lru_cache(maxsize=1 << 14)
def _smallest(
    expression: Expression, counted: tuple[tuple[str, Truth], ...], wanted: Truth
) -> tuple[tuple[Status, tuple[str, ...]], ...] | None:
    """Sets of atoms that, all made ``wanted``, force the expression so, with what it is then."""
    counts = dict(counted)
    found = smallest(expression, counts, wanted)
    if found is None:
        return None
    return tuple(
        (_status(wanted, {**counts, **dict.fromkeys(names, wanted)}), names)
        for names in found[:MOST_NEEDS]
    )
