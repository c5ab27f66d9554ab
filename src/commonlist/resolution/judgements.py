"""What people say of records: the same or not, and how entities hang together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from commonlist.values.dates import PartialDate

BUNDLED = "bundled"
"""The author of the judgements that come with the package; they overrule nobody's own."""

Pair = tuple[str, str]


class Verdict(StrEnum):
    """What is said of two records.

    ``UNSURE`` leaves the pair to the comparison; it is also how a judgement is taken back.
    """

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Judgement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether two records are one thing: by whom, when (ISO 8601, UTC), and why.

    The keys may be given in any order; ``left`` is the smaller. Judgements are never deleted:
    `in_force` tells which of those on one pair stands. ``second`` marks one that counts only when
    another author says the same; ``readers`` are those others, filled in by `in_force`.

    Raises:
        ValueError: a record is judged with itself, or ``made_at`` is no ISO time stamp.
    """

    left: str
    right: str
    verdict: Verdict
    author: str
    reason: str
    made_at: str
    second: bool = False
    readers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.left == self.right:
            raise ValueError(f"a judgement is about two records, not {self.left} alone")
        if self.left > self.right:
            left, right = self.right, self.left
            msgspec.structs.force_setattr(self, "left", left)
            msgspec.structs.force_setattr(self, "right", right)
        self.moment()

    @property
    def pair(self) -> Pair:
        """The two record keys, the smaller first."""
        return self.left, self.right

    def moment(self) -> datetime:
        """Return when it was made; a stamp without an offset is in UTC."""
        made = datetime.fromisoformat(self.made_at)
        return made if made.tzinfo else made.replace(tzinfo=UTC)


def precedence(judgement: Judgement) -> tuple[bool, datetime, str, str, str]:
    """Return the key by which judgements overrule each other: the greatest stands.

    Bundled ones stand back; then the latest; what is left makes the order whole.
    """
    return (
        judgement.author != BUNDLED,
        judgement.moment(),
        judgement.verdict,
        judgement.author,
        judgement.reason,
    )


def in_force(judgements: Iterable[Judgement]) -> Mapping[Pair, Judgement]:
    """Return the judgement that stands on each pair, in the order of pairs.

    The latest that counts at once stands, and ends what was said before it. Of those since then
    that wait for a second reader each author's last is heard: a verdict of two authors, and of
    more than say the opposite, stands instead. Who said it at once is heard among them.
    """
    standing = {pair: _standing(said) for pair, said in _by_pair(judgements).items()}
    return {pair: made for pair, made in standing.items() if made is not None}


def waiting(judgements: Iterable[Judgement]) -> Mapping[Pair, tuple[Judgement, ...]]:
    """Return the verdicts that are kept and do not count, of pairs that have any.

    A second reader is awaited, or people disagree.
    """
    found: dict[Pair, tuple[Judgement, ...]] = {}
    for pair, said in _by_pair(judgements).items():
        standing = _standing(said)
        _, since = _heard(said)
        idle = tuple(
            word
            for word in since
            if word.verdict is not Verdict.UNSURE
            and (standing is None or standing.verdict is not word.verdict)
        )
        if idle:
            found[pair] = idle
    return found


def _by_pair(judgements: Iterable[Judgement]) -> dict[Pair, list[Judgement]]:
    """Return what was said on each pair, the weakest first."""
    found: dict[Pair, list[Judgement]] = {}
    for judgement in sorted(judgements, key=precedence):
        found.setdefault(judgement.pair, []).append(judgement)
    return dict(sorted(found.items()))


def _heard(said: Sequence[Judgement]) -> tuple[Judgement | None, tuple[Judgement, ...]]:
    """Return the last that counts at once, and each author's last word since, as they came."""
    settled: Judgement | None = None
    since: dict[str, Judgement] = {}
    for judgement in said:
        if judgement.second:
            since.pop(judgement.author, None)
            since[judgement.author] = judgement
        else:
            settled, since = judgement, {}
    return settled, tuple(since.values())


def _standing(said: Sequence[Judgement]) -> Judgement | None:
    settled, since = _heard(said)
    words = list(since)
    if settled and settled.author not in {BUNDLED, *(word.author for word in since)}:
        words.insert(0, settled)
    same, different = (
        [word for word in words if word.verdict is verdict]
        for verdict in (Verdict.SAME, Verdict.DIFFERENT)
    )
    carried = max(same, different, key=len)
    if len(carried) < 2 or len(same) == len(different):
        return settled
    others = tuple(sorted(word.author for word in carried[:-1]))
    return msgspec.structs.replace(carried[-1], readers=others)


class Role(StrEnum):
    """How ``child`` hangs together with ``parent``.

    ``PART_OF``: the child is a part (a wing) of the parent, so that a listing of it lists the
    parent in part; with the others it does not. ``PROVINCE_OF``, ``BRANCH_OF``, ``MEMBER_OF``: the
    child counts itself to the parent. ``SUCCESSOR_OF``: the child came after the parent.
    ``UMBRELLA_OF``: the child is an umbrella, the parent a group under it.
    """

    PART_OF = "part_of"
    PROVINCE_OF = "province_of"
    BRANCH_OF = "branch_of"
    MEMBER_OF = "member_of"
    SUCCESSOR_OF = "successor_of"
    UMBRELLA_OF = "umbrella_of"


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A dated tie between the entities of two records: they are related, and not the same.

    ``since`` and ``until`` are half-open; None where they are not known. ``basis`` says where it
    is read.

    Raises:
        ValueError: a record is tied to itself, or ends before it begins.
    """

    child: str
    parent: str
    role: Role
    author: str
    basis: str
    since: PartialDate | None = None
    until: PartialDate | None = None

    def __post_init__(self) -> None:
        if self.child == self.parent:
            raise ValueError(f"a relation is between two records, not {self.child} alone")
        if self.since and self.until and self.until.end() <= self.since.first():
            raise ValueError(f"until {self.until} is before since {self.since}")
