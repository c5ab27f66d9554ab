"""What a judgement would change in the common list, and the order in which pairs are asked."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from commonlist.resolution.grouping import Suggestion
from commonlist.resolution.judgements import Judgement, Pair, Verdict

ON_IT = "agreed"
"""The decision by which an entity is on the common list."""


class Move(msgspec.Struct, frozen=True, rename={"before": "from", "after": "to"}):
    """A record that goes from one entity to another."""

    record: str
    before: str
    after: str


class Change(msgspec.Struct, frozen=True, rename={"before": "from", "after": "to"}):
    """A decision that changes: on the entity as it was (or as it will be, of a new one).

    None is no decision of its own: no party of the rule speaks of it, or it is one with another.
    """

    id: str
    caption: str
    before: str | None
    after: str | None


class Decided(msgspec.Struct, frozen=True):
    """What a rule says of an entity, None where no party of it speaks of it."""

    caption: str
    decision: str | None


class Consequence(msgspec.Struct, frozen=True):
    """What a verdict on a pair would do: records that move, decisions that change.

    ``agreed`` is by how many entities the list of those agreed grows.
    """

    moved: tuple[Move, ...] = ()
    changes: tuple[Change, ...] = ()
    agreed: int = 0

    @property
    def decisive(self) -> bool:
        """Whether it changes what the rule says: then a second reader is needed."""
        return bool(self.changes)

    @property
    def weight(self) -> tuple[int, int]:
        """How much it changes: first who is agreed, then what else is decided."""
        on_it = {change.id for change in self.changes if ON_IT in (change.before, change.after)}
        return len(on_it), len(self.changes)


class Question(msgspec.Struct, frozen=True):
    """A pair for a person to judge; what follows if the verdict is the one that changes something.

    That is `Verdict.SAME` for records apart, `Verdict.DIFFERENT` for records joined. ``said`` are
    the words of others that do not count yet.
    """

    suggestion: Suggestion
    consequence: Consequence
    said: tuple[Judgement, ...] = ()

    @property
    def id(self) -> str:
        """The id of the question: it hangs on the two records alone."""
        return question_id(self.suggestion.pair)


def question_id(pair: Pair) -> str:
    """Return ``rv-`` and 50 bits of the SHA-256 of the two record keys in base32."""
    digest = hashlib.sha256("\0".join(pair).encode()).digest()
    return "rv-" + base64.b32encode(digest)[:10].decode().lower()


def in_question(suggestion: Suggestion) -> Verdict:
    """Return the verdict that would change something."""
    return Verdict.DIFFERENT if suggestion.joined else Verdict.SAME


def in_order(questions: Iterable[Question], last: Iterable[Pair] = ()) -> list[Question]:
    """Return questions by what they would change, the most first; then by falling score.

    Pairs in ``last`` come after all others.
    """
    put_off = set(last)

    def order(asked: Question) -> tuple[object, ...]:
        found = asked.suggestion
        weight = tuple(-part for part in asked.consequence.weight)
        return found.pair in put_off, weight, -found.score, found.pair

    return sorted(questions, key=order)


def moves(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Move, ...]:
    """Return the records that are in another entity after than before, sorted."""
    return tuple(
        Move(key, before[key], after[key])
        for key in sorted(before.keys() & after.keys())
        if before[key] != after[key]
    )


def consequence(
    before: Mapping[str, str],
    after: Mapping[str, str],
    was: Mapping[str, Decided],
    becomes: Mapping[str, Decided],
) -> Consequence:
    """Compare two partitions of some records (record key to entity), and what is said of each.

    An entity of which nobody speaks changes nothing by going into another, or by coming out of
    one; nor does one of which the same is said, unless it makes those agreed fewer or more.
    """
    changes = tuple(dict.fromkeys(_changes(before, after, was, becomes)))
    ours, theirs = _on_it(was), _on_it(becomes)
    if not any(ON_IT in (change.before, change.after) for change in changes):
        joined = sorted(ours - theirs)[: max(0, len(ours) - len(theirs))]
        parted = sorted(theirs - ours)[: max(0, len(theirs) - len(ours))]
        changes += tuple(Change(old, was[old].caption, ON_IT, None) for old in joined)
        changes += tuple(Change(new, becomes[new].caption, None, ON_IT) for new in parted)
    return Consequence(moves(before, after), changes, len(theirs) - len(ours))


def _on_it(said: Mapping[str, Decided]) -> set[str]:
    return {entity for entity, one in said.items() if one.decision == ON_IT}


def _changes(
    before: Mapping[str, str],
    after: Mapping[str, str],
    was: Mapping[str, Decided],
    becomes: Mapping[str, Decided],
) -> Iterator[Change]:
    flows = sorted({(before[key], after[key]) for key in before.keys() & after.keys()})
    spoken = [(old, new) for old, new in flows if _says(was, old) and _says(becomes, new)]
    for old, new in spoken:
        if _says(was, old) != _says(becomes, new):
            yield Change(old, was[old].caption, _says(was, old), _says(becomes, new))
    for old in sorted({old for old, _ in flows} - {old for old, _ in spoken}):
        if _says(was, old):
            yield Change(old, was[old].caption, _says(was, old), None)
    for new in sorted({new for _, new in flows} - {new for _, new in spoken}):
        if _says(becomes, new):
            yield Change(new, becomes[new].caption, None, _says(becomes, new))


def _says(of: Mapping[str, Decided], entity: str) -> str | None:
    found = of.get(entity)
    return found.decision if found else None
