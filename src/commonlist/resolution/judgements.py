"""What people say of records: the same or not, and how entities hang together."""

from collections.abc import Iterable, Mapping
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


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Whether two records are one thing: by whom, when (ISO 8601, UTC), and why.

    The keys may be given in any order; ``left`` is the smaller. Judgements are never deleted: of
    those on one pair the latest is in force (`in_force`).

    Raises:
        ValueError: a record is judged with itself, or ``made_at`` is no ISO time stamp.
    """

    left: str
    right: str
    verdict: Verdict
    author: str
    reason: str
    made_at: str

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
    """Return the judgement that stands on each pair, in the order of pairs."""
    standing: dict[Pair, Judgement] = {}
    for judgement in sorted(judgements, key=precedence):
        standing[judgement.pair] = judgement
    return dict(sorted(standing.items()))


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
