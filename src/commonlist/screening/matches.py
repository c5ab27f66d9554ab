"""What was found: whom a query may be, with score, reasons, whose lists, agreed or disputed."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from commonlist.matching import Reason
from commonlist.records import Kind


class Target(msgspec.Struct, frozen=True, array_like=True):
    """What is shown of the entity that a record of the index belongs to.

    ``parties`` are those whose own lists name it on the day asked, ``unknown`` those whose lists
    did but do not reach the day. ``status`` is what the rule says of it. ``in_force`` is false if
    every list that ever named it says that it no longer does, or does not yet.
    """

    entity: str
    caption: str
    kind: Kind
    parties: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    status: str = ""
    in_force: bool = True


class Targets(Protocol):
    """Looks up what is shown of records, by their places in the index."""

    def __call__(self, places: Sequence[int]) -> Mapping[int, Target]:
        """Return the target of each place."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """An entity that a query may be.

    ``row`` and ``query`` are the customer's. ``searched`` is the name looked for (of a payment
    line one that it holds), ``matched_name`` the list's name that it met; "" where only a number
    was. ``parties`` and ``unknown`` are as of `Target`. ``records`` are those of the entity that
    were found, best first. ``cleared`` says by whom and why the customer was told apart from the
    entity; "" if nobody did.
    """

    row: int
    query: str
    score: float
    entity: str
    caption: str
    matched_name: str
    parties: tuple[str, ...]
    status: str
    reasons: tuple[Reason, ...]
    kind: Kind
    records: tuple[str, ...]
    searched: str = ""
    unknown: tuple[str, ...] = ()
    cleared: str = ""
