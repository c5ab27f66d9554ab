"""What a published list is, as a value."""

from dataclasses import dataclass
from enum import StrEnum

from commonlist.values.dates import PartialDate


class History(StrEnum):
    """What copies of a list prove.

    ``SNAPSHOTS``: each copy is the list on its own day. ``COMPLETE``: every designation between
    ``covers_from`` and ``covers_to``, ended ones too. ``CURRENT``: everything in force on its own
    day. ``FRAGMENT``: proves presence only; absence from it is never "not listed".
    """

    SNAPSHOTS = "snapshots"
    COMPLETE = "complete"
    CURRENT = "current"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published list: whose, in what language, what its copies prove, what is expected of it.

    ``register`` names the legal register that the list shows; None if absence from it does not
    matter for the party's voice. Two lists of one register (OFSI's and its successor) stand in
    for each other: "not listed" needs one of them, and one of every register of the party.
    ``topics`` are the topics that the list can hold: absence is asked of lists with the topic.
    ``kinds`` are the kinds of party it can hold (values of `Kind`). ``stale_after`` is the number
    of days that its last copy reaches. ``fewest`` is the number of entries below which a copy
    given as the whole list is held back; ``shrink`` the largest share that it may lose from one
    copy to the next. ``filled`` gives fields of `Record` with the least share of entries in
    which each is expected not to be empty.
    """

    name: str
    title: str
    party: str
    authority: str
    language: str = "en"
    history: History = History.SNAPSHOTS
    register: str | None = None
    topics: frozenset[str] = frozenset({"terrorism"})
    kinds: frozenset[str] = frozenset({"person", "organization", "vessel", "aircraft", "other"})
    stale_after: int = 400
    fewest: int = 1
    shrink: float = 0.2
    filled: tuple[tuple[str, float], ...] = ()
    formats: str = ""
    parties: tuple[str, ...] = ()
    covers_from: PartialDate | None = None
    covers_to: PartialDate | None = None

    @property
    def voices(self) -> tuple[str, ...]:
        """The parties whose acts the list holds (several only in a table)."""
        return self.parties or (self.party,)
